"""How well replies fit questions whose right entry is known."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from bot.matching.danger.danger_signs import Danger
from bot.matching.ranking.calibration import SURE, UNSURE
from bot.matching.replies import Answered, Courtesy, Reply, Suggested

_FACETS = ("lang", "style", "kind")
_COURTESY = "courtesy-"
_REPORTED_AS = {Danger.AUTHORITIES: Danger.ANY, "thanks": "warmth"}
"""Kinds that differ in their words alone, by the kind that they are counted as."""

_POINTS = tuple(sorted({0.05, 0.1, 0.2, 0.3, UNSURE, 0.4, 0.5, 0.6, SURE, 0.8, 0.9}))
SHOWN = (
    *("sure_right", "sure_wrong", "unsure_right", "unsure_wrong", "suggested", "missed", "found"),
    *("sure_false", "unsure_false", "both"),
)
"""The shares of a tally that say most."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of questions by what became of them.

    With an entry to find: right or wrong (another entry was the answer), each surely or with a doubt,
    suggested (a right entry among the first three suggestions), missed (everything else); `found` are
    those whose right entry was the answer, stood below an unsure one, or was suggested. Without one:
    refused, and false answers, surely or with a doubt. Two questions in one message count among the right
    ones when one of them was answered, and in `both` when both were.
    """

    sure_right: int = 0
    sure_wrong: int = 0
    unsure_right: int = 0
    unsure_wrong: int = 0
    suggested: int = 0
    missed: int = 0
    found: int = 0
    refused: int = 0
    sure_false: int = 0
    unsure_false: int = 0
    two: int = 0
    both: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def right(self) -> int:
        """Right answers, sure or unsure."""
        return self.sure_right + self.unsure_right

    @property
    def wrong(self) -> int:
        """Wrong answers, sure or unsure."""
        return self.sure_wrong + self.unsure_wrong

    @property
    def false_answers(self) -> int:
        """Answers where there is none, sure or unsure."""
        return self.sure_false + self.unsure_false

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
        of = dict.fromkeys(SHOWN[:7], self.answerable)
        of |= dict.fromkeys(("refused", *SHOWN[7:9]), self.unanswerable) | {"both": self.two}
        return {name: getattr(self, name) / asked for name, asked in of.items() if asked}


@dataclass(frozen=True, slots=True)
class Told:
    """Of one kind of courtesy: how many questions ask for it, how many of them were told, and how many that
    ask for an entry or another courtesy were taken for it."""

    asked: int = 0
    told: int = 0
    wrongly: int = 0

    def __add__(self, other: "Told") -> "Told":
        return Told(self.asked + other.asked, self.told + other.told, self.wrongly + other.wrongly)


@dataclass(frozen=True, slots=True)
class Point:
    """The shares answered rightly, wrongly and falsely if all with at least this score were answered."""

    score: float
    right: float
    wrong: float
    false: float


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
    courtesies: Mapping[str, Told] = field(default_factory=dict)
    curve: tuple[Point, ...] = ()
    slips: tuple[Slip, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: counts and shares, facet by facet, and the slips."""
        return {
            "left_out": self.left_out,
            "total": _plain(self.total),
            "by_language": {name: _plain(tally) for name, tally in self.by_language.items()},
            "by_style": {name: _plain(tally) for name, tally in self.by_style.items()},
            "by_kind": {name: _plain(tally) for name, tally in self.by_kind.items()},
            "courtesies": {kind: asdict(told) for kind, told in self.courtesies.items()},
            "curve": [asdict(point) for point in self.curve],
            "slips": [asdict(slip) for slip in self.slips],
        }


def evaluate(
    questions: Iterable[Mapping[str, Any]],
    decide: Callable[[str], Reply],
    existing: Collection[str] | None = None,
) -> Report:
    """Asks every question and compares the reply with what it expects.

    A question has `q`, `expect` (a list of entry ids or `courtesy-KIND`, any of which is right, or "none")
    and, all optional, `id`, `lang`, `style` and `kind`; kind `two` wants all of its ids. With `existing`,
    only those entries count as expected, and a question none of whose entries exists is left out. What
    asks for courtesies alone is counted among the courtesies only.
    """
    total, left_out = Tally(), 0
    courtesies: dict[str, Told] = defaultdict(Told)
    scored: list[tuple[float, str]] = []
    facets: dict[str, dict[str, Tally]] = {facet: defaultdict(Tally) for facet in _FACETS}
    slips: list[Slip] = []
    for question in questions:
        expected = () if question["expect"] == "none" else tuple(map(_reported_as, question["expect"]))
        findable = tuple(
            name for name in expected if existing is None or name in existing or name.startswith(_COURTESY)
        )
        if expected and not findable:
            left_out += 1
            continue
        reply = decide(question["q"])
        _note_courtesies(courtesies, reply, findable)
        if findable and all(name.startswith(_COURTESY) for name in findable):
            if named(reply) not in findable:
                slips.append(_slip(question, findable, reply))
            continue
        two = question.get("kind") == "two"
        tally = _judged(reply, findable, two=two)
        total += tally
        if not two:
            scored.append(_scored(reply, findable))
        for facet in _FACETS:
            facets[facet][str(question.get(facet, "unknown"))] += tally
        if tally.wrong or tally.missed or tally.false_answers:
            slips.append(_slip(question, findable, reply))
    by_language, by_style, by_kind = (dict(sorted(facets[facet].items())) for facet in _FACETS)
    told = dict(sorted(courtesies.items()))
    return Report(total, left_out, by_language, by_style, by_kind, told, _curve(scored), tuple(slips))


