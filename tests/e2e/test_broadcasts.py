"""What an admin announces, from the first word to the members' phones."""

import pytest

from tests.builders import join
from tests.e2e.conftest import ADA, ALONE, AMINA, DIEGO, FATOU, Stage, code_of, labels
from tests.e2e.test_schedule import next_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = "The vote is on Friday. Come & bring <friends>!"


async def draft(stage: Stage, text: str = TEXT):
    """Ada writes a broadcast; the preview's question with its buttons."""
    await stage.ask(ADA, "/broadcast")
    said = stage.simulator.say(ADA, text)
    return await stage.simulator.wait_for_message(ADA, after_message_id=said, containing="Shall I send it?")


def broadcasts_to(stage: Stage, person: int, text: str = TEXT) -> list[str]:
    return [m["text"] for m in stage.simulator.messages(person) if m["is_outgoing"] and text in m["text"]]


async def test_a_confirmed_broadcast_arrives_at_every_subscriber_once(fresh: Stage):
    await join(fresh.database, (AMINA, DIEGO), "urgent")
    await join(fresh.database, [FATOU], "weekly")
    preview = await draft(fresh)
    assert "2 subscribers" in preview["text"]
    await fresh.press(ADA, preview, "Send to 2")
    for person in (AMINA, DIEGO):
        await fresh.simulator.wait_until(lambda person=person: broadcasts_to(fresh, person) != [])
    await fresh.simulator.wait_until(lambda: "Finished" in fresh.shown(ADA, preview["message_id"])["text"])
    assert "2 sent" in fresh.shown(ADA, preview["message_id"])["text"]
    assert [len(broadcasts_to(fresh, person)) for person in (AMINA, DIEGO, FATOU)] == [1, 1, 0]


async def test_the_preview_is_the_message_that_members_get(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    preview = await draft(fresh)
    shown = broadcasts_to(fresh, ADA)
    await fresh.press(ADA, preview, "Send to")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, AMINA) != [])
    assert shown == broadcasts_to(fresh, AMINA)


async def test_nothing_leaves_before_the_confirmation(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Do not send it")
    await fresh.ask(ADA, "/status")
    assert broadcasts_to(fresh, AMINA) == []


async def test_a_confirmation_dies_when_the_text_changes(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    first = await draft(fresh)
    said = fresh.simulator.say(ADA, "Another text")
    await fresh.simulator.wait_for_message(ADA, after_message_id=said, containing="Shall I send it?")
    await fresh.press(ADA, first, "Send to")
    assert "send nothing" in fresh.shown(ADA, first["message_id"])["text"]
    assert broadcasts_to(fresh, AMINA) == broadcasts_to(fresh, AMINA, "Another text") == []


async def test_who_drops_what_is_no_longer_so_is_shown_what_there_is_and_drops_nothing(fresh: Stage):
    first = await draft(fresh)
    second = fresh.simulator.say(ADA, "Another text")
    await fresh.simulator.wait_for_message(ADA, after_message_id=second, containing="Shall I send it?")
    await fresh.press(ADA, first, "Do not send it")
    assert "send nothing" in fresh.shown(ADA, first["message_id"])["text"]
    shown = fresh.last(ADA)
    assert "Shall I send it?" in shown["text"]
    await fresh.press(ADA, shown, "Do not send it")
    assert "The draft is deleted" in fresh.shown(ADA, shown["message_id"])["text"]


async def test_a_confirmation_dies_when_the_written_message_is_edited(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    await fresh.ask(ADA, "/broadcast")
    said = fresh.simulator.say(ADA, TEXT)
    first = await fresh.simulator.wait_for_message(ADA, after_message_id=said, containing="Shall I send it?")
    fresh.simulator.edit(ADA, said, "Edited text")
    second = await fresh.simulator.wait_for_message(
        ADA, after_message_id=first["message_id"], containing="Shall I send it?"
    )
    await fresh.press(ADA, first, "Send to")
    assert broadcasts_to(fresh, AMINA) == []
    await fresh.press(ADA, second, "Send to")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, AMINA, "Edited text") != [])


async def test_a_confirmation_dies_when_the_audience_changes(fresh: Stage):
    await join(fresh.database, [AMINA], "weekly")
    first = await draft(fresh)
    assert "0 subscribers" in first["text"]
    code = code_of(first, "Send to")
    await fresh.press(ADA, first, "Change who gets it")
    await fresh.press(ADA, fresh.shown(ADA, first["message_id"]), "Weekly update")
    await fresh.press(ADA, fresh.shown(ADA, first["message_id"]), "Back to the preview")
    second = await fresh.simulator.wait_for_message(
        ADA, after_message_id=first["message_id"], containing="Shall I send it?"
    )
    assert "1 subscriber " in second["text"]
    query = fresh.simulator.press_outdated(ADA, first["message_id"], code)
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(query) is not None)
    assert broadcasts_to(fresh, AMINA) == []


