"""Takes out of a question what could name a person, before anybody else may read it."""

from __future__ import annotations

import re

LONGEST = 200
_NAMING = re.compile(
    r"""
    https?://\S+ | www\.\S+          # addresses of pages
    | \S+@\S+\.\S+ | @\w+            # of mailboxes and of people
    | [+(]?\d[\d\s().-]{4,}\d        # telephone, passport and file numbers, exact dates
    """,
    re.VERBOSE,
)


def scrub(question: str) -> str:
    """The question in lower case on one line, without addresses and long numbers, at most 200 characters."""
    return " ".join(_NAMING.sub("…", question).casefold().split())[:LONGEST]
