"""How well the questions that curators wrote would be answered if nobody had written them.

A phrasing that is known is always answered. So the phrasings are dealt into five parts, and each part is
asked of what was learned from the other four. Two states of the content can be compared: the same text is
always in the same part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.matching.answerer import Answerer
from bot.matching.evaluation import degree, entries
from bot.matching.recognizing.normalize import normalize
from bot.matching.replies import Answered

PARTS = 5


@dataclass(frozen=True, slots=True)
class Own:
    """A question that the content holds, and the entry it stands with."""

    text: str
    entry_id: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: the entry that would be shown first, if any, and how sure that is."""

    shown: str | None
    degree: str

    @property
    def answer(self) -> str | None:
        """The entry, where it is the answer, sure or not."""
        return self.shown if self.degree in ("answered", "unsure") else None


@dataclass(frozen=True, slots=True)
class Change:
    """A question that two states of the content answer differently. `question` is of the later one."""

    question: Own
    before: Outcome
    after: Outcome

    @property
    def is_better(self) -> bool:
        return self.after.answer == self.question.entry_id

    @property
    def is_worse(self) -> bool:
        return self.before.answer == self.question.entry_id


def asked_unknown(questions: Iterable[Own], courtesies: Mapping[str, Sequence[str]]) -> dict[Own, Outcome]:
    """Every question of one language, asked of what is learned from four fifths of the others."""
    found: dict[Own, Outcome] = {}
    parts: list[list[Own]] = [[] for _ in range(PARTS)]
    for question in dict.fromkeys(questions):
        parts[_part_of(question.text)].append(question)
    for number, part in enumerate(parts):
        if not part:
            continue
        known = [(one.entry_id, one.text) for other in parts if other is not part for one in other]
        answerer = Answerer(known, {kind: _without(texts, number) for kind, texts in courtesies.items()})
        for question in part:
            reply = answerer.decide(question.text)
            shown = entries(reply)[:1]
            found[question] = Outcome(shown[0] if shown else None, degree(reply))
    return found


def right(found: Mapping[Own, Outcome]) -> float:
    """The share of questions that their own entry answers."""
    answered = sum(outcome.answer == question.entry_id for question, outcome in found.items())
    return answered / max(len(found), 1)


def changes(before: Mapping[Own, Outcome], after: Mapping[Own, Outcome]) -> Iterator[Change]:
    """The questions of both states that are answered differently, in the order of the later one."""
    earlier = {question.text: outcome for question, outcome in before.items()}
    for question, outcome in after.items():
        former = earlier.get(question.text)
        if former is not None and former.answer != outcome.answer:
            yield Change(question, former, outcome)


def fights(before: Mapping[Own, Outcome], after: Mapping[Own, Outcome]) -> Iterator[tuple[Own, Outcome]]:
    """Questions that another entry would surely answer, and did not before: one of both says too much."""
    sure = Answered.__name__.lower()
    for question, outcome in after.items():
        if outcome.degree == sure and outcome.shown != question.entry_id and before.get(question) != outcome:
            yield question, outcome


def _part_of(text: str) -> int:
    return int.from_bytes(sha256(normalize(text).encode()).digest()[:4]) % PARTS


def _without(texts: Sequence[str], part: int) -> list[str]:
    return [text for text in texts if _part_of(text) != part]
