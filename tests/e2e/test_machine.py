"""What the computer itself does to the bot: it answers again as soon as it can."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.app.locking import spool_files
from bot.simulator.world.faults import Fault
from tests.e2e.conftest import AMINA, DIEGO, Stage
from tests.fakes import until

OPEN = Path("/proc/self/fd")
QUESTION = "is the compact law yes or no"


@contextmanager
def no_more_descriptors() -> Iterator[None]:
    """Nobody in this process opens a file or a connection more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1 + max(int(each.name) for each in OPEN.iterdir()), hard))
    spare = []
    try:
        while True:  # those numbers below the greatest that nobody uses
            spare.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        pass
    try:
        yield
    finally:
        for each in spare:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.skipif(not OPEN.is_dir(), reason="Linux only")
async def test_without_descriptors_the_bot_waits_and_answers_when_there_are_some(
    stage: Stage, caplog: pytest.LogCaptureFixture
):
    await stage.subscribe(AMINA, "urgent")
    with no_more_descriptors():
        stage.simulator.set_faults([Fault("drop_before", method="getUpdates", times=1)])
        said = stage.simulator.say(DIEGO, QUESTION)
        await until(lambda: "polling.troubled" in caplog.text)
    answer = await stage.simulator.wait_for_message(DIEGO, after_message_id=said)
    assert "legally binding" in answer["text"]
    await stage.ask(AMINA, "/stop")
    assert stage.running is not None
    assert not stage.running.done()


async def test_while_the_disk_stands_still_questions_are_answered_and_what_is_to_be_stored_waits(
    stage: Stage,
):
    await stage.begin(AMINA)
    await stage.until_handled()
    files = [Path(stage.settings.database_url.removeprefix("sqlite:///")), *spool_files(stage.settings)]
    held = [
        sqlite3.connect(file, 60, isolation_level=None, check_same_thread=False)
        for file in files
        if file.exists()
    ]
    assert len(held) == 2
    for each in held:
        # as long as a write takes that does not end; beside the loop, in which the bot ends its own
        await asyncio.to_thread(each.execute, "BEGIN IMMEDIATE")
    assert "legally binding" in (await stage.ask(DIEGO, QUESTION))["text"]
    said = stage.simulator.say(AMINA, "/subscribe urgent")
    assert "legally binding" in (await stage.ask(DIEGO, QUESTION))["text"]
    for each in held:
        each.close()
    done = await stage.simulator.wait_for_message(AMINA, after_message_id=said, containing="✅")
    assert "Urgent" in done["text"]
    await stage.until_handled()
