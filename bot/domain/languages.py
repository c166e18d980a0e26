"""Codes of languages as people's phones send them, and how to present a language."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

ENGLISH = "en"
CODE_PATTERN = r"^[a-z]{2,3}$"

# A language is offered under the name its own speakers give it.
NAMES = {
    "am": "አማርኛ",
    "ar": "العربية",
    "bn": "বাংলা",
    "de": "Deutsch",
    "en": "English",
    "es": "español",
    "fa": "فارسی",
    "fr": "français",
    "hi": "हिन्दी",
    "ht": "kreyòl ayisyen",
    "id": "Bahasa Indonesia",
    "it": "italiano",
    "ne": "नेपाली",
    "pl": "polski",
    "ps": "پښتو",
    "pt": "português",
    "ru": "русский",
    "so": "Soomaali",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "tl": "Tagalog",
    "tr": "Türkçe",
    "uk": "українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
}

_WRITTEN = {**{code: code for code in NAMES}, **{name.casefold(): code for code, name in NAMES.items()}}
_BETWEEN = re.compile(r"[,،;؛/]")

_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})

# Codes that older Android releases still send.
_FORMER = {"in": "id", "iw": "he", "ji": "yi", "fil": "tl"}
# Those that we know by another code than the CLDR, which has days, months and numbers of all languages.
_IN_CLDR = {"tl": "fil"}

_CODE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE | re.DOTALL)


def normalise(code: str | None) -> str | None:
    """The bare language in lower case ("pt-br" -> "pt", "ES" -> "es"), None for what is no code."""
    match = _CODE.fullmatch((code or "").strip())
    if match is None:
        return None
    language = match[1].lower()
    return _FORMER.get(language, language)


def cldr_code(language: str) -> str:
    """The code by which the CLDR knows a language."""
    return _IN_CLDR.get(language, language)


def pick(wanted: Iterable[str | None], available: Sequence[str], fallback: str | None = None) -> str:
    """The first of the wanted codes that is available, else `fallback`, else the first that is available."""
    for code in wanted:
        language = normalise(code)
        if language is not None and language in available:
            return language
    return available[0] if fallback is None else fallback


def name(language: str) -> str:
    """The language's name in itself; an unknown language's code."""
    return NAMES.get(language, language)


def listed_in(text: str) -> list[str]:
    """The codes of the languages that somebody lists, by code or own name; what names none as it stands."""
    found: list[str] = []
    for piece in _BETWEEN.split(text):
        words = [piece.strip()] if piece.strip().casefold() in _WRITTEN else piece.split()
        found += [_WRITTEN.get(word.casefold(), word) for word in words]
    return found


def direction(language: str) -> Literal["ltr", "rtl"]:
    return "rtl" if normalise(language) in _RIGHT_TO_LEFT else "ltr"
