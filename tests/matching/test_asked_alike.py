"""Questions that ask the same thing stand together, whatever their words and languages."""

from __future__ import annotations

import random
from time import thread_time

from bot.matching.asked_alike import MOST, Asked, grouped
from bot.matching.matcher import Match
from tests.lines import each

NEAR = {
    ("en", "when do bakers rest"): [Match("rest", 0.4)],
    ("es", "cuándo descansan los panaderos"): [Match("rest", 0.3)],
    ("fr", "quand dorment les boulangers"): [Match("sleep", 0.4)],
    ("ar", "متى يرتاح الخبازون"): [Match("rest", 0.05)],
}


def nearest(asked: Asked) -> list[Match]:
    return NEAR.get((asked.language, asked.text), [])


def texts(questions: list[Asked]) -> list[list[str]]:
    return [[asked.text for asked in group.questions] for group in grouped(questions, nearest)]


@each(
    "other", ["when do the bakers rest", "when do bakrs rest", "bakers rest when do", "WHEN do bakers rest??"]
)
def test_a_slip_a_small_word_and_another_order_are_alike(other: str):
    assert len(texts([Asked("when do bakers rest", "en", 2), Asked(other, "en", 1)])) == 1


@each("other", ["when do bankers invest", "bakers", "do bakers rest on a sunday in may"])
def test_other_questions_stand_alone(other: str):
    assert len(texts([Asked("when do bakers rest", "en", 2), Asked(other, "en", 1)])) == 2


def test_languages_stand_together_by_the_entry_that_both_are_clearly_near_to():
    found = texts([Asked(text, language, 1) for language, text in NEAR])
    assert ["when do bakers rest", "cuándo descansan los panaderos"] in found
    assert len(found) == 3


def test_the_most_asked_group_comes_first_and_its_most_asked_question_leads():
    asked = [
        Asked("may i vote", "en", 4),
        Asked("when do bakrs rest", "en", 3),
        Asked("when do bakers rest", "en", 2),
    ]
    assert texts(asked) == [["when do bakrs rest", "when do bakers rest"], ["may i vote"]]


def test_a_group_holds_no_more_than_somebody_reads():
    asked = [Asked(f"when do bakers rest {letter}", "en", 1) for letter in "abcdefghijkl"]
    assert [len(group) for group in texts(asked)] == [MOST, 12 - MOST]


def test_no_question_is_lost_and_the_order_in_which_they_come_says_nothing():
    asked = [
        Asked(f"{verb} {noun} {letter}", language, number % 5 + 1)
        for number, (verb, noun, letter) in enumerate(
            (verb, noun, letter)
            for verb in ("bake", "sell")
            for noun in ("bread", "cake")
            for letter in "abc"
        )
        for language in ("en", "fr")
    ]
    found = texts(asked)
    for seed in range(5):
        again = asked[:]
        random.Random(seed).shuffle(again)  # noqa: S311 - an order, no secret
        assert texts(again) == found
    assert sorted(text for group in found for text in group) == sorted(each.text for each in asked)


def test_long_questions_of_short_words_are_told_apart_as_quickly_as_others():
    letters = random.Random(1)  # noqa: S311 - no secrets here

    def seconds(length: int, words: int) -> float:
        texts = (
            " ".join("".join(letters.choices("abcdefgh", k=length)) for _ in range(words)) for _ in range(60)
        )
        asked = [Asked(text, "en", 1) for text in texts]
        began = thread_time()
        assert len(grouped(asked, nearest)) > 50
        return thread_time() - began

    assert seconds(2, 66) <= 20 * seconds(9, 20)
