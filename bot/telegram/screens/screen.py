"""What the bot says, ready to send: HTML and buttons. Everything foreign is escaped here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.domain.texts import Texts
from bot.telegram.screens.button_codes import Verb, encode
from bot.telegram.screens.markup import escape, isolate

LONGEST_TEXT = 4096  # UTF-16 units after parsing (Bot API, sendMessage.text)
LONGEST_CAPTION = 1024  # the same of what stands under a file (sendPhoto.caption)


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `label` is plain text. It carries a code of ours, or opens an address."""

    label: str
    code: str = ""
    url: str = ""

    @classmethod
    def of(cls, label: str, verb: Verb, argument: str = "", language: str = "") -> Button:
        return cls(label, encode(verb, argument, language))


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: Telegram's HTML, and rows of buttons."""

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons in the library's form."""
        if not self.rows:
            return None
        return InlineKeyboardMarkup(
            [
                [
                    InlineKeyboardButton(b.label, url=b.url)
                    if b.url
                    else InlineKeyboardButton(b.label, callback_data=b.code)
                    for b in row
                ]
                for row in self.rows
            ]
        )


class Words:
    """The bot's fixed sentences. They are HTML already; what is filled in is escaped here."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the bot speaks, the leading one first."""
        return self._texts.languages

    def say(self, language: str, msgid: str, /, **values: object) -> str:
        """A sentence as HTML."""
        return self._texts.text(language, msgid, **self._filled(language, values))

    def elsewhere(self, language: str) -> str:
        """The end of a message: where people find us without this bot. Empty where nobody wrote that."""
        is_said = "elsewhere" in self._texts.own(language)
        return f"\n\n{self.say(language, 'elsewhere.line')}" if is_said else ""

    def count(self, language: str, msgid: str, n: int, /, **values: object) -> str:
        """A sentence about `n` things as HTML."""
        return self._texts.plural(language, msgid, n, **self._filled(language, values))

    def counted_label(self, language: str, msgid: str, n: int, /, **values: object) -> str:
        """A sentence about `n` things as plain text: for buttons."""
        return self._texts.plural(language, msgid, n, **values)

    def label(self, language: str, msgid: str, /, **values: object) -> str:
        """A sentence as plain text: for buttons and for the menu of commands."""
        return self._texts.text(language, msgid, **{**self._texts.own(language), **values})

    def _filled(self, language: str, values: dict[str, object]) -> dict[str, object]:
        """What stands in a sentence as HTML: the organization's own words are in its language already."""
        own = {name: escape(text) for name, text in self._texts.own(language).items()}
        return {**own, **_safe(values, language)}


def one_a_row(buttons: Iterable[Button]) -> tuple[tuple[Button, ...], ...]:
    """Long labels need the whole width of a phone."""
    return tuple((button,) for button in buttons)


def utf16_length(text: str) -> int:
    """Length as the Bot API counts it."""
    return len(text.encode("utf-16-le")) // 2


def is_visible(text: str) -> bool:
    """Whether anything of it can be seen: as a message of its own Telegram takes no other."""
    return any(not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc") for sign in text)


def _safe(values: dict[str, object], language: str) -> dict[str, object]:
    return {
        name: escape(isolate(value, language)) if isinstance(value, str) else value
        for name, value in values.items()
    }
