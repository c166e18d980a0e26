"""The text of a draft: behind the command, edited, cut by the app, too long, in several languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.simulator.forms.json_values import JsonObject
from tests.e2e.conftest import ADA, AMINA, Stage, labels
from tests.e2e.test_acts import replies
from tests.e2e.test_broadcast_languages import PREVIEW, SPANISH, add
from tests.e2e.test_broadcasts import TEXT, broadcasts_to, draft

TOO_LONG = "too long"


async def previewed(stage: Stage, after: int) -> JsonObject:
    """The question with its buttons that comes after a message."""
    return await stage.simulator.wait_for_message(ADA, after_message_id=after, containing=PREVIEW)


# behind the command


async def test_an_edit_of_the_text_behind_the_command_is_a_new_text(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    said = stage.simulator.say(ADA, "/broadcast Plese come\non Saturday")
    first = await previewed(stage, said)
    stage.simulator.edit(ADA, said, "/broadcast Please come\non Saturday 🕊")
    second = await previewed(stage, first["message_id"])
    await stage.press(ADA, first, "Send to")
    assert broadcasts_to(stage, AMINA, "on Saturday") == []
    await stage.press(ADA, second, "Send to")
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA, "on Saturday") != [])
    assert broadcasts_to(stage, AMINA, "on Saturday")[0].startswith("Please come\non Saturday 🕊\n")


async def test_an_edit_that_leaves_the_command_alone_asks_for_a_text(stage: Stage):
    await stage.begin(ADA)
    said = stage.simulator.say(ADA, "/broadcast Please come")
    first = await previewed(stage, said)
    stage.simulator.edit(ADA, said, "/broadcast")
    reply = await stage.simulator.wait_for_message(ADA, after_message_id=first["message_id"])
    assert "and nothing else" in reply["text"]


async def test_a_draft_edited_into_halt_halts(stage: Stage):
    await stage.begin(ADA)
    await stage.ask(ADA, "/broadcast")
    said = stage.simulator.say(ADA, TEXT)
    await previewed(stage, said)
    stage.simulator.edit(ADA, said, "/halt")
    await stage.simulator.wait_for_message(ADA, after_message_id=said, containing="sending is paused")


# too long


async def test_a_draft_edited_beyond_what_fits_is_shown_for_no_topic(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    await stage.begin(ADA)
    await stage.ask(ADA, "/broadcast")
    said = stage.simulator.say(ADA, TEXT)
    preview = await previewed(stage, said)
    stage.simulator.edit(ADA, said, "x" * 4096)
    refused = await stage.simulator.wait_for_message(
        ADA, after_message_id=preview["message_id"], containing=TOO_LONG
    )
    await stage.press(ADA, preview, "Change who gets it")
    await stage.press(ADA, stage.shown(ADA, preview["message_id"]), "Weekly update")
    await stage.press(ADA, stage.shown(ADA, preview["message_id"]), "Back to the preview")
    (reply,) = await replies(stage, ADA, refused["message_id"])
    assert TOO_LONG in reply
    again = await stage.ask(ADA, "/broadcast")
    assert TOO_LONG in again["text"]
    shown = await previewed(stage, stage.simulator.say(ADA, "Short enough"))
    assert "“Weekly update”" in shown["text"]


async def test_one_text_of_several_that_is_edited_beyond_what_fits_is_named_and_awaited(stage: Stage):
    await stage.begin(ADA)
    preview = await add(stage, await draft(stage), "español", SPANISH)
    said = next(m for m in stage.simulator.messages(ADA) if m["text"] == SPANISH)["message_id"]
    stage.simulator.edit(ADA, said, "y" * 4090)
    refused = await stage.simulator.wait_for_message(
        ADA, after_message_id=preview["message_id"], containing=TOO_LONG
    )
    assert refused["text"].startswith("español")
    after = stage.simulator.say(ADA, "El viernes")
    await previewed(stage, after)
    shown = await replies(stage, ADA, after)
    assert shown[0].startswith(TEXT)
    assert shown[1].startswith("El viernes")


# cut by the app


@pytest.mark.parametrize("begins", ["", "/broadcast "], ids=["after the command", "behind the command"])
@pytest.mark.parametrize("parts", [(4096, 904), (2100, 2900), (4096, 3000, 40)])
async def test_a_text_that_the_app_cut_is_one_text_and_gets_one_reply(
    stage: Stage, parts: tuple[int, ...], begins: str
):
    await stage.begin(ADA)
    if not begins:
        await stage.ask(ADA, "/broadcast")
    texts = [letter * size for letter, size in zip("abc", parts, strict=False)]
    texts[0] = begins + texts[0][len(begins) :]
    sent = [stage.simulator.say(ADA, text) for text in texts]
    await stage.simulator.wait_for_message(ADA, after_message_id=sent[-1])
    await stage.simulator.wait_until(lambda: stage.last(ADA)["message_id"] > sent[-1])
    reply = stage.last(ADA)
    assert TOO_LONG in reply["text"]
    assert labels(reply) == []
    assert await replies(stage, ADA, sent[0]) == [reply["text"]]


async def test_the_parts_of_a_cut_text_in_a_further_language_leave_the_first_text(stage: Stage):
    await stage.begin(ADA)
    preview = await draft(stage)
    await stage.press(ADA, preview, "Add the text in español")
    await stage.simulator.wait_for_message(ADA, containing="in this language now")
    sent = [stage.simulator.say(ADA, text) for text in ("a" * 4096, "b" * 500)]
    refused = await stage.simulator.wait_for_message(ADA, after_message_id=sent[-1])
    assert refused["text"].startswith("español")
    after = stage.simulator.say(ADA, SPANISH)
    await previewed(stage, after)
    assert (await replies(stage, ADA, after))[0].startswith(TEXT)


async def test_a_long_text_in_one_message_is_previewed_and_two_short_ones_stay_two(stage: Stage):
    await stage.begin(ADA)
    await stage.ask(ADA, "/broadcast")
    said = stage.simulator.say(ADA, "a" * 3000)
    await previewed(stage, said)
    await stage.move_by(timedelta(seconds=2))
    for text in ("first", "second"):
        said = stage.simulator.say(ADA, text)
    await stage.simulator.wait_for_message(ADA, containing="second\n\nYou")
    assert [len(broadcasts_to(stage, ADA, text)) for text in ("first\n\nYou", "second\n\nYou")] == [1, 1]


# in several languages


async def test_who_goes_back_to_the_preview_writes_no_further_language(stage: Stage):
    await stage.begin(ADA)
    preview = await draft(stage)
    await stage.press(ADA, preview, "Add the text in español")
    asked = await stage.simulator.wait_for_message(ADA, containing="in this language now")
    await stage.ask(ADA, "/broadcast")
    await previewed(stage, asked["message_id"])
    shown = await previewed(stage, stage.simulator.say(ADA, "The vote is on Monday"))
    assert "➕ Add the text in español" in labels(shown)
    assert "➕ Add the text in English" not in labels(shown)


async def test_an_edit_of_the_first_text_while_another_is_awaited_keeps_waiting_for_it(stage: Stage):
    await stage.begin(ADA)
    await stage.ask(ADA, "/broadcast")
    first = stage.simulator.say(ADA, TEXT)
    preview = await previewed(stage, first)
    await stage.press(ADA, preview, "Add the text in español")
    asked = await stage.simulator.wait_for_message(ADA, containing="in this language now")
    stage.simulator.edit(ADA, first, "The vote is on Monday")
    await previewed(stage, asked["message_id"])
    after = stage.simulator.say(ADA, SPANISH)
    await previewed(stage, after)
    shown = await replies(stage, ADA, after)
    assert shown[0].startswith("The vote is on Monday")
    assert shown[1].startswith(SPANISH)
