"""What an admin announces, from the first word to the members' phones."""

from tests.e2e.conftest import ADA, AMINA, DIEGO, FATOU, Stage, code_of, labels
from tests.e2e.test_schedule import next_of

TEXT = "The vote is on Friday. Come & bring <friends>!"


async def draft(stage: Stage, text: str = TEXT):
    """Ada writes a broadcast; the preview's question with its buttons."""
    await stage.ask(ADA, "/broadcast")
    said = stage.simulator.say(ADA, text)
    return await stage.simulator.wait_for_message(ADA, after_message_id=said, containing="Shall I send it?")


def broadcasts_to(stage: Stage, person: int, text: str = TEXT) -> list[str]:
    return [m["text"] for m in stage.simulator.messages(person) if m["is_outgoing"] and text in m["text"]]


async def test_a_confirmed_broadcast_arrives_at_every_subscriber_once(stage: Stage):
    for person in (AMINA, DIEGO):
        await stage.subscribe(person, "urgent")
    await stage.subscribe(FATOU, "weekly")
    await stage.begin(ADA)
    preview = await draft(stage)
    assert "2 subscribers" in preview["text"]
    await stage.press(ADA, preview, "Send to 2")
    for person in (AMINA, DIEGO):
        await stage.simulator.wait_until(lambda person=person: broadcasts_to(stage, person) != [])
    await stage.simulator.wait_until(lambda: "Finished" in stage.shown(ADA, preview["message_id"])["text"])
    assert "2 sent" in stage.shown(ADA, preview["message_id"])["text"]
    assert [len(broadcasts_to(stage, person)) for person in (AMINA, DIEGO, FATOU)] == [1, 1, 0]


async def test_the_preview_is_the_message_that_members_get(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    preview = await draft(stage)
    shown = broadcasts_to(stage, ADA)
    await stage.press(ADA, preview, "Send to")
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA) != [])
    assert shown == broadcasts_to(stage, AMINA)


async def test_nothing_leaves_before_the_confirmation(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    preview = await draft(stage)
    await stage.press(ADA, preview, "Do not send it")
    await stage.ask(ADA, "/status")
    assert broadcasts_to(stage, AMINA) == []


async def test_a_confirmation_dies_when_the_text_changes(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    first = await draft(stage)
    said = stage.simulator.say(ADA, "Another text")
    await stage.simulator.wait_for_message(ADA, after_message_id=said, containing="Shall I send it?")
    await stage.press(ADA, first, "Send to")
    assert "send nothing" in stage.shown(ADA, first["message_id"])["text"]
    assert broadcasts_to(stage, AMINA) == broadcasts_to(stage, AMINA, "Another text") == []


async def test_a_confirmation_dies_when_the_written_message_is_edited(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    await stage.ask(ADA, "/broadcast")
    said = stage.simulator.say(ADA, TEXT)
    first = await stage.simulator.wait_for_message(ADA, after_message_id=said, containing="Shall I send it?")
    stage.simulator.edit(ADA, said, "Edited text")
    second = await stage.simulator.wait_for_message(
        ADA, after_message_id=first["message_id"], containing="Shall I send it?"
    )
    await stage.press(ADA, first, "Send to")
    assert broadcasts_to(stage, AMINA) == []
    await stage.press(ADA, second, "Send to")
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA, "Edited text") != [])


async def test_a_confirmation_dies_when_the_audience_changes(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    await stage.begin(ADA)
    first = await draft(stage)
    assert "0 subscribers" in first["text"]
    code = code_of(first, "Send to")
    await stage.press(ADA, first, "Change who gets it")
    await stage.press(ADA, stage.shown(ADA, first["message_id"]), "Weekly update")
    await stage.press(ADA, stage.shown(ADA, first["message_id"]), "Back to the preview")
    second = await stage.simulator.wait_for_message(
        ADA, after_message_id=first["message_id"], containing="Shall I send it?"
    )
    assert "1 subscriber " in second["text"]
    query = stage.simulator.press_outdated(ADA, first["message_id"], code)
    await stage.simulator.wait_until(lambda: stage.simulator.answer_to(query) is not None)
    assert broadcasts_to(stage, AMINA) == []


async def test_confirming_twice_sends_once(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    preview = await draft(stage)
    code = code_of(preview, "Send to")
    await stage.press(ADA, preview, "Send to")
    query = stage.simulator.press_outdated(ADA, preview["message_id"], code)
    await stage.simulator.wait_until(lambda: stage.simulator.answer_to(query) is not None)
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA) != [])
    await stage.simulator.wait_until(lambda: "1 of 1" in stage.shown(ADA, preview["message_id"])["text"])
    status = await stage.ask(ADA, "/status")
    assert status["text"].count("No. ") == 1
    assert len(broadcasts_to(stage, AMINA)) == 1


async def test_for_others_the_commands_of_admins_do_not_exist(stage: Stage):
    await stage.begin(AMINA)
    unknown = await stage.ask(AMINA, "/nosuchcommand")
    for command in ("/broadcast", "/status", "/cancel", "/halt", "/resume", "/missed", "/ratings"):
        assert (await stage.ask(AMINA, command))["text"] == unknown["text"], command


async def test_a_forged_button_of_an_admin_does_nothing(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    preview = await draft(stage)
    before = len(stage.simulator.messages(AMINA))
    hello = stage.last(AMINA)
    for code in (code_of(preview, "Send to"), "drop:", "aim:weekly", "stop:1"):
        query = stage.simulator.press_outdated(AMINA, hello["message_id"], code)
        await stage.simulator.wait_until(lambda query=query: stage.simulator.answer_to(query) is not None)
    assert len(stage.simulator.messages(AMINA)) == before
    await stage.press(ADA, preview, "Send to")
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA) != [])


