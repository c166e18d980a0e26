"""Measuring replies against what questions expect, and the shipped FAQ against questions of our own."""

import json
from pathlib import Path

import pytest
import yaml

from bot.app.content.learning import taught
from bot.matching.answerer import Answerer
from bot.matching.evaluation import Point, Report, Tally, Told, evaluate
from bot.matching.replies import Answered, Courtesy, Missed, Suggested
from tests import shipped
from tests.learning import learned_once
from tests.lines import each

ROOT = Path(__file__).parents[2]
REPLIES = {
    "right": Answered(("a",), 0.9),
    "wrong": Answered(("b",), 0.8),
    "unsure": Answered(("a",), 0.5, False, ("b", "c")),
    "unsure and wrong": Answered(("b",), 0.5, False, ("c", "a")),
    "suggested": Suggested(("c", "b", "a"), 0.4),
    "suggested wrongly": Suggested(("c", "b"), 0.4),
    "missed": Missed(0.1),
    "courtesy": Courtesy("greeting"),
    "in danger": Courtesy("emergency-police"),
    "thanked": Courtesy("thanks"),
    "both": Answered(("b", "a"), 0.7),
    "one of two": Answered(("a",), 0.7),
}


RIGHT, WRONG = Tally(sure_right=1, found=1), Tally(sure_wrong=1)


def asked(question, expect, **facets):
    return {"q": question, "expect": expect, **facets}


def test_every_outcome_is_counted_once():
    report = evaluate([asked(question, ["a"]) for question in list(REPLIES)[:8]], REPLIES.__getitem__)
    assert report.total == Tally(
        sure_right=1, sure_wrong=1, unsure_right=1, unsure_wrong=1, suggested=1, missed=3, found=4
    )
    wrong = ["wrong", "unsure and wrong", "suggested wrongly", "missed", "courtesy"]
    assert [slip.question for slip in report.slips] == wrong


def test_what_must_not_be_answered_counts_as_refused_or_as_false_answer():
    report = evaluate([asked(question, "none") for question in list(REPLIES)[:8]], REPLIES.__getitem__)
    assert report.total == Tally(refused=4, sure_false=2, unsure_false=2)


def test_courtesies_are_counted_by_kind_and_so_is_what_was_taken_for_one():
    questions = [
        asked("courtesy", ["courtesy-greeting"]),
        asked("in danger", ["courtesy-emergency"]),
        asked("right", ["courtesy-greeting"]),
        asked("courtesy", ["a"]),
        asked("courtesy", "none"),
        asked("thanked", ["courtesy-thanks"]),
    ]
    report = evaluate(questions, REPLIES.__getitem__, existing={"a"})
    warmth = Told(1, 1)  # the same in other words
    assert report.courtesies == {"emergency": Told(1, 1), "greeting": Told(2, 1, 1), "warmth": warmth}
    assert report.total == Tally(missed=1, refused=1)
    assert [slip.outcome for slip in report.slips] == ["answered", "courtesy greeting"]


def test_the_curve_says_what_each_threshold_would_answer():
    questions = [
        asked("right", ["a"]),
        asked("wrong", ["a"]),
        asked("unsure", "none"),
        asked("missed", "none"),
    ]
    curve = {point.score: point for point in evaluate(questions, REPLIES.__getitem__).curve}
    assert curve[0.9] == Point(0.9, right=0.5, wrong=0, false=0)
    assert curve[0.5] == Point(0.5, right=0.5, wrong=0.5, false=0.5)
    assert list(curve) == sorted(curve)


def test_two_questions_want_both_entries():
    questions = [asked("both", ["a", "b"], kind="two"), asked("one of two", ["a", "b"], kind="two")]
    report = evaluate(questions, REPLIES.__getitem__)
    assert report.total == Tally(sure_right=2, found=2, two=2, both=1)
    assert report.total.shares()["both"] == 0.5


def test_questions_without_an_existing_entry_are_left_out():
    questions = [asked("right", ["z"]), asked("right", ["z", "a"]), asked("courtesy", "none")]
    report = evaluate(questions, REPLIES.__getitem__, existing={"a", "b"})
    assert report.left_out == 1
    assert report.total == Tally(sure_right=1, found=1, refused=1)


def test_counts_are_kept_by_language_style_and_kind():
    questions = [asked("right", ["a"], lang="es", style="chat", kind="ok"), asked("wrong", ["a"], lang="en")]
    report = evaluate(questions, REPLIES.__getitem__)
    assert report.by_language == {"en": WRONG, "es": RIGHT}
    assert report.by_style == {"chat": RIGHT, "unknown": WRONG}
    assert report.by_kind == {"ok": RIGHT, "unknown": WRONG}


def test_a_report_becomes_json_and_an_empty_one_too():
    report = evaluate([asked("wrong", ["a"], id="Q1")], REPLIES.__getitem__)
    told = json.loads(json.dumps(report.to_dict()))
    assert told["total"]["shares"]["sure_wrong"] == 1
    assert told["curve"][0]["wrong"] == 1
    assert told["slips"][0]["entry_ids"] == ["b"]
    assert json.loads(json.dumps(Report().to_dict()))["total"]["shares"] == {}


@pytest.fixture(scope="module")
def shipped_answerer(request: pytest.FixtureRequest) -> Answerer:
    """The one that the bot runs with; made once for all test processes."""
    return learned_once(request.config, "everything", *taught(shipped.faq()))


def test_the_shipped_faq_answers_our_own_questions_as_well_as_it_did(shipped_answerer):
    """Measured when written: right 1.0, wrong 0, no false answer; the margin is five."""
    questions = yaml.load(
        (ROOT / "tests" / "data" / "questions.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    total = evaluate(questions, shipped_answerer.decide).total
    assert total.right >= total.answerable * 0.9
    assert total.wrong <= 2
    assert total.right + total.suggested >= total.answerable * 0.96
    assert total.false_answers == 0
    assert total.both == total.two == 2


@each("garbage", ["xqzt wvut qqq", "asdfghjkl", "1234567", "🙂🙂", "........"])
def test_garbage_is_a_miss_on_the_shipped_faq(shipped_answerer, garbage):
    assert isinstance(shipped_answerer.decide(garbage), Missed)


def test_our_own_questions_are_no_phrasings_of_the_shipped_faq(shipped_answerer):
    questions = yaml.load(
        (ROOT / "tests" / "data" / "questions.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    replies = [shipped_answerer.decide(question["q"]) for question in questions if question["kind"] != "two"]
    exact = [reply for reply in replies if isinstance(reply, Answered) and reply.score >= 0.99]
    assert exact == []
