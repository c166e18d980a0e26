"""Messages about the conversation itself, told by the shipped lists of words."""

import pytest

from bot.content.asking_words import read_asking_words
from bot.content.language_signs import read_tongues
from bot.matching.recognizing.conversation_words import AskingOn, GoingOn, LanguageWish
from bot.matching.recognizing.question import Question

ASKING_ON = AskingOn(read_asking_words()[0], read_tongues()[0])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("i want french", "fr"),
        ("want french", "fr"),
        ("habla español?", "es"),
        ("speak spanish", "es"),
        ("parle francais", "fr"),
        ("بالعربي", "ar"),
        ("bel3arbi 3afak", "ar"),
        ("ana bghit l3arbiya", "ar"),
        ("فرنساوي لو سمحت", "fr"),
        ("speak portuguese?", "pt"),
        ("why do you write arabic, i speak english", "en"),
        ("how do i change my language", None),
        ("hablas quechua?", None),
    ],
)
def test_a_wish_for_a_language_is_told(text: str, wanted: str | None):
    wish = ASKING_ON.language_wish(Question.of(text))
    assert wish is not None
    assert wish.wanted == wanted


def test_a_language_that_somebody_does_not_understand_is_not_the_wanted_one():
    assert ASKING_ON.language_wish(Question.of("no entiendo ingles")) == LanguageWish(None, frozenset({"en"}))
    wish = ASKING_ON.language_wish(Question.of("my english not good, french?"))
    assert wish == LanguageWish("fr", frozenset({"en"}))


@pytest.mark.parametrize(
    "text",
    [
        "is the compact available in arabic",
        "where is the french text of the declaration",
        "who speaks for migrants",
        "which language is the declaration written in",
        "quien habla por los migrantes",
        "ما موقف الدول العربية",
        "",
        "?",
    ],
)
def test_questions_that_name_a_language_are_no_wish(text: str):
    assert ASKING_ON.language_wish(Question.of(text)) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("my group is all from Myanmar, do you answer in Tigrinya", "ti"),
        ("hay opción en portugués para una compañera brasileña", "pt"),
        ("mi compañero es senegalés, puedes hablarle en inglés", "en"),
        ("english please, mon français est pas terrible", "en"),
        ("on accompagne une famille vietnamienne : il y a une version dans sa langue ?", None),
        ("انا من باكستان ممكن اردو", "ur"),
        ("ليه بترد عليا بالفرنساوي كل مرة", None),
    ],
)
def test_a_third_of_the_words_of_a_wish_may_be_any_where_it_is_read_loosely(text: str, wanted: str | None):
    question = Question.of(text)
    assert ASKING_ON.language_wish(question) is None
    wish = ASKING_ON.language_wish(question, loosely=True)
    assert wish is not None
    assert wish.wanted == wanted


@pytest.mark.parametrize(
    "text", ["the vote of spanish speaking states", "who decides in the compact", "police"]
)
def test_what_is_mostly_of_something_else_is_no_wish_however_it_is_read(text: str):
    assert ASKING_ON.language_wish(Question.of(text), loosely=True) is None


@pytest.mark.parametrize(
    "text",
    ["k'iche'", "اللغة التيغرينيا", "po polsku", "shikomori", "vous causez le dioula", "هل توجد لغة الهوسا"],
)
def test_many_languages_are_known_by_name(text: str):
    assert ASKING_ON.language_wish(Question.of(text)) is not None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("more", GoingOn.MORE),
        ("tell me more pls", GoingOn.MORE),
        ("más", GoingOn.MORE),
        ("المزيد", GoingOn.MORE),
        ("plus court", GoingOn.SHORTER),
        ("source?", GoingOn.SOURCE),
        ("and in my country?", GoingOn.MINE),
        ("more rights for migrants", None),
        ("no more messages", None),
        ("", None),
    ],
)
def test_what_goes_on_from_the_answer_before_is_told(text: str, what: GoingOn | None):
    assert ASKING_ON.going_on(Question.of(text)) == what


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("🙏", "warmth"),
        ("❤️", "warmth"),
        ("😢", "warmth"),
        ("👎", "insult"),
        ("🛑", "leaving"),
        ("?", None),
        ("ok 👍", None),
    ],
)
def test_pictures_alone_have_a_kind(text: str, kind: str | None):
    assert ASKING_ON.by_symbols(Question.of(text)) == kind


def test_thanks_in_a_short_message_are_told_and_in_a_question_not():
    assert ASKING_ON.is_thanking(Question.of("muchas grasias q dios los bendiga"))
    assert not ASKING_ON.is_thanking(Question.of("thanks, what is the compact?"))
    assert not ASKING_ON.is_thanking(Question.of("the text"))
