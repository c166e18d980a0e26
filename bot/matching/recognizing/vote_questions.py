"""Whether a question asks how states voted on the one thing that is known, and whose vote is asked.

The states before a vote are its voters. What stands behind "on", "about" or "against" is what was voted on:
a state there, or words that are no words of that subject, make it another vote: of that nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz.distance import OSA

from bot.matching.recognizing.country_names import REGION, SHORTEST_MISSPELT, Countries, CountryNames
from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.phrases import Phrases
from bot.matching.recognizing.question import Question
from bot.matching.recognizing.slips import beginnings

MOST_WORDS = 40
"""Who writes more tells a story, and the states in it are not what is asked."""


class About(StrEnum):
    """What a word says about a question in which a state is named; one word may say several things."""

    VOTE = "vote"  # enough by itself
    SIGN = "sign"  # enough where nothing else is asked
    INSIDE = "inside"  # enough together with BEING and a name of the subject
    BEING = "being"
    SUBJECT = "subject"  # names what was voted on
    PACT = "pact"  # may name it, or another agreement
    ON = "on"  # what was voted on follows
    FOR = "for"  # the same, or for whom it is asked
    WITH = "with"
    ANEW = "anew"  # what was voted on ends before it
    BLOC = "bloc"  # has pacts of its own
    FILLER = "filler"
    OTHER = "other"  # the question is about another vote or another treaty


MOST_UNREAD = {About.VOTE: 5, About.SIGN: 1, About.INSIDE: 0}
"""How many words may mean nothing to us before the question is taken for another one."""

_ENDING = frozenset({About.VOTE, About.SIGN, About.INSIDE, About.ANEW})
_NAMING = frozenset({About.SUBJECT, About.PACT})
_OPENING = frozenset({About.ON, About.FOR})
_ARABIC_FOR = "ل"


class Asks(StrEnum):
    """What a question asks, as far as votes of states go."""

    NOTHING = "nothing"
    THE_VOTE = "the_vote"
    ANOTHER_VOTE = "another_vote"


@dataclass(frozen=True, slots=True)
class Token:
    """A group of words: what it means, and the codes of the states that bear it as their name."""

    meanings: frozenset[About] = frozenset()
    codes: tuple[str, ...] = ()

    @property
    def is_unread(self) -> bool:
        """Whether it means nothing to us."""
        return not self.meanings and not self.codes

    @property
    def is_state(self) -> bool:
        """Whether it is the name of a state, or of several."""
        return bool(self.codes) and REGION not in self.codes


@dataclass(slots=True)
class _Clause:
    """A stretch of a question; `opened_by` what it stands behind: None for the voters themselves."""

    opened_by: About | None = None
    after_vote: bool = False
    tokens: list[Token] = field(default_factory=list)

    def voters_and_others(self) -> tuple[list[Token], list[Token]]:
        """The states behind a name of the subject, and those before it."""
        voters: list[Token] = []
        others: list[Token] = []
        is_named = False
        for token in self.tokens:
            is_named |= bool(token.meanings & _NAMING)
            if token.codes:
                (voters if is_named else others).append(token)
        return voters, others

    def names_another(self) -> bool:
        """Whether it holds words of something that is not the subject."""
        meanings = frozenset[About]().union(*(token.meanings for token in self.tokens))
        if self.opened_by is None or not self.after_vote:
            return False
        if self.opened_by in _OPENING and About.BLOC in meanings:
            return True
        is_unread = any(token.is_unread for token in self.tokens)
        return (
            is_unread
            and About.SUBJECT not in meanings
            and (self.opened_by in _OPENING or About.PACT in meanings)
        )


class VoteQuestions:
    """Built once from the names and words of all languages, then only read."""

    def __init__(
        self, countries: CountryNames, words: Mapping[About, Iterable[str]], entries: Iterable[str] = ()
    ) -> None:
        """A star at a word's end stands for any ending. `entries` do not answer for another vote."""
        self.entries = frozenset(entries)
        self._countries = countries
        meanings: dict[str, set[About]] = {}
        known_beginnings: dict[str, set[About]] = {}
        for about, group in words.items():
            for word in group:
                known = known_beginnings if word[-1] == "*" else meanings
                known.setdefault(normalize(word), set()).add(about)
        self._meanings = Phrases((text, frozenset(abouts)) for text, abouts in meanings.items())
        self._beginnings = {text: frozenset(abouts) for text, abouts in known_beginnings.items()}
        self._naming = {
            text: frozenset(abouts)
            for text, abouts in meanings.items()
            if abouts & _NAMING and len(text) >= SHORTEST_MISSPELT - 1
        }

    def asks(self, words: Sequence[str]) -> Asks:
        """Whether the words of a question ask how states voted on the subject, or on something else."""
        if len(words) > MOST_WORDS or not self._may_ask(words):
            return Asks.NOTHING
        tokens = list(self._tokens(words))
        told = frozenset[About]().union(*(token.meanings for token in tokens)) & MOST_UNREAD.keys()
        if not told:
            return Asks.NOTHING
        clauses = _clauses(tokens)
        voters, others = _voters(clauses)
        if (
            others
            or any(About.OTHER in token.meanings for token in tokens)
            or any(clause.names_another() for clause in clauses)
            or _has_bloc_pact(tokens)
        ):
            return Asks.ANOTHER_VOTE
        return Asks.THE_VOTE if voters and self._is_enough(tokens, clauses) else Asks.NOTHING

    def voters(self, question: Question) -> Countries:
        """The states whose vote a message asks; of several questions only those on the subject.

        A state's name is looked for as it was typed before it is in other letters.
        """
        found = (self._voters_as_spelled(spelling.spelled_out) for spelling in question.spellings)
        return next(filter(None, found), Countries())

    def _voters_as_spelled(self, question: Question) -> Countries:
        found: list[Token] = []
        for part in question.parts:
            if self.asks(part.words) is not Asks.ANOTHER_VOTE:
                found += _voters(_clauses(self._tokens(part.words[: 2 * MOST_WORDS])))[0]
        found = [token for token in found if REGION not in token.codes]
        named = dict.fromkeys(token.codes[0] for token in found if len(token.codes) == 1)
        unclear = dict.fromkeys(tuple(sorted(token.codes)) for token in found if len(token.codes) > 1)
        return Countries(tuple(named), tuple(unclear))

    def are_all_of(self, words: Sequence[str]) -> bool:
        """Whether words are nothing but names of states, and what means nothing beside them.

        What is an ordinary word as well ("hungry") names none by itself.
        """
        return (
            len(words) <= MOST_WORDS
            and any(
                Token(codes=codes).is_state and not self._countries.is_ordinary(group)
                for group, codes in self._countries.read(words)
            )
            and all(token.codes or About.FILLER in token.meanings for token in self._tokens(words))
        )

    def _may_ask(self, words: Sequence[str]) -> bool:
        """Whether it is worth a closer look: most questions hold no word of a vote."""
        meanings = frozenset[About]()
        for place in range(len(words)):
            for found in self._meanings.at(words, place)[0]:
                meanings |= found
        return bool(meanings & {About.VOTE, About.SIGN}) or {About.INSIDE, About.BEING} <= meanings

    def _is_enough(self, tokens: Sequence[Token], clauses: Sequence[_Clause]) -> bool:
        meanings = frozenset[About]().union(*(token.meanings for token in tokens))
        unread = sum(token.is_unread for token in tokens)
        enough = {about for about in MOST_UNREAD if about in meanings}
        if About.BEING not in meanings or not meanings & _NAMING:
            enough.discard(About.INSIDE)
        return any(unread <= MOST_UNREAD[about] for about in enough)

    def _tokens(self, words: Sequence[str]) -> Iterator[Token]:
        for group, codes in self._countries.read(words):
            if not codes:
                yield from self._read(group)
                continue
            if len(group) == 1 and group[0][0] == _ARABIC_FOR and not self._countries.is_name(group[0]):
                yield Token(frozenset({About.FOR, About.FILLER}))
            yield Token(codes=codes)

    def _read(self, words: Sequence[str]) -> Iterator[Token]:
        place = 0
        while place < len(words):
            found, length = self._meanings.at(words, place)
            yield Token(found[0] if found else self._alike(words[place]))
            place += max(1, length)

    def _alike(self, word: str) -> frozenset[About]:
        """What a word means by its beginning, or with one slip as a name of the subject."""
        for beginning in beginnings(word, 3):
            if found := self._beginnings.get(beginning):
                return found
        if len(word) >= SHORTEST_MISSPELT - 1 and word.isalpha():
            for known, meanings in self._naming.items():
                if known[0] == word[0] and OSA.distance(word, known, score_cutoff=1) == 1:
                    return meanings
        return frozenset()


