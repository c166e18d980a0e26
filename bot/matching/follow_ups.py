"""Short questions such as "and when?" and "y en Europa?", which go on from the answer before them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.number_words import number_at
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered, Missed, Reply, Suggested

STAYS_FOR = timedelta(minutes=10)
MOST_CHATS = 5_000

_MOST_WORDS = 4
_LONGEST = 200  # characters, of so few words
_SUGGESTIONS = 3
_JOINING = frozenset(
    normalize(word)
    for word in ("and", "y", "e", "et", "و", "but", "pero", "mais", "also", "también", "aussi")
)
_ARABIC_AND = "و"
_AFTER_ARABIC_AND = frozenset(
    normalize(word)
    for word in ("ما", "ماذا", "من", "كيف", "متى", "أين", "هل", "لماذا", "كم", "في", "عن", "بالنسبة")
)
"""Words that the Arabic "and" is joined to; most words that begin with its letter do not hold it."""
_BESIDE_A_NUMBER = (
    "the a one option number no answer question button choice please pls give me show open that i want and "
    "el la los lo opción número respuesta pregunta botón dame muéstrame quiero por favor esa ese y "
    "le les l un une numéro réponse bouton donne moi montre je veux svp et celui celle "
    "رقم الخيار خيار الجواب السؤال أعطني اريد من فضلك و o um uma ang yung"
)
_CHOOSING = frozenset(normalize(_BESIDE_A_NUMBER).split())
"""Words that say nothing beside the number of what is chosen."""

_ONE = frozenset(("one",))  # "UN" is another thing
_LAST = frozenset(normalize("last último última dernier dernière الأخير الأخيرة").split())

Noted = TypeVar("Noted")


class LastOf(Generic[Noted]):
    """The last of something in each chat; in memory only, for ten minutes, lost without harm."""

    def __init__(self, most_chats: int = MOST_CHATS) -> None:
        self._most_chats = most_chats
        self._noted: dict[int, tuple[Noted, datetime]] = {}

    def __len__(self) -> int:
        """Of how many chats something is kept."""
        return len(self._noted)

    def note(self, chat_id: int, noted: Noted, now: datetime) -> None:
        """Remembers it. What is too old goes, and beyond the most chats what was noted longest ago."""
        self._noted.pop(chat_id, None)
        self._noted[chat_id] = (noted, now)
        while len(self._noted) > self._most_chats or self._is_past(next(iter(self._noted)), now):
            del self._noted[next(iter(self._noted))]

    def of(self, chat_id: int, now: datetime) -> Noted | None:
        """The last of a chat, None when that is too long ago."""
        return None if chat_id not in self._noted or self._is_past(chat_id, now) else self._noted[chat_id][0]

    def forget(self, chat_id: int) -> None:
        """From now on there is none of this chat."""
        self._noted.pop(chat_id, None)

    def _is_past(self, chat_id: int, now: datetime) -> bool:
        return now - self._noted[chat_id][1] > STAYS_FOR


def is_unclear(reply: Reply) -> bool:
    """Whether more than one thing may have been meant, or nothing that we know."""
    return isinstance(reply, Missed | Suggested) or (isinstance(reply, Answered) and not reply.is_sure)


def chosen(question: Question, offered: Sequence[str]) -> str | None:
    """Which of the entries that were offered a message means that is only a number: "the second one"."""
    said = question.matched.words
    if len(said) > 2 * _MOST_WORDS:
        return None
    words = [word for word in said if word not in _CHOOSING] or [word for word in said if word in _ONE][:1]
    if not words:
        return None
    number, length = (len(offered), 1) if words[0] in _LAST else number_at(words, 0)
    is_one = number is not None and length == len(words) and 0 < number <= len(offered)
    return offered[number - 1] if number is not None and is_one else None


def may_follow(question: Question) -> bool:
    """Whether a message may go on from the one before: it is short, or begins with "and"."""
    words = question.words
    is_short = len(question.text) <= _LONGEST and len(words) <= _MOST_WORDS
    return bool(words) and (is_short or _without_joint(words) != words)


def in_context(question: Question, title: str) -> Question:
    """The message together with the question before it, as one question without marks between."""
    words = (*Question.of(title).words, *_without_joint(question.matched.words))
    return Question(" ".join(words), words, question.language)


def second_look(alone: Reply, again: Reply, last: str, related: Iterable[str]) -> Reply:
    """The reply to an unclear follow-up, from what it means alone and together with the question before it.

    Answered only by one entry that is surely meant and another than the last one; an unsure answer to the
    message alone stays. Else suggested is what the message may mean alone, that first which is related to the
    last entry; then what else was found, and what else is related. Where there is nothing, `alone` stays.
    """
    if (
        isinstance(again, Answered)
        and again.is_sure
        and len(again.entry_ids) == 1
        and again.entry_ids != (last,)
    ):
        return again
    if not isinstance(alone, Missed | Suggested):
        return alone
    by_itself = alone.entry_ids if isinstance(alone, Suggested) else ()
    together = again.entry_ids if isinstance(again, Answered | Suggested) else ()
    related = tuple(related)
    near = [entry_id for entry_id in by_itself if entry_id in related]
    found = dict.fromkeys(
        entry_id for entry_id in (*near, *by_itself, *together, *related) if entry_id != last
    )
    return Suggested(tuple(found)[:_SUGGESTIONS], alone.score) if found else alone


def _without_joint(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without an "and" before them."""
    if not words:
        return words
    first, others = words[0], words[1:]
    if first in _JOINING:
        return others
    rest = first.removeprefix(_ARABIC_AND)
    return (rest, *others) if rest != first and rest in _AFTER_ARABIC_AND else words
