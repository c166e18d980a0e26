"""The demo's clock: what comes in words, and a move that passes by everything that lies between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.app import demo
from bot.app.content.learning import Learned
from bot.config import Settings
from bot.content.check import Content
from bot.domain.content.schedules import Schedule, Webinar, WeeklyUpdate, due
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.clock import MovableClock
from tests.e2e.conftest import ADA, AMINA, QUICK
from tests.fakes import until

UTC_ZONE = ZoneInfo("UTC")
SUNDAY = datetime(2026, 11, 29, 12, tzinfo=UTC)
WEEKLY = WeeklyUpdate("weekly", 0, time(9), UTC_ZONE, questions=("what-is-the-compact",))


def webinar(webinar_id: str, title: str, starts_at: datetime, *leads: timedelta) -> Webinar:
    leads = leads or (timedelta(days=1), timedelta(hours=1), timedelta(0))
    link = f"https://example.org/{webinar_id}"
    return Webinar(
        webinar_id, {"en": title}, {"en": title}, starts_at, UTC_ZONE, timedelta(hours=1), link, leads
    )


def labels(schedule: Schedule) -> list[str]:
    return [label for label, _ in demo.targets(schedule, SUNDAY)]


def test_the_clock_offers_what_comes_in_words_the_next_one_first():
    orientation = webinar("orientation", "Orientation", datetime(2026, 12, 1, 16, tzinfo=UTC))
    assert demo.targets(Schedule(weekly=WEEKLY, webinars=(orientation,)), SUNDAY) == [
        ("Weekly update, Monday 30 November", datetime(2026, 11, 30, 9, tzinfo=UTC)),
        ("Reminder a day before: Orientation", datetime(2026, 11, 30, 16, tzinfo=UTC)),
        ("Reminder an hour before: Orientation", datetime(2026, 12, 1, 15, tzinfo=UTC)),
        ("Reminder as it begins: Orientation", datetime(2026, 12, 1, 16, tzinfo=UTC)),
        ("Weekly update, Monday 7 December", datetime(2026, 12, 7, 9, tzinfo=UTC)),
    ]


def test_leads_of_every_length_are_said_in_words():
    leads = [timedelta(days=7), timedelta(minutes=90), timedelta(minutes=1)]
    talk = webinar("talk", "Talk", SUNDAY + timedelta(days=8), *leads)
    assert labels(Schedule(webinars=(talk,))) == [
        "Reminder 7 days before: Talk",
        "Reminder 90 minutes before: Talk",
        "Reminder a minute before: Talk",
    ]


def test_an_id_with_the_signs_of_a_key_changes_no_word():
    talk = webinar("a@b/-24h", "Talk", SUNDAY + timedelta(days=2), timedelta(hours=2))
    assert labels(Schedule(webinars=(talk,))) == ["Reminder 2 hours before: Talk"]


def test_nothing_planned_is_nothing_offered():
    assert demo.targets(Schedule(), SUNDAY) == []


def next_update() -> datetime:
    """When the next weekly update is due, whatever day it is."""
    now = datetime.now(UTC)
    return next(each.due_at for each in due(Schedule(weekly=WEEKLY), now, now + timedelta(days=8)))


async def never(_: datetime) -> bool:
    return False


async def nothing_chosen() -> set[datetime]:
    return set()


async def test_a_bot_that_can_do_nothing_holds_the_clock_up_for_a_while_only():
    clock = MovableClock()
    travel = demo.Travel(
        clock, lambda: Schedule(weekly=WEEKLY), never, asyncio.Event(), nothing_chosen, patience=0.01
    )
    afterwards = clock.now() + timedelta(days=20)
    await travel.to(afterwards)
    assert clock.now() >= afterwards


async def test_what_is_planned_while_the_clock_goes_is_passed_too():
    clock, passed = MovableClock(), []
    update = next_update()

    async def done(instant: datetime) -> bool:
        passed.append(instant)
        return True

    async def chosen() -> set[datetime]:
        return {update + timedelta(hours=3)} if clock.now() > update else set()

    clock.move_to(max(clock.now(), update - timedelta(hours=23)))

    travel = demo.Travel(clock, lambda: Schedule(weekly=WEEKLY), done, asyncio.Event(), chosen)
    await travel.to(update + timedelta(hours=5))
    assert [each.replace(microsecond=0) for each in passed[1:]] == [
        update + timedelta(hours=hours) for hours in (0, 3, 5)
    ]


async def test_staff_see_the_update_a_day_before_also_where_the_clock_goes_further():
    clock, passed = MovableClock(), []
    update = next_update() + timedelta(days=7)

    async def done(instant: datetime) -> bool:
        passed.append(instant)
        return True

    travel = demo.Travel(clock, lambda: Schedule(weekly=WEEKLY), done, asyncio.Event(), nothing_chosen)
    clock.move_to(update - timedelta(hours=25))
    await travel.to(update)
    assert [each.replace(microsecond=0) for each in passed[1:]] == [update - timedelta(days=1), update]


async def test_when_the_demo_ends_the_clock_stays_where_it_is():
    clock, stopping = MovableClock(), asyncio.Event()
    travel = demo.Travel(clock, lambda: Schedule(weekly=WEEKLY), never, stopping, nothing_chosen)
    update = next_update()
    going = asyncio.create_task(travel.to(update + timedelta(days=20)))
    stopping.set()
    await going
    assert clock.now() < update + timedelta(days=1)


class Page:
    """What the chat page asks and does, without a browser."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def look(self, verb: str, **query: int) -> object:
        async with self._session.get(f"/simulator/{verb}", params=query) as answer:
            return (await answer.json())["result"]

    async def act(self, verb: str, **params: object) -> JsonObject:
        async with self._session.post(f"/simulator/{verb}", json=params) as answer:
            body: JsonObject = await answer.json()
            return body

    async def messages(self, chat_id: int) -> list[JsonObject]:
        return [m for m in await self.look("messages", chat_id=chat_id) if m["is_outgoing"]]

    async def ask(self, person: int, text: str, containing: str) -> None:
        await self.act("say", user_id=person, text=text)

        async def is_answered() -> bool:
            return any(containing in m["text"] for m in await self.messages(person))

        await until(is_answered)

    async def press(self, person: int, label: str) -> None:
        """Presses the newest button with `label` in it, once it is there."""

        def found(messages: list[JsonObject]) -> list[tuple[int, str]]:
            return [
                (m["message_id"], button["callback_data"])
                for m in messages
                for row in m.get("reply_markup", {}).get("inline_keyboard", [])
                for button in row
                if label in button["text"]
            ]

        async def is_there() -> bool:
            return bool(found(await self.messages(person)))

        await until(is_there)
        message_id, code = found(await self.messages(person))[-1]
        query = (await self.act("press", user_id=person, message_id=message_id, callback_data=code))["result"]

        async def is_answered() -> bool:
            return await self.look("answer_to", query_id=query) is not None

        await until(is_answered)

    async def go(self, instant: datetime) -> JsonObject:
        return await self.act("move_clock", instant=instant.isoformat())


