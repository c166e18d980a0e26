"""Settings: read once, all problems together, no secret in any message."""

import os
import re
import sys

import pytest

from bot.config import Settings, read_what_is_right

TOKEN = "123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIi"


class RefusedError(ValueError):
    """All problems of the settings, one line each."""


def read_settings() -> Settings:
    found, problems = read_what_is_right()
    if problems:
        raise RefusedError("\n".join(problem.text for problem in problems))
    return found


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path):
    for name in list(os.environ):
        if name.startswith("BOT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_the_defaults_stand():
    settings = read_settings()
    assert settings.token is None
    assert settings.admins == ()
    assert settings.messages_per_second == 25


def test_admins_are_numbers_with_commas(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_ADMINS", "12, 34,")
    assert read_settings().admins == (12, 34)


def test_an_id_that_no_single_person_has_is_no_admins(monkeypatch: pytest.MonkeyPatch):
    for written, why in (
        ("0", "from 1 to"),
        ("-1001234567890", "group or channel"),
        ("99999999999999999999999", "from 1 to"),
        (str(2**52), "from 1 to"),
        ("1087968824", "anonymous administrators"),
        ("136817688", "as a channel"),
        ("777000", "Telegram itself"),
    ):
        monkeypatch.setenv("BOT_ADMINS", f"9001,{written}")
        with pytest.raises(RefusedError, match=f"^BOT_ADMINS: number 2 of them .*{why}") as error:
            read_settings()
        assert written not in str(error.value)


def test_each_wrong_id_of_an_admin_has_a_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_ADMINS", f"0,9001,777000,{2**52 - 1}")
    with pytest.raises(RefusedError) as error:
        read_settings()
    lines = str(error.value).splitlines()
    assert [line.partition(" of them")[0] for line in lines] == [
        "BOT_ADMINS: number 1",
        "BOT_ADMINS: number 3",
    ]


def test_a_token_is_taken_and_never_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    settings = read_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert TOKEN not in repr(settings)


def test_all_problems_are_reported_together_and_no_value_among_them(monkeypatch: pytest.MonkeyPatch):
    for name, value in {
        "BOT_TOKEN": "hunter2",
        "BOT_ADMINS": "me",
        "BOT_MESSAGES_PER_SECOND": "0",
        "BOT_SECRET_KEY": "hunter3",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RefusedError) as error:
        read_settings()
    text = str(error.value)
    for name in ("BOT_TOKEN", "BOT_ADMINS", "BOT_MESSAGES_PER_SECOND", "BOT_SECRET_KEY"):
        assert name in text
    assert "hunter" not in text


def test_a_value_that_cannot_work_is_told_in_our_words(monkeypatch: pytest.MonkeyPatch):
    told_otherwise = []
    for name, value, told in (
        ("STAFF_CHAT", "100", "the number of a group"),
        ("STAFF_CHAT", "'-100'", "without the quotes"),
        ("SPOOL", '"bot.spool"', "the path of a file .without the quotes"),
        ("CONTENT", "'content'", "the path of a folder .without the quotes"),
        ("STAFF_CHAT", "-99999999999999999999999", "the number of a group"),
        ("LISTEN", "127.0.0.1:99999", "host:port"),
        ("LISTEN", "my host:80", "host:port"),
        ("API_URL", "https://", "an address"),
        ("API_URL", "https://api telegram.org", "an address"),
        ("API_URL", "http://x:99999", "an address"),
        ("API_URL", "https://api.telegram.org/bot", "without /bot"),
        ("API_URL", "https://api.telegram.org/bot123:abc", "without /bot"),
        ("DATABASE_URL", "bot.db", "not a database URL"),
        ("DATABASE_URL", "mysql://a:hunter2@host/name", "no support for mysql"),
        ("DATABASE_URL", "sqlite://bot.db", "three slashes"),
        ("DATABASE_URL", "postgresql://a:pass@hunter2@host/name", "an @ in the password is written as %40"),
        ("DATABASE_URL", "postgresql://a@host/name?password=hunter2", "the password stands before the host"),
        (
            "DATABASE_URL",
            "postgresql://a@host/name?sslpassword=hunter2",
            "the password stands before the host",
        ),
        ("PING_URL", "https:///x", "an address"),
        ("WEBHOOK_URL", "https://bot.example.org/hook", "without a path"),
        ("WEBHOOK_URL", "https://bot.example.org#a", "without a path"),
        ("WEBHOOK_URL", "http://bot.example.org", "https:// alone"),
        ("WEBHOOK_URL", "https://bot.example.org:1234", "443, 80, 88, 8443"),
        ("TOKEN", "١:a", "not a bot token"),
    ):
        with monkeypatch.context() as environment:
            environment.setenv("BOT_WEBHOOK_SECRET", "secret")
            environment.setenv("BOT_LISTEN", "127.0.0.1:1")
            environment.setenv(f"BOT_{name}", value)
            problems = [problem.text for problem in read_what_is_right()[1]]
        assert "hunter2" not in "".join(problems)
        if len(problems) != 1 or not re.match(f"BOT_{name}: .*{told}", problems[0]):
            told_otherwise.append((name, value, problems))
    assert told_otherwise == []


def test_postgresql_without_its_driver_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_DATABASE_URL", "postgresql://bot:hunter2@host/bot")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(RefusedError, match=r"^BOT_DATABASE_URL: .*psycopg\[binary\]") as error:
        read_settings()
    assert "hunter" not in str(error.value)


def test_blanks_round_a_value_are_no_part_of_it(monkeypatch: pytest.MonkeyPatch):
    for name, value in {
        "TOKEN": f" {TOKEN}\n",
        "LISTEN": " :8080 ",
        "LOG_FORMAT": "JSON ",
        "CONTENT": " ",
    }.items():
        monkeypatch.setenv(f"BOT_{name}", value)
    settings = read_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert (settings.listen, settings.log_format, settings.content) == (":8080", "json", None)


def test_a_webhook_needs_its_secret_and_an_address_to_listen_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_WEBHOOK_URL", "https://bot.example.org")
    with pytest.raises(RefusedError, match="BOT_WEBHOOK_SECRET"):
        read_settings()


def test_what_is_there_and_wrong_is_not_called_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_WEBHOOK_URL", "https://bot.example.org")
    monkeypatch.setenv("BOT_WEBHOOK_SECRET", "a secret")
    monkeypatch.setenv("BOT_LISTEN", "8080")
    monkeypatch.setenv("BOT_METRICS", "true")
    with pytest.raises(RefusedError) as error:
        read_settings()
    assert [line.partition(":")[0] for line in str(error.value).splitlines()] == [
        "BOT_WEBHOOK_SECRET",
        "BOT_LISTEN",
    ]


def test_a_file_named_env_is_read(tmp_path):
    (tmp_path / ".env").write_text("BOT_LOG_LEVEL=DEBUG\nUNRELATED=1\n", encoding="utf-8")
    assert read_settings().log_level == "DEBUG"


def test_a_line_of_the_file_that_sets_nothing_is_named(tmp_path, caplog):
    for written, setting in (
        ('BOT_DATABASE_URL="sqlite:////var/bot.db', "database_url"),
        ("BOT_ADMINS 1,2", "admins"),
        ("set BOT_ADMINS=1", "admins"),
        ("BOT_ADMINS", "admins"),
        ("BOT-ADMINS=1", "admins"),
        ("$env:bot_admins=1", "admins"),
        ("nonsense of = somebody", ""),
    ):
        (tmp_path / ".env").write_text(f"OTHER=1\n{written}\nBOT_LOG_LEVEL=DEBUG\n", encoding="utf-8")
        found, (problem,) = read_what_is_right()
        assert found.log_level == "DEBUG"
        assert problem.setting == setting
        assert re.search(r"line 2|did you mean BOT_ADMINS\?|no value", problem.text), problem.text
    assert caplog.text == ""


def test_what_telegram_sends_for_free_needs_nothing_else(monkeypatch: pytest.MonkeyPatch):
    for pace in ("30", "0.5"):
        monkeypatch.setenv("BOT_MESSAGES_PER_SECOND", pace)
        assert read_settings().messages_per_second == float(pace)


def test_a_faster_pace_needs_paid_broadcasts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_MESSAGES_PER_SECOND", "31")
    monkeypatch.setenv("BOT_WEBHOOK_URL", "https://bot.example.org")
    with pytest.raises(RefusedError, match="BOT_PAID_BROADCAST") as error:
        read_settings()
    assert "BOT_WEBHOOK_SECRET" in str(error.value)  # both are told together
    monkeypatch.delenv("BOT_WEBHOOK_URL")
    monkeypatch.setenv("BOT_PAID_BROADCAST", "true")
    assert read_settings().messages_per_second == 31


def test_another_server_than_telegrams_may_bear_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_MESSAGES_PER_SECOND", "200")
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:8420")
    assert read_settings().messages_per_second == 200


def test_no_pace_is_above_what_telegram_allows_for_money(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_MESSAGES_PER_SECOND", "1001")
    monkeypatch.setenv("BOT_PAID_BROADCAST", "true")
    with pytest.raises(RefusedError, match="BOT_MESSAGES_PER_SECOND"):
        read_settings()


def test_another_programs_name_in_the_file_is_none_of_ours(tmp_path):
    (tmp_path / ".env").write_text("BOT_ADMINS=1\nCHAT_BOT_ADMINS=2\nTOKEN=3\n", encoding="utf-8")
    assert read_settings().admins == (1,)
