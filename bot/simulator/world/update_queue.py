"""The queue of updates that wait for the bot, and the rules of long polling.

Not imitated: Telegram delays a repeated conflict by three seconds, and holds a short poll that repeats the
same offset at once; tests would only become slower by it.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.refusals import SECOND_POLL, ApiError, conflict

KEPT_FOR = timedelta(hours=24)
LONGEST_POLL_SECONDS = 50
MOST_AT_ONCE = 100
FIRST_UPDATE_ID = 100_000_001
_ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update; `chat_id` orders deliveries by webhook, `body` is the JSON that is sent."""

    update_id: int
    chat_id: int
    arrived_at: datetime
    body: JsonObject


class UpdateQueue:
    """Updates stay until confirmed by a higher offset, or for 24 hours."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._pending: deque[Update] = deque()
        self._next_id = FIRST_UPDATE_ID
        self._poll: asyncio.Future[None] | None = None
        self._at_once = 0  # polls that are answered at once, with nothing if there is nothing
        self._listeners: list[Callable[[], None]] = []
        self.allowed: tuple[str, ...] = ()

    def __len__(self) -> int:
        self._drop_old()
        return len(self._pending)

    def pending(self) -> list[Update]:
        """What waits, oldest first."""
        self._drop_old()
        return list(self._pending)

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remember which kinds the bot wants; None leaves the former choice, an empty one is the default."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    def add(self, kind: str, chat_id: int, content: JsonObject) -> int | None:
        """Queue an update and wake the poll; answers its id, or None for a kind the bot does not want."""
        wanted = kind in self.allowed if self.allowed else kind not in _ONLY_ON_REQUEST
        return self.push(kind, chat_id, content) if wanted else None

    def push(self, kind: str, chat_id: int, content: object) -> int:
        """Queue an update of any kind and form, wanted or not, and wake the poll; answers its id."""
        update_id = self._next_id
        self._next_id += 1
        body = {"update_id": update_id, kind: content}
        self._pending.append(Update(update_id, chat_id, self._now(), body))
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        self.notify()
        return update_id

    def call_when_changed(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every new update, and on `notify`."""
        self._listeners.append(listener)

    def notify(self) -> None:
        """Let the listeners look again: there is an update, or another way to deliver it."""
        for listener in self._listeners:
            listener()

    def confirm(self, update_id: int) -> None:
        """Forget one update: it was delivered."""
        self._pending = deque(update for update in self._pending if update.update_id != update_id)

    def forget_all(self) -> None:
        """Drop everything that is pending."""
        self._pending.clear()

    async def poll(self, offset: int, limit: int, timeout_seconds: int) -> list[JsonObject]:
        """getUpdates: confirm what is below `offset`, then answer at once or as soon as there is something.

        A poll that is still waiting is ended with 409, for only one bot may poll.
        """
        self.end_poll(conflict(SECOND_POLL))
        self._confirm_below(offset)
        served = self._serve(limit)
        if served or timeout_seconds <= 0:
            return served
        if self._at_once:
            self._at_once -= 1
            return []
        waiting = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(min(timeout_seconds, LONGEST_POLL_SECONDS)):
                await waiting
        except TimeoutError:
            return []
        finally:
            if self._poll is waiting:
                self._poll = None
        return self._serve(limit)

    def end_poll(self, error: ApiError | None = None) -> None:
        """End a waiting poll: with `error`, or with what there is."""
        if self._poll and not self._poll.done():
            if error:
                self._poll.set_exception(error)
            else:
                self._poll.set_result(None)

    def answer_at_once(self, polls: int) -> None:
        """Answer the waiting poll and the next ones at once, so that the bot hears what time it is."""
        self._at_once = polls
        if self._poll and not self._poll.done():
            self._at_once -= 1
            self._poll.set_result(None)

    def _confirm_below(self, offset: int) -> None:
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while self._pending and self._pending[0].update_id < offset:
            self._pending.popleft()

    def _serve(self, limit: int) -> list[JsonObject]:
        self._drop_old()
        return [update.body for update, _ in zip(self._pending, range(limit), strict=False)]

    def _drop_old(self) -> None:
        oldest = self._now() - KEPT_FOR
        while self._pending and self._pending[0].arrived_at < oldest:
            self._pending.popleft()
