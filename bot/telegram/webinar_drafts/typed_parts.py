"""What staff write of a webinar: a time, words, a link, languages; or all of it in one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.content.staff_content import Item
from bot.domain.languages import NAMES, listed_in
from bot.domain.light_markup import SECURE_ADDRESS, as_typed, in_one_line, length_of, without_emphasis
from bot.domain.times.typed_times import Instant, Unclear, read_time
from bot.services.announcing.webinar_editing import Part, with_start, with_words

LONGEST_TITLE, LONGEST_SUMMARY = 120, 600  # characters, as in the files
SHORTEST, LONGEST = 5, 600  # minutes, as there
LONGEST_NAME = 60  # characters of what is not known, said again
NONE = frozenset({"-", "\u2013", "\u2014"})

WRITTEN = {
    "move": Part.WHEN,
    "title": Part.WORDS,
    "summary": Part.WORDS,
    "link": Part.LINK,
    "languages": Part.SPOKEN,
    "minutes": Part.LENGTH,
    "recording": Part.RECORDING,
}
"""What a line changes by its first word."""

CANCEL, RESTORE, MAKE = "cancel", "restore", "new"


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why something cannot be taken as it was written: a sentence, and what it names."""

    msgid: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line behind the command: its first word, the webinar that it names, and what it says of it."""

    what: str
    which: str = ""
    values: tuple[str, ...] = ()


def line_of(text: str) -> Line | None:
    """`move theme 1 | tomorrow 9:00 Nairobi`; None for what begins with another word, or names no webinar."""
    what, _, rest = text.strip().partition(" ")
    what = what.casefold()
    parts = tuple(part.strip() for part in rest.split("|"))
    if what == MAKE:
        return Line(what, values=parts) if rest.strip() else Line(what)
    if what not in (CANCEL, RESTORE, *WRITTEN) or not parts[0]:
        return None
    if what in (CANCEL, RESTORE):
        return Line(what, parts[0])
    if len(parts) == 1:  # the id is one word
        which, _, value = parts[0].partition(" ")
        return Line(what, which, (value.strip(),))
    return Line(what, parts[0], parts[1:])


def parts_of_new(values: tuple[str, ...]) -> list[tuple[Part, str]]:
    """What a new webinar is made of: when, the title, the link and perhaps a summary, which may hold "|"."""
    when, title, link, *rest = (*values, "", "", "")
    summary = " | ".join(filter(None, rest))
    written = [(Part.WHEN, when), (Part.WORDS, f"{title}\n{summary}".strip()), (Part.LINK, link)]
    return [(part, text) for part, text in written if text]


def language_of(text: str, languages: tuple[str, ...]) -> str:
    """The language that a word names, of those; empty for none of them."""
    named = listed_in(text)
    return named[0] if len(named) == 1 and named[0] in languages else ""


def changed(
    part: Part, item: Item, text: str, language: str, now: datetime, zones: tuple[str, ...]
) -> Item | Unclear | NotTaken:
    """The item with what somebody wrote of it, or why it cannot be taken so."""
    match part:
        case Part.WHEN:
            found = read_time(text, now, zones)
            return with_start(item, found.at, found.zone) if isinstance(found, Instant) else found
        case Part.WORDS:
            title, _, rest = text.strip().partition("\n")
            title, summary = without_emphasis(in_one_line(title)), as_typed(rest)
            if not title or len(title) > LONGEST_TITLE or length_of(summary) > LONGEST_SUMMARY:
                return NotTaken("webinar.too_long")
            return with_words(item, language, title, summary)
        case Part.LINK:
            return {**item, "link": text} if SECURE_ADDRESS.fullmatch(text) else NotTaken("webinar.bad_link")
        case Part.RECORDING:
            if text in NONE:
                return {**item, "recording": None}
            is_page = SECURE_ADDRESS.fullmatch(text)
            return {**item, "recording": text} if is_page else NotTaken("webinar.bad_link")
        case Part.SPOKEN:
            return _spoken(item, text)
        case Part.LENGTH:
            minutes = int(text) if text.isdecimal() and len(text) <= len(str(LONGEST)) else 0
            is_one = SHORTEST <= minutes <= LONGEST
            return {**item, "minutes": minutes} if is_one else NotTaken("webinar.bad_length")


def _spoken(item: Item, text: str) -> Item | NotTaken:
    named = [] if text in NONE else listed_in(text)
    unknown = next((code for code in named if code not in NAMES), None)
    if unknown is not None:
        return NotTaken("webinar.bad_spoken", unknown[:LONGEST_NAME])
    return {**item, "languages": list(dict.fromkeys(named))}
