"""At a start: what may be stale or sent already, after a restore or a long absence, waits for a word."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.domain.alerts import AnnouncementsHeld, Trouble, Troubled, Waiting, headline_of
from bot.domain.delivery.holds import HaltedBecause, HeldBecause
from bot.services.alerting import Alerting
from bot.services.delivery.announcement_status import status_of
from bot.storage import holds, single_values
from bot.storage.database import Connection, Database
from bot.storage.single_values import Mark

GAP = timedelta(hours=24)  # who was away for longer may be an old copy of a disk
AROUND_THE_END = timedelta(minutes=5)  # a sign of life is not the last thing that was done
TOLD = "told"
CLOCK_JUMPED = "the clock jumped"  # for this, releases up to 0.1 halted everything

logger = logging.getLogger(__name__)


async def last_alive_at(database: Database) -> datetime | None:
    """The last sign of life; to be asked before this process gives one."""
    async with database.reading() as connection:
        signs = [await single_values.read(connection, mark) for mark in (Mark.RECEIVED, Mark.TICKED)]
    return max((sign[1] for sign in signs if sign is not None), default=None)


async def guard(
    database: Database,
    alerting: Alerting,
    alive_at: datetime | None,
    now: datetime,
    bot_id: int | None = None,
) -> None:
    """Before anything is planned or sent: holds what may have gone out already, and tells the staff.

    After a restore that is everything that the backup has as active; when nobody was alive for more than a
    day, everything that was waiting then. Another bot than the last time (`bot_id`) halts everything: whoever
    did not start it cannot be reached by it, and each refusal would end a subscription.
    """
    async with database.transaction() as connection:
        if bot_id is not None:
            await _know_the_bot(connection, alerting, bot_id, now)
        halted = await single_values.read(connection, Mark.HALTED)
        if halted is not None and halted[0] == CLOCK_JUMPED:
            await single_values.erase(connection, Mark.HALTED)
        restored = await single_values.read(connection, Mark.RESTORED)
        if restored is not None and restored[0] != TOLD:  # when it was is asked of a better clock, here
            await single_values.write(connection, Mark.RESTORED, TOLD, now)
            await holds.hold_all(connection, HeldBecause.RESTORED, now)
            held = await holds.held_ids(connection)
            await _tell(connection, alerting, HeldBecause.RESTORED, held, now)
        if alive_at is not None and now - alive_at > GAP:
            before = alive_at + AROUND_THE_END
            held = await holds.hold_waiting(connection, HeldBecause.GAP, before, now)
            await _tell(connection, alerting, HeldBecause.GAP, held, now)


async def _know_the_bot(connection: Connection, alerting: Alerting, bot_id: int, now: datetime) -> None:
    former = await single_values.read(connection, Mark.BOT)
    if former is not None and former[0] == str(bot_id):
        return
    await single_values.write(connection, Mark.BOT, str(bot_id), now)
    if former is None:
        return
    await single_values.write_first(connection, Mark.HALTED, HaltedBecause.ANOTHER_BOT, now)
    logger.error("bot.is_another")
    await alerting.add(connection, Troubled(Trouble.ANOTHER_BOT), now)


async def _tell(
    connection: Connection, alerting: Alerting, because: HeldBecause, ids: list[int], now: datetime
) -> None:
    found = [await status_of(connection, announcement_id) for announcement_id in ids]
    waiting = [Waiting(headline_of(each.announcement), each.hold) for each in found if each and each.hold]
    if waiting:
        await alerting.add(connection, AnnouncementsHeld(because, tuple(waiting)), now)
