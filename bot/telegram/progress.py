"""The progress of a broadcast, shown to the admin who confirmed it by editing one message."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.domain.deliveries import Progress, State
from bot.services.broadcasting import Broadcasting
from bot.storage.reachability import DatabaseUnreachableError
from bot.telegram.callbacks import Verb
from bot.telegram.people import People
from bot.telegram.screens import Button, Screen, Words

EVERY = 2.0  # seconds between two edits: well under the 20 a minute that a chat bears
RESULTS = (
    State.SENT,
    State.UNKNOWN,
    State.UNREACHABLE,
    State.REFUSED,
    State.EXPIRED,
    State.SKIPPED,
)

logger = logging.getLogger(__name__)


def progress_screen(
    words: Words, language: str, announcement_id: int, state: str, progress: Progress
) -> Screen:
    """How far an announcement has come; with a button to stop it while it runs."""
    done = progress.total - progress.open
    running = state == "active" and progress.open > 0
    msgid = "progress.running" if running else f"progress.{'finished' if state == 'active' else state}"
    heading = words.say(language, msgid, done=done, total=progress.total)
    stop = Button.of(words.label(language, "progress.stop"), Verb.CANCEL_ANNOUNCEMENT, str(announcement_id))
    return Screen(
        "\n".join([heading, *result_lines(words, language, progress)]), ((stop,),) if running else ()
    )


def result_lines(words: Words, language: str, progress: Progress) -> list[str]:
    """One line for every result that occurred."""
    return [
        words.count(language, f"result.{state.value}", progress.of(state))
        for state in RESULTS
        if progress.of(state)
    ]


class ProgressReports:
    """Edits the progress messages until each announcement is over; goes on after a restart."""

    def __init__(self, broadcasting: Broadcasting, bot: Bot, words: Words, people: People) -> None:
        self._broadcasting = broadcasting
        self._bot = bot
        self._words = words
        self._people = people
        self._shown: dict[int, Screen] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`."""
        ended = asyncio.create_task(stopping.wait())
        while not stopping.is_set():
            try:
                await self.show()
            except DatabaseUnreachableError:
                pass  # the log says so already; it is shown when the database is back
            except TelegramError as error:
                logger.warning("progress.not_shown", extra={"trouble": type(error).__name__})
            except Exception:
                logger.exception("progress.failed")
            await asyncio.wait([ended], timeout=EVERY)
        ended.cancel()

    async def show(self) -> None:
        """Brings every progress message up to date."""
        for report in await self._broadcasting.watched():
            progress = await self._broadcasting.progress(report.announcement_id)
            language = await self._people.language_of(report.chat_id)
            screen = progress_screen(self._words, language, report.announcement_id, report.state, progress)
            if self._shown.get(report.announcement_id) != screen:
                await self._edit(report.chat_id, report.message_id, screen)
                self._shown[report.announcement_id] = screen
            if not progress.open:
                await self._broadcasting.unwatch(report.announcement_id)
                self._shown.pop(report.announcement_id, None)

    async def _edit(self, chat_id: int, message_id: int, screen: Screen) -> None:
        try:
            await self._bot.edit_message_text(
                screen.html,
                chat_id=chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=screen.keyboard,
            )
        except (BadRequest, Forbidden) as error:  # the admin deleted it or left, or it says so already
            logger.info("progress.not_edited", extra={"trouble": error.message})
