"""Our own loop over getUpdates: it confirms what was handled, and never ends in silence.

A lost server, a hung poll, a 5xx, a 409 and a single 401 or 404 are waited out. A token that stays
refused ends the program with a clear line: alive and deaf is the one state that must not be.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.domain.waits import Waits
from bot.telegram.aiohttp_request import AiohttpRequest, form
from bot.telegram.connecting import ALLOWED, TokenRefusedError
from bot.telegram.intake import Intake, RawUpdate

REFUSALS = 5  # so many 401 or 404 in a row and the token is wrong

logger = logging.getLogger(__name__)


class Poller:
    """Fetches updates until it is told to stop."""

    def __init__(
        self,
        request: AiohttpRequest,
        base_url: str,
        intake: Intake,
        waits: Waits,
        heard_of_another: Callable[[], None] = lambda: None,
    ) -> None:
        """`heard_of_another` is called when somebody else polls with this token."""
        self._request = request
        self._base_url = base_url
        self._intake = intake
        self._waits = waits
        self._heard_of_another = heard_of_another
        self._trouble = ""

    async def run(self, stopping: asyncio.Event, caught_up: asyncio.Event, backlog: int) -> None:
        """Polls until `stopping`. Sets `caught_up` when the first `backlog` updates were handled.

        Raises TokenRefusedError.
        """
        failures = refusals = 0
        queued: set[asyncio.Task[None]] = set()
        ended = asyncio.create_task(stopping.wait())
        while not stopping.is_set():
            poll = asyncio.create_task(self._poll(self._waits.long_poll if caught_up.is_set() else 1))
            await asyncio.wait({poll, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not poll.done():
                poll.cancel()
                await asyncio.wait([poll])
                break
            try:
                updates = poll.result()
            except TelegramError as error:
                failures += 1
                refusals = refusals + 1 if isinstance(error, InvalidToken) else 0
                if refusals >= REFUSALS:
                    raise TokenRefusedError from None
                if isinstance(error, Conflict):
                    self._heard_of_another()
                self._note(_trouble(error))
                await asyncio.wait([ended], timeout=self._pause(error, failures))
                continue
            self._note("")
            failures = refusals = 0
            await self._intake.heard()
            for update in updates:
                if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
                    continue
                handling = self._intake.take(update)
                if handling is not None and len(queued) < backlog:
                    queued.add(handling)
            if self._intake.unfinished:
                await asyncio.wait(self._intake.unfinished, timeout=self._waits.spooled_after)
            if self._intake.has_failed:
                await asyncio.wait([ended], timeout=1.0)
            if not updates or (len(queued) >= backlog and all(handling.done() for handling in queued)):
                caught_up.set()
        ended.cancel()
        await self._finish()

    async def _poll(self, seconds: float) -> list[RawUpdate]:
        parameters = {"timeout": str(round(seconds)), "allowed_updates": json.dumps(ALLOWED)}
        if self._intake.next_offset is not None:
            parameters["offset"] = str(self._intake.next_offset)
        found = await self._call("getUpdates", parameters, self._waits.poll_hangs_after)
        return found if isinstance(found, list) else []

    async def _finish(self) -> None:
        """Waits for what is being handled, then confirms it."""
        if self._intake.unfinished:
            await asyncio.wait(self._intake.unfinished)
        if self._intake.next_offset is not None:
            try:
                last = {"offset": str(self._intake.next_offset), "limit": "1", "timeout": "0"}
                await self._call("getUpdates", last, 5.0)
            except TelegramError:
                logger.info("polling.last_confirmation_failed")

    async def _call(self, method: str, parameters: dict[str, str], read_timeout: float) -> object:
        return await self._request.post(
            f"{self._base_url}/{method}", form(parameters), read_timeout=read_timeout
        )

    def _pause(self, error: TelegramError, failures: int) -> float:
        if isinstance(error, RetryAfter):
            after = error.retry_after
            return float(after if isinstance(after, int) else after.total_seconds())
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
