"""What the bot learns of its webhook by asking the server."""

import asyncio
from datetime import UTC, datetime

import pytest
from telegram import WebhookInfo

from bot.telegram import webhook_watch
from bot.telegram.connecting import Webhook
from bot.telegram.webhook_watch import CATCHING_UP, WebhookWatch
from tests.fakes import until

WEBHOOK = Webhook("https://example.org/webhook", "secret")


class BusyBot:
    """Always has something queued up; counts how often it was asked."""

    asked = 0

    async def get_webhook_info(self) -> WebhookInfo:
        self.asked += 1
        return WebhookInfo(WEBHOOK.url, False, pending_update_count=3)


class QuietIntake:
    unfinished = frozenset()

    async def heard(self) -> None:
        pass

    def take_again(self) -> None:
        pass


async def test_a_bot_to_which_somebody_always_writes_begins_to_send_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(webhook_watch, "OFTEN", 0.005)
    bot, stopping, caught_up = BusyBot(), asyncio.Event(), asyncio.Event()
    watch = WebhookWatch(bot, QuietIntake(), WEBHOOK, lambda: datetime.now(UTC))
    watching = asyncio.create_task(watch.run(stopping, caught_up))
    await until(caught_up.is_set)
    assert bot.asked == CATCHING_UP
    stopping.set()
    await watching
