"""Numbers as people write them: in figures, in words, as they count and in which order things come."""

from collections.abc import Sequence

from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.phrases import Phrases

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
        "primera segunda tercera cuarta quinta",
    ),
    "fr": (
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
        "dix-huit dix-neuf vingt vingt-et-un vingt-deux vingt-trois",
        "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme "
        "douzieme treizieme quatorzieme quinzieme seizieme dix-septieme dix-huitieme dix-neuvieme vingtieme "
        "vingt-et-unieme vingt-deuxieme vingt-troisieme",
        "premiere seconde",
    ),
    "ar": (
        "واحد اثنان ثلاثة اربعة خمسة ستة سبعة ثمانية تسعة عشرة احد-عشر اثنا-عشر ثلاثة-عشر اربعة-عشر "
        "خمسة-عشر ستة-عشر سبعة-عشر ثمانية-عشر تسعة-عشر عشرون واحد-وعشرون اثنان-وعشرون ثلاثة-وعشرون",
        "الاول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الحادي-عشر الثاني-عشر "
        "الثالث-عشر الرابع-عشر الخامس-عشر السادس-عشر السابع-عشر الثامن-عشر التاسع-عشر العشرون "
        "الحادي-والعشرون الثاني-والعشرون الثالث-والعشرون",
        "الاولى الثانية الثالثة الرابعة الخامسة",
    ),
}
"""Numbers from 1 on, as they are written and as they count."""

_GENITIVE = ("ون", "ين")
"""How an Arabic ten ends by itself, and after another word."""

_ENDINGS = ("st", "nd", "rd", "th", "eme", "er", "re", "ra", "da", "e", "o", "a", "b", "c")
"""What is glued to a figure: "2nd", "8(a)"."""

_KNOWN = Phrases(
    (normalize(word), number)
    for lists in _NUMBERS.values()
    for written in lists
    for number, words in enumerate(written.split(), 1)
    for word in {words, words.replace(*_GENITIVE)}
)


def number_at(words: Sequence[str], place: int) -> tuple[int | None, int]:
    """The number that begins at a place among normalized words, and of how many words it is: 0 if none."""
    digits = words[place].removeprefix("و").removeprefix("ال")
    for ending in _ENDINGS:
        if digits.endswith(ending) and digits.removesuffix(ending).isdecimal():
            digits = digits.removesuffix(ending)
    if digits.isdecimal() and digits.isascii() and len(digits) <= 3:
        return int(digits), 1
    found, length = _KNOWN.at(words, place)
    return (found[0], length) if found else (None, 0)
