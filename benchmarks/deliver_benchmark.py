"""The whole comparison of ways to send: as fast as they can, and against a server that refuses too much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.children import LeftOut
from benchmarks.deliver_measuring import FREE, OURS, PACED, DeliverFigures, measured_apart

PACED_MESSAGES = 240  # about ten seconds at the usual pace


@dataclass(frozen=True, slots=True)
class DeliverComparison:
    """Figures of each way, what was left out, and by peer and figure the ratio of ours to its own."""

    name: str
    figures: tuple[DeliverFigures, ...]
    left_out: tuple[LeftOut, ...]
    ratios: dict[str, dict[str, float]]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def compare_free(messages: int, ways: Iterable[str] = tuple(FREE)) -> DeliverComparison:
    """Nobody is throttled. One way after another, each in fresh processes."""
    return _compare("unthrottled", messages, ways, paced=False)


def compare_paced(messages: int, ways: Iterable[str] = tuple(PACED)) -> DeliverComparison:
    """The server refuses the 31st message in any one second; ours sends at its usual pace."""
    return _compare("server refuses the 31st message of a second", messages, ways, paced=True)


def _compare(name: str, messages: int, ways: Iterable[str], *, paced: bool) -> DeliverComparison:
    figures: list[DeliverFigures] = []
    left_out: list[LeftOut] = []
    for way in ways:
        match measured_apart(way, messages, paced=paced):
            case LeftOut() as left:
                left_out.append(left)
            case measured:
                figures.append(measured)
    return DeliverComparison(name, tuple(figures), tuple(left_out), _ratios(figures))


def _ratios(figures: Iterable[DeliverFigures]) -> dict[str, dict[str, float]]:
    by_way = {found.way: found for found in figures}
    ours = by_way.pop(OURS, None)
    if ours is None:
        return {}
    return {
        way: {"per_second": ours.per_second / peer.per_second, "cpu_ms": ours.cpu_ms / peer.cpu_ms}
        for way, peer in by_way.items()
    }
