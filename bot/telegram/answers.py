"""Replies to questions as screens: the answer, what changed since, where it comes from, what is near."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import quote

from bot.domain.faq import Entry, Faq, Source
from bot.domain.languages import ENGLISH
from bot.telegram.callbacks import Verb
from bot.telegram.dates import document_date
from bot.telegram.markup import escape, isolate, line, to_html
from bot.telegram.screens import Button, Screen, Words, one_a_row

FOLDED_FROM = 2  # more sources than this are folded: they would push the answer off a phone's screen
CONTACT = "contact"  # the entry that names a person to ask
ENTRY_LINK = "q_"  # /start q_<entry id>: a shared link to an answer
OFFERED_WITH = {"personal-case": ("members", CONTACT)}  # entries offered under a courtesy, by its kind
_PRIVACY = ("privacy.show", Verb.SHOW_PRIVACY)
DONE_WITH = {"leaving": ("leaving.now", Verb.LEAVE), "privacy": _PRIVACY, "safety": _PRIVACY}
"""What the button under a courtesy says and does, by its kind."""


class AnswerScreens:
    """Draws what the FAQ says, in the language that is asked for or else in another one with a note."""

    def __init__(self, faq: Faq, words: Words, bot_link: Callable[[], str] | None = None) -> None:
        """`bot_link` gives https://t.me/<bot>, known once connected; without it nothing is shared."""
        self._faq = faq
        self._words = words
        self._bot_link = bot_link

    def entry(
        self, entry_id: str, language: str, otherwise: str = ENGLISH, body: str | None = None
    ) -> Screen | None:
        """The curated answer in `language`, else in `otherwise`, else in English.

        None when there is no such entry (an old button). `body` is HTML that stands in place of the answer.
        """
        entry = self._found(entry_id, language, otherwise)
        if entry is None:
            return None
        spoken = language if entry.language == language else otherwise
        parts = [f"<b>{escape(entry.question)}</b>", to_html(entry.answer) if body is None else body]
        if entry.since:
            since = f"<b>{self._words.say(spoken, 'answer.since')}</b>\n{to_html(entry.since)}"
            parts.append(f"<blockquote>{since}</blockquote>")
        parts.append(self._sources(entry, spoken))
        if entry.language != language:
            parts.append(self._words.say(spoken, "answer.not_translated"))
        rows = self._entry_rows(entry.related, spoken)
        return Screen("\n\n".join(parts), (*rows, self._last_row(entry, spoken)))

    def suggestions(self, entry_ids: Iterable[str], language: str) -> Screen:
        """Not sure: up to three entries to choose from, never the person's own words."""
        found = [entry for entry_id in entry_ids if (entry := self._faq.entry(entry_id, language))]
        rows = self._entry_rows((entry.id for entry in found), language)
        nearest = found[0].category if found else ""
        label = self._words.label(language, "suggestions.none")
        none = Button.of(label, Verb.NONE_OF_THESE, nearest, language)
        return Screen(self._words.say(language, "suggestions.text"), (*rows, (none,)))

    def miss(self, entry_ids: Iterable[str], language: str) -> Screen:
        """An honest "I don't know", the nearest entries and a person to ask."""
        nearest = [entry_id for entry_id in entry_ids if entry_id != CONTACT]
        rows = self._entry_rows([*nearest, CONTACT], language)
        return Screen(self._words.say(language, "miss.nearest" if nearest else "miss.text"), rows)

    def courtesy(self, kind: str, language: str, *, is_private: bool) -> Screen:
        """Small talk answered as the curators wrote it; a personal case with those who may really help.

        Who wants to leave can do so by a button; in a group not: it would be there for everybody to press.
        """
        text = self._faq.courtesy(kind, language)
        if text is None:
            return self.miss((), language)
        rows = self._entry_rows(OFFERED_WITH.get(kind, ()), language)
        if is_private and kind in DONE_WITH:
            msgid, verb = DONE_WITH[kind]
            rows = (*rows, (Button.of(self._words.label(language, msgid), verb, "", language),))
        return Screen(to_html(text), rows)

    def with_language_note(self, screen: Screen, language: str) -> Screen:
        """The same, and why it is in this language: the question's is none that we have."""
        return replace(screen, html=f"{screen.html}\n\n{self._words.say(language, 'answer.other_language')}")

    def question_title(self, entry_id: str, language: str, otherwise: str = ENGLISH) -> str | None:
        """The question that an entry answers, as plain text."""
        entry = self._found(entry_id, language, otherwise)
        return None if entry is None else entry.question

    def _found(self, entry_id: str, language: str, otherwise: str) -> Entry | None:
        return self._faq.entry(entry_id, language, otherwise) or self._faq.entry(entry_id, ENGLISH)

    def _entry_rows(self, entry_ids: Iterable[str], language: str) -> tuple[tuple[Button, ...], ...]:
        found = (self._faq.entry(entry_id, language) for entry_id in entry_ids)
        return one_a_row(
            Button.of(entry.question, Verb.SHOW_ENTRY, entry.id, language)
            for entry in found
            if entry is not None
        )

    def _last_row(self, entry: Entry, language: str) -> tuple[Button, ...]:
        """What a reader thinks of the answer as it stands in its language, and a way to pass it on."""
        thumbs = [
            Button.of(label, verb, entry.id, entry.language)
            for label, verb in (("👍", Verb.HELPFUL), ("👎", Verb.UNHELPFUL))
        ]
        if self._bot_link is None:
            return tuple(thumbs)
        address = quote(f"{self._bot_link()}?start={ENTRY_LINK}{entry.id}", safe="")
        share = Button(
            self._words.label(language, "answer.share"), url=f"https://t.me/share/url?url={address}"
        )
        return (*thumbs, share)

    def _sources(self, entry: Entry, language: str) -> str:
        lines = [self._source(source, language) for source in entry.sources]
        heading = self._words.count(language, "answer.sources", len(lines))
        text = "\n".join([f"<i>{heading}</i>", *(line(f"<i>• {source}</i>", language) for source in lines)])
        return f"<blockquote expandable>{text}</blockquote>" if len(lines) > FOLDED_FROM else text

    def _source(self, source: Source, language: str) -> str:
        author, title = (isolate(escape(text), language) for text in (source.author, source.title))
        if source.address:
            title = f'<a href="{escape(source.address).replace(chr(34), "%22")}">{title}</a>'
        written = document_date(source.date, language)
        when = isolate(written, language) if written else self._words.say(language, "answer.undated")
        section = ""
        if source.section and source.section != source.title:
            section = f", “{isolate(escape(source.section), language)}”"
        return f"{author}: {title}{section} ({when})"
