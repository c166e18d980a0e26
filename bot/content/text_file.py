"""Reads a text file that must be clean UTF-8."""

import re
from pathlib import Path

from bot.content.problems import Problem

# Control characters, the line breaks that editors do not show as such, what turns the direction of all that
# follows, and a byte order mark in the middle.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufeff\ufffe\uffff]")
_OF_OTHER_PROGRAMS = {
    b"PK\x03\x04": "a file of a word processor",
    b"\xd0\xcf\x11\xe0": "a file of a word processor",
    b"{\\rtf": "a file of a word processor",
    b"%PDF": "a PDF",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
}


def read_text(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """The text, or None and what is wrong with the file; `name` stands for it in problems."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [Problem(name, 1, 1, f"cannot be read: {error.strerror}")]
    if kind := next((kind for begins, kind in _OF_OTHER_PROGRAMS.items() if raw.startswith(begins)), ""):
        return None, [Problem(name, 1, 1, f"is {kind}: save it as plain text, in UTF-8")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Python counts from behind a byte order mark.
        after_mark = raw.removeprefix(b"\xef\xbb\xbf")
        before = after_mark[: error.start].decode()
        wrong = f"not UTF-8 (byte 0x{after_mark[error.start]:02X}): save the file as UTF-8"
        return None, [Problem(name, *place_after(before), wrong)]
    problems = [
        Problem(name, *place_after(text[: found.start()]), f"an invisible character (U+{ord(found[0]):04X})")
        for found in _INVISIBLE.finditer(text)
    ]
    return (None, problems) if problems else (text, [])


def place_after(text: str) -> tuple[int, int]:
    """The line and column that follow this beginning of a file, both counted from 1."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")
