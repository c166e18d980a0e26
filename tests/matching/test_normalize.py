"""One spelling for what people type alike."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.recognizing.normalize import normalize
from tests.lines import each


@each(
    "typed, expected",
    [
        ("What IS the Compact?!", "what is the compact"),
        ("  many\t spaces \n here ", "many spaces here"),
        ("¿Qué es el Pacto?", "que es el pacto"),
        ("L'accord a été adopté", "l acord a ete adopte"),
        ("What's up, doesn’t matter", "whats up doesnt mater"),
        ("heeellooo", "helo"),
        ("in 2011 and 1000", "in 2011 and 1000"),
        ("Straße, Ørsted", "strase orsted"),
        ("ＦＵＬＬ ｗｉｄｔｈ ﬁ", "ful width fi"),
    ],
)
def test_case_accents_marks_and_repeated_letters_fall(typed, expected):
    assert normalize(typed) == expected


@each(
    "one, other",
    [
        ("الهِجْرَة", "الهجرة"),  # vowel signs
        ("الهجـــــرة", "الهجرة"),  # tatweel
        ("أعضاء", "اعضا"),  # hamza on a carrier and alone
        ("إعلان", "اعلان"),
        ("مستشفى", "مستشفي"),  # alef maksura
        ("الهجرة", "الهجره"),  # ta marbuta
        ("۲۳ هدف", "23 هدف"),  # digits of another script
    ],
)
def test_arabic_letters_that_are_typed_for_one_another_meet(one, other):
    assert normalize(one) == normalize(other)


@each("word", ["प्रवासन", "রেমিট্যান্স", "ประเทศ", "移民"])
def test_letters_and_vowel_marks_of_other_scripts_survive(word):
    assert normalize(word) == unicodedata.normalize("NFC", unicodedata.normalize("NFKD", word))


@each("empty", ["", "   ", "?!…", "🙂👍🏽", "\u200b\u200f"])
def test_what_holds_no_letter_and_no_digit_is_empty(empty):
    assert normalize(empty) == ""


@given(st.text())
def test_normalizing_twice_changes_nothing(text):
    once = normalize(text)
    assert normalize(once) == once


@given(st.text())
def test_words_are_parted_by_exactly_one_space(text):
    assert normalize(text) == " ".join(normalize(text).split())


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_case_never_matters_in_latin_text(text):
    assert normalize(text.upper()) == normalize(text.upper().lower())
