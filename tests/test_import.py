"""A list of subscribers from elsewhere: no line is lost, nobody named, and nobody brought in in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.subscriber_file import FileError, read_list
from bot.domain.people.subscriptions import Subscriber
from tests.test_cli import PEOPLE, Operator, begun, migrated_sqlite_file, operator  # noqa: F401 - fixtures

WEEK = "2026-W48"
HEADING = "chat_id,language,topics\n"


def taken(who: Operator) -> list[str]:
    return who("subscribers", "export").stdout.splitlines()[1:]


def imported(who: Operator, text: str | bytes, *words: str):
    file = who.folder / "people.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return who("subscribers", "import", "people.csv", *words)


def test_a_quote_that_never_closes_costs_its_own_line(begun):  # noqa: F811
    lines = [f"{number},en,urgent" for number in range(7000001, 7000401)]
    lines[98] = '7000099,en,"urgent;webinars'
    result = imported(begun, HEADING + "\n".join(lines) + "\n")
    assert result.exit_code == 1
    assert "line 100: a quote is not closed" in result.stderr
    assert "Taken in: 399; new: 399; bad lines: 1; lines of a chat that was named before: 0" in result.stdout
    assert "70000" not in result.output


@pytest.mark.parametrize(
    "text",
    [
        'chat_id;language;topics\r\n1;en;urgent\r\n2;es;"urgent;weekly"\r\n',
        "chat_id\tlanguage\ttopics\r1\ten\turgent\r2\tes\turgent;weekly\r",
        '\ufeff"Chat_ID","language","topics"\n1,EN,Urgent\n\n2, es ,"urgent, WEEKLY"\n',
        "chat_id,language,topics\n1,en,urgent\n2,es,urgent; weekly".encode("utf-16"),
        'sep=;\r\nchat_id;language;topics\r\n1;en;urgent\r\n2;es;"urgent;weekly"\r\n',
        '\nchat_id,language,topics,,\n1,en,urgent,,\n2,es,"urgent;weekly",\n,,,,\n"","",""\n',
        "chat_id,language,topics\n\u200f1\u200f,en,urgent\u200b\n\u202a2\u202c,es,urgent;weekly\n",
    ],
    ids=["semicolons", "tabs", "byte-order mark", "sixteen bits", "sep=", "empty cells", "invisible marks"],
)
def test_what_programs_for_tables_write_is_read(tmp_path: Path, text):
    file = tmp_path / "people.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = read_list(file, ["urgent", "weekly"], ["en", "es"], WEEK)
    assert (found.bad, found.doubles) == ({}, {})
    first, second = (1, "en", {"urgent"}, WEEK), (2, "es", {"urgent", "weekly"}, WEEK)
    assert found.good == [Subscriber(*first), Subscriber(*second)]


BAD = (
    ("0,en,urgent", "cannot be a chat's"),
    ("99999999999999999,en,urgent", "not a whole number"),
    ("4503599627370496,en,urgent", "cannot be a chat's"),
    ("1.23457E+11,en,urgent", "rounded"),
    ("\u0661\u0662\u0663,en,urgent", "not a whole number"),
    ("+5,en,urgent", "not a whole number"),
    ("\u2212100123,en,urgent", "not a whole number"),
    ("777000,en,urgent", "the id of Telegram itself"),
    ("5,en,urgent,weekly", "more than three columns"),
    ("5,en,nothing", "unknown topic"),
    ("5,zz,urgent", "unknown language"),
    ("5", "unknown language"),
    ("5,en," + "x" * 200_000, "too long"),
)


def test_each_bad_line_is_said_by_its_number_and_the_others_are_kept(begun):  # noqa: F811
    lines = [line for number, (bad, _) in enumerate(BAD, start=1) for line in (bad, f"{number},en,urgent")]
    result = imported(begun, HEADING + "\n".join(lines) + "\n")
    assert result.exit_code == 1
    told = [line for line in result.stderr.splitlines() if line.startswith("line ")]
    assert [line.partition(":")[0] for line in told] == [f"line {2 * place + 2}" for place in range(len(BAD))]
    assert [why for (_, why), line in zip(BAD, told, strict=True) if why not in line] == []
    assert taken(begun) == [f"{number},en,urgent" for number in range(1, len(BAD) + 1)]


def test_a_chat_that_is_named_twice_counts_once_and_is_said(begun):  # noqa: F811
    result = imported(begun, f"{HEADING}5,en,urgent\n5,es,weekly\n")
    assert result.exit_code == 0
    assert "line 3: the same chat as in line 2" in result.stderr
    assert taken(begun) == ["5,en,urgent"]


@pytest.mark.parametrize(
    "text",
    [b"", HEADING.encode(), b"id,name\n1,x\n", b"chat_id,language,topics\n1,\xe9,urgent\n"]
    + [(HEADING + "1,en,urgent\n").encode(form) for form in ("utf-16-le", "utf-32")],
)
def test_a_file_that_is_no_list_is_refused_in_one_line(tmp_path: Path, text: bytes):
    file = tmp_path / "people.csv"
    file.write_bytes(text)
    with pytest.raises(FileError) as refused:
        read_list(file, ["urgent"], ["en"], WEEK)
    assert len(str(refused.value).splitlines()) == 1


def test_a_dry_run_says_what_would_happen_and_changes_nothing(begun):  # noqa: F811
    assert imported(begun, f"{HEADING}1,en,urgent\n").exit_code == 0
    result = imported(begun, PEOPLE, "--dry-run")
    assert "Would be taken in: 3; new: 2; bad lines: 0" in result.stdout, result.output
    assert taken(begun) == ["1,en,urgent"]


def test_who_is_new_by_a_list_has_a_word_waiting_before_anything_else_and_who_was_there_has_none(begun):  # noqa: F811
    assert imported(begun, f"{HEADING}1,en,urgent\n").exit_code == 0
    assert imported(begun, PEOPLE).exit_code == 0
    assert imported(begun, PEOPLE).exit_code == 0
    found = json.loads(begun("deliveries", "--json").stdout)
    assert [each["pending"] for each in found] == [2, 1]
    assert all(each["key"].startswith("welcome/") for each in found)
