"""Reads a gettext .po file as the tools write it, keeping the line of every message.

Wrapped texts and headers, comments, obsolete messages and any order are fine. A message with a fault of form
is left out, with a problem where the fault stands; the others are read.

In the bot's catalogs a msgid is the name of a text. In a file for translators the name stands in msgctxt, and
the English text in msgid (translator_catalog.py); both are read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.pofile import unescape

from bot.content.plural_rules import PluralRule, plural_rule
from bot.content.problems import Problem
from bot.content.text_file import read_text

_BEGINS = re.compile(r"msg(?:id|ctxt)\b")
_LINE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s*)?("(?:[^"\\]|\\[ntr"\\])*")')


@dataclass(frozen=True, slots=True)
class PoMessage:
    """A text by its dotted id: one form, or as many as the language has plurals; each may be empty.

    `note` is what the file tells translators about it, `original` the English that it was written for, as one
    form or two, and empty where the file does not say.
    """

    id: str
    line: int
    forms: tuple[str, ...]
    is_plural: bool
    is_fuzzy: bool
    note: str
    original: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PoFile:
    """What a .po file says. `headers` are its values with their lines.

    `plural_rule` is None where the header's cannot be used: no form of a plural can then be chosen. A file
    that counts nothing needs none.
    """

    name: str
    language: str
    messages: Mapping[str, PoMessage]
    headers: Mapping[str, tuple[str, int]]
    plural_rule: PluralRule | None

    def problem(self, line: int, text: str) -> Problem:
        return Problem(self.name, line, 1, text)


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one message, each with its number, and with what it is where it is well formed."""

    comments: list[str]
    lines: list[tuple[int, str, re.Match[str] | None]] = field(default_factory=list)

    def has(self, keyword: str) -> bool:
        return any(line.startswith(keyword) for _, line, _ in self.lines)

    def fault(self) -> tuple[int, str] | None:
        """The line and the words of the first fault of form."""
        keywords: list[str] = []
        for number, _, found in self.lines:
            if found is None:
                return number, 'should be msgid or msgstr and a text in "quotes", with \\" for a quote in it'
            keywords += [found[1]] if found[1] else []
        if keywords[:1] == ["msgctxt"]:
            del keywords[0]
        counted = [f"msgstr[{number}]" for number in range(max(1, len(keywords) - 2))]
        if keywords in (["msgid", "msgstr"], ["msgid", "msgid_plural", *counted]):
            return None
        return (
            self.lines[0][0],
            "after msgid should stand msgstr once, or msgid_plural and msgstr[0], msgstr[1] and so on",
        )

    def texts(self) -> Iterator[tuple[int, str | None, str]]:
        """Of each line its number, its keyword where it has one, and its text."""
        for number, _, found in self.lines:
            if found is not None:
                yield number, found[1], unescape(found[2]).replace("\r", "")


def read_po_file(path: Path, name: str, language: str) -> tuple[PoFile | None, list[Problem]]:
    """The file, or None, and every problem of its form; `name` stands for it in problems."""
    text, problems = read_text(path, name)
    if text is None:
        return None, problems
    headers: dict[str, tuple[str, int]] = {}
    messages: dict[str, PoMessage] = {}
    has_broken_header = False
    for block in _blocks(text):
        if fault := block.fault():
            problems.append(Problem(name, fault[0], 1, fault[1]))
            has_broken_header |= block.lines[0][1] == 'msgid ""'
            continue
        message = _message(block)
        first = messages.setdefault(message.id, message)
        if first is not message:
            wrong = f"`{message.id}` stands here a second time, first on line {first.line}"
            problems.append(Problem(name, message.line, 1, wrong))
        elif not message.id:
            headers = _headers(block)
    messages.pop("", None)
    forms, line = headers.get("Plural-Forms", ("", 1))
    rule = plural_rule(forms, language)
    if not isinstance(rule, str):
        return PoFile(name, language, messages, headers, rule), problems
    if not has_broken_header and (forms or any(message.is_plural for message in messages.values())):
        problems.append(Problem(name, line, 1, rule))
    return PoFile(name, language, messages, headers, None), problems


def _blocks(text: str) -> list[_Block]:
    """One begins with msgid, or with whatever else stands apart below a whole message."""
    blocks: list[_Block] = []
    comments: list[str] = []
    is_apart = False
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if line.startswith("#"):
            comments.append(line)
        elif line:
            last = blocks[-1] if blocks else None
            if (
                last is None
                or (_BEGINS.match(line) and last.has("msgid"))
                or (is_apart and last.has("msgstr"))
            ):
                blocks.append(_Block(comments))
                comments = []
            blocks[-1].lines.append((number, line, _LINE.fullmatch(line)))
        is_apart = not line or line.startswith("#")
    return blocks


def _message(block: _Block) -> PoMessage:
    texts: dict[str, str] = {}
    last = ""
    for _, keyword, text in block.texts():
        last = keyword or last
        texts[last] = texts.get(last, "") + text
    flags = {flag.strip() for each in block.comments if each.startswith("#,") for flag in each[2:].split(",")}
    name = texts.get("msgctxt")
    return PoMessage(
        id=texts["msgid"] if name is None else name,
        line=block.lines[0][0],
        forms=tuple(text for keyword, text in texts.items() if keyword.startswith("msgstr")),
        is_plural="msgid_plural" in texts,
        is_fuzzy="fuzzy" in flags,
        note=" ".join(each[2:].strip() for each in block.comments if each.startswith("#.")),
        original=()
        if name is None
        else tuple(texts[key] for key in ("msgid", "msgid_plural") if key in texts),
    )


def _headers(block: _Block) -> dict[str, tuple[str, int]]:
    """Each value with the line on which it begins; one may go on over several."""
    headers: dict[str, tuple[str, int]] = {}
    key = ""
    for number, keyword, text in block.texts():
        for piece in text.splitlines(keepends=True) if keyword in (None, "msgstr") else ():
            if key:
                value, line = headers[key]
                headers[key] = (value + piece, line)
            else:
                key, _, value = piece.partition(":")
                headers[key] = (value, number)
            key = "" if piece.endswith("\n") else key
    return {key: (value.strip(), line) for key, (value, line) in headers.items()}
