"""How well replies fit questions whose right entry is known."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from bot.domain.answering import Answered, Courtesy, Reply, Suggested

_FACETS = ("lang", "style", "kind")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of questions by what became of them.

    With an entry to find: right, wrong (another entry was the answer), suggested (a right entry among
    the first three suggestions), missed (everything else). Without one: refused, and false answers.
    Two questions in one message count among the right ones when one of them was answered, and in
    `both` when both were.
    """

    right: int = 0
    wrong: int = 0
    suggested: int = 0
    missed: int = 0
    refused: int = 0
    false_answers: int = 0
    two: int = 0
    both: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def answerable(self) -> int:
        """Questions with an entry to find."""
        return self.right + self.wrong + self.suggested + self.missed

    @property
    def unanswerable(self) -> int:
        """Questions that must not be answered."""
        return self.refused + self.false_answers

    def shares(self) -> dict[str, float]:
        """Shares of the questions each count can come from; left out where there is none."""
        of_answerable = ("right", "wrong", "suggested", "missed")
        of_unanswerable = ("refused", "false_answers")
        counted = asdict(self)
        return (
            {name: counted[name] / self.answerable for name in of_answerable if self.answerable}
            | {name: counted[name] / self.unanswerable for name in of_unanswerable if self.unanswerable}
            | ({"both": self.both / self.two} if self.two else {})
        )


@dataclass(frozen=True, slots=True)
class Slip:
    """A question that was answered wrongly, or answered although nothing answers it, or not found."""

    question_id: str
    question: str
    expected: tuple[str, ...]
    outcome: str
    entry_ids: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of an evaluation; `left_out` counts questions none of whose entries exists."""

    total: Tally = field(default_factory=Tally)
    left_out: int = 0
    by_language: Mapping[str, Tally] = field(default_factory=dict)
    by_style: Mapping[str, Tally] = field(default_factory=dict)
    by_kind: Mapping[str, Tally] = field(default_factory=dict)
    slips: tuple[Slip, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: counts and shares, facet by facet, and the slips."""
        return {
            "left_out": self.left_out,
            "total": _plain(self.total),
            "by_language": {name: _plain(tally) for name, tally in self.by_language.items()},
            "by_style": {name: _plain(tally) for name, tally in self.by_style.items()},
            "by_kind": {name: _plain(tally) for name, tally in self.by_kind.items()},
            "slips": [asdict(slip) for slip in self.slips],
        }


def evaluate(
    questions: Iterable[Mapping[str, Any]],
    decide: Callable[[str], Reply],
    existing: Collection[str] | None = None,
) -> Report:
    """Asks every question and compares the reply with what it expects.

    A question has `q`, `expect` (a list of entry ids, any of which is right, or "none") and, all
    optional, `id`, `lang`, `style` and `kind`; kind `two` wants all of its ids. With `existing`, only
    those entries count as expected, and a question none of whose entries exists is left out.
    """
    total, left_out = Tally(), 0
    facets: dict[str, dict[str, Tally]] = {facet: defaultdict(Tally) for facet in _FACETS}
    slips: list[Slip] = []
    for question in questions:
        expected = () if question["expect"] == "none" else tuple(question["expect"])
        findable = tuple(entry_id for entry_id in expected if existing is None or entry_id in existing)
        if expected and not findable:
            left_out += 1
            continue
        reply = decide(question["q"])
        tally = _judged(reply, findable, two=question.get("kind") == "two")
        total += tally
        for facet in _FACETS:
            facets[facet][str(question.get(facet, "unknown"))] += tally
        if tally.wrong or tally.missed or tally.false_answers:
            slips.append(_slip(question, findable, reply))
    by_language, by_style, by_kind = (dict(sorted(facets[facet].items())) for facet in _FACETS)
    return Report(total, left_out, by_language, by_style, by_kind, tuple(slips))


def _judged(reply: Reply, expected: tuple[str, ...], *, two: bool) -> Tally:
    entry_ids = () if isinstance(reply, Courtesy) else reply.entry_ids
    if not expected:
        answered = isinstance(reply, Answered)
        return Tally(false_answers=int(answered), refused=int(not answered))
    found = any(entry_id in expected for entry_id in entry_ids[:3])
    pair = Tally(two=1, both=int(isinstance(reply, Answered) and set(expected) <= set(entry_ids)))
    match reply:
        case Answered():
            outcome = Tally(right=1) if found else Tally(wrong=1)
        case Suggested() if found:
            outcome = Tally(suggested=1)
        case _:
            outcome = Tally(missed=1)
    return outcome + pair if two else outcome


def _slip(question: Mapping[str, Any], expected: tuple[str, ...], reply: Reply) -> Slip:
    outcome = type(reply).__name__.lower()
    if isinstance(reply, Courtesy):
        return Slip(str(question.get("id", "")), question["q"], expected, f"{outcome} {reply.kind}", (), 1.0)
    return Slip(str(question.get("id", "")), question["q"], expected, outcome, reply.entry_ids, reply.score)


def _plain(tally: Tally) -> dict[str, Any]:
    return {"counts": asdict(tally), "shares": {name: round(x, 4) for name, x in tally.shares().items()}}
