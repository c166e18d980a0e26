"""Our own light markup to Telegram's HTML. Escaping happens here and in `screens`, nowhere else.

The markup of answers is that of `bot.domain.light_markup`; a line that begins no item goes on with the one
before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape as _escape
from html import unescape

from bot.domain.languages import direction
from bot.domain.light_markup import BEGINS_AN_ITEM, INLINE, ITEM, parts_a_mark

BEFORE_THE_FOLD = 470  # characters: nine of ten answers then fit on one screen of a small phone
_BEFORE_ITEM = re.compile(rf"\n(?={BEGINS_AN_ITEM})")
_BREAKS = (
    re.compile(r"\n\n"),
    _BEFORE_ITEM,
    re.compile(r"[.!?؟][\"”»)]{0,2}(?=\s)"),
    re.compile(r"[;؛](?=\s)"),
)
"""Where a text may be parted, best first: between paragraphs, items, sentences, names of a list."""

_QUOTATION_MARKS = {"fr": "«\u00a0{}\u00a0»", "ar": "«{}»"}
_COMMAS = dict.fromkeys(("ar", "ckb", "fa", "ps", "sd", "ug", "ur"), "، ")
_COLONS = {"fr": "\u00a0: "}
_TAG = re.compile(r"</?[a-z][^>]*>")
_RIGHT_TO_LEFT = "\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHT_TO_LEFT_LETTER = re.compile(f"[{_RIGHT_TO_LEFT}]")
_BEGINS_OTHERWISE = re.compile(
    rf"^(?!(?:<[^>\n]*>|[^\w<\n{_RIGHT_TO_LEFT}]|\d)*[{_RIGHT_TO_LEFT}])(?=.)", re.MULTILINE
)
FIRST_STRONG_ISOLATE = "\u2068"
RIGHT_TO_LEFT_ISOLATE = "\u2067"
POP_ISOLATE = "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"
LEFT_TO_RIGHT_MARK = "\u200e"


def escape(text: str) -> str:
    """The text with <, > and & made harmless."""
    return _escape(text, quote=False)


def to_html(text: str, language: str) -> str:
    """Light markup as Telegram's HTML; each line in the direction of `language`, if it is written in it."""
    paragraphs = [_paragraph(part) for part in re.split(r"\n\s*\n", text.strip())]
    html = "\n\n".join(_marked(escape(paragraph)) for paragraph in paragraphs)
    return _directed(html, text, language)


def written(text: str, language: str) -> str:
    """A plain text as HTML; each line in the direction of `language`, if it is written in it."""
    return _directed(escape(text), text, language)


def _directed(html: str, text: str, language: str) -> str:
    return line(html, language) if _RIGHT_TO_LEFT_LETTER.search(text) else html


def _marked(escaped: str) -> str:
    return INLINE.sub(_mark, escaped)


def _mark(found: re.Match[str]) -> str:
    if found["label"]:
        address = found["target"].replace('"', "%22")
        return f'<a href="{address}">{_marked(found["label"])}</a>'
    if found["bold"]:
        return f"<b>{_marked(found['bold'])}</b>"
    emphasized = found["star"] or found["underscore"]
    return f"<i>{_marked(emphasized)}</i>" if emphasized else found[0]


def listed(names: Iterable[str], language: str) -> str:
    """The names one after another, with the comma of the language."""
    return _COMMAS.get(language, ", ").join(names)


def named(name: str, what: object, language: str) -> str:
    """What belongs to a name, behind the colon of the language."""
    return f"{name}{_COLONS.get(language, ': ')}{what}"


def to_plain(html: str) -> str:
    """The words of Telegram's HTML, as a terminal shows them."""
    return unescape(_TAG.sub("", html))


def _paragraph(part: str) -> str:
    lines: list[str] = []
    for line in part.splitlines():
        if lines and not ITEM.match(line):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line.strip())
    return "\n".join(lines)


def at_fold(text: str) -> tuple[str, str]:
    """An answer in two: what a phone shows at once, and what stands behind the fold, perhaps nothing.

    The last paragraph stays in front: curators end with what an answer does not promise. What is before it is
    parted between two paragraphs, else two items, two sentences or two names of a list. Where nothing of that
    can be parted it stays whole.
    """
    text = text.strip()
    if len(text) <= BEFORE_THE_FOLD:
        return text, ""
    head, _, last = text.rpartition("\n\n")
    if not head or len(last) > BEFORE_THE_FOLD // 2:
        head, last = text, ""
    room = BEFORE_THE_FOLD - len(last)
    for parting in _BREAKS:
        ends = [found.end() for found in parting.finditer(head, room // 3, room)]
        if ends and not parts_a_mark(head, ends[-1]):
            shown, more = head[: ends[-1]].rstrip(), head[ends[-1] :].strip()
            return f"{shown}\n\n{last}".rstrip(), more
    return text, ""


def quoted(text: str, language: str) -> str:
    """The text in its language's quotation marks."""
    return _QUOTATION_MARKS.get(language, "“{}”").format(text)


def isolate(text: str, language: str) -> str:
    """A name or number inside a sentence: kept apart where the sentence runs from right to left.

    The mark before it gives a line its direction that begins with it, or holds nothing else. What has letters
    of such a language runs as they do, also where it begins with a Latin name.
    """
    if direction(language) != "rtl":
        return text
    is_mixed = _RIGHT_TO_LEFT_LETTER.search(text) is not None
    opening = RIGHT_TO_LEFT_ISOLATE if is_mixed else FIRST_STRONG_ISOLATE
    return f"{RIGHT_TO_LEFT_MARK}{opening}{text}{POP_ISOLATE}"


def apart(text: str) -> str:
    """A name or number beside words of either direction: without this a number after Arabic turns round."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def line(text: str, language: str) -> str:
    """Lines that may begin with a name or a command in Latin letters, kept in their language's direction."""
    return _BEGINS_OTHERWISE.sub(RIGHT_TO_LEFT_MARK, text) if direction(language) == "rtl" else text


def command(name: str, language: str) -> str:
    """A command such as /stop; in a right-to-left sentence the slash would change sides without a mark."""
    return f"{LEFT_TO_RIGHT_MARK}/{name}" if direction(language) == "rtl" else f"/{name}"
