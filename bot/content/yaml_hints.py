"""Where a YAML file cannot be read, says what a curator did and what to write instead.

The parser names the place where it gave up; the slip is often on the line above, and its own words mean
nothing to somebody who does not know YAML.
"""

import re

Place = tuple[int, int]

_LINE = re.compile(r"(?P<indent> *)(?P<dash>- +)?(?P<key>[\w-]+: +)?(?P<rest>.*)")
_SIGNS = {
    "*": "a star",
    "&": "an ampersand",
    "!": "an exclamation mark",
    "%": "a percent sign",
    "@": "an @",
    "`": "a `",
    "{": "a {",
    "[": "a [",
    ">": "a >",
    "|": "a |",
}
_QUOTED = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?P<after>.*)""")

_HINTS = (
    ("mapping values are not allowed", "a colon and a space inside the text: put the whole text in quotes"),
    ("cannot start any token", "text must not begin with this character: put the whole text in quotes"),
    ("unexpected end of stream", "a quotation mark that was opened is never closed"),
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
    if "mapping values" in said and re.fullmatch(r" *[\w-]+", here[: column - 1]):
        return (number, len(here) - len(here.lstrip()) + 1), _MISPLACED
    if "could not find expected ':'" in said:
        return _neither_key_nor_item(lines[above - 1], above)
    if "end of stream" not in said:
        at, wrong = _wrong_beginning(here)
        if wrong:
            return (number, at), wrong
    found = next((hint for words, hint in _HINTS if words in said), f"YAML cannot read this: {said}")
    return place, found


_MISPLACED = "this key is not indented like the ones before it: give it as many spaces as they have"
_FOLDED = re.compile(
    r"^(?P<indent> *)(?:- )?(?P<key>answer|since): *(?:>[-+]?|(?![|>#'\n ]).+) *\n"
    r"(?:[ ]*\n)*(?P=indent) {2,}(?![\w-]+: |- )\S",
    re.MULTILINE,
)


def folded(text: str) -> list[tuple[Place, str]]:
    """Texts of several lines that YAML makes one of: their items and paragraphs would run together."""
    return [
        (
            (
                text.count("\n", 0, found.start("key")) + 1,
                found.start("key") - text.rfind("\n", 0, found.start("key")),
            ),
            f"its lines would run together: write `{found['key']}: |`, and the text on the lines below it",
        )
        for found in _FOLDED.finditer(text)
    ]


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
    parts = _LINE.fullmatch(line)
    rest = parts["rest"] if parts else ""
    column = parts.start("rest") + 1 if parts else 1
    quoted = _QUOTED.match(rest)
    if quoted and quoted["after"].strip() and not quoted["after"].lstrip().startswith("#"):
        return column, "text that begins with a quotation mark and goes on behind it: put all of it in '...'"
    is_list = rest[:1] in ("{", "[") and not re.match(r"[\[{][^\]}]*[\]}]\s*[^\s#]", rest)
    if rest[:1] in _SIGNS and rest.strip() not in ("|", ">") and not is_list:
        return column, f"text that begins with {_SIGNS[rest[0]]}: put the whole text in quotes"
    return column, ""
