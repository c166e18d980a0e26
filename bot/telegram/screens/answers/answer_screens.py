"""Replies to questions as screens: the answer, what changed since, where it comes from, what is near."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from urllib.parse import quote

from bot.domain.content.faq import Entry, Faq, Source
from bot.domain.content.lessons import Lesson
from bot.domain.light_markup import parts_a_mark
from bot.matching.danger.danger_signs import Danger
from bot.matching.recognizing.conversation_words import GoingOn
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered
from bot.telegram.screens.answers.abbreviations import asked_for
from bot.telegram.screens.answers.contact_screens import ContactScreens
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import document_date
from bot.telegram.screens.markup import (
    at_fold,
    escape,
    isolate,
    line,
    listed,
    named,
    quoted,
    to_html,
    written,
)
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

ENTRY_LINK = "q_"  # /start q_<entry id>: a shared link to an answer
PERSONAL = "personal-case"  # the courtesy under which entries are offered
HUMAN = "are-you-human"  # the courtesy to who looks for a person
_PRIVACY = ("privacy.show", Verb.SHOW_PRIVACY)
WITH_CONTACTS = frozenset({*Danger, PERSONAL})  # courtesies under which people to turn to are named
DONE_WITH = {
    "leaving": (("leaving.now", Verb.LEAVE), ("pause.month", Verb.PAUSE)),
    "privacy": (_PRIVACY,),
    "safety": (_PRIVACY,),
}
"""What the buttons under a courtesy say and do, by its kind."""


_SENTENCE = re.compile(r"(?<=[.!?؟…])\*{0,2}\s(?=\S)")
SHORT = 170  # characters of the sentences that stand for an answer, unless one alone is longer


def first_sentences(answer: str) -> str:
    """The sentences at an answer's beginning: one, and more of its first paragraph while they are short."""
    paragraph = answer.strip().partition("\n")[0]
    ends = [found.start() for found in _SENTENCE.finditer(paragraph)] + [len(paragraph)]
    without_bold = paragraph.replace("**", "  ")  # bold that is cut is closed below
    ends = [end for end in ends if not parts_a_mark(without_bold, end)]
    end = next((end for end in reversed(ends) if end <= SHORT), ends[0])
    return paragraph[:end] + ("**" if paragraph[:end].count("**") % 2 else "")


