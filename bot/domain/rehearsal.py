"""Questions asked before anybody asks: phrasings held back, some with their whole entry hidden."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.calibration import Doubles, Truths, trust
from bot.domain.features import features
from bot.domain.postings import Integers
from bot.domain.rounds import languages
from bot.domain.scorer import Scorer

_ROUNDS = 4
_ENOUGH_QUESTIONS = 1_000
_LARGEST_SAMPLE = 6_000
_SEED = 13


_Outcome = tuple[float, bool, bool, bool]


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


def rehearse(texts: Sequence[str], classes: Integers) -> Rehearsal:
    """Asks held-back phrasings of scorers that were trained without them, language by language.

    Up to _ROUNDS times a quarter of the entries is hidden and a quarter of all phrasings is held back
    and asked, until there are enough questions. Phrasings whose entry has no other one are not asked.
    The scorers see fewer phrasings than the real ones, so what is learned here errs to the careful side.
    """
    parts = [part[:: -(-len(part) // _LARGEST_SAMPLE)] for part in languages(classes.tolist(), texts)]
    outcomes: list[_Outcome] = []
    for number in range(_ROUNDS):
        if len(outcomes) < _ENOUGH_QUESTIONS:
            for part in parts:
                outcomes += _outcomes([texts[position] for position in part.tolist()], classes[part], number)
    right, near, hidden = np.array([outcome[1:] for outcome in outcomes], dtype=np.bool_).reshape(-1, 3).T
    return Rehearsal(np.array([outcome[0] for outcome in outcomes]), right, near, hidden)


def _outcomes(texts: Sequence[str], classes: Integers, number: int) -> Iterator[_Outcome]:
    """One round with one language."""
    order = np.random.default_rng(_SEED).permutation(len(texts))
    entries = np.random.default_rng(_SEED).permutation(np.unique(classes))
    hidden = np.isin(classes, entries[number::_ROUNDS])
    held_back = np.zeros(len(texts), dtype=np.bool_)
    held_back[order[number::_ROUNDS]] = True
    kept = np.flatnonzero(~hidden & ~held_back)
    if not len(kept):
        return
    seen, renumbered = np.unique(classes[kept], return_inverse=True)
    scorer = Scorer.of([texts[position] for position in kept.tolist()], renumbered, len(seen))
    for position in np.flatnonzero(held_back & (hidden | np.isin(classes, seen))).tolist():
        text = texts[position]
        unknown = [word for word in text.split() if not scorer.vocabulary.knows(word)]
        evidence = scorer.evidence(text, features(text), unknown)
        best = seen[np.argsort(-evidence.scores)[:3]]
        right, near = best[0] == classes[position], classes[position] in best
        yield trust(evidence), bool(right), bool(near), bool(hidden[position])
