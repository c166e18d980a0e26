"""Arabic in Latin letters ("chno howa l mitha9"): its likeliest spelling in Arabic letters.

Such writing names the consonants and leaves out what it likes of the vowels, and one Latin letter stands for
several Arabic ones. So a word is looked up by its consonants among the words that people write in Arabic; of
several, that is taken whose long vowels and exact consonants fit best. Only what is not found is spelled out
letter by letter.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Self

_SIGNS = {
    "sh": "ش",
    "ch": "ش",
    "kh": "خ",
    "gh": "غ",
    "th": "ث",
    "dh": "ذ",
    "dj": "ج",
    "ou": "و",
    "oo": "و",
    "ee": "ي",
    "ei": "ي",
    "ai": "ي",
    "3'": "غ",
    "9'": "ض",
    "7'": "خ",
    "2": "ا",
    "3": "ع",
    "5": "خ",
    "6": "ط",
    "7": "ح",
    "8": "غ",
    "9": "ق",
    "a": "ا",
    "b": "ب",
    "c": "ك",
    "d": "د",
    "e": "",
    "f": "ف",
    "g": "ق",
    "h": "ه",
    "i": "ي",
    "j": "ج",
    "k": "ك",
    "l": "ل",
    "m": "م",
    "n": "ن",
    "o": "و",
    "p": "ب",
    "q": "ق",
    "r": "ر",
    "s": "س",
    "t": "ت",
    "u": "و",
    "v": "ف",
    "w": "و",
    "x": "كس",
    "y": "ي",
    "z": "ز",
}
_SIGN = re.compile("|".join(sorted(map(re.escape, _SIGNS), key=len, reverse=True)))

_VOWELS = "اويىءأإآؤئ"
"""Long vowels and their like, which are written or not; the last letter of many words too."""

_ALIKE = str.maketrans("صطضحقغذظثةج", "ستدهككززتهك")
"""Letters that one Latin letter stands for."""

_LAST = str.maketrans("", "", "هة")
"""A last letter that many write as "a" or not at all."""

_SMALL = {
    "f": "في",
    "fi": "في",
    "fe": "في",
    "l": "ال",
    "el": "ال",
    "al": "ال",
    "w": "و",
    "b": "ب",
    "bel": "بال",
    "bil": "بال",
    "3la": "على",
    "3ala": "على",
    "men": "من",
    "mn": "من",
    "wach": "واش",
    "wash": "واش",
    "chno": "شنو",
    "chnou": "شنو",
    "shnu": "شنو",
    "chnowa": "شنوة",
    "shnowa": "شنوة",
    "chou": "شو",
    "shou": "شو",
    "shu": "شو",
    "esh": "ايش",
    "eh": "ايه",
    "kifach": "كيفاش",
    "kifech": "كيفاش",
    "kif": "كيف",
    "kefash": "كيفاش",
    "ezay": "ازاي",
    "ezzay": "ازاي",
    "izay": "ازاي",
    "wein": "وين",
    "win": "وين",
    "wen": "وين",
    "fin": "فين",
    "fein": "فين",
    "feen": "فين",
    "emta": "امتى",
    "imta": "امتى",
    "meen": "مين",
    "min": "مين",
    "chkoun": "شكون",
    "shkoun": "شكون",
    "lech": "ليش",
    "leish": "ليش",
    "lesh": "ليش",
    "leh": "ليه",
    "3lach": "علاش",
    "3lash": "علاش",
    "howa": "هو",
    "houwe": "هو",
    "hiya": "هي",
    "had": "هاد",
    "dyal": "ديال",
    "dial": "ديال",
    "mte3": "متاع",
    "mta3": "متاع",
    "bta3": "بتاع",
    "ta3": "تاع",
    "li": "لي",
    "elli": "اللي",
    "illi": "اللي",
    "lli": "اللي",
    "ana": "انا",
    "ma": "ما",
    "ya": "يا",
    "la": "لا",
    "wala": "ولا",
    "wla": "ولا",
    "law": "لو",
    "kam": "كم",
    "mish": "مش",
    "mosh": "مش",
    "mouch": "موش",
    "fih": "فيه",
    "fiha": "فيها",
    "m3a": "مع",
    "ma3a": "مع",
    "ma3": "مع",
    "ded": "ضد",
    "dedd": "ضد",
    "did": "ضد",
    "dhed": "ضد",
    "sawet": "صوت",
    "sawat": "صوت",
    "wela": "ولا",
    "walla": "ولا",
    "bghit": "بغيت",
}
"""Words so short that their consonants do not tell them."""

_STATES = {
    spelling: name
    for name, spellings in {
        "المغرب": "maroc maghreb maghrib lmaghreb lmaghrib almaghrib",
        "الجزائر": "algerie algeria dzair dzayer jazair jazayer djazair ljazair eljazair aljazair",
        "تونس": "tunis tunisie tunisia tounes tunes",
        "ليبيا": "libya libia libye lybia",
        "مصر": "masr misr egypt egypte",
        "السودان": "sudan soudan elsudan",
        "سوريا": "syria syrie souria sourya soria suria",
        "لبنان": "lebanon liban lobnan lubnan libnan lebnan",
        "الاردن": "jordan jordanie ordon urdun ordun lordon elordon",
        "فلسطين": "palestine falastin felestin filistin falasteen",
        "العراق": "iraq irak 3iraq 3ira9 el3iraq",
        "السعودية": "saudi saudia saoudia sa3oudia sa3oudiya so3oudia elsa3oudia",
        "اليمن": "yemen yaman elyaman",
        "الكويت": "kuwait kuwet koweit",
        "الامارات": "emirates emarat imarat elemarat",
        "قطر": "qatar 9atar",
        "البحرين": "bahrain bahrein ba7rain ba7rein",
        "موريتانيا": "mauritania mauritanie mouritania moritania",
        "فرنسا": "france fransa franca",
        "اسبانيا": "spain espagne sbania isbania",
        "ايطاليا": "italy italie italia",
        "المانيا": "germany allemagne almania alemania",
        "تركيا": "turkey turquie turkia turkiya",
        "امريكا": "usa america amerique amrica amrika amerika marikan",
    }.items()
    for spelling in spellings.split()
}
"""Names of states that stand in such writing as in another language, and would be taken for a like word."""

_JOINED = frozenset({"ال", "و", "ب", "بال"})
"""What is written as one with the next word in Arabic letters."""


class Arabizi:
    """Spells with the words that people write in Arabic; built once, then only read."""

    def __init__(self, words: Mapping[str, float]) -> None:
        """Normalized Arabic words, and how often each is used."""
        self.words: dict[str, str] = {}
        for word, _ in sorted(words.items(), key=lambda item: -item[1]):
            bones = _bones(word)
            if len(bones) > 1 and word.isalpha() and not word.isascii():
                found = self.words.get(bones)
                self.words[bones] = f"{found} {word}" if found else word

    @classmethod
    def of_bones(cls, words: Mapping[str, str]) -> Self:
        """Of the `words` of another one: by their consonants, parted by blanks, the most used first."""
        made = cls({})
        made.words.update(words)
        return made

    def spelled(self, text: str) -> str:
        """The text in Arabic letters; numbers and what is Arabic already stay."""
        spelled: list[str] = []
        before = ""
        for word in re.findall(r"[\w']+|[?؟;\n]", text.lower()):
            small = _SMALL.get(word) or _STATES.get(word, "")
            if small in _JOINED:
                before += small
                continue
            if small.startswith("ال"):
                before = before.removesuffix("ال")
            spelled.append(self._word(word, before) if not small else before + small)
            before = ""
        return " ".join([*spelled, before] if before else spelled)

    def _word(self, word: str, before: str) -> str:
        if word.isdigit() or not word.isascii() or not word[0].isalnum():
            return before + word
        letters = before + _in_letters(word)
        for found in (letters, letters.removeprefix("ال"), "ال" + letters.removeprefix("ل")):
            if known := self.words.get(_bones(found)):
                return min(known.split(" ")[:6], key=lambda candidate: _apart(candidate, found))
        return letters


def _apart(word: str, letters: str) -> float:
    """How ill a known word fits the letters: by each letter that it has not, or has besides."""
    missing = sum(letter not in word for letter in letters)
    besides = sum(letter not in letters for letter in word)
    return missing + besides + 0.5 * abs(len(word) - len(letters))


@lru_cache(maxsize=1_000)
def _in_letters(word: str) -> str:
    """One Latin letter after the other; a vowel at the beginning is carried by an alef."""
    spelled = "".join(_SIGNS[sign] for sign in _SIGN.findall(word))
    return "ا" + spelled if word[0] in "eiou" and not spelled.startswith("ا") else spelled


def _bones(word: str) -> str:
    """What is left without vowels, doubled letters and differences that Latin letters do not show."""
    rest = word[:-1] + word[-1:].translate(_LAST)
    alike = "".join(letter for letter in rest if letter not in _VOWELS).translate(_ALIKE)
    return re.sub(r"(.)\1+", r"\1", alike)
