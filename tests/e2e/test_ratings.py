"""Thumbs under an answer: one press, counted for the answer and not for the person."""

import pytest

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.faults import Fault
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage, code_of, labels

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "is the compact law yes or no"


async def pressed(stage: Stage, person: int, message: JsonObject, code: str) -> str:
    """Presses a button, there or not; what is shown to the person for a moment."""
    query = stage.simulator.press_outdated(person, message["message_id"], code, message["chat"]["id"])
    await stage.simulator.wait_until(lambda: stage.simulator.answer_to(query) is not None)
    answer = stage.simulator.answer_to(query)
    assert answer is not None
    return str(answer.get("text") or "")


async def ratings(stage: Stage) -> list[str]:
    """The lines that an admin sees."""
    if not stage.simulator.messages(ADA):
        await stage.begin(ADA)
    lines: list[str] = (await stage.ask(ADA, "/ratings"))["text"].splitlines()
    return lines[1:]


async def test_a_thumb_is_thanked_for_and_goes_and_is_counted_once(fresh: Stage):
    await fresh.begin(AMINA)
    answer = await fresh.ask(AMINA, QUESTION)
    down, up = code_of(answer, "👎"), code_of(answer, "👍")
    others = [label for label in labels(answer) if label not in ("👍", "👎")]
    assert await pressed(fresh, AMINA, answer, down) == "Thank you!"
    shown = fresh.shown(AMINA, answer["message_id"])
    assert labels(shown) == others
    assert shown["text"] == answer["text"]
    for code in (down, up):  # a phone that still shows the old buttons
        assert await pressed(fresh, AMINA, answer, code) == ""
    assert await ratings(fresh) == ["👍 0  👎 1  (en) Is the Compact legally binding?"]


async def test_thumbs_count_by_the_language_that_was_read_and_only_what_counts_is_thanked_for(fresh: Stage):
    spanish = fresh.content.faq.entries["es"]["legally-binding"].question
    for person, text, thanked in (
        (AMINA, "el pacto es una ley si o no", "¡Gracias!"),
        (AMINA, QUESTION, ""),  # the same answer in another language
        (AMINA, QUESTION, ""),
        (DIEGO, QUESTION, "Thank you!"),
    ):
        await fresh.begin(person)
        answer = await fresh.ask(person, text)
        assert await pressed(fresh, person, answer, code_of(answer, "👍")) == thanked
    assert await ratings(fresh) == [
        "👍 1  👎 0  (en) Is the Compact legally binding?",
        f"👍 1  👎 0  (es) {spanish}",
    ]


async def test_a_thumb_that_cannot_be_taken_away_holds_up_nothing_and_is_not_thanked_for(fresh: Stage):
    await fresh.begin(AMINA)
    answer = await fresh.ask(AMINA, QUESTION)
    fresh.simulator.set_faults([Fault("hang", "editMessageReplyMarkup")])
    query = fresh.simulator.press(AMINA, answer["message_id"], code_of(answer, "👍"))
    said = fresh.simulator.say(AMINA, "/help")
    await fresh.simulator.wait_for_message(AMINA, said, timeout=15)
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(query) is not None)
    assert not (fresh.simulator.answer_to(query) or {}).get("text")
    assert await ratings(fresh) == []


async def test_in_a_group_the_first_thumb_counts(fresh: Stage):
    group = fresh.simulator.create_group("Organizers", [AMINA, DIEGO])
    answer = await fresh.ask(AMINA, f"/ask {QUESTION}", chat_id=group)
    codes = code_of(answer, "👍"), code_of(answer, "👎")
    for person, code in zip((AMINA, DIEGO), codes, strict=True):
        await pressed(fresh, person, answer, code)
    assert await ratings(fresh) == ["👍 1  👎 0  (en) Is the Compact legally binding?"]


async def test_what_is_no_answer_is_not_counted(fresh: Stage):
    await fresh.begin(AMINA)
    answer = await fresh.ask(AMINA, QUESTION)
    for code in (
        "up:no-such-entry@en",
        "down:legally-binding@xx",
        "up:legally-binding",
        "up:",
        "down:members@en",
    ):
        assert await pressed(fresh, AMINA, answer, code) == ""
    assert labels(fresh.shown(AMINA, answer["message_id"])) == labels(answer)
    assert await ratings(fresh) == []
    assert "/ratings" not in (await fresh.ask(AMINA, "/help"))["text"]
