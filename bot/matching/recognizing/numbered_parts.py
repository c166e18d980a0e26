"""Parts of a document that a question names by their number: its items, such as articles, and paragraphs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.phrases import Phrases

_REMEMBERED = 4_000  # words
_MOST_WORDS_OF_A_NUMBER = 10  # "and number twenty three"
_BETWEEN = (
    "number no nr n num numero nro the el le la de رقم الرقم and y et e و or o ou also tambien aussi & vs"
)
_RANGE = "to a al al au الي till until hasta bis through"
_LAST = "last ultimo dernier الاخير final"
_NUMBERS = {
    "en": (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty twenty-one twenty-two twenty-three",
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
        "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth "
        "twenty-first twenty-second twenty-third",
    ),
    "es": (
        "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
        "diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres",
        "primer segundo tercer cuarto quinto sexto septimo octavo noveno decimo undecimo duodecimo",
        "primero segundo tercero",
    ),
    "fr": (
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
        "dix-huit dix-neuf vingt vingt-et-un vingt-deux vingt-trois",
        "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme "
        "douzieme treizieme quatorzieme quinzieme seizieme dix-septieme dix-huitieme dix-neuvieme vingtieme "
        "vingt-et-unieme vingt-deuxieme vingt-troisieme",
    ),
    "ar": (
        "واحد اثنان ثلاثة اربعة خمسة ستة سبعة ثمانية تسعة عشرة احد-عشر اثنا-عشر ثلاثة-عشر اربعة-عشر "
        "خمسة-عشر ستة-عشر سبعة-عشر ثمانية-عشر تسعة-عشر عشرون واحد-وعشرون اثنان-وعشرون ثلاثة-وعشرون",
        "الاول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الحادي-عشر الثاني-عشر "
        "الثالث-عشر الرابع-عشر الخامس-عشر السادس-عشر السابع-عشر الثامن-عشر التاسع-عشر العشرون "
        "الحادي-والعشرون الثاني-والعشرون الثالث-والعشرون",
    ),
}
"""Numbers from 1 on, as they are written and as they count."""

_GENITIVE = ("ون", "ين")
"""How an Arabic ten ends by itself, and after another word."""

_ONE_BY_ONE = {1}
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
        self._last = _known(_LAST.split())
        self._noun = lru_cache(maxsize=_REMEMBERED)(self._find_noun)
        self._numbers = Phrases(
            (normalize(word), number)
            for lists in _NUMBERS.values()
            for written in lists
            for number, words in enumerate(written.split(), 1)
            for word in {words, words.replace(*_GENITIVE)}
        )

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
        """The entry that a number alone means to somebody who read the entry `last`, of an item or of all."""
        if last not in self._about or len(question) > _MOST_WORDS_OF_A_NUMBER:
            return ()
        words = [word for word in question if word not in self._between]
        number, length = self._number(words, 0) if words else (None, 0)
        if number is None or length != len(words) or number not in self._items:
            return ()
        return (self._items[number],)

    def _of_noun(self, words: Sequence[str], place: int, noun: Collection[str]) -> tuple[str, ...]:
        is_item, is_many = noun is self._item, words[place] in self._many
        known = self._items if is_item else self._paragraphs
        numbers, is_range = self._numbers_after(words, place + 1)
        if is_item and is_many and (is_range or numbers == [self._greatest] or set(numbers) == _ONE_BY_ONE):
            return self._list
        if not numbers and not is_many:
            numbers = self._number_before(words, place)
            if is_item and place and words[place - 1] == str(self._greatest):
                return self._list  # "the 23 objectivs"
        if is_item and any(number not in known for number in numbers):
            return self._list
        return tuple(known[number] for number in numbers if number in known)

    def _numbers_after(self, words: Sequence[str], place: int) -> tuple[list[int], bool]:
        numbers: list[int] = []
        is_range = False
        while place < len(words):
            number, length = self._number(words, place)
            if number is not None:
                numbers.append(number)
            elif words[place] in self._range and numbers:
                is_range = True
            elif words[place] not in self._between:
                break
            place += max(1, length)
        return numbers, is_range and len(numbers) > 1

    def _number_before(self, words: Sequence[str], place: int) -> list[int]:
        if not place:
            return []
        if not self._last.isdisjoint((words[place - 1], *words[place + 1 : place + 2])):
            return [self._greatest]
        for start in range(max(0, place - 3), place):
            number, length = self._number(words, start)
            if number is not None and start + length == place:
                return [number]
        return []

    def _number(self, words: Sequence[str], place: int) -> tuple[int | None, int]:
        word = words[place]
        digits = word.removeprefix("و").removeprefix("ال")
        for ending in ("st", "nd", "rd", "th", "eme", "er", "e", "o"):
            if digits.endswith(ending) and digits.removesuffix(ending).isdecimal():
                digits = digits.removesuffix(ending)
        if digits.isdecimal() and digits.isascii() and len(digits) <= 3:
            return int(digits), 1
        found, length = self._numbers.at(words, place)
        return (found[0], length) if found else (None, 0)

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
