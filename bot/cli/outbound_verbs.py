"""announce, deliveries, halt, resume: what goes out, from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from bot.cli import opening
from bot.cli.opening import Tables
from bot.content.check import Content
from bot.domain.announcements import URGENT, Audience, BroadcastBody, FormattedText
from bot.domain.delivery.deliveries import State
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.delivery.announcement_status import Status
from bot.services.delivery.held_announcements import Holding, SendingAgain
from bot.services.handled_updates import time_of_the_bot
from bot.services.subscribing import Subscribing
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answer_screens import AnswerScreens
from bot.telegram.screens.screen import Words, utf16_length

LATEST = 20


@dataclass(frozen=True, slots=True)
class Outbound:
    """The use cases of these verbs. None of them needs the content."""

    broadcasting: Broadcasting
    holding: Holding
    subscribing: Subscribing


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    for verb in (announce, deliveries, halt, resume):
        app.command()(verb)


def announce(
    text_file: Annotated[Path, typer.Option(help="The text, in --language or else in the leading one.")],
    text: Annotated[list[str] | None, typer.Option(help="xx=FILE, the text in another language.")] = None,
    topic: Annotated[str, typer.Option(help="To the subscribers of this topic.")] = "urgent",
    language: Annotated[str | None, typer.Option(help="Only to subscribers with this language.")] = None,
    at: Annotated[str | None, typer.Option(help="Not before this instant, ISO with a zone.")] = None,
    expires_at: Annotated[str | None, typer.Option(help="Not after this instant, ISO with a zone.")] = None,
    key: Annotated[str | None, typer.Option(help="The same key twice enqueues once.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Really enqueue; without it only count.")] = False,
) -> None:
    """Enqueue a broadcast and print its id; the running bot delivers it."""
    settings = opening.settings()
    content = opening.content(settings.content)
    if content.schedule.topic(topic) is None:
        known = ", ".join(known.id for known in content.schedule.topics)
        opening.fail(f"--topic: {topic} is not known; known are {known}", 2)
    if language is not None and language not in content.texts.languages:
        opening.fail(f"--language: {language} is not one of {', '.join(content.texts.languages)}", 2)
    written_in = language or content.faq.leading
    texts = {written_in: _text(text_file)}
    for option in text or []:
        code, separator, name = option.partition("=")
        if not separator or code not in content.texts.languages:
            opening.fail(f"--text: {option} is not xx=FILE with a language of the bot", 2)
        texts[code] = _text(Path(name))
    _refuse_long(texts, topic, content)
    audience = Audience(topic, () if language is None else (language,))
    body = BroadcastBody(texts, written_in)
    send_at, until = _instant("--at", at), _instant("--expires-at", expires_at)

    async def work(services: Outbound, now: datetime) -> None:
        if until is not None and until <= (send_at or now):
            opening.fail("--expires-at lies before the announcement could leave", 2)
        if not yes:
            counts = await services.subscribing.counts()
            people = sum(n for found, code, n in counts if found == topic and language in (None, code))
            opening.fail(f"{people} subscribers would get this. Add --yes to send it.", 2)
        name = f"broadcast/{key or uuid4()}"
        confirmed = await services.broadcasting.enqueue(
            name, audience, body, now, send_at=send_at, expires_at=until
        )
        if confirmed is None:
            opening.fail("This key was enqueued before; nothing was done.")
        opening.out.print(f"{confirmed.announcement_id}")
        opening.err.print(f"{confirmed.recipients} recipients")

    opening.run(_with_services(work))


def deliveries(
    announcement: Annotated[
        int | None, typer.Argument(help="One announcement; all recent ones without.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    send_again: Annotated[
        bool, typer.Option("--send-again", help="Send this one again where it is unknown.")
    ] = False,
    go_on: Annotated[bool, typer.Option("--go-on", help="Let this held one go on.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Really do that; without it only say what.")] = False,
) -> None:
    """Count deliveries by outcome; with an option, say what becomes of an announcement that waits."""
    if (send_again or go_on) and (announcement is None or (send_again and go_on)):
        opening.fail("Name one announcement, and either --send-again or --go-on.", 2)

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
            await _go_on(services, status, yes)
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
    if not yes:
        opening.fail(
            f"{meant.count} chats would be sent {announcement_id} again; some may get it twice."
            " Add --yes to do it.",
            2,
        )
    sending = await services.holding.send_again(announcement_id, meant, now)
    if sending is not SendingAgain.BEGUN:
        opening.fail(f"{announcement_id} changed meanwhile; nothing was done.")
    opening.out.print(f"{meant.count} are sent again.")


async def _go_on(services: Outbound, status: Status, yes: bool) -> None:
    announcement_id, hold = status.announcement.announcement_id, status.hold
    if hold is None:
        opening.fail(f"{announcement_id} is not held.")
    if not yes:
        opening.fail(
            f"{status.progress.open} deliveries of {announcement_id} would go on (held: "
            f"{hold.because}). Add --yes to do it.",
            2,
        )
    if not await services.holding.go_on(announcement_id, hold.number):
        opening.fail(f"{announcement_id} changed meanwhile; nothing was done.")
    opening.out.print(f"{announcement_id} goes on.")


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
    settings = opening.settings()
    async with opening.database(settings.database_url, tables=tables) as database:
        async with database.reading() as connection:
            now = await time_of_the_bot(connection, opening.now())
        services = Outbound(
            Broadcasting(database, Audience(URGENT)), Holding(database), Subscribing(database, ())
        )
        await work(services, now)


def _text(file: Path) -> FormattedText:
    try:
        return FormattedText(file.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        opening.fail(f"{file}: {opening.unreadable(error)}", 2)


def _refuse_long(texts: dict[str, FormattedText], topic: str, content: Content) -> None:
    words = Words(content.texts)
    screens = AnnouncementScreens(words, AnswerScreens(content.faq, words), content.schedule)
    room = screens.room(topic, words.languages)
    for code, written in texts.items():
        if not written.text:
            opening.fail(f"The text in {code} is empty.", 2)
        if utf16_length(written.text) > room:
            opening.fail(
                f"The text in {code} is too long: {utf16_length(written.text)} of {room} characters.", 2
            )


def _instant(option: str, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        opening.fail(f"{option}: not an instant; example: 2027-03-02T16:00:00+00:00", 2)
    if instant.tzinfo is None:
        opening.fail(f"{option}: the zone is missing; example: 2027-03-02T16:00:00+00:00", 2)
    return instant.astimezone(UTC)
