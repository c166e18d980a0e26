"""Takes addresses and long numbers out of a question, before anybody else may read it.

Other names, and where somebody lives, stay in it: people are asked not to write them.
"""

from __future__ import annotations

import re

LONGEST = 200
_ADDRESS = re.compile(
    r"@|://|\b(?:www\.|t\.me/)|[\w-]\.(?:com|org|net|info|io|ly|me|gov|edu)\b", re.IGNORECASE
)
"""In a word: of a page, a mailbox or a person, however it is written."""

_NUMBER = re.compile(
    r"""
    [+(]?\d[\d\s()./_\u2010-\u2015-]{4,}\d    # telephone, passport and file numbers, exact dates
    | \b(?=\w*\d)(?=\w*[^\W\d])\w{6,}        # and those with letters in them
    """,
    re.VERBOSE,
)


def scrub(question: str) -> str:
    """The question in lower case on one line, at most 200 characters.

    Web and mail addresses, handles and long numbers are left out, an address with the whole word that
    holds it.
    """
    line = " ".join("…" if _ADDRESS.search(word) else word for word in question.split())
    return " ".join(_NUMBER.sub("…", line).casefold().split())[:LONGEST]
