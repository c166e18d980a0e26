"""The real FAQ with what its documents say, and everything that is wrong with one of its entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.content.faq_files import read_faq
from bot.domain.faq import Entry, Faq
from tests.content.fact_faults import (
    contact_faults,
    differences,
    miscounted,
    published,
    unfounded_figures,
    unfounded_names,
)
from tests.content.names import ordinary_words
from tests.content.sources import Passage, passages

ROOT = Path(__file__).parent.parent.parent

# The Coalition's address of 2017: some answers give it, with the warning that it is not confirmed.
PUBLISHED_ADDRESSES = {"coordinator@gcmigration.org"}
# Another of its addresses of 2017: readers ask about it and the notes on the sources quote it.
QUOTED_ADDRESSES = PUBLISHED_ADDRESSES | {"info@gcmigration.org"}

_OVERTAKEN = """
    what-is-the-compact exact-name new-york-declaration two-compacts topics-covered who-decides phases
    timeline stocktaking co-facilitators first-draft negotiations adoption who-organizes modalities
    stakeholder-hearings thematic-consultations theme-1-human-rights theme-2-drivers theme-3-governance
    theme-4-contributions theme-5-smuggling-trafficking theme-6-regular-pathways regional-consultations
    regional-civil-society national-consultations subregional-and-rcps europe how-to-take-part get-updates
    webinars outside-new-york-and-geneva funding coalition-plan-2017 action-committee executive-orders-2017
    taxes-paid-in-the-us members how-many-members coordinator spokespersons-2016 ilo high-level-dialogue
    micic migrant-workers-convention committee-on-migrant-workers global-migration-group
    principles-and-guidelines borders-and-push-backs ohchr-for-the-2013-dialogue how-many-migrants
    governance-gaps eight-point-agenda dialogue-2013-schedule dialogue-2013-outcome summit-briefings-2016
    useful-links contact press-contact read-the-declaration
"""
# Entries whose papers were overtaken by what happened later: each needs a note that says so.
OVERTAKEN = frozenset(_OVERTAKEN.split())


@dataclass(frozen=True)
class Material:
    """The real FAQ, what its documents say, and the words that are no names."""

    faq: Faq
    passages: Mapping[str, Passage]
    ordinary: frozenset[str]

    def entry(self, entry_id: str, language: str) -> Entry:
        return self.faq.entries[language][entry_id]

    def waits_for_translation(self, entry_id: str, language: str) -> bool:
        """Whether English was reworded after the translation, or there is none yet."""
        translation = self.faq.entries[language].get(entry_id)
        return translation is None or translation.reviewed < self.entry(entry_id, "en").reviewed

    def faults(self, entry: Entry) -> list[str]:
        """Everything that is wrong with the entry."""
        where = f"{entry.id} ({entry.language})"
        found = [*unfounded_figures(entry, self.passages)]
        if entry.language == "en":
            found += miscounted(entry, self.passages)
            found += unfounded_names(entry, self.passages, self.ordinary)
        elif not self.waits_for_translation(entry.id, entry.language):
            found += differences(entry, self.entry(entry.id, "en"))
        if entry.id in OVERTAKEN and entry.since is None:
            found.append(f"{where}: what its sources say was overtaken, and there is no note")
        shown = (entry.question, published(entry), *(source.section for source in entry.sources))
        found += contact_faults("\n".join(shown), PUBLISHED_ADDRESSES, where)
        return [*found, *contact_faults("\n".join(entry.phrasings), QUOTED_ADDRESSES, where)]


@cache
def material() -> Material:
    reading = read_faq(ROOT, date.max)
    assert reading.problems == ()
    entries = [entry for entries in reading.faq.entries.values() for entry in entries.values()]
    texts = passages(source for entry in entries for source in entry.sources)
    english = (published(entry) for entry in reading.faq.entries["en"].values())
    ordinary = ordinary_words("\n".join((*english, *(passage.text for passage in texts.values()))))
    return Material(reading.faq, texts, frozenset(ordinary))
