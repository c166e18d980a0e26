"""deliveries, halt, resume: what goes out, from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from bot.cli import opening
from bot.cli.opening import Tables
from bot.domain.announcements import URGENT, Audience
from bot.domain.delivery.deliveries import State
from bot.domain.ids import LARGEST_NUMBER
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.delivery.announcement_status import Status
from bot.services.delivery.held_announcements import Holding, SendingAgain

LATEST = 20


@dataclass(frozen=True, slots=True)
class Outbound:
    """The use cases of these verbs. None of them needs the content."""

    broadcasting: Broadcasting
    holding: Holding


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    for verb in (deliveries, halt, resume):
        app.command()(verb)


def deliveries(
    announcement: Annotated[
        int | None, typer.Argument(max=LARGEST_NUMBER, help="One announcement; all recent ones without.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    send_again: Annotated[
        bool, typer.Option("--send-again", help="Send this one again where it is unknown.")
    ] = False,
    go_on: Annotated[bool, typer.Option("--go-on", help="Let this held one go on.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="Stop this one for good.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Really do that; without it ask first.")] = False,
) -> None:
    """Count deliveries by outcome; with an option, say what becomes of an announcement."""
    wishes = send_again + go_on + cancel
    if wishes > 1 or (wishes and announcement is None):
        opening.fail("Name one announcement, and one of --send-again, --go-on and --cancel.", 2)

    async def work(services: Outbound, now: datetime) -> None:
        if announcement is None:
            _show(await services.broadcasting.latest(LATEST), as_json)
            return
        status = await services.broadcasting.status(announcement)
        if status is None:
            opening.fail(f"There is no announcement {announcement}.")
        if send_again:
            await _send_again(services, status, yes, now)
        elif go_on:
            await _go_on(services, status, yes, now)
        elif cancel:
            await _cancel(services, status, yes)
        else:
            _show([status], as_json)

    opening.run(_with_services(work))


def _show(statuses: list[Status], as_json: bool) -> None:
    rows = [
        {
            "announcement": status.announcement.announcement_id,
            "key": status.announcement.key,
            "state": status.state,
            **{state.value: status.progress.of(state) for state in State},
        }
        for status in statuses
    ]
    if as_json:
        sys.stdout.write(json.dumps(rows) + "\n")
        return
    for row in rows:
        counts = ", ".join(f"{row[state.value]} {state.value}" for state in State if row[state.value])
        line = f"{row['announcement']} {row['key']} ({row['state']}): {counts or 'nobody'}"
        opening.out.print(line, markup=False)


async def _send_again(services: Outbound, status: Status, yes: bool, now: datetime) -> None:
    announcement_id, meant = status.announcement.announcement_id, status.unanswered
    if status.is_past_its_time(now):
        opening.fail(f"It is too late to send {announcement_id} again: its time is past.")
    if not status.may_send_again(now):
        opening.fail(f"{announcement_id} is not over, or nothing of it is unknown and still stored.")
    chats = opening.counted(meant.count, "chat")
    opening.ask(yes, f"{chats} would be sent {announcement_id} again; some may get it twice.")
    sending = await services.holding.send_again(announcement_id, meant, now)
    if sending is not SendingAgain.BEGUN:
        opening.fail(f"{announcement_id} changed meanwhile; nothing was done.")
    opening.out.print(f"{meant.count} are sent again.")


async def _go_on(services: Outbound, status: Status, yes: bool, now: datetime) -> None:
    announcement_id, hold = status.announcement.announcement_id, status.hold
    if hold is None:
        opening.fail(f"{announcement_id} is not held.")
    if status.is_past_its_time(now):
        opening.fail(f"It is too late for {announcement_id} to go on: its time is past.")
    waiting = opening.counted(status.progress.open, "delivery", "deliveries")
    opening.ask(yes, f"{waiting} of {announcement_id} would go on (held: {hold.because}).")
    if not await services.holding.go_on(announcement_id, hold.number, now):
        opening.fail(f"{announcement_id} changed meanwhile; nothing was done.")
    opening.out.print(f"{announcement_id} goes on.")


async def _cancel(services: Outbound, status: Status, yes: bool) -> None:
    announcement_id = status.announcement.announcement_id
    waiting = opening.counted(status.progress.open, "delivery", "deliveries")
    opening.ask(yes, f"{waiting} of {announcement_id} would never be sent.")
    if not await services.broadcasting.cancel(announcement_id):
        opening.fail(f"{announcement_id} is over already; nothing was done.")
    opening.out.print(f"{announcement_id} is stopped; who has it already keeps it.")


def halt(
    restored: Annotated[
        bool, typer.Option("--restored", help="This database was just put there from a backup.")
    ] = False,
) -> None:
    """Stop all outbound now, also over a restart; questions are still answered."""

    async def work(services: Outbound, now: datetime) -> None:
        if restored:
            await services.holding.halt_restored(now)
        else:
            await services.broadcasting.halt(now)
        opening.out.print("Halted.")

    opening.run(_with_services(work, Tables.EVEN_NEWER))


def resume() -> None:
    """Let outbound go again; names what stays held."""

    async def work(services: Outbound, _: datetime) -> None:
        resumed = await services.broadcasting.resume()
        opening.out.print("Going on." if resumed else "Nothing was halted.")
        held = await services.holding.held()
        if held:
            opening.out.print("Still held (deliveries ANNOUNCEMENT --go-on):")
            _show(held, as_json=False)

    opening.run(_with_services(work))


async def _with_services(
    work: Callable[[Outbound, datetime], Awaitable[None]], tables: Tables = Tables.OURS
) -> None:
    url = opening.settings("database_url").database_url
    async with opening.outbox(url, tables) as (database, now):
        await work(Outbound(Broadcasting(database, Audience(URGENT)), Holding(database)), now)
