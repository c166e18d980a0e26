"""Parts of a document that a question names by their number: its items, such as articles, and paragraphs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.number_words import number_at

_REMEMBERED = 4_000  # words
_MOST_WORDS_OF_A_NUMBER = 10  # "and number twenty three"
_BETWEEN = (
    "number no nr n num numero nro the el le la los las les de رقم الرقم "
    "and y et e و o ou also tambien aussi & vs from del desde du من"
)
_RANGE = "to a al au الي till until hasta bis through thru ate jusqu"
_RANGE_BEFORE = "between entre بين"
_FIRST = "first primer primero primeros primeras premier premiers premieres اول الاولي"
_LAST = "last ultimo ultimos dernier derniers الاخير اخر final"
_NEXT = "next following siguiente proximo suivant prochain التالي seguinte susunod"
_BEFORE = "previous anterior precedent السابق nauna"

_A_SINGLE = frozenset({"one", "un", "uno"})
"""Before a noun they count nothing: "is there one objective on pensions"."""

_OF_A = ("de", "un")
"""Behind it neither: "el objetivo de un pacto"."""

_MOST_AT_ONCE = 4
"""Parts that are shown one below the other; who asks for more gets the list."""

_ONE_BY_ONE = [1]
"""The only number behind a word for several: "the objectives one by one"."""


@dataclass(frozen=True, slots=True)
class PartsByNumber:
    """The entry that lists the items, the entries of all parts by number, and what parts are called.

    `many` are the words for several; where one of `other_documents` stands, another document is meant.
    """

    list_entry: str
    items: Mapping[int, str]
    paragraphs: Mapping[int, str]
    item_words: Collection[str]
    paragraph_words: Collection[str]
    many: Collection[str]
    other_documents: Collection[str]


def _known(words: Iterable[str]) -> frozenset[str]:
    return frozenset(normalize(word) for word in words)


class Numbered:
    """Built once, then only read; without parts nothing is found."""

    def __init__(self, parts: PartsByNumber | None) -> None:
        parts = parts or PartsByNumber("", {}, {}, (), (), (), ())
        self._items, self._paragraphs = parts.items, parts.paragraphs
        self._list = (parts.list_entry,)
        self._about = frozenset({parts.list_entry, *parts.items.values()})
        self._greatest = max(parts.items, default=0)
        self._item, self._paragraph = _known(parts.item_words), _known(parts.paragraph_words)
        self._many, self._others = _known(parts.many), _known(parts.other_documents)
        self._between, self._range = _known(_BETWEEN.split()), _known(_RANGE.split())
        self._range_before = _known(_RANGE_BEFORE.split())
        self._first, self._last = _known(_FIRST.split()), _known(_LAST.split())
        self._next, self._previous = _known(_NEXT.split()), _known(_BEFORE.split())
        self._noun = lru_cache(maxsize=_REMEMBERED)(self._find_noun)

    def entries(self, question: Sequence[str]) -> tuple[str, ...]:
        """The entries of the items and paragraphs that the words of a question name by number.

        Of an item beyond the last one, and of all, the list; nothing where another document is named.
        """
        if not self._items:
            return ()
        words = [part for word in question for part in self._parted(word)]
        if not self._others.isdisjoint(words):
            return ()
        found: dict[str, None] = {}
        for place, word in enumerate(words):
            noun = self._noun(word)
            if noun is not None:
                found |= dict.fromkeys(self._of_noun(words, place, noun))
        return tuple(found)

    def after(self, last: str, question: Sequence[str]) -> tuple[str, ...]:
        """What numbers alone, or "the next one", mean to who read the entry `last`, of an item or of all."""
        if last not in self._about or not question or len(question) > _MOST_WORDS_OF_A_NUMBER:
            return ()
        if step := self._step(question):
            numbers = [number + step for number, entry_id in self._items.items() if entry_id == last]
        else:
            numbers, length = self._numbers_after(question, 0)
            numbers = numbers if length == len(question) else []
        if len(numbers) > _MOST_AT_ONCE:
            return self._list
        return tuple(self._items[number] for number in numbers) if self._items.keys() >= set(numbers) else ()

    def _step(self, words: Sequence[str]) -> int:
        """One on or one back, where words say nothing else; else 0."""
        told = " ".join(word for word in words if word not in self._between and self._noun(word) is None)
        told = told.removesuffix(" one")
        return (told in self._next) - (told in self._previous)

    def _of_noun(self, words: Sequence[str], place: int, noun: Collection[str]) -> tuple[str, ...]:
        is_item, is_many = noun is self._item, words[place] in self._many
        known = self._items if is_item else self._paragraphs
        numbers, _ = self._numbers_after(words, place + 1)
        if is_item and is_many and (numbers == [self._greatest] or numbers == _ONE_BY_ONE):
            return self._list
        if not numbers and is_many:
            numbers = self._at_an_end(words, place)
        elif not numbers:
            numbers = self._number_before(words, place)
            if is_item and place and words[place - 1] == str(self._greatest):
                return self._list  # "the 23 objectivs"
        if len(numbers) > _MOST_AT_ONCE or (is_item and any(number not in known for number in numbers)):
            return self._list
        return tuple(known[number] for number in numbers if number in known)

    def _numbers_after(self, words: Sequence[str], place: int) -> tuple[list[int], int]:
        """The numbers from a place on, all of "5 to 7", and the place behind them."""
        numbers: dict[int, None] = {}
        start: int | None = None
        opens = False
        while place < len(words):
            if tuple(words[place - 1 : place + 1]) == _OF_A:
                break
            number, length = number_at(words, place)
            if number is not None:
                first, last = sorted((number if start is None else start, number))
                numbers.pop(start or number, None)
                numbers |= dict.fromkeys(range(first, last + 1))
                start, opens = (number, False) if opens else (None, False)
            elif words[place] in self._range and numbers:
                start = next(reversed(numbers))
            elif words[place] in self._range_before:
                opens = True
            elif words[place] not in self._between:
                break
            place += max(1, length)
        return list(numbers), place

    def _at_an_end(self, words: Sequence[str], place: int) -> list[int]:
        """The first or last few that stand before a word for several: "the first three objectives"."""
        before = words[max(0, place - 3) : place]
        rest = [word for word in before if word not in self._first | self._last | self._between]
        several = number_at(rest, 0)[0] if len(rest) == 1 else None
        if several is None or not 0 < several <= self._greatest:
            return []
        if not self._first.isdisjoint(before):
            return list(range(1, several + 1))
        is_end = not self._last.isdisjoint(before)
        return list(range(self._greatest - several + 1, self._greatest + 1)) if is_end else []

    def _number_before(self, words: Sequence[str], place: int) -> list[int]:
        if not place:
            return []
        if not self._last.isdisjoint((words[place - 1], *words[place + 1 : place + 2])):
            return [self._greatest]
        for start in range(max(0, place - 3), place):
            number, length = number_at(words, start)
            if number is not None and start + length == place:
                return [] if length == 1 and words[start] in _A_SINGLE else [number]
        return []

    def _find_noun(self, word: str) -> Collection[str] | None:
        for noun in (self._item, self._paragraph):
            if word in noun or (len(word) > 3 and word[1:] in noun and word[0] in "وبلف"):
                return noun
            if len(word) >= 7 and any(len(known) >= 8 and OSA.distance(word, known) == 1 for known in noun):
                return noun
        return None

    def _parted(self, word: str) -> tuple[str, ...]:
        """A noun and the number that is joined to it, as in "obj13"."""
        noun = word.rstrip("0123456789")
        return (noun, word[len(noun) :]) if noun and noun != word and self._noun(noun) else (word,)
