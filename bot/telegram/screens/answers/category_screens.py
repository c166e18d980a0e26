"""The questions by category, as buttons on one message that changes in place."""

from __future__ import annotations

from bot.domain.content.faq import Entry, Faq
from bot.domain.content.schedules import in_language
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

PAGE = 8  # questions shown at once: more would not fit on a phone


class CategoryScreens:
    """Draws categories and their entries. A place is `<category>/<page>`, pages counted from 1."""

    def __init__(self, faq: Faq, words: Words) -> None:
        self._faq = faq
        self._words = words

    def choice(self, language: str) -> Screen:
        """All categories."""
        buttons = [
            Button.of(self.name(category, language), Verb.SHOW_CATEGORY, f"{category}/1", language)
            for category in self._faq.categories(language)
        ]
        return Screen(self._words.say(language, "category.choose"), one_a_row(buttons))

    def category(self, place: str, language: str) -> Screen | None:
        """One page of a category's questions; None when there is no such category (an old button)."""
        category, page = _parsed(place)
        entries = self._faq.categories(language).get(category)
        if entries is None:
            return None
        rows, page, pages = self._page(Verb.SHOW_CATEGORY, category, entries, page, language)
        every = Button.of(self._words.label(language, "category.all"), Verb.SHOW_CATEGORIES, "", language)
        msgid = "category.heading" if pages == 1 else "category.page"
        text = self._words.say(
            language, msgid, category=self.name(category, language), page=page, pages=pages
        )
        return Screen(text, (*rows, (every,)))

    def nearest(self, place: str, language: str) -> Screen | None:
        """What else there is near suggestions of which none was meant, and a person to ask."""
        category, page = _parsed(place)
        entries = self._faq.categories(language).get(category)
        if entries is None:
            return None
        contact_id = self._faq.organization.contact
        others = tuple(entry for entry in entries if entry.id != contact_id)
        rows, _, _ = self._page(Verb.NONE_OF_THESE, category, others, page, language)
        contact = self._faq.entry(contact_id, language)
        person = (_button(contact, language),) if contact else ()
        text = self._words.say(language, "none.nearest", category=self.name(category, language))
        return Screen(text, (*rows, person) if person else rows)

    def name(self, category: str, language: str) -> str:
        """What members call a category; one that has no name goes by that of its file."""
        names = self._faq.category_names.get(category)
        return in_language(names, language) if names else category.replace("-", " ").capitalize()

    def _page(
        self, verb: Verb, category: str, entries: tuple[Entry, ...], wanted: int, language: str
    ) -> tuple[tuple[tuple[Button, ...], ...], int, int]:
        """The rows of a page with its ways back and on, its number and how many there are."""
        pages = max(1, -(-len(entries) // PAGE))
        page = min(max(1, wanted), pages)
        rows = one_a_row(_button(entry, language) for entry in entries[(page - 1) * PAGE : page * PAGE])
        ways = [
            Button.of(self._words.label(language, msgid), verb, f"{category}/{number}", language)
            for msgid, number in (("page.back", page - 1), ("page.next", page + 1))
            if 1 <= number <= pages
        ]
        return (*rows, tuple(ways)) if ways else rows, page, pages


def _button(entry: Entry, language: str) -> Button:
    return Button.of(entry.question, Verb.SHOW_ENTRY, entry.id, language)


def _parsed(place: str) -> tuple[str, int]:
    category, _, page = place.partition("/")
    return category, int(page) if page.isdecimal() else 1
