"""What went out is corrected and recalled in the chat, and an edit of one's own message means that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import ClientSession

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.faults import Fault
from tests.builders import join
from tests.e2e.conftest import ADA, AMINA, DIEGO, FATOU, Stage, code_of, labels
from tests.e2e.test_broadcast_pictures import pictured
from tests.e2e.test_faults import announce, until_over

pytestmark = pytest.mark.asyncio(loop_scope="module")

WRONG, RIGHT = "The vote is on Frday", "The vote is on Friday"
PREVIEW, ASKS = "Shall I send it?", "say this from now on?"
MEMBERS = (AMINA, DIEGO)


async def send(stage: Stage, text: str = WRONG, people=MEMBERS) -> None:
    """A broadcast went out to everybody."""
    await join(stage.database, people, "urgent")
    await until_over(stage, await announce(stage, text, key=f"broadcast/{text}"))


async def until_done(stage: Stage, message: JsonObject, sign: str = "Finished") -> JsonObject:
    await stage.simulator.wait_until(lambda: sign in stage.shown(ADA, message["message_id"])["text"])
    return stage.shown(ADA, message["message_id"])


async def opened(stage: Stage) -> JsonObject:
    """The receipt of the newest announcement."""
    listed = await stage.ask(ADA, "/sent")
    await stage.press(ADA, listed, labels(listed)[0])
    return await stage.simulator.wait_for_message(ADA, after_message_id=listed["message_id"])


async def asked_to_correct(stage: Stage, text: str = RIGHT) -> JsonObject:
    """The question under the new text."""
    await stage.press(ADA, await opened(stage), "Correct the text")
    said = stage.simulator.say(ADA, text)
    return await stage.simulator.wait_for_message(ADA, after_message_id=said, containing=ASKS)


async def asked_to_recall(stage: Stage) -> JsonObject:
    receipt = await opened(stage)
    await stage.press(ADA, receipt, "Recall it")
    return await stage.simulator.wait_for_message(ADA, after_message_id=receipt["message_id"])


def copies(stage: Stage, person: int, text: str) -> list[JsonObject]:
    return [
        m
        for m in stage.simulator.messages(person)
        if m["is_outgoing"] and not m.get("deleted_date") and text in m.get("text", m.get("caption", ""))
    ]


async def delete(stage: Stage, chat_id: int, message_id: int) -> None:
    """A message is gone, as when its reader deletes it for both."""
    url = f"{stage.simulator.url}/bot{stage.simulator.token}/deleteMessage"
    given = {"chat_id": chat_id, "message_id": message_id}
    async with ClientSession() as session, session.post(url, json=given) as response:
        assert response.status == 200


async def test_a_typo_is_corrected_in_every_copy_once_and_can_be_written_as_a_new_message_too(fresh: Stage):
    await send(fresh)
    question = await asked_to_correct(fresh)
    assert "2 copies say this" in question["text"]
    assert "makes no sound" in question["text"]
    assert len(copies(fresh, ADA, RIGHT)) == 1
    query = fresh.simulator.press(ADA, question["message_id"], code_of(question, "Correct 2 copies"))
    await fresh.press(ADA, question, "Correct 2 copies")
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(query) is not None)
    done = await until_done(fresh, question, "Done")
    assert "2 copies say the new text" in done["text"]
    for person in MEMBERS:
        assert (len(copies(fresh, person, RIGHT)), copies(fresh, person, WRONG)) == (1, [])
    assert len(fresh.simulator.calls("editMessageText", chat_id=AMINA)) == 1
    receipt = await opened(fresh)
    assert "correction" in receipt["text"]
    assert "until" in receipt["text"]
    await fresh.press(ADA, done, "Also write it as a new message")
    preview = await fresh.simulator.wait_for_message(
        ADA, after_message_id=receipt["message_id"], containing=PREVIEW
    )
    await fresh.press(ADA, preview, "Send to 2")
    await until_done(fresh, preview)
    assert len(copies(fresh, AMINA, RIGHT)) == 2


async def test_nothing_changes_before_the_confirmation_after_another_text_or_too_late(fresh: Stage):
    await send(fresh)
    first = await asked_to_correct(fresh)
    said = fresh.simulator.say(ADA, f"{RIGHT}, at noon")
    second = await fresh.simulator.wait_for_message(ADA, after_message_id=said, containing=ASKS)
    await fresh.press(ADA, first, "Correct")
    assert "out of date" in fresh.shown(ADA, first["message_id"])["text"]
    await fresh.press(ADA, second, "leave it as it is")
    assert "Nothing was changed" in fresh.shown(ADA, second["message_id"])["text"]
    query = fresh.simulator.press_outdated(ADA, second["message_id"], code_of(second, "Correct"))
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(query) is not None)
    await fresh.move_by(timedelta(hours=47))
    question = await asked_to_recall(fresh)
    await fresh.move_by(timedelta(hours=1, minutes=5))
    await fresh.press(ADA, question, "Yes, delete")
    assert "out of date" in fresh.shown(ADA, question["message_id"])["text"]
    assert [label for label in labels(await opened(fresh)) if "Recall" in label] == []
    assert [len(copies(fresh, person, WRONG)) for person in MEMBERS] == [1, 1]
    assert fresh.simulator.calls("editMessageText", chat_id=AMINA) == []


async def test_a_recall_deletes_every_copy_and_can_then_not_be_corrected(fresh: Stage):
    await send(fresh)
    question = await asked_to_recall(fresh)
    await fresh.press(ADA, question, "Yes, delete 2 copies")
    assert "2 copies are gone" in (await until_done(fresh, question, "Done"))["text"]
    assert [copies(fresh, person, WRONG) for person in MEMBERS] == [[], []]
    receipt = await opened(fresh)
    assert labels(receipt) == []
    assert "Nothing of it can be corrected or recalled" in receipt["text"]


async def test_an_edit_of_what_went_out_offers_to_correct_it(fresh: Stage):
    await join(fresh.database, MEMBERS, "urgent")
    await fresh.ask(ADA, "/broadcast")
    written = fresh.simulator.say(ADA, WRONG)
    preview = await fresh.simulator.wait_for_message(ADA, after_message_id=written, containing=PREVIEW)
    await fresh.press(ADA, preview, "Send to")
    await until_done(fresh, preview)
    before = fresh.last(ADA)["message_id"]
    fresh.simulator.edit(ADA, written, WRONG)  # the app tells an edit that is none
    await fresh.ask(ADA, "/status")
    assert not copies(fresh, ADA, "You edited a text")
    fresh.simulator.edit(ADA, written, RIGHT)
    told = await fresh.simulator.wait_for_message(
        ADA, after_message_id=before, containing="You edited a text"
    )
    question = await fresh.simulator.wait_for_message(
        ADA, after_message_id=told["message_id"], containing=ASKS
    )
    await fresh.press(ADA, question, "Correct 2")
    await until_done(fresh, question, "Done")
    assert len(copies(fresh, DIEGO, RIGHT)) == 1
    fresh.simulator.edit(ADA, written, f"{RIGHT} at noon")  # and again
    again = await fresh.simulator.wait_for_message(
        ADA, after_message_id=question["message_id"] + 1, containing=ASKS
    )
    await fresh.press(ADA, again, "Correct 2")
    await until_done(fresh, again, "Done")
    assert len(copies(fresh, DIEGO, "at noon")) == 1


async def test_each_copy_becomes_right_and_who_deleted_or_refuses_it_is_counted(fresh: Stage):
    """Also where an answer never came, or a chat had to rest."""
    ben = await fresh.newcomer()
    people = (AMINA, DIEGO, FATOU, ben)
    await send(fresh, people=people)
    (gone,) = copies(fresh, DIEGO, WRONG)
    await delete(fresh, DIEGO, gone["message_id"])
    fresh.simulator.set_faults(
        [
            Fault("forbidden_blocked", method="editMessageText", chat_id=FATOU),
            Fault("drop_after", method="editMessageText", chat_id=AMINA, times=1),
            Fault("too_many_requests", method="editMessageText", chat_id=ben, times=1),
        ]
    )
    question = await asked_to_correct(fresh)
    await fresh.press(ADA, question, "Correct 4")
    done = await until_done(fresh, question, "Done")
    assert "3 copies say the new text, or are gone" in done["text"]
    assert "1 copy is out of reach" in done["text"]
    assert "unknown" not in done["text"]
    assert [len(copies(fresh, person, RIGHT)) for person in people] == [1, 0, 0, 1]


async def test_of_a_list_that_took_hours_the_older_copies_stay_and_are_counted(fresh: Stage):
    await send(fresh)
    await fresh.simulator.wait_until(lambda: len(copies(fresh, DIEGO, WRONG)) == 1)
    async with fresh.database.transaction() as connection:  # as if Diego had got it three hours later
        await connection.exec_driver_sql(
            f"UPDATE deliveries SET next_attempt_at = next_attempt_at + 10800000 WHERE chat_id = {DIEGO:d}"  # noqa: S608 - a number
        )
    await fresh.move_by(timedelta(hours=48, minutes=1))
    question = await asked_to_recall(fresh)
    assert "1 more copy stays: it is older than 48 hours" in question["text"]
    await fresh.press(ADA, question, "Yes, delete 1 copy")
    done = await until_done(fresh, question, "Done")
    # to Telegram Diego's copy is as old as Amina's: what it refuses is counted too
    assert "2 copies stay: it was too late for them" in done["text"]
    assert fresh.simulator.calls("deleteMessage", chat_id=AMINA) == []
    assert len(fresh.simulator.calls("deleteMessage", chat_id=DIEGO)) == 1


async def test_in_a_group_that_moved_no_other_message_is_changed(fresh: Stage):
    group = fresh.simulator.create_group("Organizers", [AMINA])
    await join(fresh.database, [group], "urgent")
    await send(fresh)
    moved = fresh.simulator.upgrade_group(group)
    await send(fresh, "Another text", people=())
    await fresh.simulator.wait_until(lambda: copies(fresh, moved, "Another text") != [])
    listed = await fresh.ask(ADA, "/sent")
    await fresh.press(ADA, listed, labels(listed)[1])
    receipt = await fresh.simulator.wait_for_message(ADA, after_message_id=listed["message_id"])
    await fresh.press(ADA, receipt, "Correct the text")
    said = fresh.simulator.say(ADA, RIGHT)
    question = await fresh.simulator.wait_for_message(ADA, after_message_id=said, containing=ASKS)
    assert "1 copy is out of reach" in question["text"]
    await fresh.press(ADA, question, "Correct 2")
    assert "1 copy is out of reach" in (await until_done(fresh, question, "Done"))["text"]
    assert len(copies(fresh, moved, "Another text")) == 1
    assert fresh.simulator.calls("editMessageText", chat_id=moved) == []


async def test_a_correction_waits_while_everything_is_paused_and_says_so(fresh: Stage):
    await send(fresh)
    await fresh.ask(ADA, "/halt")
    question = await asked_to_correct(fresh)
    assert question["text"].startswith("⛔ All sending is paused.")
    await fresh.press(ADA, question, "Correct 2")
    assert "Paused: it goes on after /resume" in fresh.shown(ADA, question["message_id"])["text"]
    assert "correction" in (await fresh.ask(ADA, "/status"))["text"]
    assert [len(copies(fresh, person, WRONG)) for person in MEMBERS] == [1, 1]
    await fresh.ask(ADA, "/resume")
    await until_done(fresh, question, "Done")
    assert [len(copies(fresh, person, RIGHT)) for person in MEMBERS] == [1, 1]


async def test_the_caption_of_a_picture_is_corrected_and_in_a_group_without_pictures_the_words(fresh: Stage):
    """Though Telegram no longer has the picture's file."""
    group = fresh.simulator.create_group("Organizers", [AMINA])
    await join(fresh.database, [group], "urgent")
    await join(fresh.database, [AMINA], "urgent")
    fresh.simulator.forbid(group, ["photos"])
    preview = await pictured(fresh, WRONG)
    await fresh.press(ADA, preview, "Send to 2")
    await until_done(fresh, preview)
    gone = "wrong file_id or the file is temporarily unavailable"
    fresh.simulator.set_faults([Fault("bad_request", method="sendPhoto", reason=gone)])
    question = await asked_to_correct(fresh)
    await fresh.press(ADA, question, "Correct 2 copies")
    assert "2 copies say the new text" in (await until_done(fresh, question, "Done"))["text"]
    (picture,), (words,) = copies(fresh, AMINA, RIGHT), copies(fresh, group, RIGHT)
    assert ("photo" in picture, "photo" in words) == (True, False)
    assert copies(fresh, AMINA, WRONG) == copies(fresh, group, WRONG) == []
