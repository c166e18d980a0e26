"""What comes of one message: a closed union."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """The message asks for these entries: one, or one for each question it holds.

    Where that is not sure, `near` are up to two others that it may mean instead, best first. `courtesy` is
    the kind of what it asks of the bot itself besides, such as who that is.
    """

    entry_ids: tuple[str, ...]
    score: float
    is_sure: bool = True
    near: tuple[str, ...] = ()
    courtesy: str | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """Up to three entries that the message may mean, best first."""

    entry_ids: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Missed:
    """Nothing fits well enough to be named."""

    score: float


@dataclass(frozen=True, slots=True)
class Courtesy:
    """Small talk, or a personal case: replied to by kind, never from the FAQ.

    `language` is the one that the kind `language` is about, where that is known.
    """

    kind: str
    language: str | None = None


Reply = Answered | Suggested | Missed | Courtesy
