"""What to reply to a message: an answer, suggestions, a courtesy, or an honest "I don't know"."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

from bot.domain.arrays import Arrays, array_as_texts, found_under, put_under, texts_as_array
from bot.domain.danger import DangerSigns
from bot.domain.hearing import Hearing
from bot.domain.matcher import THRESHOLDS, Match, Matcher
from bot.domain.message_parts import joined_pairs, marked_parts, what_is_read, without_courtesy
from bot.domain.naming import Naming, spelled_out
from bot.domain.normalize import normalize
from bot.domain.rounds import rounds

METHOD = 10
"""Raised by whoever changes how phrasings become arrays or what the arrays mean: kept ones are then stale."""

_COURTESY = "courtesy:"
"""Before a kind of courtesy, where it stands among the entries of the matcher."""

_OPENINGS = ("greeting", "thanks", "acknowledgement", "goodbye")
"""Kinds whose words come before or after a real question and are no part of it."""

_LONGEST_OPENING = 3
_SUGGESTIONS = 3
_WHOLE_AHEAD = 0.25
"""A message is taken for one question where it fits an entry so much better than its parts fit theirs."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The message asks for these entries: one, or one for each question it holds."""

    entry_ids: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Suggested:
    """Up to three entries that the message may mean, best first."""

    entry_ids: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Missed:
    """Nothing fits; the nearest entries are for whoever looks after the FAQ, and may be none."""

    entry_ids: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Courtesy:
    """Small talk, or a personal case: replied to by kind, never from the FAQ.

    `language` is the one that the kind `language` is about, where that is known.
    """

    kind: str
    language: str | None = None


Reply = Answered | Suggested | Missed | Courtesy

_WARMTH = Courtesy("warmth")
_PERSONAL = Courtesy("personal-case")
"""The kind that is never overruled: what is right in general may be wrong for this person."""


_NAMED = 1.0
"""The score of what a question names outright; it says nothing of whether more is asked beside it."""

_BESIDE = 0.3
"""Of the threshold, what an entry needs to be suggested beside a courtesy that comes first, unsure."""

_PERSONAL_LEAD = 1.1
"""An answer that may miss a personal case has to be three times as likely as that."""


