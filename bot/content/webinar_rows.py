"""Webinars as rows hold them: in the form of schedules/webinars.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.content.check import Content
from bot.content.models import WebinarForm
from bot.content.schedule_files import webinar_of_form
from bot.domain.content.schedules import Schedule, Webinar, lead_label
from bot.domain.content.staff_content import Item, StaffRow
from bot.domain.ids import is_id


def webinar_item(webinar: Webinar, leading: str, *, is_cancelled: bool) -> Item:
    """A webinar as rows hold it: with the texts that are more than the leading one once again."""
    return {
        "title": _own(webinar.titles, leading),
        "summary": _own(webinar.summaries, leading),
        "starts": f"{webinar.starts_at.astimezone(webinar.zone):%Y-%m-%d %H:%M}",
        "zone": webinar.zone.key,
        "minutes": webinar.duration // timedelta(minutes=1),
        "link": webinar.link,
        "leads": [lead_label(lead).removeprefix("-") for lead in webinar.leads],
        "languages": list(webinar.languages),
        "reading": list(webinar.reading),
        "recording": webinar.recording or None,
        "cancelled": is_cancelled,
        "example": webinar.example,
    }


def webinar_of(row: StaffRow, languages: tuple[str, ...]) -> Webinar:
    """The webinar that a row says. Where it has no text in the leading language, its first one stands in.

    Raises ValueError and the like, in words for a curator.
    """
    item = row.item
    if item is None or not is_id(row.item_id):
        raise ValueError("there is nothing in it")
    leading = languages[0] if languages[0] in item["title"] else next(iter(item["title"]), languages[0])
    spoken = (leading, *(language for language in languages if language != leading))
    return webinar_of_form(WebinarForm.model_validate({**_stated(item), "id": row.item_id}, context=spoken))


def webinar_said(content: Content, row: StaffRow) -> Item | None:
    """What the files say of the webinar that a row is about; None where they say nothing.

    Files that do not name it any more say what a row says that cancelled what stood there.
    """
    leading = content.texts.languages[0]
    for webinars, is_cancelled in (
        (content.schedule.webinars, False),
        (content.schedule.cancelled, True),
    ):
        found = next((each for each in webinars if each.id == row.item_id), None)
        if found is not None:
            return webinar_item(found, leading, is_cancelled=is_cancelled)
    return row.item if row.stands_over and row.item is not None and row.item["cancelled"] else None


def webinar_laid(content: Content, row: StaffRow) -> Content:
    """The content with a row's webinar in place of what it says of it."""
    webinar = webinar_of(row, content.texts.languages)
    is_cancelled = bool((row.item or {}).get("cancelled"))
    standing = _without(content.schedule.webinars, webinar)
    cancelled = _without(content.schedule.cancelled, webinar)
    schedule = replace(
        content.schedule,
        webinars=standing if is_cancelled else (*standing, webinar),
        cancelled=(*cancelled, webinar) if is_cancelled else cancelled,
    )
    return replace(content, schedule=schedule)


def all_webinars(schedule: Schedule) -> Iterator[tuple[Webinar, bool]]:
    """Every webinar, and whether it is cancelled."""
    yield from ((each, False) for each in schedule.webinars)
    yield from ((each, True) for each in schedule.cancelled)


def is_long_over(row: StaffRow, beneath: Content, before: datetime) -> bool:
    """Whether a row's webinar ended before this instant, and so did what the files say of it: it may go."""
    below = [each for each, _ in all_webinars(beneath.schedule) if each.id == row.item_id]
    try:
        said = webinar_of(row, beneath.texts.languages)
    except (KeyError, TypeError, ValueError, AttributeError):  # staff are asked about it
        return False
    return all(each.ends_at < before for each in (said, *below))


def _without(webinars: tuple[Webinar, ...], webinar: Webinar) -> tuple[Webinar, ...]:
    return tuple(each for each in webinars if each.id != webinar.id)


def _own(texts: Mapping[str, str], leading: str) -> dict[str, str]:
    """Without those in which the leading text stands in."""
    return {
        language: text
        for language, text in texts.items()
        if language == leading or text != texts.get(leading)
    }


def _stated(item: Item) -> Item:
    """Without what is not there: the form has its own words for that."""
    return {key: value for key, value in item.items() if value is not None and value != {}}
