"""What is said to the bot about itself gets the fitting courtesy, beside everything else that is shipped."""

import pytest

from bot.app.content.learning import prepare, taught
from bot.matching.answerer import Answerer
from bot.matching.recognizing.language.question_language import QuestionLanguages
from bot.matching.recognizing.stop_words import means_stop
from bot.matching.replies import Answered, Courtesy
from tests import shipped
from tests.learning import learned_once

UNSAFE = (
    *(
        "I don't feel safe at home",
        "I am not safe at home",
        "it is not safe here",
        "no me siento segura en mi casa",
        "nos persiguen",
    ),
    *("aide", "je ne me sens pas en sécurité chez moi", "مساعدة", "أحتاج مساعدة", "نحتاج مساعدة"),
    *("hide me", "my child is missing", "me persiguen", "aide svp", "محتاجين مساعدة"),
    *("je ne suis pas en sécurité", "خطر", "لا أشعر بالأمان", "no me siento segura", "طفلي ضاع", "يلاحقونني"),
)
GREETING = (
    "good morning everyone",
    "hello team",
    "buenas tardes a todos",
    "buenos días compañeros",
    "صباح الخير جميعا",
)
LEAVING = {
    "en": ("how do I get off this list", "take me off your list", "pls remove me from this list"),
    "es": ("dame de baja", "borra mis datos", "ya no me manden mensajes", "borren mi numero de telefono"),
    "fr": (
        *("enlevez-moi de la liste", "je ne veux plus de vos messages", "désabonnez-moi", "désinscrire"),
        *("j'arrête", "J'ARRETE", "je m'arrête là", "je stoppe", "arrête ça", "arrêtez"),
    ),
    "ar": ("احذفوا رقمي من القائمة", "ما بدي رسائل", "كيف أخرج من هذه القائمة"),
}
PRIVACY = {
    "en": ("do you save my number", "what data do you keep of me", "is it anonymous?"),
    "es": ("¿guardan mi número?", "¿es anónimo?", "guardan mis datos"),
    "fr": ("vous gardez quoi sur moi", "est-ce que vous gardez mon numéro ?", "c'est anonyme ?"),
    "ar": ("هل تحفظون رقمي", "شو بتخزنوا عني", "شو بتعرفوا عني"),
}
SAFETY = (
    *("can the police see this?", "can police read my messages?", "are you going to report me to ice"),
    *("¿la policía puede ver mis mensajes?", "¿me van a denunciar?", "من يقرأ رسائلي"),
)
DANGER = {
    "emergency": (
        *("sos", "help me!!", "Our boat is sinking", "he has a gun", "im so scared now"),
        *("¡auxilio!", "tengo mucho miedo", "nos estan disparando"),
    ),
    "emergency-police": (
        *("police outside", "ICE is at the door", "they took my brother", "raid at work"),
        *("la migra esta afuera", "se llevaron a mi hermano", "hay redada en el trabajo"),
    ),
}
LANGUAGE = (
    *("in spanish please", "how do I change my language", "i dont understand english"),
    *("quiero inglés", "¿cómo cambio el idioma?"),
)
OTHER_SUBJECTS = ("weather tomorrow", "who won the match", "recipe for rice", "¿quién ganó el partido?")
WARMTH = ("much love from nairobi", "we love you", "big hug", "un abrazo grande", "los queremos mucho")
FRENCH = {
    "emergency": ("au secours", "le bateau coule aidez nous", "j'ai trop peur"),
    "emergency-police": (
        "la police est devant la porte",
        "ils ont pris mon frère",
        "rafle dans mon quartier",
    ),
    "safety": ("la police peut voir ce que j'écris ?", "vous allez me dénoncer ?", "c'est sûr ici ?"),
    "language": ("en anglais svp", "comment changer la langue ?"),
    "other-subject": ("météo demain", "qui a gagné le match", "recette du couscous"),
    "warmth": ("on vous aime", "gros bisous", "force et courage"),
}
DESPAIR = {
    "en": ("I want to die", "i want it all to end", "i want to end it", "I don't want to live anymore"),
    "es": ("no puedo más, quiero morir", "no quiero vivir más", "me quiero morir"),
    "fr": (
        "je veux mourir",
        "je veux que tout s'arrête",
        "j'en peux plus",
        "j'ai envie de mourir",
    ),
    "ar": ("أريد أن أموت", "ما عاد بدي عيش", "أفكر بالانتحار"),
}


def said(by_language: dict[str, tuple[str, ...]]) -> list[str]:
    return [message for messages in by_language.values() for message in messages]


@pytest.fixture(scope="module")
def answerer(request: pytest.FixtureRequest) -> Answerer:
    """The one that the bot runs with; made once for all test processes."""
    learned = learned_once(request.config, "everything", *taught(shipped.faq()))
    learned.watch_for(shipped.content().danger)
    return learned


@pytest.fixture(scope="module")
def knowing(request: pytest.FixtureRequest) -> Answerer:
    """The same with all that is looked for before matching."""
    learned = learned_once(request.config, "everything", *taught(shipped.faq()))
    prepare(learned, shipped.content(), QuestionLanguages({}, shipped.content().tongues))
    return learned


@pytest.mark.parametrize("message", said(LEAVING))
def test_who_wants_to_leave_is_told_how_where_it_is_not_done_at_once(answerer: Answerer, message: str):
    """In a group also what is clear is only told: nobody there leaves for all."""
    assert answerer.decide(message) == Courtesy("leaving")


@pytest.mark.parametrize(
    "message",
    ["how do i subscribe", "cómo me suscribo", "como me puedo suscribir", "comment je m'abonne", "كيف أشترك"],
)
def test_who_asks_how_to_subscribe_is_not_told_how_to_leave(answerer: Answerer, message: str):
    reply = answerer.decide(message)
    assert isinstance(reply, Answered)
    assert reply.entry_ids == ("get-updates",)


