"""What a message asks for that may hold several questions."""

from collections.abc import Sequence
from typing import Protocol

from bot.matching.follow_ups import is_unclear
from bot.matching.matcher import StandsIn
from bot.matching.recognizing.message_parts import MOST_PAIRS, joined_pairs
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered, Courtesy, Reply

Words = tuple[str, ...]

ABOUT_THE_BOT = frozenset({"who-are-you", "are-you-human", "privacy", "safety", "leaving", "other-subject"})
"""Courtesies that are an answer: who asks something else beside them asks two things."""

_FEWEST_WORDS = {"other-subject": 4, "leaving": 3}
"""Of fewer words nobody can say that they are meant so, where something else is asked beside them."""
_SENTENCE = 3  # words of a part that stands by itself; fewer are often a remark in brackets


class DecideOne(Protocol):
    """Decides on the words of one question, which may stand beside others."""

    def __call__(self, words: Words, *, beside: StandsIn | None = None) -> Reply: ...


def answered_together(question: Question, replies: Sequence[Reply], decide_one: DecideOne) -> Answered | None:
    """One answer of all that the parts of a message ask for, as sure as the least sure; None of nothing.

    `replies` are those to its parts, each read by itself. A part is cut in two where both halves are sure, or
    together likelier to be meant than the one thing that it asks as a whole.
    """
    read = _in_context(question.words, [part.words for part in question.parts], replies, decide_one)
    most_pairs = MOST_PAIRS // max(len(read), 1)
    answers = [
        answer
        for part, reply in zip(question.parts, read, strict=True)
        for answer in _asked(part, reply, most_pairs, decide_one)
    ]
    entry_ids = tuple(dict.fromkeys(entry_id for answer in answers for entry_id in answer.entry_ids))
    if len(entry_ids) <= 1:
        return max(answers, key=lambda answer: answer.score, default=None)
    is_sure = all(answer.is_sure for answer in answers)
    return Answered(entry_ids, min(answer.score for answer in answers), is_sure)


def courtesy_beside(
    question: Question, replies: Sequence[Reply], decide_one: DecideOne
) -> tuple[str, Answered | None] | None:
    """The courtesy that is asked for beside an entry, and the entry's answer where both are one sentence.

    None where no two things are asked. Of a sentence that is surely one question, a wish to leave alone is
    told.
    """
    told = [
        kind
        for part, reply in zip(question.parts, replies, strict=True)
        if (kind := _kind(part, reply)) and len(part.words) >= _SENTENCE
    ]
    if told and any(isinstance(reply, Answered) for reply in replies):
        return told[0], None
    for part, reply in zip(question.parts, replies, strict=True):
        is_one = isinstance(reply, Answered) and reply.is_sure
        for pair in joined_pairs(part.text):
            halves = [Question.of(half) for half in pair]
            read = [decide_one(half.words) for half in halves]
            kinds = [kind for half, said in zip(halves, read, strict=True) if (kind := _kind(half, said))]
            asked = [said for said in read if isinstance(said, Answered) and said.is_sure]
            if asked and kinds and (kinds[0] == "leaving" or not is_one):
                return kinds[0], asked[0]
    return None


def _kind(part: Question, reply: Reply) -> str | None:
    """What a part asks of the bot itself."""
    if not isinstance(reply, Courtesy) or reply.kind not in ABOUT_THE_BOT:
        return None
    return reply.kind if len(part.words) >= _FEWEST_WORDS.get(reply.kind, 1) else None


def _in_context(
    message: Words, parts: Sequence[Words], replies: Sequence[Reply], decide_one: DecideOne
) -> list[Reply]:
    """The replies to the parts of a message; what is unclear by itself is read beside what is clearest."""
    sure = [reply for reply in replies if isinstance(reply, Answered) and reply.is_sure]
    if len(parts) == 1 or not sure:
        return list(replies)
    clearest = max(sure, key=lambda answer: answer.score)
    beside = StandsIn(message, clearest.entry_ids[0])
    return [
        decide_one(part, beside=beside) if is_unclear(reply) else reply
        for part, reply in zip(parts, replies, strict=True)
    ]


def _asked(part: Question, reply: Reply, most_pairs: int, decide_one: DecideOne) -> list[Answered]:
    """What a part asks for, itself or its halves; nothing where neither is answered."""
    asked, odds = [reply] if isinstance(reply, Answered) else [], _odds(reply)
    for pair in joined_pairs(part.text)[:most_pairs]:
        halves = [Question.of(half).words for half in pair]
        read = _in_context(part.words, halves, [decide_one(half) for half in halves], decide_one)
        both = [half for half in read if isinstance(half, Answered)]
        if len(both) < len(read) or both[0].entry_ids == both[1].entry_ids:
            continue
        if isinstance(reply, Answered) and len(reply.entry_ids) > 1 and not all(h.is_sure for h in both):
            continue  # "objectives 5 and 6" names two by itself
        odds_of_both = _odds(both[0]) * _odds(both[1])
        if odds_of_both > odds or all(half.is_sure for half in both):
            asked, odds = both, odds_of_both
    return asked


def _odds(reply: Reply) -> float:
    return 0.0 if isinstance(reply, Courtesy) else reply.score / max(1 - reply.score, 0.01)
