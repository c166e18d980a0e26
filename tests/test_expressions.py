"""No regular expression of the program can be made to take the square of a text's length, or worse."""

import ast
import contextlib
import importlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

BOT = Path(__file__).parents[1] / "bot"
SEARCHING = {"search", "sub", "subn", "split", "findall", "finditer"}
CATEGORIES = {"SPACE": r"\s", "DIGIT": r"\d", "WORD": r"\w"}
SAMPLE = {chr(code) for code in (*range(0x250), *range(0x600, 0x6A0), 0x2028, 0x2014, 0x301, 0x1F600, 0x79FB)}


@dataclass
class Node:
    """A line of what `re.DEBUG` shows of an expression, with the lines that are further in."""

    name: str
    words: list[str]
    inner: list["Node"] = field(default_factory=list)

    @property
    def is_unbounded(self) -> bool:
        return self.name.endswith("_REPEAT") and self.words[-1] == "MAXREPEAT"


@dataclass(frozen=True)
class Expression:
    place: str
    pattern: str | None  # none where it is put together while the program runs
    flags: int
    searches: bool


def expressions() -> Iterator[Expression]:
    """Every expression that stands in the source of the program."""
    for file in sorted(BOT.rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        if not re.search(r"\bre\.", source):
            continue
        tree = ast.parse(source)
        names = {
            id(node.value): target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if not isinstance(node.func.value, ast.Name) or node.func.value.id != "re":
                continue
            how, place = node.func.attr, f"{file.relative_to(BOT.parent)}:{node.lineno}"
            if how == "escape":
                continue
            flags = [argument for argument in node.args[1:] if ast.unparse(argument).startswith("re.")]
            used = f"{names.get(id(node))}.({'|'.join(SEARCHING)})\\("
            searches = how in SEARCHING or re.search(used.replace(".(", r"\.("), source) is not None
            value = eval(ast.unparse(flags[0]), {"re": re}) if flags else 0  # noqa: S307 - our own source
            written = node.args[0]
            pattern = written.value if isinstance(written, ast.Constant) else None
            if pattern is None and id(node) in names:  # put together from named pieces
                module = ".".join(file.relative_to(BOT.parent).with_suffix("").parts)
                pattern = getattr(importlib.import_module(module), names[id(node)]).pattern
            yield Expression(place, pattern, int(value), searches)


def parsed(pattern: str, flags: int) -> list[Node]:
    """What `re` understood: its parser is private, what `re.DEBUG` prints is not."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        re.compile(pattern, flags | re.DEBUG)
    top: list[Node] = []
    open_lists = {0: top}
    for line in printed.getvalue().split("\n\n")[0].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        name, *words = line.split()
        node = Node(name, words)
        (open_lists[depth][-1].inner if name == "OR" else open_lists[depth]).append(node)
        open_lists[depth + 1] = node.inner
    return top


def number(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def characters(node: Node) -> set[str]:
    """Those of the sample that the node may take; letters in either case."""
    match node.name:
        case "LITERAL":
            found = {chr(number(node.words[0]))}
            return found | {letter for each in found for letter in (each.lower(), each.upper())}
        case "NOT_LITERAL":
            return SAMPLE - {chr(number(node.words[0]))}
        case "RANGE":
            first, last = map(number, node.words)
            found = {letter for letter in SAMPLE if first <= ord(letter) <= last}
            return found | {letter.swapcase() for letter in found if len(letter.swapcase()) == 1}
        case "CATEGORY":
            kind = node.words[0].removeprefix("CATEGORY_").removeprefix("UNI_")
            found = {letter for letter in SAMPLE if re.match(CATEGORIES[kind.removeprefix("NOT_")], letter)}
            return SAMPLE - found if kind.startswith("NOT_") else found
        case "ANY" | "GROUPREF":
            return SAMPLE
        case "IN" if node.inner[0].name == "NEGATE":
            return SAMPLE - set().union(*map(characters, node.inner[1:]))
    return set().union(*map(characters, node.inner)) if node.inner else set()


def ways(node: Node) -> list[list[Node]]:
    """The sequences inside a node, one of which is taken."""
    found: list[list[Node]] = [[]]
    for inner in node.inner:
        if inner.name == "OR":
            found.append([])
            found[-1].extend(inner.inner)
        else:
            found[-1].append(inner)
    return found


def first(nodes: list[Node]) -> set[str]:
    """The characters that a sequence may begin with."""
    found: set[str] = set()
    for node in nodes:
        if node.name in ("AT", "ASSERT", "ASSERT_NOT"):
            continue
        found |= set().union(*map(first, ways(node))) if is_group(node) else characters(node)
        if not (node.name.endswith("_REPEAT") and node.words[0] == "0"):
            break
    return found


def is_group(node: Node) -> bool:
    return node.name in ("SUBPATTERN", "ATOMIC_GROUP", "BRANCH") or node.name.endswith("_REPEAT")


def reaches(nodes: list[Node], eaten: set[str]) -> tuple[bool, bool]:
    """Whether a repetition over characters of `eaten` comes next, with only such before it; or the end."""
    for node in nodes:
        if node.is_unbounded and any(first(way) & eaten for way in ways(node)):
            return True, True
        if node.name in ("AT", "ASSERT", "ASSERT_NOT"):
            continue
        if is_group(node):
            found = [reaches(way, eaten) for way in ways(node)]
            if any(repeated for repeated, _ in found):
                return True, True
            if not any(ends for _, ends in found) and not (
                node.name.endswith("_REPEAT") and node.words[0] == "0"
            ):
                return False, False
        elif not characters(node) & eaten:
            return False, False
    return False, True


def ambiguous(nodes: list[Node], follow: list[Node]) -> bool:
    """Whether a repetition inside may share out its characters with the next one in many ways."""
    for place, node in enumerate(nodes):
        after = [*nodes[place + 1 :], *follow]
        if node.is_unbounded and reaches(after, characters(node))[0]:
            return True
        again = [*node.inner, *after] if node.is_unbounded else after
        is_aside = node.name in ("ASSERT", "ASSERT_NOT", "IN")
        if any(ambiguous(way, [] if is_aside else again) for way in ways(node)):
            return True
    return False


def begins_anywhere(nodes: list[Node], guarded: frozenset[str] = frozenset()) -> bool:
    """Whether a search begins with a repetition, at each of whose characters it would begin again.

    It does not begin after the characters in `guarded`.
    """
    for place, node in enumerate(nodes):
        if node.name == "ASSERT_NOT" and node.words[0] == "-1":
            guarded |= characters(node)
        elif node.name in ("AT", "ASSERT", "ASSERT_NOT"):
            guarded |= SAMPLE if node.name == "AT" else frozenset()
        elif node.is_unbounded:
            return bool(nodes[place + 1 :]) and not characters(node) <= guarded
        elif node.name in ("SUBPATTERN", "BRANCH"):
            return any(begins_anywhere([*way, *nodes[place + 1 :]], guarded) for way in ways(node))
        else:
            return False
    return False


def is_refused(pattern: str, flags: int = 0, *, searches: bool = False) -> bool:
    nodes = parsed(pattern, flags)
    return ambiguous(nodes, []) or (searches and begins_anywhere(nodes))


def test_no_repetition_meets_another_one_over_the_same_characters():
    every = list(expressions())
    assert len(every) > 50
    assert not [each.place for each in every if each.pattern is None], "give it a name, or use it where it is"
    assert not [each.place for each in every if is_refused(each.pattern, each.flags, searches=each.searches)]


def test_expressions_that_share_out_characters_in_many_ways_are_refused():
    patterns = [
        r"\s+(?:and|y)\s+|\s*,?\s+(?:and|y)\s+",  # what once took four seconds
        r"(a+)+b",
        r"(?:a*b?)*c",
        r"(a|a+)*b",
        r"\S+/\S*x",
        r"x *(.*?)y",
        r"\w*[^\W\d]\w*!",
        r"(?:\s*,\s*)+x",
        r"a*a*",
        r"(?i)A+[a-z]*b",
    ]
    assert [pattern for pattern in patterns if not is_refused(pattern)] == []


def test_searches_that_begin_with_a_repetition_are_refused():
    for pattern in (r"\s+and", r"(?:[a-z.]+@x|b)", r"(\d+):"):
        assert is_refused(pattern, searches=True)
        assert not is_refused(pattern)


def test_expressions_with_one_way_to_match_are_taken():
    patterns = (r"x[^/.]+(?:\.[^/.]+)+(/\S*)?", r"(?<!\d)\d+:", r"\t+", r"xa+b+", r'"(?:[^"\\]|\\.)*"')
    assert [pattern for pattern in patterns if is_refused(pattern, searches=True)] == []
