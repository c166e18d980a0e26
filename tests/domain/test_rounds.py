"""What can be asked in a round, what staff see of the answers, and when it reminds."""

import csv
import io
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rounds import (
    FEW,
    OTHER,
    Input,
    Round,
    RoundQuestion,
    RoundText,
    TextFault,
    as_csv,
    as_item,
    coarse,
    end_of,
    from_item,
    last_day,
    read_text,
)
from tests.lines import each

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FORMULAS = ("=", "+", "-", "@", "\t=", "\r=", " =", "＝", "＋", "－", "＠")


def input_of(number: int, region: str = "", question: int = 0) -> Input:
    return Input(number, question, region, None, "words")


@each(
    "text, read",
    [
        ("Work\nWhy?", RoundText("Work", (RoundQuestion("Why?"),))),
        (
            "  Work \n\n Why?\n- Pay\n–  Hours\n\nWhat first?",
            RoundText("Work", (RoundQuestion("Why?", ("Pay", "Hours")), RoundQuestion("What first?"))),
        ),
        (
            "*Work*\n1. **Why?**\n* _Pay_\n٢) What first?",
            RoundText("Work", (RoundQuestion("Why?", ("Pay",)), RoundQuestion("What first?"))),
        ),
        ("Work\n18. May: who can come?", RoundText("Work", (RoundQuestion("18. May: who can come?"),))),
        ("", TextFault.NO_QUESTION),
        ("Work", TextFault.NO_QUESTION),
        ("Work\n- Pay\nWhy?", TextFault.NO_QUESTION),
        ("Work\na\nb\nc\nd", TextFault.TOO_MANY),
        ("Work\nWhy?" + "\n- x" * 7, TextFault.TOO_MANY),
        ("W" * 81 + "\nWhy?", TextFault.TOO_LONG),
        ("Work\n" + "w" * 301, TextFault.TOO_LONG),
        ("Work\nWhy?\n-", TextFault.TOO_LONG),
    ],
)
def test_a_text_is_a_theme_questions_and_answers_to_choose_from(text: str, read: RoundText | TextFault):
    assert read_text(text) == read
    if isinstance(read, RoundText):
        assert from_item(as_item(read)) == read


def test_a_region_that_fewer_than_five_named_in_answer_to_a_question_is_other():
    many = [input_of(number, "africa") for number in range(FEW)]
    few = [input_of(10 + number, "asia") for number in range(FEW - 1)]
    elsewhere = [input_of(20, "asia", question=1), input_of(21, "")]
    seen = coarse([*many, *few, *elsewhere])
    assert [each.region for each in seen] == ["africa"] * FEW + [OTHER] * (FEW + 1)
    assert [each.number for each in seen] == [each.number for each in (*many, *few, *elsewhere)]


@given(st.lists(st.tuples(st.sampled_from(["africa", "asia", "europe", ""]), st.integers(0, 2)), max_size=40))
def test_no_region_with_fewer_than_five_answers_is_ever_seen(named: list[tuple[str, int]]):
    seen = coarse(input_of(number, region, question) for number, (region, question) in enumerate(named))
    for question in range(3):
        shown = [each.region for each in seen if each.question == question]
        assert all(shown.count(region) >= FEW for region in shown if region != OTHER)


@given(st.sampled_from(FORMULAS), st.text(max_size=20), st.sampled_from(["", "a;", "b,", "c|", "d\t"]))
def test_no_cell_of_a_table_is_a_formula_wherever_it_is_cut(begins: str, rest: str, before: str):
    written = as_csv([["1.1", f"{before}{begins}{rest}"]]).decode("utf-8-sig")
    ((number, cell),) = csv.reader(io.StringIO(written))
    assert number == "1.1"
    assert "\n" not in cell
    for separator in ",;|\t":
        for part in cell.split(separator):
            assert part.strip()[:1] not in tuple("=+-@＝＋－＠") or not part.strip()


def test_a_round_reminds_once_in_its_last_two_days_and_not_in_its_last_hours():
    asked = Round(1, "weekly", {}, False, NOW, end_of(NOW + 14 * DAY))
    hours = [hour for hour in range(24 * 16) if asked.reminds(NOW + timedelta(hours=hour))]
    left = [asked.closes_at - NOW - timedelta(hours=hour) for hour in hours]
    assert (max(left), min(left)) == (2 * DAY, DAY / 2)
    assert not Round(1, "weekly", {}, False, NOW, NOW + 2 * DAY).reminds(NOW + timedelta(hours=5))


def test_the_last_day_is_the_one_that_was_chosen():
    assert last_day(end_of(NOW)) == "2026-11-29"
    assert not Round(1, "weekly", {}, False, NOW, end_of(NOW)).is_open(end_of(NOW))
