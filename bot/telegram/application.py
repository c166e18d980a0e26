"""Puts the Telegram side together: dispatch, the table of commands, the menu, the error handler."""

from __future__ import annotations

import hashlib
import logging
import os
import traceback
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol

from telegram import Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    filters,
)

from bot.domain.alerts import Doing, HandlerFailed
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.pacing import Pacing
from bot.telegram.aiohttp_request import AiohttpRequest
from bot.telegram.callbacks import Press, decode
from bot.telegram.commands import AnyApplication, Command, Context, Handler
from bot.telegram.general import General
from bot.telegram.lane import ReplyLane
from bot.telegram.menu import Menu
from bot.telegram.people import People, Person
from bot.telegram.replying import acknowledge, reply
from bot.telegram.screens import Screen, Words

USUAL = 0  # the group of most handlers: of each group the first that fits handles the update

logger = logging.getLogger(__name__)


class Feature(Protocol):
    """One part of what the bot can do: commands, and buttons (`on_press` says whether one is its own)."""

    def commands(self) -> list[Command]: ...

    async def on_press(self, update: Update, press: Press, person: Person) -> bool: ...


def build(
    token: str, api_url: str, request: AiohttpRequest, polling: AiohttpRequest, pacing: Pacing, waits: Waits
) -> AnyApplication:
    """The library's application, with our transport and lane and without its own updater and queues."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")  # durations as timedelta: what the next release always gives
    return (
        Application.builder()
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .request(request)
        .get_updates_request(polling)
        .rate_limiter(ReplyLane(pacing, waits))
        .updater(None)
        .job_queue(None)
        .build()
    )


def dispatch(
    application: AnyApplication,
    features: Sequence[Feature],
    general: General,
    menu: Menu,
    first: Sequence[Handler],
    usual: Sequence[Handler],
    people: People,
) -> None:
    """Registers everything, in the order of the lists."""
    table = [command for feature in features for command in feature.commands()] + general.commands()
    general.show(table)
    menu.show(table)
    for group, handler in enumerate(first, start=USUAL - len(first)):
        application.add_handler(handler, group)  # a group of its own: each of them looks at every update
    for command in table:
        application.add_handler(_handler(command, people.admins), USUAL)

    async def on_press(update: Update, context: Context) -> None:
        press = decode(update.callback_query.data if update.callback_query else None)
        if not isinstance(update.effective_message, Message):
            return await acknowledge(update)  # of a message that the bot cannot see any more, or no chat's
        person = await people.of(update)
        if press is not None:
            for feature in (*features, general):
                if await feature.on_press(update, press, person):
                    return None
        return await acknowledge(update)

    application.add_handler(CallbackQueryHandler(on_press), USUAL)
    for handler in (*usual, *general.last_handlers()):
        application.add_handler(handler, USUAL)


def report_errors(
    application: AnyApplication,
    alerting: Alerting,
    words: Words,
    people: People,
    now: Callable[[], datetime],
) -> None:
    """A surprise in a handler: a line in the log, its reference to the staff, sorry to the person."""

    async def on_error(update: object, context: Context) -> None:
        error = context.error
        if error is None:
            return
        place = _place(error)
        reference = hashlib.sha256(f"{type(error).__name__}{place}".encode()).hexdigest()[:8]
        logger.error("handler.failed", exc_info=error, extra={"reference": reference})
        if isinstance(error, TelegramError) and not isinstance(error, BadRequest):
            return  # the person cannot be written to, or the line is down: an alert would fail as well
        await alerting.tell(HandlerFailed(doing(update), reference), now())
        if isinstance(update, Update) and update.effective_message is not None:
            person = await people.of(update)
            await reply(update, Screen(words.say(person.language, "error.sorry")))

    application.add_error_handler(on_error)


def _handler(command: Command, admins: Collection[int]) -> Handler:
    allowed: filters.BaseFilter = filters.UpdateType.MESSAGE
    if command.when_edited:
        allowed = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    if not command.in_groups:
        allowed &= filters.ChatType.PRIVATE
    if command.admins_only:
        allowed &= filters.User(admins)
    return CommandHandler(command.name, command.callback, allowed)


def doing(update: object) -> Doing:
    """What somebody did whose update could not be handled."""
    match update:
        case Update(callback_query=query) if query is not None:
            return Doing.BUTTON
        case Update(inline_query=query) if query is not None:
            return Doing.INLINE
        case Update(effective_message=message) if message is not None:
            return Doing.MESSAGE
    return Doing.OTHER


def _place(error: BaseException) -> str:
    """Module and line of ours where the error was raised; nothing of its message, which may be personal."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/bot/" in frame.filename.replace("\\", "/")]
    if not ours:
        return "outside"
    frame = ours[-1]
    module = frame.filename.replace("\\", "/").rpartition("/bot/")[2]
    return f"bot/{module}:{frame.lineno}"
