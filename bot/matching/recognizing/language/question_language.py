"""Which language is a question written in? Its script says it, its words, and its letters."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.array_file import Arrays, array_as_texts, found_under, put_under, texts_as_array
from bot.matching.ranking.sparse_matrix import Floats
from bot.matching.ranking.text_table import TextTable, hashes
from bot.matching.recognizing.contact_details import ADDRESS
from bot.matching.recognizing.language.arabizi import Arabizi
from bot.matching.recognizing.language.language_signs import ARABIC_IN_LATIN, OTHER, Tongues
from bot.matching.recognizing.language.seen_words import (
    STEPS,
    by_letter,
    counted_words,
    evidence_of,
    how_often,
    letters_of,
    script_of,
    scripts_of,
    taken_out,
    words_of,
)
from bot.matching.recognizing.question import Question

METHOD = 3
"""Raised by whoever changes what is kept of languages, or how it is found: what is kept is then stale."""

_LONGEST_TEXT, _MOST_WORDS = 1_000, 200
"""Characters and words that are read; the language shows long before."""

_CLEAR = 3.0
"""How far ahead the likeliest language must be of the next one, as a log of probabilities."""

_KNOWN_SHARE = 0.5
"""Of a text's words, how many the likeliest language must know: others speak languages we do not."""

_KNOWN_FOREIGN = 0.25
"""The same for a language of which only a short list of words is known."""

_FOREIGN_WORDS = 4
"""Fewer words are too few to say that a text is in a language that we do not have."""

_LISTED, _MOST = 30.0, 6.0
"""How often a word counts as seen, in a thousand texts, that stands in a language's list of words, and how
often at most another: the subject's own words stand in messages of all languages."""

_FOREIGN_LEAD = 1.0
"""How far ahead a language that we do not have must be of others that we do not have."""

_SHORTEST_ALONE = 4
"""Letters of a word that by itself may tell a language which we do not have."""

_SHORTEST_OF_OURS = 2
"""The same for one that we have: "k" and "y" are written in all."""

_OURS = 2.0
"""How much likelier a text is in a language that we have than in another, as a log of probabilities."""

_WITH_DIGIT = re.compile(
    r"[a-z]+[23579][a-z0-9]*|[23579](?!nd|rd|th|am|pm|er|eme|de|ra|ro|da|do|ta|to)[a-z0-9]*[a-z]{2}"
)
"""A word in which digits stand for Arabic letters; no "2nd" and no "3er"."""

_LATIN = re.compile("[A-Za-z]")

_ARABIC = "ar"


