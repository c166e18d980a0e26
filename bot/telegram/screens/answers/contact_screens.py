"""Whom a person can turn to, below what the bot says to somebody in danger or with a case of their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace as with_
from datetime import date
from itertools import groupby

from bot.domain import languages
from bot.domain.content.contacts import FEW, Contact, by_region, first_few, stale
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import document_date
from bot.telegram.screens.markup import apart, escape, listed, named
from bot.telegram.screens.markup import line as in_direction
from bot.telegram.screens.screen import Button, Screen, Words

PAGE = 10  # contacts in one message


class ContactScreens:
    """Draws contacts by region. Nobody is asked where they are."""

    def __init__(self, contacts: Collection[Contact], words: Words) -> None:
        self._contacts = by_region(contacts)
        self._words = words

    def below(self, screen: Screen, language: str) -> Screen:
        """The screen with a handful of contacts below its text, and a button to the rest.

        A list at the text's end comes after them: nobody has looked whether those in it can be reached today.
        """
        few = first_few(self._contacts, language)
        if not few:
            return screen
        rows = screen.rows
        if len(self._contacts) > FEW:
            label = self._words.label(language, "contacts.all")
            rows = (*rows, (Button.of(label, Verb.SHOW_CONTACTS, "", language),))
        parts = [screen.html, self._listed(few, language)]
        text, _, last = screen.html.rpartition("\n\n")
        if "\n• " in last:
            parts = [text, parts[1], last]
        return with_(screen, html="\n\n".join(parts), rows=rows)

    def page(self, argument: str, language: str) -> Screen | None:
        """One page of all contacts, counted from 1; None while there are none (an old button)."""
        if not self._contacts:
            return None
        pages = -(-len(self._contacts) // PAGE)
        page = min(max(1, int(argument) if argument.isdecimal() else 1), pages)
        ways = tuple(
            Button.of(self._words.label(language, msgid), Verb.SHOW_CONTACTS, str(number), language)
            for msgid, number in (("page.back", page - 1), ("page.next", page + 1))
            if 1 <= number <= pages
        )
        shown = self._contacts[(page - 1) * PAGE : page * PAGE]
        return Screen(self._listed(shown, language), (ways,) if ways else ())

    def for_owners(self, language: str, today: date) -> list[str]:
        """What owners should see to: that there are no contacts, or that some are old."""
        if not self._contacts:
            return [self._words.say(language, "status.no_contacts")]
        old = len(stale(self._contacts, today))
        return [self._words.count(language, "status.old_contacts", old)] if old else []

    def _listed(self, contacts: Collection[Contact], language: str) -> str:
        parts = [self._words.say(language, "contacts.heading")]
        for region, of_region in groupby(contacts, key=lambda contact: contact.region):
            name = escape(self._words.label(language, f"region.{region}"))
            parts.append("\n".join([f"<b>{name}</b>", *(self.line(each, language) for each in of_region)]))
        return "\n\n".join(parts)

    def line(self, contact: Contact, language: str) -> str:
        """One contact: its name, its languages, how to reach it, and when that was last checked."""
        spoken = listed((apart(languages.name(code)) for code in contact.languages), language)
        ways = [apart(way) for way in (contact.public_hotline, contact.link) if way]
        day = document_date(contact.checked.isoformat(), language) or ""
        checked = self._words.say(language, "contacts.checked", day=day)
        known = escape(named(f"• {apart(contact.name)} ({spoken})", " · ".join(ways), language))
        return in_direction(f"{known} <i>({checked})</i>", language)
