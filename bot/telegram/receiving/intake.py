"""Takes updates in: each is handled once, in order within a chat, many chats at once.

An update may be confirmed to the server once it was handled or lies in the spool. The copy there is for a
kill: the handler that runs goes on, and nobody else runs it; copy and number are settled with its last reply.

What the database has to store while it is away waits in its chat's order, and is tried again. Until then
later updates of that chat do without the database too, so that nothing overtakes: of "stop" and "subscribe"
the last word counts. Where another process worked since an update was taken in, which may have handled later
ones, it does without for good: who wished for something is asked to say it again.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from bot.domain.counted_durations import Durations
from bot.domain.immediate_requests import EndSome, Leave
from bot.domain.waits import Waits
from bot.services.handled_updates import Receiving
from bot.services.immediate_requests import Heeding
from bot.services.leader_lease import Turn
from bot.services.stoppable_waits import first_of
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.storage.spool import Kept
from bot.telegram.receiving.immediate_requests import FirstWords
from bot.telegram.receiving.raw_updates import Key, RawUpdate, id_of, key_of
from bot.telegram.receiving.waiting_notices import Notice
from bot.telegram.receiving.waiting_updates import Arrival, Queue
from bot.telegram.wire.concurrency_limit import Seats
from bot.telegram.wire.reply_lane import EndingError, answer_by

AT_ONCE = 50  # updates worked on at the same time, those that wait not counted
A_CHAT = 20  # updates of one chat that may wait; what is only a question is dropped beyond
ALTOGETHER = 10_000  # the same of all chats: so much is kept in memory, and beyond it nothing is fetched
TRIES = 2  # of an update that fails for a reason that does not pass
FINISHING = 0.75  # of the time for the end is for handlers; the rest is for what they leave

logger = logging.getLogger(__name__)


class Intake:
    """`handle` brings one raw update to its handler.

    That raises DatabaseUnreachableError when the update has to wait for the database, EndingError when it is
    left for the next start, and something else when it cannot be handled; `let_go` says so. `tell` tells a
    person a notice; `end_waits` makes whoever waits in a handler raise EndingError.
    """

    def __init__(
        self,
        receiving: Receiving,
        heeding: Heeding,
        first_words: FirstWords,
        handle: Callable[[RawUpdate], Awaitable[None]],
        let_go: Callable[[RawUpdate, Exception], Awaitable[None]],
        tell: Callable[[RawUpdate, Notice], Awaitable[None]],
        end_waits: Callable[[], None],
        now: Callable[[], datetime],
        waits: Waits,
        turn: Turn,
    ) -> None:
        self._receiving = receiving
        self._heeding = heeding
        self._first_words = first_words
        self._handle = handle
        self._let_go = let_go
        self._tell = tell
        self._end_waits = end_waits
        self._now = now
        self._waits = waits
        self._turn = turn
        self._seats = Seats(AT_ONCE)
        self._open: dict[int, Arrival] = {}
        self._queues: dict[Key, Queue] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self.is_ending = False
        self.took = Durations()

    @property
    def count(self) -> int:
        """How many updates were taken in and are not handled yet."""
        return len(self._open)

    @property
    def is_full(self) -> bool:
        """Whether nothing more should be fetched for now."""
        return len(self._open) >= ALTOGETHER

    @property
    def is_idle(self) -> bool:
        """Whether everything that was taken in was handled."""
        return not self._open

    def heard(self) -> None:
        """The server spoke to us, and what it said is in our hands."""
        self._receiving.beat_received(self._now())

    def knows(self, raw: RawUpdate) -> bool:
        """Whether this update was taken in before, in this process or an earlier one."""
        number = id_of(raw)
        return number is not None and (
            number in self._open or self._receiving.is_handled(number, self._now())
        )

    def take(self, raw: RawUpdate, kept: Kept | None = None) -> Arrival | None:
        """Begins to handle an update, perhaps a kept one; None when there is nothing more to do about it."""
        update_id = id_of(raw)
        if update_id is None or self._receiving.is_handled(update_id, self._now()):
            return None
        if update_id in self._open:
            return self._open[update_id]
        wish = self._first_words.wish_of(raw)
        if kept is None and self._first_words.is_no_act(raw):
            self._receiving.settle(update_id, self._now())
            return None
        queue = self._queues.setdefault(key_of(raw), Queue(key_of(raw)))
        loop = asyncio.get_running_loop()
        if len(queue.arrivals) >= A_CHAT and kept is None and self._first_words.may_be_dropped(raw):
            self._receiving.settle(update_id, self._now())
            self._notify(queue, raw, Notice.TOO_MANY)
            return None
        epoch = kept.epoch if kept else self._turn.epoch
        if wish is not None:
            self._heeding.heed(update_id, wish)
        arrival = Arrival(update_id, raw, loop.time(), loop.create_future(), kept is not None, wish, epoch)
        self._open[update_id] = arrival
        queue.arrivals.append(arrival)
        self._work_on(queue)
        return arrival

    async def recover(self, left: Sequence[Path] = ()) -> None:
        """Takes in what processes before had confirmed and not handled, also in the spools `left`."""
        for one in await self._receiving.recover(left):
            self.take(json.loads(one.body), one)

    async def secure(self, arrivals: Sequence[Arrival]) -> None:
        """Returns once each of these was handled or lies in the spool: then they may be confirmed.

        Where the spool cannot be written they are in memory only. They are confirmed all the same: a bot that
        hears nobody harms everybody at once, and a kill while the disk is full is seldom.
        """
        fresh = [one.done for one in arrivals if not self._waits_already(one)]
        if fresh and not self.is_ending:  # at the end nothing new begins: it is kept at once
            await asyncio.wait(fresh, timeout=self._waits.spooled_after)
        await self._keep(arrivals)

    async def run(self, stopping: asyncio.Event) -> None:
        """What goes on beside the handling, until `stopping`; then an end in good order."""
        beside = [
            asyncio.create_task(self._heeding.run(stopping)),
            asyncio.create_task(self._receiving.run(stopping)),
        ]
        try:
            while not stopping.is_set():
                await first_of(stopping, *beside, seconds=self._waits.database_look)
                for part in beside:
                    if part.done() and not stopping.is_set():
                        part.result()  # neither ends by itself: what ended it ends the program
                await self._look()
            await self._finish(beside)
        finally:
            for task in beside:
                task.cancel()

    def _waits_already(self, arrival: Arrival) -> bool:
        """Whether something before it in its chat lies in the spool: then it goes there at once."""
        queue = self._queues.get(key_of(arrival.raw))
        return queue is not None and bool(queue.arrivals) and queue.arrivals[0].is_kept

    async def _keep(self, arrivals: Sequence[Arrival]) -> None:
        left = [one for one in arrivals if one.is_unkept]
        if not left:
            return
        is_kept = await self._receiving.keep([one.as_kept() for one in left], self._now())
        for one in left:
            one.is_kept = is_kept

    def _work_on(self, queue: Queue) -> None:
        if queue.work is None or queue.work.done():
            queue.work = asyncio.create_task(self._work(queue))

    async def _work(self, queue: Queue) -> None:
        """Handles what stands in a chat's order, but what was put off."""
        while not self.is_ending and (arrival := queue.next()) is not None:
            try:
                await self._attempt(arrival, is_behind=queue.is_behind(arrival))
            except EndingError:
                return
            except DatabaseUnreachableError:
                self._put_off(queue, arrival)
            except Exception as error:
                arrival.failures += 1
                if arrival.failures == TRIES:
                    self._finished(queue, arrival)
                    self._do_beside(self._let_go(arrival.raw, error))
            else:
                self._finished(queue, arrival)
                if arrival.was_put_off:
                    self._try_all_again()
        queue.work = None
        if not queue.arrivals and self._queues.get(queue.key) is queue:
            del self._queues[queue.key]

    async def _attempt(self, arrival: Arrival, *, is_behind: bool) -> None:
        if not await self._heeding.applied(arrival.update_id):
            raise DatabaseUnreachableError("what was wished for could not be stored")
        waited_since = asyncio.get_running_loop().time() if arrival.was_put_off else arrival.came_at
        answer_by.set(waited_since + self._waits.reply_given_up_after)
        is_late = await self._is_late(arrival)
        async with self._seats.taken():
            if self.is_ending:
                raise EndingError
            is_free = not is_behind and is_late is False
            try:
                with nullcontext() if is_free else self._receiving.without_database():
                    await self._handle(arrival.raw)
            except DatabaseUnreachableError:
                if not is_late:
                    raise
                self._do_beside(self._tell(arrival.raw, Notice.AGAIN))

    async def _is_late(self, arrival: Arrival) -> bool | None:
        """Whether others may have handled later ones; None where nobody can know. STOP and /halt never."""
        is_wish = arrival.wish is not None and not isinstance(arrival.wish, EndSome)
        try:
            return not is_wish and await self._turn.others_worked_since(arrival.epoch)
        except DatabaseUnreachableError:
            return None

    def _put_off(self, queue: Queue, arrival: Arrival) -> None:
        """It waits for the database; a press hears so at once."""
        if not arrival.was_put_off and "callback_query" in arrival.raw:
            self._do_beside(self._tell(arrival.raw, Notice.LATER))
        arrival.was_put_off = arrival.is_put_off = True

    def _finished(self, queue: Queue, arrival: Arrival) -> None:
        queue.arrivals.remove(arrival)
        del self._open[arrival.update_id]
        self.took.note(asyncio.get_running_loop().time() - arrival.came_at)
        self._receiving.settle(arrival.update_id, self._now())
        self._heeding.in_place(arrival.update_id)
        arrival.done.set_result(None)

    def _try_all_again(self) -> None:
        """The database was there for one that had waited for it: the others need not wait for their turn."""
        for queue in self._queues.values():
            if queue.end_putting_off():
                self._work_on(queue)

    async def _look(self) -> None:
        """One of those that wait for the database tries again; who waits for long is told so."""
        late = asyncio.get_running_loop().time() - self._waits.told_after
        unkept = [one for one in self._open.values() if not one.is_kept and one.came_at < late]
        await self._keep(unkept)
        waiting = [queue for queue in self._queues.values() if queue.first_put_off is not None]
        for queue in waiting:
            arrival = queue.first_put_off
            if arrival is not None and arrival.came_at < late and "callback_query" not in arrival.raw:
                is_stop = isinstance(arrival.wish, Leave)
                self._notify(queue, arrival.raw, Notice.STOP_LATER if is_stop else Notice.LATER)
        if waiting:  # in turns: of each the first, and the next time another's
            queue = waiting[0]
            self._queues[queue.key] = self._queues.pop(queue.key)
            if queue.first_put_off is not None:
                queue.first_put_off.is_put_off = False
                self._work_on(queue)

    def _notify(self, queue: Queue, raw: RawUpdate, notice: Notice) -> None:
        """Once, until nothing of the chat waits any more."""
        if notice not in queue.told and not self.is_ending:
            queue.told.add(notice)
            self._do_beside(self._tell(raw, notice))

    def _do_beside(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _finish(self, beside: Sequence[asyncio.Task[None]]) -> None:
        """What is in the air is waited for, for a while; what waits is left in the spool."""
        self.is_ending = True
        await self._keep(list(self._open.values()))
        self._end_waits()
        under_way = {*(queue.work for queue in self._queues.values() if queue.work), *self._beside, *beside}
        _, pending = await asyncio.wait(under_way, timeout=self._waits.finish * FINISHING)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        await self._keep(list(self._open.values()))  # what came in since
        left = [one.as_kept() for one in self._open.values() if one.is_unkept]
        if not await self._receiving.finish(left, self._now()):
            logger.error("updates.lost", extra={"count": len(left)})
