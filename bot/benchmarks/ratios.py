"""Ours over the best peer, figure by figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def to_best_peer(
    ours: Mapping[str, float | None],
    peers: Iterable[Mapping[str, float | None]],
    *,
    greater_is_better: Iterable[str],
    less_is_better: Iterable[str],
) -> dict[str, float]:
    """Ours / the best peer's, by the name of the figure; left out where one of the two is missing or zero.

    The best peer is looked for anew for every figure, so all ratios together may be beaten by nobody.
    """
    found = list(peers)
    wanted = [(name, max) for name in greater_is_better] + [(name, min) for name in less_is_better]
    ratios = {}
    for name, best in wanted:
        values = [value for peer in found if (value := peer.get(name)) is not None]
        mine = ours.get(name)
        if mine is not None and values and (peer_value := best(values)):
            ratios[name] = mine / peer_value
    return ratios
