"""What to reply to a message: an answer, suggestions, a courtesy, or an honest "I don't know"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Self

import numpy as np

from bot.matching.danger.danger_signs import LONG, Danger, DangerSigns
from bot.matching.danger.learned_kinds import CASE, LANGUAGE, LearnedKinds
from bot.matching.language_wishes import ELSEWHERE, WishReader
from bot.matching.matcher import Match, Matcher, StandsIn
from bot.matching.ranking.array_file import Arrays, array_as_texts, found_under, put_under, texts_as_array
from bot.matching.ranking.calibration import SURE, UNSURE, WORTH_SUGGESTING
from bot.matching.recognizing.message_language import Hearing
from bot.matching.recognizing.message_parts import asks, without_courtesy
from bot.matching.recognizing.named_subjects import Naming
from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered, Courtesy, Missed, Reply, Suggested
from bot.matching.several_questions import answered_together, courtesy_beside

METHOD = 17
"""Raised by whoever changes how phrasings become arrays or what the arrays mean: kept ones are then stale."""

_COURTESY = "courtesy:"
"""Before a kind of courtesy, where it stands among the entries of the matcher."""

_LEARNED_KINDS = frozenset(_COURTESY + kind for kind in (*Danger, CASE))

_AS_WRITTEN = 0.9
"""The score from which on a message is what curators wrote for danger, a personal case or praise, whatever
was learned from lines."""

_OPENINGS = ("greeting", "acknowledgement")
"""Kinds whose words come before a question and are no part of it; thanks often are: "thanks, you helped"."""

_DENYING = frozenset({"no", normalize("لا")})
"""Of their words those that deny what follows: "no me siento segura"."""

_LONGEST_OPENING = 5
_SUGGESTIONS = 3
_WARMTH, _THANKS, _LEAVING = Courtesy("warmth"), Courtesy("thanks"), Courtesy("leaving")
_VAGUE = (ELSEWHERE, Courtesy(LANGUAGE))
"""For what a name that nobody wrote of is often taken."""
_PERSONAL = Courtesy(CASE)
"""The kind for which no answer in doubt is given: what is right in general may be wrong for this person."""

_IN_GENERAL = 0.015
"""The score from which on the best entry is offered beside a personal case, if it is twice the next one's."""

_NAMED = 1.0
"""The score of what a question names outright; it says nothing of whether more is asked beside it."""


def in_language(language: str, name: str) -> str:
    """An entry's id or a kind of courtesy, as an answerer learns it with phrasings in that language."""
    return f"{language}:{name}"


