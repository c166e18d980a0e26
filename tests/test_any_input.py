"""Whatever stands in a file or on a button, reading it ends with a value or with words that name nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cli.subscriber_file import FileError, read_list
from bot.content.po_file import read_po_file
from bot.telegram.screens.button_codes import LONGEST, Verb, decode, encode

HEADING = "chat_id,language,topics\n"
PO = """msgid ""
msgstr ""
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#. Plain text. A note.
#, fuzzy
msgid "start.welcome"
msgstr "Welcome, {name}!"

msgid "news.count"
msgid_plural "news.count"
msgstr[0] "{count} piece"
msgstr[1] "{count} pieces"
"""
CELLS = st.sampled_from(
    [
        "7123456789",
        "-100",
        "0",
        "en",
        "xx",
        "urgent",
        '"urgent;weekly"',
        '"',
        ",",
        ";",
        "\t",
        "\r",
        "\n",
        "é",
        "\0",
    ]
)
CODES = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from([*Verb, "", "nothing"]),
    st.sampled_from([":", "", "::"]),
    st.text(max_size=30),
    st.sampled_from(["@", "", "@@"]),
    st.text(max_size=8),
)
LONG_NUMBER = re.compile(r"[0-9]{5}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


@given(
    rest=st.one_of(
        st.binary(max_size=60), st.lists(CELLS, max_size=20).map(lambda each: "".join(each).encode())
    )
)
@example(rest=b"7123456789,en," + b"x" * 200_000)
@example(rest=b"\xff\xfe7")
def test_of_a_list_of_subscribers_each_line_is_taken_or_told_and_no_number_is_named(
    folder: Path, rest: bytes
):
    file = folder / "people.csv"
    file.write_bytes(HEADING.encode() + rest)
    said: list[str] = []
    try:
        found = read_list(file, ["urgent", "weekly"], ["en", "es"], "2026-W48")
    except FileError as error:
        said.append(str(error))
    else:
        said += [*found.bad.values(), *found.doubles.values()]
        assert all(0 < abs(each.chat_id) < 2**52 for each in found.good)
    assert not any(LONG_NUMBER.search(words) for words in said)


@given(
    at=st.integers(0, len(PO)),
    away=st.integers(0, 20),
    put=st.text(alphabet='"\\{}n[]#,;=: \n\u200e\u202eé0123456789msgidtr', max_size=20),
)
def test_a_catalog_with_a_slip_anywhere_is_read_or_told_at_a_line_that_exists(
    folder: Path, at: int, away: int, put: str
):
    file = folder / "en.po"
    text = PO[:at] + put + PO[at + away :]
    file.write_text(text, encoding="utf-8")
    read, problems = read_po_file(file, "en.po", "en")
    assert read is not None or problems
    assert all(1 <= problem.line <= text.count("\n") + 2 for problem in problems)


@given(code=CODES)
def test_what_a_button_carries_is_nothing_or_what_we_would_have_written(code: str):
    press = decode(code)
    if press is not None:
        assert len(encode(press.verb, press.argument, press.language).encode()) <= LONGEST + 1
        assert decode(encode(press.verb, press.argument, press.language)) == press
        assert all(0 <= number < 10**18 for number in press.numbers)
