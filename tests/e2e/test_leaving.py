"""Leaving, resting and deleting where time passes, the bot is started again, and all files are searched."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from bot.app.locking import spool_files
from bot.domain.announcements import Audience
from bot.domain.stored_bodies import digest
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.announcing.drafting import Written
from bot.services.backups import back_up
from tests.builders import broadcast
from tests.e2e.conftest import Stage
from tests.e2e.test_privacy import BACK, CONFIRM, MONTH, file_of, pressed, rows_that_name, text
from tests.e2e.test_subscriptions import stored
from tests.fakes import until


def on_disk(files: Iterable[Path], wanted: int) -> list[str]:
    """The files that hold a number, in digits or as SQLite writes it."""
    forms = (str(wanted).encode(), wanted.to_bytes(6, "big", signed=True))
    return [
        file.name for file in files if file.is_file() and any(form in file.read_bytes() for form in forms)
    ]


async def test_after_ten_minutes_a_leaving_is_final(stage: Stage):
    person = await stage.newcomer()
    await stage.ask(person, "/subscribe all")
    left = await stage.ask(person, "/stop")
    await stage.move_by(timedelta(minutes=11))
    late = await pressed(stage, person, left, BACK)
    assert late["text"].startswith(text(stage, "en", "undo.late"))
    assert rows_that_name(stage, person) == {}


async def test_a_restart_takes_no_way_back(stage: Stage):
    person = await stage.newcomer()
    await stage.ask(person, "/subscribe weekly")
    left = await stage.ask(person, "/stop")
    await stage.stop()
    stage.start()
    await pressed(stage, person, left, BACK)
    assert stored(stage, "subscriptions") == [("weekly", person)]


async def test_after_a_month_what_was_chosen_comes_again_by_itself(stage: Stage):
    person = await stage.newcomer()
    await stage.ask(person, "/subscribe weekly")
    await pressed(stage, person, await stage.ask(person, "/pause"), MONTH)
    assert stored(stage, "subscriptions") == []
    await stage.move_by(timedelta(days=31))
    await until(lambda: stored(stage, "subscriptions") == [("weekly", person)])


async def test_after_deleting_everything_no_file_holds_the_number(stage: Stage, tmp_path: Path):
    """Also not when something was on its way to that chat, nor in a backup that is made afterwards."""
    person = stage.simulator.create_user(user_id=7_123_456_789, language_code="en")
    await stage.begin(person)
    await stage.ask(person, "/subscribe all")
    now, words = stage.clock.now(), broadcast("Come on Friday.")
    broadcasting = Broadcasting(stage.database, Audience("urgent"))
    await broadcasting.drafts.start(1, now)
    await broadcasting.drafts.write(1, Written("en", words.text_for("en"), 1))
    assert await broadcasting.confirm(1, digest(Audience("urgent"), words), now) is not None
    ask = await stage.ask(person, "/deleteme")
    await pressed(stage, person, ask, CONFIRM)
    await stage.until_handled()
    folder = file_of(stage).parent
    files = [*folder.iterdir(), *spool_files(stage.settings)]
    await until(lambda: on_disk(files, person) == [])
    copy = tmp_path / "copy-made-afterwards.db"
    await asyncio.to_thread(back_up, file_of(stage), copy)
    assert on_disk([copy], person) == []
