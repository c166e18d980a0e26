"""Which messages are wishes for a language, by what was learned from lines."""

import pytest

from bot.app.content.learning import prepare
from bot.matching.answerer import Answerer
from bot.matching.danger.danger_signs import Danger
from bot.matching.danger.learned_kinds import LearnedKinds
from bot.matching.recognizing.language.question_language import QuestionLanguages
from bot.matching.recognizing.question import Question
from bot.matching.replies import Courtesy
from tests import shipped

WISHES = (
    *(
        "in spanish pls",
        "do u speak tigrinya",
        "i cant read this language",
        "how do i change the language back",
    ),
    *("my group is all from Myanmar, do you answer in Burmese", "switch to arabic", "k'iche' ?"),
    *("can u answer me in somali from now on", "my mother only knows mixtec, can you talk to her"),
    *("español porfa", "komo canbio el idioma", "hay opción en portugués para una compañera brasileña"),
    *("mi compañero es senegalés, puedes hablarle en wolof", "me sale todo en árabe", "no sé leer inglés"),
    *("en français svp", "tout s'affiche en espagnol chez moi", "vous avez le bambara ou le soninké"),
    *("english please, mon français est pas bon", "mon ami lit que le bengali, tu peux lui écrire ?"),
    *("بالعربي لو سمحت", "ممكن تحكي عربي؟ مو فاهم شي", "ليه بترد عليا بالفرنساوي", "وين زر اللغات"),
    *("bl 3rbya 3afak", "تيغرينيا", "انا من باكستان عربي ما يعرف، اردو"),
)
OTHERS = (
    *(
        "is the compact available in arabic",
        "who speaks for migrants",
        "how did spain vote",
        "the french vote",
    ),
    *("must officers explain things in a language you understand", "i dont understand the compact"),
    *("i have italian papers can i work in france", "they made me sign a paper in german"),
    *("quién habla por los migrantes", "qué dice el pacto sobre cursos de idioma", "no entiendo el pacto"),
    *("je ne comprends pas le pacte", "où lire la déclaration en français", "qui parle au nom des migrants"),
    *("ما موقف الدول العربية", "لم أفهم الميثاق", "هل يترجم المترجم في المحكمة", ""),
    *("help they beat us i only speak bengali", "la policía nos pega, no hablo español"),
)


@pytest.fixture(scope="module")
def learned() -> LearnedKinds:
    return LearnedKinds(shipped.content().danger)


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_for_a_language_is_told(learned: LearnedKinds, text: str):
    assert learned.is_wish(Question.of(text))


@pytest.mark.parametrize("text", OTHERS)
def test_what_names_a_language_and_asks_something_else_is_no_wish(learned: LearnedKinds, text: str):
    assert not learned.is_wish(Question.of(text))


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    answerer = Answerer([], {"language": ["i dont understand english"]})
    prepare(answerer, shipped.content(), QuestionLanguages({}))
    return answerer


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("my husband beats me, arabic please", Danger.ANY),
        ("quiero morir, habla español", Danger.ANY),
        ("fui violada hablas español", Danger.ANY),
        ("j'ai peur parle arabe", Danger.ANY),
        ("arabe svp mon mari me frappe", Danger.ANY),
        ("je me suis fait arrêter, parle arabe", Danger.AUTHORITIES),
        ("people are drowning do you speak spanish", Danger.ANY),
        ("they arrested my son. i dont understand english", Danger.AUTHORITIES),
    ],
)
def test_a_wish_for_a_language_hides_no_danger(answerer: Answerer, text: str, danger: Danger):
    assert answerer.decide(text) == Courtesy(danger)


@pytest.mark.parametrize(
    "text", ["help me change the language to english", "my friend is romanian", "bl 3rbya 3afak"]
)
def test_a_wish_in_which_nothing_tells_of_danger_is_granted(answerer: Answerer, text: str):
    assert answerer.decide(text) in (Courtesy("language", code) for code in ("en", "ro", "ar"))


@pytest.mark.parametrize(
    "text", ["necesito hablar inglés para la visa", "mon contrat est en anglais je comprends pas"]
)
def test_what_is_hardly_a_wish_changes_no_language(answerer: Answerer, text: str):
    assert answerer.decide(text) == Courtesy("language")
