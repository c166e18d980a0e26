"""Learns from lines which messages come from danger and which tell a case of one's own.

`make danger` runs it; it takes some minutes, and writes what the program reads. The lines are in `lines/`,
one file a language, by kind; what the curators wrote under their entries and courtesies is learned with them.
"""

from __future__ import annotations

import hashlib
import math
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.content.danger_words import KINDS_FILE, read_danger_words
from bot.content.faq_files import read_faq
from bot.content.locate import content_folder
from bot.content.organization import read_organization
from bot.matching.danger.danger_signs import ideas_in
from bot.matching.danger.idea_words import IdeaWords
from bot.matching.danger.message_kinds import KINDS, METHOD, MessageKinds, idea_number
from bot.matching.ranking.array_file import packed, texts_as_array
from bot.matching.ranking.byte_matrix import Quantized
from bot.matching.ranking.features import features_of_all
from bot.matching.recognizing.question import Question

LINES = Path(__file__).parent / "lines"
PENALTY = 1 / 20

Line = tuple[Sequence[str], list[str]]
"""The words of a message, and the names of the ideas in it."""


def lines_of_kinds() -> Iterator[tuple[str, str]]:
    """Each line with its kind, from `lines/` and from what the curators wrote."""
    for file in sorted(LINES.glob("*.yaml")):
        for kind, texts in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            yield from ((kind, text) for text in texts)
    folder = content_folder()
    if not isinstance(folder, Path):
        raise SystemExit(str(folder))
    reading = read_faq(folder, date.max, read_organization(folder).organization)
    yield from ((KINDS[0], text) for _, _, text in reading.faq.phrasings())
    for _, kind, text in reading.faq.courtesies():
        yield (kind if kind in KINDS else KINDS[0]), text


def made_of() -> str:
    """A hash of the lines and of how they count."""
    digest = hashlib.sha256(str(METHOD).encode())
    for file in sorted(LINES.glob("*.yaml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


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
    words, problems = read_danger_words()
    if problems:
        raise SystemExit("\n".join(map(str, problems)))
    known = IdeaWords(words)
    told = {
        (kind, " ".join(question.words)): question
        for kind, text in lines_of_kinds()
        if (question := Question.of(text)).words
    }
    lines = [(question.words, ideas_in(question, known)) for question in told.values()]
    kinds = learned(lines, [KINDS.index(kind) for kind, _ in told])
    KINDS_FILE.write_bytes(packed(kinds.to_arrays() | {"made-of": texts_as_array([made_of()])}))
    sys.stdout.write(
        f"{len(lines):,} lines, {len(kinds.numbers):,} features, {KINDS_FILE.stat().st_size:,} bytes\n"
    )


if __name__ == "__main__":
    main()
