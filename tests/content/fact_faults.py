"""What is wrong with an entry when it is held against its sources or against the English entry.

Every fault is a line that names the entry, its language, and the number, date or name in question.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping

from bot.domain.content.faq import Entry
from tests.content.figures import Figures, counts, figures
from tests.content.names import names
from tests.content.sources import Passage

# Numbers that an answer has from counting or from the reader's question, not from its sources.
COUNTED = {
    ("general-assembly-vote", "9"): "the days from 10 to 19 December",
    ("issues-to-tackle", "8"): "the items of the list in the paper for Dhaka",
    ("press-freedom-objective-17", "17"): "the objective that readers ask about",
}

# Counts whose unit the sources count otherwise as well, and leave out beside this number.
COUNTED_OTHERWISE = {
    ("adoption", "152 states"): "152 in favour, beside the 164 states of Marrakech",
    ("two-compacts", "181 states"): "181 for the Compact on Refugees, beside the 164 states of Marrakech",
    ("general-assembly-vote", "152 states"): "the same",
    ("other-states", "152 states"): "the same",
    ("general-assembly-vote", "24 states"): "24 not voting, the same",
    ("drivers-and-climate", "6 consultations"): "six global thematic consultations",
    ("inside-outside-strategy", "3 points"): "a 3-point agenda, beside that of 8 points",
    ("migrant-workers-convention", "46 parties"): "46, beside the weak figure of 60 parties",
}

# What begins with a capital and is no name, or a shorter one for what the sources name in full.
NO_NAMES = {
    "Journalists": "a common noun at the beginning of a sentence",
    "International Labour Organization": "its official name; the papers of 2016 and 2017 write Labor",
    "Please": "a request at the beginning of a sentence",
    "Shortly": "an adverb at the beginning of a sentence",
    "Fact-checks": "a common noun at the beginning of a sentence",
    "FAQ": "what the answers call the Coalition's paper of April 2017",
    "Coalition FAQ": "the same, after `the Coalition's`",
    "Compact": "what the answers call the Global Compact",
    "UN": "what the answers call the United Nations",
    "Migrant Workers Convention": "the usual short name; the papers of 2012 and 2013 have the long one",
    "PICUM": "the short name from the Coalition's list of members for what the release of 2016 names in full",
}
_OF_THE_UN = re.compile(r"^UN (?=[A-Z])")  # "the UN General Assembly" is the General Assembly
_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)

PHONE = re.compile(r"\+\s?\d[\d\s().-]{5,}\d|\(?\b\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b|(?<![\d/])\d{9,}(?!\d)")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"https?://\S+")


def published(entry: Entry) -> str:
    """What readers get to see as the answer."""
    return f"{entry.answer}\n{entry.since or ''}"


def unfounded_figures(entry: Entry, passages: Mapping[str, Passage]) -> Iterator[str]:
    """Numbers and dates that no cited source has."""
    cited = [passages[source.document_id] for source in entry.sources]
    found = figures(published(entry), entry.language)
    for day in found.days:
        if not any(day in passage.days for passage in cited):
            yield f"{entry.id} ({entry.language}): the date {day} is in no cited source"
    for number in {*found.numbers, *(word for word in found.words if word != "2")}:  # two: often "both"
        counted = (entry.id, number) in COUNTED
        if not counted and not any(number in passage.numbers for passage in cited):
            yield f"{entry.id} ({entry.language}): the number {number} is in no cited source"


def miscounted(entry: Entry, passages: Mapping[str, Passage]) -> Iterator[str]:
    """Counts in an English answer, such as "24 objectives", that its sources have with other numbers."""
    there = set().union(*(passages[source.document_id].counts for source in entry.sources))
    for number, unit in counts(published(entry)) - there:
        others = sorted(other for other, same_unit in there if same_unit == unit)
        if others and (entry.id, f"{number} {unit}") not in COUNTED_OTHERWISE:
            yield f"{entry.id} ({entry.language}): {number} {unit}, in the sources {' and '.join(others)}"


def unfounded_names(entry: Entry, passages: Mapping[str, Passage], ordinary: Container[str]) -> Iterator[str]:
    """Names in an English answer that no cited source has."""
    cited = [passages[source.document_id] for source in entry.sources]
    for name in names(published(entry), ordinary):
        plain = _OF_THE_UN.sub("", _MONTH.sub("", name).strip())
        if plain and plain not in NO_NAMES and not any(passage.names(plain) for passage in cited):
            yield f"{entry.id} ({entry.language}): the name {plain} is in no cited source"


def differences(entry: Entry, english: Entry) -> Iterator[str]:
    """What a translation says otherwise than the English entry: numbers, dates, note, sources, related."""
    where = f"{entry.id} ({entry.language})"
    for part in ("question", "answer", "since"):
        text, original = (getattr(one, part) or "" for one in (entry, english))
        here, there = figures(text, entry.language), figures(original, "en")
        for kind, found, others in _multisets(here, there, words=part != "question"):
            for figure in (found - others).elements():
                yield f"{where}: the {part} has the {kind} {figure}, the English one has not"
            for figure in (others - found).elements():
                yield f"{where}: the {part} lacks the {kind} {figure} of the English one"
    if (entry.since is None) != (english.since is None):
        yield f"{where}: only one of it and the English entry has a note"
    for kind, here, there in (
        (
            "sources",
            [source.document_id for source in entry.sources],
            [s.document_id for s in english.sources],
        ),
        ("related", list(entry.related), list(english.related)),
    ):
        if here != there:
            yield f"{where}: the {kind} are {here}, in English {there}"


def _multisets(
    here: Figures, there: Figures, *, words: bool
) -> Iterator[tuple[str, Counter[str], Counter[str]]]:
    yield "date", Counter(map(str, here.days.elements())), Counter(map(str, there.days.elements()))
    yield "number", here.numbers, there.numbers
    if words:
        without_two = (Counter({n: c for n, c in one.words.items() if n != "2"}) for one in (here, there))
        yield "written number", *without_two


def contact_faults(text: str, allowed: Container[str], where: str) -> Iterator[str]:
    """Telephone numbers, and e-mail addresses that are not `allowed`."""
    text = _ADDRESS.sub(" ", text)
    yield from (f"{where}: what looks like the telephone number {found}" for found in PHONE.findall(text))
    for address in EMAIL.findall(text):
        if address not in allowed:
            yield f"{where}: the e-mail address {address}"
