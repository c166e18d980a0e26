"""What people write in each language, counted: which words it has, which letters and which scripts."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.sparse_matrix import Floats
from bot.matching.recognizing.normalize import normalize

_UNSEEN = 0.1
"""How often a word counts as seen in a language that knows it not."""

_LETTER = 1.5
"""What a letter that few languages have speaks for those, as a log of probabilities."""

STEPS = 12.0
"""Of what a word speaks for a language; kept in one byte each."""

_SCRIPT_TELLING = 500
"""So many words of a language tell in which scripts it is written."""


def evidence_of(vocabulary: list[str], seen: list[dict[str, float]]) -> NDArray[np.uint8]:
    """(words + 1, languages): how much likelier a word is than one never seen, as a log, in steps."""
    number = {word: place for place, word in enumerate(vocabulary)}
    evidence = np.zeros((len(vocabulary) + 1, len(seen)), np.uint8)
    for place, frequencies in enumerate(seen):
        for word, often in frequencies.items():
            evidence[number[word], place] = max(1, round(STEPS * float(np.log(max(often / _UNSEEN, 1)))))
    return evidence


def by_letter(letters: list[str]) -> dict[str, Floats]:
    """For each letter beyond ASCII what it speaks for each language."""
    return {
        letter: np.array([_LETTER * (letter in of_language) for of_language in letters], np.float32)
        for letter in set("".join(letters))
    }


def how_often(counts: Counter[str], most: float) -> dict[str, float]:
    """For each word how often it stands in a thousand texts; `counts` says under the empty text how many."""
    return {word: min(1_000 * count / counts[""], most) for word, count in counts.items() if word}


def taken_out(counted: dict[str, Counter[str]], language: str, script: str) -> Counter[str]:
    """A language's words in another script, which leave it; those that others write in it only leave."""
    counts = counted[language]
    found = [word for word in counts if word and script_of([word]) == script]
    taken = Counter({word: counts.pop(word) for word in found})
    theirs = {word for other, words in counted.items() if other != language for word in words}
    return Counter({"": counts[""] // 10 + 1, **{word: n for word, n in taken.items() if word not in theirs}})


def counted_words(texts: Iterable[str]) -> Counter[str]:
    """In how many texts each normalized word stands, and under the empty text how many texts there are."""
    typed: Counter[str] = Counter()
    for text in texts:
        typed[""] += 1
        typed.update(set(text.split()))
    counted: Counter[str] = Counter()
    for piece, count in typed.items():
        for word in normalize(piece).split() if piece else [piece]:
            counted[word] += count
    return counted


def words_of(words: Iterable[str]) -> set[str]:
    """Normalized; where words are written without blanks, their letters too are words."""
    return {word for text in words for word in normalize(text).split()}


def letters_of(words: Iterable[str]) -> Counter[str]:
    letters: Counter[str] = Counter()
    for word in words:
        letters.update(filter(str.isalpha, word))
    return letters


def scripts_of(words: Iterable[str]) -> set[str]:
    """The scripts in which a language is written, each by a part of its first words."""
    scripts = Counter(script for word in islice(words, _SCRIPT_TELLING) if (script := script_of([word])))
    return {script for script, count in scripts.items() if count >= 0.1 * scripts.total()}


@lru_cache(maxsize=4_000)
def _script_of_letter(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def script_of(words: Iterable[str]) -> str:
    """The script of most letters, by the first word of their Unicode names; empty without a letter."""
    text = "".join(words)
    if text.isascii():
        return "LATIN" if any(map(str.isalpha, text)) else ""
    scripts: Counter[str] = Counter()
    for letter, count in Counter(filter(str.isalpha, text)).items():
        scripts[_script_of_letter(letter)] += count
    return max(scripts, key=lambda script: scripts[script], default="")