@pytest.fixture
def planned() -> list[tuple[datetime, str]]:
    """Two webinars of the coming weeks: their beginnings and titles."""
    update = next_update()
    return [(update + timedelta(days=1), "First talk"), (update + timedelta(days=8, hours=3), "Second talk")]


@pytest.fixture
async def page(
    migrated_sqlite_url: str,
    content: Content,
    learned: Learned,
    planned: list[tuple[datetime, str]],
    unused_tcp_port: int,
) -> AsyncIterator[Page]:
    """The demo with a weekly update and these webinars; Amina subscribed to everything, Ada has started."""
    webinars = tuple(webinar(title.split()[0].lower(), title, at) for at, title in planned)
    schedule = Schedule(content.schedule.topics, WEEKLY, webinars)
    stopping, listening = asyncio.Event(), asyncio.Event()
    settings = Settings(_env_file=None, database_url=migrated_sqlite_url)
    running = asyncio.create_task(
        demo.run(
            settings,
            replace(content, schedule=schedule),
            learned,
            unused_tcp_port,
            stopping,
            lambda _: listening.set(),
            waits=replace(QUICK, tick=0.1),
        )
    )
    await listening.wait()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{unused_tcp_port}") as session:
        page = Page(session)
        for person in (AMINA, ADA):
            await page.act("press_start", user_id=person)
        await page.ask(AMINA, "/subscribe all", "You receive")
        yield page
    stopping.set()
    await running


