"""The one way out: who wants to send waits here for a slot. Answers and what goes to many share it fairly."""

from __future__ import annotations

import asyncio
from collections import deque

from bot.domain.delivery.pacing import ChatRests, Pace, Way

# Seconds that something which has begun waits for a slot: it would be unknown after a kill, and a pause or
# a stop does not reach it any more. Shorter than any rest that Telegram asks for: those are whole seconds.
WAITS_FOR = 0.2

Waiter = asyncio.Future[bool]


class Pacing:
    """Gives out the slots of a `Pace`, and knows which chats rest. In memory: after a restart it begins anew.

    One process works at a time, so nobody else has to know.
    """

    def __init__(self, limit: float, rests: ChatRests | None = None) -> None:
        self.rests = ChatRests() if rests is None else rests
        self.limit = limit
        self._pace = Pace.of(limit)
        self._first: deque[Waiter] = deque()  # answers that nobody has tried to send yet
        self._again: deque[Waiter] = deque()  # and those that were refused: they wait behind the others
        self._many: deque[Waiter] = deque()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def quiet_until(self) -> float:
        """Nothing is sent to many before, in seconds of the loop's clock."""
        return self._pace.quiet_until

    @property
    def ready_at(self) -> float:
        """When the next message to many may leave, if nothing else does."""
        return self._pace.ready_at(Way.MANY)

    def slots(self, seconds: float) -> int:
        """How many messages to many may leave within so many seconds, if nothing else does."""
        now = asyncio.get_running_loop().time()
        return self._pace.slots_of_many(now, now + seconds)

    async def reply_turn(self, chat_id: int, *, again: bool = False) -> None:
        """Returns when an answer to this chat may leave: at once, unless more want to than may.

        `again`: it was refused before; then those of others go first.
        """
        await self._turn(self._again if again else self._first)
        self.rests.note_sent(chat_id, asyncio.get_running_loop().time())

    async def turn(self) -> bool:
        """Returns when a message to many may leave; false when everything rests for longer than a moment."""
        return not self._rests_long() and await self._turn(self._many)

    def note_refused_reply(self, chat_id: int, after: float) -> None:
        """An answer got 429. Its chat rests, and nobody else: who writes on and on brings that about at will,
        and three of them must not hold up what goes to many.
        """
        now = asyncio.get_running_loop().time()
        self.rests.rest_until(chat_id, now + after, now)

    def note_flood(self, chat_id: int, after: float) -> None:
        """The platform answered 429 for something to many, which asks for so many seconds."""
        now = asyncio.get_running_loop().time()
        until = self.rests.note_flood(chat_id, after, now)
        if until is None:
            return
        self._pace = self._pace.flooded(now, until)
        if self._rests_long():
            for waiter in self._many:
                _end(waiter, may_leave=False)
            self._many.clear()

    async def _turn(self, queue: deque[Waiter]) -> bool:
        loop = asyncio.get_running_loop()
        waiter: Waiter = loop.create_future()
        queue.append(waiter)
        self._give_out()
        return await waiter

    def _give_out(self) -> None:
        """Every slot that has come goes to somebody; for the next one this is called again."""
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while True:
            for queue in (self._first, self._again, self._many):
                while queue and queue[0].done():  # whoever waited there has gone
                    queue.popleft()
            replies = self._first or self._again
            now = loop.time()
            way = self._pace.turn(now, reply=bool(replies), many=bool(self._many))
            if way is None:
                break
            self._pace = self._pace.left(now, way)
            _end((replies if way is Way.REPLY else self._many).popleft(), may_leave=True)
        waiting = [way for way, queue in ((Way.REPLY, replies), (Way.MANY, self._many)) if queue]
        if waiting:
            self._timer = loop.call_at(min(map(self._pace.ready_at, waiting)), self._give_out)

    def _rests_long(self) -> bool:
        return self.quiet_until - asyncio.get_running_loop().time() > WAITS_FOR


def _end(waiter: Waiter, *, may_leave: bool) -> None:
    if not waiter.done():
        waiter.set_result(may_leave)
