"""What the log may hold: events and values; never a token, a chat id or anybody's words."""

import io
import json
import linecache
import logging
import sqlite3
from typing import get_args

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from telegram.error import BadRequest, ChatMigrated, InvalidToken, NetworkError, TelegramError

from bot.cli import logs
from bot.simulator.world.faults import Fault, FaultKind
from bot.telegram.unexpected_errors import reference_of
from tests.e2e.conftest import Stage

WORDS = "xylophone"
# so long that no figure holds them by chance
STRANGER, GROUP, SUPERGROUP = 7_123_456_789, -4_123_456_789, -1_009_876_543_210


@pytest.fixture
def written():
    """Everything that is logged, at the lowest level, as an operator would see it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.set_up("DEBUG", "json", stream)
    yield stream.getvalue
    root.handlers[:] = handlers
    root.setLevel(level)


REFUSALS = get_args(FaultKind)


async def test_no_refusal_puts_an_id_or_words_into_the_log(written, stage: Stage):
    stage.simulator.create_users(1, first_id=STRANGER, started=False)
    await stage.subscribe(STRANGER)
    for kind in REFUSALS:
        fault = Fault(kind, chat_id=STRANGER, times=1, seconds=0.01, new_chat_id=SUPERGROUP)
        stage.simulator.set_faults([fault])
        stage.simulator.say(STRANGER, f"{WORDS} is the compact law?")
        if kind == "hang":  # nobody waits for that here
            await stage.simulator.wait_until(lambda: stage.simulator.pending_updates() <= 1)
        else:
            await stage.simulator.wait_until(lambda: stage.simulator.pending_updates() == 0)
        stage.simulator.set_faults([])
    await stage.stop()
    stage.start()
    assert "update.handled" in written()
    for secret in (STRANGER, SUPERGROUP, WORDS):
        assert str(secret) not in written()


def test_a_long_number_and_a_token_are_taken_out_of_whatever_is_logged(written):
    token = "7123456789:" + 35 * "A"
    logging.getLogger("telegram.ext").warning("chat %s by bot%s/getMe", STRANGER, token)
    logging.getLogger("bot").info("some.event", extra={"where": f"in {GROUP}", "trouble": f"of {SUPERGROUP}"})
    lines = written()
    assert "some.event" in lines
    for secret in (STRANGER, GROUP, SUPERGROUP, 35 * "A"):
        assert str(secret) not in lines


ERRORS = [
    BadRequest(f"Group migrated to supergroup. New chat id: {SUPERGROUP}"),
    ChatMigrated(SUPERGROUP),
    BadRequest(f"Can't parse entities: unsupported start tag {WORDS!r} in {STRANGER}"),
    NetworkError(f"Cannot connect to host {WORDS} for {STRANGER}"),
    TelegramError(f"{WORDS} {GROUP}"),
    sqlite3.OperationalError(f"no such column: {WORDS}_{STRANGER}"),
    sqlite3.IntegrityError(f"{WORDS} {STRANGER}"),
    IntegrityError("INSERT ...", {"chat_id": STRANGER}, sqlite3.IntegrityError(f"{WORDS} {STRANGER}")),
    OperationalError("SELECT ...", {}, psycopg.OperationalError(f'role "{WORDS}" {STRANGER} is locked')),
    psycopg.errors.UniqueViolation(f"Key (chat_id)=({STRANGER}) already exists: {WORDS}"),
    ValueError(f"{WORDS} {STRANGER}"),
    FileNotFoundError(2, f"{WORDS}", f"/somewhere/{STRANGER}"),
    UnicodeDecodeError("utf-8", f"{WORDS} {STRANGER}".encode(), 0, 1, WORDS),
]


def test_of_an_error_its_kind_is_logged_and_what_is_known_of_it(written):
    secrets = [str(secret) for secret in (STRANGER, GROUP, SUPERGROUP, WORDS)]
    for error in ERRORS:
        before = len(written())
        logging.getLogger("bot").error("it.failed", exc_info=error)
        logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: %r", error)
        logging.getLogger("bot").warning("it.failed", extra={"trouble": f"{type(error).__name__}: {error}"})
        logging.getLogger("bot").warning("it.failed", extra={"reason": str(error)})
        log = written()[before:]
        assert type(error).__name__ in log
        assert [secret for secret in secrets if secret in log] == [], error


def test_what_is_known_of_an_error_helps_an_operator(written):
    log = logging.getLogger("bot")
    log.error("it.failed", exc_info=BadRequest(f"Bad Request: chat not found ({STRANGER})"))
    log.error("it.failed", extra={"trouble": f"Forbidden: bot was blocked by the user {STRANGER}"})
    locked = sqlite3.OperationalError("database is locked")
    locked.sqlite_errorcode = sqlite3.SQLITE_BUSY
    log.error("it.failed", exc_info=locked)
    said = [json.loads(line) for line in written().splitlines()]
    assert said[0]["error"] == "BadRequest: chat not found"
    assert said[1]["trouble"] == "Forbidden: bot was blocked by the user"
    assert said[2]["error"] == "OperationalError: the file is locked by another program"


def test_a_token_inside_an_error_of_the_library_is_taken_out(written):
    token = "123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIi"
    try:
        raise InvalidToken(f"The token `{token}` was rejected, see https://api.telegram.org/bot{token}/getMe")
    except InvalidToken:
        logging.getLogger("bot").exception("it.failed")
    logging.getLogger("bot").error(f"https://api.telegram.org/bot{token}/getMe is not found")
    log = written()
    assert log.count("<token>") == 1
    assert token not in log


def test_to_say_where_an_error_came_from_no_source_is_read_and_kept():
    linecache.clearcache()
    with pytest.raises(json.JSONDecodeError) as raised:
        json.loads("no")
    assert "decoder.py" in logs.way(raised.value)
    assert len(reference_of(raised.value)) == 8
    assert linecache.cache == {}


def test_of_our_own_surprises_the_place_is_logged_and_not_the_words(written):
    try:
        raise ValueError(f"cannot handle {WORDS}")
    except ValueError:
        logging.getLogger("bot").exception("it.failed")
    log = written()
    assert "test_logs.py" in log
    assert "ValueError" in log
    assert WORDS not in log


def test_a_line_for_people_says_when_and_how_bad_and_then_each_value(written):
    stream = io.StringIO()
    logs.set_up("INFO", "text", stream)
    values = {"zone": "UTC", "chat": "12345678", "seconds": 0.05, "why": 'it "broke"', "left": ""}
    logging.getLogger("bot.app").warning("content.changed", extra=values)
    logging.getLogger("sqlalchemy").error("a statement of %d words\nand what it held", 5)
    first, second = stream.getvalue().splitlines()
    instant, _, rest = first.partition(" ")
    assert instant.endswith("Z")
    assert rest == (
        "[warning  ] content.changed                [bot.app] "
        "chat=12345678 left= seconds=0.05 why='it \"broke\"' zone=UTC"
    )
    assert second.endswith("[error    ] a statement of 5 words         [sqlalchemy]")
