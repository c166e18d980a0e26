from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.languages import direction, listed_in, name, normalise, pick
from tests.lines import each


@each(
    "sent, language",
    [
        ("en", "en"),
        ("ES", "es"),
        ("pt-br", "pt"),
        ("zh_Hans", "zh"),
        ("zh-hant-TW", "zh"),
        (" fr ", "fr"),
        ("iw", "he"),
        ("fil", "tl"),
        ("ckb", "ckb"),
        ("english", None),
        ("e", None),
        ("12", None),
        ("", None),
        (None, None),
    ],
)
def test_a_code_is_reduced_to_its_language(sent: str | None, language: str | None):
    assert normalise(sent) == language


@settings(deadline=None)
@given(st.text(max_size=12))
def test_normalising_twice_changes_nothing(sent: str):
    once = normalise(sent)
    assert once is None or normalise(once) == once


@each(
    "wanted, picked",
    [
        (["es", "fr"], "es"),
        (["de", "FR-ca"], "fr"),
        ([None, "ar-EG"], "ar"),
        (["de", None, ""], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_is_available_is_picked(wanted: list[str | None], picked: str):
    assert pick(wanted, ("en", "es", "fr", "ar")) == picked


def test_a_language_is_named_in_itself():
    named = [name(code) for code in ("en", "es", "fr", "ar", "xx")]
    assert named == ["English", "español", "français", "العربية", "xx"]


def test_arabic_runs_from_right_to_left():
    assert [direction(code) for code in ("ar", "AR-eg", "fa", "en", "xx", "")] == [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
        "ltr",
    ]


@each(
    "written, codes",
    [
        ("en", ["en"]),
        ("en fr", ["en", "fr"]),
        ("English, français", ["en", "fr"]),
        ("العربية، español", ["ar", "es"]),
        ("AR؛ES", ["ar", "es"]),
        ("fr/en", ["fr", "en"]),
        ("Tiếng Việt, Bahasa Indonesia", ["vi", "id"]),
        ("en, Klingon", ["en", "Klingon"]),
        (" , ", []),
    ],
)
def test_languages_are_listed_by_code_or_name(written: str, codes: list[str]):
    assert listed_in(written) == codes
