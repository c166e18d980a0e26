"""When one sentence is cut in two."""

from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered
from bot.matching.several_questions import answered_together
from tests.lines import each

WHOLE = Answered(("joining",), 0.95)


def asked(members: float, joining: float) -> tuple[str, ...]:
    """The entries of "who are the members and how do we join", whose halves are meant with these scores."""
    halves = {
        ("who", "are", "the", "members"): Answered(("members",), members, members >= 0.7),
        ("how", "do", "we", "join"): Answered(("joining",), joining, joining >= 0.7),
    }
    question = Question.of("who are the members and how do we join")
    answer = answered_together(question, [WHOLE], lambda words, *, beside=None: halves.get(words, WHOLE))
    assert answer is not None
    return answer.entry_ids


@each("scores", [(0.75, 0.8), (0.99, 0.6)])
def test_a_sentence_is_two_questions_where_both_are_sure_or_likelier_than_the_one(
    scores: tuple[float, float],
):
    assert asked(*scores) == ("members", "joining")


def test_a_sentence_is_one_question_where_half_of_it_is_in_doubt_and_the_whole_is_not():
    assert asked(0.5, 0.8) == ("joining",)
