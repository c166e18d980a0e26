"""The short names that an answer spells out: who asks for one of them reads that one first."""

from __future__ import annotations

import re

from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.question import Question
from bot.telegram.screens.markup import apart, escape

A_LIST, A_FEW = 3, 3
"""From so many names on an answer is a list of them; so many of them are asked for at most."""

_SPELLED_OUT = re.compile(
    r"\b(?P<name>[A-Z][A-Za-z]*[A-Z])(?: \([^()]*\))?\s?: (?P<words>(?!https?://)[^.\n]+)\."
)


def asked_for(answer: str, question: Question | None) -> str:
    """The names that the question asks for, spelled out, as HTML; empty where the answer is no such list."""
    found = {normalize(each["name"]): each for each in _SPELLED_OUT.finditer(answer)}
    words = question.matched.words if question is not None else ()
    asked = [found[word] for word in dict.fromkeys(words) if word in found]
    if len(found) < A_LIST or len(asked) > A_FEW:
        return ""
    return "\n".join(apart(f"<b>{escape(each['name'])}:</b> {escape(each['words'])}") for each in asked)
