"""What the log may hold: events and values; never a token, a chat id or anybody's words."""

import io
import logging

import pytest
from telegram.error import InvalidToken

from bot.cli import logs
from bot.simulator.faults import Fault
from tests.e2e.conftest import ADA, AMINA, Stage

WORDS = "xylophone"


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


async def test_neither_token_nor_chat_ids_nor_words_are_logged(written, stage: Stage):
    await stage.subscribe(AMINA)
    await stage.ask(AMINA, f"what is {WORDS}?")
    await stage.begin(ADA)
    await stage.ask(ADA, "/broadcast")
    said = stage.simulator.say(ADA, f"{WORDS} for all")
    preview = await stage.simulator.wait_for_message(ADA, after_message_id=said, containing="Shall I")
    stage.simulator.set_faults([Fault("server_error", method="sendMessage", times=1)])
    await stage.press(ADA, preview, "Send it")
    await stage.ask(AMINA, "/status")
    stage.simulator.set_faults([Fault("chat_not_found", chat_id=AMINA, times=1)])
    stage.simulator.say(AMINA, f"{WORDS} again")
    await stage.until_handled()
    await stage.stop()
    stage.start()
    log = written()
    assert "update.handled" in log
    for secret in (stage.simulator.token, stage.simulator.token.partition(":")[2], str(AMINA), WORDS):
        assert secret not in log


def test_a_token_inside_an_error_of_the_library_is_taken_out(written):
    token = "123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIi"
    try:
        raise InvalidToken(f"The token `{token}` was rejected, see https://api.telegram.org/bot{token}/getMe")
    except InvalidToken:
        logging.getLogger("bot").exception("it.failed")
    log = written()
    assert log.count("<token>") == 2
    assert token not in log


def test_of_our_own_surprises_the_place_is_logged_and_not_the_words(written):
    try:
        raise ValueError(f"cannot handle {WORDS}")
    except ValueError:
        logging.getLogger("bot").exception("it.failed")
    log = written()
    assert "test_logs.py" in log
    assert "ValueError" in log
    assert WORDS not in log
