"""What buttons carry."""

import pytest

from bot.domain.ids import LONGEST_ID
from bot.telegram.screens.button_codes import Press, Verb, decode, encode
from tests.lines import each


@each("verb", list(Verb))
def test_every_verb_comes_back(verb: Verb):
    assert decode(encode(verb, "a-b:c")) == Press(verb, "a-b:c")
    assert decode(encode(verb, "a-b:c", "es")) == Press(verb, "a-b:c", "es")


@each(
    "code",
    [
        None,
        "",
        "nothing",
        "nothing:x",
        "Q:x",
        f"q:{'x' * 63}",
        f"q:{'ش' * 32}",
        "q:a\0",
        "q:a@es@es",
        "q:\u202ea",
    ],
)
def test_a_code_that_is_not_ours_is_nothing(code: str | None):
    assert decode(code) is None


def test_a_code_that_telegram_would_refuse_is_never_made():
    with pytest.raises(ValueError, match="64 bytes"):
        encode(Verb.SHOW_ENTRY, "x" * 63)


@each("verb", list(Verb))
def test_the_longest_id_fits_with_a_page_and_a_language(verb: Verb):
    decoded = decode(encode(verb, f"{'x' * LONGEST_ID}/999", "tgl"))
    assert decoded is not None
    assert decoded.argument == f"{'x' * LONGEST_ID}/999"


@each("argument, numbers", [("7", (7,)), ("7.12.0", (7, 12, 0)), ("9" * 18, (10**18 - 1,)), ("007", (7,))])
def test_numbers_come_back(argument: str, numbers: tuple[int, ...]):
    assert Press(Verb.GO_ON, argument).numbers == numbers


@each("argument", ["", "x", "-1", "+1", " 1", "1.", ".1", "1..2", "1.x", "٣", "²", "1e3", "9" * 19])
def test_what_is_not_only_numbers_carries_none(argument: str):
    assert Press(Verb.GO_ON, argument).numbers == ()
