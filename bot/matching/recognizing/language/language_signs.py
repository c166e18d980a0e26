"""Languages as the bot recognizes them: by their words and letters, and by the names they are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

ARABIC_IN_LATIN = "arabizi"
"""The code under which the words of Arabic in Latin letters stand; no language of its own."""

OTHER = "other"
"""The code under which the names of languages stand of which nothing else is known."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """What is known of a language, whether the bot has answers in it or not.

    `sentence`, in the language itself, says that the bot does not speak it, with a place for {languages};
    `instead` says, by the language of the answer, why the answer comes in that one.
    """

    code: str
    called: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    letters: str = ""
    sentence: str = ""
    instead: Mapping[str, str] = field(default_factory=dict)


Tongues = Mapping[str, Tongue]
