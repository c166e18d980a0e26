"""Messages about the conversation itself: a wish for a language, and what goes on from the last answer."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.matching.recognizing.language.language_signs import OTHER, Tongues
from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.phrases import Phrases
from bot.matching.recognizing.question import Question

_LONGEST = 200  # characters
_MOST_THANKING = 7  # words
_MOST_READ = 60  # words, of a wish for a language
_LONGEST_NAME = 3  # words
_SPOILING = (("bad",), ("not",), ("poor",), ("mal",), ("malo",))
"""After a language's name: "my english not good"."""

_ARABIC_WITH = ("بال", "ب", "ال", "ل")

_CLAUSES = re.compile(r"[,.;:!?،؛؟。\n]+")

_MOST_POLITE = 2  # words behind it

_LONGEST_REST = 5
"""Words; what a longer sentence says is torn without the name."""

_MOST_BEFORE_BEING = 2
"""Words before "am", where somebody says what they are: "hi i am romanian"."""


class GoingOn(StrEnum):
    """What somebody wants of the answer before."""

    MORE = "more"
    SHORTER = "shorter"
    SOURCE = "source"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class GoesOn:
    """The reply to a message that asks something of the entry which its chat was last shown."""

    entry_id: str
    what: GoingOn


@dataclass(frozen=True, slots=True)
class LanguageWish:
    """`wanted` is the code of a language, whether the bot has it or not; None where it is not clear which,
    as where two are named: "everything comes in french, i want spanish".

    `refused` are the languages that somebody does not understand or asks about with a why.
    """

    wanted: str | None = None
    refused: frozenset[str] = frozenset()


