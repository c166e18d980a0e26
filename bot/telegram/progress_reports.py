"""The progress of a broadcast, shown to the admin who confirmed it by editing one message."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.domain.alerts import headline_of
from bot.domain.announcements import BroadcastBody, Kind, kind_of
from bot.domain.delivery.deliveries import State
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.delivery.announcement_status import Status
from bot.services.stoppable_waits import first_of
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.telegram.people import People
from bot.telegram.screens.announcements.hold_screens import reason, word_buttons
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.durations import in_words
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

A_MOMENT = timedelta(minutes=5)  # who gets it is known by then
SHARE = 20  # counting a million rows takes a moment: at most one part in so many of the time goes into it
RESULTS = (
    State.SENT,
    State.UNKNOWN,
    State.UNREACHABLE,
    State.REFUSED,
    State.EXPIRED,
    State.SKIPPED,
)

logger = logging.getLogger(__name__)


# what is said otherwise of what changes copies; of these results nothing can be unknown
_OF_CHANGES = {Kind.CORRECTION: "corrected", Kind.RECALL: "recalled"}


def standing(headlines: Headlines, language: str, status: Status, now: datetime, *, is_halted: bool) -> str:
    """How far an announcement has come and what came of it; that everything `is_halted` comes first."""
    words = headlines.words
    progress, waits_until = status.progress, status.waits_until(now)
    done = progress.total - progress.open
    state = "running" if status.shown_state == "active" else status.shown_state
    if is_halted and not status.is_over:
        state = "halted"
    if waits_until is not None and state == "running":
        time = in_words(waits_until - now, words, language)
        if status.is_fanned_out or waits_until - now <= A_MOMENT:
            lines = [words.count(language, "progress.waiting", progress.total, time=time)]
        else:
            lines = [
                words.say(language, "progress.later", time=time),
                headlines.time(waits_until, language),
            ]
    elif status.announcement.changes is not None:
        lines = [words.say(language, f"change.{state}", done=done, total=progress.total)]
    else:
        lines = [words.say(language, f"progress.{state}", done=done, total=progress.total)]
    if status.hold is not None and not status.is_over:
        lines.append(reason(words, language, status.hold))
    return "\n".join([*lines, *result_lines(words, language, status)])


def progress_screen(
    headlines: Headlines, language: str, status: Status, now: datetime, *, is_halted: bool = False
) -> Screen:
    """How an announcement stands, with buttons for what staff may say to it now."""
    words, announcement_id = headlines.words, status.announcement.announcement_id
    buttons: tuple[Button, ...] = ()
    if status.may_send_again(now):
        buttons = (again_button(headlines, language, status),)
    elif status.hold is not None and not status.is_over:
        buttons = word_buttons(headlines, language, headline_of(status.announcement), status.hold)
    elif not status.is_over:
        stop = words.label(language, "progress.stop")
        buttons = (Button.of(stop, Verb.CANCEL_ANNOUNCEMENT, str(announcement_id)),)
        if status.waits_until(now) is not None:
            at_once = words.label(language, "progress.send_now")
            buttons = (*buttons, Button.of(at_once, Verb.SEND_NOW, str(announcement_id)))
        elif isinstance(status.announcement.body, BroadcastBody):
            pause = words.label(language, "progress.pause")
            buttons = (Button.of(pause, Verb.PAUSE_ANNOUNCEMENT, str(announcement_id)), *buttons)
    elif kind_of(status.announcement.body) is Kind.CORRECTION:
        anew = words.label(language, "sent.anew")
        buttons = (Button.of(anew, Verb.SEND_ANEW, str(status.announcement.changes)),)
    stands = standing(headlines, language, status, now, is_halted=is_halted)
    if status.announcement.changes is not None:
        stands = f"{headlines.line(headline_of(status.announcement), language)}\n{stands}"
    return Screen(stands, one_a_row(buttons))


def again_button(headlines: Headlines, language: str, status: Status) -> Button:
    """Asks whether to send again what is unknown."""
    announcement_id = status.announcement.announcement_id
    label = headlines.words.label(
        language,
        "again.offer",
        id=announcement_id,
        n=status.unanswered.count,
        text=headlines.on_button(headline_of(status.announcement), language),
    )
    return Button.of(label, Verb.ASK_TO_SEND_AGAIN, str(announcement_id))


def result_lines(words: Words, language: str, status: Status) -> list[str]:
    """One line for every result that occurred."""
    kind, progress = kind_of(status.announcement.body), status.progress
    lines = []
    for state in RESULTS:
        if not progress.of(state):
            continue
        if state is State.SENT and kind in _OF_CHANGES:
            msgid = f"change.{_OF_CHANGES[kind]}"
        elif kind in _OF_CHANGES and state is not State.REFUSED:
            msgid = f"change.{state.value}"
        else:
            msgid = f"result.{state.value}"
        lines.append(words.count(language, msgid, progress.of(state)))
        if state is State.SENT and status.words_alone:
            lines.append(words.count(language, "result.words_alone", status.words_alone))
    return lines


class ProgressReports:
    """Edits the progress messages until each announcement is over; goes on after a restart."""

    def __init__(
        self,
        broadcasting: Broadcasting,
        bot: Bot,
        headlines: Callable[[], Headlines],
        people: People,
        now: Callable[[], datetime],
        *,
        every: float,
    ) -> None:
        """`headlines` are those of the moment; two edits of a message are `every` seconds apart at least."""
        self._broadcasting = broadcasting
        self._bot = bot
        self._headlines = headlines
        self._people = people
        self._now = now
        self._every = every
        self._shown: dict[tuple[int, int], Screen] = {}  # by chat and message

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`."""
        clock = asyncio.get_running_loop().time
        while not stopping.is_set():
            began = clock()
            try:
                await self.show()
            except DatabaseUnreachableError:
                pass  # the log says so already; it is shown when the database is back
            except TelegramError as error:
                logger.warning("progress.not_shown", extra={"trouble": type(error).__name__})
            except Exception:
                logger.exception("progress.failed")
            await first_of(stopping, seconds=max(self._every, (clock() - began) * SHARE))

    async def show(self) -> None:
        """Brings every progress message up to date."""
        watched = await self._broadcasting.watched()
        is_halted = bool(watched) and await self._broadcasting.is_halted()
        for report in watched:
            status = await self._broadcasting.status(report.announcement_id)
            if status is None:
                continue
            where = (report.chat_id, report.message_id)
            if not self._people.staff.is_staff(report.chat_id):  # whoever was, sees no further
                await self._broadcasting.unwatch(report.announcement_id)
                self._shown.pop(where, None)
                continue
            language = await self._people.language_of(report.chat_id)
            screen = progress_screen(self._headlines(), language, status, self._now(), is_halted=is_halted)
            if self._shown.get(where) != screen:
                await self._edit(report.chat_id, report.message_id, screen)
                self._shown[where] = screen
            # one that is through is active, or held, until the next sweep sees it
            if status.state in ("finished", "cancelled") and not status.progress.open:
                await self._broadcasting.unwatch(report.announcement_id)
                self._shown.pop(where, None)

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
