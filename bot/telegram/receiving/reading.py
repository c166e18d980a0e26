"""One raw update in the library's form, if a handler can take it."""

from __future__ import annotations

from telegram import Bot, Update

from bot.telegram.receiving.raw_updates import RawUpdate, content_of, fault_of, kind_of

# other messages that one refers to: a server of another release may tell less of them than the library wants
_REFERRED_TO = frozenset({"reply_to_message", "external_reply", "quote", "pinned_message"})


class UnreadableError(RuntimeError):
    """An update in a form that no handler could take."""


def read(raw: RawUpdate, bot: Bot) -> Update:
    """The update as handlers see it. Raises UnreadableError."""
    fault = fault_of(raw)
    if fault is not None:
        raise UnreadableError(fault)
    try:
        return Update.de_json(raw, bot)
    except Exception as error:  # whatever the library makes of what it cannot read
        trouble = type(error).__name__
    try:
        return Update.de_json(_by_itself(raw), bot)
    except Exception:  # nor of the same without what it refers to: the first reason is the one to tell
        raise UnreadableError(trouble) from None


def _by_itself(raw: RawUpdate) -> RawUpdate:
    """The same without what it refers to: what somebody says counts, whatever they say it to."""
    kind = kind_of(raw)
    content = _without_others(content_of(raw, kind))
    if pressed := content_of(content, "message"):
        content = {**content, "message": _without_others(pressed)}
    return {**raw, kind: content}


def _without_others(content: RawUpdate) -> RawUpdate:
    return {name: value for name, value in content.items() if name not in _REFERRED_TO}
