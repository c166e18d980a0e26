"""Verbs that cannot mislead: each says which database it used, and needs nothing but what it is about."""

from __future__ import annotations

import errno
import io
import logging
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.app.version import VERSION
from bot.cli import opening
from bot.cli.verbs import application, perform
from tests.storage.conftest import (  # noqa: F401 - fixtures
    emptied_postgres_url,
)
from tests.test_cli import (  # noqa: F401 - fixtures
    Operator,
    announced,
    begun,
    databases,
    operator,
    peopled,
)

NEVER_MAKE_ONE = [
    ["halt"],
    ["halt", "--restored"],
    ["resume"],
    ["deliveries"],
    ["deliveries", "1", "--cancel", "--yes"],
    ["announce", "--text-file", "text.txt", "--yes"],
    ["subscribers", "count"],
    ["subscribers", "export"],
    ["health"],
    ["backup", "copy.db"],
]
OF_THE_DATABASE_ALONE = [
    ["halt"],
    ["resume"],
    ["deliveries"],
    ["subscribers", "count"],
    ["migrate"],
    ["backup", "copy.db"],
]


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def with_texts(who: Operator) -> Operator:
    who.writes("text.txt", "Hello")
    who.writes("people.csv", "chat_id,language,topics\n1,en,urgent\n")
    return who


def test_in_a_folder_without_a_database_a_verb_makes_none_and_says_where_it_looked(operator):  # noqa: F811
    before = files(with_texts(operator).folder)
    for words in NEVER_MAKE_ONE:
        result = operator(*words)
        assert result.exit_code == 1, words
        assert result.stderr.startswith(f"There is no database at {operator.folder / 'bot.db'}")
        assert len(result.stderr.splitlines()) == 1
        assert files(operator.folder) == before, words


def test_an_empty_file_is_no_database_and_stays_empty(operator):  # noqa: F811
    with_texts(operator).writes("bot.db", "")
    for words in NEVER_MAKE_ONE[:-1]:
        result = operator(*words)
        assert result.exit_code == 1, words
        assert "there are no tables of this program in it" in result.stderr
        with closing(sqlite3.connect(operator.folder / "bot.db")) as connection:
            assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,), words


NO_FILE = {
    "a folder": ("bot.db", lambda file: file.mkdir(), "bot.db is a folder"),
    "a pipe": ("bot.db", os.mkfifo, "bot.db is no file"),
    "a link to itself": ("bot.db", lambda file: file.symlink_to(file), "bot.db"),
    "no folder": ("nowhere/bot.db", lambda _: None, "nowhere"),
    "a file for a folder": ("file/bot.db", lambda file: file.parent.touch(), "there is no folder"),
    "no database": ("bot.db", lambda file: file.write_text("hello " * 200), "the file is no database"),
}


@pytest.mark.parametrize("what", NO_FILE)
def test_whatever_stands_in_the_place_of_the_database_is_said_in_one_line(begun, monkeypatch, what):  # noqa: F811
    """Also by the verbs that would make one, and by those that read the content first."""
    assert with_texts(begun)("backup", "good.copy").exit_code == 0
    (begun.folder / "bot.db").unlink()
    name, makes, why = NO_FILE[what]
    makes(begun.folder / name)
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{name}")
    makers = [["migrate"], ["subscribers", "import", "people.csv"]]
    if what != "no database":
        makers.append(["restore", "good.copy", "--force", "--yes"])
    for words in (*NEVER_MAKE_ONE, *makers):
        result = begun(*words)
        assert isinstance(result.exception, SystemExit), (words, result.exception)
        (line,) = result.output.splitlines()
        assert (why if words in makers else name) in line, words
        assert "disk" not in line


def test_a_bot_that_finds_no_file_in_the_place_of_its_database_says_what_is_there(operator, monkeypatch):  # noqa: F811
    (operator.folder / "bot.db").mkdir()
    monkeypatch.setenv("BOT_TOKEN", "123456789:" + "A" * 35)
    result = operator("run")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        2,
        f"BOT_DATABASE_URL: {operator.folder / 'bot.db'} is a folder",
    )
    assert "bot.db is a folder" in operator("doctor").stdout


def test_a_server_that_is_away_is_said_in_one_line_also_by_who_reads_the_content_first(operator, monkeypatch):  # noqa: F811
    monkeypatch.setenv("BOT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x")
    for words in (["announce", "--text-file", "text.txt", "--yes"], ["subscribers", "import", "people.csv"]):
        (line,) = with_texts(operator)(*words).output.splitlines()
        assert line.startswith("BOT_DATABASE_URL: the database cannot be reached: nobody listens"), words


def test_a_wrong_option_in_a_servers_address_is_said_in_words(operator, monkeypatch):  # noqa: F811
    for option in ("sslmode=maybe", "nonsense=1"):
        monkeypatch.setenv("BOT_DATABASE_URL", f"postgresql://nobody@127.0.0.1:1/x?{option}")
        assert "an option in the address is unknown or has a wrong value" in operator("halt").output, option


