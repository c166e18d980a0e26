"""One ranker on one set: how often it is right, how well its score tells, how long it takes.

`python -m benchmarks.match_measuring` measures in a process of its own: see `measured_apart`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.children import Json, LeftOut, answer_parent, ask_child
from benchmarks.match_sets import MatchSet
from benchmarks.rankers import builder

BUILD_SECONDS = 120.0  # a ranker that builds longer is given up
_SEED = 13
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class MatchFigures:
    """`top1`: share of questions whose entry came first. `auroc` by kind of question without an answer.

    `asked` counts both sorts of questions. Memory is the whole process's in MB, after the questions and at
    its greatest; None where the system does not tell.
    """

    method: str
    phrasings: int
    asked: int
    top1: float
    auroc: dict[str, float]
    median_ms: float
    p99_ms: float
    build_seconds: float
    resident_mb: float | None
    peak_mb: float | None


def measured_apart(method: str, match_set: MatchSet, seconds: float) -> MatchFigures | LeftOut:
    """Measures in a fresh process. Questions are asked in a random order, the same each time, for at most
    `seconds`; what is left then is not asked."""
    request = {"method": method, "set": asdict(match_set), "seconds": seconds}
    reply = ask_child(__name__, method, request, BUILD_SECONDS + seconds)
    return reply if isinstance(reply, LeftOut) else MatchFigures(**reply)


def measure(method: str, match_set: MatchSet, seconds: float) -> MatchFigures:
    """Measures in this process. Raises ModuleNotFoundError when the method's library is missing."""
    build = builder(method, match_set.languages)
    started = time.perf_counter()
    ranker = build(match_set.phrasings)
    build_seconds = time.perf_counter() - started
    kinds = [("", entry_id, text) for entry_id, text in match_set.questions]
    kinds += [(kind, "", text) for kind, texts in match_set.out_of_scope.items() for text in texts]
    Random(_SEED).shuffle(kinds)  # noqa: S311 - not for secrets
    took: list[float] = []
    right: list[bool] = []
    scores: dict[str, list[float]] = {}
    until = time.perf_counter() + seconds
    for kind, wanted, text in kinds:
        before = time.perf_counter()
        entry_id, score = ranker.best(text)
        after = time.perf_counter()
        took.append((after - before) * 1000)
        scores.setdefault(kind, []).append(score)
        if not kind:
            right.append(entry_id == wanted)
        if after > until and right:
            break
    in_scope = scores.pop("")
    return MatchFigures(
        method=method,
        phrasings=len(match_set.phrasings),
        asked=len(took),
        top1=sum(right) / len(right),
        auroc={kind: auroc(in_scope, others) for kind, others in sorted(scores.items())},
        median_ms=float(np.median(took)),
        p99_ms=float(np.quantile(took, 0.99)),
        build_seconds=build_seconds,
        resident_mb=_memory("VmRSS"),
        peak_mb=_memory("VmHWM"),
    )


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """How likely a score of `higher` exceeds one of `lower`, a tie counting half. Neither may be empty."""
    ordered = np.sort(np.asarray(lower, np.float64))
    below = np.searchsorted(ordered, higher, side="left")
    not_above = np.searchsorted(ordered, higher, side="right")
    return float((below + not_above).sum() / (2 * len(higher) * len(lower)))


def _memory(field: str) -> float | None:
    """A line of Linux's own account of this process, in MB.

    Not getrusage: its greatest size is inherited from the process that started this one.
    """
    if not _STATUS.exists():
        return None
    lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
    return int(lines[field].split()[0]) / 1024


def _measure_for_parent(request: Json) -> Json:
    return asdict(measure(request["method"], MatchSet(**request["set"]), request["seconds"]))


if __name__ == "__main__":
    answer_parent(_measure_for_parent)
