from bot.matching.recognizing.language.question_language import QuestionLanguages
from tests.lines import each

LANGUAGES = QuestionLanguages(
    {
        "en": ["is the pact a law", "who signed the pact", "what is the pact", "thanks"],
        "es": ["el pacto es una ley", "quién firmó el pacto", "qué es el pacto", "gracias"],
        "ar": ["هل الميثاق قانون", "من وقع الميثاق", "ما هو الميثاق GCM"],
    }
)


@each(
    "text, language",
    [
        ("WHO signed?", "en"),
        ("¿Quien firmo?", "es"),
        ("thanks!", "en"),
        ("Gracias", "es"),
        ("what is zebra", "en"),
        ("ما هو", "ar"),
    ],
)
def test_words_tell_the_language(text: str, language: str):
    assert LANGUAGES.read(text).language == language


def test_a_script_of_one_language_needs_no_known_word():
    assert LANGUAGES.read("منهم؟").language == "ar"


def test_a_script_counts_by_most_letters():
    assert LANGUAGES.read("ما هو GCM").language == "ar"
    assert LANGUAGES.read("what is the pact الميثاق").language == "en"


@each(
    "text",
    [
        "",
        "12 34",
        "🙂",
        "zebra",  # no known word
        "pacto law",  # as much of one language as of the other
        "zebra gnu who emu",  # too few known words
        "پیمان چیست",  # a letter that our language of this script has not
        "что это",
    ],
)
def test_what_is_unclear_has_no_language(text: str):
    assert LANGUAGES.read(text).language is None


def test_what_comes_after_a_thousand_characters_is_not_read():
    assert LANGUAGES.read("quién firmó el pacto " * 60 + "what is the pact " * 1_000).language == "es"


def test_of_one_language_alone_its_script_decides():
    assert QuestionLanguages({"en": ["what is it"]}).read("it").language == "en"
    assert QuestionLanguages({}).read("it").language is None


@each("text", ["что это", "zebra gnu who emu koala", "پیمان چیست که هست"])
def test_a_script_or_words_that_no_language_of_ours_has_are_foreign(text: str):
    assert LANGUAGES.read(text).is_foreign


@each(
    "text",
    [
        "",
        "12 34",
        "WHO signed?",  # ours
        "who is what law emu gnu",  # ours, with words that it does not know
        "pacto law",  # unclear, but both known
        "zebra gnu emu",  # too short to tell it from names
    ],
)
def test_what_is_ours_or_short_is_not_foreign(text: str):
    assert not LANGUAGES.read(text).is_foreign
