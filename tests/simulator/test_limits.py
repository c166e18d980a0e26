"""Strict limits refuse the message that is one too many."""

from bot.simulator.world.limits import LimitBook, Limits


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def book(**limits: int) -> tuple[LimitBook, Seconds]:
    clock = Seconds()
    strict = LimitBook(clock)
    strict.limits = Limits(**limits)
    return strict, clock


def test_the_31st_message_in_any_sliding_second_is_refused():
    strict, clock = book(per_second=30)
    admitted = []
    for number in range(31):
        clock.now = 1000.0 + number / 100
        admitted.append(strict.admit(number, is_group=False, is_paid=False))
    assert admitted == [None] * 30 + [1]
    clock.now = 1001.0
    assert strict.admit(1, is_group=False, is_paid=False) is None
    assert strict.admit(1, is_group=False, is_paid=False) == 1


def test_paid_messages_have_a_wider_limit():
    strict, _ = book(per_second=1)
    assert [strict.admit(number, is_group=False, is_paid=True) for number in range(5)] == [None] * 5


def test_a_chat_takes_one_a_second_and_another_chat_is_free():
    strict, clock = book(chat_per_second=1)
    assert strict.admit(1, is_group=False, is_paid=False) is None
    assert strict.admit(1, is_group=False, is_paid=False) == 1
    assert strict.admit(2, is_group=False, is_paid=False) is None
    clock.now += 1
    assert strict.admit(1, is_group=False, is_paid=False) is None


def test_a_group_takes_twenty_a_minute_and_says_how_long_to_wait():
    strict, clock = book(group_per_minute=20)
    for _ in range(20):
        assert strict.admit(-1, is_group=True, is_paid=False) is None
        clock.now += 1
    assert strict.admit(-1, is_group=True, is_paid=False) == 40
    clock.now += 40
    assert strict.admit(-1, is_group=True, is_paid=False) is None


async def test_the_server_answers_429_and_keeps_nothing(simulator, api, amina):
    simulator.set_limits(Limits(chat_per_second=1))
    await api.send(amina, "first")
    refused = await api.call("sendMessage", chat_id=amina, text="second")
    assert refused.body["parameters"] == {"retry_after": 1}
    assert [message["text"] for message in simulator.messages(amina)] == ["first"]
    simulator.set_limits(Limits())
    await api.send(amina, "third")
