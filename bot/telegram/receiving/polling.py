"""Our own loop over getUpdates: it confirms what is in our hands, and never ends in silence.

One rule: once each update of a batch was handled or lies in the spool, the next call asks for what comes
after the last of *that* batch, whatever came before. Numbers may begin anew at a lower value (after a week
without updates they do), and no chat, however long it has to wait, makes the bot deaf for others.

A lost server, a hung poll, a 5xx, a 409 and a single 401 or 404 are waited out. A token that stays
refused ends the program with a clear line: alive and deaf is the one state that must not be.
"""

from __future__ import annotations

import asyncio
import json
import logging

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.domain.waits import Waits
from bot.services.leader_lease import Turn
from bot.services.stoppable_waits import first_of
from bot.telegram.receiving.connecting import ALLOWED, TokenRefusedError
from bot.telegram.receiving.intake import Intake
from bot.telegram.receiving.raw_updates import RawUpdate, id_of
from bot.telegram.wire.transport import AiohttpRequest, form

REFUSALS = 5  # so many 401 or 404 in a row and the token is wrong
LAST_CALL = 1.0  # seconds for the confirmation at the end: what it is about is known to the next start anyway

logger = logging.getLogger(__name__)


class Poller:
    """Fetches updates until it is told to stop."""

    def __init__(
        self,
        request: AiohttpRequest,
        base_url: str,
        intake: Intake,
        waits: Waits,
        turn: Turn,
    ) -> None:
        self._request = request
        self._base_url = base_url
        self._intake = intake
        self._waits = waits
        self._offset: int | None = None  # what to ask for next; None before the first update
        self._is_told = True  # whether the server was asked for that
        self._turn = turn
        self._trouble = ""

    async def run(self, stopping: asyncio.Event, caught_up: asyncio.Event, backlog: int) -> None:
        """Polls until `stopping`. Sets `caught_up` when what had queued up was handled, or after a while.

        `backlog` is how much had queued up. Raises TokenRefusedError.
        """
        failures = refusals = fetched = 0
        clock = asyncio.get_running_loop().time
        caught_up_at = clock() + self._waits.caught_up_after
        while not stopping.is_set():
            began = clock()
            poll = asyncio.create_task(self._poll(self._waits.long_poll if caught_up.is_set() else 1))
            await first_of(poll, stopping)
            if not poll.done():
                poll.cancel()
                await asyncio.gather(poll, return_exceptions=True)  # also one that broke meanwhile
                break
            try:
                updates = poll.result()
            except TelegramError as error:
                failures += 1
                refusals = refusals + 1 if isinstance(error, InvalidToken) else 0
                if refusals >= REFUSALS:
                    raise TokenRefusedError from None
                if isinstance(error, Conflict):
                    self._turn.note_other()
                self._note(_trouble(error))
                await first_of(stopping, seconds=self._pause(error, failures))
                continue
            self._note("")
            failures = refusals = 0
            if not await self._turn.is_still_ours():  # we stood still, and these are another's by now
                break
            news = await self._take(updates)
            fetched += news
            is_drained = not updates or fetched >= backlog
            if (is_drained and self._intake.is_idle) or clock() > caught_up_at:
                caught_up.set()
            while self._intake.is_full and not stopping.is_set():
                await first_of(stopping, seconds=self._waits.poll_again)
            if not news:  # whatever the server answers, it is not asked more often
                await first_of(stopping, seconds=max(0.0, began + self._waits.poll_again - clock()))
        await self._confirm()

    async def _take(self, updates: list[RawUpdate]) -> int:
        """Brings a batch into our hands; how many of it were new."""
        new = [update for update in updates if not self._intake.knows(update) and id_of(update) is not None]
        arrivals = [arrival for update in updates if (arrival := self._intake.take(update)) is not None]
        await self._intake.secure(arrivals)
        numbers = [number for update in updates if (number := id_of(update)) is not None]
        if numbers:
            self._offset, self._is_told = numbers[-1] + 1, False
        if new or not updates:  # a server that gives the same again and again is no sign of life
            self._intake.heard()
        return len(new)

    async def _poll(self, seconds: float) -> list[RawUpdate]:
        parameters = {"timeout": str(round(seconds)), "allowed_updates": json.dumps(ALLOWED)}
        if self._offset is not None:
            parameters["offset"] = str(self._offset)
        self._is_told = True
        found = await self._call("getUpdates", parameters, self._waits.poll_hangs_after)
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    async def _confirm(self) -> None:
        """Where another process goes on, it does not know what was handled here."""
        if self._offset is None or self._is_told:
            return
        try:
            last = {"offset": str(self._offset), "limit": "1", "timeout": "0"}
            await asyncio.wait_for(self._call("getUpdates", last, LAST_CALL), LAST_CALL)
        except (TelegramError, TimeoutError):
            logger.info("polling.last_confirmation_failed")

    async def _call(self, method: str, parameters: dict[str, str], read_timeout: float) -> object:
        return await self._request.post(
            f"{self._base_url}/{method}", form(parameters), read_timeout=read_timeout
        )

    def _pause(self, error: TelegramError, failures: int) -> float:
        if isinstance(error, RetryAfter):
            after = error.retry_after
            wished = float(after if isinstance(after, int) else after.total_seconds())
            return min(wished, self._waits.poll_flooded)
        if isinstance(error, NetworkError | InvalidToken | Conflict):
            return self._waits.line.after(failures)
        return self._waits.line.longest

    def _note(self, trouble: str) -> None:
        """One line a change of state, not one a failure."""
        if trouble and trouble != self._trouble:
            logger.warning("polling.troubled", extra={"trouble": trouble})
        elif self._trouble and not trouble:
            logger.info("polling.recovered")
        self._trouble = trouble


def _trouble(error: TelegramError) -> str:
    if isinstance(error, Conflict):
        return "another program polls with this token (or a webhook is set)"
    return f"{type(error).__name__}: {error.message}"
