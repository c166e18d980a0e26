"""A message may hold a greeting, a long story, and more than one question."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice

from bot.matching.recognizing.normalize import normalize

_FIRST_WORDS, _LAST_WORDS = 30, 60
_FIRST_CHARACTERS, _LAST_CHARACTERS = 250, 500
"""What is read of a long message: who tells a story begins with what it is about, and asks at its end."""

_ENDS = re.compile(r"[.!…](?=\s)|[?؟;؛\n]")
_MARKS = re.compile(
    r"[?؟;؛\n]+|[.!…](?=\s(?!\d+(?!\d*[.):\-])))|(?<!\S)(?:q?[1-9١-٩][.):\-]|q[1-9]|[a-dأابج]\))(?=\s)",
    re.IGNORECASE,
)
"""Ends of sentences, and "1)", "2.", "q3" and "b)" before questions that are counted."""

_JOINTS = re.compile(
    r"(?: ?[,،+/&] | [+/&] ?| )"
    r"(?:(?:and|n|nd|also|plus|vs|versus|then|y|e|et|und|at|aussi|ainsi que|puis|pis|tambi[eé]n|tb|adem[aá]s"
    r"|و|وكذلك|وأيضا|وايضا|كمان) )"
    r"| [+/&] "
    r"|(?<= )و(?=[\u0621-\u064a]{2})"
    r"| ?[,،] (?:next|second(?:ly)?|luego|despu[eé]s|segundo|por [uú]ltimo|ensuite|apr[eè]s|deuxi[eè]mement"
    r"|ثم|ثانيا|ثانياً|بعدين)[,،:]? ",
    re.IGNORECASE,
)
"""What may join two questions, among single spaces: "and" in many languages, "+", "/" and "&", and after a
comma what comes second ("luego", "ensuite").

The Arabic one is glued to whatever it joins; where a word only begins with its letter, neither half is found.
No bare comma: it parts the clauses of one question far more often, unless both of them ask.
"""

_COMMAS = (",", "،", "-", "–", "—")
_QUESTION_WORDS = (
    "who what whats when where wheres how hows why which "
    "quién quiénes qué que q ke cómo cuándo dónde cuánto cuántos cuántas cuál cuáles "
    "qui ki quand comment pourquoi combien quoi koi quel quelle quels quelles "
    "متى كيف كيفاش ليش ليه علاش شو وش شكون مين كم شحال قداش اين وين فين هل ماذا لماذا ايه ايش شنو شلون اش "
    "chkoun kifach ach wach fin chno 3lach "
    "quem quando onde como quanto quantos qual sino ano kailan saan bakit paano ilan"
)
_WHERE = "où"  # without its accent it is "or", and so it is when it is normalized
_ASKING = frozenset({*map(normalize, _QUESTION_WORDS.split()), _WHERE})
"""Words with which a question begins, in the languages of questions and as they are misspelt."""

_ALSO_RELATIVE = frozenset({"who", "que", "q", "ke", "qui", "ki", "como", _WHERE})
"""Of these those that join a clause as often; they ask as one of the first two words of a question."""

_FIRST_PARTS, _LAST_PARTS = 2, 4
MOST_PARTS = _FIRST_PARTS + _LAST_PARTS  # of one message; each is matched by itself, and nobody may keep
MOST_PAIRS = 4  # the others waiting
_LONGEST_PAIR = 300  # characters


def what_is_read(message: str) -> str:
    """The message; of one of more than 90 words or 750 characters the beginning and the end.

    That is its first 30 and last 60 words, of these at most 250 and 500 characters, and each sentence on a
    line of its own, so that the question at its end is a part by itself.
    """
    text = message.strip()
    if len(text) <= _FIRST_CHARACTERS + _LAST_CHARACTERS and len(text.split()) <= _FIRST_WORDS + _LAST_WORDS:
        return text
    first, last = text.split(maxsplit=_FIRST_WORDS), text.rsplit(maxsplit=_LAST_WORDS)
    after = len(first[_FIRST_WORDS]) if len(first) > _FIRST_WORDS else 0
    before = len(last[0]) if len(last) > _LAST_WORDS else 0
    beginning = text[: min(len(text) - after, _FIRST_CHARACTERS)]
    end = text[max(before, len(text) - _LAST_CHARACTERS) :]
    return "\n".join(_ENDS.split(f"{beginning}\n{end}"))


def marked_parts(text: str) -> list[str]:
    """The message cut at the ends of sentences and lines, semicolons and numbers that count; no empty part.

    Of many parts the first two and the last four.
    """
    parts = [part.strip() for part in _MARKS.split(text) if part.strip()]
    return parts if len(parts) <= MOST_PARTS else [*parts[:_FIRST_PARTS], *parts[-_LAST_PARTS:]]


def joined_pairs(text: str) -> list[tuple[str, str]]:
    """The message cut in two at each place that may join two questions ("and", "y", "et", "و", "+").

    At the first four such places, those last where only a comma stands, or nothing, between two questions. A
    text of more than 300 characters is no pair of questions.
    """
    if len(text) > _LONGEST_PAIR:
        return []
    line = " ".join(text.split())
    pairs = ((line[: joint.start()], line[joint.end() :]) for joint in _JOINTS.finditer(line))
    joined = ((first.strip(), second.strip()) for first, second in pairs)
    return list(islice((pair for pair in chain(joined, _two_that_ask(line)) if all(pair)), MOST_PAIRS))


def _two_that_ask(line: str) -> Iterator[tuple[str, str]]:
    """The line cut after each comma and before each question word where both halves have such a word."""
    words = line.split(" ")
    read = [_as_read(word) for word in words]
    for place in range(1, len(words)):
        is_cut = words[place - 1].endswith(_COMMAS) or read[place] in _ASKING - _ALSO_RELATIVE
        if is_cut and _asks(read[:place]) and _asks(read[place:]):
            yield " ".join(words[:place]).rstrip(" ,،-–—"), " ".join(words[place:])


def asks(text: str) -> bool:
    """Whether a text holds a word that asks something."""
    return _asks(list(map(_as_read, text[:_LONGEST_PAIR].split())))


def _asks(words: Sequence[str]) -> bool:
    """Whether words, as they are read, ask something."""
    return any(
        word in _ASKING and (place < 2 or word not in _ALSO_RELATIVE) for place, word in enumerate(words)
    )


@lru_cache(maxsize=4_000)
def _as_read(word: str) -> str:
    """The word that asks in a typed one, without what an apostrophe or Arabic joins to it; else the first."""
    read = normalize(word).split()
    if read == ["ou"] and _WHERE in word.casefold():
        return _WHERE
    found = next((each for each in read if each in _ASKING), read[0] if read else "")
    without_and = found.removeprefix("و")
    return without_and if found not in _ASKING and without_and in _ASKING else found


def without_courtesy(words: Sequence[str], courtesies: Collection[str], longest: int) -> Sequence[str]:
    """The normalized words without the courteous ones at their start and end.

    `courtesies` are normalized, of at most `longest` words each; the longest one that fits goes first. What
    is nothing but courtesies keeps one, and is whole where it is one ("good afternoon").
    """
    first, last = 0, len(words)

    def is_courteous(start: int, end: int) -> bool:
        return end - start <= longest and " ".join(words[start:end]) in courtesies

    while not is_courteous(first, last):
        for size in range(min(longest, last - first - 1), 0, -1):
            if is_courteous(first, first + size):
                first += size
                break
            if is_courteous(last - size, last):
                last -= size
                break
        else:
            break
    return words[first:last]
