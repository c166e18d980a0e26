"""A message as all of matching reads it: what was typed, its words in one spelling, its language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from bot.matching.recognizing.message_parts import marked_parts, what_is_read
from bot.matching.recognizing.normalize import normalize

_SPELLED_OUT = (
    (re.compile(r"(?<!\w)#(?=[0-9٠-٩]{1,2}(?!\w))"), "objective "),
    (
        re.compile(
            r"\b(?:my name is|me llamo|mi nombre es|je m['’]appelle|mon nom est|اسمي|me chamo|meu nome é)"
            r"\s+\w+[\s,.]+(?=\S+\s+\S)",
            re.IGNORECASE,
        ),
        " ",
    ),
    (re.compile(r"§\s?(?=\d)"), "paragraph "),
    (
        re.compile(r"(?:^|(?<=[^\W\d])|(?<=[^\W\d]\s))(\d{1,2})\s?[-‐‑–—]\s?(\d{1,2})(?![\w-])"),
        r"\1 to \2",
    ),
    (re.compile(r"\bEE\.?\s?UU\b\.?|\bU\.S\.(?:A\b\.?)?", re.IGNORECASE), "usa"),
)
"""What would lose its sense when it is normalized: marks, and letters that stand twice. Who says their name
before a question asks what stands behind it."""


@dataclass(frozen=True)
class Question:
    """A message, or a part of one. It is normalized when it is made, and never again.

    `language` is the one that it is written in, where that is clear; `is_foreign` says that it seems to be in
    one of which we know nothing; `in_arabic_letters` is the same message where it came in Latin ones. None of
    the three is known of what was only made `of` a text.
    """

    text: str
    words: tuple[str, ...]
    language: str | None = None
    is_foreign: bool = False
    in_arabic_letters: Question | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(text, tuple(normalize(text).split()))

    @cached_property
    def normalized(self) -> str:
        """The words in one line, as `normalize` gives them."""
        return " ".join(self.words)

    @property
    def is_of_numbers(self) -> bool:
        """Whether it is different numbers and nothing else, as somebody's telephone number."""
        return len(set(self.words)) > 1 and all(map(str.isdecimal, self.words))

    @property
    def spellings(self) -> tuple[Question, ...]:
        """As it was typed, and as it is spelled in its own letters where those are others."""
        return (self,) if self.in_arabic_letters is None else (self, self.in_arabic_letters)

    @property
    def matched(self) -> Question:
        """What is matched: it in its own letters, spelled out."""
        return self.spellings[-1].spelled_out

    @cached_property
    def spelled_out(self) -> Question:
        """Of a long one beginning and end, each sentence on its line; "#13" and "EE.UU." in words."""
        text = what_is_read(self.text)
        for pattern, words in _SPELLED_OUT:
            text = pattern.sub(words, text)
        return self if text == self.text.strip() else Question.of(text)

    @cached_property
    def parts(self) -> tuple[Question, ...]:
        """Its sentences and what is counted in it; itself where it is one question with marks around it."""
        parts = [part for part in marked_parts(self.text) if _letters(part)]
        if len(parts) == 1 and _letters(parts[0]) == _letters(self.text):
            return (self,)
        return tuple(map(Question.of, parts))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
