"""The texts that the FAQ's documents stand for: the papers themselves, and what was read on later pages.

A paper is a stretch of a file in tests/data/sources. The final text of the Compact is what final-text.md says
on it. Of any other page (a document with an address) there are the sections of since-2017.md and of
final-text.md that name its address.
"""

import re
from calendar import month_name
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bot.domain.content.faq import Source
from tests.content.figures import Day, counts, figures
from tests.content.names import evened

FOLDER = Path(__file__).parent.parent / "data" / "sources"
SINCE = "since-2017.md"
FINAL = "final-text.md"
FINAL_TEXT = "final-text-2018"  # the document
NOTES = (SINCE, FINAL)
_WEBSITE = "coalition-website-2016-2017.txt"

# Document -> its file, and the words with which it begins there: it ends where the file's next one begins.
PAPERS = {
    "mri-nnirr-2012": ("mri-nnirr-2012.txt", "**TENTH COORDINATION MEETING"),
    "ohchr-2013": ("ohchr-2013.txt", "**ELEVENTH COORDINATION MEETING"),
    "washington-2013": ("washington-2013.txt", "Beyond Borders:"),
    "gcm-desa-2017": ("gcm-desa-2017.txt", "**FIFTEENTH COORDINATION MEETING"),
    "gcm-faq-2017": (_WEBSITE, "Global Compact\n"),
    "gcm-tax-note-2017": (_WEBSITE, "Look what GCM member"),
    "gcm-hrc-2017": (_WEBSITE, "Statement to Human Rights Council"),
    "gcm-solidarity-2017": (_WEBSITE, "GCM stands in solidarity"),
    "gcm-dhaka-2016": (_WEBSITE, "GCM Statement on Governance for Dhaka"),
    "gcm-release-2016": (_WEBSITE, "United Nations Summit on Refugees and Migrants: As"),
    "gcm-osf-blog-2016": (_WEBSITE, "Will a Global Compact on Migration Lead"),
    "gcm-scorecard-2016": (_WEBSITE, "GCM Endorses Action Committee"),
    "gcm-advisory-2016": (_WEBSITE, "Global Coalition on Migration Urges Stronger, Concrete"),
    "gcm-reflections-2016": (_WEBSITE, "Statement: GCM Reflections"),
}


@dataclass(frozen=True)
class Passage:
    """A text that an entry may rest on; `year` is that of its dates that name none, 0 when that is open."""

    text: str
    year: int

    @cached_property
    def evened(self) -> str:
        return f" {evened(self.text)} "

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number, in digits or as a word, and every year."""
        found = figures(self.text, "en")
        return frozenset({*found.numbers, *found.words, *map(str, found.years)})

    @cached_property
    def days(self) -> frozenset[Day]:
        """A date without a year is of the years that the passage elsewhere gives it; when there are none,
        of the passage's own year and of each year in its paragraph."""
        dated = {day for day in figures(self.text, "en").days if day.year}
        days = set(dated)
        for paragraph in self.text.splitlines():
            found = figures(paragraph, "en")
            for day in found.days:
                same = {other.year for other in dated if (other.month, other.day) == (day.month, day.day)}
                days |= {replace(day, year=year) for year in same or {self.year, *found.years}}
        days |= {replace(day, day=0) for day in days}
        return frozenset(days | {replace(day, year=0) for day in days})

    @cached_property
    def counts(self) -> frozenset[tuple[str, str]]:
        return frozenset(counts(self.text))

    def names(self, name: str) -> bool:
        return re.search(rf"\b{re.escape(evened(name))}\b", self.evened) is not None


def passages(sources: Iterable[Source]) -> Mapping[str, Passage]:
    """The passages of documents by their ids; without a text only title, author and date."""
    papers, sections = {**_papers(), FINAL_TEXT: "\n".join(final_text().values())}, _sections()
    return {source.document_id: _passage(source, papers, sections) for source in sources}


def _passage(source: Source, papers: Mapping[str, str], sections: Iterable[str]) -> Passage:
    if source.address is None or source.document_id == FINAL_TEXT:
        text, year = papers.get(source.document_id, ""), int(source.date[:4])
    else:
        text, year = "\n".join(section for section in sections if source.address in section), 0
    return Passage("\n".join((source.title, source.author, _spelled(source.date), text)), year)


def _spelled(date: str) -> str:
    """`2017-04-12` as `12 April 2017`: an answer may say when a paper was written."""
    year, *rest = date.split("-")
    return " ".join(
        [*(str(int(day)) for day in rest[1:]), *(month_name[int(month)] for month in rest[:1]), year]
    )


def _papers() -> dict[str, str]:
    papers = {}
    for document_id, (name, beginning) in PAPERS.items():
        text = (FOLDER / name).read_text(encoding="utf-8")
        starts = [text.index(words) for file, words in PAPERS.values() if file == name]
        start = text.index(beginning)
        papers[document_id] = text[start : min((other for other in starts if other > start), default=None)]
    return papers


def final_text() -> dict[str, str]:
    """What is known of the final text of the Compact, by the sections F0 to F30."""
    text = (FOLDER / FINAL).read_text(encoding="utf-8")
    found = re.findall(r"^## (F\d+)\b(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return dict(found)


def _sections() -> list[str]:
    since = (FOLDER / SINCE).read_text(encoding="utf-8")
    found = re.findall(r"^\*\*S\d\d .*?(?=^\*\*S\d\d |^## |\Z)", since, re.MULTILINE | re.DOTALL)
    corrections = (FOLDER / FINAL).read_text(encoding="utf-8").partition("\n## Corrections")[2]
    found += re.findall(
        r"^(?:\*\*\([a-z]\) |- \*\*S\d\d).*?(?=^\*\*|^- \*\*S|^## |\Z)", corrections, re.MULTILINE | re.DOTALL
    )
    return [*found, *final_text().values()]
