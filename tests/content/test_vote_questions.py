"""Whose vote is asked, and on what: only a question for the vote on the Compact is taken for one."""

from collections.abc import Iterable

import pytest

from bot.matching.recognizing.question import Question
from bot.matching.recognizing.vote_questions import Asks, VoteQuestions
from tests import shipped

ON_THE_COMPACT = [
    # English
    ("how did India vote on the compact", "IN"),
    ("how did India vote on the pact", "IN"),
    ("how did india vote on gcm", "IN"),
    ("how did india vote on migration", "IN"),
    ("how did india vote on it", "IN"),
    ("how did india vote", "IN"),
    ("india vote", "IN"),
    ("did the mexicans sign it", "MX"),
    ("did mexico agree to the migration deal", "MX"),
    ("is india in the compact", "IN"),
    ("did the uk and france vote for it", "GB FR"),
    ("did poland vote for or against", "PL"),
    ("why is hungary against the compact", "HU"),
    ("did chile vote in favour of the pact", "CL"),
    ("was kenya in favor of the un pact", "KE"),
    ("what about kenya's vote", "KE"),
    ("tell me about the vote of kenya", "KE"),
    ("what was the vote for kenya on the compact", "KE"),
    ("how did the vote on the compact go in brazil", "BR"),
    ("on the compact how did hungary vote", "HU"),
    ("regarding migration, what did hungary vote", "HU"),
    ("how did germany vote on the global migraton compct", "DE"),
    ("did palestine vote on the compact", "PS"),
    ("how did mexico vote on this in 2018", "MX"),
    ("did egypt abstain on the compact and libya", "EG LY"),
    ("how did spain and other eu countries vote on the compact", "ES"),
    ("does chile support it today", "CL"),
    ("did mexico sign and canada", "MX CA"),
    ("did vietnam vote on resolution 73/195", "VN"),
    # Spanish
    ("cómo votó México sobre el pacto", "MX"),
    ("como voto ecuadro", "EC"),
    ("firmó honduras y guatemala", "HN GT"),
    ("votó España a favor del pacto mundial", "ES"),
    ("España votó en contra del pacto", "ES"),
    ("por qué chile no votó a favor", "CL"),
    ("¿firmó México el acuerdo de migración?", "MX"),
    ("que votó perú en la onu sobre migración", "PE"),
    ("voto de honduras para el pacto", "HN"),
    ("sobre el pacto mundial cómo votó bolivia", "BO"),
    # French
    ("comment la france a voté sur le pacte", "FR"),
    ("le senegal il a voté pour ou contre", "SN"),
    ("est-ce que la belgique a voté pour le pacte mondial", "BE"),
    ("la pologne est contre le pacte ?", "PL"),
    ("le maroc a voté en faveur du pacte pour les migrations", "MA"),
    ("vote du mali concernant le pacte", "ML"),
    ("quel est le vote de l'algérie sur les migrations", "DZ"),
    # Arabic
    ("كيف صوتت مصر", "EG"),
    ("كيف صوتت مصر على الميثاق", "EG"),
    ("هل صوت المغرب لصالح الاتفاق", "MA"),
    ("هل الجزائر ضد الميثاق", "DZ"),
    ("على ماذا صوتت تونس", "TN"),
    ("المغرب صوت على ايش", "MA"),
    ("algerie sawtet wela la", "DZ"),
    ("السودان صوتت على شنوة", "SD"),
    ("ماذا عن تصويت لبنان على الهجرة", "LB"),
    ("كيف صوت الاردن بشأن الميثاق", "JO"),
    ("هل وقعت ليبيا على الاتفاقية", "LY"),
]

