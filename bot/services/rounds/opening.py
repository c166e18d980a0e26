"""Staff open a round: what it asks, whom, and until when is put together, shown, confirmed by its digest."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.announcements import Audience, Occasion, RoundBody
from bot.domain.content.staff_content import digest_of
from bot.domain.people.staff import Act, Recorded
from bot.domain.rounds import USUALLY_OPEN, RoundText, as_item, end_of, from_item
from bot.domain.stored_bodies import instant
from bot.services.announcing.broadcasting import Confirmed
from bot.storage import announcements, dialogues, fan_out, rounds, staff, subscribers
from bot.storage.database import Connection, Database

READY = "round ready"  # the step at which one can be opened
AT_LEAST = timedelta(hours=1)  # open: what was shown long ago may be for a day that is nearly over


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """What is said of a round so far, as it stands in a dialogue."""

    topic: str
    texts: Mapping[str, RoundText]
    closes_at: datetime
    has_regions: bool = False

    @classmethod
    def begun(cls, topic: str, now: datetime) -> RoundDraft:
        return cls(topic, {}, end_of(now + USUALLY_OPEN))

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> RoundDraft:
        """The draft in the facts of a dialogue."""
        texts = {code: from_item(item) for code, item in facts["texts"].items()}
        return cls(facts["topic"], texts, instant(facts["closes_at"]), facts["has_regions"])

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "topic": self.topic,
            "texts": {code: as_item(text) for code, text in self.texts.items()},
            "closes_at": self.closes_at.isoformat(),
            "has_regions": self.has_regions,
        }

    @property
    def digest(self) -> str:
        """What a confirmation is bound to."""
        return digest_of(self.facts)

    @property
    def audience(self) -> Audience:
        """A round is for private chats: what one answers is for nobody else's eyes."""
        return Audience(self.topic, with_groups=False)

    def body(self, round_id: int = 0) -> RoundBody:
        """What those get who are asked."""
        return RoundBody(round_id, Occasion.ASKED, lines_of(self.texts), self.closes_at)


def lines_of(texts: Mapping[str, RoundText]) -> dict[str, tuple[str, ...]]:
    """The theme and the questions, by language."""
    return {
        code: (text.theme, *(question.text for question in text.questions)) for code, text in texts.items()
    }


class Opening:
    """The use case of who opens a round. What leaves waits for `waits_for`, as a broadcast does."""

    def __init__(self, database: Database, changed: asyncio.Event, waits_for: timedelta) -> None:
        self._database = database
        self._changed = changed
        self._waits_for = waits_for

    async def recipients(self, draft: RoundDraft) -> int:
        """How many would be asked now."""
        async with self._database.reading() as connection:
            return await subscribers.count(connection, draft.audience)

    async def open(self, user_id: int, seen_digest: str, now: datetime) -> Confirmed | None:
        """Opens what this person put together and saw, once; None when it is gone, another, or too late."""
        async with self._database.transaction() as connection:
            found = await dialogues.find(connection, user_id)
            if found is None or found.step != READY:
                return None
            draft = RoundDraft.of(found.facts)
            if draft.digest != seen_digest or draft.closes_at < now + AT_LEAST:
                return None
            await dialogues.done(connection, user_id, seen_digest, now)
            round_id = await rounds.add(
                connection, draft.topic, draft.texts, now, draft.closes_at, has_regions=draft.has_regions
            )
            leaves_at = now + self._waits_for
            confirmed = await announced(
                connection, draft.body(round_id), draft.audience, now, draft.closes_at, leaves_at
            )
            if confirmed is not None:
                by = Recorded(user_id, Act.ROUND_OPENED, now, confirmed.announcement_id)
                await staff.record(connection, by)
        self._changed.set()
        return confirmed


def key_of(round_id: int, occasion: Occasion) -> str:
    """The key of what is said of a round: each is said once."""
    return f"round/{round_id}/{occasion.value}"


async def announced(
    connection: Connection,
    body: RoundBody,
    audience: Audience,
    now: datetime,
    expires_at: datetime,
    leaves_at: datetime,
) -> Confirmed | None:
    """Puts what is said of a round into the outbox; None where it was said before."""
    key = key_of(body.round_id, body.occasion)
    added = await announcements.add(connection, key, audience, body, now, expires_at, leaves_at)
    if added is None:
        return None
    if body.occasion is Occasion.REMINDED:
        await rounds.spare_who_answered(connection, added, body.round_id)
    await fan_out.fan_out(connection, added)
    return Confirmed(added, await subscribers.count(connection, audience))
