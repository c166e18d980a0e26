"""Questions asked before anybody asks: phrasings held back, some with their whole entry hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.calibration import Doubles, Truths, trust
from bot.domain.feature_index import Integers
from bot.domain.rounds import parts
from bot.domain.scorer import Scorer

_ROUNDS = 4
_ENOUGH_QUESTIONS = 1_000
_MERGED_SAMPLE = 6_000
_SEED = 13


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What happened; the arrays have one element a question asked.

    `trusted` is the trust in the best entry, `right` whether that was the entry, `near` whether the
    entry was among the best three, `hidden` whether the entry could not be found at all.
    """

    trusted: Doubles
    right: Truths
    near: Truths
    hidden: Truths


def rehearse(texts: Sequence[str], classes: Integers, *, merged: bool) -> Rehearsal:
    """Asks held-back phrasings of a scorer that was trained without them.

    Up to _ROUNDS times a quarter of the entries is hidden and a quarter of all phrasings is held back
    and asked, until there are enough questions. Phrasings whose entry has no other one are not asked.
    The scorers see fewer phrasings than the real one, so what is learned here errs to the careful side.
    """
    chosen = _chosen(classes, merged=merged)
    texts = [texts[position] for position in chosen]
    classes = classes[chosen]
    order = np.random.default_rng(_SEED).permutation(len(texts))
    entries = np.random.default_rng(_SEED).permutation(np.unique(classes))
    trusted: list[float] = []
    outcomes: list[tuple[bool, bool, bool]] = []
    for number in range(_ROUNDS):
        if len(outcomes) >= _ENOUGH_QUESTIONS:
            break
        hidden = np.isin(classes, entries[number::_ROUNDS])
        held_back = np.zeros(len(texts), dtype=np.bool_)
        held_back[order[number::_ROUNDS]] = True
        kept = np.flatnonzero(~hidden & ~held_back)
        if not len(kept):
            continue
        seen, renumbered = np.unique(classes[kept], return_inverse=True)
        scorer = Scorer.of([texts[position] for position in kept], renumbered, len(seen), merged=merged)
        for position in np.flatnonzero(held_back & (hidden | np.isin(classes, seen))):
            evidence = scorer.evidence(texts[position])
            best = seen[np.argsort(-evidence.scores)[:3]]
            trusted.append(trust(evidence))
            outcomes.append((best[0] == classes[position], classes[position] in best, bool(hidden[position])))
    right, near, unseen = np.array(outcomes, dtype=np.bool_).reshape(-1, 3).T
    return Rehearsal(np.array(trusted), right, near, unseen)


def _chosen(classes: Integers, *, merged: bool) -> Integers:
    """Positions of the phrasings to rehearse with: one part, or of merged entries an even sample."""
    if merged:
        return np.arange(0, len(classes), -(-len(classes) // _MERGED_SAMPLE))
    first, last = parts(classes.tolist())[0] if len(classes) else (0, 0)
    return np.arange(first, last)
