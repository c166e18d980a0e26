import pytest

from bot.matching.recognizing.numbered_parts import Numbered, PartsByNumber
from bot.matching.recognizing.question import Question

PARTS = PartsByNumber(
    list_entry="the-23-objectives",
    items={1: "objective-1-x", 13: "objective-13-x", 23: "objective-23-x"},
    paragraphs={29: "objective-13-x"},
    item_words=("objective", "objectif", "الهدف", "objectives", "objetivos"),
    paragraph_words=("párrafo",),
    many=("objectives", "objetivos"),
    other_documents=("sdg",),
)


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        ("what does objective 13 say", ("objective-13-x",)),
        ("l'objectif treize", ("objective-13-x",)),
        ("الهدف ١٣", ("objective-13-x",)),
        ("párrafo 29", ("objective-13-x",)),
        ("الهدف الثالث والعشرين", ("objective-23-x",)),
        ("الهدف ثلاثة وعشرين", ("objective-23-x",)),
        ("the 13 objectives", ()),
        ("wat r the 23 objectiv", ("the-23-objectives",)),
        ("the 23rd objective", ("objective-23-x",)),
        ("the objectives one by one", ("the-23-objectives",)),
        ("los objetivos uno por uno", ("the-23-objectives",)),
        ("objective one", ("objective-1-x",)),
        ("objective 24", ("the-23-objectives",)),
        ("sdg objective 13", ()),
    ],
)
def test_an_objective_is_found_by_its_number(question: str, entries: tuple[str, ...]):
    assert Numbered(PARTS).entries(Question.of(question).words) == entries


def test_without_numbered_parts_a_number_names_nothing():
    assert Numbered(None).entries(Question.of("what does objective 13 say").words) == ()
