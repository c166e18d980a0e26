"""Topics that staff make, rename and end from the chat."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import uuid4

from bot.domain.announcements import Audience, FarewellBody
from bot.domain.content.schedules import Topic
from bot.domain.content.staff_content import RowKind, StaffRow, short_digest
from bot.domain.ids import is_id
from bot.domain.people.staff import Recorded
from bot.services.staff.staff_content import StaffContent
from bot.storage import announcements, fan_out, staff, staff_content, topics
from bot.storage.database import Connection, Database

TOLD_FOR = timedelta(days=2)  # who cannot be told within this time is not told
LONGEST_NAME = 24  # characters of the id that are made of the name
_BETWEEN = re.compile(r"[^a-z0-9]+")
_RESERVED = frozenset({"all"})  # `/subscribe all` means every topic


class Topics:
    """Making and renaming are rows; an end is one transaction.

    `changed` is set when the outbox has new work.
    """

    def __init__(self, database: Database, staff_content: StaffContent, changed: asyncio.Event) -> None:
        self._database = database
        self._staff_content = staff_content
        self._changed = changed

    async def put(self, row: StaffRow, recorded: Recorded) -> None:
        """The topic is as this row says, from now on."""
        await self._staff_content.put([row], recorded)

    async def find(self, topic_id: str) -> StaffRow | None:
        """The row of a topic; None where there is none."""
        rows = await self._staff_content.rows()
        return next((row for row in rows if (row.kind, row.item_id) == (RowKind.TOPIC, topic_id)), None)

    async def chats(self, topic_id: str) -> int:
        """How many chats chose it, those in a pause among them."""
        async with self._database.reading() as connection:
            return await topics.chats(connection, topic_id)

    async def is_under_way(self, topic_id: str) -> bool:
        """Whether something is still to go out to those who chose it: until then it cannot end."""
        async with self._database.reading() as connection:
            return await topics.is_under_way(connection, topic_id)

    async def end(self, topic: Topic, to: Topic | None, recorded: Recorded) -> int | None:
        """Ends a topic of the chat: its subscribers get `to` in its place, or nothing, and are told so.

        Who rests is told nothing, and finds it so when the pause ends. Returns how many chats had it; None,
        and nothing has changed, where the topic is gone or something is still to go out to it.
        """
        row = StaffRow(RowKind.TOPIC, topic.id, None)
        async with self._database.transaction() as connection:
            if await topics.is_under_way(connection, topic.id):
                return None
            if not await staff_content.take(connection, row):
                return None
            if await topics.chats(connection, topic.id):
                body = FarewellBody(topic.names, {} if to is None else to.names)
                await _tell(connection, topic.id, body, recorded.at)
            if to is not None:
                await topics.move(connection, topic.id, to.id)
            had = len(await topics.end(connection, topic.id))
            await staff.record(connection, recorded.of_so_many(had))
        self._changed.set()
        await self._staff_content.refresh()
        return had


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
