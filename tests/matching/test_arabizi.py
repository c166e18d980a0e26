from bot.content.language_signs import read_tongues
from bot.matching.recognizing.language.arabizi import Arabizi
from bot.matching.recognizing.language.question_language import QuestionLanguages
from tests.lines import each

ARABIC = ["ما هو الميثاق", "كيف أشارك في الميثاق", "من وقع على الاتفاق", "حقوق المهاجرين", "نقدر نشارك"]
LANGUAGES = QuestionLanguages(
    {"en": ["is the pact a law", "who signed the pact"], "es": ["quién firmó el pacto"], "ar": ARABIC},
    read_tongues()[0],
)


@each(
    "latin, arabic",
    [
        ("chno howa l mithaq", "شنو هو الميثاق"),
        ("chou houwe el mitha9", "شو هو الميثاق"),
        ("kifach n9der ncharek", "كيفاش نقدر نشارك"),
        ("7o9o9 lmohajirin", "حقوق المهاجرين"),
        ("chno howa el maghreb fi el mithaq", "شنو هو المغرب في الميثاق"),
    ],
)
def test_arabic_in_latin_letters_is_told_and_spelled_in_arabic_ones(latin: str, arabic: str):
    assert LANGUAGES.read(latin).language == "ar"
    assert LANGUAGES.in_its_letters(latin) == arabic


@each("text", ["who signed the pact", "¿quién firmó el pacto?", "objective 13", "2nd forum", "من وقع"])
def test_all_other_texts_stay_as_they_are(text: str):
    assert LANGUAGES.in_its_letters(text) == text


def test_a_word_that_nobody_wrote_is_spelled_letter_by_letter():
    assert Arabizi({}).spelled("bakalorya 2026") == "باكالوريا 2026"
