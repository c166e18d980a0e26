"""Takes out of a question what may say who asked it, before anybody else may read it.

Names and places go where a phrase announces them ("my name is", "vivo en"); a name that nothing announces
stays, so people are asked not to write any.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from bot.matching.recognizing.contact_details import ADDRESS, GONE, READ, plain, with_signs
from bot.matching.recognizing.personal_words import (
    BEFORE_A_BIRTH,
    BEFORE_A_COLON,
    BEFORE_A_MAILBOX,
    BEFORE_A_NAME,
    BEFORE_A_PLACE,
    COUNTED_THINGS,
    DIGITS_IN_WORDS,
    ENDS_A_NAME,
    IDENTITY,
    IN_A_BIRTH,
    IN_A_NAME,
    LEADS_TO_AN_ACCOUNT,
    NETWORKS,
    RESOLUTION,
    STREETS,
    Phrases,
)

LONGEST = 200
_NAME_WORDS = 5  # of a name or a place that is announced, beside what joins them
_BIRTH_WORDS = 12
_MAILBOX_WORDS = 6
_SYMBOL = 7  # characters of a resolution's number, with a sign behind it
_MOST_DIGITS = 4  # in a row, whatever stands between them

_KEPT_NUMBER = re.compile(
    r"\(?(?:(?:a/)?res/\d{2}/\d{1,3}|(?:19|20)\d\d[-–/](?:19|20)\d\d"
    r"|(?:a|e|s|st|hri|ccpr|cedaw|cerd|cat|crc|cmw|ced|crpd)(?:/[a-z]{1,6}|/(?:[a-z]{1,6}\.)?\d{1,4}){2,6})"
    r"[).,;:?!]{0,3}"
)
"""The symbol of a resolution or of a paper of a body of treaties, and from one year to another."""

_NAME = r"[A-ZÀ-Þ][a-zà-ÿ'’]{1,30}"
_PRESENTED = re.compile(
    r"\b((?i:i am|i['’]m|this is|call me|soy|me dicen|je suis|moi c['’]est|appelez-moi))"
    rf" {_NAME}(?:[ -](?:de |del |la |el |al |van |bin )?{_NAME}){{1,4}}"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_FROM_A_YEAR = re.compile(r"[a-z]{2,12}-(?:19|20)\d\d")
_ACCOUNT = re.compile(r"\w[._:]\w")
_END = re.compile(r"[.,;:!?؟،؛)]$")
_PARTS = re.compile(r"[\w…]+")


def scrub(question: str) -> str:
    """The question in lower case on one line, at most 200 characters.

    Left out are: web and mail addresses and handles, also with words for their signs; five and more digits
    in a row, whatever their script and whatever but letters stands between them, also spelt out in words;
    codes of letters and digits; what follows a word for a document, a birth, a name or a place of living.
    Treaties' symbols, years and the numbers of articles and objectives stay. Time grows with the length.
    """
    said = _read(question)
    words = [GONE if ADDRESS.search(word) else word for word in said]
    for step in (_announced, _without_numbers, _without_spelt_numbers, _without_codes):
        words = step(words)
    return " ".join(_once(words, said))[:LONGEST]


def names_somebody(question: str) -> bool:
    """Whether it holds a name, a number, a date of birth or an address of somebody, as `scrub` tells them.

    Where people live is none: many ask what holds in a city.
    """
    said = _read(question)
    named = any("@" in word or word == "://" for word in said)
    steps = (
        partial(_announced, phrases=(BEFORE_A_NAME,)),
        _without_numbers,
        _without_spelt_numbers,
        _without_codes,
    )
    return named or any(step(said) != said for step in steps)


def _read(question: str) -> list[str]:
    return with_signs(" ".join(plain(_without_presented(question)).split())).split()


def _without_presented(text: str) -> str:
    """With an address for a name in capitals behind a phrase that also begins much else ("I am", "soy")."""
    return _PRESENTED.sub(r"\1 ://", text[:READ])


def _bare(word: str) -> str:
    return "".join(_PARTS.findall(word))


def _announced(words: list[str], phrases: Sequence[Phrases] = (BEFORE_A_NAME, BEFORE_A_PLACE)) -> list[str]:
    """Without what follows a phrase that announces it."""
    bare = [_bare(word) for word in words]
    found = list(words)
    place = 0
    while place < len(words):
        place = _take_out(bare, words, found, place, phrases)
    return found


def _take_out(
    bare: list[str], words: list[str], found: list[str], place: int, announcing: Sequence[Phrases]
) -> int:
    """Takes out what the phrase that begins at `place` announces; where to go on."""
    for phrases in announcing:
        if length := _begins(phrases, bare, place):
            return _take_name(bare, words, found, place + length)
    if bare[place] in BEFORE_A_COLON and words[place].endswith(":"):
        return _take_name(bare, words, found, place + 1)
    if bare[place] in BEFORE_A_BIRTH:
        _take_birth(bare, found, place + 1)
    elif bare[place] in IDENTITY:
        _take_number(bare, found, place + 1)
    elif bare[place] in NETWORKS:
        _take_account(bare, words, found, place + 1)
    elif bare[place] in BEFORE_A_MAILBOX:
        _take_mailbox(found, place + 1)
    elif bare[place] in STREETS:
        _take_street(bare, found, place)
    return place + 1


def _begins(phrases: Phrases, bare: list[str], place: int) -> int:
    """How many words the longest of the phrases that begins here has; 0 where none does."""
    here = (
        phrase
        for phrase in phrases.get(bare[place], ())
        if tuple(bare[place : place + len(phrase)]) == phrase
    )
    return max(map(len, here), default=0)


def _take_name(bare: list[str], words: list[str], found: list[str], first: int) -> int:
    left = _NAME_WORDS
    for at in range(first, len(words)):
        if not left or (bare[at] in ENDS_A_NAME and at > first):
            return at
        found[at] = GONE
        left -= bare[at] not in IN_A_NAME
        if _END.search(words[at]):
            return at + 1
    return len(words)


def _take_account(bare: list[str], words: list[str], found: list[str], first: int) -> None:
    """What follows a network and a word for what is there ("is", "as"), or a colon: two words at most."""
    place = first
    if place < len(words) and _ACCOUNT.search(words[place]):
        found[place] = GONE
        return
    while place < len(bare) and bare[place] in LEADS_TO_AN_ACCOUNT:
        place += 1
    if place == first and not words[first - 1].endswith(":"):
        return
    for at in range(place, min(place + 2, len(bare))):
        if bare[at] in ENDS_A_NAME:
            return
        found[at] = GONE


def _take_mailbox(found: list[str], first: int) -> None:
    """All from a word for a mailbox to its address: what stands before that is spelt out, or a name."""
    window = range(first, min(first + _MAILBOX_WORDS, len(found)))
    last = max((at for at in window if found[at] == GONE), default=first - 1)
    for at in range(first, last):
        if found[at] not in LEADS_TO_AN_ACCOUNT:
            found[at] = GONE


def _take_birth(bare: list[str], found: list[str], first: int) -> None:
    """From the first part of a date to the last, in figures or words."""
    window = range(first, min(first + _BIRTH_WORDS, len(bare)))
    date = [
        at
        for at in window
        if bare[at] in IN_A_BIRTH or (any(map(str.isdigit, bare[at])) and bare[at - 1] not in COUNTED_THINGS)
    ]
    for at in range(date[0], date[-1] + 1) if date else ():
        found[at] = GONE


def _take_number(bare: list[str], found: list[str], first: int) -> None:
    """What follows a word for a document, if it holds digits that are no year: short groups, up to six."""
    group: list[int] = []
    for at in range(first, min(first + 7, len(bare))):
        is_number = any(map(str.isdigit, bare[at]))
        if not is_number and len(bare[at]) > 3:
            if group:
                break
            continue
        group.append(at)
    digits = "".join(filter(str.isdigit, "".join(bare[at] for at in group)))
    if len(digits) < 3 or _YEAR.fullmatch(digits):
        return
    last = max(at for at in group if any(map(str.isdigit, bare[at])))
    for at in group:
        if at <= last and bare[at] not in ENDS_A_NAME:
            found[at] = GONE


def _take_street(bare: list[str], found: list[str], place: int) -> None:
    """A street with its number, which stands at most three words before it or four behind."""
    near = [at for at in range(max(0, place - 3), min(place + 5, len(bare))) if bare[at].isdigit()]
    if near and not any(bare[max(0, at - 1)] in COUNTED_THINGS for at in near):
        for at in range(min(place, *near), max(place, *near) + 1):
            found[at] = GONE


def _without_numbers(words: list[str]) -> list[str]:
    """Without words whose digits are five or more in a row; only letters end a row."""
    found = list(words)
    row: list[int] = []  # of words
    digits = 0

    def close() -> None:
        if digits > _MOST_DIGITS:
            for at in row:
                found[at] = GONE

    for at, word in enumerate(words):
        if _KEPT_NUMBER.fullmatch(word) or (at and words[at - 1] in RESOLUTION and len(word) <= _SYMBOL):
            close()
            row, digits = [], 0
            continue
        for character in word:
            if character.isdigit():
                digits += 1
                if not row or row[-1] != at:
                    row.append(at)
            elif character.isalpha() or character == GONE:
                close()
                row, digits = [], 0
    close()
    return found


def _without_spelt_numbers(words: list[str]) -> list[str]:
    """Without five and more digits in a row of which some are words; a year ends a row."""
    found = list(words)
    row: list[int] = []
    digits = spelt = 0
    for at, word in enumerate([*words, ""]):
        parts = [_bare(part) for part in word.split("-")]
        said = [part in DIGITS_IN_WORDS for part in parts]
        if all(
            spoken or (part.isdecimal() and len(part) < _MOST_DIGITS)
            for part, spoken in zip(parts, said, strict=True)
        ):
            row.append(at)
            digits += sum(1 if spoken else len(part) for part, spoken in zip(parts, said, strict=True))
            spelt += any(said)
            continue
        if spelt and digits > _MOST_DIGITS:
            for place in row:
                found[place] = GONE
        row, digits, spelt = [], 0, 0
    return found


def _without_codes(words: list[str]) -> list[str]:
    return [GONE if _is_code(word) else word for word in words]


def _is_code(word: str) -> bool:
    """Letters and digits mixed, and enough of them to name somebody; not `objective23` and not `iom-2018`."""
    bare = _bare(word)
    digits = sum(map(str.isdigit, bare))
    if not digits or digits == len(bare) or _KEPT_NUMBER.fullmatch(word):
        return False
    if bare.rstrip("0123456789") in COUNTED_THINGS or _FROM_A_YEAR.fullmatch(word.strip("().,;:?!")):
        return False
    return digits >= 4 or (len(bare) >= 6 and digits >= 2)


def _once(words: list[str], said: list[str]) -> list[str]:
    """What was taken out beside what was taken out is one; that it was a question stays to be seen."""
    found: list[str] = []
    for word, whole in zip(words, said, strict=True):
        if word == GONE and found and found[-1] == GONE:
            found.pop()
        asks = word == GONE and whole.endswith(("?", "؟"))
        found.append(f"{GONE}{whole[-1]}" if asks else word)
    return found
