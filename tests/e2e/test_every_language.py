"""Members and admins are answered in Arabic, which runs the other way, and Telegram refuses nothing of it.

What is said in the other languages, tests/telegram/test_every_screen.py reads as Telegram does.
"""

import re
import unicodedata
from collections.abc import Iterator

import pytest

from bot.domain.languages import NAMES
from tests.e2e.conftest import ADA, Stage, labels

MEMBER = (
    "/help",
    "/privacy",
    "/language",
    "/topics",
    "/ask",
    "/nonsense",
    "/subscribe",
    "/unsubscribe",
    "/webinars",
)
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


pytestmark = pytest.mark.asyncio(loop_scope="module")

ISOLATED = re.compile("[\u2066-\u2068][^\u2069]*\u2069")
LETTER = re.compile("[\u0600-\u06ff]")


def turned_lines(text: str) -> Iterator[str]:
    """Lines of an Arabic message that a phone would begin on the left."""
    for line in text.splitlines() if LETTER.search(text) else ():
        strong = (unicodedata.bidirectional(each) for each in ISOLATED.sub("", line))
        if next((each for each in strong if each in ("L", "R", "AL")), "L") == "L" and LETTER.search(line):
            yield line


async def test_what_people_and_staff_write_is_answered_in_arabic_and_nothing_is_refused_or_turned_round(
    one_bot: Stage,
):
    stage, language = one_bot, "ar"
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
    heard = [each for who in (member, ADA) for each in stage.simulator.messages(who) if each["is_outgoing"]]
    assert [line for each in heard for line in turned_lines(each["text"])] == []
