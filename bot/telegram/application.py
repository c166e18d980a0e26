"""Puts the Telegram side together: dispatch, the table of commands, the menu, the error handler."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from telegram import Bot, Message, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    BaseRateLimiter,
    CallbackQueryHandler,
    MessageHandler,
)

from bot.domain.alerts import HandlerFailed
from bot.domain.delivery.outcomes import Moved, Refused
from bot.services.alerting import Alerting
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.telegram.commands import AnyApplication, ButtonKind, Command, Context, Handler, in_order
from bot.telegram.features.members.help import General
from bot.telegram.menu import Menu
from bot.telegram.message_reading import COMMAND, command_of, is_in_own_words
from bot.telegram.once_per_act import Acts
from bot.telegram.people import People, message_of
from bot.telegram.screens.button_codes import Verb, decode
from bot.telegram.unexpected_errors import doing, reference_of
from bot.telegram.wire.background_calls import Beside
from bot.telegram.wire.outcomes import has_no_place, outcome_of_failure
from bot.telegram.wire.transport import AiohttpRequest

USUAL = 0  # the group of most handlers: of each group the first that fits handles the update

logger = logging.getLogger(__name__)


class Feature(Protocol):
    """One part of what the bot can do: commands, and buttons."""

    def commands(self) -> list[Command]: ...

    def buttons(self) -> list[ButtonKind]: ...


def build(
    token: str,
    api_url: str,
    request: AiohttpRequest,
    polling: AiohttpRequest,
    lane: BaseRateLimiter[None],
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
        .rate_limiter(lane)
        .updater(None)
        .job_queue(None)
        .build()
    )


def without_lane(token: str, api_url: str, request: AiohttpRequest) -> Bot:
    """The same bot for calls that are tried once; it needs no initializing, for `request` is."""
    return Bot(token, base_url=f"{api_url}/bot", request=request, get_updates_request=request)


Handlers = dict[int, list[Handler]]
"""By group, in the order in which they look at an update."""


def dispatch(
    features: Sequence[Feature],
    general: General,
    menu: Menu,
    acts: Acts,
    beside: Beside,
    first: Sequence[Handler],
    usual: Sequence[Handler],
    people: People,
) -> tuple[list[Command], list[ButtonKind], Handlers]:
    """Both tables, and all handlers in the order of the lists; those of `acts` come first."""
    commands = [command for feature in features for command in feature.commands()] + general.commands()
    table = in_order(commands)
    by_name = {name: command for command in table for name in (command.name, *command.also)}
    buttons = {kind.verb: kind for feature in features for kind in feature.buttons()}
    general.show(table)
    menu.show(table)
    acts.show(table)
    before = [*acts.first_handlers(), *(_noted(handler, acts) for handler in first)]
    # each in a group of its own: it looks at every update
    handlers: Handlers = {group: [handler] for group, handler in enumerate(before, start=USUAL - len(before))}

    async def on_command(update: Update, context: Context) -> None:
        said = command_of(message_of(update))
        if said is None:
            return
        command = by_name.get(said.name)
        if command is not None and _is_for(command, update, people):
            context.args = list(said.arguments)
            await command.callback(update, context)
        elif update.message is not None and update.message.chat.type == "private":
            await general.on_unknown(update, context)

    async def on_press(update: Update, context: Context) -> None:
        shown: str | None = None
        try:
            if isinstance(update.effective_message, Message) and acts.may_answer(update):
                shown = await _pressed(update, buttons, people)
        except DatabaseUnreachableError:
            raise  # the press waits, and hears so
        except Exception:
            beside.acknowledge(update)
            raise
        beside.acknowledge(update, shown or "")

    handlers[USUAL] = [MessageHandler(COMMAND, on_command), CallbackQueryHandler(on_press), *usual]
    return table, list(buttons.values()), handlers


def _noted(handler: Handler, acts: Acts) -> Handler:
    """The same handler; of a message that it keeps from all others it is known that it was taken."""
    inner = handler.callback

    async def callback(update: Update, context: Context) -> None:
        try:
            await inner(update, context)
        except ApplicationHandlerStop:
            acts.was_taken(update)
            raise

    handler.callback = callback
    return handler


def report_errors(
    application: AnyApplication,
    alerting: Alerting,
    acts: Acts,
    general: Callable[[], General],
    now: Callable[[], datetime],
) -> None:
    """What a handler raised ends the dispatch: no other handler takes the update for its own.

    A surprise is a line in the log, its reference to the staff, and sorry to the person.
    What Telegram's errors say of a chat or of the line is no surprise.
    """

    async def tell(update: object, error: Exception) -> None:
        outcome = outcome_of_failure(error) if isinstance(error, TelegramError) else None
        if has_no_place(outcome) and isinstance(update, Update):
            logger.info("reply.unreachable")
            acts.was_not_answered(update)
            return
        if isinstance(outcome, Moved) and isinstance(update, Update):
            # said again, it is said in the new chat
            await general().say_sorry(update)
            return
        if outcome is not None and not isinstance(outcome, Refused):
            logger.warning("reply.not_sent", extra={"trouble": type(error).__name__})
            return  # the line is down: an alert would fail as well
        reference = reference_of(error)
        logger.error("handler.failed", exc_info=error, extra={"reference": reference})
        await alerting.tell(HandlerFailed(doing(update), reference), now())
        if isinstance(update, Update) and update.effective_message is not None:
            await general().say_sorry(update)

    async def on_error(update: object, context: Context) -> None:
        try:
            if context.error is not None:
                await tell(update, context.error)
        except Exception:
            logger.exception("handler.failure_not_told")
        raise ApplicationHandlerStop

    application.add_error_handler(on_error)


def _is_for(command: Command, update: Update, people: People) -> bool:
    """Whether the command exists for who gave it, where it was given, and is meant by them."""
    message = message_of(update)
    if command.staff_only:
        is_meant = update.edited_message is None or command.when_edited
        may = people.is_owner(update) if command.owners_only else people.is_staff(update)
        return is_meant and may and is_in_own_words(message)
    return command.in_groups or message.chat.type == "private"


async def _pressed(update: Update, buttons: Mapping[Verb, ButtonKind], people: People) -> str | None:
    press = decode(update.callback_query.data if update.callback_query else None)
    kind = None if press is None else buttons.get(press.verb)
    if press is None or kind is None or not kind.takes(press):
        return None
    person = await people.of(update)
    if (kind.staff_only and not person.is_staff) or (kind.owners_only and not person.is_owner):
        return None
    if not (kind.in_groups or person.is_private):
        return None
    return await kind.callback(update, press, person)


async def disconnect(application: AnyApplication) -> None:
    """Ends what `build` opened, also where nothing came of it."""
    await application.shutdown()
    await application.bot.shutdown()  # the connections, where the server never let us initialize
