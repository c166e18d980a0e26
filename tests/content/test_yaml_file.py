"""YAML is read strictly, and everything keeps its place."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.yaml_file import read_yaml


def read(tmp_path: Path, text: str | bytes):
    path = tmp_path / "file.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(path, "faq/file.yaml")


def test_a_plain_value_means_what_it_means_in_yaml_1_2(tmp_path: Path):
    values = (
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("off", "off"),
        ("2026-11-21", "2026-11-21"),
        ("2026-11-21 16:00", "2026-11-21 16:00"),
        ("16:30", "16:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("=", "="),
        ("<<", "<<"),
        ("true", True),
        ("False", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("017", 17),
        ("-4", -4),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("9" * 5000, float("inf")),
        ('"true"', "true"),
        ("'12'", "12"),
    )
    for written, value in values:
        file, problems = read(tmp_path, f"key: {written}\n")
        assert problems == []
        assert file is not None
        assert file.value == {"key": value}
        assert type(file.value["key"]) is type(value), written


def test_a_key_is_text_whatever_it_looks_like(tmp_path: Path):
    file, problems = read(tmp_path, "no: a\n2017: b\ntrue: c\n")
    assert problems == []
    assert file is not None
    assert file.value == {"no": "a", "2017": "b", "true": "c"}


def test_every_value_and_key_keeps_its_place(tmp_path: Path):
    file, _ = read(
        tmp_path, "- id: ä\n  list:\n    - 😀 {x}\n    - |\n      long\n  inline: {a: 1, b: [2, 3]}\n"
    )
    assert file is not None
    assert file.value == [{"id": "ä", "list": ["😀 {x}", "long\n"], "inline": {"a": 1, "b": [2, 3]}}]
    assert file.places == {
        (): (1, 1),
        (0,): (1, 3),
        (0, "id"): (1, 7),
        (0, "list"): (3, 5),
        (0, "list", 0): (3, 7),
        (0, "list", 1): (4, 7),
        (0, "inline"): (6, 11),
        (0, "inline", "a"): (6, 15),
        (0, "inline", "b"): (6, 21),
        (0, "inline", "b", 0): (6, 22),
        (0, "inline", "b", 1): (6, 25),
    }
    assert file.key_places[(0, "inline", "b")] == (6, 18)
    assert str(file.problem((0, "list", 7, "x"), "gone")) == "faq/file.yaml:3:5: gone"


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path):
    file, problems = read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: x\r\n")
    assert problems == []
    assert file is not None
    assert file.value == {"a": 1, "b": "x"}


FAULTS = {
    "an empty file": ("", ["1:1: the file is empty"]),
    "a file of comments": ("# one\n# two\n", ["1:1: the file is empty"]),
    "a second document": (
        "a: 1\n---\nb: 2\n",
        ["2:1: a second document starts here (---): a file is one document"],
    ),
    "a key twice": ("a: 1\nb:\n  c: 1\n  c: 2\n", ["4:3: `c` stands here a second time, first on line 3"]),
    "two keys twice": (
        "a: 1\na: 2\nb: 1\nb: 2\n",
        [
            "2:1: `a` stands here a second time, first on line 1",
            "4:1: `b` stands here a second time, first on line 3",
        ],
    ),
    "an alias": ("a: x\nb: *a\n", ["2:4: *a is read as an alias: put text that begins with * in quotes"]),
    "an anchor": ("a: &x y\n", ["1:4: &x is read as an anchor: put text that begins with & in quotes"]),
    "a tag": ("a: !new y\n", ["1:4: ! is read as a tag: put text that begins with ! in quotes"]),
    "a Python object": (
        "a: !!python/object/apply:os.getcwd []\n",
        ["1:4: ! is read as a tag: put text that begins with ! in quotes"],
    ),
    "tabs": ("a:\n\tb: 1\n  c:\t\t2\n", ["2:1: a tab: use spaces", "3:5: a tab: use spaces"]),
    "a mapping as key": (
        "{a: b}: c\n",
        ["1:1: a key must be a word; text with { } or [ ] at its start needs quotes"],
    ),
    "a colon in text": (
        "a: what: now\n",
        ["1:8: a colon and a space inside the text: put the whole text in quotes"],
    ),
    "a sign at the start of text": (
        "a: x\nb: @home\n",
        ["2:4: text that begins with an @: put the whole text in quotes"],
    ),
    "a quotation mark that is not closed": (
        'a: 1\nb: "x\nc: 2\n',
        ["2:4: a quotation mark that was opened is never closed"],
    ),
    "a bracket that is not closed": (
        "a: [x, y\nb: z\n",
        ["1:4: expected a comma or a closing ]; text with , : [ ] in it needs quotes"],
    ),
    "a brace that is not closed": (
        "a: {x: y, z: what: now}\n",
        ["1:18: expected a comma or a closing }; text with , : { } in it needs quotes"],
    ),
    "an item at the wrong depth": (
        "- a\n- b\n c\n- d\n x: y\n",
        ["5:2: this key is not indented like the ones before it: give it as many spaces as they have"],
    ),
    "a list that goes on as keys": (
        "- a\nb: c\n",
        ["2:1: expected the next item or key, indented like the ones before it"],
    ),
    "keys that go on as a list": (
        "a: b\n- c\n",
        ["2:1: expected the next item or key, indented like the ones before it"],
    ),
    "an invisible character": ("a: b\nc: d\x00e\n", ["2:5: an invisible character (U+0000)"]),
    "a sign that turns the direction of what follows": (
        "a: b\u202ec\n",
        ["1:5: an invisible character (U+202E)"],
    ),
    "a line break that editors hide": ("a: b\u2028c\n", ["1:5: an invisible character (U+2028)"]),
    "too many brackets": ("[" * 500, ["1:22: nested too deep"]),
}


def test_a_fault_of_form_is_reported_at_its_place(tmp_path: Path):
    told = {fault: [*map(str, read(tmp_path, text)[1])] for fault, (text, _) in FAULTS.items()}
    assert told == {
        fault: [f"faq/file.yaml:{problem}" for problem in expected] for fault, (_, expected) in FAULTS.items()
    }


def test_a_file_that_is_not_utf_8_is_reported_where_it_begins_to_differ(tmp_path: Path):
    for raw, expected in (
        ("a: é\nb: é".encode("latin-1"), "1:4: not UTF-8 (byte 0xE9): save the file as UTF-8"),
        ("a: é\nb: ".encode() + b"\xe9", "2:4: not UTF-8 (byte 0xE9): save the file as UTF-8"),
        (b"\xef\xbb\xbfa: \xe9", "1:4: not UTF-8 (byte 0xE9): save the file as UTF-8"),
        ("a: b".encode("utf-16"), "1:1: not UTF-8 (byte 0xFF): save the file as UTF-8"),
    ):
        file, problems = read(tmp_path, raw)
        assert file is None
        assert [str(problem) for problem in problems] == [f"faq/file.yaml:{expected}"]


def test_a_file_that_is_not_there_is_reported(tmp_path: Path):
    file, problems = read_yaml(tmp_path / "none.yaml", "faq/none.yaml")
    assert file is None
    assert [str(problem) for problem in problems] == [
        "faq/none.yaml:1:1: cannot be read: No such file or directory"
    ]


@settings(deadline=None)
@given(text=st.text(alphabet="abc:-[]{}#&*!|>'\"%@`,? \n\t0é", max_size=60))
def test_whatever_stands_in_a_file_reading_ends_with_a_value_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, text: str
):
    file, problems = read(tmp_path_factory.mktemp("any"), text)
    assert file is not None or problems
    lines = text.split("\n")
    for problem in problems:
        # libyaml places what is missing at the end on the line after the last.
        line = [*lines, ""][problem.line - 1]
        assert 1 <= problem.column <= len(line) + 1
