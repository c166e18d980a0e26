"""Which states a message names, and whether it asks how they voted on the Compact.

A name is found in any language that the names are given in; a longer word may be misspelt. What may be two
states is never guessed: it is `unclear`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from bot.domain.normalize import normalize
from bot.domain.phrases import Phrases

SHORTEST_MISSPELT = 6
"""Letters from which on a name may be misspelt by one; shorter ones are too near to ordinary words."""

MOST_WORDS = 40
"""Who writes more tells a story, and the states in it are not what is asked."""

_ARABIC_BEFORE = ("و", "ب", "ل", "ف", "ك")
_ARABIC_THE = "ال"


class About(StrEnum):
    """What a word says about a question in which a state is named."""

    VOTE = "vote"  # enough by itself
    SIGN = "sign"  # enough where nothing else is asked
    INSIDE = "inside"  # enough together with BEING and COMPACT
    BEING = "being"
    COMPACT = "compact"
    FILLER = "filler"
    OTHER = "other"  # the question is about another vote or another treaty


MOST_UNREAD = {About.VOTE: 5, About.SIGN: 1, About.INSIDE: 0}
"""How many words may mean nothing to us before the question is taken for another one."""


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
        words: Mapping[About, Iterable[str]],
        not_names: Iterable[str] = (),
    ) -> None:
        """`names` by code: a name that several codes have is unclear. A star stands for any ending.

        `not_names` are ordinary words that are one letter from a name.
        """
        self._names = Phrases(
            (spelling, code)
            for code, given in names.items()
            for name in given
            for spelling in _spellings(name)
        )
        self._words = Phrases(
            (normalize(word), about) for about, group in words.items() for word in group if word[-1] != "*"
        )
        self._beginnings = {
            normalize(word): about for about, group in words.items() for word in group if word[-1] == "*"
        }
        self._ordinary = {normalize(word) for word in not_names} | set(self._words.words())
        self._known = set(self._names.words())
        self._near: dict[str, set[str]] = {}
        for word in self._known:
            if len(word) >= SHORTEST_MISSPELT:
                for shorter in _without_one(word):
                    self._near.setdefault(shorter, set()).add(word)

    def find(self, text: str) -> Countries:
        """The states that a text names."""
        return self._find(normalize(text).split()[: 2 * MOST_WORDS])[0]

    def are_all_of(self, text: str) -> bool:
        """Whether a text is nothing but names of states, and words that mean nothing beside them."""
        words = normalize(text[:200]).split()
        found, rest = self._find(words)
        return bool(found) and all(
            self._about(rest, place) == (About.FILLER, 1) for place in range(len(rest))
        )

    def asks_for_vote(self, question: str) -> bool:
        """Whether a normalized question asks how the states that it names voted, or whether they are in."""
        words = question.split()
        if len(words) > MOST_WORDS or not any(self._is_telling(word) for word in words):
            return False
        found, rest = self._find(words)
        if not found:
            return False
        abouts, unread, place = set[About](), 0, 0
        while place < len(rest):
            about, length = self._about(rest, place)
            if about is None:
                unread += 1
            else:
                abouts.add(about)
            place += max(1, length)
        if About.OTHER in abouts:
            return False
        if About.INSIDE in abouts and not {About.BEING, About.COMPACT} <= abouts:
            abouts.remove(About.INSIDE)
        return any(about in abouts and unread <= most for about, most in MOST_UNREAD.items())

    def _is_telling(self, word: str) -> bool:
        about = self._about([word], 0)[0]
        return about is not None and about in MOST_UNREAD

    def _about(self, words: Sequence[str], place: int) -> tuple[About | None, int]:
        found, length = self._words.at(words, place)
        if found:
            return found[0], length
        word = words[place]
        for size in range(len(word), 2, -1):
            if about := self._beginnings.get(word[:size]):
                return about, 1
        return None, 1

    def _find(self, words: Sequence[str]) -> tuple[Countries, list[str]]:
        """What states the words name, and the words that are no part of a name."""
        spelled = [self._spelled(word) for word in words]
        named: dict[str, None] = {}
        unclear: dict[tuple[str, ...], None] = {}
        rest: list[str] = []
        place = 0
        while place < len(words):
            codes, length = self._names.at(spelled, place)
            if len(codes) == 1:
                named[codes[0]] = None
            elif codes:
                unclear[tuple(sorted(codes))] = None
            else:
                rest.append(words[place])
            place += max(1, length)
        return Countries(tuple(named), tuple(unclear)), rest

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
        candidates = {known for shorter in _without_one(word) for known in self._near.get(shorter, ())}
        near = [known for known in candidates if known[0] == word[0] and OSA.distance(word, known) == 1]
        meant = {self._names.of(known) for known in near}
        return min(near) if len(meant) == 1 else word


def _spellings(name: str) -> Iterable[str]:
    """A name as it may stand in a normalized text; an Arabic one without its article too."""
    spelling = normalize(name)
    yield spelling
    if spelling.startswith(_ARABIC_THE) and " " not in spelling and len(spelling) > 5:
        yield spelling.removeprefix(_ARABIC_THE)


def _without_one(word: str) -> set[str]:
    """A word and what is left of it without any one letter: two that share one of these are near."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
