"""What to reply to a message: an answer, suggestions, a courtesy, or an honest "I don't know"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.matcher import Matcher
from bot.domain.normalize import normalize


@dataclass(frozen=True, slots=True)
class Answered:
    """The message asks for these entries: one, or one for each question it holds."""

    entry_ids: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Suggested:
    """Up to three entries that the message may mean, best first."""

    entry_ids: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Missed:
    """Nothing fits; the nearest entries are for whoever looks after the FAQ, and may be none."""

    entry_ids: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Courtesy:
    """Small talk, or a personal case: replied to by kind, never from the FAQ."""

    kind: str


Reply = Answered | Suggested | Missed | Courtesy


class Answerer:
    """Decides on messages; built once from the content, then only read."""

    def __init__(self, phrasings: Iterable[tuple[str, str]], courtesies: Mapping[str, Sequence[str]]) -> None:
        self._matcher = Matcher(phrasings)
        self._courtesies = {normalize(text): kind for kind, texts in courtesies.items() for text in texts}

    def decide(self, text: str) -> Reply:
        """The reply to one message, whatever it holds."""
        kind = self._courtesies.get(normalize(text))
        if kind:
            return Courtesy(kind)
        matches = self._matcher.rank(text, limit=3)
        entry_ids = tuple(match.entry_id for match in matches)
        score = matches[0].score if matches else 0.0
        if score >= 0.7:
            return Answered(entry_ids[:1], score)
        if score >= 0.4:
            return Suggested(entry_ids, score)
        return Missed(entry_ids, score)
