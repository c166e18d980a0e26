"""Phrasings of two entries that are all but the same are found, and no others."""

import random
from itertools import combinations

from rapidfuzz.distance import Indel

from bot.matching.near_phrasings import NEAR, near_pairs
from bot.matching.recognizing.normalize import normalize


def test_what_is_found_is_what_holding_each_against_each_other_finds():
    rng = random.Random(3)  # noqa: S311 - no secrets here
    letters = "abcdefghijklmnopqrstuvwxyzéابت"
    texts = ["".join(rng.sample(letters, 20)) for _ in range(150)]
    for text in texts[:]:
        for _ in range(rng.randint(1, 2)):
            at = rng.randrange(len(text))
            text = text[:at] + rng.choice(letters) + text[at + rng.randint(0, 1) :]
        texts.append(text)
    texts = [*{normalize(text) for text in texts}]
    found = {frozenset(pair) for pair in near_pairs([(f"entry-{text}", text) for text in texts])}
    expected = {
        frozenset((one, other))
        for one, other in combinations(range(len(texts)), 2)
        if Indel.normalized_similarity(texts[one], texts[other]) >= NEAR
    }
    assert len(found) > 50
    assert found == expected
