"""Which FAQ entry does a question mean?"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.domain.normalize import normalize


@dataclass(frozen=True, slots=True)
class Match:
    """One entry that may answer a question; `score` is close to the probability that it is right."""

    entry_id: str
    score: float


class Matcher:
    """Ranks entries by their phrasings; built once, then only read."""

    def __init__(self, phrasings: Iterable[tuple[str, str]]) -> None:
        self._phrasings = [(entry_id, normalize(text)) for entry_id, text in phrasings]

    def rank(self, question: str, limit: int = 5) -> list[Match]:
        """The nearest entries, best first, one match an entry; empty when nothing is known."""
        wanted = normalize(question)
        texts = [text for _, text in self._phrasings]
        best: dict[str, float] = {}
        for _, score, position in process.extract(wanted, texts, scorer=fuzz.token_sort_ratio, limit=50):
            best.setdefault(self._phrasings[position][0], score / 100)
        return [Match(entry_id, score) for entry_id, score in list(best.items())[:limit] if score > 0]
