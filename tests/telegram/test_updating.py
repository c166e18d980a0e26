"""What nobody can handle is let go: staff hear of it, in words that are true."""

import contextlib
import gc
import logging
import weakref
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.domain.alerts import Alert, Doing, HandlerFailed
from bot.domain.people.pseudonyms import Pseudonyms
from bot.domain.waits import Waits
from bot.services.delivery.slots import Pacing
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.telegram import application as telegram_application
from bot.telegram.receiving.reading import UnreadableError
from bot.telegram.receiving.waiting_notices import Notice, Notices
from bot.telegram.update_handling import Updating
from bot.telegram.wire.reply_lane import ReplyLane
from bot.telegram.wire.transport import AiohttpRequest
from tests.builders import NOW

CHAT = {"id": 5, "type": "private"}
NO_NUMBER: dict[str, Any] = {"update_id": 1, "message": {"message_id": 1, "date": None, "chat": CHAT}}
WRITTEN: dict[str, Any] = {"update_id": 3, "message": {"message_id": 1, "date": 1, "chat": CHAT}}
NO_OBJECT: dict[str, Any] = {"update_id": 2, "message": {"message_id": 1, "chat": CHAT}}


def application():
    request = AiohttpRequest(1, lambda _date: None)
    lane = ReplyLane(Pacing(25), Waits())
    return telegram_application.build("1:a", "http://localhost", request, request, lane)


async def test_of_an_update_that_no_handler_could_take_nobody_says_that_they_are_sorry():
    told: list[Alert] = []

    async def alert(found: Alert, _now: object) -> None:
        told.append(found)

    updating = Updating(application(), Pseudonyms(b"key"), alert, lambda: NOW)
    for raw in (NO_NUMBER, NO_OBJECT):
        with pytest.raises(UnreadableError) as failed:
            await updating.handle(raw)
        await updating.let_go(raw, failed.value)
    assert [one.doing for one in told if isinstance(one, HandlerFailed)] == [Doing.OTHER] * 2
    assert told[0] == told[1]  # one cause, one reference


class Wishing:
    """People, one of whom wished for a language that could not be stored."""

    def __init__(self) -> None:
        self.forgot: list[int] = []

    async def of(self, _update: Update) -> Any:
        return SimpleNamespace(chat_id=5, language="en", is_private=True)

    def forget_wish(self, chat_id: int) -> None:
        self.forgot.append(chat_id)


class Away:
    """Such as the library's application, with a handler that finds the database away."""

    def __init__(self) -> None:
        self.bot = application().bot
        self.raised: list[weakref.ref[Exception]] = []

    def add_error_handler(self, tell: Any) -> None:
        self._tell = tell

    async def process_update(self, update: Update) -> None:
        error = DatabaseUnreachableError("away")
        self.raised.append(weakref.ref(error))
        with contextlib.suppress(ApplicationHandlerStop):
            await self._tell(update, SimpleNamespace(error=error))


async def test_nothing_is_kept_of_what_had_to_wait_beside_the_order_of_its_chat():
    """The part of an album that is answered after a moment was handled as far as the order goes."""
    away: Any = Away()
    updating = Updating(away, Pseudonyms(b"key"), nobody_hears, lambda: NOW)
    await away.process_update(Update(3))
    with pytest.raises(DatabaseUnreachableError):
        await updating.handle({"update_id": 4})
    gc.collect()
    assert [error() for error in away.raised] == [None, None]


async def test_a_language_that_is_asked_for_again_is_nobodys_wish_until_then():
    people: Any = Wishing()
    bot = application().bot
    for notice, given_up in ((Notice.LATER, []), (Notice.AGAIN, [5])):
        await Notices(bot, nobody, people).tell(WRITTEN, notice)
        assert people.forgot == given_up


async def nobody_hears(_alert: Alert, _now: object) -> None:
    raise AssertionError("nobody is to hear of it")


async def test_who_sent_what_cannot_be_read_is_told_nothing_and_it_is_no_error(
    caplog: pytest.LogCaptureFixture,
):
    notices = Notices(application().bot, nobody, nobody)
    for raw in (NO_NUMBER, NO_OBJECT):
        await notices.tell(raw, Notice.TOO_MANY)
    assert [record.levelname for record in caplog.records if record.levelno >= logging.ERROR] == []


def nobody() -> None:
    raise AssertionError("nobody is to be told")