class Answerer:
    """Decides on messages; built once from the content, then only read."""

    _signs: DangerSigns | None = None
    _hearing: Hearing | None = None
    _naming: Naming | None = None

    def __init__(
        self,
        phrasings: Iterable[tuple[str, str]],
        courtesies: Mapping[str, Sequence[str]],
        *,
        trained: bool = True,
    ) -> None:
        """`phrasings` are (entry id, phrasing) of all languages; `courtesies` maps a kind to phrasings.

        Courtesies are matched like entries, so that their neighbours in wording are told apart from them:
        what somebody asks about their own case is not answered with what the FAQ says on the subject.
        What is not `trained` is there in a fifth of the time and decides less well.
        """
        self._kinds = {
            text: kind
            for kind, texts in courtesies.items()
            for phrasing in texts
            if (text := normalize(phrasing))
        }
        self._kind_count = len(set(self._kinds.values()))
        self._openings = _openings(self._kinds)
        self._matcher = Matcher(_woven(list(phrasings), courtesies), trained=trained)

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same answerer of, without the time that building takes."""
        return put_under("matcher", self._matcher.to_arrays()) | {
            "courteous": texts_as_array(list(self._kinds)),
            "kinds": texts_as_array(list(self._kinds.values())),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The answerer that `to_arrays` described; KeyError, TypeError or ValueError if it described none."""
        answerer = cls.__new__(cls)
        courteous, kinds = array_as_texts(arrays["courteous"]), array_as_texts(arrays["kinds"])
        answerer._kinds = dict(zip(courteous, kinds, strict=True))
        answerer._kind_count = len(set(kinds))
        answerer._openings = _openings(answerer._kinds)
        answerer._matcher = Matcher.from_arrays(found_under("matcher", arrays))
        return answerer

    def watch_for(self, signs: DangerSigns) -> None:
        """From now on a message that tells of danger is known before all matching."""
        self._signs = signs

    def listen_with(self, hearing: Hearing) -> None:
        """From now on it is told before matching in which language a message is, or which it asks for."""
        self._hearing = hearing

    def know(self, naming: Naming) -> None:
        """From now on an entry that a question names outright is the answer."""
        self._naming = naming

    def become(self, other: "Answerer") -> None:
        """Decides like the other one from now on."""
        self._kinds, self._kind_count = other._kinds, other._kind_count
        self._openings, self._matcher = other._openings, other._matcher

    def decide(self, text: str) -> Reply:
        """The reply to one message, whatever it holds.

        A message of several questions is answered question by question where at least two are answered
        by different entries; where only one of its sentences can be answered, that one is. A personal case
        anywhere in it comes before all answers.
        """
        danger = self._signs.look(text) if self._signs is not None else None
        if danger is not None:
            return Courtesy(danger)
        if self._hearing is not None:
            if kind := self._hearing.by_symbols(text):
                return Courtesy(kind)
            heard = self._hearing.hear(text)
            if heard.is_about_language:
                return Courtesy("language", heard.language)
            if heard.text is not text and self._signs and (danger := self._signs.look(heard.text)):
                return Courtesy(danger)
            text = heard.text
        found = self._decide(text)
        is_unclear = isinstance(found, Missed | Suggested)
        if is_unclear and self._hearing is not None and self._hearing.is_thanking(text):
            return _WARMTH
        return found

    def _decide(self, text: str) -> Reply:
        """The reply to a message that is no danger and in a language that we have."""
        text = spelled_out(what_is_read(text))
        decide_one = cache(self._decide_one)  # a message of one part is its own part
        whole = decide_one(normalize(text))
        replies = [decide_one(normalize(part)) for part in marked_parts(text)]
        if _PERSONAL in (whole, *replies):
            return _PERSONAL
        by_marks = [reply for reply in replies if isinstance(reply, Answered)]
        by_words = [_both(decide_one, first, second) for first, second in joined_pairs(text)]
        together = max(
            (_together(found) for found in (by_marks, *by_words) if found),
            key=lambda answered: (len(answered.entry_ids), answered.score),
            default=None,
        )
        if together is None:
            return whole
        if isinstance(whole, Answered) and (
            len(together.entry_ids) == 1
            or (whole.score >= together.score + _WHOLE_AHEAD and whole.score < _NAMED)
        ):
            return whole
        return together

    def nearest(self, text: str, limit: int) -> tuple[str, ...]:
        """The entries that a text may mean, best first; none of which the score is too low to suggest."""
        ranking = self._matcher.ranking(what_is_read(text), limit=limit + self._kind_count)
        found = [
            match.entry_id
            for match in ranking.matches
            if match.score >= THRESHOLDS.suggestion and not match.entry_id.startswith(_COURTESY)
        ]
        return tuple(found[:limit])

    def after(self, last: str, text: str) -> Reply | None:
        """The reply to a bare name or number that goes on from the entry `last`; None for all else."""
        entry_ids = self._naming.after(last, text) if self._naming is not None else ()
        return Answered(entry_ids, _NAMED) if entry_ids else None

    def _decide_one(self, question: str) -> Reply:
        """The reply to one normalized question: what it names outright, else what its wording is like."""
        reply = self._by_wording(question)
        entry_ids = self._naming.entries(question) if self._naming is not None else ()
        return Answered(entry_ids, _NAMED) if entry_ids and reply != _PERSONAL else reply

    def _by_wording(self, question: str) -> Reply:
        if kind := self._kinds.get(question):
            return Courtesy(kind)
        question = without_courtesy(question, self._openings, _LONGEST_OPENING)
        if kind := self._kinds.get(question):
            return Courtesy(kind)
        ranking = self._matcher.ranking_of_normalized(question, _SUGGESTIONS + self._kind_count)
        matches = ranking.matches
        score = matches[0].score if matches else 0.0
        entries = [match for match in matches if not match.entry_id.startswith(_COURTESY)][:_SUGGESTIONS]
        entry_ids = tuple(match.entry_id for match in entries)
        least_lead = _PERSONAL_LEAD if _runner_up(matches) == _PERSONAL.kind else THRESHOLDS.lead
        if score >= THRESHOLDS.least_score(ranking.lead) and ranking.lead >= least_lead:
            best = matches[0].entry_id
            if best.startswith(_COURTESY):
                return Courtesy(best.removeprefix(_COURTESY))
            if ranking.closeness >= THRESHOLDS.closeness:
                return Answered((best,), score)
        if score >= THRESHOLDS.suggestion and entries and entries[0].score >= _BESIDE * THRESHOLDS.suggestion:
            return Suggested(entry_ids, score)
        return Missed(entry_ids, score)


def _openings(kinds: Mapping[str, str]) -> frozenset[str]:
    return frozenset(
        text for text, kind in kinds.items() if kind in _OPENINGS and len(text.split()) <= _LONGEST_OPENING
    )


def _runner_up(matches: Sequence[Match]) -> str | None:
    """The kind of courtesy in second place."""
    if len(matches) < 2 or not matches[1].entry_id.startswith(_COURTESY):
        return None
    return matches[1].entry_id.removeprefix(_COURTESY)


def _both(decide_one: Callable[[str], Reply], first: str, second: str) -> list[Answered]:
    """Both answers, or nothing: one half of a sentence says little about the whole."""
    one = decide_one(normalize(first))
    if not isinstance(one, Answered):
        return []
    other = decide_one(normalize(second))
    return [one, other] if isinstance(other, Answered) and one.entry_ids != other.entry_ids else []


def _together(answers: Sequence[Answered]) -> Answered:
    """One answer of all entries, as sure as the least sure of them."""
    entry_ids = tuple(dict.fromkeys(entry_id for answer in answers for entry_id in answer.entry_ids))
    return Answered(entry_ids, min(answer.score for answer in answers))


def _woven(
    phrasings: Sequence[tuple[str, str]], courtesies: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """The phrasings, and after each language's those courtesies that share most words with it."""
    ranges = rounds([entry_id for entry_id, _ in phrasings]) or [(0, 0)]
    words = [
        Counter(word for _, text in phrasings[first:last] for word in set(normalize(text).split()))
        for first, last in ranges
    ]
    placed: list[list[tuple[str, str]]] = [[] for _ in ranges]
    for kind, texts in courtesies.items():
        for text in texts:
            shared = [sum(known[word] > 0 for word in normalize(text).split()) for known in words]
            placed[shared.index(max(shared))].append((_COURTESY + kind, text))
    for (first, last), courteous in zip(ranges, placed, strict=True):
        yield from phrasings[first:last]
        yield from courteous
