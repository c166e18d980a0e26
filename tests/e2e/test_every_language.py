"""In every language members and admins are answered, and Telegram refuses nothing of it."""

import pytest

from bot.domain.languages import NAMES
from tests import shipped
from tests.e2e.conftest import ADA, Stage, labels

MEMBER = ("/help", "/privacy", "/language", "/topics", "/ask", "/nonsense", "/subscribe", "/unsubscribe")
STAFF = (
    "/help",
    "/staff",
    "/log",
    "/stats",
    "/count",
    "/status",
    "/missed",
    "/ratings",
    "/cancel",
    "/halt",
    "/status",
    "/resume",
    "/resume",
)


@pytest.mark.parametrize("language", shipped.content().texts.languages)
async def test_what_people_and_staff_write_is_answered_and_nothing_is_refused(stage: Stage, language: str):
    member = await stage.newcomer(language)
    for words in (*MEMBER, "/subscribe urgent"):
        await stage.ask(member, words)
    await stage.begin(ADA)
    choice = await stage.ask(ADA, "/language")
    await stage.press(ADA, choice, NAMES[language])
    for words in STAFF:
        await stage.ask(ADA, words)
    await stage.ask(ADA, "/broadcast")
    said = stage.simulator.say(ADA, "The office & the <garden> are closed.")
    await stage.simulator.wait_until(lambda: any("📣" in label for label in labels(stage.last(ADA))))
    preview = stage.last(ADA)
    assert preview["message_id"] > said
    await stage.press(ADA, preview, labels(preview)[0])
    await stage.simulator.wait_until(lambda: "<garden>" in stage.last(member)["text"])
    await stage.ask(ADA, "/status")
    await stage.ask(member, "/stop")
    await stage.until_handled()
    refused = {call.description for call in stage.simulator.calls() if call.status == 400}
    assert [why for why in refused if why is None or "message is not modified" not in why] == []
