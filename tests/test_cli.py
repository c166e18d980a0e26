"""The command line, as an operator types it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import pytest
from typer.testing import Result

from bot.cli.content.content_verbs import reply_as_json
from bot.cli.main import main
from bot.matching.replies import Answered, Courtesy, Missed, Suggested
from tests.small_content import write_small_content
from tests.typing_verbs import typed

PEOPLE = "chat_id,language,topics\n1,en,urgent\n2,es,urgent;weekly\n-100,fr,webinars\n"


class Operator:
    """Types verbs in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str) -> Result:
        return typed(*words)

    def writes(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def changes(self, statement: str) -> None:
        """What a run of the bot would have left in the database."""
        with closing(sqlite3.connect(self.folder / "bot.db")) as connection, connection:
            connection.execute(statement)

    def counts(self) -> dict[str, int]:
        announcement = json.loads(self("deliveries", "--json").stdout)[0]
        return {state: n for state, n in announcement.items() if isinstance(n, int) and n}


@contextmanager
def working_in(folder: Path) -> Iterator[Operator]:
    """Somebody who works in an empty folder, with a small content of their own."""
    with pytest.MonkeyPatch.context() as environment:
        environment.chdir(folder)
        for name in ("BOT_TOKEN", "BOT_ADMINS", "BOT_DATABASE_URL"):
            environment.delenv(name, raising=False)
        environment.setenv("BOT_CONTENT", str(write_small_content(folder / "content")))
        yield Operator(folder)


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with working_in(tmp_path) as made:
        yield made


@pytest.fixture
def begun(operator: Operator, migrated_sqlite_file: Path) -> Operator:
    """Somebody whose database is made, and empty."""
    shutil.copy(migrated_sqlite_file, operator.folder / "bot.db")
    return operator


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite_file: Path) -> Path:
    """A folder with `people.db`, which has PEOPLE, and `announced.db`, where something was announced too."""
    return _databases(tmp_path_factory.getbasetemp() / "databases", migrated_sqlite_file)


@cache  # a fixture that other modules import is made for each of them
def _databases(folder: Path, empty: Path) -> Path:
    folder.mkdir()
    shutil.copy(empty, folder / "bot.db")
    with working_in(folder) as first:
        for words in (
            ["subscribers", "import", first.writes("people.csv", PEOPLE)],
            ["backup", "people.db"],
            ["announce", "--text-file", first.writes("text.txt", "Hello"), "--key", "k", "--yes"],
            ["backup", "announced.db"],
        ):
            assert first(*words).exit_code == 0
            # the word to those who are new is not what these tests are about
            first.changes(
                "DELETE FROM deliveries WHERE announcement_id IN (SELECT announcement_id FROM"
                " announcements WHERE kind = 'welcome')"
            )
            first.changes("DELETE FROM announcements WHERE kind = 'welcome'")
    return folder


@pytest.fixture
def peopled(operator: Operator, databases: Path) -> Operator:
    """Somebody who has imported PEOPLE."""
    shutil.copy(databases / "people.db", operator.folder / "bot.db")
    return operator


@pytest.fixture
def announced(operator: Operator, databases: Path) -> Operator:
    """Somebody who has announced something to two people."""
    shutil.copy(databases / "announced.db", operator.folder / "bot.db")
    return operator


def test_subscribers_come_in_and_go_out_in_the_same_form(begun: Operator):
    result = begun("subscribers", "import", begun.writes("people.csv", PEOPLE))
    assert result.exit_code == 0, result.output
    lines = begun("subscribers", "export").stdout.splitlines()
    assert lines == ["chat_id,language,topics", "-100,fr,webinars", "1,en,urgent", "2,es,urgent;weekly"]


def test_bad_lines_are_named_by_number_and_the_good_ones_kept(begun: Operator):
    file = begun.writes(
        "people.csv", "chat_id,language,topics\nx,en,urgent\n7,zz,urgent\n8,en,foo\n9,en,urgent\n"
    )
    result = begun("subscribers", "import", file)
    assert result.exit_code == 1
    for number in (2, 3, 4):
        assert f"line {number}:" in result.stderr
    assert begun("subscribers", "export").stdout.splitlines()[1:] == ["9,en,urgent"]


def test_a_file_with_other_columns_is_refused(operator: Operator):
    result = operator("subscribers", "import", operator.writes("people.csv", "id,name\n1,x\n"))
    assert result.exit_code == 1
    assert "chat_id,language,topics" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (operator.folder / "bot.db").exists()


