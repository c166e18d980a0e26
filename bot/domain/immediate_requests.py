"""What somebody may ask for that takes effect as soon as it is read, before anything else of anybody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leave:
    """A chat wants nothing more: by a word, a command, a button, by blocking the bot or throwing it out."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class EndSome:
    """A chat ends a part of what it gets, or rests. In its place it says which; nothing leaves before."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Halt:
    """One of the staff stops everything that goes out."""


Wish = Leave | EndSome | Halt
