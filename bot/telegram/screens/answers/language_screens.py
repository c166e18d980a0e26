"""Choosing a language, and what is said in one that the bot does not speak."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import languages
from bot.domain.content.official_text import OfficialText
from bot.matching.recognizing.language.language_signs import Tongues
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.markup import escape, isolate, listed
from bot.telegram.screens.screen import Button, Screen, Words


class LanguageScreens:
    """The languages that the bot speaks as buttons, and a sentence in others."""

    def __init__(self, words: Words, tongues: Tongues, text: OfficialText | None = None) -> None:
        """`text` is what there is to read in languages that the bot does not speak."""
        self._words = words
        self._tongues = tongues
        self._text = text

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
        names = listed((isolate(languages.name(spoken), code) for spoken in self._words.languages), code)
        html = escape(tongue.sentence).replace("{languages}", names)
        if self._text is not None and code in self._text.sentences:
            html += escape(self._text.sentences[code]).replace("{address}", f"({_linked(self._text)})")
        return Screen(html, self._buttons())

    def instead(self, asked_in: str, answered_in: str) -> str:
        """Why an answer is not in the language of its question, in that language; else an empty text."""
        tongue = self._tongues.get(asked_in)
        sentence = tongue.instead.get(answered_in, "") if tongue is not None else ""
        return f"<i>{escape(sentence)}</i>" if sentence else ""

    def _buttons(self) -> tuple[tuple[Button, ...], ...]:
        buttons = [Button.of(languages.name(code), Verb.SET_LANGUAGE, code) for code in self._words.languages]
        return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def _linked(text: OfficialText) -> str:
    """Its number, with its page where that is known."""
    number = escape(text.number)
    return f'<a href="{escape(text.address)}">{number}</a>' if text.address else number
