"""States are found by name in many languages, and only a question for the vote is taken for one."""

import pytest

from bot.content.country_names import read_country_names
from bot.domain.normalize import normalize
from bot.domain.numbered import Numbered

COUNTRIES = read_country_names().countries


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("did the mexicans sign it", ("MX",)),
        ("como voto ecuadro", ("EC",)),
        ("le senegal il a voté pour ou contre", ("SN",)),
        ("كيف صوتت مصر", ("EG",)),
        ("is india in the compact", ("IN",)),
        ("did the uk and france vote for it", ("GB", "FR")),
    ],
)
def test_a_question_for_a_vote_names_its_states(question: str, codes: tuple[str, ...]):
    assert COUNTRIES.asks_for_vote(normalize(question))
    assert COUNTRIES.find(question).named == codes


@pytest.mark.parametrize(
    "question",
    ["migrants in libya", "can i vote in spain", "did kenya sign the refugee convention", "visa for canada"],
)
def test_a_state_without_the_vote_is_no_question_for_it(question: str):
    assert not COUNTRIES.asks_for_vote(normalize(question))


def test_a_name_that_several_states_share_is_not_guessed():
    assert COUNTRIES.find("how did congo vote").unclear == (("CD", "CG"),)


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        ("what does objective 13 say", ("objective-13-x",)),
        ("l'objectif treize", ("objective-13-x",)),
        ("الهدف ١٣", ("objective-13-x",)),
        ("párrafo 29", ("objective-13-x",)),
        ("the 23 objectives", ()),
        ("objective 24", ("the-23-objectives",)),
        ("sdg objective 13", ()),
    ],
)
def test_an_objective_is_found_by_its_number(question: str, entries: tuple[str, ...]):
    assert Numbered(["objective-13-x", "the-23-objectives"]).entries(normalize(question)) == entries
