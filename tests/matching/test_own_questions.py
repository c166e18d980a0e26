"""The content's own questions, asked as if nobody had written them."""

from __future__ import annotations

from bot.matching.own_questions import Outcome, Own, asked_unknown, changes, fights, right

BREAD = [
    Own(text, "bread")
    for text in (
        "how do i bake bread",
        "how to bake bread at home",
        "baking bread how does it go",
        "how is bread baked",
        "can you tell me how to bake bread",
        "what do i need to bake bread",
    )
]
RENT = [
    Own(text, "rent")
    for text in (
        "my rent went up what now",
        "may they raise the rent",
        "how much may the rent rise",
        "the landlord raises my rent",
        "is there a limit to rent rises",
        "rent increase what is allowed",
    )
]


def test_a_question_is_asked_of_what_the_others_say():
    found = asked_unknown([*BREAD, *RENT], {})
    assert set(found) == {*BREAD, *RENT}
    assert right(found) > 0.5


def test_a_question_that_is_like_another_entrys_is_worse_after_it_moved():
    before = asked_unknown([*BREAD, *RENT], {})
    moved = [Own(one.text, "rent") for one in BREAD[1:]]
    after = asked_unknown([BREAD[0], *moved, *RENT], {})
    worse = [change.question for change in changes(before, after) if change.is_worse]
    assert BREAD[0] in worse


def test_what_another_entry_surely_answers_is_named():
    found = {
        BREAD[0]: Outcome("rent", "answered"),
        BREAD[1]: Outcome("rent", "unsure"),
        BREAD[2]: Outcome("bread", "answered"),
        BREAD[3]: Outcome(None, "missed"),
    }
    assert [question for question, _ in fights({}, found)] == [BREAD[0]]
    assert list(fights(found, found)) == []  # an edit did not bring it
    assert right(found) == 0.25


def test_only_what_stands_in_both_is_compared():
    outcome = Outcome("bread", "answered")
    assert not list(changes({BREAD[0]: outcome}, {BREAD[1]: Outcome(None, "missed")}))
    found = list(changes({BREAD[0]: outcome}, {BREAD[0]: Outcome("rent", "answered")}))
    assert [(change.is_better, change.is_worse) for change in found] == [(False, True)]
