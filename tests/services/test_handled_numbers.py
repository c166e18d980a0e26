"""Which updates were handled is known for very many of them, in little memory."""

from __future__ import annotations

import random
import tracemalloc

from bot.services.handled_numbers import NEIGHBOURS, HandledNumbers


def test_thousands_of_numbers_in_a_row_take_little_memory_and_the_oldest_go():
    tracemalloc.start()
    try:
        numbers = HandledNumbers(at_least=4_000)
        for number in range(500_000_000, 500_008_000):
            numbers.add(number)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 20_000
    assert all(number in numbers for number in range(500_004_000, 500_008_000))
    known = sum(number in numbers for number in range(499_999_000, 500_009_000))
    assert 4_000 <= known <= 4_000 + NEIGHBOURS


def test_numbers_that_come_from_anywhere_are_known_each_by_itself():
    chance = random.Random(7)  # noqa: S311 - of no secret
    seen: list[int] = []
    numbers = HandledNumbers(at_least=50)
    for _ in range(500):
        number = chance.choice([chance.randint(-(2**63), 2**63), chance.randint(-600, 600)])
        assert (number in numbers) <= (number in seen)
        numbers.add(number)
        seen.append(number)
        assert all(each in numbers for each in seen[-50:])
