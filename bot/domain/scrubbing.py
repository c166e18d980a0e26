"""Takes addresses and long numbers out of a question, before anybody else may read it.

Other names, and where somebody lives, stay in it: people are asked not to write them.
"""

from __future__ import annotations

import re

LONGEST = 200
_NAMING = re.compile(
    r"""
    \b(?:https?|tg)://\S+ | \b(?:www\.|t\.me/)\S+  # addresses of pages and of people
    | [^\s@]{1,100}@\S* | @\S+                      # of mailboxes and of people
    | [+(]?\d[\d\s()./_\u2010-\u2015-]{4,}\d        # telephone, passport and file numbers, exact dates
    | \b(?=\w*\d)(?=\w*[^\W\d])(?:\w{6,40})\b      # and those with letters in them
    | \b[\w.-]{1,60}\.(?:com|org|net|info|io|ly|me|gov|edu)\b\S*  # pages and mailboxes written without more
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Its repetitions cannot share out the same characters in many ways: the longest message takes no time."""


def scrub(question: str) -> str:
    """The question in lower case on one line, at most 200 characters.

    Web and mail addresses, handles and long numbers are left out.
    """
    without_names = _NAMING.sub("…", question).replace("@", "…")
    return " ".join(without_names.casefold().split())[:LONGEST]
