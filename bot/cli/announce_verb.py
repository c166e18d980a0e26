"""announce: a broadcast from the command line, looked at before it counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, NoReturn
from uuid import uuid4

import typer

from bot.cli import opening
from bot.content.check import Content
from bot.domain.announcements import URGENT, Audience, BroadcastBody, FormattedText
from bot.domain.delivery.estimates import duration_of
from bot.services.announcing.broadcasting import KEPT_FOR, Broadcasting
from bot.services.members.subscribing import Subscribing
from bot.storage.database import Database
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.screen import Words, is_visible, utf16_length

FURTHEST = timedelta(days=366)  # what is to leave later than in a year is a slip
A_MOMENT = timedelta(minutes=5)  # so long ago is "now", for who types it


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command()(announce)


def announce(
    text_file: Annotated[Path, typer.Option(help="The text, in --language or else in the leading one.")],
    text: Annotated[list[str] | None, typer.Option(help="xx=FILE, the text in another language.")] = None,
    topic: Annotated[str, typer.Option(help="To the subscribers of this topic.")] = "urgent",
    language: Annotated[str | None, typer.Option(help="Only to subscribers with this language.")] = None,
    at: Annotated[str | None, typer.Option(help="Not before this instant, ISO with a zone.")] = None,
    expires_at: Annotated[str | None, typer.Option(help="Not after this instant, ISO with a zone.")] = None,
    key: Annotated[str | None, typer.Option(help="The same key twice enqueues once.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Enqueue without asking.")] = False,
) -> None:
    """Enqueue a broadcast and print its id; the running bot delivers it."""
    settings = opening.settings("database_url", "content", "messages_per_second")
    content = opening.with_rows(opening.content(settings.content), settings.database_url, needed=True)
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
        if code in texts:
            opening.fail(f"--text: a text in {code} was given already", 2)
        if language is not None:
            opening.fail(f"--text: {code} is not wanted: who gets this reads {language}", 2)
        texts[code] = _text(Path(name))
    _refuse_long(texts, topic, content)
    audience = Audience(topic, () if language is None else (language,))
    body = BroadcastBody(texts, written_in)
    send_at, until = _instant("--at", at), _instant("--expires-at", expires_at)

    async def work() -> None:
        async with opening.outbox(settings.database_url) as (database, now):
            leaves, ends = _times(now, send_at, until)
            people = await _count(database, audience)
            takes = duration_of(people, settings.messages_per_second)
            if leaves + takes > ends:
                opening.fail(f"--expires-at: it takes {_long(takes)} to send, so some would not get it", 2)
            opening.err.print(_question(people, audience, leaves, ends, now), markup=False)
            opening.ask(yes)
            broadcasting = Broadcasting(database, Audience(URGENT))
            name = f"broadcast/{key or uuid4()}"
            confirmed = await broadcasting.enqueue(
                name, audience, body, now, send_at=send_at, expires_at=ends
            )
            if confirmed is None:
                opening.fail("This key was enqueued before; nothing was done.")
            opening.out.print(f"{confirmed.announcement_id}")
            opening.err.print(opening.counted(confirmed.recipients, "recipient"))

    opening.run(work())


def _times(now: datetime, send_at: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """When it leaves and when it expires. What a slip in a date would make of it ends the program."""
    if send_at is not None and send_at < now - A_MOMENT:
        opening.fail(f"--at: {_shown(send_at, now)} is past; it is {now:%Y-%m-%d %H:%M} UTC", 2)
    if send_at is not None and send_at > now + FURTHEST:
        opening.fail(f"--at: {_shown(send_at, now)} is further ahead than a year", 2)
    leaves = max(send_at or now, now)
    if until is not None and until > leaves + FURTHEST:
        opening.fail(f"--expires-at: {_shown(until, now)} is further from when it leaves than a year", 2)
    if until is not None and until <= leaves:
        opening.fail("--expires-at lies before the announcement could leave", 2)
    return leaves, until or leaves + KEPT_FOR


async def _count(database: Database, audience: Audience) -> int:
    counts = await Subscribing(database, ()).counts()
    return sum(
        n
        for topic, code, n in counts
        if topic == audience.topic and (not audience.languages or code in audience.languages)
    )


def _question(people: int, audience: Audience, leaves: datetime, ends: datetime, now: datetime) -> str:
    only = f" with the language {' or '.join(audience.languages)}" if audience.languages else ""
    return (
        f"{opening.counted(people, 'subscriber')} of {audience.topic}{only} would get this.\n"
        f"It leaves: {_shown(leaves, now) if leaves > now else 'now'}\n"
        f"It expires: {_shown(ends, now)}"
    )


def _shown(at: datetime, now: datetime) -> str:
    """In UTC, and how far away."""
    away = f"in {_long(at - now)}" if at > now else f"{_long(now - at)} ago"
    return f"{at:%A %Y-%m-%d %H:%M} UTC ({away})"


def _long(time: timedelta) -> str:
    return opening.ago(time).removesuffix(" ago")


def _text(file: Path) -> FormattedText:
    try:
        return FormattedText(file.read_text(encoding="utf-8-sig").strip())
    except (OSError, UnicodeDecodeError) as error:
        opening.fail(f"{file}: {opening.unreadable(error)}", 2)


def _refuse_long(texts: dict[str, FormattedText], topic: str, content: Content) -> None:
    words = Words(content.texts)
    screens = AnnouncementScreens(words, AnswerScreens(content.faq, words), content.schedule)
    room = screens.room(topic, words.languages)
    for code, written in texts.items():
        if not is_visible(written.text):
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
        return instant.astimezone(UTC) if instant.tzinfo else _without_zone(option)
    except (ValueError, OverflowError):  # the last one at either end of the calendar
        opening.fail(f"{option}: not an instant; example: 2027-03-02T16:00:00+00:00", 2)


def _without_zone(option: str) -> NoReturn:
    opening.fail(f"{option}: the zone is missing; example: 2027-03-02T16:00:00+00:00", 2)
