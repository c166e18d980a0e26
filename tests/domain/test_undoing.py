"""The button that undoes a leaving carries all that was chosen, and holds for ten minutes and one chat."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from bot.domain.people.subscriptions import Subscriber
from bot.domain.people.undoing import WITHIN, Undoing
from bot.telegram.screens.button_codes import Verb, decode, encode
from tests.lines import each

TOPICS = tuple(f"topic-{number}" for number in range(40))
NOW = datetime(2026, 11, 29, 12, 0, 30, tzinfo=UTC)
UNDOING = Undoing(b"key")
LEFT = Subscriber(2**52 - 1, "ar", frozenset({TOPICS[0], TOPICS[39]}), "2026-W48")


@seed(1)
@settings(max_examples=40, database=None)
@given(
    chosen=st.sets(st.sampled_from(TOPICS)),
    chat_id=st.integers(1, 2**52),
    days=st.integers(0, 40),
    later=st.timedeltas(timedelta(0), WITHIN - timedelta(seconds=1)),
)
def test_what_was_chosen_comes_back_whatever_it_was(
    chosen: set[str], chat_id: int, days: int, later: timedelta
):
    until = datetime(2026, 11, 29, tzinfo=UTC) + timedelta(days=days + 1) if days else None
    had = frozenset(chosen)
    left = (
        Subscriber(chat_id, "en", had, "2026-W48")
        if until is None
        else Subscriber(chat_id, "en", frozenset(), "2026-W48", until, had)
    )
    code = encode(Verb.UNDO_LEAVING, UNDOING.code(left, TOPICS, NOW), "en")
    press = decode(code)
    assert press is not None
    assert UNDOING.read(press.argument, chat_id, press.language, TOPICS, NOW + later) == left


def test_after_ten_minutes_it_holds_no_more():
    code = UNDOING.code(LEFT, TOPICS, NOW)
    assert UNDOING.read(code, LEFT.chat_id, "ar", TOPICS, NOW + timedelta(minutes=9, seconds=59)) is not None
    assert UNDOING.read(code, LEFT.chat_id, "ar", TOPICS, NOW + timedelta(minutes=10)) is None
    assert UNDOING.read(code, LEFT.chat_id, "ar", TOPICS, NOW - timedelta(minutes=1)) is None


def test_it_holds_for_nobody_else_and_for_no_other_topics_or_key():
    code = UNDOING.code(LEFT, TOPICS, NOW)
    assert UNDOING.read(code, 7, "ar", TOPICS, NOW) is None
    assert UNDOING.read(code, LEFT.chat_id, "en", TOPICS, NOW) is None
    assert UNDOING.read(code, LEFT.chat_id, "ar", TOPICS[1:], NOW) is None
    assert Undoing(b"another").read(code, LEFT.chat_id, "ar", TOPICS, NOW) is None


@each("code", ["", "...", "0.0.0.", "0.0.0.AAAAAAAAAAA", "x.y.z.é", "a" * 60])
def test_a_code_that_is_not_of_us_brings_nothing_back(code: str):
    assert UNDOING.read(code, LEFT.chat_id, "ar", TOPICS, NOW) is None