def test_an_announcement_is_counted_first_and_enqueued_once_by_its_key(peopled: Operator):
    text = peopled.writes("text.txt", "Hello")
    asked = peopled("announce", "--text-file", text)
    assert asked.exit_code == 2
    assert "2 subscribers" in asked.stderr
    assert peopled("announce", "--text-file", text, "--key", "k", "--yes").stdout.strip() == "1"
    again = peopled("announce", "--text-file", text, "--key", "k", "--yes")
    assert again.exit_code == 1
    for said in ("2 subscribers of urgent would get this", "It leaves: now", "It expires: "):
        assert said in again.stderr  # a slip in a date is seen by who said yes beforehand too
    assert peopled.counts() == {"announcement": 1, "pending": 2}


def test_what_makes_no_sense_in_announce_is_refused(peopled: Operator):
    text = peopled.writes("text.txt", "Hello")
    for words, complaint in (
        (["--topic", "nothing"], "--topic"),
        (["--language", "zz"], "--language"),
        (["--at", "tomorrow"], "--at"),
        (["--at", "2027-01-01T10:00"], "zone"),
        (["--at", "2020-01-01T10:00Z"], "is past"),
        (["--at", "2200-01-01T10:00Z"], "further ahead"),
        (["--at", "0001-01-01T00:00+05:00"], "not an instant"),
        (["--expires-at", "2020-01-01T10:00Z"], "--expires-at"),
        (["--expires-at", "2200-01-01T10:00Z"], "--expires-at: Wednesday 2200-01-01 10:00 UTC"),
        (["--text", "french.txt"], "--text"),
        (["--text", "en=text.txt"], "a text in en was given already"),
        (["--text", "es=text.txt", "--text", "es=text.txt"], "a text in es was given already"),
        (["--language", "es", "--text", "en=text.txt"], "who gets this reads es"),
    ):
        result = peopled("announce", "--text-file", text, *words, "--yes")
        assert result.exit_code == 2, words
        assert complaint in result.stderr


def test_a_text_that_is_too_long_or_empty_is_refused(operator: Operator):
    for text in ("x" * 4096, "  ", "\u200b\u2060"):
        result = operator("announce", "--text-file", operator.writes("text.txt", text), "--yes")
        assert result.exit_code == 2


def test_halt_and_resume_say_what_they_did(peopled: Operator):
    operator = peopled
    assert "Halted" in operator("halt").stdout
    assert "Going on" in operator("resume").stdout
    assert "Nothing was halted" in operator("resume").stdout


def test_what_is_unknown_is_sent_again_only_with_yes_and_once(announced: Operator):
    assert announced("deliveries", "1", "--send-again", "--yes").exit_code == 1  # it is still going out
    announced.changes("UPDATE announcements SET state = 'finished'")
    announced.changes("UPDATE deliveries SET state = CASE chat_id WHEN 1 THEN 'unknown' ELSE 'sent' END")
    asked = announced("deliveries", "1", "--send-again")
    assert asked.exit_code == 2
    assert "1 chat would be sent 1 again" in asked.stderr
    assert announced.counts() == {"announcement": 1, "sent": 1, "unknown": 1}
    assert announced("deliveries", "1", "--send-again", "--yes").exit_code == 0
    assert announced.counts() == {"announcement": 1, "pending": 1, "sent": 1}
    assert announced("deliveries", "1", "--send-again", "--yes").exit_code == 1


def test_past_its_time_nothing_is_sent_again(announced: Operator):
    announced.changes("UPDATE announcements SET state = 'finished', expires_at = 1")
    announced.changes("UPDATE deliveries SET state = 'unknown'")
    refused = announced("deliveries", "1", "--send-again", "--yes")
    assert (refused.exit_code, "too late" in refused.stderr) == (1, True)


def test_a_database_that_was_put_in_place_is_halted_and_held_until_the_operator_says_so(announced: Operator):
    assert announced("halt", "--restored").exit_code == 0
    resumed = announced("resume").stdout
    assert "Going on" in resumed
    assert "1 broadcast/k (held)" in resumed
    asked = announced("deliveries", "1", "--go-on")
    assert (asked.exit_code, "2 deliveries of 1 would go on" in asked.stderr) == (2, True)
    assert announced("deliveries", "1", "--go-on", "--yes").exit_code == 0
    assert announced("deliveries", "1", "--go-on", "--yes").exit_code == 1
    assert "held" not in announced("resume").stdout


