"""`doctor`: one look at everything, as an operator types it, against a pretend Telegram."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.simulator.simulator import Simulator
from tests.test_cli import (  # noqa: F401 - fixtures
    Operator,
    databases,
    migrated_sqlite_file,
    operator,
    peopled,
)

ADA = 9001


@contextmanager
def telegram(monkeypatch: pytest.MonkeyPatch, *started: int) -> Iterator[Simulator]:
    """A pretend Telegram in a thread of its own: verbs have a loop of their own."""
    import threading

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def start() -> Simulator:
        simulator = Simulator()
        await simulator.start()
        for person in started:
            simulator.press_start(person)
        return simulator

    simulator = asyncio.run_coroutine_threadsafe(start(), loop).result()
    monkeypatch.setenv("BOT_TOKEN", simulator.token)
    monkeypatch.setenv("BOT_API_URL", simulator.url)
    monkeypatch.setenv("BOT_ADMINS", str(ADA))
    try:
        yield simulator
    finally:
        asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def examined(who: Operator) -> dict[str, list[str]]:
    """What each thing that was looked at is, by its name."""
    found: dict[str, list[str]] = {}
    for each in json.loads(who("doctor", "--json").stdout):
        found.setdefault(each["about"], []).append(f"{each['weight']}: {each['text']}")
    return found


def test_a_bot_that_is_well_has_no_problem(peopled, monkeypatch):  # noqa: F811 - the imported fixture
    with telegram(monkeypatch, ADA):
        peopled("backup", "copy.db")
        instants = "strftime('%Y-%m-%dT%H:%M:%S+00:00'), CAST(strftime('%s') AS INTEGER) * 1000"
        peopled.changes(f"INSERT INTO marks SELECT 'received', {instants}")
        result = peopled("doctor")
        assert result.exit_code == 0, result.output
        assert "PROBLEM" not in result.output
        found = examined(peopled)
    assert found["token"][0].startswith("well: @")
    assert found["database"] == [f"well: {peopled.folder / 'bot.db'}"]
    assert found["owners"] == ["well: all 1 can be written to"]
    assert found["clock"] == ["well: as Telegram's"]


def test_everything_that_is_wrong_is_said_at_once_with_what_to_do(peopled, monkeypatch):  # noqa: F811 - the imported fixture
    with telegram(monkeypatch):
        monkeypatch.setenv("BOT_ADMINS", "9009")
        monkeypatch.setenv("BOT_ADMN", "1")
        (peopled.folder / "content" / "schedules" / "topics.yaml").write_text("nonsense")
        peopled.changes("INSERT INTO marks VALUES ('bot', '42', 1), ('backed_up', '', 1), ('halted', 'x', 1)")
        result = peopled("doctor")
        found = examined(peopled)
    assert result.exit_code == 1
    assert "Problems: " in result.stderr
    assert "did you mean BOT_ADMINS?" in found["settings"][0]
    assert "another bot" in found["token"][0]
    assert "number 1 cannot be written to" in found["owners"][0]
    assert found["content"][0].startswith("problem")
    assert found["bot"] == ["problem: no bot has ever run on this database"]
    assert found["backup"][0].startswith("problem")
    assert found["sending"][0].startswith("warning")
    assert "9009" not in result.output
    assert "docs/" not in result.output  # an installed program has none


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_every_file_of_the_bot_that_is_somebody_elses_is_named(peopled):  # noqa: F811 - the imported fixture
    files = [peopled.folder / name for name in ("bot.db", "bot.db-wal", "bot.db.spool", "bot.db.spool-wal")]
    for file in files:
        file.touch()
        os.chown(file, 12345, 12345)
    found = "".join(examined(peopled)["files"])
    assert [file.name for file in files if f"{file} belongs to 12345" not in found] == []


def test_it_looks_at_what_it_can_reach(operator, monkeypatch):  # noqa: F811 - the imported fixture
    monkeypatch.setenv("BOT_TOKEN", "123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIi")
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:1")
    found = examined(operator)
    assert found["token"] == ["problem: http://127.0.0.1:1: no answer from the server (NotSentError)"]
    assert found["database"] == [f"problem: there is none at {operator.folder / 'bot.db'}"]
    assert found["content"][0].startswith("well")
    assert "docs/" not in operator("doctor").output
    assert not (operator.folder / "bot.db").exists()
