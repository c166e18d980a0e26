"""Who was asked for words waits for the database; everybody else, and who was asked long ago, is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.people.personal_questions import WRITING_LASTS
from bot.services.members.awaited_words import AwaitedWords
from bot.storage.database_reachability import DatabaseUnreachableError
from tests.builders import NOW

MINUTE = timedelta(minutes=1)


async def away() -> None:
    raise DatabaseUnreachableError("away")


async def test_while_the_database_is_away_only_who_was_asked_within_the_hour_waits():
    awaited = AwaitedWords()
    awaited.begin(1, NOW)
    assert await awaited.look(2, NOW, away) is None
    with pytest.raises(DatabaseUnreachableError):
        await awaited.look(1, NOW + WRITING_LASTS - MINUTE, away)
    assert await awaited.look(1, NOW + WRITING_LASTS, away) is None
    awaited.begin(1, NOW + WRITING_LASTS)
    awaited.end(1)
    assert await awaited.look(1, NOW + WRITING_LASTS, away) is None


def test_of_chats_that_were_asked_and_never_wrote_nothing_is_left_after_the_hour():
    awaited = AwaitedWords()
    for chat_id in range(1_000):
        awaited.begin(chat_id, NOW + chat_id * MINUTE)
    assert len(awaited) == WRITING_LASTS / MINUTE