def test_a_number_or_name_that_cannot_be_is_told_by_the_word_it_was_given_under(peopled: Operator):
    for words in (
        ["deliveries", "99999999999999999999"],
        ["backup", "--folder", "copies", "--keep", "99999999999"],
        ["demo", "--port", "99999"],
        ["simulator", "--port", "-1"],
        ["simulator", "--token", "nonsense"],
        ["db", "move", "nonsense"],
    ):
        result = peopled(*words)
        assert (result.exit_code, isinstance(result.exception, SystemExit)) == (2, True), words
        named = {"deliveries": "announcement", "db": "TO-URL"}.get(words[0], words[-2])
        assert named in result.stderr


def test_what_makes_no_sense_in_deliveries_is_refused(announced: Operator):
    refused = {("--send-again",): 2, ("1", "--cancel", "--go-on"): 2, ("9", "--go-on"): 1, ("9",): 1}
    assert {words: announced("deliveries", *words).exit_code for words in refused} == refused


def test_to_stop_everything_asks_nothing_of_the_content(announced: Operator):
    (announced.folder / "content" / "schedules" / "topics.yaml").write_text("no content")
    assert announced("halt").exit_code == 0
    assert announced.counts() == {"announcement": 1, "pending": 2}
    assert "Going on" in announced("resume").stdout


def test_a_backup_is_restored_only_by_force_and_then_everything_is_halted(peopled: Operator):
    assert peopled("backup", "copy.db").exit_code == 0
    assert peopled("backup", "copy.db").exit_code == 1
    assert peopled("restore", "copy.db").exit_code == 1
    assert peopled("restore", "copy.db", "--force").exit_code == 0
    assert "Going on" in peopled("resume").stdout
    assert (peopled.folder / "copy.db").stat().st_size > 0


def test_health_says_why_a_bot_that_never_ran_is_not_well(peopled: Operator):
    result = peopled("health")
    assert result.exit_code == 1
    assert "never heard from Telegram" in result.stderr


def test_run_without_a_token_says_where_to_get_one(operator: Operator):
    result = operator("run")
    assert result.exit_code == 2
    assert "@BotFather" in result.stderr


def test_a_database_that_cannot_be_used_is_a_clear_line(operator: Operator, monkeypatch: pytest.MonkeyPatch):
    for url, code in (("mysql://x", 2), ("nonsense", 2), ("postgresql://nobody@127.0.0.1:1/x", 1)):
        monkeypatch.setenv("BOT_DATABASE_URL", url)
        result = operator("health")
        assert result.exit_code == code, url
        assert result.stderr.splitlines()[-1].startswith("BOT_DATABASE_URL: ")


def test_content_in_a_wrong_folder_is_a_clear_line(operator: Operator):
    result = operator("check", "--content", str(operator.folder))
    assert result.exit_code == 1
    assert "no faq" in result.stderr


def test_every_reply_has_a_form_for_programs():
    assert reply_as_json("q", "en", Answered(("a", "b"), 0.91234)) == {
        "question": "q",
        "language": "en",
        "reply": "answered",
        "entries": ["a", "b"],
        "score": 0.9123,
    }
    unsure = reply_as_json("q", "en", Answered(("a",), 0.5, False, ("b", "c")))
    assert (unsure["reply"], unsure["entries"]) == ("unsure", ["a", "b", "c"])
    assert reply_as_json("q", "en", Suggested(("a",), 0.5))["reply"] == "suggested"
    assert reply_as_json("q", "en", Missed(0.0))["entries"] == []
    assert reply_as_json("q", "en", Courtesy("thanks"))["reply"] == "courtesy"


def test_of_a_file_with_a_stray_quote_nothing_is_printed_but_line_numbers(begun: Operator):
    lines = 'chat_id,language,topics\n1,en,urgent\n7123456789,en,"urgent\n7123456790,es,weekly\n'
    result = begun("subscribers", "import", begun.writes("people.csv", lines))
    assert result.exit_code == 1
    assert "line" in result.output
    assert "712345679" not in result.output


