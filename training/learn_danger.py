"""Learns from lines which messages come from danger and which tell a case of one's own.

`make danger` runs it; it takes some minutes, and writes what the program reads. What the
curators wrote under their entries and courtesies is learned with the lines.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.content.danger_words import KINDS_FILE, read_danger_words
from bot.matching.danger.danger_signs import ideas_in, pieces
from bot.matching.danger.idea_words import IdeaWords
from bot.matching.danger.message_kinds import KINDS, MessageKinds, idea_number
from bot.matching.ranking.array_file import packed, texts_as_array
from bot.matching.ranking.byte_matrix import Quantized
from bot.matching.ranking.features import features_of_all
from bot.matching.recognizing.question import Question
from training.danger_lines import curators_lines, lines, made_of

PENALTY = 1 / 20

Line = tuple[Sequence[str], list[str]]
"""The words of a message, and the names of the ideas in it."""


def unlearned(lines: Sequence[Line]) -> MessageKinds:
    """The features of lines, without what they say. What one line alone has tells nothing of another."""
    numbers, _, _ = features_of_all([" ".join(words) for words, _ in lines])
    known, counts = np.unique(numbers, return_counts=True)
    often = counts > 1
    named = np.unique([idea_number(idea) for _, ideas in lines for idea in ideas]).astype(np.uint32)
    every = np.unique(np.concatenate([known[often], named]))
    rarity = np.ones(len(every), np.float16)
    rarity[every.searchsorted(known[often])] = 1 + np.log((1 + len(lines)) / (1 + counts[often]))
    nothing = np.zeros((len(every), len(KINDS)), np.float32)
    return MessageKinds(every, rarity, Quantized.of(nothing), nothing[0], 1 + math.log(1 + len(lines)))


def learned(lines: Sequence[Line], kinds: Sequence[int]) -> MessageKinds:
    """Multinomial logistic regression on what counts of each line."""
    empty = unlearned(lines)
    counted = [empty.counted(words, ideas) for words, ideas in lines]
    bounds = np.cumsum([0, *(len(places) for places, _ in counted)])
    rows = csr_matrix(
        (
            np.concatenate([weights for _, weights in counted]),
            np.concatenate([places for places, _ in counted]),
            bounds,
        ),
        shape=(len(lines), len(empty.numbers)),
    )
    model = LogisticRegression(C=1 / PENALTY, max_iter=500).fit(rows, kinds)
    says = Quantized.of(np.ascontiguousarray(model.coef_.T, np.float32))
    return MessageKinds(empty.numbers, empty.rarity, says, model.intercept_.astype(np.float32), empty.unseen)


def main() -> None:
    """Learns, and writes what was learned."""
    words, problems = read_danger_words()
    if problems:
        raise SystemExit("\n".join(map(str, problems)))
    known = IdeaWords(words)
    told = [(kind, Question.of(text)) for kind, _, text in lines()]
    told += [(kind, Question.of(text)) for kind, text in curators_lines()]
    # all that stands in a harmless text is harmless, and read by itself
    told += [(kind, piece) for kind, text in told if kind == KINDS[0] for piece in pieces(text)]
    once = {(kind, question.normalized): question for kind, question in told if question.words}
    counted = [(question.words, ideas_in(question, known)) for question in once.values()]
    counted += [
        ((), ideas) for _, ideas in counted
    ]  # so that a word of a language with few lines tells something
    kinds = learned(counted, 2 * [KINDS.index(kind) for kind, _ in once])
    KINDS_FILE.write_bytes(packed(kinds.to_arrays() | {"made-of": texts_as_array([made_of()])}))
    print(f"{len(counted):,} lines, {len(kinds.numbers):,} features: {KINDS_FILE.stat().st_size:,} bytes")  # noqa: T201 - a script's output


if __name__ == "__main__":
    main()