def test_the_database_of_another_program_stays_as_it_is(begun):  # noqa: F811
    assert with_texts(begun)("backup", "good.copy").exit_code == 0
    (begun.folder / "bot.db").unlink()
    begun.changes("CREATE TABLE invoices (number INTEGER)")
    makers = (
        ["migrate"],
        ["subscribers", "import", "people.csv"],
        ["restore", "good.copy", "--force", "--yes"],
    )
    for words in makers:
        result = begun(*words)
        assert result.exit_code == 1, words
        assert "another program's tables are in " in result.stderr
        with closing(sqlite3.connect(begun.folder / "bot.db")) as connection:
            assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("invoices",)], words


def test_who_may_make_a_database_says_where_it_is(operator, monkeypatch):  # noqa: F811
    with_texts(operator)
    for words in (["migrate"], ["subscribers", "import", "people.csv"]):
        monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{words[0]}.db")
        result = operator(*words)
        assert result.exit_code == 0, result.output
        assert result.stderr.splitlines()[-1] == f"Database: {operator.folder / words[0]}.db"
        assert (operator.folder / f"{words[0]}.db").stat().st_mode & 0o777 == 0o600


def test_what_goes_out_is_said_to_stop_on_which_database_and_whether_a_bot_lives_on_it(peopled):  # noqa: F811
    with_texts(peopled)
    verbs = (["halt"], ["resume"], ["announce", "--text-file", "text.txt", "--yes"], ["deliveries", "--json"])
    for words in verbs:
        never = peopled(*words).stderr.splitlines()[-1]
        assert never == f"Database: {peopled.folder / 'bot.db'} (last sign of life of a bot on it: never)"
    peopled.changes(
        "INSERT INTO marks VALUES ('received', '', CAST(strftime('%s') AS INTEGER) * 1000 - 7200000)"
    )
    for words in verbs:
        assert "2 hours ago" in peopled(*words).stderr.splitlines()[-1], words


