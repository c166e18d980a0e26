"""Choosing a language, and what is said in one that the bot does not speak."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import languages
from bot.domain.faq import Faq
from bot.matching.recognizing.language_signs import Tongues
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.markup import escape, isolate
from bot.telegram.screens.screen import Button, Screen, Words

NUMBER = "A/RES/73/195"  # under which the UN has the Compact in its six languages
DOCUMENT = "final-text-2018"


class LanguageScreens:
    """The languages that the bot speaks as buttons, and a sentence in others."""

    def __init__(self, words: Words, tongues: Tongues, faq: Faq) -> None:
        self._words = words
        self._tongues = tongues
        self._text = _linked(faq)

    def choose(self, language: str, msgid: str) -> Screen:
        """A sentence, and a button for each language."""
        return Screen(self._words.say(language, msgid), self._buttons())

    def with_choice(self, screen: Screen) -> Screen:
        """The same with a button for each language."""
        return replace(screen, rows=(*screen.rows, *self._buttons()))

    def lacking(self, code: str) -> Screen | None:
        """Says in a language that the bot does not speak it, and what there is; None without a sentence."""
        tongue = self._tongues.get(code)
        if tongue is None or not tongue.sentence:
            return None
        names = ", ".join(isolate(languages.name(spoken), code) for spoken in self._words.languages)
        before, _, after = escape(tongue.sentence).partition("{address}")
        html = before.replace("{languages}", names) + f"({self._text})" + after
        return Screen(html, self._buttons())

    def instead(self, asked_in: str, answered_in: str) -> str:
        """Why an answer is not in the language of its question, in that language; else an empty text."""
        tongue = self._tongues.get(asked_in)
        sentence = tongue.instead.get(answered_in, "") if tongue is not None else ""
        return f"<i>{escape(sentence)}</i>" if sentence else ""

    def _buttons(self) -> tuple[tuple[Button, ...], ...]:
        buttons = [Button.of(languages.name(code), Verb.SET_LANGUAGE, code) for code in self._words.languages]
        return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def _linked(faq: Faq) -> str:
    """The number of the official text, with its page where an answer cites it."""
    addresses = (
        source.address
        for entries in faq.entries.values()
        for entry in entries.values()
        for source in entry.sources
        if source.document_id == DOCUMENT and source.address
    )
    address = next(addresses, None)
    return f'<a href="{escape(address)}">{NUMBER}</a>' if address else NUMBER
