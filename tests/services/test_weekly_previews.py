"""Staff see the weekly update a day before, once, and only where there is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.content.lessons import Lesson, Lessons
from bot.domain.content.schedules import NewsItem
from bot.domain.people.staff import Act, Recorded
from bot.domain.weekly_preview import WeeklyPreview
from bot.services.alerting import Alerting
from bot.services.announcing.next_update import NextUpdates
from bot.services.announcing.planning import Planner
from bot.services.announcing.weekly_updates import Piece, PieceKind
from bot.storage import announcements
from tests.builders import alerts, join, latest, schedule, utc, webinar, weekly

LANGUAGES = ("en", "es")
DUE = utc("2027-03-01 08:00")  # Monday, 9:00 in Brussels
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NEWS = NewsItem("n", {"en": "Something new."}, date(2027, 3, 1), date(2027, 3, 8), link="https://a.test/b")


def planner(database, plan) -> Planner:
    return Planner(database, plan, Alerting(database, lambda: (9001,)), previewed_in=LANGUAGES)


async def previews(database) -> list[WeeklyPreview]:
    return [alert for alert in await alerts(database) if isinstance(alert, WeeklyPreview)]


async def sent(database):
    """The bodies of the weekly updates, the oldest first."""
    return [a.body for a, _ in await latest(database) if a.key.startswith("weekly/")]


async def test_a_preview_comes_once_a_day_before_in_each_language_and_says_what_is_sent(database):
    await join(database, [1], "weekly")
    ticked = planner(database, schedule(webinar(), weekly=weekly(news=(NEWS,))))
    for instant in (DUE - 2 * DAY, DUE - DAY - HOUR):
        await ticked.tick(instant)
    assert await previews(database) == []
    for instant in (DUE - DAY, DUE - DAY + HOUR, DUE - HOUR):
        await ticked.tick(instant)
    found = await previews(database)
    assert [each.language for each in found] == [*LANGUAGES, ""]
    assert {each.due_at for each in found} == {DUE}
    await ticked.tick(DUE)
    (body,) = await sent(database)
    assert all(each.update == body for each in found)
    assert body.news == ({"en": "Something new.\n\nhttps://a.test/b"},)


async def test_a_week_with_nothing_in_it_has_neither_an_update_nor_a_preview(database):
    ticked = planner(database, schedule(weekly=weekly(questions=())))
    for instant in (DUE - 2 * DAY, DUE - DAY, DUE - HOUR, DUE, DUE + HOUR):
        await ticked.tick(instant)
    assert await alerts(database) == []
    assert await sent(database) == []


async def test_what_comes_in_on_the_last_day_is_previewed_late_and_after_the_update_nothing_is(database):
    await planner(database, schedule(weekly=weekly(questions=()))).tick(DUE - 2 * DAY)
    await planner(database, schedule(weekly=weekly(questions=()))).tick(DUE - HOUR)
    assert await previews(database) == []
    ticked = planner(database, schedule(weekly=weekly(questions=(), news=(NEWS,))))
    await ticked.tick(DUE - HOUR / 2)
    assert len(await previews(database)) == 3
    await ticked.tick(DUE)
    await ticked.tick(DUE + HOUR)
    assert len(await previews(database)) == 3


async def test_a_preview_that_nobody_took_is_of_no_use_when_the_update_goes_out(database):
    ticked = planner(database, schedule(weekly=weekly()))
    await ticked.tick(DUE - 2 * DAY)
    await ticked.tick(DUE - DAY)
    async with database.reading() as connection:
        rows = await connection.exec_driver_sql("SELECT announcement_id FROM announcements")
        found = [await announcements.find(connection, row.announcement_id) for row in rows]
    assert {each.expires_at for each in found if each is not None} == {DUE}


@pytest.mark.both_databases
async def test_what_is_left_out_is_left_out_of_that_week_alone(database):
    plan = schedule(webinar(starts_at=DUE + 10 * DAY), weekly=weekly(news=(NEWS,)))
    updates = NextUpdates(database, plan, lambda body, topic: True)
    ticked = planner(database, plan)
    await ticked.tick(DUE - 2 * DAY)
    recorded = Recorded(9001, Act.LEFT_OUT, DUE - HOUR)
    for kind, item_id in (
        (PieceKind.NEWS, "n"),
        (PieceKind.QUESTION, "what-is-it"),
        (PieceKind.WEBINAR, "orientation"),
    ):
        update = await updates.find(DUE - HOUR)
        assert update is not None
        assert update.body is not None
        piece = update.piece(f"{kind}/{item_id}")
        assert piece == Piece(kind, item_id)
        await updates.leave_out(update.week, piece, recorded)
        await updates.leave_out(update.week, piece, recorded)
    emptied = await updates.find(DUE - HOUR)
    assert emptied is not None
    assert emptied.body is None
    await updates.put_back("2027-W09", Piece(PieceKind.NEWS, "n"), recorded)
    await ticked.tick(DUE)
    await ticked.tick(DUE + 7 * DAY)
    first, second = await sent(database)
    assert (len(first.news), first.webinars, first.entry_id) == (1, (), None)
    assert (len(second.news), len(second.webinars), second.entry_id) == (1, 1, "what-is-it")


async def test_who_leaves_the_lesson_out_gets_no_question_in_its_place(database):
    lessons = Lessons((Lesson("first", "what-is-it", {}),))
    plan = replace(schedule(weekly=weekly(news=(NEWS,))), lessons=lessons)
    updates = NextUpdates(database, plan, lambda body, topic: len(body.news) == 0)
    update = await updates.find(DUE - HOUR)
    assert update is not None
    assert [piece.name for piece in update.pieces] == ["news/n", "lesson/first"]
    assert not updates.fits(update)
    for piece in update.pieces:
        await updates.leave_out(update.week, piece, Recorded(9001, Act.LEFT_OUT, DUE - HOUR))
    update = await updates.find(DUE - HOUR)
    assert update is not None
    assert update.body is None
    assert updates.fits(update)
