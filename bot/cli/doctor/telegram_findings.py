"""What `doctor` learns by asking Telegram."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.cli import opening
from bot.cli.doctor.findings import Finding, Gravity
from bot.config import Settings
from bot.storage.single_values import Mark
from bot.telegram.wire.bot_account_check import Examined, examine

CLOCK = timedelta(seconds=30)


async def what_telegram_says(settings: Settings, marks: Mapping[Mark, tuple[str, datetime]]) -> list[Finding]:
    """What is to be learned of the token, the updates, the owners and the clock."""
    if settings.token is None:
        return [
            Finding("token", Gravity.PROBLEM, "BOT_TOKEN is not set, or no token", "ask @BotFather for one")
        ]
    seen = await examine(settings.token.get_secret_value(), settings.api_url, settings.admins)
    found = [_token(settings, seen, marks)]
    if seen.name is not None:
        found.append(_updates(settings, seen))
        found.append(_owners(settings, seen))
    if seen.at is not None:
        found.append(_clock(seen.at))
    return found


def _token(settings: Settings, seen: Examined, marks: Mapping[Mark, tuple[str, datetime]]) -> Finding:
    if seen.trouble is not None:
        text = f"{settings.api_url}: {seen.trouble}"
        return Finding("token", Gravity.PROBLEM, text, seen.do)
    former = marks.get(Mark.BOT)
    if former is not None and former[0] != str(seen.bot_id):
        text = f"{seen.name} is another bot than the one that worked on this database"
        return Finding(
            "token", Gravity.PROBLEM, text, "put the former token back, or begin with an empty database"
        )
    return Finding("token", Gravity.WELL, f"{seen.name}")


def _updates(settings: Settings, seen: Examined) -> Finding:
    waiting = f"{opening.counted(seen.waiting, 'update')} waiting at Telegram"
    if settings.webhook_url is None and seen.webhook:
        text = "this bot polls, and a webhook is set, from before or by another program"
        return Finding("updates", Gravity.PROBLEM, text, "end the other one; a start takes the webhook back")
    if settings.webhook_url is not None and not seen.webhook.startswith(settings.webhook_url):
        return Finding("updates", Gravity.PROBLEM, "the webhook is not set", "start the bot: it sets it")
    if seen.webhook and seen.is_webhook_troubled and seen.waiting:
        text = f"Telegram cannot deliver to the webhook; {waiting}"
        return Finding("updates", Gravity.PROBLEM, text, "look at the proxy and at BOT_LISTEN")
    return Finding("updates", Gravity.WELL, f"{'webhook' if seen.webhook else 'polling'}, {waiting}")


def _owners(settings: Settings, seen: Examined) -> Finding:
    if not settings.admins:
        return Finding(
            "owners", Gravity.WARNING, "BOT_ADMINS is empty: nobody can announce", "set BOT_ADMINS"
        )
    if seen.unreached:
        places = ", ".join(map(str, seen.unreached))
        text = f"of {len(settings.admins)} in BOT_ADMINS number {places} cannot be written to"
        return Finding("owners", Gravity.PROBLEM, text, "they have to press Start in the bot")
    return Finding("owners", Gravity.WELL, f"all {len(settings.admins)} can be written to")


def _clock(at: datetime) -> Finding:
    off = abs(opening.now() - at)
    if off > CLOCK:
        text = f"the computer's differs from Telegram's by {opening.ago(off).removesuffix(' ago')}"
        return Finding("clock", Gravity.PROBLEM, text, "set it right: timedatectl set-ntp true")
    return Finding("clock", Gravity.WELL, "as Telegram's")
