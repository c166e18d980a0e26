"""The curated questions and answers, as values: entries by language, their sources, and the courtesies."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from bot.domain.content.organization import Organization

COUNTRY_VOTE = "country-vote"
"""The kind of live answer that says how one state voted."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer comes from: a section of a document. `date`: YYYY, YYYY-MM, YYYY-MM-DD or "undated"."""

    document_id: str
    section: str
    title: str
    author: str
    date: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with its answer in one language; the same `id` is the same question in every language."""

    id: str
    category: str
    language: str
    question: str
    phrasings: tuple[str, ...]
    answer: str
    since: str | None
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    reviewed: date
    translation_reviewed: bool = True
    live: str | None = None
    by_staff: bool = False  # written in the chat, and not by the curators


@dataclass(frozen=True, slots=True)
class CourtesyEntry:
    """What people say that is no question (a greeting, thanks, ...), and what the bot says to it."""

    kind: str
    language: str
    phrasings: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Faq:
    """Every entry and courtesy by language and id, in the order of the files.

    `asked_in` holds the phrasings of languages in which there are questions and no answers, by id of the
    entry or courtesy; `category_names` are by category and language, in the order in which they are shown.
    What is missing in a language is there in the organization's leading one.
    """

    entries: Mapping[str, Mapping[str, Entry]]
    courtesy_entries: Mapping[str, Mapping[str, CourtesyEntry]]
    asked_in: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    organization: Organization = field(default_factory=Organization)
    category_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        entries: Iterable[Entry],
        courtesies: Iterable[CourtesyEntry] = (),
        asked_in: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None,
        organization: Organization | None = None,
        category_names: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Self:
        """Group by language; of two entries with one id in one language the later wins."""
        by_language: dict[str, dict[str, Entry]] = {}
        for entry in entries:
            by_language.setdefault(entry.language, {})[entry.id] = entry
        courtesies_by_language: dict[str, dict[str, CourtesyEntry]] = {}
        for courtesy in courtesies:
            courtesies_by_language.setdefault(courtesy.language, {})[courtesy.kind] = courtesy
        return cls(
            by_language,
            courtesies_by_language,
            asked_in or {},
            organization or Organization(),
            category_names or {},
        )

    @property
    def leading(self) -> str:
        """The language that every entry has."""
        return self.organization.leading

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have at least one entry, the leading one first, then by code."""
        return tuple(sorted(self.entries, key=lambda language: (language != self.leading, language)))

    def entry(self, entry_id: str, language: str, otherwise: str | None = None) -> Entry | None:
        """The entry in `language`, else in `otherwise`, else in the leading language: see its `language`."""
        for candidate in (language, otherwise or self.leading, self.leading):
            found = self.entries.get(candidate, {}).get(entry_id)
            if found is not None:
                return found
        return None

    def languages_of(self, entry_id: str) -> tuple[str, ...]:
        """The languages that have this entry, in the order of `languages`."""
        return tuple(language for language in self.languages if entry_id in self.entries[language])

    def live(self, kind: str) -> str | None:
        """The id of the first entry whose answer begins with what is true now.

        The entries in the leading language say so.
        """
        leading = self.entries.get(self.leading, {}).values()
        return next((entry.id for entry in leading if entry.live == kind), None)

    def respelled(self, language: str, spelled: Callable[[str], str]) -> Self:
        """The same, with the phrasings of one language as messages in it are spelled before matching."""

        def all_of(phrasings: Iterable[str]) -> tuple[str, ...]:
            return tuple(map(spelled, phrasings))

        entries = {
            entry_id: replace(entry, phrasings=all_of(entry.phrasings))
            for entry_id, entry in self.entries.get(language, {}).items()
        }
        courtesies = {
            kind: replace(courtesy, phrasings=all_of(courtesy.phrasings))
            for kind, courtesy in self.courtesy_entries.get(language, {}).items()
        }
        return replace(
            self,
            entries={**self.entries, **({language: entries} if entries else {})},
            courtesy_entries={**self.courtesy_entries, **({language: courtesies} if courtesies else {})},
        )

    def phrasings(self) -> Iterator[tuple[str, str, str]]:
        """(language, entry id, phrasing); the question itself is one of them."""
        for language, entries in self.entries.items():
            for entry in entries.values():
                for text in (entry.question, *entry.phrasings):
                    yield language, entry.id, text
        kinds = self._kinds()
        for language, phrasings in self.asked_in.items():
            for entry_id, texts in phrasings.items():
                if entry_id not in kinds:
                    yield from ((language, entry_id, text) for text in texts)

    def wordings(self) -> dict[str, list[str]]:
        """What people write, by language: the questions, and the phrasings of entries and courtesies."""
        found: dict[str, list[str]] = {}
        for language, entries in self.entries.items():
            for entry in entries.values():
                found.setdefault(language, []).extend((entry.question, *entry.phrasings))
        for language, courtesies in self.courtesy_entries.items():
            for courtesy in courtesies.values():
                found.setdefault(language, []).extend(courtesy.phrasings)
        for language, phrasings in self.asked_in.items():
            for texts in phrasings.values():
                found.setdefault(language, []).extend(texts)
        return found

    def categories(self, language: str) -> dict[str, tuple[Entry, ...]]:
        """The entries of every category in file order, each in `language`, else in the leading one."""
        found: dict[str, list[Entry]] = {category: [] for category in self.category_names}
        for entry_id in {**self.entries.get(self.leading, {}), **self.entries.get(language, {})}:
            entry = self.entry(entry_id, language)
            if entry is not None:
                found.setdefault(entry.category, []).append(entry)
        return {category: tuple(entries) for category, entries in found.items() if entries}

    def courtesies(self) -> Iterator[tuple[str, str, str]]:
        """(language, kind of courtesy, phrasing)."""
        for language, courtesies in self.courtesy_entries.items():
            for courtesy in courtesies.values():
                yield from ((language, courtesy.kind, text) for text in courtesy.phrasings)
        kinds = self._kinds()
        for language, phrasings in self.asked_in.items():
            for kind, texts in phrasings.items():
                if kind in kinds:
                    yield from ((language, kind, text) for text in texts)

    def _kinds(self) -> frozenset[str]:
        return frozenset(kind for by_kind in self.courtesy_entries.values() for kind in by_kind)

    def courtesy(self, kind: str, language: str) -> str | None:
        """What the bot answers to this kind of courtesy, in `language`, else in the leading one."""
        for candidate in (language, self.leading):
            found = self.courtesy_entries.get(candidate, {}).get(kind)
            if found is not None:
                return found.answer
        return None
