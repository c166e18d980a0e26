"""The text of a draft: behind the command, edited, cut by the app, too long, in several languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.app.content.learning import Learned
from bot.content.check import Content
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.chats import User
from tests.builders import join
from tests.e2e.conftest import ADA, ALONE, AMINA, QUICK, Stage, code_of, labels, staged
from tests.e2e.test_acts import replies
from tests.e2e.test_broadcast_languages import PREVIEW, SPANISH, add
from tests.e2e.test_broadcasts import TEXT, broadcasts_to, draft

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOO_LONG = "too long"


async def previewed(stage: Stage, after: int) -> JsonObject:
    """The question with its buttons that comes after a message."""
    return await stage.simulator.wait_for_message(ADA, after_message_id=after, containing=PREVIEW)


# behind the command


async def test_an_edit_of_the_text_behind_the_command_is_a_new_text_none_or_another_command(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    said = fresh.simulator.say(ADA, "/broadcast Plese come\non Saturday")
    first = await previewed(fresh, said)
    fresh.simulator.edit(ADA, said, "/broadcast")
    reply = await fresh.simulator.wait_for_message(ADA, after_message_id=first["message_id"])
    assert "and nothing else" in reply["text"]
    fresh.simulator.edit(ADA, said, "/broadcast Please come\non Saturday 🕊")
    second = await previewed(fresh, first["message_id"])
    await fresh.press(ADA, first, "Send to")
    assert broadcasts_to(fresh, AMINA, "on Saturday") == []
    await fresh.press(ADA, second, "Send to")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, AMINA, "on Saturday") != [])
    assert broadcasts_to(fresh, AMINA, "on Saturday")[0].startswith("Please come\non Saturday 🕊\n")
    said = fresh.simulator.say(ADA, "/broadcast Come all")
    await previewed(fresh, said)
    fresh.simulator.edit(ADA, said, "/halt")
    await fresh.simulator.wait_for_message(ADA, after_message_id=said, containing="sending is paused")


async def test_the_preview_says_that_custom_emoji_and_moving_dates_are_sent_as_plain_text(fresh: Stage):
    await fresh.ask(ADA, "/broadcast")
    for kind, is_lost in (("custom_emoji", True), ("date_time", True), ("bold", False), ("url", False)):
        sent = fresh.simulator.send(
            ADA, "🕊 come", further={"entities": [{"type": kind, "offset": 0, "length": 2}]}
        )
        asked = await previewed(fresh, sent)
        assert asked["text"].startswith("Some of it is sent as plain text:") == is_lost, kind


# too long


async def test_a_draft_edited_beyond_what_fits_is_shown_for_no_topic_and_cannot_be_confirmed(fresh: Stage):
    await join(fresh.database, [AMINA], "weekly")
    await fresh.ask(ADA, "/broadcast")
    said = fresh.simulator.say(ADA, TEXT)
    preview = await previewed(fresh, said)
    fresh.simulator.edit(ADA, said, "x" * 4096)
    refused = await fresh.simulator.wait_for_message(
        ADA, after_message_id=preview["message_id"], containing=TOO_LONG
    )
    confirm = code_of(preview, "Send to")
    await fresh.press(ADA, preview, "Change who gets it")
    await fresh.press(ADA, fresh.shown(ADA, preview["message_id"]), "Weekly update")
    await fresh.press(ADA, fresh.shown(ADA, preview["message_id"]), "Back to the preview")
    (reply,) = await replies(fresh, ADA, refused["message_id"])
    assert TOO_LONG in reply
    fresh.simulator.press_outdated(ADA, preview["message_id"], confirm)
    again = await fresh.ask(ADA, "/broadcast")
    assert TOO_LONG in again["text"]
    shown = await previewed(fresh, fresh.simulator.say(ADA, "Short enough"))
    assert "“Weekly update”" in shown["text"]
    assert broadcasts_to(fresh, AMINA) == []


async def test_one_text_of_several_that_is_edited_beyond_what_fits_is_named_and_awaited(fresh: Stage):
    preview = await add(fresh, await draft(fresh), "español", SPANISH)
    said = next(m for m in fresh.simulator.messages(ADA) if m["text"] == SPANISH)["message_id"]
    fresh.simulator.edit(ADA, said, "y" * 4090)
    refused = await fresh.simulator.wait_for_message(
        ADA, after_message_id=preview["message_id"], containing=TOO_LONG
    )
    assert refused["text"].startswith("español")
    after = fresh.simulator.say(ADA, "El viernes")
    await previewed(fresh, after)
    shown = await replies(fresh, ADA, after)
    assert shown[0].startswith(TEXT)
    assert shown[1].startswith("El viernes")


# cut by the app


@ALONE
async def test_a_text_that_the_app_cut_is_one_text_and_gets_one_reply(
    migrated_sqlite_url: str, content: Content, learned: Learned
):
    # six members of staff at once, so that one wait serves all, which a busy computer cannot cut short
    slow, staff = replace(QUICK, parts_complete=2.0), range(9001, 9007)
    cuts = [(4096, 904), (2100, 2900), (4096, 3000, 40)]
    people = [User(one, "Staff", started=True) for one in staff]
    async with staged(
        migrated_sqlite_url, content, learned, slow, people=people, admins=tuple(staff)
    ) as stage:
        begins = dict(zip(staff, product(cuts, ["", "/broadcast "]), strict=True))
        for one, (_, begin) in begins.items():
            if not begin:
                await stage.ask(one, "/broadcast")
        first = {}
        for one, (parts, begin) in begins.items():
            texts = [letter * size for letter, size in zip("abc", parts, strict=False)]
            texts[0] = begin + texts[0][len(begin) :]
            first[one], *_ = [stage.simulator.say(one, text) for text in texts]
        for one in staff:
            await stage.simulator.wait_for_message(one, after_message_id=first[one])
        await stage.until_handled()
        for one in staff:
            (reply,) = await replies(stage, one, first[one])
            assert TOO_LONG in reply, begins[one]
            assert labels(stage.last(one)) == []


async def test_the_parts_of_a_cut_text_in_a_further_language_leave_the_first_text(fresh: Stage):
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Add the text in español")
    await fresh.simulator.wait_for_message(ADA, containing="in this language now")
    sent = [fresh.simulator.say(ADA, text) for text in ("a" * 4096, "b" * 500)]
    # of both parts together: where the second comes late, the first was refused by itself before
    refused = await fresh.simulator.wait_for_message(
        ADA, after_message_id=sent[-1], containing="684 characters"
    )
    assert refused["text"].startswith("español")
    after = fresh.simulator.say(ADA, SPANISH)
    await previewed(fresh, after)
    assert (await replies(fresh, ADA, after))[0].startswith(TEXT)


async def test_a_long_text_in_one_message_is_previewed_and_two_short_ones_stay_two(fresh: Stage):
    await fresh.ask(ADA, "/broadcast")
    said = fresh.simulator.say(ADA, "a" * 3000)
    await previewed(fresh, said)
    await fresh.move_by(timedelta(seconds=2))
    for text in ("first", "second"):
        said = fresh.simulator.say(ADA, text)
    await fresh.simulator.wait_for_message(ADA, containing="second\n\nYou")
    assert [len(broadcasts_to(fresh, ADA, text)) for text in ("first\n\nYou", "second\n\nYou")] == [1, 1]


# in several languages


async def test_who_goes_back_to_the_preview_writes_no_further_language(fresh: Stage):
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Add the text in español")
    asked = await fresh.simulator.wait_for_message(ADA, containing="in this language now")
    await fresh.ask(ADA, "/broadcast")
    await previewed(fresh, asked["message_id"])
    shown = await previewed(fresh, fresh.simulator.say(ADA, "The vote is on Monday"))
    assert "➕ Add the text in español" in labels(shown)
    assert "➕ Add the text in English" not in labels(shown)


async def test_an_edit_of_the_first_text_while_another_is_awaited_keeps_waiting_for_it(fresh: Stage):
    await fresh.ask(ADA, "/broadcast")
    first = fresh.simulator.say(ADA, TEXT)
    preview = await previewed(fresh, first)
    await fresh.press(ADA, preview, "Add the text in español")
    asked = await fresh.simulator.wait_for_message(ADA, containing="in this language now")
    fresh.simulator.edit(ADA, first, "The vote is on Monday")
    await previewed(fresh, asked["message_id"])
    after = fresh.simulator.say(ADA, SPANISH)
    await previewed(fresh, after)
    shown = await replies(fresh, ADA, after)
    assert shown[0].startswith("The vote is on Monday")
    assert shown[1].startswith(SPANISH)
