"""Reads the dates and the numbers in a text, the way each of the four languages writes them."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

# "May" that begins a sentence is a month only before a number.
_MONTH_NAMES = {
    "en": "Jan(?:uary)?,Feb(?:ruary)?,Mar(?:ch)?,Apr(?:il)?,(?:(?<=[ (])May|May(?= \\d)),June?,July?,"
    "Aug(?:ust)?,Sept?(?:ember)?,Oct(?:ober)?,Nov(?:ember)?,Dec(?:ember)?",
    "es": "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre",
    "fr": "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre",
    "ar": "كانون الثاني/يناير,شباط/فبراير,آذار/مارس,نيسان/أبريل,أيار/مايو,حزيران/يونيو,تموز/يوليو,آب/أغسطس,"
    "أيلول/سبتمبر,تشرين الأول/أكتوبر,تشرين الثاني/نوفمبر,كانون الأول/ديسمبر",
}
_DAY = r"\d{1,2}(?:st|nd|rd|th|er)?(?!\d)"
_DAYS = rf"(?<![\d/.,]){_DAY}(?:(?:\s?[-–]\s?|\s(?:and|to|y|al|et|au|إلى)\s|\sو){_DAY})*"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"


def _any_month(language: str) -> str:
    months = (
        f"(?P<m{number}>{name})" for number, name in enumerate(_MONTH_NAMES[language].split(","), start=1)
    )
    return rf"(?:{'|'.join(months)})\b"


_DATE = {
    "en": re.compile(
        rf"(?:(?P<days>{_DAYS})\s)?\b{_any_month('en')}\.?(?:\s(?P<days_after>{_DAYS}))?(?:,?\s{_YEAR})?"
    ),
    "es": re.compile(rf"(?i)(?:(?P<days>{_DAYS})\sde\s)?\b{_any_month('es')}(?:\sde\s{_YEAR})?"),
    "fr": re.compile(rf"(?i)(?:(?P<days>{_DAYS})\s)?\b{_any_month('fr')}(?:\s{_YEAR})?"),
    "ar": re.compile(rf"(?:(?P<days>{_DAYS})\s)?{_any_month('ar')}(?:\s{_YEAR})?"),
}
_IS_YEAR = re.compile(r"(?:19|20)\d\d")
_ADDRESS = re.compile(r"https?://\S+")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")

# From two to twelve; in Arabic from three to ten (two is an ending, eleven and twelve are two words).
_NUMBER_WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "ar": "- ثلاثة? أربعة? خمسة? ستة? سبعة? ثمانية? تسعة? عشرة",
}
_ARABIC_PREFIX = "(?:[وفب]?ال|لل|[وفبل])?"


def _written_number(language: str) -> re.Pattern[str]:
    words = (f"(?P<n{number}>{word})" for number, word in enumerate(_NUMBER_WORDS[language].split(), start=2))
    return re.compile(rf"(?i)\b{_ARABIC_PREFIX if language == 'ar' else ''}(?:{'|'.join(words)})\b")


_WRITTEN = {language: _written_number(language) for language in _NUMBER_WORDS}


_COUNT = re.compile(rf"(?<![\d/.,-])(\d[\d.,]*|{_NUMBER_WORDS['en'].replace(' ', '|')})\s([a-z]{{3,}})")
_NO_UNITS = {"and", "the", "after", "with", "there", "for"}


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day, or a whole month when `day` is 0; `year` is 0 where the text names none beside it."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.year or '?'}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text dates and counts, as often as it does so.

    `numbers` have a decimal point and no thousands separator; those of the dates are not among them.
    `words` are the numbers from two to twelve that are written out, in Arabic from three to ten.
    """

    days: Counter[Day]
    numbers: Counter[str]
    words: Counter[str]

    @property
    def years(self) -> set[int]:
        named = {day.year for day in self.days if day.year}
        return named | {int(number) for number in self.numbers if _IS_YEAR.fullmatch(number)}


@cache
def figures(text: str, language: str) -> Figures:
    """Web addresses are left out; "8-9 May 2017" is two days, "May 2017" a month."""
    text = _ADDRESS.sub(" ", text)
    days = Counter(day for match in _DATE[language].finditer(text) for day in _days(match))
    rest = _DATE[language].sub(" ", text)
    numbers = Counter(_plain(number) for number in _NUMBER.findall(rest))
    words = Counter(str(match.lastgroup).removeprefix("n") for match in _WRITTEN[language].finditer(rest))
    return Figures(days, numbers, words)


def counts(text: str) -> set[tuple[str, str]]:
    """The numbers of an English text with the word that follows, such as ("23", "objectives"); no years."""
    found = set()
    for number, unit in _COUNT.findall(_ADDRESS.sub(" ", text).replace("*", "")):
        (plain,) = {*figures(number, "en").numbers, *figures(number, "en").words}
        if unit not in _NO_UNITS and not _IS_YEAR.fullmatch(plain):
            found.add((plain, unit))
    return found


def _days(match: re.Match[str]) -> list[Day]:
    groups = match.groupdict()
    month = next(number for number in range(1, 13) if groups[f"m{number}"] is not None)
    year = int(groups["year"] or 0)
    days = [int(day) for day in re.findall(r"\d+", f"{groups['days']} {groups.get('days_after')}")]
    return [Day(year, month, day) for day in days or [0]]


def _plain(number: str) -> str:
    """`1,000` and `1 000` as 1000; `96,7` as 96.7."""
    number = re.sub(r"[.,\u00a0\u202f](?=\d{3}(?!\d))", "", number)
    return re.sub(r"[,\u00a0\u202f]", ".", number)
