"""What the bot learns of its webhook by asking the server."""

import asyncio
from datetime import UTC, datetime

import pytest
from telegram import WebhookInfo

from bot.domain.waits import Waits
from bot.telegram.receiving.connecting import Webhook
from bot.telegram.receiving.webhook_watch import WebhookWatch
from tests.fakes import until

WEBHOOK = Webhook("https://example.org/webhook", "secret")


class BusyBot:
    """Always has something queued up; counts how often it was asked."""

    asked = 0

    async def get_webhook_info(self) -> WebhookInfo:
        self.asked += 1
        return WebhookInfo(WEBHOOK.url, False, pending_update_count=3)


class BusyIntake:
    """Somebody always writes."""

    is_idle = False

    def heard(self) -> None:
        pass


async def test_a_bot_to_which_somebody_always_writes_begins_to_send_all_the_same():
    bot, stopping, caught_up = BusyBot(), asyncio.Event(), asyncio.Event()
    watch = WebhookWatch(bot, BusyIntake(), WEBHOOK, lambda: datetime.now(UTC), Waits().scaled(0.005))
    watching = asyncio.create_task(watch.run(stopping, caught_up))
    await until(caught_up.is_set)
    assert bot.asked > 1
    stopping.set()
    await watching


async def test_an_answer_that_nobody_can_make_an_object_of_is_trouble_and_no_end(
    caplog: pytest.LogCaptureFixture,
):
    class StrangeBot(BusyBot):
        async def get_webhook_info(self) -> WebhookInfo:
            self.asked += 1
            raise TypeError("missing 1 required argument")

    bot, stopping = StrangeBot(), asyncio.Event()
    watch = WebhookWatch(bot, BusyIntake(), WEBHOOK, lambda: datetime.now(UTC), Waits().scaled(0.005))
    watching = asyncio.create_task(watch.run(stopping, asyncio.Event()))
    await until(lambda: bot.asked > 2)
    stopping.set()
    await watching
    assert [record.message for record in caplog.records] == ["webhook.troubled"]
