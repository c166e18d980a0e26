"""Which messages are wishes for a language, by what was learned from lines."""

import pytest

from bot.app.content.learning import prepare
from bot.matching.answerer import Answerer
from bot.matching.danger.danger_signs import Danger
from bot.matching.danger.learned_kinds import LearnedKinds
from bot.matching.recognizing.question import Question
from bot.matching.replies import Courtesy
from tests import shipped
from tests.learning import languages_once

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


def test_a_wish_for_a_language_is_told(learned: LearnedKinds):
    assert [text for text in WISHES if not learned.is_wish(Question.of(text))] == []


def test_what_names_a_language_and_asks_something_else_is_no_wish(learned: LearnedKinds):
    assert [text for text in OTHERS if learned.is_wish(Question.of(text))] == []


@pytest.fixture(scope="module")
def answerer(request: pytest.FixtureRequest) -> Answerer:
    answerer = Answerer([], {"language": ["i dont understand english"]})
    content = shipped.content()
    prepare(answerer, content, languages_once(request.config, "shipped", content))
    return answerer


def test_a_wish_for_a_language_hides_no_danger(answerer: Answerer):
    cries = [
        ("my husband beats me, arabic please", Danger.ANY, "ar"),
        ("quiero morir, habla español", Danger.ANY, "es"),
        ("fui violada hablas español", Danger.ANY, "es"),
        ("j'ai peur parle arabe", Danger.ANY, "ar"),
        ("arabe svp mon mari me frappe", Danger.ANY, "ar"),
        ("my boss hit me, spanish please", Danger.ANY, "es"),
        ("they hit my son french please", Danger.ANY, "fr"),
        ("my son was taken by ICE. french", Danger.AUTHORITIES, "fr"),
        ("زوجي يضربني، بالانجليزية من فضلك", Danger.ANY, "en"),
        ("my husband beats me. i dont speak english please", Danger.ANY, None),
        ("je me suis fait arrêter, parle arabe", Danger.AUTHORITIES, "ar"),
        ("people are drowning do you speak spanish", Danger.ANY, None),
        ("they arrested my son. i dont understand english", Danger.AUTHORITIES, None),
        ("i was beaten i am french", Danger.ANY, None),
        ("the french police beat me", Danger.AUTHORITIES, None),
        ("french police here", Danger.AUTHORITIES, None),
        ("police espagnole ici", Danger.AUTHORITIES, None),
        ("زوجي فرنسي يضربني", Danger.ANY, None),
        ("no hablo inglés ayuda", Danger.ANY, "es"),
        ("help, italy", Danger.ANY, None),
    ]
    decided = [(text, answerer.decide(text), Courtesy(danger, language)) for text, danger, language in cries]
    assert [(text, reply) for text, reply, expected in decided if reply != expected] == []


def test_a_wish_in_broken_words_is_no_danger(answerer: Answerer):
    for text in ("me no speak english", "me no speak inglish"):
        assert answerer.decide(text) == Courtesy("language")


CRIES = {
    "ar": [
        "help, arabic",
        "arabic help",
        "خايفة عربي",
        "النجدة بالعربي",
        "urgence arabe",
        "🆘 arabic",
        "j'ai peur, en arabe",
    ],
    "es": [
        "tengo miedo español",
        "scared spanish please",
        "i need help in spanish",
        "hurt spanish",
        "migra español",
        "😱 español",
    ],
    "fr": [
        "au secours en français",
        "socorro francés",
        "help me please. french",
        "i need help, do you speak french",
    ],
    "en": [
        "sos english",
        "ayuda inglés",
        "aidez-moi anglais",
        "tengo miedo inglés",
        "au secours english svp",
    ],
    "fa": ["help farsi"],
}


def test_a_cry_beside_the_mere_name_of_a_language_is_one(answerer: Answerer):
    for language, cries in CRIES.items():
        replies = {text: answerer.decide(text) for text in cries}
        expected = [Courtesy(danger, offered) for danger in Danger for offered in (language, None)]
        assert {text: reply for text, reply in replies.items() if reply not in expected} == {}
        assert replies[cries[0]] in (Courtesy(Danger.ANY, language), Courtesy(Danger.ANY))


CONTRACTS = (
    *("mi contrato está en árabe y no lo entiendo", "the contract is in english and i cannot read it"),
    *("mon contrat est en anglais je comprends pas", "العقد بالانجليزي وما فهمته"),
)
STATEMENTS = (
    *("soy rumano", "i am french", "hi i'm somali", "je suis arabe", "انا عربي"),
    *("my friend is romanian", "my boss speaks english", "estudio inglés"),
    *("soy francés", "soy español", "I'm spanish", "انا اسباني", "je suis anglais", "i'm english"),
    *("does the UK speak english", "do people in canada speak french", "se habla español en filipinas"),
)


def test_who_cannot_read_a_contract_tells_a_case(answerer: Answerer):
    assert {answerer.decide(text) for text in CONTRACTS} == {Courtesy("personal-case")}


def test_who_states_something_of_a_language_is_offered_some_at_most(answerer: Answerer):
    replies = {text: answerer.decide(text) for text in STATEMENTS}
    courtesies = {text: reply for text, reply in replies.items() if isinstance(reply, Courtesy)}
    assert {text: reply for text, reply in courtesies.items() if reply != Courtesy("language")} == {}


def test_a_wish_in_which_nothing_tells_of_danger_is_one(answerer: Answerer):
    wishes = [
        ("no entiendo, árabe", None),
        ("je comprends pas l'anglais", "fr"),
        ("je parle arabe", "ar"),
        ("my mother is from Georgia, does this bot speak russian", "ru"),
        ("help me change the language to english", "en"),
        ("bl 3rbya 3afak", "ar"),
        ("i am french, do you speak french", "fr"),
        ("dutch", "nl"),
        ("German?", "de"),
        ("in german please", "de"),
        ("néerlandais", "nl"),
        ("الألمانية", "de"),
        ("danish", None),
        ("je veux les réponses en français", "fr"),
    ]
    decided = [(text, answerer.decide(text), Courtesy("language", language)) for text, language in wishes]
    assert [(text, reply) for text, reply, expected in decided if reply != expected] == []


def test_what_is_hardly_a_wish_and_says_nothing_of_language_is_none(answerer: Answerer):
    texts = ("what can you do", "is anyone there please", "please anyone")
    assert [text for text in texts if isinstance(answerer.decide(text), Courtesy)] == []


def test_what_is_hardly_a_wish_changes_no_language(answerer: Answerer):
    assert answerer.decide("necesito hablar inglés para la visa") in (
        Courtesy("language"),
        Courtesy("personal-case"),
    )
