"""The whole comparison of matchers: every method on every set, then on more and more phrasings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.children import LeftOut
from benchmarks.match_measuring import MatchFigures, measured_apart
from benchmarks.match_sets import MatchSet, synthetic_set
from benchmarks.rankers import OURS, RANKERS, SCIKIT_LEARN

SCALES = (1_000, 10_000)
SCALE_QUESTIONS = 500
SCALE_SECONDS = 10.0  # for the questions of one method at one size


@dataclass(frozen=True, slots=True)
class MatchComparison:
    """One set: figures of each method, and what was left out.

    `ratios` are ours / the best peer's, each figure's own best: nobody may be best in all of them.
    `peer_ratios` are ours / those of `peer`, which of all peers is right most often.
    """

    name: str
    figures: tuple[MatchFigures, ...]
    left_out: tuple[LeftOut, ...]
    ratios: dict[str, float]
    peer: str | None
    peer_ratios: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def compare(match_set: MatchSet, seconds: float, methods: Iterable[str] | None = None) -> MatchComparison:
    """Every method, if none are named, on a set, each in a process of its own, one after another."""
    figures: list[MatchFigures] = []
    left_out: list[LeftOut] = []
    for method in methods or (*RANKERS, SCIKIT_LEARN):
        match measured_apart(method, match_set, seconds):
            case LeftOut() as left:
                left_out.append(left)
            case measured:
                figures.append(measured)
    ours = [found for found in figures if found.method == OURS]
    peers = [found for found in figures if found.method != OURS]
    most_accurate = sorted(peers, key=lambda found: -found.top1)[:1]
    return MatchComparison(
        name=match_set.name,
        figures=tuple(figures),
        left_out=tuple(left_out),
        ratios=_ratios(ours, peers),
        peer=most_accurate[0].method if most_accurate else None,
        peer_ratios=_ratios(ours, most_accurate),
    )


def compare_scales(
    source: MatchSet, sizes: Sequence[int] = SCALES, seconds: float = SCALE_SECONDS
) -> list[MatchComparison]:
    """Synthetic sets of these sizes; scikit-learn, whose training takes minutes there, is not asked."""
    return [compare(synthetic_set(source, size, SCALE_QUESTIONS), seconds, RANKERS) for size in sizes]


def plain(figures: MatchFigures) -> dict[str, float | None]:
    """The figures by name, one AUROC a kind as `auroc/kind`."""
    values: dict[str, float | None] = {
        "top1": figures.top1,
        **{f"auroc/{kind}": value for kind, value in figures.auroc.items()},
        "median_ms": figures.median_ms,
        "p99_ms": figures.p99_ms,
        "build_seconds": figures.build_seconds,
        "resident_mb": figures.resident_mb,
        "peak_mb": figures.peak_mb,
    }
    return values


def _ratios(ours: Sequence[MatchFigures], peers: Sequence[MatchFigures]) -> dict[str, float]:
    """Ours / the best of the peers', by the name of the figure; left out where one is missing or zero."""
    ratios = {}
    others = [plain(peer) for peer in peers]
    for name, mine in (pair for found in ours for pair in plain(found).items()):
        best = max if name == "top1" or name.startswith("auroc/") else min
        values = [value for other in others if (value := other.get(name)) is not None]
        if mine is not None and values and (of_best := best(values)):
            ratios[name] = mine / of_best
    return ratios