def test_of_those_wishes_the_clear_ones_are_carried_out_and_the_others_asked_back():
    clear = {message for message in said(LEAVING) if means_stop(message)}
    assert "take me off your list" in clear
    assert 0 < len(clear) <= len(said(LEAVING)) / 2


@pytest.mark.parametrize("message", said(PRIVACY))
def test_who_asks_what_is_kept_is_told_that(answerer: Answerer, message: str):
    assert answerer.decide(message) == Courtesy("privacy")


def test_who_asks_for_help_or_feels_unsafe_in_a_few_words_is_taken_for_somebody_in_danger(answerer: Answerer):
    decided = {message: answerer.decide(message) for message in UNSAFE}
    assert decided == dict.fromkeys(UNSAFE, Courtesy("emergency"))


def test_who_greets_everybody_is_greeted(answerer: Answerer):
    decided = {message: answerer.decide(message) for message in GREETING}
    assert decided == dict.fromkeys(GREETING, Courtesy("greeting"))


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        *((kind, message) for kind, messages in DANGER.items() for message in messages),
        *((kind, message) for kind, messages in FRENCH.items() for message in messages),
        *(("safety", message) for message in SAFETY),
        *(("language", message) for message in LANGUAGE),
        *(("other-subject", message) for message in OTHER_SUBJECTS),
        *(("warmth", message) for message in WARMTH),
    ],
)
def test_what_is_no_question_gets_the_courtesy_of_its_kind(answerer: Answerer, kind: str, message: str):
    assert answerer.decide(message) == Courtesy(kind)


LOOKING_FOR_A_PERSON = (
    *("anyone there??", "hey is someone there", "who can help us here", "operator pls"),
    *("¿hay alguien?", "quién me puede ayudar con esto", "allô y a quelqu'un ?", "qui peut m'aider ici"),
    *("هل من أحد هنا؟", "مين بيقدر يساعدني هون"),
)


@pytest.mark.parametrize("message", LOOKING_FOR_A_PERSON)
def test_who_looks_for_somebody_is_led_to_a_person_and_not_greeted(knowing: Answerer, message: str):
    assert knowing.decide(message) == Courtesy("are-you-human")


@pytest.mark.parametrize(
    ("message", "entry_id"),
    [
        ("thanks! and what about objective 3", "objective-3-information"),
        ("thanks, when was it adopted", "adoption"),
        ("merci c'est quoi le pacte", "what-is-the-compact"),
        ("gracias y quién votó en contra", "general-assembly-vote"),
        ("hi my name is john, when was it adopted", "adoption"),
        ("je m'appelle awa c'est quoi le pacte", "what-is-the-compact"),
    ],
)
def test_a_question_beside_thanks_or_a_name_is_answered(knowing: Answerer, message: str, entry_id: str):
    reply = knowing.decide(message)
    assert isinstance(reply, Answered)
    assert reply.entry_ids == (entry_id,)


def test_a_courtesy_that_may_be_a_wish_for_a_language_stays_one(knowing: Answerer):
    assert knowing.decide("what can you do for me") == Courtesy("who-are-you")
    assert knowing.decide("you are amazing") == Courtesy("warmth")


STATES = (
    "italy",
    "polonia",
    "les polonais",
    "holland",
    "brazil now",
    "maroc",
    "suiza",
    "لبنان",
    "honduras y méxico",
)


@pytest.mark.parametrize("message", STATES)
def test_who_names_a_state_and_nothing_else_is_told_with_a_doubt_how_it_voted(
    knowing: Answerer, message: str
):
    reply = knowing.decide(message)
    assert isinstance(reply, Answered)
    assert (reply.entry_ids, reply.is_sure) == (("country-votes",), False)


@pytest.mark.parametrize("message", ["french", "somali", "the chinese"])
def test_a_people_named_like_its_language_asks_for_that(knowing: Answerer, message: str):
    reply = knowing.decide(message)
    assert isinstance(reply, Courtesy)
    assert reply.kind == "language"


@pytest.mark.parametrize("message", said(DESPAIR))
def test_who_despairs_is_taken_for_somebody_in_danger(answerer: Answerer, message: str):
    assert answerer.decide(message) == Courtesy("emergency")


@pytest.mark.parametrize(
    "question", ["why did the us leave the compact", "firewalls between immigration and services"]
)
def test_a_question_on_the_compact_with_such_words_in_it_is_answered(answerer: Answerer, question: str):
    assert not isinstance(answerer.decide(question), Courtesy)


@pytest.mark.parametrize(
    ("message", "entry_id"),
    [
        ("i am a student in nairobi. what are the ten guiding principles?", "guiding-principles"),
        ("my sister works as a maid in kuwait. what does objective 6 say?", "objective-6-recruitment"),
        ("mi hermana limpia casas en madrid. ¿qué dice el objetivo 6?", "objective-6-recruitment"),
        ("je suis etudiant a dakar. quand le pacte a-t-il ete adopte?", "adoption"),
    ],
)
def test_who_says_a_word_of_themselves_beside_a_clear_question_gets_its_answer(
    answerer: Answerer, message: str, entry_id: str
):
    reply = answerer.decide(message)
    assert isinstance(reply, Answered)
    assert reply.entry_ids == (entry_id,)


@pytest.mark.parametrize(
    "message",
    ["my boss keeps my passport. what can i do?", "my visa was refused. is the compact legally binding?"],
)
def test_a_case_that_is_told_stays_one_whatever_is_asked_beside_it(answerer: Answerer, message: str):
    assert answerer.decide(message) == Courtesy("personal-case")