async def test_a_text_that_would_not_fit_is_refused_at_once(stage: Stage):
    await stage.begin(ADA)
    await stage.ask(ADA, "/broadcast")
    reply = await stage.ask(ADA, "x" * 4096)
    assert "too long" in reply["text"]
    assert labels(reply) == []


async def test_stop_works_while_writing_a_draft(stage: Stage):
    await stage.begin(ADA)
    await stage.ask(ADA, "/broadcast")
    reply = await stage.ask(ADA, "STOP")
    assert "nothing more" in reply["text"]


async def test_a_halt_lets_nothing_out_until_resume_also_over_a_restart(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    await stage.ask(ADA, "/halt")
    preview = await draft(stage)
    await stage.press(ADA, preview, "Send to")
    await stage.stop()
    stage.start()
    status = await stage.ask(ADA, "/status")
    assert "paused" in status["text"]
    assert broadcasts_to(stage, AMINA) == []
    await stage.ask(ADA, "/resume")
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA) != [])


async def test_who_left_before_the_message_went_out_does_not_get_it(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.subscribe(DIEGO, "urgent")
    await stage.begin(ADA)
    await stage.ask(ADA, "/halt")
    preview = await draft(stage)
    await stage.press(ADA, preview, "Send to 2")
    await stage.ask(AMINA, "STOP")
    await stage.ask(ADA, "/resume")
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, DIEGO) != [])
    await stage.simulator.wait_until(lambda: "1 skipped" in stage.shown(ADA, preview["message_id"])["text"])
    assert broadcasts_to(stage, AMINA) == []


async def test_cancel_stops_what_has_not_left(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    await stage.ask(ADA, "/halt")
    preview = await draft(stage)
    await stage.press(ADA, preview, "Send to")
    reply = await stage.ask(ADA, "/cancel")
    assert "Stopped" in reply["text"]
    await stage.ask(ADA, "/resume")
    status = await stage.ask(ADA, "/status")
    assert "1 skipped" in status["text"]
    assert broadcasts_to(stage, AMINA) == []


async def test_bold_text_and_links_of_the_admin_arrive(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    text = "See https://example.org/call now"
    preview = await draft(stage, text)
    await stage.press(ADA, preview, "Send to")
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA, text) != [])
    entities = [e["type"] for e in stage.last(AMINA)["entities"]]
    assert "url" in entities


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


async def test_a_draft_edited_beyond_what_fits_cannot_be_confirmed_any_more(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    await stage.ask(ADA, "/broadcast")
    said = stage.simulator.say(ADA, TEXT)
    preview = await stage.simulator.wait_for_message(
        ADA, after_message_id=said, containing="Shall I send it?"
    )
    stage.simulator.edit(ADA, said, "x" * 4096)
    await stage.simulator.wait_for_message(ADA, after_message_id=preview["message_id"], containing="too long")
    await stage.press(ADA, preview, "Send to")
    assert broadcasts_to(stage, AMINA) == []


async def test_help_in_a_group_does_not_show_who_is_an_admin(stage: Stage):
    group = stage.simulator.create_group("Organizers", [AMINA, ADA])
    reply = await stage.ask(ADA, "/help@compact_bot", chat_id=group)
    assert "/ask" in reply["text"]
    assert "/broadcast" not in reply["text"]
