"""Slots as values: even spacing, rests, precedence of replies, floods."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pacing import CHAT_INTERVAL, FLOOD_WINDOW, GROUP_INTERVAL, Pacer

RATES = st.floats(0.5, 1000)
STEPS = st.lists(st.floats(0, 3), min_size=1, max_size=80)


@given(rate=RATES, steps=STEPS)
def test_no_second_holds_more_slots_than_the_rate_and_one(rate, steps):
    pacer, now, slots = Pacer(rate), 100.0, []
    for step in steps:
        now += step
        slots += [pacer.reserve(now) for _ in range(3)]
    for index, first in enumerate(slots):
        within = [slot for slot in slots[index:] if slot < first + 1 - 1e-6]
        assert len(within) <= rate + 1
    assert all(later - earlier >= 1 / rate - 1e-6 for earlier, later in pairwise(slots))


@given(rate=RATES, steps=STEPS)
def test_a_slot_is_never_in_the_past_and_never_later_than_it_has_to_be(rate, steps):
    pacer, now, last = Pacer(rate), 100.0, float("-inf")
    for step in steps:
        now += step
        slot = pacer.reserve(now)
        assert slot == max(now, last + 1 / rate)
        last = slot


def test_idle_time_is_not_saved_up_for_a_burst():
    pacer = Pacer(25)
    pacer.reserve(0)
    slots = [pacer.reserve(1000) for _ in range(3)]
    assert [round(slot - 1000, 6) for slot in slots] == [0, 0.04, 0.08]


@given(rate=st.floats(5, 1000), replies=st.integers(1, 50))
def test_what_is_sent_to_many_makes_room_for_replies(rate, replies):
    pacer = Pacer(rate)
    pacer.reserve(0)
    for chat in range(replies):
        pacer.note_reply(chat, 0)
    assert abs(pacer.reserve(0) - (replies + 1) / rate) < 1e-6


def test_a_reply_itself_waits_for_nothing_and_its_chat_rests_after_it():
    pacer = Pacer(25)
    pacer.note_reply(7, 10)
    assert pacer.chat_ready(7, 10) == 10 + CHAT_INTERVAL
    assert pacer.chat_ready(8, 10) == 10


def test_a_chat_rests_a_second_and_a_group_three():
    pacer = Pacer(25)
    pacer.note_sent(7, 10)
    pacer.note_sent(-7, 10)
    assert (pacer.chat_ready(7, 10), pacer.chat_ready(-7, 10)) == (10 + CHAT_INTERVAL, 10 + GROUP_INTERVAL)
    assert (pacer.chat_ready(7, 20), pacer.chat_ready(-7, 20)) == (20, 20)
    assert 60 / GROUP_INTERVAL <= 20


def test_a_flood_of_one_chat_leaves_the_others():
    pacer = Pacer(25)
    for now in range(20):
        pacer.note_flood(7, 30, now)
    assert pacer.chat_ready(7, 19) == 49
    assert pacer.chat_ready(8, 19) == 19
    assert pacer.reserve(19) == 19


def test_a_shorter_rest_never_ends_a_longer_one():
    pacer = Pacer(25)
    pacer.note_flood(7, 30, 0)
    pacer.note_sent(7, 1)
    pacer.note_flood(7, 5, 2)
    assert pacer.chat_ready(7, 3) == 30


def test_floods_of_three_chats_pause_everything_until_the_first_of_them_may_be_tried():
    pacer = Pacer(25)
    pacer.note_flood(1, 3600, 0)
    pacer.note_flood(2, 300, 1)
    assert pacer.reserve(2) == 2
    pacer.note_flood(3, 400, 2)
    assert pacer.reserve(3) == 301
    assert pacer.chat_ready(1, 301) == 3600


def test_floods_that_lie_far_apart_are_of_single_chats():
    pacer = Pacer(25)
    for number in range(6):
        pacer.note_flood(number, 30, number * FLOOD_WINDOW)
    assert pacer.quiet_until == 0


def test_a_reply_during_a_pause_does_not_end_it():
    pacer = Pacer(25)
    for chat in (1, 2, 3):
        pacer.note_flood(chat, 30, 0)
    pacer.note_reply(9, 1)
    assert pacer.reserve(1) == 30


def test_memory_stays_bounded_whoever_is_written_to():
    pacer = Pacer(25)
    for number in range(15_000):
        pacer.note_sent(number, number / 25)
        pacer.note_flood(number % 7, 0.5, number / 25)
    assert len(pacer._chats) <= 10_001
    assert len(pacer._floods) <= FLOOD_WINDOW * 25 + 1
