"""Finds the names in an English text: what begins with a capital where no sentence begins."""

import re
from collections.abc import Container, Iterator

_ADDRESS = re.compile(r"https?://\S+")
_NAME = re.compile(r"\b[A-ZÀ-Þ]\w*(?:[-.’']\w+)*(?: [A-ZÀ-Þ]\w*(?:[-.’']\w+)*)*")
_BEGINNING = re.compile(r"(?:^|[.!?:;…][)”\"*]*\s)[•*\"“‘'(\s]*$")
_POSSESSIVE = re.compile(r"['’]s?\b(?!\w)")
_SMALL = re.compile(r"\b[a-zà-ÿ][\w-]*")


def names(text: str, ordinary: Container[str]) -> Iterator[str]:
    """The names of one or several words.

    The first word of a line or sentence counts when it is not among the `ordinary` words (small letters).
    """
    for line in _ADDRESS.sub("", text).splitlines():
        for match in _NAME.finditer(_POSSESSIVE.sub("", line)):
            name = match.group()
            first, _, rest = name.partition(" ")
            begins = _BEGINNING.search(match.string[: match.start()])
            if begins and re.split("[-’']", first)[0].lower() in ordinary:
                name = rest
            if name:
                yield name


def ordinary_words(text: str) -> set[str]:
    """The words that the text writes in small letters somewhere."""
    return set(_SMALL.findall(text))


def evened(text: str) -> str:
    """For comparing names: small letters, one space for every gap, line end and hyphen, no possessives."""
    return re.sub(r"[\s\-–]+", " ", _POSSESSIVE.sub("", text).replace("*", "")).lower()
