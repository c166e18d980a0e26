"""The light markup of answers, news and webinars: what stands for an item, a link and emphasis.

An empty line ends a paragraph; a line that begins with "• ", a number or a symbol is an item; **bold**;
*emphasis* or _emphasis_; [words](https://...); bare addresses are links by themselves. Readers of content
refuse the rest.
"""

import re

INLINE = re.compile(
    r"\[(?P<label>[^\[\]\n]+)\]\((?P<target>https?://(?:[^\s()]|\([^\s()]*\))+)\)"
    r"|(?P<address>https?://[^\s<>*]+)"
    r"|\*\*(?P<bold>(?:(?!\n\s*\n).)+?)\*\*"
    r"|(?<![\w*])\*(?P<star>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<underscore>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])",
    re.DOTALL,
)
"""What is marked inside a paragraph; of two that cross the first one counts."""

_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
SECURE_ADDRESS = re.compile(r"https://[^\s/.]+(?:\.[^\s/.]+)+(?:/\S*)?")
"""A page that may be linked."""

_NUMBERED = (
    r"\d{1,2}[.)](?=\s|[^\W\d_])|\d{1,2}-\s|\((?:\d{1,2}|[a-z])\)\s"
    r"|(?:[a-z]|[ivx]{2,4}|[\u0621-\u064a])[.)]\s|[A-Z]\)\s|[\u0621-\u064a]-\s"
)
_SYMBOLS = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff"
"""Arrows, ticks and the like, which stand before items as they are."""
BEGINS_AN_ITEM = rf"(?:• |{_NUMBERED}|[{_SYMBOLS}])"
ITEM = re.compile(rf"\s*{BEGINS_AN_ITEM}")
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_BULLETS = "•·●▪◦▫‣➢➤٭"
_DASH = re.compile(rf"^[ \t]*(?:[-–—*+][ \t]+|[{_BULLETS}][ \t]*|-(?=[^\W\d_]))(?=\S)", re.MULTILINE)


def in_one_line(text: str) -> str:
    """The text in one line; blanks that do not break, as French has them, stay what they are."""
    return _BLANKS.sub(" ", text).strip()


def without_turns(text: str) -> str:
    """The text without the signs that nobody sees and that turn the direction of what follows them.

    A name that holds one would turn round the sentences, lists and buttons in which it stands.
    """
    return text.translate(_TURNS)


def with_items(text: str) -> str:
    """The text with "• " before each item that begins with a dash, a star or another bullet."""
    return _DASH.sub("• ", text)


def as_typed(text: str) -> str:
    """What was typed in a chat: there a new line is meant, in a file it only goes on with the one before."""
    lines = [line.strip() for line in with_items(text).splitlines() if line.strip()]
    return "".join(("\n" if ITEM.match(line) else "\n\n") + line for line in lines).strip()


def length_of(text: str) -> int:
    """Its characters as whoever typed it in a chat counts them: an empty line counts as a line break."""
    return len(_EMPTY_LINES.sub("\n", text))


def without_emphasis(text: str) -> str:
    """The text of what is shown in one style, such as a title, where somebody marked words of it."""

    def words(found: re.Match[str]) -> str:
        inner = next((found[name] for name in ("bold", "star", "underscore") if found[name]), None)
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        is_sum = before.isalnum() or after.isalnum()  # "2**3 and 4**5"
        return found[0] if inner is None or is_sum else without_emphasis(inner)

    return INLINE.sub(words, text)


def unmarked(text: str) -> str:
    """The words of a text, without what marks them and without addresses."""

    def words(found: re.Match[str]) -> str:
        inner = next((found[name] for name in ("label", "bold", "star", "underscore") if found[name]), "")
        return unmarked(inner)

    return INLINE.sub(words, text)


def parts_a_mark(text: str, end: int) -> bool:
    """Whether a cut there would part bold words, a link or the like."""
    return any(found.start() < end < found.end() for found in INLINE.finditer(text))
