"""What an admin announces, from the first word to the members' phones."""

import asyncio

import pytest
from sqlalchemy import text

from bot.simulator.forms.json_values import JsonObject
from bot.telegram.features.staff import broadcasts
from bot.telegram.replying import replace
from tests.builders import join
from tests.e2e.conftest import ADA, AMINA, DIEGO, FATOU, Stage, code_of, labels
from tests.e2e.test_schedule import next_of
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = "The vote is on Friday. Come & bring <friends>!"


async def draft(stage: Stage, text: str = TEXT) -> JsonObject:
    """Ada writes a broadcast; the preview's question with its buttons."""
    await stage.ask(ADA, "/broadcast")
    return await previewed(stage, stage.simulator.say(ADA, text))


async def previewed(stage: Stage, after: int) -> JsonObject:
    """The question with its buttons that comes after a message."""
    return await stage.simulator.wait_for_message(ADA, after_message_id=after, containing="Shall I send it?")


def broadcasts_to(stage: Stage, person: int, text: str = TEXT) -> list[str]:
    return [m["text"] for m in stage.simulator.messages(person) if m["is_outgoing"] and text in m["text"]]


async def test_a_confirmed_broadcast_arrives_as_previewed_at_every_subscriber_once(fresh: Stage):
    await join(fresh.database, (AMINA, DIEGO), "urgent")
    await join(fresh.database, [FATOU], "weekly")
    words = "See https://example.org/call now"
    preview = await draft(fresh, words)
    assert "2 subscribers" in preview["text"]
    (shown,) = broadcasts_to(fresh, ADA, words)
    await fresh.press(ADA, preview, "Send to 2")
    for person in (AMINA, DIEGO):
        await fresh.simulator.wait_until(lambda person=person: broadcasts_to(fresh, person, words) != [])
    await fresh.simulator.wait_until(lambda: "Finished" in fresh.shown(ADA, preview["message_id"])["text"])
    assert "2 sent" in fresh.shown(ADA, preview["message_id"])["text"]
    got = [broadcasts_to(fresh, person, words) for person in (AMINA, DIEGO, FATOU)]
    assert got == [[shown], [shown], []]
    assert "url" in [entity["type"] for entity in fresh.last(AMINA)["entities"]]


async def test_what_ends_before_its_progress_is_first_shown_is_shown_as_finished(
    fresh: Stage, monkeypatch: pytest.MonkeyPatch
):
    await join(fresh.database, [AMINA], "urgent")
    preview = await draft(fresh)
    shown = asyncio.Event()

    async def is_over() -> bool:
        async with fresh.database.reading() as connection:
            rows = await connection.execute(
                text(
                    "SELECT 1 FROM announcements WHERE kind = 'broadcast'"
                    " AND (state = 'active' OR report_message_id IS NOT NULL)"
                )
            )
            return rows.first() is None

    async def replace_late(*parts: object) -> None:
        await until(is_over)
        await replace(*parts)
        shown.set()

    monkeypatch.setattr(broadcasts, "replace", replace_late)
    await fresh.press(ADA, preview, "Send to 1")
    await shown.wait()
    await fresh.simulator.wait_until(lambda: "Finished" in fresh.shown(ADA, preview["message_id"])["text"])


async def test_who_drops_what_is_no_longer_so_is_shown_what_there_is_and_drops_nothing(fresh: Stage):
    first = await draft(fresh)
    second = fresh.simulator.say(ADA, "Another text")
    await previewed(fresh, second)
    await fresh.press(ADA, first, "Do not send it")
    assert "send nothing" in fresh.shown(ADA, first["message_id"])["text"]
    shown = fresh.last(ADA)
    assert "Shall I send it?" in shown["text"]
    await fresh.press(ADA, shown, "Do not send it")
    assert "The draft is deleted" in fresh.shown(ADA, shown["message_id"])["text"]


