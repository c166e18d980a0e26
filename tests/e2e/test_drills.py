"""What an operator tries before it is needed: a restore from a sealed copy, and a bot that begins anew."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pyrage import x25519

from bot.services.backups import back_up, restoring
from bot.storage.database import Database
from bot.storage.subscribers import count_all
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage, staged
from tests.e2e.test_holding import draft


def content_of(file: Path) -> bytes:
    return file.read_bytes()


def file_of(stage: Stage) -> Path:
    return Path(stage.settings.database_url.removeprefix("sqlite:///"))


async def test_a_bot_comes_back_from_a_sealed_copy_silent_until_it_is_told_to_speak(stage: Stage):
    key = x25519.Identity.generate()
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    await stage.press(ADA, await draft(stage), "Send to 1")
    await stage.until_handled()
    file = file_of(stage)
    copy = file.with_name("copy.db.age")
    await asyncio.to_thread(back_up, file, copy, str(key.to_public()))
    await stage.subscribe(DIEGO, "urgent")
    await stage.ask(AMINA, "/stop")
    await stage.stop()
    for path in file.parent.glob(f"{file.name}*"):
        path.unlink()  # the server is gone

    with restoring(copy, file, stage.clock.now(), force=False, key_file=str(key)) as found:
        assert (found.chats, found.returning) == (1, None)
    stage.start()
    await stage.until_it_listens()
    assert "legally binding" in (await stage.ask(DIEGO, "is the compact law yes or no"))["text"]
    asked = stage.simulator.say(ADA, "/status")  # what is held may be told her in between
    await stage.simulator.wait_for_message(ADA, after_message_id=asked, containing="paused")
    before = len(stage.simulator.messages(AMINA))
    await stage.ask(ADA, "/resume")
    assert len(stage.simulator.messages(AMINA)) == before  # nothing of before goes out again by itself


async def test_a_new_bot_on_an_empty_database_answers_at_once_and_the_old_file_is_left_alone(
    migrated_sqlite_url, content, learned, tmp_path
):
    async with staged(migrated_sqlite_url, content, learned) as old:
        await old.subscribe(AMINA, "urgent")
        file = file_of(old)
    kept = content_of(file)
    async with staged(f"sqlite:///{tmp_path}/new.db", content, learned) as new:
        assert "legally binding" in (await new.ask(AMINA, "is the compact law yes or no"))["text"]
        await new.subscribe(AMINA, "urgent")
        database = Database.open(new.settings.database_url)
        async with database.reading() as connection:
            assert await count_all(connection) == 1
        await database.close()
    assert content_of(file) == kept
