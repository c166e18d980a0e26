"""`bench deliver`: the server's count agrees with what was sent, whichever way it was sent."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from bot.benchmarks.arrivals_server import Arrivals, ArrivalsCounter, running_server
from bot.benchmarks.deliver_benchmark import compare_free, compare_paced
from bot.benchmarks.deliver_measuring import FREE, OURS, send
from bot.benchmarks.sending_ways import LIBRARY, send_all
from bot.cli.bench_verbs import report_delivering
from bot.cli.main import app

MESSAGES = 60
INSTALLED = [way for way in FREE if way != "aiogram"]


@pytest.mark.parametrize("way", INSTALLED)
async def test_every_way_delivers_every_message_once(way):
    with running_server() as server:
        reply = await send(FREE[way], server.url, MESSAGES)
    assert server.arrivals is not None
    assert (server.arrivals.taken, server.arrivals.chats) == (MESSAGES, MESSAGES)
    assert server.arrivals.refused == 0
    assert 1 <= server.arrivals.most_in_a_second <= MESSAGES
    assert reply["failures"] == {}
    assert reply["seconds"] > 0
    assert reply["cpu_seconds"] > 0


async def test_ours_loses_nothing_where_the_library_alone_loses_what_is_refused():
    with running_server(limit=50) as server:
        reply = await send(FREE[LIBRARY], server.url, MESSAGES)
    assert server.arrivals is not None
    assert server.arrivals.refused == reply["failures"].get("RetryAfter", 0)
    assert server.arrivals.taken == MESSAGES - server.arrivals.refused
    with running_server(limit=50) as server:
        reply = await send(FREE[OURS], server.url, MESSAGES)
    assert server.arrivals is not None
    assert (server.arrivals.taken, server.arrivals.chats) == (MESSAGES, MESSAGES)
    assert reply["failures"] == {}


def test_the_counter_finds_the_fullest_second_and_what_came_twice():
    counter = ArrivalsCounter()
    for chat_id, now in [("1", 0.0), ("2", 0.6), ("3", 0.9), ("1", 1.3), ("4", 1.59), ("5", 3.0)]:
        assert counter.take(chat_id, now)
    assert counter.arrivals() == Arrivals(taken=6, chats=5, refused=0, most_in_a_second=4)


def test_the_counter_refuses_what_is_too_much_for_one_second_and_takes_it_later():
    counter = ArrivalsCounter(limit=2)
    assert [counter.take(str(n), now) for n, now in enumerate([0.0, 0.1, 0.2, 1.0, 1.05, 1.2])] == [
        True,
        True,
        False,
        True,
        False,
        True,
    ]
    assert counter.arrivals().refused == 2


async def test_a_failure_ends_nothing_and_is_counted_by_its_kind():
    sent = []

    async def fail_for_odd(chat_id):
        await asyncio.sleep(0)
        if chat_id % 2:
            raise ValueError
        sent.append(chat_id)

    assert await send_all(fail_for_odd, range(10), at_once=3) == {"ValueError": 5}
    assert sorted(sent) == [0, 2, 4, 6, 8]


@pytest.fixture(scope="module")
def compared():
    """Few messages, few ways, in processes of their own as the verb does it."""
    return [compare_free(5, [OURS, "aiogram", "bare aiohttp"]), compare_paced(5, [OURS])]


def test_every_way_is_measured_or_left_out_because_its_library_is_missing(compared):
    measured = {figures.way for figures in compared[0].figures}
    left_out = {left.name for left in compared[0].left_out}
    assert measured | left_out == {OURS, "aiogram", "bare aiohttp"}
    assert measured >= {OURS, "bare aiohttp"}
    assert all(left.reason == "aiogram is not installed" for left in compared[0].left_out)
    assert set(compared[0].ratios["bare aiohttp"]) == {"per_second", "cpu_ms"}


def test_ours_loses_and_doubles_nothing_in_the_json_for_machines(compared, capsys):
    report_delivering(compared, as_json=True)
    for comparison in json.loads(capsys.readouterr().out)["comparisons"]:
        ours = comparison["figures"][0]
        assert ours["way"] == OURS
        assert (ours["messages"], ours["lost"], ours["doubled"], ours["refused"]) == (5, 0, 0, 0)


def test_the_table_shows_every_way_at_full_width(compared, capsys):
    report_delivering(compared, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("bare aiohttp") and line.count("x") == 2 for line in lines)
    assert any(line.startswith("aiogram") for line in lines)
    assert not any("…" in line for line in lines)


def test_the_verb_knows_its_options_and_refuses_what_would_take_all_day():
    assert CliRunner().invoke(app, ["bench", "deliver", "--messages", "1000000"]).exit_code == 2
