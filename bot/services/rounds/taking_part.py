"""A member takes part in a round: agrees, answers, changes, withdraws; all of it until the round closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.rounds import LONGEST_INPUT, WRITING_LASTS, OwnInput, Round
from bot.matching.recognizing.contact_details import without_contact_details
from bot.services.members.awaited_words import AwaitedWords
from bot.storage import personal_questions, round_inputs, rounds
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class OwnRound:
    """An open round, and a member's place at each of its questions; none where they take no part."""

    round: Round
    inputs: Sequence[OwnInput]


@dataclass(frozen=True, slots=True)
class TooMuch:
    """An input has grown too long: the last words are not in it."""


class TakingPart:
    """The use cases of a member; each returns None where the round is over, or the member takes no part."""

    def __init__(self, database: Database, awaited: AwaitedWords) -> None:
        self._database = database
        self._awaited = awaited

    async def open_rounds(self, now: datetime) -> list[Round]:
        """Those that can be answered, the oldest first."""
        async with self._database.reading() as connection:
            return [each for each in await rounds.unclosed(connection) if each.is_open(now)]

    async def look(self, round_id: int, chat_id: int, now: datetime) -> OwnRound | None:
        """The round and what this chat answered; from now on its words are no input."""
        self._awaited.end(chat_id)
        async with self._database.transaction() as connection:
            await round_inputs.stop_writing(connection, chat_id)
            return await _own(connection, round_id, chat_id, now)

    async def join(self, round_id: int, chat_id: int, region: str, now: datetime) -> OwnRound | None:
        """The chat agrees to take part, under a region or none; again it only changes that."""
        async with self._database.transaction() as connection:
            found = await rounds.find(connection, round_id, stays="SHARE")
            if found is None or not found.is_open(now):
                return None
            await round_inputs.join(
                connection, round_id, chat_id, len(found.shape), region if found.has_regions else ""
            )
            return await _own(connection, round_id, chat_id, now)

    async def begin(self, round_id: int, chat_id: int, question: int, now: datetime) -> OwnRound | None:
        """The chat's next words are its input to this question."""
        self._awaited.begin(chat_id, now)
        async with self._database.transaction() as connection:
            own = await _own(connection, round_id, chat_id, now)
            until = now + WRITING_LASTS
            if own is None or not await round_inputs.await_words(
                connection, round_id, chat_id, question, until
            ):
                return None
            await personal_questions.stop_writing(connection, chat_id)
            return own

    async def awaited(self, chat_id: int, now: datetime) -> tuple[int, int] | None:
        """The round and the question that the chat's next words are for.

        While the database is away only who was asked since the start waits: everybody else is answered.
        """

        async def find() -> tuple[int, int] | None:
            async with self._database.reading() as connection:
                return await round_inputs.awaited(connection, chat_id, now)

        return await self._awaited.look(chat_id, now, find)

    def was_cut_off(self, chat_id: int, now: datetime) -> bool:
        """Whether the chat was writing when its round closed. That is told once."""
        return self._awaited.was_cut_off(chat_id, now)

    async def write(
        self, round_id: int, chat_id: int, question: int, words: str, now: datetime
    ) -> OwnRound | TooMuch | None:
        """Adds words to an input, without what leads to a person in them."""

        def longer(before: OwnInput) -> OwnInput | TooMuch:
            text = f"{before.text}\n{without_contact_details(words)}".strip()
            return TooMuch() if len(text) > LONGEST_INPUT else replace(before, text=text)

        async with self._database.transaction() as connection:
            own = await _own(connection, round_id, chat_id, now)
            if own is None or question >= len(own.inputs):
                return None
            put = longer(own.inputs[question])
            if isinstance(put, TooMuch):
                return put
            if not put.text:
                return own
            await round_inputs.put(connection, round_id, put)
            self._awaited.begin(chat_id, now)
            await round_inputs.await_words(connection, round_id, chat_id, question, now + WRITING_LASTS)
            return await _own(connection, round_id, chat_id, now)

    async def choose(
        self, round_id: int, chat_id: int, question: int, choice: int, now: datetime
    ) -> OwnRound | None:
        """Takes one of the answers that are offered; words beside it stay."""
        async with self._database.transaction() as connection:
            own = await _own(connection, round_id, chat_id, now)
            if own is None or question >= len(own.inputs) or choice >= own.round.shape[question]:
                return None
            await round_inputs.put(connection, round_id, replace(own.inputs[question], choice=choice))
            self._awaited.begin(chat_id, now)
            await round_inputs.await_words(connection, round_id, chat_id, question, now + WRITING_LASTS)
            return await _own(connection, round_id, chat_id, now)

    async def anew(self, round_id: int, chat_id: int, question: int, now: datetime) -> OwnRound | None:
        """Forgets the input to one question; the chat's next words are another."""
        async with self._database.transaction() as connection:
            own = await _own(connection, round_id, chat_id, now)
            if own is None or question >= len(own.inputs):
                return None
            await round_inputs.drop(connection, own.inputs[question].number)
            self._awaited.begin(chat_id, now)
            await round_inputs.await_words(connection, round_id, chat_id, question, now + WRITING_LASTS)
            return await _own(connection, round_id, chat_id, now)

    async def withdraw(self, round_id: int, chat_id: int, now: datetime) -> Round | None:
        """Nothing that the chat answered is left, and it takes no part any more."""
        self._awaited.end(chat_id)
        async with self._database.transaction() as connection:
            found = await rounds.find(connection, round_id, stays="SHARE")
            if found is None or not found.is_open(now):
                return None
            await round_inputs.forget(connection, chat_id, round_id)
            return found


async def _own(connection: Connection, round_id: int, chat_id: int, now: datetime) -> OwnRound | None:
    """The round stays open until the transaction ends."""
    found = await rounds.find(connection, round_id, stays="SHARE")
    if found is None or not found.is_open(now):
        return None
    return OwnRound(found, await round_inputs.own(connection, round_id, chat_id))
