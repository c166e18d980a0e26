"""Slots as values: even spacing, fair shares of answers and of what goes to many, rests, floods."""

import random
from collections import deque
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.delivery.pacing import (
    CHAT_INTERVAL,
    GROUP_INTERVAL,
    LATE,
    LATE_SECONDS,
    ONCE,
    OUTCOMES,
    RECOVERY,
    SLOWER,
    SLOWEST,
    ChatRests,
    Pace,
    Way,
)
from tests.lines import each

RATES = st.floats(0.5, 1000)
END = float("inf")


class Drive:
    """Everybody who wants to send, on a clock that jumps from one instant to the next that matters."""

    def __init__(self, pace: Pace, questions: Iterable[float] = (), *, broadcast_from: float = END) -> None:
        self.pace = pace
        self.left: list[tuple[float, Way]] = []
        self.waits: list[float] = []  # of answers, in seconds
        self._asked = deque(sorted(questions))
        self._broadcast_from = broadcast_from

    def until(self, end: float, late: Iterable[float] = ()) -> "Drive":
        """`late`: by how much the machine comes too late, one after another."""
        now, stalls, waiting = 0.0, iter(late), deque[float]()
        while now < end:
            while self._asked and self._asked[0] <= now:
                waiting.append(self._asked.popleft())
            many = now >= self._broadcast_from
            way = self.pace.turn(now, reply=bool(waiting), many=many)
            if way is not None:
                self.pace = self.pace.left(now, way)
                self.left.append((now, way))
                if way is Way.REPLY:
                    self.waits.append(now - waiting.popleft())
                continue
            wanting = [lane for lane, waits in ((Way.REPLY, waiting), (Way.MANY, many)) if waits]
            coming = [*list(self._asked)[:1], self._broadcast_from, *map(self.pace.ready_at, wanting)]
            now = min((at for at in coming if at > now), default=end) + next(stalls, 0.0)
        return self

    def count(self, way: Way, begin: float, end: float) -> int:
        return sum(lane is way and begin <= at < end for at, lane in self.left)

    def most_in_a_second(self) -> int:
        times = [at for at, _ in self.left]
        return max(sum(first <= at < first + 1 - 1e-6 for at in times[n:]) for n, first in enumerate(times))


@settings(derandomize=True, max_examples=60)
@given(
    rate=RATES,
    questions=st.lists(st.floats(0, 3), max_size=60),
    broadcast_from=st.floats(0, 3),
    late=st.lists(st.floats(0, 0.2), max_size=40),
)
def test_whoever_sends_and_however_the_machine_stalls_no_second_sees_more_than_the_limit_and_one(
    rate, questions, broadcast_from, late
):
    drive = Drive(Pace.of(rate), questions, broadcast_from=broadcast_from).until(
        4 if rate < 60 else 0.5, late
    )
    if drive.left:
        most = max(rate, SLOWEST)
        assert drive.most_in_a_second() <= most + 1 + max(0.5, most * 0.02)


def test_at_29_a_second_a_server_that_refuses_the_31st_message_in_any_second_refuses_none():
    questions = [number / 7 for number in range(70)]
    late = [0.017, 0.0, 0.3, 0.0, 0.1] * 40
    drive = Drive(Pace.of(29), questions, broadcast_from=0).until(12, late)
    assert drive.most_in_a_second() <= 30


def test_a_broadcast_alone_has_the_whole_way():
    drive = Drive(Pace.of(25), broadcast_from=0).until(10)
    assert drive.count(Way.MANY, 0, 10) == pytest.approx(250, abs=1)
    assert all(later - earlier == pytest.approx(1 / 25) for (earlier, _), (later, _) in pairwise(drive.left))


def test_coming_a_moment_late_for_each_slot_costs_nothing_of_the_rate():
    drive = Drive(Pace.of(29), broadcast_from=0).until(10, [0.015] * 1000)
    assert drive.count(Way.MANY, 0, 10) == pytest.approx(290, abs=2)


