"""Calendar files (RFC 5545), for calendars that refuse whatever is not exactly right.

Times are UTC, so no definition of a zone is needed. There is an organizer, which a published entry must have,
and it is the bot: no person, no address.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.content.schedules import in_language
from bot.services.announcing.webinars import CalendarEntry
from bot.telegram.screens.screen import Words

PRODUCT = "-//compact-bot//EN"


def calendar_file(entry: CalendarEntry, bot_link: str, words: Words, language: str, now: datetime) -> bytes:
    """The entry as a file; one that is off takes the earlier entry away, where a calendar does that."""
    # here: three megabytes until somebody wants such a file
    from icalendar import Calendar, Event, vCalAddress, vText, vUri

    webinar = entry.webinar
    title = in_language(webinar.titles, language)
    event = Event()
    event.add("uid", f"{webinar.webinar_id}@{bot_link.rpartition('/')[2]}")
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("dtstart", webinar.starts_at.astimezone(UTC))
    event.add("dtend", (webinar.starts_at + webinar.duration).astimezone(UTC))
    organizer = vCalAddress(bot_link)
    organizer.params["CN"] = vText(bot_link.rpartition("/")[2])
    event.add("organizer", organizer)
    if entry.is_off:
        event.add("summary", words.label(language, "webinars.cancelled_title", title=title))
        event.add("status", "CANCELLED")
    else:
        event.add("summary", title)
        event.add("status", "CONFIRMED")
        event.add("location", webinar.link)
        event.add("url", vUri(webinar.link))
        summary = in_language(entry.summaries, language) if entry.summaries else ""
        event.add("description", f"{summary}\n\n{webinar.link}".strip())
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.is_off else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def file_name(webinar_id: str) -> str:
    """By its name a phone knows what to do with a file."""
    return f"{webinar_id}.ics"
