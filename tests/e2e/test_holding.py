"""What an admin sees of announcements that wait for a word, and says to them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.content.learning import Learned
from bot.content.check import Content
from bot.services.backups import back_up
from bot.simulator.world.faults import Fault
from tests.builders import join
from tests.e2e.conftest import (
    ACQUAINTED,
    ADA,
    ALONE,
    AMINA,
    DIEGO,
    FATOU,
    LAYLA,
    QUICK,
    Stage,
    code_of,
    labels,
    staged,
)
from tests.e2e.test_broadcasts import TEXT, broadcasts_to, draft
from tests.e2e.test_schedule import next_of
from tests.services.test_backups import restore_copy

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEMBERS = (AMINA, DIEGO, FATOU, LAYLA)


async def told(stage: Stage, *words: str, after: int = 0):
    """The newest message to Ada with all these words."""

    def found():
        return [
            message
            for message in stage.simulator.messages(ADA, after=after)
            if message["is_outgoing"] and all(word in message["text"] for word in words)
        ]

    await stage.simulator.wait_until(lambda: found() != [])
    return found()[-1]


async def restored(stage: Stage, copy: Path) -> None:
    """Stops the bot, puts the copy in place and starts it again."""
    file = Path(stage.settings.database_url.removeprefix("sqlite:///"))
    await stage.stop()
    await asyncio.to_thread(restore_copy, copy, file, stage.clock.now(), force=True)
    stage.start()


async def copied(stage: Stage, name: str = "copy.db") -> Path:
    file = Path(stage.settings.database_url.removeprefix("sqlite:///"))
    copy = file.with_name(name)
    await asyncio.to_thread(back_up, file, copy)
    return copy


async def test_too_many_endings_hold_a_broadcast_and_an_admin_lets_it_go_on_or_stops_it(fresh: Stage):
    await join(fresh.database, MEMBERS, "urgent")
    fresh.simulator.set_faults(
        [Fault("forbidden_blocked", method="sendMessage", chat_id=person) for person in MEMBERS[:3]]
        + [Fault("too_many_requests", method="sendMessage", chat_id=LAYLA, retry_after=1, times=2)]
    )
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Send to 4")
    alert = await told(fresh, "is held", "3 of 4 could not be reached and were unsubscribed")
    assert [label.partition(":")[0] for label in labels(alert)] == ["Let No. 1 go on", "Stop No. 1"]
    await fresh.simulator.wait_until(lambda: "Held" in fresh.shown(ADA, preview["message_id"])["text"])
    assert labels(fresh.shown(ADA, preview["message_id"])) == labels(alert)
    status = await fresh.ask(ADA, "/status")
    assert "Held" in status["text"]
    assert labels(status) == labels(alert)
    assert broadcasts_to(fresh, LAYLA) == []
    await fresh.press(ADA, alert, "go on")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, LAYLA) != [])
    before = fresh.last(ADA)["message_id"]
    await fresh.press(ADA, alert, "go on")
    await told(fresh, "Nothing was done", after=before)
    await fresh.simulator.wait_until(lambda: "Finished" in fresh.shown(ADA, preview["message_id"])["text"])
    assert [m["text"] for m in fresh.simulator.messages(ADA) if "is held" in m["text"]] == [alert["text"]]


async def test_what_is_unknown_is_sent_again_after_a_warning_and_once_or_left(fresh: Stage):
    await join(fresh.database, (AMINA, DIEGO), "urgent")
    fresh.simulator.set_faults([Fault("drop_before", method="sendMessage", chat_id=AMINA, times=1)])
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Send to 2")
    await fresh.simulator.wait_until(
        lambda: "Send No. 1 again (1 unknown)" in "".join(labels(fresh.shown(ADA, preview["message_id"]))),
    )
    assert broadcasts_to(fresh, AMINA) == []
    before = fresh.last(ADA)["message_id"]
    await fresh.press(ADA, fresh.shown(ADA, preview["message_id"]), "Send No. 1 again")
    asked = await told(fresh, "Send No. 1 again to 1 chat?", "twice", after=before)
    await fresh.press(ADA, asked, "No, leave it")
    assert "Nothing was sent again" in fresh.shown(ADA, asked["message_id"])["text"]
    assert broadcasts_to(fresh, AMINA) == []
    await fresh.press(ADA, await fresh.ask(ADA, "/status"), "Send No. 1 again")
    asked = await told(fresh, "Send No. 1 again to 1 chat?", after=asked["message_id"])
    code = code_of(asked, "Yes")
    await fresh.press(ADA, asked, "Yes, send again to 1")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, AMINA) != [])
    query = fresh.simulator.press_outdated(ADA, asked["message_id"], code)
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(query) is not None)
    await fresh.simulator.wait_until(lambda: "2 sent" in fresh.shown(ADA, asked["message_id"])["text"])
    assert [len(broadcasts_to(fresh, person)) for person in (AMINA, DIEGO)] == [1, 1]


async def test_past_its_time_what_is_unknown_is_not_sent_again(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    fresh.simulator.set_faults([Fault("drop_before", method="sendMessage", chat_id=AMINA, times=1)])
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Send to 1")
    await fresh.simulator.wait_until(
        lambda: "Send No. 1 again (1 unknown)" in "".join(labels(fresh.shown(ADA, preview["message_id"]))),
    )
    await fresh.move_by(timedelta(days=3))
    before = fresh.last(ADA)["message_id"]
    await fresh.press(ADA, fresh.shown(ADA, preview["message_id"]), "Send No. 1 again")
    await told(fresh, "too late to send No. 1 again", after=before)
    assert broadcasts_to(fresh, AMINA) == []


@ALONE
async def test_after_a_restore_nothing_that_may_have_gone_out_goes_out_again_by_itself(stage: Stage):
    reminder = next_of(stage, "reminder")
    await stage.move_by(reminder.due_at - timedelta(hours=1) - stage.clock.now())
    await stage.begin(AMINA)
    for topic in ("webinars", "urgent"):  # without the weekly update, which names the webinar too
        await join(stage.database, [AMINA], topic)
    await stage.begin(ADA)
    await stage.ask(ADA, "/halt")
    preview = await draft(stage)
    await stage.press(ADA, preview, "Send to 1")
    stage.simulator.say(ADA, "/status")
    status = await told(stage, "No. ", "broadcast", after=preview["message_id"])
    number = next(line for line in status["text"].splitlines() if "broadcast" in line).split()[1]
    copy = await copied(stage)
    await stage.ask(ADA, "/resume")
    await stage.simulator.wait_until(lambda: len(broadcasts_to(stage, AMINA)) == 1)
    stage.clock.move_to(reminder.due_at + timedelta(minutes=1))
    title = reminder.webinar.titles["en"] if reminder.webinar else ""
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA, title) != [])
    sent = len(stage.simulator.messages(AMINA))
    before = stage.last(ADA)["message_id"]

    await restored(stage, copy)
    held = await told(stage, "A backup was put in place", "reminder", after=before)
    assert "Let No." in labels(held)[0]
    stage.simulator.say(ADA, "/status")
    await told(stage, "All sending is paused: a backup was put in place", after=held["message_id"])
    stage.simulator.say(ADA, "/resume")  # also what staff are to see to in that week comes then
    resumed = await told(stage, "stay held", after=held["message_id"])
    assert len(stage.simulator.messages(AMINA)) == sent
    lines = resumed["text"].splitlines()
    reminders = [line.split()[1] for line in lines if "reminder" in line]
    assert [line.split()[1] for line in lines if "broadcast" in line] == [number]
    for each in reminders:
        await stage.press(ADA, resumed, f"Stop No. {each}")
    await stage.press(ADA, resumed, f"Let No. {number} go on")
    await stage.simulator.wait_until(lambda: len(broadcasts_to(stage, AMINA)) == 2)
    assert len(broadcasts_to(stage, AMINA, title)) == 1


async def test_what_waited_while_the_bot_was_away_for_more_than_a_day_is_held(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    await fresh.ask(ADA, "/halt")
    preview = await draft(fresh)
    await fresh.press(ADA, preview, "Send to 1")
    await fresh.stop()
    fresh.clock.move_by(timedelta(hours=30))
    fresh.start()
    alert = await told(fresh, "I had not been running for more than a day", "No. 1 · broadcast “", TEXT)
    assert "stay held" in (await fresh.ask(ADA, "/resume"))["text"]
    assert broadcasts_to(fresh, AMINA) == []
    await fresh.press(ADA, alert, "Let No. 1 go on")
    await fresh.simulator.wait_until(lambda: broadcasts_to(fresh, AMINA) != [])


async def test_an_admin_reads_all_this_in_their_language(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    await fresh.press(ADA, await fresh.ask(ADA, "/language"), "العربية")
    fresh.simulator.set_faults([Fault("drop_before", method="sendMessage", chat_id=AMINA, times=1)])
    await fresh.ask(ADA, "/broadcast")
    fresh.simulator.say(ADA, TEXT)
    preview = await told(fresh, "⏱", "⭐")
    await fresh.press(ADA, preview, "📣")
    await fresh.simulator.wait_until(
        lambda: any("(" in label for label in labels(fresh.shown(ADA, preview["message_id"])))
    )
    before = fresh.last(ADA)["message_id"]
    await fresh.press(ADA, fresh.shown(ADA, preview["message_id"]), "(")
    asked = await told(fresh, "؟", after=before)
    assert len(labels(asked)) == 2
    assert not any(word in asked["text"] for word in ("Send", "again", "unknown", "twice"))


async def test_the_preview_says_how_long_it_takes_and_what_it_costs_and_only_announcements_are_paid_for(
    fresh: Stage,
):
    await join(fresh.database, (AMINA, DIEGO), "urgent")
    preview = await draft(fresh)
    assert "less than a minute" in preview["text"]
    assert "at most 1 Star." in preview["text"]
    await fresh.press(ADA, preview, "Send to")
    for person in (AMINA, DIEGO):
        await fresh.simulator.wait_until(lambda person=person: broadcasts_to(fresh, person) != [])
    calls = fresh.simulator.calls("sendMessage")
    paid = [call for call in calls if "allow_paid_broadcast" in call.params]
    assert {(call.chat_id, TEXT in str(call.params["text"])) for call in paid} == {
        (AMINA, True),
        (DIEGO, True),
    }


@ALONE
async def test_with_a_slow_pace_and_nothing_paid_the_preview_says_so_and_nothing_is_paid_for(
    migrated_sqlite_url: str, content: Content, learned: Learned
):
    at_the_end = replace(QUICK, finish=0.2)  # there is no second message that a slot comes for
    async with staged(
        migrated_sqlite_url,
        content,
        learned,
        at_the_end,
        people=ACQUAINTED,
        messages_per_second=0.001,
        paid_broadcast=False,
    ) as stage:
        await join(stage.database, [AMINA], "urgent")  # in the chat each answer would wait for a second
        preview = await draft(stage)
        assert "about 17 minutes" in preview["text"]
        assert "Star" not in preview["text"]
        await stage.press(ADA, preview, "Send to")
        await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA) != [])
        assert not any("allow_paid_broadcast" in call.params for call in stage.simulator.calls("sendMessage"))


async def test_an_alert_that_cannot_be_told_is_told_after_the_outage_and_a_restart_once(fresh: Stage):
    await join(fresh.database, [AMINA], "urgent")
    await fresh.ask(ADA, "/halt")
    await fresh.press(ADA, await draft(fresh), "Send to 1")
    fresh.simulator.set_faults([Fault("server_error", method="sendMessage", chat_id=ADA, status=502)])
    fresh.clock.move_by(timedelta(days=2, minutes=1))  # as long as a broadcast is of use

    def tries() -> int:
        return sum(
            "in time" in str(call.params.get("text"))
            for call in fresh.simulator.calls("sendMessage")
            if call.chat_id == ADA
        )

    await fresh.simulator.wait_until(lambda: tries() >= 2)
    await fresh.stop()
    fresh.simulator.set_faults([])
    fresh.clock.move_by(timedelta(minutes=2))
    fresh.start()
    await fresh.simulator.wait_until(lambda: "in time" in fresh.last(ADA)["text"])
    await fresh.ask(ADA, "/help")
    (told,) = [m["text"] for m in fresh.simulator.messages(ADA) if "in time" in m["text"]]
    assert told.startswith("⚠️ 1 person did not get this in time")
    assert "No. 1 · broadcast “" in told
    assert TEXT[:20] in told
    assert "broadcast/" not in told.replace("/broadcast.", "")
