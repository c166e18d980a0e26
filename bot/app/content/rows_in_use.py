"""What staff put in from the chat, as their features ask for it without reading content themselves."""

from __future__ import annotations

import asyncio

from bot.content.staff_rows import Beneath, Laid, contact_of, fault_of, laid_over
from bot.content.webinar_rows import all_webinars, webinar_item, webinar_of
from bot.domain.content.faq import Faq
from bot.domain.content.schedules import Schedule
from bot.domain.content.staff_content import RowKind, StaffRow
from bot.services.announcing.webinar_editing import KnownWebinar, WebinarsInUse
from bot.services.staff.staff_content import RowsInUse


def rows_in_use(laid: Laid, beneath: Beneath) -> RowsInUse:
    """What staff's features ask of the content without reading it themselves."""

    def faq_with(row: StaffRow) -> Faq:
        return laid_over(Beneath(laid.content), [row]).content.faq

    def schedule_with(row: StaffRow) -> Schedule:
        return laid_over(Beneath(laid.content), [row]).content.schedule

    async def standing_anew(row: StaffRow) -> StaffRow:
        return await asyncio.to_thread(beneath.standing_anew, row)  # it may have to read all phrasings

    return RowsInUse(
        faq=laid.content.faq,
        fault_of=lambda row: fault_of(laid.content, row),
        faq_with=faq_with,
        contact=contact_of,
        schedule_with=schedule_with,
        standing_anew=standing_anew,
        asked=laid.asked,
        aside=laid.aside,
    )


def webinars_in_use(laid: Laid, beneath: Beneath) -> WebinarsInUse:
    """Every webinar as staff see it, with what the files say where staff put something over that."""
    content, languages = laid.content, laid.content.texts.languages
    rows = {row.item_id: row for row in (*laid.holding, *laid.asked) if row.kind is RowKind.WEBINAR}
    in_files = {each.id: (each, is_off) for each, is_off in all_webinars(beneath.content.schedule)}
    known = {}
    for webinar, is_cancelled in all_webinars(content.schedule):
        row = rows.get(webinar.id)
        below, is_off_below = in_files.get(webinar.id, (None, False))
        said = webinar_item(webinar, languages[0], is_cancelled=is_cancelled)
        known[webinar.id] = KnownWebinar(
            item=row.item if row is not None and row.item is not None else said,
            webinar=webinar,
            is_ours=row is not None,
            in_file=below,
            file_item=webinar_item(below, languages[0], is_cancelled=is_off_below) if below else None,
            is_asked=row in laid.asked,
        )
    return WebinarsInUse(lambda row: webinar_of(row, languages), known)
