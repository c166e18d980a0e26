"""Which FAQ entry does a question mean?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Self

import numpy as np

from bot.matching.ranking.array_file import Arrays, array_as_texts, found_under, put_under, texts_as_array
from bot.matching.ranking.calibration import probability
from bot.matching.ranking.scorer import Evidence
from bot.matching.ranking.scorers_by_language import Panel
from bot.matching.ranking.sparse_matrix import Floats
from bot.matching.ranking.text_table import TextTable
from bot.matching.recognizing.normalize import normalize

_LONGEST_TEXT = 1_000
"""Characters that are read of a question or phrasing; Telegram sends up to 4,096, no FAQ needs them."""

_EXACT_SCORE = 0.99

_REMEMBERED = 16  # texts: a message is asked about again beside each of its parts

_LENT = np.float32(0.4)
"""How much of what the message says is heard beside a part of it; a quarter is nearly as good, a half too."""


@dataclass(frozen=True, slots=True)
class Match:
    """One entry that may answer a question; `score` is close to the probability that it is right."""

    entry_id: str
    score: float


@dataclass(frozen=True, slots=True)
class StandsIn:
    """The words of the message that a part stands in, and the entry which another part of it asks for."""

    words: tuple[str, ...]
    entry_id: str


class Matcher:
    """Ranks entries by their phrasings; built once, then only read."""

    def __init__(
        self, phrasings: Iterable[tuple[str, str]], languages: Sequence[str] = (), *, trained: bool = True
    ) -> None:
        """Any number of (entry id, phrasing), in any order; `languages` says in which each of them stands.

        What is in one language is trained by itself. Without `languages` all is in one. Phrasings without a
        letter or digit are left out. What is not trained is built in a fifth of the time, and finds some
        points less.
        """
        phrasings = list(phrasings)
        languages = languages or [""] * len(phrasings)
        known = [
            (entry_id, text, language)
            for (entry_id, raw), language in zip(phrasings, languages, strict=True)
            if (text := normalize(raw[:_LONGEST_TEXT]))
        ]
        numbers: dict[str, int] = {}
        classes = np.array([numbers.setdefault(entry_id, len(numbers)) for entry_id, _, _ in known], np.intp)
        texts = [text for _, text, _ in known]
        self._entry_ids = list(numbers)
        self._exact, self._exact_entries = TextTable.of(texts), classes.astype(np.int32)
        self._panel = (
            Panel.of(texts, classes, len(numbers), [language for _, _, language in known], trained=trained)
            if texts
            else None
        )

    @cached_property
    def _evidence(self) -> Callable[[tuple[str, ...]], Evidence] | None:
        """What speaks for each entry in some words; None where there are no phrasings."""
        return lru_cache(maxsize=_REMEMBERED)(self._panel.evidence) if self._panel else None

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same matcher of, without the time that building takes."""
        arrays: Arrays = {"entries": texts_as_array(self._entry_ids), "phrased": self._exact_entries}
        arrays |= put_under("phrasings", self._exact.to_arrays())
        return arrays | (put_under("panel", self._panel.to_arrays()) if self._panel else {})

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The matcher that `to_arrays` described; KeyError, TypeError or ValueError if it described none."""
        matcher = cls.__new__(cls)
        matcher._entry_ids = array_as_texts(arrays["entries"])
        matcher._exact = TextTable.from_arrays(found_under("phrasings", arrays))
        matcher._exact_entries = arrays["phrased"]
        panel = found_under("panel", arrays)
        matcher._panel = Panel.from_arrays(panel) if panel else None
        return matcher

    def rank(self, question: str, limit: int = 5) -> list[Match]:
        """The nearest entries, best first, one match an entry; empty when nothing is known.

        A question that is a phrasing, up to normalization, ranks that phrasing's entry first.
        """
        return self.rank_words(normalize(question[:_LONGEST_TEXT]).split(), limit)

    def is_phrasing(self, words: Sequence[str]) -> bool:
        """Whether normalized words are a phrasing of some entry, from the first to the last."""
        return len(self._exact.places(" ".join(words))) > 0

    def rank_words(self, words: Sequence[str], limit: int = 5, beside: StandsIn | None = None) -> list[Match]:
        """The same for the words of a question that is normalized already.

        A part of a message often leans on the rest for its subject ("and the national ones?"): what stands
        `beside` it is heard too, and the entry that is asked for already comes last.
        """
        text = " ".join(words)
        if len(text) > _LONGEST_TEXT:  # a character may be normalized to eighteen
            words = text[:_LONGEST_TEXT].split()
        if self._evidence is None or not words or limit < 1:
            return []
        evidence = self._evidence(tuple(words))
        if not evidence.is_known:
            return []
        if beside is not None:
            evidence = self._leaning(evidence, self._evidence(beside.words), beside.entry_id)
        scores = _probabilities(evidence.scores, probability(evidence, len(words)))
        exact = list(dict.fromkeys(self._exact_entries[self._exact.places(text)].tolist()))
        if exact:
            scores *= (1 - _EXACT_SCORE) / max(float(scores.sum()), _EXACT_SCORE)
            scores[exact] = _EXACT_SCORE / len(exact)
        return [Match(self._entry_ids[number], float(scores[number])) for number in _greatest(scores, limit)]

    def _leaning(self, part: Evidence, message: Evidence, asked_for: str) -> Evidence:
        scores = part.scores + _LENT * message.scores
        if asked_for in self._entry_ids:  # what is named outright may have no phrasing
            scores[self._entry_ids.index(asked_for)] = scores.min()
        return Evidence(scores, part.explained, part.is_known)


def _greatest(scores: Floats, limit: int) -> list[int]:
    """The places of the greatest scores, greatest first and equal ones in their order."""
    least = np.partition(scores, -limit)[-limit] if limit < len(scores) else -np.inf
    places = np.flatnonzero(scores >= least)
    found: list[int] = places[np.argsort(-scores[places], kind="stable")][:limit].tolist()
    return found


def _probabilities(log_odds: Floats, best_probability: float) -> Floats:
    """Shares of the entries, the best one having the given probability, all adding up to at most one."""
    shares: Floats = np.exp(log_odds - log_odds.max())
    best = int(shares.argmax())
    others = float(shares.sum()) - 1
    if others > 0:
        shares *= min(best_probability, (1 - best_probability) / others)
    shares[best] = best_probability
    return shares