class QuestionLanguages:
    """Tells languages apart by what people write in them; built once, then only read."""

    def __init__(self, phrasings: Mapping[str, Iterable[str]], tongues: Tongues | None = None) -> None:
        """Phrasings by language, and of these and others what `tongues` tells.

        The languages of `phrasings` are ours, also one in which nobody has written any yet.
        """
        tongues = tongues or {}
        counted = {language: counted_words(given) for language, given in phrasings.items()}
        self._alphabets = {
            language: frozenset(letters_of(counts)) for language, counts in counted.items() if counts
        }
        if _ARABIC in counted and ARABIC_IN_LATIN in tongues:
            counted[ARABIC_IN_LATIN] = taken_out(counted, _ARABIC, "LATIN")
        self._ours = frozenset(counted)
        self._languages = list(dict.fromkeys((*counted, *tongues)))
        if OTHER in tongues:
            self._languages.remove(OTHER)
        seen = {
            language: how_often(counted.get(language, Counter()), _MOST if language in tongues else 1_000)
            for language in self._languages
        }
        for language in self._languages:
            if language in tongues:
                for word in words_of(tongues[language].words):
                    seen[language][word] = max(_LISTED, seen[language].get(word, 0.0))
        self._scripts = {language: scripts_of(words) for language, words in seen.items()}
        vocabulary = sorted({word for words in seen.values() for word in words})
        self._table = TextTable.of(vocabulary)
        self._evidence = evidence_of(vocabulary, [seen[language] for language in self._languages])
        self._arabizi = Arabizi(seen.get(_ARABIC, {})) if ARABIC_IN_LATIN in tongues else None
        self._complete(tongues)

    def _complete(self, tongues: Tongues) -> None:
        """What follows from the rest, and is neither kept nor told."""
        self._spelled: dict[str, str] = {}
        self._own = np.array([_OURS * (language in self._ours) for language in self._languages], np.float32)
        self._letters = by_letter(
            [tongues[code].letters if code in tongues else "" for code in self._languages]
        )
        self._candidates: dict[str, list[int]] = {}
        for number, language in enumerate(self._languages):
            for script in self._scripts[language]:
                self._candidates.setdefault(script, []).append(number)

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same of, without the time that building takes."""
        told = {
            "languages": self._languages,
            "ours": sorted(self._ours),
            "alphabets": {language: "".join(sorted(known)) for language, known in self._alphabets.items()},
            "scripts": {language: sorted(scripts) for language, scripts in self._scripts.items()},
            "arabizi": None if self._arabizi is None else self._arabizi.words,
            "spelled": self._spelled,
        }
        return {
            "told": texts_as_array([json.dumps(told)]),
            "evidence": self._evidence,
        } | put_under("table", self._table.to_arrays())

    @classmethod
    def from_arrays(cls, arrays: Arrays, tongues: Tongues) -> Self:
        """What `to_arrays` described; KeyError, TypeError or ValueError if it described nothing."""
        made = cls.__new__(cls)
        told = json.loads(array_as_texts(arrays["told"])[0])
        made._languages, made._ours = told["languages"], frozenset(told["ours"])
        made._alphabets = {language: frozenset(known) for language, known in told["alphabets"].items()}
        made._scripts = {language: set(scripts) for language, scripts in told["scripts"].items()}
        made._table, made._evidence = TextTable.from_arrays(found_under("table", arrays)), arrays["evidence"]
        made._arabizi = None if told["arabizi"] is None else Arabizi.of_bones(told["arabizi"])
        made._complete(tongues)
        made._spelled = told["spelled"]
        return made

    def spell_ahead(self, texts: Iterable[str]) -> None:
        """Spells those of the texts that are Arabic in Latin letters, and remembers it."""
        self._spelled |= {text: self.in_its_letters(text) for text in texts if _LATIN.search(text)}

    def read(self, text: str) -> Question:
        """The text with its language: None where that is unclear, as in a name, a number or an unknown one.

        A language that alone is written in the text's script needs no known word, only known letters. Foreign
        is what is in a script that none of the known languages is written in, or has some words of which no
        known language knows half. Names, numbers and short messages are not, however unclear they are.
        """
        question = Question.of(text)
        words = list(dict.fromkeys(_said(text, question)[:_MOST_WORDS]))
        script = script_of(words)
        if not script:
            return question
        candidates = self._candidates.get(script, [])
        rows = self._rows(words)
        told = self._told(text[:_LONGEST_TEXT], words, script, candidates, rows)
        if told == ARABIC_IN_LATIN:
            spelled = self._arabizi.spelled(text[:_LONGEST_TEXT]) if self._arabizi is not None else text
            return replace(question, language=_ARABIC, in_arabic_letters=Question.of(spelled))
        most_known = int((rows > 0).sum(axis=0).max(initial=0))
        is_foreign = told is None and (
            not candidates or (len(words) >= _FOREIGN_WORDS and most_known < _KNOWN_SHARE * len(words))
        )
        return replace(question, language=told, is_foreign=is_foreign)

    def in_its_letters(self, text: str) -> str:
        """The text; of Arabic in Latin letters its likeliest spelling in Arabic ones."""
        if (known := self._spelled.get(text)) is not None:
            return known
        spelled = self.read(text).in_arabic_letters if _LATIN.search(text) else None
        return text if spelled is None else spelled.text

    def _told(
        self, text: str, words: list[str], script: str, candidates: list[int], rows: NDArray[np.uint8]
    ) -> str | None:
        if not candidates:
            return None
        if len(candidates) == 1:
            language = self._languages[candidates[0]]
            return language if self._knows_letters(language, words) else None
        scores = rows.sum(axis=0) / STEPS + self._own + self._of_letters(text)
        if script == "LATIN":
            return self._likeliest(words, candidates, rows, scores)
        return self._of_script(words, candidates, scores)

    def _likeliest(
        self, words: list[str], candidates: list[int], rows: NDArray[np.uint8], scores: Floats
    ) -> str | None:
        """A language that leads clearly and knows enough of the words."""
        known = (rows > 0).sum(axis=0)
        if ARABIC_IN_LATIN in self._languages:
            place = self._languages.index(ARABIC_IN_LATIN)
            spelled = [
                number
                for number, word in enumerate(words)
                if _WITH_DIGIT.fullmatch(word) and not rows[number].any()
            ]
            scores[place] += 4.0 * len(spelled)
            known[place] += len(spelled)
        best = max(candidates, key=lambda number: float(scores[number]))
        share = _KNOWN_SHARE if self._own[best] else _KNOWN_FOREIGN
        shortest = _SHORTEST_OF_OURS if self._own[best] else _SHORTEST_ALONE
        if known[best] < share * len(words) or (len(words) == 1 and len(words[0]) < shortest):
            return None
        rivals = [number for number in candidates if number != best]
        of_ours = max((scores[number] for number in rivals if self._own[number]), default=-np.inf)
        of_others = max((scores[number] for number in rivals if not self._own[number]), default=-np.inf)
        least_lead = 0.0 if self._own[best] else _FOREIGN_LEAD
        is_clear = scores[best] - of_ours >= _CLEAR and scores[best] - of_others >= least_lead
        return self._languages[best] if is_clear else None

    def _of_script(self, words: list[str], candidates: list[int], scores: Floats) -> str | None:
        """Of a script's languages the one with more to say for it, else the one that is written most."""
        able = [number for number in candidates if self._knows_letters(self._languages[number], words)]
        if not able:
            return None
        best = max(able, key=lambda number: float(scores[number]))
        return self._languages[best if scores[best] - scores[able[0]] >= _CLEAR / 2 else able[0]]

    def _knows_letters(self, language: str, words: list[str]) -> bool:
        alphabet = self._alphabets.get(language)
        return alphabet is None or all(
            letter in alphabet for word in words for letter in word if letter.isalpha()
        )

    def _rows(self, words: list[str]) -> NDArray[np.uint8]:
        """What each word speaks for each language: (words, languages)."""
        places = self._table.first_places(hashes(words))
        rows: NDArray[np.uint8] = self._evidence[places]  # -1 is the last row, which is empty
        return rows

    def _of_letters(self, text: str) -> Floats:
        """What the letters speak for each language."""
        if text.isascii():
            return np.zeros(len(self._languages), np.float32)
        found = [self._letters[letter] for letter in set(text.lower()) if letter in self._letters]
        return (
            np.sum(found, axis=0, dtype=np.float32) if found else np.zeros(len(self._languages), np.float32)
        )


def _said(text: str, question: Question) -> Sequence[str]:
    """The words of a text without those of the addresses in it, which are in no language."""
    words = text[:_LONGEST_TEXT].split()
    said = [word for word in words if not ADDRESS.search(word.casefold())]
    return question.words if len(said) == len(words) else Question.of(" ".join(said)).words