def _clauses(tokens: Iterable[Token]) -> list[_Clause]:
    """The question cut before what was voted on, and behind it."""
    clauses = [_Clause()]
    after_vote = is_named = False
    read = [Token(), *tokens, Token()]
    for before, token, after in zip(read, read[1:], read[2:], strict=False):
        clause = clauses[-1]
        if About.ANEW in token.meanings and before.codes and after.codes:
            continue  # "Honduras y Guatemala"
        opening = next((about for about in (About.ON, About.FOR) if about in token.meanings), None)
        if About.WITH in token.meanings and is_named:
            opening = About.ON
        after_vote |= bool(token.meanings & {About.VOTE, About.SIGN})
        if opening is not None:
            clauses.append(_Clause(opening, after_vote))
        elif About.SIGN in token.meanings:
            clauses.append(_Clause(About.SIGN, after_vote))
        elif token.meanings & _ENDING and clause.opened_by is not None:
            clauses.append(_Clause(None, after_vote))
        else:
            clause.tokens.append(token)
        is_named = bool(token.meanings & _NAMING)
    return clauses


def _voters(clauses: Sequence[_Clause]) -> tuple[list[Token], list[Token]]:
    """The states whose vote it is, and those that are what was voted on."""
    voters = [token for clause in clauses if clause.opened_by is None for token in clause.tokens]
    voters = [token for token in voters if token.codes]
    others: list[Token] = []
    for clause in clauses:
        behind, before = clause.voters_and_others()
        if clause.opened_by is None:
            continue
        voters += behind
        is_subject = clause.opened_by is About.ON and clause.after_vote
        (others if is_subject or voters else voters).extend(before)
    return voters, others


def _has_bloc_pact(tokens: Sequence[Token]) -> bool:
    """Whether a bloc and a pact stand beside each other, with nothing that counts between them."""
    before = frozenset[About]()
    for token in tokens:
        near = token.meanings & {About.BLOC, *_NAMING}
        if near and before and (About.BLOC in near) != (About.BLOC in before):
            return True
        if near:
            before = near
        elif About.FILLER not in token.meanings:
            before = frozenset()
    return False