def test_idle_time_is_not_saved_up_for_a_burst():
    pace = Pace.of(25).left(0, Way.MANY)
    assert pace.slots_of_many(1000, 1000.1) == 3
    pace = pace.left(1000, Way.MANY)
    assert pace.ready_at(Way.MANY) == pytest.approx(1000.04)


def test_a_slot_that_has_just_come_counts_and_one_that_has_not_does_not():
    pace = Pace.of(25).flooded(1000, 1030)
    assert (pace.slots_of_many(1001, 1030), pace.slots_of_many(1001, 1029.99)) == (1, 0)


@each("limit", [0.5, 25, 1000])
def test_a_slot_is_kept_for_a_part_of_an_interval_and_for_a_moment_at_least(limit: float):
    late = max(LATE / max(limit, SLOWEST), LATE_SECONDS)
    pace = Pace.of(limit)
    assert not pace.is_missed(1000, 1000 + 0.9 * late)
    assert pace.is_missed(1000, 1000 + 1.1 * late)


def test_an_answer_that_nobody_competes_with_leaves_at_once():
    assert Drive(Pace.of(25), [1.0, 2.5, 7.0]).until(10).waits == [0.0] * 3


def test_with_forty_answers_wanted_a_second_a_broadcast_keeps_half_of_the_way():
    drive = Drive(Pace.of(25), [number / 40 for number in range(800)], broadcast_from=0).until(20)
    for second in range(1, 20):
        assert drive.count(Way.MANY, second, second + 1) >= 12
        assert drive.count(Way.REPLY, second, second + 1) >= 12


def test_a_broadcast_has_its_full_pace_again_as_soon_as_the_answers_have_left():
    drive = Drive(Pace.of(25), [number / 40 for number in range(600)], broadcast_from=0).until(60)
    last = max(at for at, way in drive.left if way is Way.REPLY)
    assert drive.count(Way.REPLY, 0, 60) == 600
    assert drive.count(Way.MANY, last, last + 2) >= 49


def test_answers_before_a_broadcast_are_no_debt_of_it():
    drive = Drive(Pace.of(25), [number / 110 for number in range(2000)], broadcast_from=81).until(83)
    assert drive.count(Way.REPLY, 0, 81) == 2000
    assert drive.count(Way.MANY, 81, 82) >= 24


