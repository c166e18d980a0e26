import pytest

from bot.matching.recognizing.numbered_parts import Numbered
from bot.matching.recognizing.question import Question


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
    assert Numbered(["objective-13-x", "the-23-objectives"]).entries(Question.of(question).words) == entries
