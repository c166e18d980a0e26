"""Topics that staff make, rename and end from the chat."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from bot.domain.announcements import Audience, FarewellBody
from bot.domain.content.schedules import Topic
from bot.domain.content.staff_content import ENDS, RowKind, StaffRow, ends, short_digest
from bot.domain.ids import is_id
from bot.domain.people.staff import Recorded
from bot.domain.stored_bodies import instant
from bot.services.leader_lease import Transactions
from bot.services.staff.staff_content import StaffContent
from bot.storage import announcements, fan_out, staff, staff_content, topics
from bot.storage.database import Connection, Database

TAKEN_BACK_WITHIN = timedelta(minutes=2)  # nobody is told of an end before
TOLD_FOR = timedelta(days=2)  # who cannot be told within this time is not told
LONGEST_NAME = 24  # characters of the id that are made of the name
_BETWEEN = re.compile(r"[^a-z0-9]+")
_RESERVED = frozenset({"all"})  # `/subscribe all` means every topic


class Topics:
    """Making and renaming are rows, and so is an end, until it cannot be taken back any more.

    Until then nobody has lost anything: the topic is offered to nobody, and those who have it keep it.
    `changed` is set when the outbox has new work; `working` is the turn, which ends what is due.
    """

    def __init__(
        self,
        database: Database,
        working: Transactions,
        staff_content: StaffContent,
        changed: asyncio.Event,
    ) -> None:
        self._database = database
        self._working = working
        self._staff_content = staff_content
        self._changed = changed

    async def put(self, row: StaffRow, recorded: Recorded) -> None:
        """The topic is as this row says, from now on."""
        await self._staff_content.put([row], recorded)

    async def find(self, topic_id: str) -> StaffRow | None:
        """The row of a topic, also of one that ends; None where there is none."""
        async with self._database.reading() as connection:
            return await staff_content.find(connection, RowKind.TOPIC, topic_id)

    async def ids(self) -> frozenset[str]:
        """Those of all topics that were made in the chat, also of those that end."""
        rows = await self._staff_content.rows()
        return frozenset(row.item_id for row in rows if row.kind is RowKind.TOPIC)

    async def ending(self) -> list[Mapping[str, str]]:
        """The names, by language, of those that end: until nobody can take that back they are not free."""
        rows = await self._staff_content.rows()
        return [(row.item or {})[ENDS]["names"] for row in rows if ends(row)]

    async def chats(self, topic_id: str) -> int:
        """How many chats chose it, those in a pause among them."""
        async with self._database.reading() as connection:
            return await topics.chats(connection, topic_id)

    async def is_under_way(self, topic_id: str) -> bool:
        """Whether something is still to go out to those who chose it, or others are about to get it: until
        then it cannot end.
        """
        async with self._database.reading() as connection:
            return await _is_under_way(connection, topic_id)

    async def end(self, topic: Topic, to: Topic | None, recorded: Recorded) -> int | None:
        """Ends a topic of the chat: soon its subscribers get `to` in its place, or nothing, and are told so.

        Returns how many chats have it; None, and nothing has changed, where the topic is gone or something is
        still to go out to it.
        """
        async with self._database.transaction() as connection:
            row = await staff_content.find(connection, RowKind.TOPIC, topic.id)
            if row is None or row.item is None or ends(row):
                return None
            if await _is_under_way(connection, topic.id):
                return None
            had = await topics.chats(connection, topic.id)
            end = {
                "at": (recorded.at + TAKEN_BACK_WITHIN).isoformat(),
                "to": None if to is None else to.id,
                "names": dict(topic.names),
                "moved_to": {} if to is None else dict(to.names),
            }
            batch = short_digest(topic.id, recorded.at.isoformat())
            ending = replace(row, item={**row.item, ENDS: end}, batch=batch)
            await staff_content.put(connection, ending, recorded.at)
            await staff.record(connection, recorded.of_so_many(had))
        await self._staff_content.refresh()
        return had

    async def take_back(self, topic_id: str, recorded: Recorded) -> bool:
        """It does not end after all; pressed again it is once. False where it has ended."""
        async with self._database.transaction() as connection:
            row = await staff_content.find(connection, RowKind.TOPIC, topic_id)
            if row is None:
                return False
            if ends(row):
                await staff_content.take_batch(connection, row.batch, (RowKind.TOPIC,))
                await staff.record(connection, recorded)
        await self._staff_content.refresh()
        return True

    async def tick(self, rows: Iterable[StaffRow], now: datetime) -> None:
        """Ends for good what cannot be taken back any more, each in one transaction."""
        due = [row for row in rows if ends(row) and row.item and instant(row.item[ENDS]["at"]) <= now]
        for row in due:
            await self._finish(row, now)
        if due:
            self._changed.set()
            await self._staff_content.refresh()

    async def _finish(self, row: StaffRow, now: datetime) -> None:
        """It waits for what is still to go out to the topic. Who rests is told nothing, and finds it so when
        the pause ends.
        """
        topic_id, end = row.item_id, (row.item or {})[ENDS]
        async with self._working.transaction() as connection:
            if await _is_under_way(connection, topic_id):
                return
            if not await staff_content.take_as_it_is(connection, row):
                return
            if await topics.chats(connection, topic_id):
                await _tell(connection, topic_id, FarewellBody(end["names"], end["moved_to"]), now)
            if end["to"] is not None:
                await topics.move(connection, topic_id, end["to"])
            await topics.end(connection, topic_id)


async def _is_under_way(connection: Connection, topic_id: str) -> bool:
    rows = await staff_content.everything(connection)
    if any(ends(row) and (row.item or {})[ENDS]["to"] == topic_id for row in rows):
        return True
    return await topics.is_under_way(connection, topic_id)


async def _tell(connection: Connection, topic_id: str, body: FarewellBody, now: datetime) -> None:
    """Everybody gets a row at once: afterwards nobody has the topic."""
    key = f"farewell/{topic_id}/{uuid4()}"
    announcement_id = await announcements.add(connection, key, Audience(topic_id), body, now, now + TOLD_FOR)
    while announcement_id is not None and await fan_out.fan_out(connection, announcement_id):
        pass


def id_for(name: str, taken: Collection[str]) -> str:
    """A new topic's id: of its name where that has Latin letters, and none that is `taken`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = _BETWEEN.sub("-", plain)[:LONGEST_NAME].strip("-")
    if not is_id(made) or made in {*taken, *_RESERVED}:
        made = f"{made or 'topic'}-{short_digest(name, *sorted(taken))}"
    return made
