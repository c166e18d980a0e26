"""Messages about the conversation itself, told by the shipped lists of words."""

from bot.content.conversation_words_file import read_conversation_words
from bot.content.language_signs import read_tongues
from bot.matching.recognizing.conversation_words import AskingOn, GoingOn, LanguageWish
from bot.matching.recognizing.question import Question
from tests.lines import each

ASKING_ON = AskingOn(read_conversation_words()[0], read_tongues()[0])


@each(
    "text, wanted",
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
        ("my group is all from Myanmar, do you answer in Tigrinya", "ti"),
        ("hay opción en portugués para una compañera brasileña", "pt"),
        ("somali please, do u have somali", "so"),
        ("me sale todo en francés, yo quiero castellano", None),
        ("كيف احول من عربي لاسباني", None),
        ("english please, mon français est pas terrible", None),
        ("is the webinar in english or spanish", None),
        ("انا من باكستان ممكن اردو", "ur"),
        ("po polsku", "pl"),
    ],
)
def test_a_wish_names_the_language(text: str, wanted: str | None):
    assert ASKING_ON.language_wish(Question.of(text)).wanted == wanted


def test_a_language_that_somebody_does_not_understand_is_not_the_wanted_one():
    assert ASKING_ON.language_wish(Question.of("no entiendo ingles")) == LanguageWish(None, frozenset({"en"}))
    wish = ASKING_ON.language_wish(Question.of("my english not good, french?"))
    assert wish == LanguageWish("fr", frozenset({"en"}))


@each(
    "text, what",
    [
        ("more", GoingOn.MORE),
        ("tell me more pls", GoingOn.MORE),
        ("más", GoingOn.MORE),
        ("المزيد", GoingOn.MORE),
        ("plus court", GoingOn.SHORTER),
        ("source?", GoingOn.SOURCE),
        ("which paragraph says that?", GoingOn.SOURCE),
        ("¿en qué párrafo dice eso?", GoingOn.SOURCE),
        ("dans quel paragraphe svp", GoingOn.SOURCE),
        ("في أي فقرة؟", GoingOn.SOURCE),
        ("ok and then", GoingOn.MORE),
        ("ok y por favor explícame más detalles", None),
        ("please and the source, thanks", GoingOn.SOURCE),
        ("which paragraph is on children", None),
        ("and in my country?", GoingOn.MINE),
        ("more rights for migrants", None),
        ("no more messages", None),
        ("", None),
    ],
)
def test_what_goes_on_from_the_answer_before_is_told(text: str, what: GoingOn | None):
    assert ASKING_ON.going_on(Question.of(text)) == what


@each(
    "text, kind",
    [
        ("🙏", "warmth"),
        ("❤️", "warmth"),
        ("😢", "warmth"),
        ("👎", "insult"),
        ("🛑", "leaving"),
        ("?", None),
        ("<3", "warmth"),
        (":) :-)", "warmth"),
        ("xD", "warmth"),
        ("3", None),
        (":", None),
        ("ok 👍", None),
    ],
)
def test_pictures_alone_have_a_kind(text: str, kind: str | None):
    assert ASKING_ON.by_symbols(Question.of(text)) == kind


def test_thanks_in_a_short_message_are_told_and_in_a_question_not():
    assert ASKING_ON.is_thanking(Question.of("muchas grasias q dios los bendiga"))
    assert not ASKING_ON.is_thanking(Question.of("thanks, what is the compact?"))
    assert not ASKING_ON.is_thanking(Question.of("the text"))
