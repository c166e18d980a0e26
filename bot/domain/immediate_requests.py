"""What somebody may ask for that takes effect as soon as it is read, before anything else of anybody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leave:
    """A chat wants nothing more: by a word, a command, a button, by blocking the bot or throwing it out."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Halt:
    """One of the staff stops everything that goes out."""


Wish = Leave | Halt