def test_a_verb_of_the_database_is_stopped_by_no_other_setting_and_names_what_is_wrong(
    peopled,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
):
    shutil.rmtree(peopled.folder / "content")
    wrong = {
        "BOT_TOKEN": "hunter2",
        "BOT_ADMINS": "-5,1087968824",
        "BOT_LOG_LEVEL": "loud",
        "BOT_WEBHOOK_URL": "https://bot.example.org",
        "BOT_LISTEN": "8080",
        "BOT_RETENTION_MISSED": "1",
        "BOT_ADMIN": "1",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    for words in OF_THE_DATABASE_ALONE:
        result = peopled(*words)
        assert result.exit_code == 0, result.output
        assert [name for name in wrong if f"Warning: {name}" not in result.stderr] == [], words
        assert result.stderr.count("Warning: BOT_ADMINS: number ") == 2
        assert "hunter" not in result.output
        assert result.stderr.splitlines()[-1].startswith(f"Database: {peopled.folder / 'bot.db'}")


def test_a_slip_in_the_name_of_the_database_setting_stops_every_verb(peopled, monkeypatch):  # noqa: F811
    monkeypatch.setenv("BOT_DATABSE_URL", "sqlite:////srv/bot.db")
    result = peopled("halt")
    assert result.exit_code == 2
    assert "BOT_DATABSE_URL: there is no such setting; did you mean BOT_DATABASE_URL?" in result.stderr


def test_settings_in_another_encoding_stop_every_verb_with_a_line(peopled):  # noqa: F811
    (peopled.folder / ".env").write_bytes("BOT_DATABASE_URL=sqlite:///é.db".encode("latin-1"))
    result = peopled("halt")
    assert result.exit_code == 2
    assert ".env in the working directory cannot be read: it is not UTF-8" in result.stderr


@pytest.mark.parametrize("is_link", [False, True], ids=["a folder", "a link to nothing"])
def test_settings_that_are_no_file_are_not_passed_over_in_silence(peopled, is_link):  # noqa: F811
    env = peopled.folder / ".env"
    if is_link:
        env.symlink_to("nowhere")
    else:
        env.mkdir()  # as a container makes it that is given a file which is not there
    result = peopled("halt")
    assert result.exit_code == 2
    assert ".env in the working directory cannot be read: " in result.stderr


def test_who_names_the_database_beside_the_file_of_settings_is_not_stopped_by_that(peopled, monkeypatch):  # noqa: F811
    (peopled.folder / ".env").write_bytes("BOT_ADMINS=é".encode("latin-1"))
    monkeypatch.setenv("BOT_DATABASE_URL", "sqlite:///bot.db")
    monkeypatch.setenv("BOT_LOG_LEVEL", "loud")
    result = peopled("halt")
    assert result.exit_code == 0, result.output
    assert "Warning: .env in the working directory cannot be read: it is not UTF-8" in result.stderr
    assert "Warning: BOT_LOG_LEVEL" in result.stderr


def test_a_database_in_memory_is_nothing_for_a_verb(operator, monkeypatch):  # noqa: F811
    monkeypatch.setenv("BOT_DATABASE_URL", "sqlite://")
    result = operator("halt")
    assert (result.exit_code, "in memory" in result.stderr) == (2, True)


def test_an_announcement_says_to_whom_and_when_and_waits_for_a_yes(peopled):  # noqa: F811
    with_texts(peopled)
    words = ("announce", "--text-file", "text.txt", "--language", "en")
    asked = peopled(*words)
    assert asked.exit_code == 2
    assert "1 subscriber of urgent with the language en would get this." in asked.stderr
    assert "It leaves: now" in asked.stderr
    assert "Nothing was done. Add --yes to do it." in asked.stderr.splitlines()
    assert "UTC (in 2 days)" in asked.stderr
    assert peopled("deliveries", "--json").stdout.strip() == "[]"


def test_an_announcement_that_cannot_be_sent_before_it_expires_is_refused(peopled, monkeypatch):  # noqa: F811
    monkeypatch.setenv("BOT_MESSAGES_PER_SECOND", "0.0001")
    with_texts(peopled)
    result = peopled("announce", "--text-file", "text.txt", "--yes", "--at", "2027-01-01T00:00Z",
                     "--expires-at", "2027-01-01T00:30Z")  # fmt: skip
    assert result.exit_code == 2
    assert "it takes 5 hours to send" in result.stderr


def test_an_announcement_is_stopped_from_the_server_and_only_once(announced):  # noqa: F811
    asked = announced("deliveries", "1", "--cancel")
    assert (asked.exit_code, "2 deliveries of 1 would never be sent" in asked.stderr) == (2, True)
    assert announced("deliveries", "1", "--cancel", "--yes").exit_code == 0
    assert announced.counts() == {"announcement": 1, "skipped": 2}
    assert announced("deliveries", "1", "--cancel", "--yes").exit_code == 1


def test_the_version_is_a_verb_and_an_option(operator):  # noqa: F811
    for word in ("version", "--version"):
        result = operator(word)
        assert result.exit_code == 0
        assert result.stdout.startswith(f"compact-bot {VERSION}")


def test_a_server_without_tables_is_a_line(operator, monkeypatch, migrated_postgres):  # noqa: F811
    url = migrated_postgres[0]
    with_texts(operator)
    monkeypatch.setenv(
        "BOT_DATABASE_URL", url + ("&" if "?" in url else "?") + "options=-csearch_path%3Dnowhere"
    )
    for words in NEVER_MAKE_ONE:
        result = operator(*words)
        assert result.exit_code == 1, words
        assert "Traceback" not in result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "BOT_DATABASE_URL: " in result.stderr
    assert not (operator.folder / "copy.db").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files of others")
def test_what_root_makes_in_the_folder_of_a_service_belongs_to_the_service(operator):  # noqa: F811
    folder = operator.folder / "service"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BOT_DATABASE_URL", f"sqlite:///{folder}/bot.db")
        assert operator("migrate").exit_code == 0
        assert operator("halt").exit_code == 0
        assert operator("backup", str(folder / "copy.db")).exit_code == 0
        assert operator("restore", str(folder / "copy.db"), "--force").exit_code == 0
        assert operator("backup", "--folder", str(folder / "copies" / "of" / "mine")).exit_code == 0
    assert operator("translation", "de", str(folder / "de.po")).exit_code == 0
    assert operator("content", "init", str(folder / "our" / "content"), "--language", "en").exit_code == 0
    assert [path.name for path in folder.rglob("*") if path.stat().st_uid != 12345] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes others")
def test_another_user_than_the_services_is_told_whose_the_database_is(begun):  # noqa: F811
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as environment:
        folder = Path(name)
        os.chown(folder, 12345, 12345)
        folder.chmod(0o755)
        environment.chdir(folder)
        shutil.copy(begun.folder / "bot.db", folder)
        os.chown(folder / "bot.db", 12345, 12345)
        os.seteuid(54321)
        try:
            result = begun("halt")
        finally:
            os.seteuid(0)
    assert result.exit_code == 1
    assert "belongs to 12345 and this is 54321" in result.stderr


class FullDisk(io.StringIO):
    """As standard output that is written to a file where there is no room."""

    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("out", "code"), [(io.StringIO, 0), (FullDisk, 1)])
def test_a_stop_is_a_stop_whether_anybody_can_be_told_or_not(peopled, monkeypatch, out, code):  # noqa: F811
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.INFO)
    monkeypatch.setattr(sys, "argv", ["compact-bot", "halt"])
    monkeypatch.setattr(sys, "stdout", out())
    monkeypatch.setattr(sys, "stderr", None)  # as where it was closed before the start
    umask = os.umask(0o077)
    try:
        with pytest.raises(SystemExit) as ended:
            perform(application("halt"))
    finally:
        os.umask(umask)
        sys.stderr.close()
        vars(opening.out).pop(
            "console", None
        )  # what the full disk did not take waits there for the next word
    assert ended.value.code == code
    with closing(sqlite3.connect(peopled.folder / "bot.db")) as connection:
        assert connection.execute("SELECT count(*) FROM marks WHERE name = 'halted'").fetchone() == (1,)
