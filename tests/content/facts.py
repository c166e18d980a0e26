"""The real FAQ with what its documents say, and everything that is wrong with one of its entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.domain.content.faq import Entry, Faq
from tests import shipped
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

# The day of the Compact: what papers before it say of it is a plan, a demand or a hope.
ADOPTED = "2018-12"

_OF_ITS_TIME = """
    founding spokespersons-2016 member-acronyms coalition-in-2016 new-york-declaration
    year-2006 washington-2013 washington-2013-key-points dialogue-2013-schedule us-state-department-2013
    inside-outside-strategy workshops-2013 mri-and-nnirr-2012 civil-society-gains dhaka-2016
    summit-briefings-2016 coordination-meetings ohchr-for-the-2013-dialogue co-facilitators negotiations
    modalities regional-consultations national-consultations subregional-and-rcps webinars
    coalition-plan-2017 news
"""
# Entries that tell what was before the Compact and need no note: the answer says itself of when it speaks.
OF_ITS_TIME = frozenset(_OF_ITS_TIME.split())


@dataclass(frozen=True)
class Material:
    """The real FAQ, what its documents say, and the words that are no names."""

    faq: Faq
    lessons: Mapping[str, Mapping[str, Entry]]
    passages: Mapping[str, Passage]
    ordinary: frozenset[str]

    def entry(self, entry_id: str, language: str) -> Entry:
        return self.lessons[language].get(entry_id) or self.faq.entries[language][entry_id]

    def told(self, language: str) -> list[Entry]:
        """Every answer and every lesson in this language."""
        return [*self.faq.entries[language].values(), *self.lessons[language].values()]

    def waits_for_translation(self, entry_id: str, language: str) -> bool:
        """Whether English was reworded after the translation, or there is none yet."""
        translation = self.lessons[language].get(entry_id) or self.faq.entries[language].get(entry_id)
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
        if entry.language == "en" and is_of_before(entry) and entry.id not in OF_ITS_TIME:
            found.append(f"{where}: its sources are older than the Compact, and there is no note")
        shown = (entry.question, published(entry), *(source.section for source in entry.sources))
        found += contact_faults("\n".join(shown), PUBLISHED_ADDRESSES, where)
        return [*found, *contact_faults("\n".join(entry.phrasings), QUOTED_ADDRESSES, where)]


def is_of_before(entry: Entry) -> bool:
    """Whether all that the entry rests on is older than the Compact and no note says what came of it."""
    return entry.since is None and all(source.date[: len(ADOPTED)] < ADOPTED for source in entry.sources)


@cache
def material() -> Material:
    faq = shipped.faq()
    lessons = {
        language: {lesson.id: lesson.text(language) for lesson in shipped.content().schedule.lessons.all}
        for language in faq.entries
    }
    told = [entry for each in (faq.entries, lessons) for by_id in each.values() for entry in by_id.values()]
    texts = passages(source for entry in told for source in entry.sources)
    english = (published(entry) for entry in told if entry.language == "en")
    ordinary = ordinary_words("\n".join((*english, *(passage.text for passage in texts.values()))))
    return Material(faq, lessons, texts, frozenset(ordinary))