def test_a_surprise_is_one_line_without_its_words(peopled: Operator, monkeypatch, capsys):
    peopled.changes("DROP TABLE subscriptions")
    peopled.changes("CREATE VIEW subscriptions AS SELECT 7123456789 AS topic, chat_id FROM secrets")
    monkeypatch.setattr("sys.argv", ["compact-bot", "subscribers", "count"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "OperationalError: SQLITE_ERROR" in said
    assert "Traceback" not in said
    assert "secrets" not in said


VERBS_ON_A_DATABASE = [
    ["subscribers", "count"],
    ["subscribers", "export"],
    ["subscribers", "import", "people.csv"],
    ["deliveries"],
    ["announce", "--text-file", "text.txt", "--yes"],
    ["resume"],
    ["migrate"],
    ["run"],
]


def test_a_database_of_a_newer_release_is_refused_in_one_line(peopled: Operator, monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIi")
    peopled.writes("text.txt", "Hello")
    peopled.writes("people.csv", PEOPLE)
    peopled.changes("UPDATE alembic_version SET version_num = '0099'")
    for words in VERBS_ON_A_DATABASE:
        result = peopled(*words)
        # a service manager is not to start it again
        assert result.exit_code == (2 if words == ["run"] else 1), words
        (line,) = [line for line in result.stderr.splitlines() if "0099" in line]
        assert "newer release" in line
        assert result.exception is None or isinstance(result.exception, SystemExit)


def test_halt_and_health_work_on_tables_of_any_release(peopled: Operator):
    peopled.changes("UPDATE alembic_version SET version_num = '0099'")
    halted = peopled("halt")
    assert halted.exit_code == 0, halted.output
    with closing(sqlite3.connect(peopled.folder / "bot.db")) as connection:
        assert connection.execute("SELECT value FROM marks WHERE name = 'halted'").fetchall()
    health = peopled("health")
    assert health.exit_code == 1  # no bot runs here
    assert "0099" not in health.output


def test_a_newer_database_that_allows_it_is_used(peopled: Operator):
    peopled.changes("INSERT INTO schema_steps (step, oldest) SELECT '0099', max(step) FROM schema_steps")
    peopled.changes("UPDATE alembic_version SET version_num = '0099'")
    for words in (["subscribers", "count"], ["migrate"], ["resume"]):
        result = peopled(*words)
        assert result.exit_code == 0, result.output


def test_a_file_that_may_not_be_used_ends_a_verb_with_a_line(operator: Operator):
    (operator.folder / "bot.db").write_text("This is no database, and much longer than its header. " * 20)
    result = operator("subscribers", "count")
    assert result.exit_code == 1
    assert "the file is no database" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_what_is_true_now_is_told_on_the_command_line_too(operator: Operator, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(operator.folder))
    faq = operator.folder / "content" / "faq"
    for name in ("country-votes.yaml", "vote-words.yaml"):
        shutil.copy(Path(__file__).parents[1] / "faq" / name, faq)
    words = faq / "vote-words.yaml"
    words.write_text(words.read_text().replace("[general-assembly-vote]", "[two]"))
    compact = faq / "en" / "compact.yaml"
    compact.write_text(compact.read_text().replace("- id: one\n", "- id: one\n  live: country-vote\n"))
    lines = typed("ask", "--jsonl", text="did mexico sign it\nis the compact a law\n")
    first, second = (json.loads(line) for line in lines.stdout.splitlines() if line.startswith("{"))
    assert "Mexico: voted for" in first["live"]["one"]
    assert "live" not in second
    assert "Mexico: voted for" in operator("ask", "did mexico sign it").stdout


def test_a_folder_of_ones_own_begins_without_a_problem(operator: Operator):
    begun = operator("content", "init", "mine", "--language", "es", "--language", "fr")
    assert begun.exit_code == 0, begun.output
    checked = operator("check", "--content", "mine")
    assert checked.exit_code == 0, checked.output
    assert "Entries: 3 es, 3 fr" in checked.stdout


def test_a_folder_is_begun_only_where_nothing_is_lost(operator: Operator):
    operator.writes("people.csv", PEOPLE)
    for words, code, told in (
        (("content",), 1, "content is not empty"),
        (("people.csv",), 1, "Not a directory"),
        (("mine", "--language", "pt"), 2, "nothing to begin from in pt"),
    ):
        begun = operator("content", "init", *words)
        assert begun.exit_code == code
        assert told in begun.stderr
    assert not (operator.folder / "mine").exists()
