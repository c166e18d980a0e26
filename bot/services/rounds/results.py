"""What staff see of rounds, and how they tell members what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.announcements import Audience, Occasion, RoundBody
from bot.domain.content.staff_content import digest_of
from bot.domain.people.staff import Act, Recorded
from bot.domain.rounds import Input, Round
from bot.services.announcing.broadcasting import KEPT_FOR, Confirmed
from bot.services.rounds.opening import announced, key_of
from bot.storage import dialogues, round_inputs, rounds, staff, subscribers
from bot.storage.database import Database

TOLD = "round told"  # the step at which what came of a round can be sent
SHOWN = 10  # rounds, the newest


@dataclass(frozen=True, slots=True)
class Result:
    """A round, and how many people have answered. The inputs are there once it is closed, not before: who
    sees them come in sees an order."""

    round: Round
    people: int
    inputs: Sequence[Input] = ()
    is_told: bool = False


class Results:
    """The use cases of who reads what members answered. What leaves waits for `waits_for`."""

    def __init__(self, database: Database, changed: asyncio.Event, waits_for: timedelta) -> None:
        self._database = database
        self._changed = changed
        self._waits_for = waits_for

    async def latest(self) -> list[Round]:
        """The newest rounds, newest first."""
        async with self._database.reading() as connection:
            return await rounds.latest(connection, SHOWN)

    async def of(self, round_id: int) -> Result | None:
        """One round; None where there is none, or it is too long ago."""
        async with self._database.reading() as connection:
            found = await rounds.find(connection, round_id)
            if found is None:
                return None
            if not found.is_closed:
                return Result(found, await round_inputs.people(connection, round_id))
            is_told = await rounds.reached_somebody(connection, key_of(round_id, Occasion.TOLD))
            inputs = await round_inputs.of_round(connection, round_id)
            return Result(found, found.people, inputs, is_told)

    async def recipients(self, found: Round) -> int:
        """How many would be told now."""
        async with self._database.reading() as connection:
            return await subscribers.count(connection, Audience(found.topic))

    async def tell(self, user_id: int, seen_digest: str, now: datetime) -> Confirmed | None:
        """Tells everybody of the topic what this person wrote and saw, once; None when that is gone. What was
        stopped before anybody got it does not count.
        """
        async with self._database.transaction() as connection:
            found = await dialogues.find(connection, user_id)
            if found is None or found.step != TOLD or digest_of(dict(found.facts)) != seen_digest:
                return None
            of = await rounds.find(connection, found.facts["round"])
            if of is None or not of.is_closed:
                return None
            await dialogues.drop(connection, user_id)
            await rounds.free_key(connection, key_of(of.round_id, Occasion.TOLD))
            leaves_at = now + self._waits_for
            confirmed = await announced(
                connection,
                told(of, found.facts["texts"]),
                Audience(of.topic),
                now,
                leaves_at + KEPT_FOR,
                leaves_at,
            )
            if confirmed is not None:
                await dialogues.done(connection, user_id, seen_digest, now)
                by = Recorded(
                    user_id, Act.ROUND_TOLD, now, confirmed.announcement_id, count=confirmed.recipients
                )
                await staff.record(connection, by)
        self._changed.set()
        return confirmed


def told(found: Round, texts: Mapping[str, Any]) -> RoundBody:
    """What came of a round, as these texts by language say it."""
    lines = {code: (found.text(code).theme, str(text)) for code, text in texts.items()}
    return RoundBody(found.round_id, Occasion.TOLD, lines, found.closes_at, found.people)
