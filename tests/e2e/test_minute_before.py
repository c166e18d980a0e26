"""The minute between the confirmation and the first message: what may happen in it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from telegram import Update

from bot.app.content.learning import Learned
from bot.content.check import Content
from bot.simulator.forms.json_values import JsonObject
from bot.telegram.features.staff import broadcasts
from bot.telegram.replying import replace as telegram_replace
from bot.telegram.screens.screen import Screen
from tests.builders import join
from tests.e2e.conftest import ACQUAINTED, ADA, AMINA, DIEGO, QUICK, Stage, code_of, labels, staged
from tests.e2e.test_broadcasts import broadcasts_to, draft
from tests.e2e.test_sent import PREVIEW, RIGHT, WRONG, asked_to_correct, asked_to_recall, copies, until_done

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def patient_bot(
    tmp_path_factory: pytest.TempPathFactory, described_sqlite_file: Path, content: Content, learned: Learned
) -> AsyncIterator[Stage]:
    file = shutil.copy(described_sqlite_file, tmp_path_factory.mktemp("minute") / "bot.db")
    waits = replace(QUICK, broadcast_held=60.0)
    async with staged(f"sqlite:///{file}", content, learned, waits, people=ACQUAINTED) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def waiting(patient_bot: Stage) -> Stage:
    """A bot that waits for a minute, as it does for real."""
    await patient_bot.begin_anew()
    return patient_bot


async def confirmed(stage: Stage, text: str = WRONG) -> JsonObject:
    """A confirmed broadcast to Amina and Diego that waits; where its progress is shown."""
    await join(stage.database, (AMINA, DIEGO), "urgent")
    preview = await draft(stage, text)
    await stage.press(ADA, preview, "Send to 2")
    return stage.shown(ADA, preview["message_id"])


async def test_who_leaves_in_the_minute_gets_nothing_and_the_restart_of_the_bot_sends_it_once(waiting: Stage):
    shown = await confirmed(waiting)
    await waiting.ask(AMINA, "STOP")
    await waiting.stop()
    waiting.start()
    assert "It goes out in 1 minute" in (await waiting.ask(ADA, "/status"))["text"]
    await waiting.move_by(timedelta(seconds=61))
    await until_done(waiting, shown)
    assert [len(broadcasts_to(waiting, person, WRONG)) for person in (AMINA, DIEGO)] == [0, 1]


async def test_a_halt_in_the_minute_holds_it_also_from_being_sent_now(waiting: Stage):
    shown = await confirmed(waiting)
    await waiting.ask(ADA, "/halt")
    await waiting.press(ADA, shown, "Send it now")
    await waiting.move_by(timedelta(seconds=61))
    now = waiting.shown(ADA, shown["message_id"])
    assert now["text"].startswith("Paused: it goes out after /resume.")
    assert "📣 Send it now" not in labels(now)
    assert broadcasts_to(waiting, DIEGO, WRONG) == []
    await waiting.ask(ADA, "/resume")
    await waiting.simulator.wait_until(lambda: broadcasts_to(waiting, DIEGO, WRONG) != [])


async def test_what_ends_while_its_progress_is_written_is_shown_as_finished(
    waiting: Stage, monkeypatch: pytest.MonkeyPatch
):
    shown = await confirmed(waiting)
    texts: list[str] = []

    async def replace_late(update: Update, screen: Screen) -> None:
        if not texts:
            await until_done(waiting, shown)
        texts.append(screen.html)
        await telegram_replace(update, screen)

    monkeypatch.setattr(broadcasts, "replace", replace_late)
    await waiting.press(ADA, shown, "Send it now")
    await waiting.simulator.wait_until(lambda: texts != [])
    assert "Finished" not in texts[0]
    async with asyncio.timeout(10):
        await until_done(waiting, shown)


async def test_send_it_now_sends_once_however_often_it_is_pressed_and_nothing_after_a_stop(waiting: Stage):
    shown = await confirmed(waiting)
    now = code_of(shown, "Send it now")
    for _ in range(2):
        waiting.simulator.press_outdated(ADA, shown["message_id"], now)
    await until_done(waiting, shown)
    assert [len(broadcasts_to(waiting, person, WRONG)) for person in (AMINA, DIEGO)] == [1, 1]
    assert (await waiting.ask(ADA, "/log"))["text"].count(" leave at once") == 1
    second = await confirmed(waiting, "Another one")
    await waiting.press(ADA, second, "Stop")
    query = waiting.simulator.press_outdated(ADA, second["message_id"], code_of(second, "Send it now"))
    await waiting.simulator.wait_until(lambda: waiting.simulator.answer_to(query) is not None)
    await waiting.move_by(timedelta(seconds=61))
    assert "Stopped" in waiting.shown(ADA, second["message_id"])["text"]
    assert broadcasts_to(waiting, DIEGO, "Another one") == []


async def test_an_edit_in_the_minute_stops_it_and_shows_the_new_preview(waiting: Stage):
    await join(waiting.database, [AMINA], "urgent")
    await waiting.ask(ADA, "/broadcast")
    written = waiting.simulator.say(ADA, WRONG)
    preview = await waiting.simulator.wait_for_message(ADA, after_message_id=written, containing=PREVIEW)
    await waiting.press(ADA, preview, "Send to 1")
    held = waiting.shown(ADA, preview["message_id"])
    waiting.simulator.edit(ADA, written, RIGHT)
    told = await waiting.simulator.wait_for_message(
        ADA, after_message_id=preview["message_id"], containing="nobody has got it"
    )
    anew = await waiting.simulator.wait_for_message(
        ADA, after_message_id=told["message_id"], containing=PREVIEW
    )
    query = waiting.simulator.press_outdated(ADA, preview["message_id"], code_of(held, "Send it now"))
    await waiting.simulator.wait_until(lambda: waiting.simulator.answer_to(query) is not None)
    await waiting.press(ADA, anew, "Send to 1")
    await waiting.press(ADA, waiting.shown(ADA, anew["message_id"]), "Send it now")
    await waiting.simulator.wait_until(lambda: copies(waiting, AMINA, RIGHT) != [])
    assert (len(copies(waiting, AMINA, RIGHT)), copies(waiting, AMINA, WRONG)) == (1, [])


async def test_what_waits_goes_out_corrected_or_is_recalled(waiting: Stage):
    shown = await confirmed(waiting)
    question = await asked_to_correct(waiting)
    assert "2 subscribers do not have it yet, and get the new text" in question["text"]
    await waiting.press(ADA, question, "Correct 0")
    await until_done(waiting, question, "Done")
    await waiting.press(ADA, waiting.shown(ADA, shown["message_id"]), "Send it now")
    await waiting.simulator.wait_until(lambda: copies(waiting, AMINA, RIGHT) != [])
    assert copies(waiting, AMINA, WRONG) == []
    await confirmed(waiting, "Another one")
    question = await asked_to_recall(waiting)
    assert "2 subscribers do not have it yet, and will not get it" in question["text"]
    await waiting.press(ADA, question, "Yes, delete 0")
    await until_done(waiting, question, "Done")
    await waiting.move_by(timedelta(minutes=2))
    await waiting.ask(ADA, "/status")
    assert copies(waiting, AMINA, "Another one") == []
