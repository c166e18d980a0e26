"""What listens for strangers, where anything does: a bot that polls reads no web server for it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, nullcontext

from bot.app.assembly import Parts
from bot.config import Settings
from bot.services.leader_lease import Working
from bot.services.telegram_time import TelegramTime
from bot.storage.database import Database
from bot.telegram.receiving.connecting import WEBHOOK_PATH, Webhook


def webhook_of(settings: Settings) -> Webhook | None:
    """Where the server is to send updates; None where we poll."""
    if not settings.webhook_url or settings.webhook_secret is None:
        return None
    return Webhook(
        settings.webhook_url.rstrip("/") + WEBHOOK_PATH, settings.webhook_secret.get_secret_value()
    )


def serving(
    parts: Parts, settings: Settings, database: Database, working: Working, now: TelegramTime
) -> AbstractAsyncContextManager[None]:
    """Listens as the settings say while the block runs. Raises AddressTakenError."""
    if settings.listen is None:
        return nullcontext()
    from bot.app.web import WebServer  # its library costs time and memory where nobody listens

    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
    metrics = None
    if settings.metrics:
        from bot.app.metrics import Metrics  # its library costs memory where nobody asks for it

        metrics = Metrics(parts, database, working, now).text
    server = WebServer(parts.intake, parts.receiving, secret, now, working, metrics)
    return server.serving(settings.listen)
