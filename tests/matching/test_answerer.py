"""What the bot decides to reply."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.answerer import Answerer
from bot.matching.matcher import Matcher
from bot.matching.recognizing.message_parts import MOST_PAIRS, MOST_PARTS, joined_pairs, marked_parts
from bot.matching.replies import Answered, Courtesy, Missed, Suggested
from tests.lines import each

PHRASINGS = [
    ("binding", "is the compact legally binding"),
    ("binding", "must governments obey the compact"),
    ("binding", "is it a treaty or only a promise"),
    ("binding", "does the compact make new law"),
    ("members", "who are the members of the coalition"),
    ("members", "list of member organizations"),
    ("members", "which groups belong to the coalition"),
    ("draft", "when does the zero draft come out"),
    ("draft", "date of the first draft"),
    ("draft", "has the draft text been published"),
    ("contact", "how can i contact you"),
    ("contact", "your email address please"),
    ("contact", "phone number of the office"),
    ("passports", "what does the coalition say about employers who keep passports"),
    ("passports", "should it be forbidden to confiscate passports of workers"),
    ("passports", "position on confiscated passports"),
    ("binding", "es el pacto legalmente vinculante"),
    ("binding", "es un tratado o una promesa"),
    ("members", "quienes son los miembros de la coalicion"),
    ("members", "lista de organizaciones miembros"),
    ("contact", "como puedo contactarlos"),
    ("contact", "cual es su correo electronico"),
]
COURTESIES = {
    "greeting": ["hi", "hello", "good morning", "hola", "how are you today my friend"],
    "thanks": ["thanks", "thank you very much", "gracias", "you helped me a lot", "this was kind of you"],
    "acknowledgement": ["ok", "test"],
    "goodbye": ["bye", "see you"],
    "are-you-human": ["are you a robot", "are you human", "is this a machine", "eres un robot"],
    "insult": ["you idiot", "shut up"],
    "personal-case": [
        "my boss took my passport",
        "my boss took my passport what do i do",
        "my employer has not paid me",
        "my asylum claim was rejected",
        "i overstayed my visa",
        "can i get a visa",
        "mi jefe me quito el pasaporte",
    ],
}
ANSWERER = Answerer(PHRASINGS, COURTESIES)


def is_sure(reply):
    return isinstance(reply, Answered) and reply.is_sure


@each(
    "message, entry_id",
    [
        ("Is the Compact legally binding?", "binding"),
        ("hi, is the compact legally binding", "binding"),
        ("Hello! Good morning. Who are the members of the coalition? Thanks", "members"),
        ("ok when does the zero draft come out", "draft"),
        ("hola, quienes son los miembros de la coalicion", "members"),
        ("list of all member organizations please", "members"),
        ("we ask for our school project. date of the first draft?", "draft"),
    ],
)
def test_a_question_is_answered_whatever_politeness_is_around_it(message, entry_id):
    reply = ANSWERER.decide(message)
    assert isinstance(reply, Answered)
    assert reply.entry_ids == (entry_id,)
    assert 0 < reply.score <= 1


@each(
    "message, kind",
    [
        ("hi", "greeting"),
        ("HELLO!!!", "greeting"),
        ("hellooo", "greeting"),
        ("hello, good morning!", "greeting"),
        ("ok thanks", "thanks"),
        ("thanks, you helped", "thanks"),
        ("ok", "acknowledgement"),
        ("bye", "goodbye"),
        ("hi, are you a robot?", "are-you-human"),
        ("shut up!", "insult"),
    ],
)
def test_small_talk_is_a_courtesy(message, kind):
    assert ANSWERER.decide(message) == Courtesy(kind)


@each(
    "message",
    [
        "my boss took my passport",
        "Hello, my boss took my passport, what should i do?",
        "my asylum claim was rejected",
    ],
)
def test_a_personal_case_is_never_answered_from_the_faq(message):
    assert ANSWERER.decide(message) == Courtesy("personal-case")


@each(
    "message",
    [
        "Is the Compact legally binding? Who are the members of the coalition?",
        "is the compact legally binding\nlist of member organizations",
        "is the compact legally binding and who are the members of the coalition",
        "is the compact legally binding; and which groups belong to the coalition",
        "es el pacto legalmente vinculante y quienes son los miembros de la coalicion",
        "1) is the compact legally binding 2) who are the members of the coalition",
        "is the compact legally binding n who are the members of the coalition",
        "is the compact legally binding + list of member organizations",
        "hi! nice bot. is the compact legally binding and who are the members of the coalition",
    ],
)
def test_two_questions_in_one_message_get_both_answers_in_their_order(message):
    reply = ANSWERER.decide(message)
    assert isinstance(reply, Answered)
    assert reply.entry_ids == ("binding", "members")


LEANING = [
    *PHRASINGS,
    ("thematic", "what were the thematic consultations"),
    ("thematic", "which thematic consultations were held"),
    ("thematic", "when were the thematic consultations"),
    ("national", "what were the national consultations"),
    ("national", "which national consultations were held"),
    ("national", "when were the national consultations"),
    ("national-plans", "which country has a national plan"),
    ("national-plans", "when does the national plan come"),
    ("national-plans", "how are national plans made"),
]


@each("joint", [" and ", "? ", " + "])
def test_a_part_that_leans_on_the_rest_for_its_subject_is_read_with_it(joint):
    answerer = Answerer(LEANING, COURTESIES)
    assert not is_sure(answerer.decide("the national ones"))
    reply = answerer.decide(f"what were the thematic consultations{joint}the national ones")
    assert isinstance(reply, Answered)
    assert reply.entry_ids == ("thematic", "national")


def test_the_clauses_of_one_question_are_not_answered_each():
    reply = ANSWERER.decide("the draft text, has it been published in a list")
    assert isinstance(reply, Answered)
    assert reply.entry_ids == ("draft",)


def test_a_question_comes_before_small_talk_in_the_same_message():
    reply = ANSWERER.decide("you idiot! are you a robot? who are the members of the coalition?")
    assert isinstance(reply, Answered)
    assert reply.entry_ids == ("members",)


def test_the_same_question_asked_twice_gets_one_answer():
    reply = ANSWERER.decide("who are the members of the coalition? list of member organizations?")
    assert isinstance(reply, Answered)
    assert reply.entry_ids == ("members",)


def test_a_word_that_joins_two_nouns_does_not_split_the_question():
    phrasings = [*PHRASINGS[:16], ("hearings", "hearings for members and governments on the draft")]
    reply = Answerer(phrasings, COURTESIES).decide("hearings for members and governments on the draft")
    assert isinstance(reply, Answered)
    assert reply.entry_ids == ("hearings",)


def test_a_phrasing_that_two_entries_share_is_answered_unsurely_with_the_other_near():
    answerer = Answerer([*PHRASINGS[:16], ("members", "who is in it"), ("draft", "who is in it")], COURTESIES)
    reply = answerer.decide("who is in it?")
    assert isinstance(reply, Answered)
    assert not reply.is_sure
    assert {*reply.entry_ids, reply.near[0]} == {"members", "draft"}


@each("message", ["", "   ", "🙂", "?!?", "\u200f"])
def test_what_cannot_be_understood_is_a_miss(message):
    assert isinstance(ANSWERER.decide(message), Missed)


@each(
    "message",
    ["best pizza near times square", "how do i migrate mysql to postgres", "aes encryption example"],
)
def test_another_subject_is_not_answered(message):
    assert not isinstance(ANSWERER.decide(message), Answered)


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=120), st.lists(st.sampled_from([t for _, t in PHRASINGS]), max_size=4).map("? ".join)
    )
)
def test_every_message_gets_a_reply_with_entries_of_the_faq_only(message):
    reply = ANSWERER.decide(message)
    if isinstance(reply, Courtesy):
        assert reply.kind in COURTESIES
        return
    assert 0 <= reply.score <= 1
    if isinstance(reply, Missed):
        return
    assert set(reply.entry_ids) <= {entry_id for entry_id, _ in PHRASINGS}
    assert len(set(reply.entry_ids)) == len(reply.entry_ids)
    if isinstance(reply, Suggested):
        assert 1 <= len(reply.entry_ids) <= 3


def test_without_any_content_everything_is_a_miss():
    assert Answerer([], {}).decide("what is the compact") == Missed(0.0)


def test_courtesies_alone_are_enough_to_be_polite():
    assert Answerer([], COURTESIES).decide("hi") == Courtesy("greeting")


@each("text", ["a and " * 700, "is it law y " * 340, "a? " * 1365, "و " * 2000])
def test_a_message_made_to_keep_the_others_waiting_is_cut(text: str):
    assert len(marked_parts(text)) <= MOST_PARTS
    assert len(joined_pairs(text)) <= MOST_PAIRS


def test_one_word_in_common_with_a_wordy_entry_is_no_sure_answer():
    rng = random.Random(4)  # noqa: S311  # no secrets here
    syllables = {"wordy": "bdfg", "other": "prsv"}
    words = {name: [a + b + c for a in on for b in "aei" for c in "klmn"] for name, on in syllables.items()}
    phrasings = [(name, " ".join(rng.sample(words[name], 7))) for name in words for _ in range(40)]
    phrasings += [("wordy", "where is a hotel")] * 3
    assert Matcher(phrasings).rank("hotel")[0].entry_id == "wordy"
    answerer = Answerer(phrasings, {})
    assert not is_sure(answerer.decide("hotel"))
    assert answerer.decide("where is a hotel") == Answered(("wordy",), pytest.approx(0.99))


@each("text", ["zzzz", "xyz", "qwrt pfgh"])
def test_a_message_without_a_known_word_gets_no_suggestion(text):
    assert isinstance(ANSWERER.decide(text), Missed)


def test_parts_are_cut_where_people_count_and_where_arabic_joins_its_and():
    assert marked_parts("1. es obligatorio 2. cuando") == ["es obligatorio", "cuando"]
    assert marked_parts("q1 who decides q2 when") == ["who decides", "when"]
    assert marked_parts("a) qui décide b) quand") == ["qui décide", "quand"]
    assert marked_parts("أ) من قرر ب) متى") == ["من قرر", "متى"]
    assert marked_parts("objective 13.5 and GA 73/195") == ["objective 13.5 and GA 73/195"]
    assert ("متى اعتمد الميثاق", "ليش صوتوا ضده") in joined_pairs("متى اعتمد الميثاق وليش صوتوا ضده")
    assert ("اين المقر", "يقدر ينضم") in joined_pairs("اين المقر ويقدر ينضم")
    assert joined_pairs("primero el foro, luego la agenda") == [("primero el foro", "la agenda")]
    assert joined_pairs("d'abord le forum, ensuite, le vote") == [("d'abord le forum", "le vote")]
    assert joined_pairs("أولا الشبكة، ثانيا الصندوق") == [("أولا الشبكة", "الصندوق")]
    assert joined_pairs("what happens after the vote, and in the second year") == [
        ("what happens after the vote", "in the second year")
    ]


@each(
    "text, pairs",
    [
        ("who voted against, where is the text", [("who voted against", "where is the text")]),
        ("cuando se aprobo donde lo leo", [("cuando se aprobo", "donde lo leo")]),
        ("qui décide, où lire le texte", [("qui décide", "où lire le texte")]),
        ("qui décide, les pays ou la coalition", []),
        ("quels sont les pays où le pacte est appliqué", []),
        ("comment vous contacter comment donner", [("comment vous contacter", "comment donner")]),
        ("امتى اتأسس، مين بيديره", []),  # one of them asks with a word of which nothing is known
        ("متى تأسس مين يديره", [("متى تأسس", "مين يديره")]),
        ("the women there who migrate, what do you say of them", []),
        ("la gente que se va, cuál es su derecho", []),
        ("what do you say to people who left", []),
        ("hello, who decides", []),
    ],
)
def test_without_a_joint_a_message_is_cut_only_between_two_that_ask(text: str, pairs: list[tuple[str, str]]):
    assert joined_pairs(text) == pairs


def test_what_a_message_is_nearest_to_are_entries_alone_however_courteous_it_is():
    known = {entry_id for entry_id, _ in PHRASINGS}
    assert ANSWERER.nearest(ANSWERER.read("thank you very much, how can i contact you"), 1) == ("contact",)
    assert set(ANSWERER.nearest(ANSWERER.read("my boss took my passport"), 5)) <= known
    assert ANSWERER.nearest(ANSWERER.read("thank you very much"), 5) == ()


def test_without_anything_that_is_named_nothing_goes_on_from_an_answer():
    assert ANSWERER.after("binding", ANSWERER.read("and spain")) is None


@each(
    "message",
    [
        "are you a robot? who are the members of the coalition",
        "is this a machine or what and who are the members",
        "hello! who are the members of the coalition? are you a robot?",
    ],
)
def test_what_is_asked_of_the_bot_itself_beside_a_question_is_answered_too(message: str):
    reply = ANSWERER.decide(message)
    assert isinstance(reply, Answered)
    assert (reply.entry_ids, reply.courtesy) == (("members",), "are-you-human")


@each(
    "message",
    [
        "hello, who are the members of the coalition? thanks",
        "who are the members of the coalition (human)",
        "must governments obey the compact and is it a treaty or only a promise",
    ],
)
def test_small_talk_and_a_word_in_brackets_are_nothing_asked_beside(message: str):
    reply = ANSWERER.decide(message)
    assert isinstance(reply, Answered)
    assert reply.courtesy is None
