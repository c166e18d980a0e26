from datetime import timedelta

from bot.matching.follow_ups import STAYS_FOR, LastOf, chosen, in_context, may_follow, second_look
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered, Courtesy, Missed, Suggested
from tests.builders import NOW
from tests.lines import each

MISSED = Missed(0.05)
UNCLEAR = Suggested(("x", "y", "z"), 0.3)


@each(
    "text",
    [
        "why",
        "and when?",
        "Y en Europa?",
        "et pour les femmes ?",
        "ومتى؟",
        "And what about the people who come without any papers?",
        "وكيف يمكن للمهاجرين أن يشاركوا في ذلك؟",
    ],
)
def test_a_short_message_or_one_that_begins_with_and_may_follow(text: str):
    assert may_follow(Question.of(text))


@each(
    "text",
    [
        "",
        "?!",
        "what is the global compact for migration",
        "وثيقة التحالف التي صدرت بعد القمة",
        "وفيات المهاجرين في البحر المتوسط كل عام",
    ],
)
def test_a_long_message_or_none_does_not_follow(text: str):
    assert not may_follow(Question.of(text))


@each(
    "text, title, whole",
    [
        ("and when?", "What is it?", "what is it when"),
        ("ومتى؟", "ما هو الاتفاق؟", "ما هو الاتفاق متي"),
        ("why", "Is it a law?", "is it a law why"),
        ("and?", "Is it a law?", "is it a law"),
        ("وثيقة", "ما هو؟", "ما هو وثيقه"),
    ],
)
def test_with_its_context_it_is_one_question(text: str, title: str, whole: str):
    assert in_context(Question.of(text), title).normalized == whole


@each("alone", [MISSED, UNCLEAR])
def test_answered_is_what_clearly_means_another_entry(alone: Missed | Suggested):
    assert second_look(alone, Answered(("b",), 0.8), "a", ("r",)) == Answered(("b",), 0.8)


@each("again", [Answered(("a",), 0.9), Courtesy("thanks"), Missed(0.0)])
def test_the_same_entry_again_is_no_answer_but_suggests_what_is_related(again):
    assert second_look(MISSED, again, "a", ("r", "a", "s")) == Suggested(("r", "s"), 0.05)


def test_suggested_is_first_what_is_related_among_what_it_may_mean():
    found = second_look(UNCLEAR, Suggested(("a", "w"), 0.4), "a", ("z", "r"))
    assert found == Suggested(("z", "x", "y"), 0.3)


def test_two_answers_are_not_clear():
    found = second_look(MISSED, Answered(("b", "a"), 0.6), "a", ())
    assert found == Suggested(("b",), 0.05)


def test_where_nothing_is_near_a_miss_stays_a_miss():
    assert second_look(MISSED, Answered(("a",), 0.9), "a", ()) is MISSED


def test_an_entry_is_remembered_for_ten_minutes():
    last = LastOf()
    last.note(1, "a", NOW)
    last.note(2, "b", NOW)
    last.note(1, "c", NOW + timedelta(minutes=1))
    assert last.of(1, NOW + timedelta(minutes=11)) == "c"
    assert last.of(2, NOW + STAYS_FOR) == "b"
    assert last.of(2, NOW + STAYS_FOR + timedelta(seconds=1)) is None
    assert last.of(3, NOW) is None


def test_beyond_the_most_chats_the_one_shown_longest_ago_goes():
    last = LastOf(most_chats=2)
    for chat_id in (1, 2, 1, 3):
        last.note(chat_id, "a", NOW)
    assert [chat_id for chat_id in (1, 2, 3) if last.of(chat_id, NOW)] == [1, 3]


def test_of_chats_that_passed_by_nothing_is_left_after_the_ten_minutes():
    last = LastOf()
    for chat_id in range(1_000):
        last.note(chat_id, "a", NOW + timedelta(seconds=chat_id))
    assert len(last) == STAYS_FOR / timedelta(seconds=1) + 1
    last.note(1_000, "a", NOW + timedelta(hours=1))
    assert len(last) == 1


def test_an_unsure_answer_stays_unless_another_entry_is_surely_meant_together():
    unsure = Answered(("b",), 0.5, False, ("c",))
    assert second_look(unsure, Answered(("d",), 0.5, False), "a", ("r",)) is unsure
    assert second_look(unsure, Answered(("d",), 0.9), "a", ("r",)) == Answered(("d",), 0.9)


@each(
    "message, meant",
    [
        ("2", "b"),
        ("the second one", "b"),
        ("show me number 3 please", "c"),
        ("the first", "a"),
        ("one", "a"),
        ("el segundo", "b"),
        ("la primera por favor", "a"),
        ("le deuxième", "b"),
        ("la dernière", "c"),
        ("الثاني", "b"),
        ("الخيار ٣", "c"),
        ("4", None),
        ("the second phase", None),
        ("please", None),
        ("2018", None),
        ("1 or 2", None),
        ("", None),
        ("UN", None),
        ("the UN", None),
    ],
)
def test_of_what_was_offered_one_is_chosen_by_its_number(message: str, meant: str | None):
    assert chosen(Question.of(message), ("a", "b", "c")) == meant
    assert chosen(Question.of(message), ()) is None
