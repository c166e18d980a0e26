"""A wish for a language is granted once, and nobody in danger waits for the database."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.storage.database_reachability import DatabaseUnreachableError
from bot.telegram.language_requests import LanguageWishes


@dataclass
class Noted:
    """What is done, in its order; the database is away so often."""

    done: list[str]
    away: int = 0

    async def speak(self, *_: object) -> None:
        if self.away:
            self.away -= 1
            raise DatabaseUnreachableError
        self.done.append("stored")

    def note_wish(self, *_: object) -> None: ...

    def forget_wish(self, *_: object) -> None: ...


@dataclass
class Anything:
    update_id: int = 1
    chat_id: int = 2
    phone_language: str = "en"


async def granted(noted: Noted, **how: Any) -> list[str]:
    wishes = LanguageWishes(noted, noted, lambda: datetime(2026, 11, 24, tzinfo=UTC))

    async def answer() -> None:
        noted.done.append("answered")

    while noted.away:
        with pytest.raises(DatabaseUnreachableError):
            await wishes.grant(Anything(), Anything(), "es", answer, **how)
    await wishes.grant(Anything(), Anything(), "es", answer, **how)
    return noted.done


async def test_an_answer_comes_first_where_somebody_is_in_danger_and_once():
    assert await granted(Noted([])) == ["stored", "answered"]
    assert await granted(Noted([]), answer_first=True) == ["answered", "stored"]
    assert await granted(Noted([], away=2), answer_first=True) == ["answered", "stored"]
    assert await granted(Noted([], away=2)) == ["answered", "stored"]
