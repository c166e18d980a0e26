"""Owners and staff: who they are, how somebody becomes one of the staff, and what they did."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from bot.domain.people.staff import LINK_LASTS, Act, Recorded, StaffMember
from bot.storage import alerts, dialogues, drafts, single_values, staff
from bot.storage.database import Connection, Database
from bot.storage.single_values import Mark


class Staffing:
    """Owners stand in the settings; they add staff and remove them.

    Whose word counts is asked of every message, so the ids are kept in memory: `load` reads them, at the
    start and at the beginning of each turn, and every change writes both.
    """

    def __init__(self, database: Database, owners: Collection[int]) -> None:
        self._database = database
        self.owners = frozenset(owners)
        self._added: frozenset[int] = frozenset()

    @property
    def ids(self) -> frozenset[int]:
        """Owners and staff."""
        return self.owners | self._added

    def is_staff(self, user_id: int) -> bool:
        """Whether it is an owner's id, or one of the staff's."""
        return user_id in self.owners or user_id in self._added

    def is_owner(self, user_id: int) -> bool:
        """Whether it is an owner's id."""
        return user_id in self.owners

    async def load(self) -> None:
        """Reads who was added."""
        self._added = frozenset(member.user_id for member in await self.members())

    async def former_owners(self) -> list[int]:
        """Who was an owner when `note_owners` was called last, and is none: drafts and alerts are gone."""
        async with self._database.transaction() as connection:
            noted = await single_values.read(connection, Mark.OWNERS)
            former = [] if noted is None else sorted(set(json.loads(noted[0])) - self.owners)
            for user_id in former:
                await _take_all(connection, user_id)
        return former

    async def note_owners(self, now: datetime) -> None:
        """From now on these are those who were owners."""
        async with self._database.transaction() as connection:
            await single_values.write(connection, Mark.OWNERS, json.dumps(sorted(self.owners)), now)

    async def members(self) -> list[StaffMember]:
        """Who was added, by whom and when; in that order."""
        async with self._database.reading() as connection:
            return await staff.members(connection)

    async def make_link(self, owner: int, now: datetime) -> str:
        """A code that makes the first who brings it within a day one of the staff. Its digest is kept."""
        code = secrets.token_urlsafe(16)
        async with self._database.transaction() as connection:
            await staff.forget_links_before(connection, now)
            await staff.add_link(connection, _digest(code), owner, now + LINK_LASTS)
        return code

    async def join(self, code: str, user_id: int, now: datetime) -> int | None:
        """Makes somebody one of the staff; the owner who made the code, None for a code that does not hold.

        Somebody who is one of them already uses no code up.
        """
        if self.is_staff(user_id):
            return None
        async with self._database.transaction() as connection:
            owner = await staff.use_link(connection, _digest(code), now)
            if owner is None or not self.is_owner(owner):
                return None
            await staff.add(connection, StaffMember(user_id, owner, now))
            await staff.record(connection, Recorded(owner, Act.ADDED, now, person=user_id))
        self._added |= {user_id}
        return owner

    async def remove(self, user_id: int, owner: int, now: datetime) -> bool:
        """Their word counts no more, from this moment; their draft, what they were asked and the alerts to
        them are gone.

        False for somebody who was not one of them.
        """
        self._added -= {user_id}
        async with self._database.transaction() as connection:
            removed = await staff.remove(connection, user_id)
            if removed:
                await _take_all(connection, user_id)
                await staff.record(connection, Recorded(owner, Act.REMOVED, now, person=user_id))
        return removed

    async def has_open_sendings(self, user_id: int) -> bool:
        """Whether something that somebody confirmed has not gone out to its end."""
        async with self._database.reading() as connection:
            return await staff.has_open_sendings(connection, user_id)

    async def record(self, recorded: Recorded) -> None:
        """Writes down what somebody did."""
        async with self._database.transaction() as connection:
            await staff.record(connection, recorded)

    async def latest(self, size: int) -> list[Recorded]:
        """What was done last, newest first."""
        async with self._database.reading() as connection:
            return await staff.latest(connection, size)


async def _take_all(connection: Connection, user_id: int) -> None:
    """Nothing that one of the staff has waits for them any more."""
    await drafts.drop(connection, user_id)
    await dialogues.drop(connection, user_id)
    await alerts.take_from(connection, user_id)


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()
