"""The pace that a process keeps: its own, or one that it shares with others on the same database."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, replace
from typing import Protocol

from bot.domain.pacing import LATE_SECONDS, ChatRests, Pace
from bot.storage import shared_pace
from bot.storage.database import Database

AHEAD = 0.5  # seconds of slots that are reserved at once: what other workers may have to wait for

WAITS_FOR = 1.0  # seconds that something which has begun waits for a slot: it would be unknown after a kill
TOGETHER = 64  # slots at most that are reserved when one was missed
READINGS = 16  # readings of the database's clock of which the quickest counts


@dataclass(frozen=True, slots=True)
class News:
    """What happened since the pace was last looked at: replies sent, and how long all must rest."""

    replies: int = 0
    rest: float = 0.0  # seconds


class PaceKeeper(Protocol):
    """Where a pace is kept. Times are seconds of the event loop's clock."""

    async def exchange(self, news: News, count: int) -> tuple[Pace, list[float]]:
        """Tells the news, takes `count` slots; returns the pace as it is now, and the slots."""
        ...


def _told(pace: Pace, now: float, news: News, count: int) -> tuple[Pace, list[float]]:
    if news.rest > 0:
        pace = pace.flooded(now, now + news.rest)
    if news.replies:
        pace = pace.spent(now, news.replies)
    return pace.reserved(now, count)


class OwnPace:
    """The pace of the only worker on a database, in memory: after a restart it begins anew."""

    def __init__(self, limit: float) -> None:
        self._pace = Pace.of(limit)

    async def exchange(self, news: News, count: int) -> tuple[Pace, list[float]]:
        """See PaceKeeper."""
        self._pace, slots = _told(self._pace, asyncio.get_running_loop().time(), news, count)
        return self._pace, slots


class SharedPace:
    """The pace of all workers on one PostgreSQL database, kept there."""

    def __init__(self, database: Database, limit: float) -> None:
        self._database = database
        self._limit = limit
        self._ahead: deque[float] = deque(maxlen=READINGS)  # of our clock before the database's, in seconds

    async def exchange(self, news: News, count: int) -> tuple[Pace, list[float]]:
        """See PaceKeeper."""
        taken: list[float] = []
        clock = asyncio.get_running_loop().time

        def step(pace: Pace, now: float) -> Pace:
            # the way of the answer makes the difference larger, never smaller
            self._ahead.append(clock() - now)
            changed, slots = _told(pace, now, news, count)
            taken.extend(slots)
            return changed

        async with self._database.transaction() as connection:
            pace = await shared_pace.change(connection, self._limit, step)
        ahead = min(self._ahead)
        here = replace(
            pace,
            slowed_at=pace.slowed_at + ahead,
            next_slot=pace.next_slot + ahead,
            quiet_until=pace.quiet_until + ahead,
        )
        return here, [slot + ahead for slot in taken]


class Pacing:
    """Slots for what is sent to many, and rests of chats. Replies never wait; they only make room."""

    def __init__(self, keeper: PaceKeeper, limit: float, rests: ChatRests | None = None) -> None:
        self.rests = rests or ChatRests()
        self.limit = limit
        self._keeper = keeper
        self._pace = Pace.of(limit)
        self._slots: deque[float] = deque()
        self._replies = 0
        self._rest_until = 0.0  # of a flood that the keeper has not heard of yet
        self._exchanging = asyncio.Lock()

    @property
    def quiet_until(self) -> float:
        """Nothing is sent to many before."""
        return max(self._pace.quiet_until, self._rest_until)

    @property
    def has_slot(self) -> bool:
        """Whether a slot is at hand, so that `slot` need not ask the keeper."""
        return bool(self._slots)

    def note_reply(self, chat_id: int, now: float) -> None:
        """A reply to a person leaves at `now`, without waiting."""
        self._replies += 1
        self.rests.note_sent(chat_id, now)

    def note_flood(self, chat_id: int, after: float, now: float) -> None:
        """The platform answered 429 for `chat_id`."""
        until = self.rests.note_flood(chat_id, after, now)
        if until is not None:
            self._rest_until = max(self._rest_until, until)
            self._slots.clear()

    async def tell(self) -> None:
        """Lets the other workers know of a flood at once."""
        if self._rest_until:
            await self._exchange(0)

    async def slot(self, wanted: int) -> float:
        """The next slot that was not missed; up to `wanted` are reserved together."""
        clock = asyncio.get_running_loop().time
        while True:
            while self._slots and self._pace.is_missed(self._slots[0], clock()):
                self._slots.popleft()
            if self._slots:
                return self._slots.popleft()
            await self._exchange(max(1, min(wanted, int(self._pace.rate(clock()) * AHEAD))))

    async def turn(self, slot: float) -> bool:
        """Waits for `slot`; when it was missed by then, for another one. False when that is far ahead.

        What leaves late, with what follows on time, would be more in one second than the limit allows.
        """
        clock = asyncio.get_running_loop().time
        while slot - clock() < WAITS_FOR:
            if slot > clock():
                await asyncio.sleep(slot - clock())
            if not self._pace.is_missed(slot, clock()):
                return True
            # where slots lie close, others have missed theirs too, and need not ask one by one
            slot = await self.slot(max(1, min(TOGETHER, int(self._pace.rate(clock()) * LATE_SECONDS))))
        return False

    async def _exchange(self, count: int) -> None:
        async with self._exchanging:
            rest_until = self._rest_until
            news = News(self._replies, max(0.0, rest_until - asyncio.get_running_loop().time()))
            self._pace, slots = await self._keeper.exchange(news, count)
            self._replies -= news.replies
            if self._rest_until == rest_until:  # else another flood came meanwhile, to be told the next time
                self._rest_until = 0.0
            self._slots.extend(slots)
