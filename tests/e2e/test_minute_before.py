"""The minute between the confirmation and the first message: what may happen in it."""

from __future__ import annotations

from datetime import timedelta

from bot.simulator.forms.json_values import JsonObject
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage, code_of, labels
from tests.e2e.test_broadcast_languages import waiting  # noqa: F401 - a fixture
from tests.e2e.test_broadcasts import broadcasts_to, draft


async def confirmed(stage: Stage) -> JsonObject:
    """A confirmed broadcast to Amina and Diego that waits; where its progress is shown."""
    for person in (AMINA, DIEGO):
        await stage.subscribe(person, "urgent")
    await stage.begin(ADA)
    preview = await draft(stage)
    await stage.press(ADA, preview, "Send to 2")
    return stage.shown(ADA, preview["message_id"])


async def test_who_leaves_in_the_minute_gets_nothing_and_the_restart_of_the_bot_sends_it_once(
    waiting: Stage,  # noqa: F811 - the imported fixture
):
    shown = await confirmed(waiting)
    await waiting.ask(AMINA, "STOP")
    await waiting.stop()
    waiting.start()
    assert "It goes out in 1 minute" in (await waiting.ask(ADA, "/status"))["text"]
    await waiting.move_by(timedelta(seconds=61))
    await waiting.simulator.wait_until(lambda: "Finished" in waiting.shown(ADA, shown["message_id"])["text"])
    assert [len(broadcasts_to(waiting, person)) for person in (AMINA, DIEGO)] == [0, 1]


async def test_a_halt_in_the_minute_holds_it_also_from_being_sent_now(
    waiting: Stage,  # noqa: F811 - the imported fixture
):
    shown = await confirmed(waiting)
    await waiting.ask(ADA, "/halt")
    await waiting.press(ADA, shown, "Send it now")
    await waiting.move_by(timedelta(seconds=61))
    now = waiting.shown(ADA, shown["message_id"])
    assert now["text"].startswith("Paused: it goes out after /resume.")
    assert "📣 Send it now" not in labels(now)
    assert broadcasts_to(waiting, DIEGO) == []
    await waiting.ask(ADA, "/resume")
    await waiting.simulator.wait_until(lambda: broadcasts_to(waiting, DIEGO) != [])


async def test_send_it_now_sends_once_however_often_it_is_pressed_and_nothing_after_a_stop(
    waiting: Stage,  # noqa: F811 - the imported fixture
):
    shown = await confirmed(waiting)
    now = code_of(shown, "Send it now")
    for _ in range(2):
        waiting.simulator.press_outdated(ADA, shown["message_id"], now)
    await waiting.simulator.wait_until(lambda: "Finished" in waiting.shown(ADA, shown["message_id"])["text"])
    assert [len(broadcasts_to(waiting, person)) for person in (AMINA, DIEGO)] == [1, 1]
    second = await draft(waiting, "Another one")
    await waiting.press(ADA, second, "Send to 2")
    second = waiting.shown(ADA, second["message_id"])
    await waiting.press(ADA, second, "Stop")
    query = waiting.simulator.press_outdated(ADA, second["message_id"], code_of(second, "Send it now"))
    await waiting.simulator.wait_until(lambda: waiting.simulator.answer_to(query) is not None)
    await waiting.move_by(timedelta(seconds=61))
    assert "Stopped" in waiting.shown(ADA, second["message_id"])["text"]
    assert broadcasts_to(waiting, DIEGO, "Another one") == []


async def test_that_it_was_sent_at_once_stands_in_the_log_once(
    waiting: Stage,  # noqa: F811 - the imported fixture
):
    shown = await confirmed(waiting)
    now = code_of(shown, "Send it now")
    for _ in range(2):
        waiting.simulator.press_outdated(ADA, shown["message_id"], now)
    await waiting.until_handled()
    log = (await waiting.ask(ADA, "/log"))["text"]
    assert log.count("Ada: let No. 1 leave at once") == 1