async def test_confirming_twice_sends_once(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    preview = await draft(fresh)
    code = code_of(preview, "Send to")
    await fresh.press(ADA, preview, "Send to")
    query = fresh.simulator.press_outdated(ADA, preview["message_id"], code)
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(query) is not None)
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, AMINA) != [])
    await fresh.simulator.wait_until(lambda: "1 of 1" in fresh.shown(ADA, preview["message_id"])["text"])
    status = await fresh.ask(ADA, "/status")
    assert status["text"].count("No. ") == 1
    assert len(broadcasts_to(fresh, AMINA)) == 1


async def test_for_others_the_commands_of_admins_do_not_exist(fresh: Stage):
    await fresh.begin(AMINA)
    unknown = await fresh.ask(AMINA, "/nosuchcommand")
    for command in ("/broadcast", "/status", "/cancel", "/halt", "/resume", "/missed", "/ratings"):
        assert (await fresh.ask(AMINA, command))["text"] == unknown["text"], command


async def test_a_forged_button_of_an_admin_does_nothing(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    preview = await draft(fresh)
    hello = await fresh.begin(AMINA)
    before = len(fresh.simulator.messages(AMINA))
    for code in (code_of(preview, "Send to"), "drop:", "aim:weekly", "stop:1"):
        query = fresh.simulator.press_outdated(AMINA, hello["message_id"], code)
        await fresh.simulator.wait_until(lambda query=query: fresh.simulator.answer_to(query) is not None)
    assert len(fresh.simulator.messages(AMINA)) == before
    await fresh.press(ADA, preview, "Send to")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, AMINA) != [])


async def test_a_text_that_would_not_fit_is_refused_at_once(fresh: Stage):
    await fresh.ask(ADA, "/broadcast")
    reply = await fresh.ask(ADA, "x" * 4096)
    assert "too long" in reply["text"]
    assert labels(reply) == []


async def test_stop_works_while_writing_a_draft(fresh: Stage):
    await fresh.ask(ADA, "/broadcast")
    reply = await fresh.ask(ADA, "STOP")
    assert "nothing more" in reply["text"]


async def test_a_halt_lets_nothing_out_until_resume_also_over_a_restart(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    await fresh.ask(ADA, "/halt")
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Send to")
    await fresh.stop()
    fresh.start()
    status = await fresh.ask(ADA, "/status")
    assert "paused" in status["text"]
    assert broadcasts_to(fresh, AMINA) == []
    await fresh.ask(ADA, "/resume")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, AMINA) != [])


async def test_who_left_before_the_message_went_out_does_not_get_it(fresh: Stage):
    await join(fresh.database, [AMINA, DIEGO], "urgent")
    await fresh.ask(ADA, "/halt")
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Send to 2")
    await fresh.ask(AMINA, "STOP")
    await fresh.ask(ADA, "/resume")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, DIEGO) != [])
    await fresh.simulator.wait_until(lambda: "1 skipped" in fresh.shown(ADA, preview["message_id"])["text"])
    assert broadcasts_to(fresh, AMINA) == []


async def test_cancel_stops_what_has_not_left(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    await fresh.ask(ADA, "/halt")
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Send to")
    reply = await fresh.ask(ADA, "/cancel")
    assert "Stopped" in reply["text"]
    await fresh.ask(ADA, "/resume")
    status = await fresh.ask(ADA, "/status")
    assert "1 skipped" in status["text"]
    assert broadcasts_to(fresh, AMINA) == []


async def test_bold_text_and_links_of_the_admin_arrive(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    text = "See https://example.org/call now"
    preview = await draft(fresh, text)
    await fresh.press(ADA, preview, "Send to")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, AMINA, text) != [])
    entities = [e["type"] for e in fresh.last(AMINA)["entities"]]
    assert "url" in entities


@ALONE
async def test_cancel_without_a_draft_stops_no_reminder_unasked(stage: Stage):
    await stage.subscribe(AMINA)
    await stage.begin(ADA)
    await stage.ask(ADA, "/halt")
    stage.clock.move_to(next_of(stage, "reminder").due_at)
    for _ in range(100):
        reply = await stage.ask(ADA, "/status")
        if "reminder" in reply["text"]:
            break
    reply = await stage.ask(ADA, "/cancel")
    assert "reminder" in reply["text"]
    assert any("Stop No." in label for label in labels(reply))


async def test_a_draft_edited_beyond_what_fits_cannot_be_confirmed_any_more(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    await fresh.ask(ADA, "/broadcast")
    said = fresh.simulator.say(ADA, TEXT)
    preview = await fresh.simulator.wait_for_message(
        ADA, after_message_id=said, containing="Shall I send it?"
    )
    fresh.simulator.edit(ADA, said, "x" * 4096)
    await fresh.simulator.wait_for_message(ADA, after_message_id=preview["message_id"], containing="too long")
    await fresh.press(ADA, preview, "Send to")
    assert broadcasts_to(fresh, AMINA) == []


async def test_help_in_a_group_does_not_show_who_is_an_admin(fresh: Stage):
    group = fresh.simulator.create_group("Organizers", [AMINA, ADA])
    reply = await fresh.ask(ADA, "/help@compact_bot", chat_id=group)
    assert "/ask" in reply["text"]
    assert "/broadcast" not in reply["text"]
