"""Takes out of somebody's own words what leads to a person: addresses, handles, long numbers.

Unlike `scrubbing` it leaves all else as it was written: these words are read as their writer's own.
"""

from __future__ import annotations

import re
import unicodedata

from bot.matching.recognizing.scrubbing import ADDRESS, GONE

_WORDS = re.compile(r"\S{1,400}")
_NUMBER = re.compile(r"[+(]{0,2}\d(?:[ \u00a0().\-\u2013\u2011/]{0,3}\d){6,40}")
_YEARS = re.compile(r"(?:19|20)\d\d ?[-\u2013/] ?(?:19|20)\d\d")


def without_contact_details(text: str) -> str:
    """The text without web and mail addresses, handles, and numbers of seven and more digits.

    Digits of all scripts count; from one year to another stays. Invisible characters go.
    """
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf" or sign in "\u200c\u200d")
    return _NUMBER.sub(_number, _WORDS.sub(_word, seen)).strip()


def _word(found: re.Match[str]) -> str:
    plain = unicodedata.normalize("NFKC", found[0]).casefold()
    return GONE if ADDRESS.search(plain) else found[0]


def _number(found: re.Match[str]) -> str:
    return found[0] if _YEARS.fullmatch(found[0]) else GONE
