"""The arithmetic of deliveries."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery.deliveries import Progress, State, backoff


def test_waiting_doubles_from_a_second_to_five_minutes():
    seconds = [backoff(attempt).total_seconds() for attempt in range(1, 12)]
    assert seconds == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert backoff(10**6) == timedelta(minutes=5)


@given(st.dictionaries(st.sampled_from(State), st.integers(0, 10**6)))
def test_what_is_open_and_what_is_over_make_the_total(counts):
    progress = Progress(counts)
    over = sum(progress.of(state) for state in State if state not in (State.PENDING, State.SENDING))
    assert progress.open + over == progress.total
