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
_REPEATED = re.compile(r"(.)\1+")

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


_MOST_MARKS = 8
"""On one letter; no script has as many, and a letter with thousands would take the square of their number."""

_REMEMBERED = 4_000
_REMEMBERED_WORDS = 50_000
"""More than all phrasings have: at the start each is normalized three times."""

_LONGEST_REMEMBERED = 40
"""Characters; whoever writes longer words may not fill the memory with them."""


def normalize(text: str) -> str:
    """Lower-case words parted by one space; empty when there is no letter and no digit.

    Compatibility forms are unified (NFKC), case is folded, accents and Arabic vowel signs fall, Arabic
    letters that are typed for one another are folded, digits of all scripts become ASCII, a repeated
    letter stands once. Letters, marks and numbers of every script survive. Normalizing twice changes
    nothing. Time grows with the length of the text.
    """
    return " ".join(filter(None, map(_normalized, text.split())))


def _normalized(piece: str) -> str:
    """The words of what stands between two blanks; most of it has been asked before."""
    return _remembered(piece) if len(piece) <= _LONGEST_REMEMBERED else _words(piece)


def _words(piece: str) -> str:
    piece = _ENGLISH_ENDINGS.sub("", piece)
    if piece.isascii():
        return _squeezed(" ".join(_ASCII_GAPS.sub(" ", piece.lower()).split()))
    spelled = _with_marks_that_count("".join(map(_spelled, piece)))
    return _squeezed(" ".join(unicodedata.normalize("NFC", spelled).split()))


@lru_cache(maxsize=_REMEMBERED)
def _spelled(character: str) -> str:
    """One character's letters, marks and digits, in lower case and taken apart; a space for anything else."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(map(_kept, apart.translate(_FOLDED_LETTERS)))


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category[0] == "N":
        value = unicodedata.digit(character, None)
        return character if value is None else str(value)
    return character if category[0] in "LM" else " "


def _with_marks_that_count(text: str) -> str:
    """The text without the marks that are optional, and without the marks beyond a letter's first."""
    marks = {character for character in set(text) if _is_mark(character)}
    if not marks:
        return text
    if not any(map(_has_marks_that_count, set(text) - marks)):
        return text.translate(dict.fromkeys(map(ord, marks)))
    kept: list[str] = []
    room = 0
    for character in text:
        if character in marks:
            if room:
                room -= 1
                kept.append(character)
        else:
            room = _MOST_MARKS if _has_marks_that_count(character) else 0
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=_REMEMBERED)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


@lru_cache(maxsize=_REMEMBERED)
def _has_marks_that_count(character: str) -> bool:
    is_letter = unicodedata.category(character)[0] == "L"
    return is_letter and not unicodedata.name(character, "").startswith(_SCRIPTS_WITHOUT_MARKS)


def _squeezed(text: str) -> str:
    """A letter that follows itself is dropped ("helloo", "adress"); digits keep their number."""
    return _REPEATED.sub(lambda found: found[1] if found[1].isalpha() else found[0], text)


_remembered = lru_cache(maxsize=_REMEMBERED_WORDS)(_words)


def forget_pieces() -> None:
    """What was remembered while much was read: of messages, a few are asked about again."""
    _remembered.cache_clear()