class AnswerScreens:
    """Draws what the FAQ says, in the language that is asked for or else in another one with a note."""

    def __init__(
        self,
        faq: Faq,
        words: Words,
        bot_link: Callable[[], str] | None = None,
        contacts: ContactScreens | None = None,
    ) -> None:
        """`bot_link` gives https://t.me/<bot>, known once connected; without it nothing is shared."""
        self._faq = faq
        self._words = words
        self._bot_link = bot_link
        self._contacts = contacts or ContactScreens((), words)

    def entry(
        self,
        entry_id: str,
        language: str,
        otherwise: str | None = None,
        body: str | None = None,
        question: Question | None = None,
    ) -> Screen | None:
        """The curated answer in `language`, else in `otherwise`, else in the leading language.

        None when there is no such entry (an old button). `body` is HTML that stands in place of the answer.
        Of a list of names those that the `question` asks for come first.
        """
        entry = self._faq.entry(entry_id, language, otherwise)
        if entry is None:
            return None
        spoken = language if entry.language == language else otherwise or self._faq.leading
        shown, more = at_fold(entry.answer) if body is None else ("", "")
        answer = line(to_html(shown, spoken), spoken) if body is None else body
        first = asked_for(entry.answer, question)
        parts = [f"<b>{written(entry.question, spoken)}</b>", *([line(first, spoken)] if first else [])]
        parts += [answer, self._folded(more, entry, spoken)]
        if entry.language != language:
            parts.append(self._words.say(spoken, "answer.not_translated"))
        rows = self._entry_rows(entry.related, spoken)
        return Screen("\n\n".join(parts), (*rows, self._last_row(entry, spoken)))

    def lesson(self, lesson: Lesson, heading: str, language: str) -> Screen:
        """A lesson under its heading (HTML), with its sources and a button for the entry behind it."""
        text = lesson.text(language)
        spoken = language if text.language == language else self._faq.leading
        parts = [f"<b>{heading}</b>", to_html(text.answer, spoken), self._folded("", text, spoken)]
        if text.language != language:
            parts.append(self._words.say(spoken, "answer.not_translated"))
        return Screen("\n\n".join(parts), self.button_of(lesson.entry_id, language))

    def button_of(self, entry_id: str, language: str) -> tuple[tuple[Button, ...], ...]:
        """The row with one button that opens an entry; none where there is no such entry."""
        return self._entry_rows((entry_id,), language)

    def going_on(self, entry_id: str, what: GoingOn, language: str, otherwise: str) -> Screen | None:
        """More of an answer (its note, sources and neighbours), its first sentences, or its sources alone."""
        entry = self._faq.entry(entry_id, language, otherwise)
        if entry is None:
            return None
        spoken = language if entry.language == language else otherwise
        parts = [f"<b>{written(entry.question, spoken)}</b>"]
        whole = Button.of(entry.question, Verb.SHOW_ENTRY, entry.id, entry.language)
        rows: tuple[tuple[Button, ...], ...] = ((whole,),)
        if what is GoingOn.SHORTER:
            parts.append(to_html(first_sentences(entry.answer), spoken))
        else:
            if what is GoingOn.MORE:
                parts += [to_html(entry.since, spoken)] if entry.since else []
                rows = self._entry_rows(entry.related, spoken)
            parts.append(self._sources(entry, spoken))
        return Screen("\n\n".join(parts), rows)

    def suggestions(self, entry_ids: Sequence[str], language: str) -> Screen:
        """Not sure: up to three entries to choose from, never the person's own words."""
        rows = self._or_none(entry_ids, entry_ids[0], language)
        return Screen(self._words.say(language, "suggestions.text"), rows)

    def doubted(self, answers: Sequence[Screen], answered: Answered, language: str) -> list[Screen]:
        """Answers that may not be what was meant: it says so first, and what else it may be is below."""
        first, *others = (replace(answer, rows=()) for answer in answers)
        doubt = self._words.say(language, "answer.unsure")
        *before, last = replace(first, html=f"{doubt}\n\n{first.html}"), *others
        return [*before, replace(last, rows=self._or_none(answered.near, answered.entry_ids[-1], language))]

    def miss(self, language: str) -> Screen:
        """An honest "I don't know" and a person to ask."""
        return Screen(
            self._words.say(language, "miss.text"),
            self._entry_rows((self._faq.organization.contact,), language),
        )

    def only_addresses(self, language: str) -> Screen:
        """Of links and numbers alone nothing is read."""
        return Screen(self._words.say(language, "other.addresses"))

    def _or_none(self, entry_ids: Iterable[str], near: str, language: str) -> tuple[tuple[Button, ...], ...]:
        """Entries to choose from, and a button that leads to what else there is near one."""
        entry = self._faq.entry(near, language)
        label = self._words.label(language, "suggestions.none")
        none = Button.of(label, Verb.NONE_OF_THESE, entry.category if entry else "", language)
        return (*self._entry_rows(entry_ids, language), (none,))

    def courtesy(
        self, kind: str, language: str, *, is_private: bool, in_general: str | None = None
    ) -> Screen:
        """Small talk answered as the curators wrote it; a personal case with those who may really help.

        First below that is what holds `in_general`: an entry's id. Who asks for a person finds the contact.

        Who wants to leave can do so by a button; in a group not: it would be there for everybody to press.
        """
        text = self._faq.courtesy(kind, language)
        if text is None:
            return self.miss(language)
        offered: tuple[str, ...] = ()
        if kind == PERSONAL:
            offered = (*((in_general,) if in_general else ()), *self._faq.organization.personal)
        elif kind == HUMAN:
            offered = (self._faq.organization.contact,)
        rows = self._entry_rows(dict.fromkeys(offered), language)
        for msgid, verb in DONE_WITH.get(kind, ()) if is_private else ():
            rows = (*rows, (Button.of(self._words.label(language, msgid), verb, "", language),))
        screen = Screen(to_html(text, language), rows)
        return self._contacts.below(screen, language) if kind in WITH_CONTACTS else screen

    def with_language_note(self, screen: Screen, language: str) -> Screen:
        """The same, and why it is in this language: the question's is none that we have."""
        return self.with_note(screen, "answer.other_language", language)

    def with_note(self, screen: Screen, msgid: str, language: str) -> Screen:
        """The same with a sentence below it."""
        return replace(screen, html=f"{screen.html}\n\n{self._words.say(language, msgid)}")

    def question_title(self, entry_id: str, language: str, otherwise: str | None = None) -> str | None:
        """The question that an entry answers, as plain text."""
        entry = self._faq.entry(entry_id, language, otherwise)
        return None if entry is None else entry.question

    def _entry_rows(self, entry_ids: Iterable[str], language: str) -> tuple[tuple[Button, ...], ...]:
        found = (self._faq.entry(entry_id, language) for entry_id in entry_ids)
        return one_a_row(
            Button.of(entry.question, Verb.SHOW_ENTRY, entry.id, language)
            for entry in found
            if entry is not None
        )

    def _last_row(self, entry: Entry, language: str) -> tuple[Button, ...]:
        """What a reader thinks of the answer as it stands in its language, and a way to pass it on.

        Whoever gets the link sees the question's words beside it, and need not open it to know what it is.
        """
        thumbs = [
            Button.of(label, verb, entry.id, entry.language)
            for label, verb in (("👍", Verb.HELPFUL), ("👎", Verb.UNHELPFUL))
        ]
        if self._bot_link is None:
            return tuple(thumbs)
        address = quote(f"{self._bot_link()}?start={ENTRY_LINK}{entry.id}", safe="")
        share = Button(
            self._words.label(language, "answer.share"),
            url=f"https://t.me/share/url?url={address}&text={quote(entry.question, safe='')}",
        )
        return (*thumbs, share)

    def _folded(self, more: str, entry: Entry, language: str) -> str:
        """What a phone shows three lines of until it is tapped: the rest, later news, the sources."""
        parts = [line(to_html(more, language), language)] if more else []
        if entry.since:
            parts.append(
                f"<b>{self._words.say(language, 'answer.since')}</b>\n{to_html(entry.since, language)}"
            )
        parts.append(self._sources(entry, language))
        notes = [
            self._words.say(
                language, "answer.reviewed", day=document_date(entry.reviewed.isoformat(), language)
            )
        ]
        if not entry.translation_reviewed:
            notes.append(self._words.say(language, "answer.unreviewed"))
        parts.append(f"<i>{' '.join(notes)}</i>")
        text = "\n\n".join(parts)
        return f"<blockquote expandable>{text}</blockquote>"

    def _sources(self, entry: Entry, language: str) -> str:
        lines = [self._source(source, language) for source in entry.sources]
        heading = self._words.count(language, "answer.sources", len(lines))
        if entry.by_staff:
            heading = f"{self._words.say(language, 'answer.by_staff')}\n{heading}"
        return "\n".join([f"<i>{heading}</i>", *(line(f"<i>• {source}</i>", language) for source in lines)])

    def _source(self, source: Source, language: str) -> str:
        author, title = (isolate(escape(text), language) for text in (source.author, source.title))
        if source.address:
            title = f'<a href="{escape(source.address).replace(chr(34), "%22")}">{title}</a>'
        written = document_date(source.date, language)
        when = isolate(written, language) if written else self._words.say(language, "answer.undated")
        parts = [title]
        if source.section and source.section != source.title:
            parts.append(quoted(isolate(escape(source.section), language), language))
        return f"{named(author, listed(parts, language), language)} ({when})"
