"""Takes out of somebody's own words what leads to a person: addresses, handles, long numbers.

Unlike `scrubbing` it leaves all else as it was written: these words are read as their writer's own.
"""

from __future__ import annotations

import re
import unicodedata

GONE = "…"
READ = 4096  # characters; one may become eighteen when compatibility forms are unified
_SIGNS = (
    (re.compile(r" (gmail|hotmail|yahoo|outlook|icloud|protonmail) (com|fr|es)(?![^\W_])"), r"@\1.\2"),
    (re.compile(r"(?<=[a-z0-9])-(at|dot|arroba|arobase|punto|point)-(?=[a-z0-9])"), r" \1 "),
    (re.compile(r" ?[(\[{<] ?\. ?[)\]}>] ?|(?<=\w)。(?=\w)"), "."),
    (re.compile(r"(?<=\w) \. (?=[a-z]{2,12} ?/ ?\w)"), "."),
    (re.compile(r"(?<=\.)([a-z]{2,12}) / ?(?=\w)"), r"\1/"),
    (re.compile(r" (?:underscore|gui[oó]n bajo|tiret bas|شرطة سفلية) "), "_"),
    (re.compile(r" ?[(\[{<] ?(?:@|at|arroba|arobase|chez|آت) ?[)\]}>] ?"), "@"),
    (re.compile(r" ?[(\[{<] ?(?:dot|punto|point|ponto|نقطة) ?[)\]}>] ?"), "."),
    (re.compile(r" (?:arroba|arobase|at sign) "), "@"),
    (re.compile(r" (?:at|en|chez|à|على) (?=(?:[a-z0-9-]{1,40} (?:dot|punto|point|ponto|نقطة) ))"), "@"),
    (
        re.compile(
            r" (?:at|en|chez|à|على|آت) "
            r"(?=(?:gmail|hotmail|yahoo|outlook|icloud|proton|جيميل|هوتميل|ياهو))"
        ),
        "@",
    ),
    (re.compile(r" @(?= |[a-z0-9-]{1,40}\.[a-z])"), "@"),
    (re.compile(r"@ "), "@"),
    (re.compile(r"(?<=@)([a-z0-9-]{1,40}) (?:dot|punto|point|ponto|نقطة|\.) "), r"\1."),
    (re.compile(r"(?<=@)([a-z0-9-]{1,40}) ?\. ?(?=[a-z])"), r"\1."),
    (
        re.compile(r"(?<=[a-z0-9]) (?:dot|punto|point|ponto|نقطة|\.) ?(?=(?:com|org|net|info|gov|edu)\b)"),
        ".",
    ),
    (re.compile(r"(?<=[a-z0-9]) (?:dot|punto|point|ponto) (?=[a-z]{2,6} (?:slash|barra) \w)"), "."),
    (re.compile(r"(?<=\.)([a-z]{2,6}) (?:slash|barra) (?=\w)"), r"\1/"),
)
"""The signs of an address written in words, one after the other, become those signs again."""

ADDRESS = re.compile(
    r"@|://|www\.|(?:^|[^a-z])(?:t|wa)\.me/"
    r"|[\w-]\.(?:com|org|net|info|io|ly|me|gov|edu|app|dev)(?![a-z])"
    r"|[\w-]\.[^\W\d_]{2,12}/[^\W_]"
    r"|[\w-](?:gmail|hotmail|icloud|protonmail)|(?:gmail|hotmail|yahoo|outlook|icloud|protonmail)\.?com"
    r"|^tg:|[\w-]\.com?\.[a-z]{2}(?![a-z])"
    r"|[^\W\d]_\w"
)
"""In a word: of a page, a mailbox or a person, however it is written."""

_WORDS = re.compile(r"\S{1,400}")
_SPELT_ADDRESS = re.compile(
    "|".join(
        rf"(?i:(?<!\S)\S{{1,40}} ?[(\[{{<]? ?(?:{at})(?!\w) ?[)\]}}>]? ?[a-z0-9-]{{1,40}}"
        rf" ?[(\[{{<]? ?(?:{dot})(?!\w) ?[)\]}}>]? ?\w{{2,12}})"
        for at, dot in (("at", "dot"), ("arroba", "punto"), ("arobase|chez", "point"), ("على|آت", "نقطة"))
    )
)
_NUMBER = re.compile(r"[+(]{0,2}\d(?:[ \u00a0().\-\u2010-\u2015/_·•*|]{0,3}\d){6,40}")
_YEARS = re.compile(r"(?:19|20)\d\d ?[-\u2013/] ?(?:19|20)\d\d")


def plain(text: str) -> str:
    """Compatibility forms unified, small letters, digits of all scripts as ASCII, nothing invisible."""
    kept: list[str] = []
    after_digit = False
    for character in unicodedata.normalize("NFKC", text)[:READ].casefold():
        category = unicodedata.category(character)
        if category == "Cf" or category == "Me" or (category == "Mn" and after_digit):
            continue
        value = _digit(character, category)
        after_digit = value is not None
        kept.append(character if value is None else str(value))
    return "".join(kept)


def _digit(character: str, category: str) -> int | None:
    """What a digit of any script means, an ideographic one too."""
    if category == "Lo":
        value = unicodedata.numeric(character, None)
        return int(value) if value is not None and value in range(10) else None
    return unicodedata.digit(character, None) if category[0] == "N" else None


def with_signs(text: str) -> str:
    """A text in small letters, with signs for the words that stand for them in addresses."""
    for pattern, sign in _SIGNS:
        text = pattern.sub(sign, text)
    return text


def without_contact_details(text: str) -> str:
    """The text without web and mail addresses, handles, and numbers of seven and more digits.

    Digits of all scripts count, also those that are drawn; from one year to another stays. Invisible
    characters go.
    """
    seen = "".join(map(_seen, text))
    return _NUMBER.sub(_number, _SPELT_ADDRESS.sub(GONE, _WORDS.sub(_word, seen))).strip()


def _seen(sign: str) -> str:
    """A character without what is not seen; a digit in a circle or in a key as the digit."""
    category = unicodedata.category(sign)
    if sign not in "\u200c\u200d" and (category in ("Cf", "Me") or "\ufe00" <= sign <= "\ufe0f"):
        return ""
    value = unicodedata.digit(sign, None) if category == "No" else None
    return sign if value is None else str(value)


def _word(found: re.Match[str]) -> str:
    unified = unicodedata.normalize("NFKC", found[0]).casefold()
    return GONE if ADDRESS.search(unified) else found[0]


def _number(found: re.Match[str]) -> str:
    return found[0] if _YEARS.fullmatch(found[0]) else GONE