ON_SOMETHING_ELSE = [
    # English
    "how did India vote on Ukraine",
    "did spain vote against Palestine",
    "vote against Palestine",
    "did the EU vote on the EU pact",
    "how did spain vote on the EU pact",
    "did poland vote for the eu migration pact",
    "how did spain vote on the asylum pact",
    "how did spain vote on the israel resolution",
    "did kenya vote for israel",
    "did south africa vote in favour of palestine",
    "how did france vote on gaza",
    "how did chile vote on abortion",
    "how did the us vote on the death penalty",
    "how did brazil vote about nuclear weapons",
    "regarding ukraine how did india vote",
    "how did kenya vote on the trade agreement",
    "did germany vote for the agreement with turkey",
    "did kenya sign the refugee convention",
    "how did egypt vote against the war in ukraine",
    "who did mexico vote for in the world cup",
    # Spanish
    "que voto mexico sobre el bloqueo a cuba",
    "cómo votó México sobre Ucrania",
    "España votó en contra de Israel",
    "votó colombia a favor de palestina",
    "cómo votó españa el pacto europeo de migración",
    "votó argentina contra irán",
    "qué votó chile sobre el aborto",
    "votó perú por palestina",
    # French
    "comment la france a voté sur l'Ukraine",
    "le tchad a voté contre la guerre",
    "la france a-t-elle voté contre israël",
    "le sénégal a voté pour la palestine",
    "le maroc a voté en faveur de la russie ?",
    "la belgique a voté sur le pacte européen",
    "comment a voté le canada au sujet de l'iran",
    # Arabic
    "كيف صوتت مصر على غزة",
    "كيف صوتت مصر في مجلس الأمن",
    "how did kenya vote in the security council",
    "كيف صوتت مصر بشأن اوكرانيا",
    "هل صوتت تركيا ضد اسرائيل",
    "هل صوتت الجزائر لصالح فلسطين",
    "هل صوتت مصر لفلسطين",
    "كيف صوتت المانيا على الميثاق الاوروبي",
    "تصويت تونس حول سوريا",
]

OF_A_REGION = [
    "latin america vote",
    "how did africa vote",
    "did texas sign",
    "votó américa latina a favor del pacto",
    "l'afrique a voté comment",
    "كيف صوتت الدول العربية",
]

NO_VOTE_OF_A_STATE = [
    "who signed the new york declaration",
    "was it signed in new york",
    "migrants in libya",
    "visa for canada",
    "what is the pact",
    "how did we vote",
    "قانون مصر",
]


@pytest.fixture
def votes() -> VoteQuestions:
    return shipped.content().vote_questions


def taken_otherwise(votes: VoteQuestions, asks: Asks, questions: Iterable[str]) -> dict[str, Asks]:
    """Those that are not taken for this, as they stand or as they are matched."""
    found = {
        question: {votes.asks(Question.of(question).words), votes.asks(Question.of(question).matched.words)}
        for question in questions
    }
    return {question: taken for question, taken in found.items() if taken != {asks}}


def test_a_question_for_the_vote_on_the_compact_names_its_voters(votes: VoteQuestions):
    assert taken_otherwise(votes, Asks.THE_VOTE, dict(ON_THE_COMPACT)) == {}
    named = [
        (question, " ".join(votes.voters(Question.of(question)).named)) for question, _ in ON_THE_COMPACT
    ]
    assert named == ON_THE_COMPACT


def test_what_stands_behind_on_or_against_may_make_it_another_vote(votes: VoteQuestions):
    assert taken_otherwise(votes, Asks.ANOTHER_VOTE, ON_SOMETHING_ELSE) == {}
    assert [question for question in ON_SOMETHING_ELSE if votes.voters(Question.of(question))] == []


def test_what_asks_for_no_vote_of_a_state_is_left_to_its_wording(votes: VoteQuestions):
    assert taken_otherwise(votes, Asks.NOTHING, NO_VOTE_OF_A_STATE) == {}
    near_a_name = ("médico", "toutes", "libros", "fiance", "المهرب", "الجنود", "الأسنان")
    assert [word for word in near_a_name if votes.voters(Question.of(word))] == []


def test_a_right_to_vote_is_no_vote_of_a_state(votes: VoteQuestions):
    rights = ("can i vote in spain", "puedo votar en españa", "droit de vote en france")
    assert taken_otherwise(votes, Asks.ANOTHER_VOTE, rights) == {}


def test_a_name_that_several_states_share_is_not_guessed(votes: VoteQuestions):
    shared = [
        ("how did congo vote", ("CD", "CG")),
        ("cómo votó corea sobre el pacto", ("KP", "KR")),
        ("la guinée a voté pour le pacte", ("GN", "GQ", "GW", "PG")),
        ("كيف صوتت كوريا على الميثاق", ("KP", "KR")),
    ]
    assert taken_otherwise(votes, Asks.THE_VOTE, dict(shared)) == {}
    for question, states in shared:
        assert votes.voters(Question.of(question)).unclear == (states,), question


def test_a_region_voted_but_is_no_state_and_none_of_its_states_is_guessed(votes: VoteQuestions):
    assert taken_otherwise(votes, Asks.THE_VOTE, OF_A_REGION) == {}
    assert [question for question in OF_A_REGION if votes.voters(Question.of(question))] == []


def test_of_two_questions_only_the_one_on_the_compact_gives_its_voters(votes: VoteQuestions):
    asked = "how did India vote on Ukraine? and how did Spain vote on the compact?"
    assert votes.voters(Question.of(asked)).named == ("ES",)
