"""`bench deliver`: the server's count agrees with what was sent, whichever way it was sent."""

import asyncio
import json
from functools import partial

import pytest

from benchmarks.arrivals_server import Arrivals, ArrivalsCounter, serving
from benchmarks.children import LeftOut
from benchmarks.deliver_benchmark import DeliverComparison, compare_paced
from benchmarks.deliver_measuring import FREE, OURS, DeliverFigures, send
from benchmarks.our_way import UNTHROTTLED, our_way
from benchmarks.sending_ways import LIBRARY, send_all
from benchmarks.verbs import report_delivering
from tests.learning import copy_of_tables
from tests.typing_verbs import typed

MESSAGES = 12
FREE_OF_LIMITS = [
    way
    for way in FREE
    if way != OURS  # which delivers even against a limit
    and way != "aiogram"  # which is no dependency: `bench` installs it
]


async def test_every_way_delivers_every_message_once():
    counter = ArrivalsCounter()
    async with serving(counter) as port:
        for place, way in enumerate(FREE_OF_LIMITS):
            reply = await send(FREE[way], local(port), MESSAGES, first=1 + place * MESSAGES)
            assert reply["failures"] == {}, way
            assert reply["seconds"] > 0
            assert reply["cpu_seconds"] > 0
    sent = len(FREE_OF_LIMITS) * MESSAGES
    arrivals = counter.arrivals()
    assert (arrivals.taken, arrivals.chats, arrivals.refused) == (sent, sent, 0)
    assert 1 <= arrivals.most_in_a_second <= sent


def local(port: int) -> str:
    return f"http://127.0.0.1:{port}"


@pytest.fixture
def url(tmp_path, request) -> str:
    return f"sqlite:///{copy_of_tables(request.config, tmp_path / 'bench.db')}"


async def test_ours_loses_nothing_where_the_library_alone_loses_what_is_refused(url):
    counter = ArrivalsCounter(limit=8)
    async with serving(counter) as port:
        library = await send(FREE[LIBRARY], local(port), MESSAGES)
        ours = await send(partial(our_way, UNTHROTTLED, database_url=url), local(port), MESSAGES, first=1)
    lost = library["failures"].get("RetryAfter", 0)
    arrivals = counter.arrivals()
    assert lost <= arrivals.refused
    assert arrivals.taken == arrivals.chats == 2 * MESSAGES - lost
    assert ours["failures"] == {}


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


def test_ours_at_its_usual_pace_loses_and_doubles_nothing_in_the_json_for_machines(capsys):
    report_delivering([compare_paced(5, [OURS])], as_json=True)
    (comparison,) = json.loads(capsys.readouterr().out)["comparisons"]
    (ours,) = comparison["figures"]
    assert ours["way"] == OURS
    assert (ours["messages"], ours["lost"], ours["doubled"], ours["refused"]) == (5, 0, 0, 0)
    assert ours["per_second"] < 40


def test_the_table_is_written_at_full_width_with_what_was_left_out(capsys):
    figures = [DeliverFigures(way, 5, 70.0, 7.0, 5, 0, 0, 0, {}) for way in (OURS, "a way with a long name")]
    ratios = {"a way with a long name": {"per_second": 0.5, "cpu_ms": 2.0}}
    left_out = (LeftOut("another", "it is not installed"),)
    report_delivering([DeliverComparison("unthrottled", tuple(figures), left_out, ratios)], as_json=False)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[2][:6] == ["a", "way", "with", "a", "long", "name"]
    assert lines[2][6:] == ["70", "7.00", "5", "0", "0", "0", "0.50x", "2.00x"]
    assert lines[3] == ["another:", "left", "out,", "it", "is", "not", "installed"]


def test_the_verb_refuses_what_would_take_all_day():
    assert typed("bench", "deliver", "--messages", "1000000").exit_code == 2
