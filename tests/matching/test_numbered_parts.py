from bot.matching.recognizing.numbered_parts import Numbered, PartsByNumber
from bot.matching.recognizing.question import Question
from tests.lines import each

PARTS = PartsByNumber(
    list_entry="the-23-objectives",
    items={number: f"objective-{number}-x" for number in range(1, 24)},
    paragraphs={29: "objective-13-x"},
    item_words=("objective", "objectif", "objetivo", "الهدف", "الأهداف", "objectives", "objetivos"),
    paragraph_words=("párrafo", "paragraph"),
    many=("objectives", "objetivos", "الأهداف"),
    other_documents=("sdg",),
)


@each(
    "question, entries",
    [
        ("what does objective 13 say", ("objective-13-x",)),
        ("l'objectif treize", ("objective-13-x",)),
        ("الهدف ١٣", ("objective-13-x",)),
        ("párrafo 29", ("objective-13-x",)),
        ("الهدف الثالث والعشرين", ("objective-23-x",)),
        ("الهدف ثلاثة وعشرين", ("objective-23-x",)),
        ("the 13 objectives", ()),
        ("§29", ("objective-13-x",)),
        ("objective 8a", ("objective-8-x",)),
        ("wat r the 23 objectiv", ("the-23-objectives",)),
        ("the 23rd objective", ("objective-23-x",)),
        ("the objectives one by one", ("the-23-objectives",)),
        ("los objetivos uno por uno", ("the-23-objectives",)),
        ("objective one", ("objective-1-x",)),
        ("objective 24", ("the-23-objectives",)),
        ("sdg objective 13", ()),
        ("is there one objective on pensions", ()),
        ("hay un objetivo sobre pensiones", ()),
        ("un objectif sur les retraites ?", ()),
        ("cuál es el objetivo de un pacto así", ()),
        ("objectif un", ("objective-1-x",)),
        ("el objetivo uno", ("objective-1-x",)),
        ("le vingt et un objectif", ("objective-21-x",)),
    ],
)
def test_an_objective_is_found_by_its_number(question: str, entries: tuple[str, ...]):
    assert Numbered(PARTS).entries(Question.of(question).matched.words) == entries


FIVE_TO_SEVEN = ("objective-5-x", "objective-6-x", "objective-7-x")


@each(
    "question, entries",
    [
        *(
            (question, FIVE_TO_SEVEN)
            for question in (
                "objectives 5-7",
                "objectives 5 – 7",
                "objective 5 to 7",
                "objectifs 5 à 7",
                "objetivos del 5 al 7",
                "objectives between 5 and 7",
                "objetivos cinco a siete",
                "الأهداف ٥-٧",
                "الأهداف من 5 إلى 7",
            )
        ),
        ("objectives 7-5", FIVE_TO_SEVEN),
        ("objectives 1, 5 to 7", ("objective-1-x", *FIVE_TO_SEVEN)),
        ("objectives 20-23", tuple(f"objective-{number}-x" for number in range(20, 24))),
        ("objectives 3 and 5", ("objective-3-x", "objective-5-x")),
        ("objectives 2-9", ("the-23-objectives",)),
        ("objectives 22-24", ("the-23-objectives",)),
        ("objectives 1 2 3 4 5 6", ("the-23-objectives",)),
        ("the first 2 objectives", ("objective-1-x", "objective-2-x")),
        ("los tres últimos objetivos", ("objective-21-x", "objective-22-x", "objective-23-x")),
    ],
)
def test_all_from_one_to_another_are_found(question: str, entries: tuple[str, ...]):
    assert Numbered(PARTS).entries(Question.of(question).matched.words) == entries


@each(
    "message, entries",
    [
        ("14", ("objective-14-x",)),
        ("and 15?", ("objective-15-x",)),
        ("5-7", FIVE_TO_SEVEN),
        ("next", ("objective-14-x",)),
        ("the next one", ("objective-14-x",)),
        ("el siguiente objetivo", ("objective-14-x",)),
        ("السابق", ("objective-12-x",)),
        ("next webinar", ()),
        ("24", ()),
        ("13 dead", ()),
        ("", ()),
    ],
)
def test_numbers_alone_go_on_from_an_objective(message: str, entries: tuple[str, ...]):
    assert Numbered(PARTS).after("objective-13-x", Question.of(message).matched.words) == entries


def test_nothing_goes_on_from_another_answer_or_beyond_the_last_one():
    words = Question.of("next").words
    assert Numbered(PARTS).after("adoption", words) == ()
    assert Numbered(PARTS).after("objective-23-x", words) == ()


def test_without_numbered_parts_a_number_names_nothing():
    assert Numbered(None).entries(Question.of("what does objective 13 say").words) == ()
