"""One raw update in the library's form, if a handler can take it."""

from __future__ import annotations

from telegram import Bot, Update

from bot.telegram.receiving.raw_updates import RawUpdate, fault_of


class UnreadableError(RuntimeError):
    """An update in a form that no handler could take."""


def read(raw: RawUpdate, bot: Bot) -> Update:
    """The update as handlers see it. Raises UnreadableError."""
    fault = fault_of(raw)
    if fault is not None:
        raise UnreadableError(fault)
    try:
        return Update.de_json(raw, bot)
    except Exception as error:  # whatever the library makes of what it cannot read, it is unreadable
        raise UnreadableError(type(error).__name__) from None