async def test_going_far_ahead_passes_by_all_that_lies_between_but_neither_too_far_nor_back(
    page: Page, planned: list[tuple[datetime, str]]
):
    (first, _), (second, _) = planned
    targets = (await page.look("clock"))["targets"]
    for days, why in (
        (61, "the clock goes 60 days ahead at most, so that nothing is skipped"),
        (-1, "the clock only moves forward"),
    ):
        assert await page.go(datetime.now(UTC) + timedelta(days=days)) == {"error": why}
    assert (await page.look("clock"))["targets"] == targets
    told = {m["message_id"] for m in await page.messages(AMINA)}
    answer = await page.go(second + timedelta(days=1))
    came = [m for m in await page.messages(AMINA) if m["message_id"] not in told]
    weekly = [first - timedelta(days=1) + timedelta(weeks=week) for week in range(2)]
    leads = (timedelta(days=1), timedelta(hours=1), timedelta(0))
    instants = sorted([*weekly, *(at - lead for at, _ in planned for lead in leads)])
    late = [m["date"] - instant.timestamp() for m, instant in zip(came, instants, strict=True)]
    assert [seconds for seconds in late if not 0 <= seconds < demo.PATIENCE] == []
    assert not any("⚠️" in m["text"] for m in await page.messages(ADA))
    assert datetime.fromisoformat(answer["result"]["now"]) >= second + timedelta(days=1)


async def test_going_far_ahead_a_broadcast_leaves_at_the_time_that_staff_chose(page: Page):
    await page.ask(ADA, "/broadcast", "Write")
    await page.ask(ADA, "Come all of you", "Come all of you")
    for label in ("Change time", "Choose a time"):
        await page.press(ADA, label)
    await page.ask(ADA, "in 30 hours", "It goes out in")
    chosen = datetime.fromisoformat((await page.look("now")) or "") + timedelta(hours=30)
    await page.press(ADA, "⏰ Send to")
    await page.go(chosen + timedelta(days=6))
    (came,) = [m for m in await page.messages(AMINA) if "Come all of you" in m["text"]]
    assert abs(came["date"] - chosen.timestamp()) < demo.PATIENCE
    assert not any("⚠️" in m["text"] for m in await page.messages(ADA))


async def test_two_moves_at_once_come_one_after_the_other_and_while_sending_is_paused_nothing_is_waited_for(
    page: Page, planned: list[tuple[datetime, str]]
):
    first = planned[0][0]
    hour = timedelta(hours=1)
    both = await asyncio.gather(page.go(first - hour), page.go(first))
    assert [list(answer) for answer in both] == [["result"], ["result"]]
    said = ["Webinar tomorrow", "The webinar starts soon", "The webinar starts now"]
    texts = [m["text"] for m in await page.messages(AMINA)]
    assert [words for text in texts for words in said if words in text] == said
    assert not any("⚠️" in m["text"] for m in await page.messages(ADA))
    await page.ask(ADA, "/halt", "paused")
    assert "result" in await page.go(planned[1][0])
    assert len(await page.messages(AMINA)) == len(texts)