def degree(reply: Reply) -> str:
    """What becomes of a question in one word."""
    if isinstance(reply, Answered) and not reply.is_sure:
        return "unsure"
    return type(reply).__name__.lower()


def entries(reply: Reply) -> tuple[str, ...]:
    """The entries that a reply shows or offers, best first; none of a courtesy."""
    if isinstance(reply, Answered):
        return (*reply.entry_ids, *reply.near)
    return reply.entry_ids if isinstance(reply, Suggested) else ()


def named(reply: Reply) -> str | None:
    """A courtesy by the name of its kind, as questions ask for it."""
    if not isinstance(reply, Courtesy):
        return None
    return _reported_as(_COURTESY + reply.kind)


def _reported_as(name: str) -> str:
    """An expected id; of a courtesy that by which it is counted."""
    kind = name.removeprefix(_COURTESY)
    return name if kind == name else _COURTESY + _REPORTED_AS.get(kind, kind)


def _note_courtesies(courtesies: dict[str, Told], reply: Reply, expected: tuple[str, ...]) -> None:
    name = named(reply)
    asked = [kind for kind in expected if kind.startswith(_COURTESY)]
    if asked:
        kind = name if name in asked else asked[0]
        courtesies[kind.removeprefix(_COURTESY)] += Told(asked=1, told=int(name in asked))
    if name is not None and expected and name not in asked:
        courtesies[name.removeprefix(_COURTESY)] += Told(wrongly=1)


def _judged(reply: Reply, expected: tuple[str, ...], *, two: bool) -> Tally:
    sure = isinstance(reply, Answered) and reply.is_sure
    unsure = isinstance(reply, Answered) and not reply.is_sure
    if not expected:
        return Tally(sure_false=int(sure), unsure_false=int(unsure), refused=int(not sure and not unsure))
    found = any(name in expected for name in entries(reply)[:3]) or named(reply) in expected
    shown = reply.entry_ids if isinstance(reply, Answered) else ()
    right = any(entry_id in expected for entry_id in shown) or named(reply) in expected
    sure = sure or isinstance(reply, Courtesy)
    pair = Tally(two=int(two), both=int(two and set(expected) <= set(shown)))
    if right or isinstance(reply, Answered):
        outcome = Tally(
            sure_right=int(sure and right),
            sure_wrong=int(sure and not right),
            unsure_right=int(unsure and right),
            unsure_wrong=int(unsure and not right),
        )
    else:
        outcome = Tally(suggested=int(found), missed=int(not found))
    return outcome + pair + Tally(found=int(found or right))


def _scored(reply: Reply, expected: tuple[str, ...]) -> tuple[float, str]:
    """The score of the entry that comes first, and what answering with it would be."""
    first = entries(reply)[:1]
    score = 0.0 if isinstance(reply, Courtesy) or not first else reply.score
    if not expected:
        return score, "false"
    return score, "right" if first and first[0] in expected else "wrong"


def _curve(scored: list[tuple[float, str]]) -> tuple[Point, ...]:
    answerable = sum(outcome != "false" for _, outcome in scored)
    of = {"right": answerable, "wrong": answerable, "false": len(scored) - answerable}

    def share(outcome: str, least: float) -> float:
        reached = sum(score >= least and found == outcome for score, found in scored)
        return reached / max(of[outcome], 1)

    return tuple(Point(least, *(share(name, least) for name in of)) for least in _POINTS)


def _slip(question: Mapping[str, Any], expected: tuple[str, ...], reply: Reply) -> Slip:
    outcome = f"courtesy {reply.kind}" if isinstance(reply, Courtesy) else degree(reply)
    score = 1.0 if isinstance(reply, Courtesy) else reply.score
    return Slip(str(question.get("id", "")), question["q"], expected, outcome, entries(reply), score)


def _plain(tally: Tally) -> dict[str, Any]:
    return {"counts": asdict(tally), "shares": {name: round(x, 4) for name, x in tally.shares().items()}}
