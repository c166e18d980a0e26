"""Slots as values: even spacing, rests, precedence of replies, floods."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pacing import (
    CHAT_INTERVAL,
    GROUP_INTERVAL,
    LATE_SECONDS,
    LONGEST_LEAD,
    ONCE,
    OUTCOMES,
    RECOVERY,
    SLOWER,
    SLOWEST,
    ChatRests,
    Lead,
    Pace,
)

RATES = st.floats(0.5, 1000)
STEPS = st.lists(st.tuples(st.floats(0, 3), st.integers(1, 10)), min_size=1, max_size=40)


@given(rate=RATES, steps=STEPS)
def test_no_second_holds_more_slots_than_the_rate_and_one(rate, steps):
    pace, now, slots = Pace.of(rate), 100.0, []
    for step, count in steps:
        now += step
        pace, taken = pace.reserved(now, count)
        slots += taken
    for index, first in enumerate(slots):
        within = [slot for slot in slots[index:] if slot < first + 1 - 1e-6]
        assert len(within) <= rate + 1
    assert all(later - earlier >= 1 / rate - 1e-6 for earlier, later in pairwise(slots))


@given(rate=RATES, steps=STEPS)
def test_a_slot_is_never_one_that_was_missed_and_never_later_than_it_has_to_be(rate, steps):
    pace, now, last = Pace.of(rate), 100.0, float("-inf")
    for step, _ in steps:
        now += step
        is_lost = pace.is_missed(last + 1 / rate, now)
        pace, (slot,) = pace.reserved(now, 1)
        assert not pace.is_missed(slot, now)
        assert slot == pytest.approx(now if is_lost else last + 1 / rate)
        last = slot


def test_asking_a_moment_late_for_each_slot_costs_nothing_of_the_rate():
    pace, (slot,) = Pace.of(29).reserved(0.0, 1)
    for _ in range(290):
        pace, (slot,) = pace.reserved(slot + 1 / 29 + 0.015, 1)
    assert slot == pytest.approx(10)


def test_idle_time_is_not_saved_up_for_a_burst():
    pace, _ = Pace.of(25).reserved(0, 1)
    _, slots = pace.reserved(1000, 3)
    assert [round(slot - 1000, 6) for slot in slots] == [0, 0.04, 0.08]


def test_a_slot_that_was_missed_by_more_than_half_an_interval_is_lost():
    pace = Pace.of(20)
    assert not pace.is_missed(10.0, 10.0249)
    assert pace.is_missed(10.0, 10.0251)
    assert not Pace.of(1000).is_missed(10.0, 10.0 + LATE_SECONDS - 0.001)
    assert Pace.of(1000).is_missed(10.0, 10.0 + LATE_SECONDS + 0.001)


@given(stalls=st.lists(st.floats(0, 0.5), min_size=40, max_size=80))
def test_whatever_stalls_the_sender_no_second_sees_more_than_the_limit_and_one(stalls):
    """At 29 a second a server that refuses the 31st message in any one second refuses none."""
    pace, now, left = Pace.of(29), 0.0, []
    slots: list[float] = []
    for stall in stalls:
        while slots and pace.is_missed(slots[0], now):
            slots.pop(0)
        if not slots:
            pace, slots = pace.reserved(now, 5)
        now = max(now, slots.pop(0))
        left.append(now)
        now += stall / 10
    for index, first in enumerate(left):
        assert sum(first <= at < first + 1 for at in left[index:]) <= 30


@given(rate=st.floats(5, 1000), replies=st.integers(1, 50))
def test_what_is_sent_to_many_makes_room_for_replies(rate, replies):
    pace, _ = Pace.of(rate).reserved(0, 1)
    _, (slot,) = pace.spent(0, replies).reserved(0, 1)
    assert abs(slot - (replies + 1) / rate) < 1e-6


def test_a_flood_silences_and_slows_and_the_rate_comes_back_little_by_little():
    pace = Pace.of(25).flooded(1000, 1030)
    assert pace.reserved(1001, 1)[1] == [1030]
    assert pace.rate(1000) == 25 * SLOWER
    assert 25 * SLOWER < pace.rate(1060) < 25
    assert pace.rate(1000 + RECOVERY) == 25


def test_floods_within_a_second_are_one_and_lasting_ones_slow_down_to_a_floor():
    once = Pace.of(25).flooded(1000, 1001)
    assert once.flooded(1000 + ONCE / 2, 1005).rate(1000.5) == pytest.approx(once.rate(1000.5))
    assert once.flooded(1000 + ONCE / 2, 1005).quiet_until == 1005
    pace = Pace.of(25)
    for number in range(200):
        pace = pace.flooded(1000 + 2 * number, 1001 + 2 * number)
    assert pace.slowed_to == pytest.approx(SLOWEST, abs=0.5)
    assert Pace.of(0.5).flooded(1000, 1001).slowed_to == 0.5


def test_a_shorter_silence_never_ends_a_longer_one():
    assert Pace.of(25).flooded(1000, 1030).flooded(1010, 1011).quiet_until == 1030
    assert Pace.of(25).flooded(1000, 1030).spent(1001, 5).reserved(1002, 1)[1][0] == 1030


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


def test_a_lead_follows_a_slow_database_at_once_and_a_quick_one_little_by_little():
    slow = Lead().after(0.2)
    assert (slow.seconds, slow.together) == (0.2, 0.4)
    assert 0.15 < slow.after(0.001).seconds < 0.2
    assert slow.after(60).seconds == LONGEST_LEAD
    for _ in range(100):
        slow = slow.after(0.001)
    assert slow == Lead()


def test_memory_stays_bounded_whoever_is_written_to():
    rests = ChatRests()
    for number in range(15_000):
        rests.note_sent(number, number / 25)
        rests.note_flood(number % 7, 0.5, number / 25)
    assert len(rests._until) <= 10_001
