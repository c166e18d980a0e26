"""A message may hold a greeting, and more than one question."""

import re
from collections.abc import Collection

_MARKS = re.compile(r"[?؟;؛\n]+")
_JOINING_WORDS = re.compile(
    r"\s+(?:and|also|plus|vs|versus|y|e|et|und|aussi|ainsi que|tambi[eé]n|و|وكذلك|وأيضا|وايضا|&)\s+"
    r"|\s*,?\s+(?:and|y|et|und)\s+|(?<=\s)و(?=(?:ما|من|كيف|متى|أين|اين|هل|لماذا|كم)\b)",
    re.IGNORECASE,
)


MOST_PARTS = 6  # of one message; each is matched by itself, and nobody may keep the others waiting
MOST_PAIRS = 4
LONGEST_READ = 1000  # characters


def marked_parts(text: str) -> list[str]:
    """The first parts of the message cut at question marks, semicolons and line ends; no empty part."""
    return [part.strip() for part in _MARKS.split(text) if part.strip()][:MOST_PARTS]


def joined_pairs(text: str) -> list[tuple[str, str]]:
    """The message cut in two at each word that may join two questions ("and", "y", "et", "و", "vs")."""
    return [
        (text[: joint.start()].strip(), text[joint.end() :].strip())
        for joint in _JOINING_WORDS.finditer(text)
        if text[: joint.start()].strip() and text[joint.end() :].strip()
    ][:MOST_PAIRS]


def without_courtesy(text: str, courtesies: Collection[str], longest: int) -> str:
    """The normalized text without the courteous words at its start and end.

    `courtesies` are normalized, of at most `longest` words each; the longest one that fits goes first. A
    text that is nothing but courtesies keeps its last one.
    """
    words = text.split()
    for size in range(min(longest, len(words) - 1), 0, -1):
        if " ".join(words[:size]) in courtesies:
            return without_courtesy(" ".join(words[size:]), courtesies, longest)
        if " ".join(words[-size:]) in courtesies and text not in courtesies:
            return without_courtesy(" ".join(words[:-size]), courtesies, longest)
    return text
