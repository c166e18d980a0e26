"""What is kept of one person: shown whole, and deleted whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people.subscriptions import Subscriber
from bot.services.rounds.taking_part import OwnRound
from bot.storage import personal_rows, round_inputs, rounds, subscribers
from bot.storage.database import Database
from bot.storage.personal_rows import Rows, SentTo


@dataclass(frozen=True, slots=True)
class KeptOfOne:
    """Every row about somebody as it is stored, and the same for reading."""

    rows: Rows
    subscriber: Subscriber | None
    sent: Sequence[SentTo]
    rounds: Sequence[OwnRound] = ()


class OwnRows:
    """The use cases of /mydata and /deleteme."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, chat_id: int) -> KeptOfOne:
        """All that is stored of this chat, at one moment."""
        async with self._database.reading() as connection:
            return KeptOfOne(
                await personal_rows.rows_of(connection, chat_id),
                await subscribers.find(connection, chat_id),
                await personal_rows.sent_to(connection, chat_id),
                [
                    OwnRound(found, await round_inputs.own(connection, round_id, chat_id))
                    for round_id in await round_inputs.rounds_of(connection, chat_id)
                    if (found := await rounds.find(connection, round_id)) is not None
                ],
            )

    async def delete(self, chat_id: int) -> None:
        """Nothing names the chat any more, but what is kept of the staff as such; nor soon does any file."""
        async with self._database.transaction() as connection:
            await personal_rows.forget_everything(connection, chat_id)
