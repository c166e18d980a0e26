"""One spelling for what people type alike.

The same sentence arrives with and without accents, in capitals, with vowel signs or a stretched
letter. Matching happens on the normalized form only; the text that people see is never changed.
"""

import re
import unicodedata
from functools import lru_cache

_ENGLISH_ENDINGS = re.compile(r"['\u2019\u02bc](?=(?:s|t|d|m|re|ve|ll)\b)", re.IGNORECASE)
"""The apostrophe of "what's" joins, so that it meets "whats"; the one of "l'accord" parts two words."""

_ASCII_GAPS = re.compile(r"[^a-z0-9]+")
_REPEATED_LETTERS = re.compile(r"([a-z])\1+")

_FOLDED_LETTERS = str.maketrans(
    {
        "\u0640": None,  # tatweel only stretches a word
        "\u0621": None,  # hamza on its own; on a carrier it is a mark and falls with the marks
        "\u0671": "\u0627",  # alef wasla -> alef
        "\u0649": "\u064a",  # alef maksura -> ya
        "\u06cc": "\u064a",  # Persian ya -> ya
        "\u06a9": "\u0643",  # Persian kaf -> kaf
        "\u0629": "\u0647",  # ta marbuta -> ha
        "\u0131": "i",  # dotless i
        "\u00f8": "o",
        "\u0142": "l",
        "\u0111": "d",
        "\u00e6": "ae",
        "\u0153": "oe",
    }
)

_SCRIPTS_WITHOUT_MARKS = ("LATIN", "ARABIC", "GREEK", "CYRILLIC", "HEBREW")
"""Marks above these letters are optional in typing; in Indic scripts they are the vowels and stay."""


def normalize(text: str) -> str:
    """Lower-case words parted by one space; empty when there is no letter and no digit.

    Compatibility forms are unified (NFKC), case is folded, accents and Arabic vowel signs fall, Arabic
    letters that are typed for one another are folded, digits of all scripts become ASCII, a repeated
    letter stands once. Letters, marks and numbers of every script survive. Normalizing twice changes
    nothing.
    """
    text = _ENGLISH_ENDINGS.sub("", text)
    if text.isascii():
        return " ".join(_REPEATED_LETTERS.sub(r"\1", _ASCII_GAPS.sub(" ", text.lower())).split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = _kept("".join(decomposed).translate(_FOLDED_LETTERS))
    words = unicodedata.normalize("NFC", "".join(letters)).split()
    return " ".join(_squeezed(word) for word in words)


def _kept(text: str) -> list[str]:
    """The characters that count, anything else as a space; optional marks and joiners leave no gap."""
    kept: list[str] = []
    marks_count = False
    for character in text:
        if character.isascii():
            marks_count = False
            kept.append(character if character.isalnum() else " ")
            continue
        category = unicodedata.category(character)
        if category == "Cf":
            continue
        if category[0] == "M":
            if marks_count:
                kept.append(character)
        elif category[0] == "L":
            marks_count = _has_marks_that_count(character)
            kept.append(character)
        elif category[0] == "N":
            marks_count = False
            kept.append(_ascii_digit(character))
        else:
            marks_count = False
            kept.append(" ")
    return kept


@lru_cache(maxsize=4_000)
def _has_marks_that_count(letter: str) -> bool:
    return not unicodedata.name(letter, "").startswith(_SCRIPTS_WITHOUT_MARKS)


def _ascii_digit(character: str) -> str:
    value = unicodedata.digit(character, None)
    return character if value is None else str(value)


def _squeezed(word: str) -> str:
    """A letter that follows itself is dropped ("helloo", "adress"); digits keep their number."""
    return "".join(
        letter
        for position, letter in enumerate(word)
        if position == 0 or letter != word[position - 1] or not letter.isalpha()
    )
