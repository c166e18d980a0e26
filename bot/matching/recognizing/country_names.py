"""Which states a message names.

A name is found in any language that the names are given in; a longer word may be misspelt. What may be two
states is never guessed: it is `unclear`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.phrases import Phrases
from bot.matching.recognizing.slips import Slips

SHORTEST_MISSPELT = 6
"""Letters from which on a name may be misspelt by one; shorter ones are too near to ordinary words."""

REGION = "region"
"""The code of a name that is no state's: of several states, or of a part of one."""

_ARABIC_BEFORE = ("و", "ب", "ل", "ف", "ك")
_ARABIC_THE = "ال"


@dataclass(frozen=True, slots=True)
class Countries:
    """Codes of ISO 3166 as the message names them; for each unclear name the states that share it."""

    named: tuple[str, ...] = ()
    unclear: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.named or self.unclear)


class CountryNames:
    """Built once from the names and words of all languages, then only read."""

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        ordinary: Iterable[str] = (),
        regions: Iterable[str] = (),
    ) -> None:
        """`names` by code: a name of several codes is unclear. `ordinary` words are no misspelt names."""
        self._names = Phrases(
            (spelling, code)
            for code, given in (*names.items(), (REGION, regions))
            for name in given
            for spelling in _spellings(name)
        )
        self._ordinary = {word for text in ordinary for word in normalize(text).split()}
        self._known = set(self._names.words())
        self._slips = Slips(word for word in self._known if len(word) >= SHORTEST_MISSPELT)

    def read(self, words: Sequence[str]) -> Iterator[tuple[Sequence[str], tuple[str, ...]]]:
        """Normalized words in their order: names with the codes of their states, and all between."""
        spelled = [self._spelled(word) for word in words]
        place = between = 0
        while place < len(words):
            codes, length = self._names.at(spelled, place)
            if codes:
                if between < place:
                    yield words[between:place], ()
                between = place + length
                yield words[place:between], codes
            place += max(1, length)
        if between < len(words):
            yield words[between:], ()

    def is_name(self, word: str) -> bool:
        """Whether a normalized word by itself is a name as it stands."""
        return bool(self._names.of(word))

    def is_ordinary(self, words: Sequence[str]) -> bool:
        """Whether normalized words are an ordinary word too, be it a name or not."""
        return len(words) == 1 and words[0] in self._ordinary

    def _spelled(self, word: str) -> str:
        """A word as it stands in a name: without what Arabic joins to it, and without one slip."""
        if word in self._known or word in self._ordinary:
            return word
        if word[0] in _ARABIC_BEFORE and len(word) > 3:
            rest = word[1:]
            for without in (rest, _ARABIC_THE + rest[1:] if word.startswith("لل") else rest):
                if self._names.of(without):
                    return without
        if len(word) < SHORTEST_MISSPELT - 1 or not word.isalpha():
            return word
        near = [known for known in self._slips.of(word) if known[0] == word[0]]
        meant = {self._names.of(known) for known in near}
        return min(near) if len(meant) == 1 else word


def _spellings(name: str) -> Iterable[str]:
    """A name as it may stand in a normalized text; an Arabic one without its article too."""
    spelling = normalize(name)
    yield spelling
    if spelling.startswith(_ARABIC_THE) and " " not in spelling and len(spelling) > 5:
        yield spelling.removeprefix(_ARABIC_THE)
