"""What an operator tries before it is needed: a restore from a sealed copy."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pyrage import x25519

from bot.services.backups import back_up, restoring
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage
from tests.e2e.test_holding import draft


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
