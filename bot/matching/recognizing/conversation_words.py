"""Messages about the conversation itself: a wish for a language, and what goes on from the last answer."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.matching.recognizing.language.language_signs import OTHER, Tongues
from bot.matching.recognizing.message_parts import asks
from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.phrases import Phrases
from bot.matching.recognizing.question import Question

_LONGEST = 200  # characters
_MOST_THANKING = 7  # words
_MOST_READ = 60  # words, of a wish for a language
_LONGEST_NAME = 3  # words
_MOST_GOING_ON = 12  # words
_SPOILING = (("bad",), ("not",), ("poor",), ("mal",), ("malo",))
"""After a language's name: "my english not good"."""

_SMILEYS = re.compile(r"(?:(?:<3+|[:;=]'?-?[)(DPp*3]+|[xX]D+|\^_?\^)\s*)+")
"""Faces and hearts of ordinary characters, which are words and numbers otherwise."""

_ARABIC_WITH = ("بال", "ب", "ال", "ل")

_CLAUSES = re.compile(r"[,.;:!?،؛؟。\n]+")

_MOST_POLITE = 2  # words behind it

_LONGEST_REST = 5
"""Words; what a longer sentence says is torn without the name."""


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
    as where two are named ("everything comes in french, i want spanish") or where the name says who somebody
    is ("I am French").

    `refused` are the languages that somebody does not understand or asks about with a why.
    """

    wanted: str | None = None
    refused: frozenset[str] = frozenset()


class AskingOn:
    """Knows such messages by lists of words; built once, then only read."""

    def __init__(self, words: Mapping[str, Iterable[str]], tongues: Tongues) -> None:
        """`words` by what they mean, as the curated file has them; missing lists are empty."""
        self._refusing = _all(words.get("refusing", ()))
        being = [tuple(each.split()) for each in _all(words.get("being", ())) if each]
        self._being = frozenset(being)
        self._people = _all(words.get("people", ()))
        self._pleading = {word for text in _all(words.get("polite", ())) for word in text.split()}
        self._polite = self._pleading | _all(words.get("linking", ()))
        self._into = _all(words.get("into", ()))
        self._thanking = _all(words.get("thanking", ()))
        self._messages = _all(words.get("messages", ()))
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
        self._first_words = frozenset(
            begin + name.partition(" ")[0] for name in self._names for begin in ("", *_ARABIC_WITH)
        )

    def language_wish(self, question: Question) -> LanguageWish:
        """What a message that is a wish for a language names."""
        words = question.words[:_MOST_READ]
        wanted: list[str] = []
        stated: list[str] = []
        refused: list[str] = []
        refuses, place = False, 0
        while place < len(words):
            code, length = self._name_at(words, place)
            if code:
                is_spoilt = words[place + length : place + length + 1] in _SPOILING
                named = stated if self._is_stated(words, place) else wanted
                (refused if refuses or is_spoilt else named).append(code)
                refuses = False
                length += is_spoilt
            elif words[place] in self._refusing:
                refuses = True
            place += length
        codes = {code for code in (*wanted, *stated) if code != OTHER}
        return LanguageWish(codes.pop() if wanted and len(codes) == 1 else None, frozenset(refused))

    def _is_stated(self, words: Sequence[str], place: int) -> bool:
        """Whether before a name stands what makes it say who somebody is."""
        return any(tuple(words[max(0, place - length) : place]) in self._being for length in (1, 2))

    def tells_who(self, words: Sequence[str]) -> bool:
        """Whether words say who somebody is, or where from."""
        return any(self._is_stated(words, place) for place in range(1, len(words)))

    def names_any(self, words: Sequence[str]) -> bool:
        """Whether words name a language."""
        return any(self._name_at(words, place)[0] for place in range(len(words)))

    def means_language(self, words: Sequence[str]) -> bool:
        """Whether words name a language, and by its name no people."""
        return any(
            self._name_at(words, place)[0] and not (place and words[place - 1] in self._people)
            for place in range(len(words))
        )

    def bare_name(self, words: Sequence[str]) -> str | None:
        """The code of the language whose name is all that words say: "german", "in arabic please".

        It may be OTHER.
        """
        around = self._pleading | self._into
        first = next((place for place, word in enumerate(words) if word not in around), len(words))
        code, length = self._name_at(words, first) if first < len(words) else ("", 1)
        return code if code and around.issuperset(words[first + length :]) else None

    def named_apart(self, question: Question) -> str | None:
        """The code of the one language that a message names apart from what else it says, in a clause of its
        own or politely at the beginning or end: "my boss hit me. spanish", "spanish please my boss hit me".
        """
        if len(question.words) > _MOST_READ or not self.names_any(question.words):
            return None
        clauses = [Question.of(clause).words for clause in _CLAUSES.split(question.text)]
        codes = {code for words in clauses if (code := self.bare_name(words) or self._asked_politely(words))}
        return codes.pop() if len(codes) == 1 else None

    def _asked_politely(self, words: Sequence[str]) -> str | None:
        for place in range(len(words)):
            code, length = self._name_at(words, place)
            start = place
            while start and words[start - 1] in self._into:
                start -= 1
            before, behind = words[max(0, start - 1) : start], words[place + length :]
            is_polite = self._pleading.issuperset(behind) and any(
                word in self._pleading for word in (*before, *behind)
            )
            is_first = not before and len(behind) > 0 and behind[0] in self._pleading
            if code and (is_polite or is_first) and not self._turns_from(words, start):
                return code
        return None

    def _turns_from(self, words: Sequence[str], place: int) -> bool:
        is_refused = place > 0 and words[place - 1] in self._refusing
        return is_refused or self._is_stated(words, place)

    def beside_language(self, question: Question) -> list[Question]:
        """What else a message says that begins or ends with the name of a language, or names one in another
        clause: "help" of "help, arabic" and of "please help in arabic".
        """
        if not self.names_any(question.words):
            return []
        clauses = [Question.of(clause) for clause in _CLAUSES.split(question.text)]
        named = [self.names_any(each.words) for each in clauses]
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

    def going_on(self, question: Question) -> GoingOn | None:
        """What a message asks of the answer before it, where it asks nothing else."""
        words = question.words
        if len(words) > _MOST_GOING_ON:
            return None
        polite = [word in self._polite for word in words]
        first = polite.index(False) if False in polite else len(words)
        last = len(words) - (polite[::-1].index(False) if False in polite else 0)
        told = (words[start:end] for start in range(first + 1) for end in range(len(words), last - 1, -1))
        return next((what for each in told if (what := self._going_on.get(" ".join(each)))), None)

    def by_symbols(self, question: Question) -> str | None:
        """The kind of courtesy that pictures alone are; None where they ask, or where more is written."""
        text = question.text[:_LONGEST]
        if _SMILEYS.fullmatch(text.strip()):
            return "warmth"
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

    def behind_thanks(self, question: Question) -> tuple[str, ...]:
        """The words behind thanks at a message's beginning, where they begin to ask; else none."""
        words = question.text[:_LONGEST].split()
        first = next((place for place, word in enumerate(words) if not self._is_thanks(word)), len(words))
        rest = words[first:]
        return tuple(normalize(" ".join(rest)).split()) if first and asks(" ".join(rest[:3])) else ()

    def _is_thanks(self, word: str) -> bool:
        return self._polite.union(self._thanking).issuperset(normalize(word).split())

    def is_of_messages(self, words: Sequence[str]) -> bool:
        """Whether one of the normalized words means messages."""
        return not self._messages.isdisjoint(words)

    def is_errand(self, words: Sequence[str]) -> bool:
        """Whether normalized words say that something is wanted for work or study: an article, a link."""
        return any(self._errands.at(words, place)[1] for place in range(len(words)))

    def _name_at(self, words: Sequence[str], place: int) -> tuple[str, int]:
        """The language whose name begins here, and of how many words it is."""
        if words[place] not in self._first_words:
            return "", 1
        for length in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
            name = " ".join(words[place : place + length])
            for begin in ("", *_ARABIC_WITH):
                code = self._names.get(name.removeprefix(begin)) if name.startswith(begin) else None
                if code:
                    return code, length
        return "", 1


def _all(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalize, texts))