class Answerer:
    """Decides on messages; built once from the content, then only read."""

    _learned = LearnedKinds()
    _hearing: Hearing | None = None
    _naming: Naming | None = None
    _taught: Mapping[str, str] = {}

    def __init__(
        self,
        phrasings: Iterable[tuple[str, str]],
        courtesies: Mapping[str, Sequence[str]],
        *,
        trained: bool = True,
    ) -> None:
        """`phrasings` are (entry id, phrasing); `courtesies` maps a kind to phrasings.

        Before ids and kinds their language may stand, as `in_language` puts it there: what is in different
        languages has nothing to learn from one another.
        Courtesies are matched like entries, so that their neighbours in wording are told apart from them:
        what somebody asks about their own case is not answered with what the FAQ says on the subject.
        What is not `trained` is there in a fifth of the time and decides less well.
        """
        told = [(*name.rpartition(":")[::2], text) for name, text in phrasings]
        courteous = [(*kind.rpartition(":")[::2], text) for kind, said in courtesies.items() for text in said]
        self._kind_count = len({kind for _, kind, _ in courteous})
        openings = {normalize(text) for _, kind, text in courteous if kind in _OPENINGS} - _DENYING
        self._openings = frozenset(each for each in openings if 1 <= len(each.split()) <= _LONGEST_OPENING)
        told += [(language, _COURTESY + kind, text) for language, kind, text in courteous]
        self._matcher = Matcher(
            [(entry_id, text) for _, entry_id, text in told],
            [language for language, _, _ in told],
            trained=trained,
        )

    def to_arrays(self) -> Arrays:
        """What `from_arrays` makes the same answerer of, without the time that building takes."""
        return put_under("matcher", self._matcher.to_arrays()) | {
            "openings": texts_as_array(sorted(self._openings)),
            "kinds": np.array(self._kind_count),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The answerer that `to_arrays` described; KeyError, TypeError or ValueError if it described none."""
        answerer = cls.__new__(cls)
        answerer._openings = frozenset(array_as_texts(arrays["openings"]))
        answerer._kind_count = int(arrays["kinds"])
        answerer._matcher = Matcher.from_arrays(found_under("matcher", arrays))
        return answerer

    def watch_for(self, signs: DangerSigns) -> None:
        """From now on a message that tells of danger is known before all matching."""
        self._learned = LearnedKinds(signs)

    def listen_with(self, hearing: Hearing) -> None:
        """From now on it is told before matching in which language a message is, or which it asks for."""
        self._hearing = hearing

    def know(self, naming: Naming) -> None:
        """From now on an entry that a question names outright is the answer."""
        self._naming = naming

    def teach(self, exact: Mapping[str, str]) -> None:
        """From now on these words, normalized, ask for these entries, whatever was learned. What was taught
        before is forgotten."""
        self._taught = exact

    def become(self, other: "Answerer") -> None:
        """Decides like the other one from now on."""
        self._openings, self._kind_count = other._openings, other._kind_count
        self._matcher = other._matcher

    def read(self, text: str) -> Question:
        """A message as it is decided on, with its language where that is listened for."""
        return Question.of(text) if self._hearing is None else self._hearing.read(text)

    def decide(self, text: str) -> Reply:
        """The reply to a message that nobody has read yet."""
        return self.reply_to(self.read(text))

    def reply_to(self, question: Question) -> Reply:
        """The reply to one message, whatever it holds.

        What comes from danger is answered as such, unless that is in doubt and an entry is surely meant or
        a language is likelier wished for; that is granted where nothing else is sure, and nothing that is
        said beside it tells of danger by itself; where it is not clear, languages are offered.
        Several questions are answered one by one where at least two are answered by different entries; where
        only one sentence can be answered, that one is. A case of its sender's own comes before an answer that
        is not sure; beside a sure one it has to be told surely, in a sentence of its own.
        """
        if (danger := self._learned.danger(question)) and not self._means_another(question):
            return self._wishes.danger(danger, question)
        beside = self._wishes.danger_beside_name(question, self._decide_one)
        if beside is not None and not _is_sure(self._decide(question.matched)):
            return self._wishes.danger(beside, question)
        if (entry_id := self._taught.get(question.normalized)) is not None:
            return Answered((entry_id,), _NAMED)
        if self._hearing is not None and (courtesy := self._hearing.courtesy(question)):
            return courtesy
        found = self._decide(question.matched)
        if isinstance(found, Suggested) and self._is_of_states(question):
            return Answered(found.entry_ids[:1], UNSURE, False, found.entry_ids[1:])
        found = found if _is_sure(found) else self._wishes.reply(question, found)
        if isinstance(found, Courtesy) and found.kind == LANGUAGE:
            danger = self._learned.danger_beside(question)
            return found if danger is None else self._wishes.danger(danger, question)
        if isinstance(found, Courtesy):
            return found
        is_errand = self._hearing is not None and self._hearing.is_errand(question.matched.words)
        if not is_errand and self._tells_case(question, found):
            return _PERSONAL
        is_asked = _is_sure(found) or (isinstance(found, Answered) and asks(question.text))
        if self._hearing is not None and not is_asked and self._hearing.is_thanking(question.matched):
            return _WARMTH
        return found

    @property
    def _wishes(self) -> WishReader:
        return WishReader(self._learned, self._hearing)

    def _means_another(self, question: Question) -> bool:
        """Whether what may be danger, neither certain nor outright, is rather a wish or surely a question."""
        if self._learned.danger(question, is_certain=True) or self._learned.is_outright(question):
            return False
        found = self._decide(question.matched)
        is_of_messages = found == _LEAVING and self._wishes.is_tired_of_messages(question)
        is_other = is_of_messages or self._learned.is_rather_wish(question) or _is_sure(found)
        return is_other or (found == _WARMTH and self._is_as_written(question))

    def _is_as_written(self, question: Question) -> bool:
        """Whether a message is just what curators wrote, and no word of it stands for danger."""
        best = self._matcher.rank_words(question.matched.words, 1)
        return best[0].score >= _AS_WRITTEN and self._learned.named_danger(question) is None

    def _is_of_states(self, question: Question) -> bool:
        """Whether a message names states and says nothing else, nor who somebody is. A people may be named
        like its language: that is then meant.
        """
        if self._naming is None or self._naming.of_states(question.matched.words) is None:
            return False
        hearing = self._hearing
        return hearing is None or not (hearing.means_language(question) or hearing.tells_who(question))

    def _tells_case(self, question: Question, found: Reply) -> bool:
        """Whether a message for which this was found tells a case of its sender's own."""
        if not isinstance(found, Answered):
            return self._learned.is_case(question, is_missed=isinstance(found, Missed))
        sentences = question.parts if len(question.parts) > 1 else ()
        told = sentences if found.is_sure else (question, *sentences)
        return any(self._learned.is_case(one, surely=True) for one in told)

    def _decide(self, question: Question) -> Reply:
        """The reply to a message that is no danger and in a language that we have."""
        decide_one = cache(self._decide_one)  # a message of one part is its own part
        whole = decide_one(question.words)
        replies = [decide_one(part.words) for part in question.parts]
        if whole == _PERSONAL:
            return whole
        if whole == _THANKS and self._hearing is not None:
            whole = decide_one(self._hearing.behind_thanks(question))
            return whole if _is_sure(whole) else _THANKS
        together = answered_together(question, replies, decide_one)
        one = together is None or (isinstance(whole, Answered) and len(together.entry_ids) == 1)
        found = whole if together is None or one else together
        if (beside := courtesy_beside(question, replies, decide_one)) is None:
            return found
        kind, answer = beside
        asked = found if isinstance(found, Answered) else answer
        return found if asked is None else replace(asked, courtesy=kind)

    def nearest(self, question: Question, limit: int) -> tuple[str, ...]:
        """The entries that a message may mean, best first; none of which the score is too low to suggest."""
        found = [
            match.entry_id
            for match in self._matcher.rank_words(question.matched.words, limit + self._kind_count)
            if match.score >= WORTH_SUGGESTING and not match.entry_id.startswith(_COURTESY)
        ]
        return tuple(found[:limit])

    def candidates(self, question: Question, limit: int) -> list[Match]:
        """What a message is nearest to, best first: entries, and courtesies as `courtesy-KIND`."""
        return [
            replace(match, entry_id=match.entry_id.replace(_COURTESY, "courtesy-"))
            for match in self._matcher.rank_words(question.matched.words, limit)
        ]

    def in_general(self, question: Question) -> str | None:
        """The entry that says of the subject of somebody's own case what holds for everybody; mostly None."""
        ranked = self._matcher.rank_words(question.matched.words, 2 + self._kind_count)
        found = [match for match in ranked if not match.entry_id.startswith(_COURTESY)]
        if not found or found[0].score < _IN_GENERAL:
            return None
        is_ahead = len(found) == 1 or found[0].score >= 2 * found[1].score
        return found[0].entry_id if is_ahead else None

    def after(self, last: str, question: Question) -> Reply | None:
        """The reply to a bare name or number that goes on from the entry `last`; None for all else."""
        entry_ids = self._naming.after(last, question) if self._naming is not None else ()
        return Answered(entry_ids, _NAMED) if entry_ids else None

    def _decide_one(self, question: tuple[str, ...], *, beside: StandsIn | None = None) -> Reply:
        """The reply to the words of one question: what it names outright, else what its wording is like.

        `beside` is what it stands in. Of states alone it is not clear what is asked.
        """
        reply = self._by_wording(question, beside)
        entry_ids = self._naming.entries(question) if self._naming is not None else ()
        if entry_ids and reply != _PERSONAL:
            return Answered(entry_ids, _NAMED)
        if self._naming is None or (isinstance(reply, Courtesy) and reply not in _VAGUE):
            return reply
        near = reply.entry_ids if isinstance(reply, Answered | Suggested) else ()
        if not _is_sure(reply) and (of_states := self._naming.of_states(question)):
            others = tuple(entry_id for entry_id in near if entry_id != of_states)
            return Suggested((of_states, *others)[:_SUGGESTIONS], WORTH_SUGGESTING)
        return ELSEWHERE if near and self._naming.refuses(near[0], question) else reply

    def _by_wording(self, question: Sequence[str], beside: StandsIn | None) -> Reply:
        if not self._matcher.is_phrasing(question):  # "je comprends" opens what "je comprends rien" is not
            question = without_courtesy(question, self._openings, _LONGEST_OPENING)
        matches = self._matcher.rank_words(question, _SUGGESTIONS + self._kind_count, beside)
        is_as_written = matches and matches[0].score >= _AS_WRITTEN and len(question) <= LONG
        if matches and matches[0].entry_id in _LEARNED_KINDS and not is_as_written:
            matches = [match for match in matches if match.entry_id not in _LEARNED_KINDS]
        if matches and matches[0].entry_id.startswith(_COURTESY) and matches[0].score >= UNSURE:
            return Courtesy(matches[0].entry_id.removeprefix(_COURTESY))
        entries = [match for match in matches if not match.entry_id.startswith(_COURTESY)][:_SUGGESTIONS]
        if not entries or entries[0].score < WORTH_SUGGESTING:
            return Missed(matches[0].score if matches else 0.0)
        entry_ids, score = tuple(match.entry_id for match in entries), entries[0].score
        if score < UNSURE:
            return Suggested(entry_ids, score)
        is_sure = score >= SURE
        return Answered(entry_ids[:1], score, is_sure, () if is_sure else entry_ids[1:])


def _is_sure(reply: Reply) -> bool:
    return isinstance(reply, Answered) and reply.is_sure
