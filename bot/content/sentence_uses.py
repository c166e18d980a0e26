"""What a sentence is used for, and what may stand in it so that Telegram takes it and shows what is meant.

The use stands once: it begins what the English catalog tells the translators about the sentence.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum


class Use(Enum):
    """How a note begins, and how many UTF-16 units such a sentence may have."""

    MESSAGE = ("", 2000)
    """HTML; a message of 4,096 often holds several."""

    PLAIN = ("Plain text", 400)
    BUTTON = ("Button", 64)
    MENU = ("Menu", 100)
    """Telegram takes 256; /help shows all of them in one message."""

    MOMENT = ("Shown for a moment", 200)
    """The answer to a press."""

    def __init__(self, begins: str, longest: int) -> None:
        self.begins = begins
        self.longest = longest


_TAG = re.compile(r"<(/?)([a-z]+)((?:\s[^<>]*)?)>")
_BARE_TAGS = frozenset(("b", "i", "u", "s", "code", "pre", "blockquote"))
_LINK = re.compile(r' href="(?:https?://|tg://|mailto:|\{)[^"]+"')
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[\da-fA-F]+);")
_LIKE_MARKUP = re.compile(rf"</?[a-zA-Z][^<>]*>|{_REFERENCE.pattern}")
_COMMAND = re.compile(r"(?<![\w/.:<])/([a-zA-Z]\w*)")


def use_of(note: str) -> Use:
    """The use by which a note begins; HTML in a message where it names none."""
    return next((use for use in Use if use.begins and note.startswith(use.begins)), Use.MESSAGE)


def commands_in(text: str) -> frozenset[str]:
    """The commands that a sentence names, such as stop in "/stop ends it"."""
    return frozenset(_COMMAND.findall(_TAG.sub(" ", text)))


def faults_of_use(text: str, use: Use) -> Iterator[str]:
    """What keeps a text from being used so, each as the end of a sentence about it."""
    if use is Use.MESSAGE:
        if "**" in text or "](" in text:
            yield "holds ** or ](, which would be shown as they stand: write <b>, or the address alone"
        if "<" in text or "&" in text:
            yield from _faults_of_html(text)
            text = _REFERENCE.sub(" ", _TAG.sub("", text))
    elif found := _LIKE_MARKUP.search(text):
        yield f"is plain text: {found[0]} would be shown as it stands"
    length = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if length > use.longest:
        yield f"has {length} characters; {use.longest} fit"
    if all(unicodedata.category(character)[0] in "ZC" for character in text):
        yield "shows nothing: leave it empty where it is not translated yet"
    if "\n" in text and use in (Use.BUTTON, Use.MENU):
        yield "should be one line"


def _faults_of_html(text: str) -> Iterator[str]:
    """At most one of tags: what follows the first would be a consequence."""
    rest = _REFERENCE.sub("", text)
    if "&" in rest:
        yield "has a bare &: write it as &amp;"
    open_tags: list[str] = []
    for found in _TAG.finditer(text):
        slash, name, attributes = found.groups()
        is_link = name == "a" and (slash or _LINK.fullmatch(attributes))
        if not (is_link or (name in _BARE_TAGS and not attributes)):
            yield f"has {found[0]}, which Telegram does not know: <b> and <i> may be used, < is written &lt;"
            return
        if not slash:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name or attributes:
            yield f"has {found[0]} where no <{name}> is to be closed"
            return
    if "<" in _TAG.sub("", text):
        yield "has a bare <: write it as &lt;"
    elif open_tags:
        yield f"opens <{open_tags[-1]}> and does not close it"