class AskingOn:
    """Knows such messages by lists of words; built once, then only read."""

    def __init__(self, words: Mapping[str, Iterable[str]], tongues: Tongues) -> None:
        """`words` by what they mean, as the curated file has them; missing lists are empty."""
        self._refusing = _all(words.get("refusing", ()))
        self._polite = _all(words.get("polite", ()))
        self._into = _all(words.get("into", ()))
        self._being = _all(words.get("being", ()))
        self._others = _all(words.get("others", ()))
        self._speaking = _all(words.get("speaking", ()))
        self._us = _all(words.get("us", ()))
        self._papers = _all(words.get("papers", ()))
        self._thanking = _all(words.get("thanking", ()))
        self._errands = Phrases((errand, None) for errand in _all(words.get("errands", ())))
        self._symbols = {
            symbol: kind
            for name, kind in (("unkind", "insult"), ("ending", "leaving"), ("asking", None))
            for symbol in words.get(name, ())
        }
        self._going_on = {text: kind for kind in GoingOn for text in _all(words.get(kind, ()))}
        self._names = {
            name: tongue.code for tongue in tongues.values() for name in _all(tongue.called) if name
        }

    def language_wish(self, question: Question) -> LanguageWish:
        """What a message that is a wish for a language names."""
        words = question.words[:_MOST_READ]
        wanted: list[str] = []
        refused: list[str] = []
        refuses, place = False, 0
        while place < len(words):
            code, length = self._name_at(words, place)
            if code:
                is_spoilt = words[place + length : place + length + 1] in _SPOILING
                (refused if refuses or is_spoilt else wanted).append(code)
                refuses = False
                length += is_spoilt
            elif words[place] in self._refusing:
                refuses = True
            place += length
        codes = {code for code in wanted if code != OTHER}
        return LanguageWish(codes.pop() if len(codes) == 1 else None, frozenset(refused))

    def beside_language(self, question: Question) -> list[Question]:
        """What else a message says that begins or ends with the name of a language, or names one in another
        clause: "help" of "help, arabic" and of "please help in arabic".
        """
        clauses = [Question.of(clause) for clause in _CLAUSES.split(question.text)]
        named = [any(self._name_at(each.words, at)[0] for at in range(len(each.words))) for each in clauses]
        others = [clause for clause, is_named in zip(clauses, named, strict=True) if not is_named]
        rest = self._but_for_language(question.words)
        rest = rest if len(rest) <= _LONGEST_REST else ()
        return [
            replace(question, words=words) for words in (rest, *(each.words for each in others)) if any(named)
        ]

    def _but_for_language(self, words: tuple[str, ...]) -> tuple[str, ...]:
        for start in range(max(0, len(words) - _LONGEST_NAME - _MOST_POLITE), len(words)):
            code, length = self._name_at(words, start)
            if code and self._polite.issuperset(words[start + length :]):
                while start and words[start - 1] in self._into:
                    start -= 1
                return words[:start]
        return words[self._name_at(words, 0)[1] :] if words and self._name_at(words, 0)[0] else words

    def tells_of_paper(self, question: Question) -> bool:
        """Whether a message names a contract, a letter or the like."""
        return not self._papers.isdisjoint(question.words)

    def names_language(self, question: Question) -> bool:
        """Whether a message holds the name of a language, or a word for languages or for speaking."""
        words = question.words
        return not self._speaking.isdisjoint(words) or any(
            self._name_at(words, place)[0] for place in range(len(words))
        )

    def asks_of_others(self, question: Question) -> tuple[str, ...]:
        """Of a question how others speak the words that name no language; none of all else."""
        words = question.words
        of_others = words[:1] and words[0] in self._others and not self._speaking.isdisjoint(words)
        if not of_others or not self._us.isdisjoint(words):
            return ()
        others = tuple(word for place, word in enumerate(words) if not self._name_at(words, place)[0])
        return others if len(others) < len(words) else ()

    def is_statement(self, question: Question) -> bool:
        """Whether a message names a language and does not wish for it: it says what its sender is ("soy
        rumano"), or in what language a paper of theirs is.
        """
        words = question.words
        if self.tells_of_paper(question):
            return True
        for place, word in enumerate(words[: _MOST_BEFORE_BEING + 1]):
            if self._name_at(words, place)[0]:
                return False
            if word in self._being:
                rest = words[place + 1 :]
                code, length = self._name_at(rest, 0) if rest else ("", 0)
                return bool(code) and self._polite.issuperset(rest[length:])
        return False

    def going_on(self, question: Question) -> GoingOn | None:
        """What a message asks of the answer before it, where it asks nothing else."""
        words = question.normalized
        if words in self._going_on:
            return self._going_on[words]
        for polite in self._polite:
            words = words.removeprefix(f"{polite} ").removesuffix(f" {polite}")
        return self._going_on.get(words)

    def by_symbols(self, question: Question) -> str | None:
        """The kind of courtesy that pictures alone are; None where they ask, or where more is written."""
        text = question.text[:_LONGEST]
        if question.words or text.isascii() or not any(unicodedata.category(sign) == "So" for sign in text):
            return None
        return next((self._symbols[sign] for sign in text if sign in self._symbols), "warmth")

    def is_thanking(self, question: Question) -> bool:
        """Whether a short message that means nothing else holds a word of thanks or praise."""
        text, words = question.text, question.words
        if len(text) > _LONGEST or len(words) > _MOST_THANKING or "?" in text or "؟" in text:
            return False
        held = f" {question.normalized} "
        return any(word in self._thanking for word in words) or any(
            f" {thanks} " in held for thanks in self._thanking if " " in thanks
        )

    def is_errand(self, words: Sequence[str]) -> bool:
        """Whether normalized words say that something is wanted for work or study: an article, a link."""
        return any(self._errands.at(words, place)[1] for place in range(len(words)))

    def _name_at(self, words: Sequence[str], place: int) -> tuple[str, int]:
        """The language whose name begins here, and of how many words it is."""
        for length in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
            name = " ".join(words[place : place + length])
            for begin in ("", *_ARABIC_WITH):
                code = self._names.get(name.removeprefix(begin)) if name.startswith(begin) else None
                if code:
                    return code, length
        return "", 1


def _all(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalize, texts))
