"""From scores to a probability, and from that to how sure a reply is."""

import math

import numpy as np

from bot.matching.ranking.scorer import Evidence

_SHARE, _EXPLAINED, _WORDS, _CONSTANT = 1.15, 2.7, 1.65, -2.7
"""A logistic curve over the log of the best entry's share, how much of the text it explains and the log of
how many words the text has; fitted as docs/matching.md tells under "When is a match sure enough?"."""

_MOST_WORDS = 12
"""More words than these say no more."""

_LEAST_EXPLAINED, _UNEXPLAINED = 0.2, 0.01
"""Letters in common are no reason to name an entry: where less than that is explained, this is the greatest
probability. Of what people asked and found nothing was below."""

SURE, UNSURE, WORTH_SUGGESTING = 0.7, 0.35, 0.05
"""From which probability on an entry is the answer, is the answer with a doubt, and is worth suggesting."""


def probability(evidence: Evidence, words: int) -> float:
    """How likely in 0..1 the best entry is what a text of so many words means.

    Its share falls where entries compete; what it explains falls where the text is about something else.
    """
    best = int(evidence.scores.argmax())
    explained = evidence.explained(best)
    log_share = -float(np.log(np.exp(evidence.scores - evidence.scores[best]).sum()))
    log_odds = (
        _SHARE * log_share
        + _EXPLAINED * explained
        + _WORDS * math.log(min(max(words, 1), _MOST_WORDS))
        + _CONSTANT
    )
    probable = 1 / (1 + math.exp(-min(max(log_odds, -30.0), 30.0)))
    return probable if explained >= _LEAST_EXPLAINED else min(probable, _UNEXPLAINED)
