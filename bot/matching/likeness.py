"""Which of several texts looks most like a question."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.question import Question


def most_alike(question: Question, texts: Sequence[str]) -> tuple[int, float] | None:
    """The place of the text with the most letters in common, in their order, and the share of them in 0..1.

    None without texts.
    """
    found = process.extractOne(question.matched.normalized, list(map(normalize, texts)), scorer=fuzz.ratio)
    return None if found is None else (found[2], found[1] / 100)
