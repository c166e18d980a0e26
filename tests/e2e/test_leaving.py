"""Leaving, resting and deleting where time passes, the bot is started again, and all files are searched."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

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

pytestmark = pytest.mark.asyncio(loop_scope="module")


def on_disk(files: Iterable[Path], wanted: int) -> list[str]:
    """The files that hold a number, in digits or as SQLite writes it."""
    forms = (str(wanted).encode(), wanted.to_bytes(6, "big", signed=True))
    return [
        file.name for file in files if file.is_file() and any(form in file.read_bytes() for form in forms)
    ]


async def test_after_ten_minutes_a_leaving_is_final(fresh: Stage):
    person = await fresh.newcomer()
    await fresh.ask(person, "/subscribe all")
    left = await fresh.ask(person, "/stop")
    await fresh.move_by(timedelta(minutes=11))
    late = await pressed(fresh, person, left, BACK)
    assert late["text"].startswith(text(fresh, "en", "undo.late"))
    assert rows_that_name(fresh, person) == {}


async def test_a_restart_takes_no_way_back(fresh: Stage):
    person = await fresh.newcomer()
    await fresh.ask(person, "/subscribe weekly")
    left = await fresh.ask(person, "/stop")
    await fresh.stop()
    fresh.start()
    await pressed(fresh, person, left, BACK)
    assert stored(fresh, "subscriptions") == [("weekly", person)]


async def test_after_a_month_what_was_chosen_comes_again_by_itself(fresh: Stage):
    person = await fresh.newcomer()
    await fresh.ask(person, "/subscribe weekly")
    await pressed(fresh, person, await fresh.ask(person, "/pause"), MONTH)
    assert stored(fresh, "subscriptions") == []
    await fresh.move_by(timedelta(days=31))
    await until(lambda: stored(fresh, "subscriptions") == [("weekly", person)])


async def test_after_deleting_everything_no_file_holds_the_number(fresh: Stage, tmp_path: Path):
    """Also not when something was on its way to that chat, nor in a backup that is made afterwards."""
    person = fresh.simulator.create_user(user_id=7_123_456_789, language_code="en")
    await fresh.begin(person)
    await fresh.ask(person, "/subscribe all")
    now, words = fresh.clock.now(), broadcast("Come on Friday.")
    broadcasting = Broadcasting(fresh.database, Audience("urgent"))
    await broadcasting.drafts.start(1, now)
    await broadcasting.drafts.write(1, Written("en", words.text_for("en"), 1))
    assert await broadcasting.confirm(1, digest(Audience("urgent"), words), now) is not None
    ask = await fresh.ask(person, "/deleteme")
    await pressed(fresh, person, ask, CONFIRM)
    await fresh.until_handled()
    folder = file_of(fresh).parent
    files = [*folder.iterdir(), *spool_files(fresh.settings)]
    await until(lambda: on_disk(files, person) == [])
    copy = tmp_path / "copy-made-afterwards.db"
    await asyncio.to_thread(back_up, file_of(fresh), copy)
    assert on_disk([copy], person) == []
