"""Stand-ins for what is outside: a sender that follows a script, and a clock that can be moved."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.announcements import Announcement
from bot.domain.delivery.outcomes import Outcome, Sent
from tests.builders import NOW

# Nobody has to wait this long: it only keeps a broken program from hanging the whole run.
PATIENCE_SECONDS = 180


class Clock:
    """Starts at an instant of our choice, goes on as every clock does, and can be moved."""

    def __init__(self, at: datetime = NOW) -> None:
        self._at = at
        self._started = time.monotonic()

    def __call__(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._started)

    def advance(self, **by: float) -> None:
        self._at += timedelta(**by)


@dataclass(slots=True)
class FakeTurn:
    """Ours until another process has it."""

    is_ours: bool = True
    asked: int = 0
    epoch: int = 1
    others_worked: bool = False

    async def others_worked_since(self, epoch: int) -> bool:
        return self.others_worked or epoch < self.epoch

    async def is_still_ours(self) -> bool:
        self.asked += 1
        return self.is_ours

    def note_other(self) -> None:
        self.is_ours = False


@dataclass(frozen=True, slots=True)
class Sending:
    """A line of the transcript."""

    chat_id: int
    language: str
    announcement_id: int


class FakeSender:
    """Answers each chat with the outcomes of its script, then with Sent; writes down every call.

    A chat that hangs gets no answer until `answer` is called.
    """

    def __init__(self, script: dict[int, list[Outcome | Exception]] | None = None) -> None:
        self.transcript: list[Sending] = []
        self.changed: list[tuple[int, int]] = []  # the chats and messages that were edited or deleted
        self.in_the_air: set[int] = set()
        self._script = {chat_id: list(outcomes) for chat_id, outcomes in (script or {}).items()}
        self._hanging: set[int] = set()
        self._answered = asyncio.Event()

    @property
    def chats(self) -> list[int]:
        """Whom something was sent to, in order."""
        return [sending.chat_id for sending in self.transcript]

    def hang(self, chat_ids: Iterable[int]) -> None:
        self._hanging.update(chat_ids)

    def answer(self) -> None:
        """Every request that hangs gets its answer."""
        self._hanging.clear()
        self._answered.set()

    async def change(
        self, chat_id: int, language: str, announcement: Announcement, message_id: int
    ) -> Outcome:
        self.changed.append((chat_id, message_id))
        return await self.send(chat_id, language, announcement)

    async def send(
        self, chat_id: int, language: str, announcement: Announcement, thread_id: int | None = None
    ) -> Outcome:
        self.transcript.append(Sending(chat_id, language, announcement.announcement_id))
        self.in_the_air.add(chat_id)
        if chat_id in self._hanging:
            await self._answered.wait()
        await asyncio.sleep(0)
        self.in_the_air.discard(chat_id)
        script = self._script.get(chat_id)
        outcome = script.pop(0) if script else Sent(len(self.transcript))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


async def until(holds: Callable[[], bool | Awaitable[bool]]) -> None:
    """Returns soon after the condition holds; what takes long is asked for ever less often, and a database
    less often than what lies in memory.
    """
    pause = 0.002
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = holds()
            is_costly = not isinstance(found, bool)
            if await found if is_costly else found:
                return
            await asyncio.sleep(3 * pause if is_costly else pause)
            pause = min(0.02 if is_costly else 0.03, pause * 1.5)
