"""What time it is: Telegram's word when two answers agree, and not the computer's where Telegram speaks."""

from datetime import datetime, timedelta
from email.utils import format_datetime

from bot.services.telegram_time import AGREE, TelegramTime
from tests.builders import NOW
from tests.lines import each

SECOND = timedelta(seconds=1)
MOMENT = timedelta(seconds=1)


class Computer:
    """A wall clock that anybody sets, and a steady one; both go on by `pass_by`."""

    def __init__(self, wall: datetime = NOW) -> None:
        self.wall = wall
        self.steady = 1000.0
        self.time = TelegramTime(lambda: self.wall, lambda: self.steady)

    def pass_by(self, **by: float) -> None:
        self.wall += timedelta(**by)
        self.steady += timedelta(**by).total_seconds()

    def hear(self, at: datetime, times: int = 1) -> None:
        for _ in range(times):
            self.time.heard(format_datetime(at, usegmt=True))


@each("wrong", [timedelta(days=10), timedelta(days=-10), timedelta(minutes=-1)])
def test_a_clock_that_is_wrong_at_the_start_is_right_after_two_answers(wrong):
    computer = Computer(NOW + wrong)
    computer.hear(NOW)
    assert not computer.time.known.is_set()
    computer.hear(NOW)
    assert computer.time.known.is_set()
    computer.pass_by(hours=3)
    assert computer.time() == NOW + timedelta(hours=3)


def test_a_clock_that_is_right_is_known_with_the_first_answer():
    computer = Computer()
    assert not computer.time.known.is_set()
    computer.hear(NOW - SECOND)
    assert computer.time.known.is_set()


@each("set_by", [timedelta(days=10), timedelta(days=-10)])
def test_a_clock_that_is_set_while_the_bot_runs_is_not_looked_at(set_by):
    computer = Computer()
    computer.hear(NOW)
    computer.wall += set_by
    computer.pass_by(minutes=5)
    assert computer.time() == NOW + timedelta(minutes=5)


def test_one_answer_that_contradicts_changes_nothing_and_two_that_agree_do():
    computer = Computer()
    computer.hear(NOW)
    computer.hear(NOW + timedelta(days=1))
    assert computer.time() == NOW
    computer.hear(NOW)
    computer.hear(NOW + timedelta(days=2))
    computer.hear(NOW + timedelta(days=3))
    assert computer.time() == NOW
    computer.pass_by(minutes=1)
    assert not computer.time.leapt.is_set()
    computer.hear(NOW + timedelta(days=3, minutes=1))
    assert computer.time() == NOW + timedelta(days=3, minutes=1)
    assert computer.time.leapt.is_set()


@each(
    "nonsense",
    ["", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 21 Nov 99999 12:00:00 GMT", "1795262400", "\0"],
)
def test_nonsense_is_ignored(nonsense):
    computer = Computer()
    computer.hear(NOW)
    for _ in range(3):
        computer.time.heard(nonsense)
    assert computer.time() == NOW


def test_where_the_server_names_no_date_the_computers_clock_has_to_do():
    computer = Computer(NOW + timedelta(days=1))
    computer.time.heard(None)
    assert not computer.time.known.is_set()
    computer.time.heard(None)
    assert computer.time.known.is_set()
    computer.wall += timedelta(days=1)
    assert computer.time() == NOW + timedelta(days=2)


def test_answers_that_were_under_way_for_a_while_move_nothing():
    computer = Computer()
    computer.hear(NOW)
    for _ in range(100):
        computer.pass_by(minutes=1)
        computer.hear(computer.wall - AGREE + MOMENT)
        assert computer.time() == computer.wall
