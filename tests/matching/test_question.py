"""A question is read once, and passed on."""

from bot.matching.recognizing.message_parts import without_courtesy
from bot.matching.recognizing.question import Question
from tests.lines import each


@each("text", ["Is the Compact a law?", "  why \n", "and when?!", "هل الميثاق ملزم؟", "13.5", "🙂", ""])
def test_one_question_is_its_own_only_part_whatever_marks_are_around_it(text: str):
    question = Question.of(text)
    assert question.matched is question
    assert all(part is question for part in question.parts)


@each(
    "text, parts",
    [
        ("Who decides? And when?", ["who decides", "and when"]),
        ("1) who decides 2) when", ["who decides", "when"]),
        ("q1 who decides", ["who decides"]),
        ("who decides; #13?", ["who decides", "objective 13"]),
    ],
)
def test_parts_are_questions_of_their_own(text: str, parts: list[str]):
    assert [part.normalized for part in Question.of(text).matched.parts] == parts


@each(
    "text, words",
    [
        ("what is #13", "what is objective 13"),
        ("cómo votó EE. UU.", "como voto usa"),
        ("objective 13", "objective 13"),
    ],
)
def test_what_would_lose_its_sense_is_spelled_out_before_it_is_matched(text: str, words: str):
    assert Question.of(text).matched.normalized == words


def test_matched_is_what_stands_in_its_own_letters_and_both_spellings_are_known():
    arabic = Question.of("ما هو الميثاق")
    question = Question("chno howa lmitha9", ("chno", "howa", "lmitha9"), "ar", in_arabic_letters=arabic)
    assert question.matched is arabic
    assert question.spellings == (question, arabic)


def test_a_courtesy_that_begins_with_another_one_stays_whole():
    courtesies = {"good", "good afternoon", "hi"}
    assert without_courtesy(["good", "afternoon"], courtesies, 3) == ["good", "afternoon"]
    assert without_courtesy(["hi", "good", "afternoon"], courtesies, 3) == ["hi"]
    assert without_courtesy(["good", "what", "is", "it"], courtesies, 3) == ["what", "is", "it"]