@each("phase", [0.0, 0.013, 0.037])
def test_with_ten_questions_a_second_beside_a_broadcast_answers_hardly_wait(phase):
    asked = [phase + number / 10 for number in range(200)]
    drive = Drive(Pace.of(25), asked, broadcast_from=0).until(21)
    waits = sorted(drive.waits)
    assert len(waits) == 200
    assert waits[len(waits) * 95 // 100] < 0.1
    assert drive.count(Way.MANY, 0, 20) == pytest.approx(300, abs=5)


def test_where_both_wait_they_take_turns():
    pace, now, order = Pace.of(10), 0.0, []
    for _ in range(40):
        way = pace.turn(now, reply=True, many=True)
        pace = pace.left(now, way)
        order.append(way)
        now += 0.1
    assert all(earlier is not later for earlier, later in pairwise(order))


def test_a_flood_silences_and_slows_what_goes_to_many_and_the_rate_comes_back_little_by_little():
    pace = Pace.of(25).flooded(1000, 1030)
    assert pace.ready_at(Way.MANY) == 1030
    assert pace.slots_of_many(1001, 1029) == 0
    assert pace.rate(1000) == 25 * SLOWER
    assert 25 * SLOWER < pace.rate(1060) < 25
    assert pace.rate(1000 + RECOVERY) == 25
    after = pace.left(1030, Way.MANY)
    assert after.ready_at(Way.MANY) == pytest.approx(1030 + 1 / pace.rate(1030))


def test_answers_neither_rest_nor_slow_down_with_a_flood():
    pace = Pace.of(25).flooded(1000, 1030)
    assert pace.turn(1001, reply=True, many=True) is Way.REPLY
    assert pace.left(1001, Way.REPLY).ready_at(Way.REPLY) == pytest.approx(1001.04)


def test_floods_within_a_second_are_one_and_lasting_ones_slow_down_to_a_floor():
    once = Pace.of(25).flooded(1000, 1001)
    assert once.flooded(1000 + ONCE / 2, 1005).rate(1000.5) == pytest.approx(once.rate(1000.5))
    assert once.flooded(1000 + ONCE / 2, 1005).quiet_until == 1005
    pace = Pace.of(25)
    for number in range(200):
        pace = pace.flooded(1000 + 2 * number, 1001 + 2 * number)
    assert pace.slowed_to == pytest.approx(SLOWEST, abs=0.5)
    assert Pace.of(0.5).flooded(1000, 1001).slowed_to == 0.5


def test_a_pace_below_one_a_second_is_for_what_goes_to_many():
    pace = Pace.of(0.001).left(10, Way.MANY)
    assert (pace.ready_at(Way.MANY), pace.ready_at(Way.REPLY)) == (pytest.approx(1010), 11)


def test_a_shorter_silence_never_ends_a_longer_one():
    assert Pace.of(25).flooded(1000, 1030).flooded(1010, 1011).quiet_until == 1030


def test_a_chat_rests_a_second_and_a_group_three():
    rests = ChatRests()
    rests.note_sent(7, 10)
    rests.note_sent(-7, 10)
    assert (rests.ready(7, 10), rests.ready(-7, 10)) == (10 + CHAT_INTERVAL, 10 + GROUP_INTERVAL)
    assert (rests.ready(7, 20), rests.ready(-7, 20)) == (20, 20)
    assert 60 / GROUP_INTERVAL <= 20


def test_a_flood_of_one_chat_leaves_the_others():
    rests = ChatRests()
    assert all(rests.note_flood(7, 30, now) is None for now in range(20))
    assert rests.ready(7, 19) == 49
    assert rests.ready(8, 19) == 19


def test_a_shorter_rest_never_ends_a_longer_one():
    rests = ChatRests()
    rests.note_flood(7, 30, 0)
    rests.note_sent(7, 1)
    rests.note_flood(7, 5, 2)
    assert rests.ready(7, 3) == 30


def test_floods_of_three_chats_in_a_row_mean_everybody_until_the_first_of_them_may_be_tried():
    rests = ChatRests()
    assert rests.note_flood(1, 3600, 0) is None
    assert rests.note_flood(2, 300, 1) is None
    assert rests.note_flood(3, 400, 2) == 301
    assert rests.ready(1, 301) == 3600


def test_floods_with_many_messages_taken_between_them_are_of_single_chats():
    rests = ChatRests()
    for number in range(6):
        assert rests.note_flood(number, 30, number) is None
        for other in range(OUTCOMES):
            rests.note_accepted(100 + other)


def test_floods_that_are_over_do_not_count():
    rests = ChatRests()
    assert [rests.note_flood(chat, 5, chat * 10) for chat in range(6)] == [None] * 6


def test_memory_stays_bounded_whoever_is_written_to():
    rests = ChatRests()
    for number in range(15_000):
        rests.note_sent(number, number / 25)
        rests.note_flood(number % 7, 0.5, number / 25)
    assert rests.known <= 10_001


def test_however_the_machine_stumbles_it_keeps_below_the_platforms_limit():
    """At 29 a second no second sees a 31st message leave, although the loop stands still now and then."""
    chance = random.Random(1)  # noqa: S311 - moments of stalls
    pace, now, left = Pace.of(29), 0.0, list[float]()
    while len(left) < 500:
        if pace.turn(now, reply=False, many=True) is None:
            stall = chance.choice((0.0, 0.0, chance.uniform(0, 0.08)))
            now = max(now, pace.ready_at(Way.MANY)) + stall
        else:
            pace = pace.left(now, Way.MANY)
            left.append(now)
    assert max(sum(first <= at < first + 1 for at in left) for first in left) <= 30
