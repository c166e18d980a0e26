"""Where a YAML file cannot be read, says what a curator did and what to write instead.

The parser names the place where it gave up; the slip is often on the line above, and its own words mean
nothing to somebody who does not know YAML.
"""

import re

Place = tuple[int, int]

# What word processors and telephones put in the place of a dash and of a space.
_ANOTHER_SIGN = re.compile(
    r" *(?:(?P<dash>[‐‑‒–—−])\s|(?:- )?[\w-]{1,80}:(?P<space>[\u00a0\u2000-\u200a\u202f\u3000])"
    r"|(?P<mark>[\u200b-\u200f\u2060\ufeff]))"
)
_INSTEAD = {
    "dash": "this dash is another sign than -: items begin with - and a space",
    "space": "a hard space, as web pages and word processors write it: type an ordinary space in its place",
    "mark": "a mark that nobody sees: delete it, and type what follows it anew",
}

_KEY = re.compile(r"[\w-]{1,80}")
_SIGNS = {
    "*": "a star",
    "&": "an ampersand",
    "!": "an exclamation mark",
    "%": "a percent sign",
    "@": "an @",
    "?": "a question mark",
    "`": "a `",
    "{": "a {",
    "[": "a [",
    ">": "a >",
    "|": "a |",
}
_NEVER_CLOSED = "a quotation mark that was opened is never closed"
_HINTS = (
    ("mapping values are not allowed", "a colon and a space inside the text: put the whole text in quotes"),
    ("cannot start any token", "text must not begin with this character: put the whole text in quotes"),
    ("unexpected end of stream", _NEVER_CLOSED),
    ("expected ',' or '}'", "expected a comma or a closing }; text with , : { } in it needs quotes"),
    ("expected ',' or ']'", "expected a comma or a closing ]; text with , : [ ] in it needs quotes"),
    ("expected '-' indicator", "expected the next item or key, indented like the ones before it"),
    ("did not find expected key", "expected the next item or key, indented like the ones before it"),
    ("expected <block end>", "expected the next item or key, indented like the ones before it"),
    ("block sequence entries are not allowed", "an item cannot begin here: begin it on a line of its own"),
    ("unknown escape character", "a \\ in double quotes is read as a sign: put the text in single quotes"),
    ("expected <document start>", "this line is outside of all before it: indent it like the ones around it"),
    ("could not find expected ':'", "expected a key with a colon behind it, or an item that begins with -"),
)


def hint(text: str, place: Place, said: str) -> tuple[Place, str]:
    """What is wrong with the file `text`, and where, when its parser `said` something at a place."""
    lines = text.splitlines()
    number, column = place
    here = lines[number - 1] if number <= len(lines) else ""
    above = next((n for n in range(number - 1, 0, -1) if lines[n - 1].strip()), number)
    for line, near in ((lines[above - 1], above), (here, number)):
        if _indent(line) <= _indent(here) and (other := _ANOTHER_SIGN.match(line)):
            sign = str(other.lastgroup)
            return (near, other.start(sign) + 1), _INSTEAD[sign]
    if "mapping values" in said and re.fullmatch(r" *[\w-]+", here[: column - 1]):
        return (number, len(here) - len(here.lstrip()) + 1), _MISPLACED
    if (mark := here[: column - 1].rstrip()[-1:]) in ("'", '"') and (opened := _opened(lines, number, mark)):
        return opened, _NEVER_CLOSED
    if "could not find expected ':'" in said:
        return _neither_key_nor_item(lines[above - 1], above)
    if "end of stream" not in said:
        at, wrong = _wrong_beginning(here)
        if wrong:
            return (number, at), wrong
    found = next((hint for words, hint in _HINTS if words in said), f"YAML cannot read this: {said}")
    return place, found


_MISPLACED = "this key is not indented like the ones before it: give it as many spaces as they have"
_RUNS_ON = ("answer", "since")
_OF_ONE_LINE = (">", ">-", ">+")


def folded(text: str) -> list[tuple[Place, str]]:
    """Texts of several lines that YAML makes one of: their items and paragraphs would run together."""
    found = []
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        key, colon, value = line.strip().removeprefix("- ").partition(":")
        value = value.strip()
        if not colon or key not in _RUNS_ON or not value or value[0] in "|#'":
            continue
        if value[0] == ">" and value not in _OF_ONE_LINE:
            continue
        following = next((each for each in lines[number:] if each.strip()), "")
        if _indent(following) >= _indent(line) + 2 and not _begins_anew(following.strip()):
            wrong = f"its lines would run together: write `{key}: |`, and the text on the lines below it"
            found.append(((number, line.index(key) + 1), wrong))
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _begins_anew(line: str) -> bool:
    """Whether a key or an item begins there."""
    key, colon, _ = line.partition(": ")
    return line[:2] == "- " or (bool(colon) and _KEY.fullmatch(key) is not None)


def _neither_key_nor_item(line: str, number: int) -> tuple[Place, str]:
    at = (number, len(line) - len(line.lstrip()) + 1)
    if re.match(r" *-\S", line):
        return at, "a space is missing behind the dash"
    if colon := re.match(r" *(?:- )?[\w-]+(?P<sign>[:：])", line):
        wrong = "is another sign than :" if colon["sign"] != ":" else "needs a space behind it"
        return (number, colon.start("sign") + 1), f"the colon behind a key {wrong}"
    return (
        at,
        "this line is neither a key nor an item: items begin with - , and text that goes on is indented",
    )


def _wrong_beginning(line: str) -> tuple[int, str]:
    at = _value_at(line)
    rest, column = line[at:], at + 1
    after = _behind_quotation(rest)
    if after is not None and after.strip() and not after.lstrip().startswith("#"):
        return column, "text that begins with a quotation mark and goes on behind it: put all of it in '...'"
    is_list = rest[:1] in ("{", "[") and not re.match(r"[\[{][^\]}]*[\]}]\s*[^\s#]", rest)
    if rest[:1] in _SIGNS and rest.strip() not in ("|", ">") and not is_list:
        return column, f"text that begins with {_SIGNS[rest[0]]}: put the whole text in quotes"
    return column, ""


def _value_at(line: str) -> int:
    """Where the value begins, behind the dash of an item and the key."""
    at = _indent(line)
    if line[at : at + 2] == "- ":
        at += 1 + _indent(line[at + 1 :])
    key, colon, _ = line[at:].partition(": ")
    if colon and _KEY.fullmatch(key):
        at += len(key) + 1
        at += _indent(line[at:])
    return at


def _opened(lines: list[str], number: int, mark: str) -> Place | None:
    """Where the text begins that the next text's quotation mark, on line `number`, was taken to end."""
    above = next((n for n in range(number - 1, 0, -1) if lines[n - 1].strip()), number)
    line = lines[above - 1]
    at = _value_at(line)
    is_open = line[at : at + 1] == mark and _behind_quotation(line[at:]) is None
    return (above, at + 1) if above < number and is_open else None


def _behind_quotation(text: str) -> str | None:
    """What stands behind the quotation that the text begins with; None where it begins with none."""
    mark, at = text[:1], 1
    if mark not in ("'", '"'):
        return None
    while at < len(text):
        if (mark == '"' and text[at] == "\\") or (mark == "'" and text[at : at + 2] == "''"):
            at += 2
        elif text[at] == mark:
            return text[at + 1 :]
        else:
            at += 1
    return None