async def test_a_confirmation_dies_when_text_or_audience_changes_and_the_last_one_sends_once(fresh: Stage):
    await join(fresh.database, [AMINA], "weekly")
    before = len(fresh.simulator.messages(AMINA))
    await fresh.press(ADA, await draft(fresh), "Do not send it")
    old = [await draft(fresh)]
    said = fresh.simulator.say(ADA, "Another text")
    old.append(await previewed(fresh, said))
    fresh.simulator.edit(ADA, said, "Edited text")
    old.append(await previewed(fresh, old[-1]["message_id"]))
    assert "0 subscribers" in old[-1]["text"]
    codes = [code_of(each, "Send to") for each in old]
    await fresh.press(ADA, old[0], "Send to")
    assert "send nothing" in fresh.shown(ADA, old[0]["message_id"])["text"]
    await fresh.press(ADA, old[-1], "Change who gets it")
    shown = fresh.shown(ADA, old[-1]["message_id"])
    assert "They send nothing." in shown["text"]
    others = [label for label in labels(shown) if "instead" in label]
    assert [label for label in others if label.startswith("Show it for")] == others != []
    await fresh.press(ADA, shown, "Weekly update")
    await fresh.press(ADA, fresh.shown(ADA, old[-1]["message_id"]), "Back to the preview")
    newest = await previewed(fresh, old[-1]["message_id"])
    assert "1 subscriber " in newest["text"]
    codes.append(code_of(newest, "Send to"))
    for code in codes[:-1]:
        fresh.simulator.press_outdated(ADA, newest["message_id"], code)
    await fresh.until_handled()
    assert "No. " not in (await fresh.ask(ADA, "/status"))["text"]
    for _ in range(2):
        fresh.simulator.press_outdated(ADA, newest["message_id"], codes[-1])
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, AMINA, "Edited text") != [])
    await fresh.simulator.wait_until(lambda: "1 of 1" in fresh.shown(ADA, newest["message_id"])["text"])
    assert (await fresh.ask(ADA, "/status"))["text"].count("No. ") == 1
    assert len(fresh.simulator.messages(AMINA)) == before + 1


async def test_while_a_draft_is_written_what_would_not_fit_is_refused_at_once_and_stop_works(fresh: Stage):
    await fresh.ask(ADA, "/broadcast")
    reply = await fresh.ask(ADA, "x" * 4096)
    assert "too long" in reply["text"]
    assert labels(reply) == []
    assert "nothing more" in (await fresh.ask(ADA, "STOP"))["text"]


async def test_a_halt_lets_nothing_out_until_resume_over_a_restart_and_nothing_to_who_left_by_then(
    fresh: Stage,
):
    await join(fresh.database, [AMINA, DIEGO], "urgent")
    await fresh.ask(ADA, "/halt")
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Send to 2")
    await fresh.stop()
    fresh.start()
    status = await fresh.ask(ADA, "/status")
    assert "paused" in status["text"]
    await fresh.ask(AMINA, "STOP")
    assert broadcasts_to(fresh, DIEGO) == []
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


async def test_cancel_without_a_draft_stops_no_reminder_unasked(fresh: Stage):
    await join(fresh.database, [AMINA], "webinars")
    await fresh.ask(ADA, "/halt")
    fresh.clock.move_to(next_of(fresh, "reminder").due_at)

    async def is_planned() -> bool:
        return "reminder" in (await fresh.ask(ADA, "/status"))["text"]

    await until(is_planned)
    reply = await fresh.ask(ADA, "/cancel")
    assert "reminder" in reply["text"]
    assert any("Stop No." in label for label in labels(reply))


async def test_help_in_a_group_does_not_show_who_is_an_admin(one_bot: Stage):
    group = one_bot.simulator.create_group("Organizers", [AMINA, ADA])
    reply = await one_bot.ask(ADA, "/help@compact_bot", chat_id=group)
    assert "/ask" in reply["text"]
    assert "/broadcast" not in reply["text"]
