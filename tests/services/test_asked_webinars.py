"""Who asked to be reminded of one webinar: pausing, leaving, and what is left of them when it is over."""

from datetime import timedelta

import pytest

from bot.domain.content.schedules import WEBINARS, Schedule
from bot.domain.people.subscriptions import Subscriber
from bot.domain.people.undoing import Undoing
from bot.services.alerting import Alerting
from bot.services.announcing.planning import Planner
from bot.services.announcing.webinar_changes import STANDS_AFTER
from bot.services.members.retention import Retention
from bot.services.members.subscribing import Subscribing
from bot.services.own_rows import OwnRows
from bot.storage.database import Database
from bot.telegram.screens.button_codes import decode
from bot.telegram.screens.privacy_screens import PrivacyScreens
from bot.telegram.screens.screen import Words
from bot.telegram.screens.topic_screens import TopicScreens
from tests import shipped
from tests.builders import START, take_turn, webinar

ASKED = webinar().asked_topic
DAY = timedelta(days=1)
BEFORE = START - 10 * DAY
OVER = START + DAY
ONLY_ASKED, JOINED = 1, 2
SCHEDULE = Schedule(shipped.content().schedule.topics, webinars=(webinar(),))
WORDS = Words(shipped.content().texts)
SCREENS = TopicScreens(WORDS, SCHEDULE, Undoing(b"a key"), lambda: BEFORE)


@pytest.fixture
async def members(database: Database) -> Subscribing:
    """One who only asked for a webinar, and one who has a topic beside it."""
    subscribing = Subscribing(database, ["urgent", WEBINARS])
    await subscribing.subscribe(JOINED, ["urgent"], "en", BEFORE)
    for chat_id in (ONLY_ASKED, JOINED):
        await subscribing.ask(chat_id, ASKED, "en")
    return subscribing


async def looked_at(database: Database, *instants) -> None:
    for now in instants:
        await Planner(await take_turn(database), SCHEDULE, Alerting(database, tuple)).tick(now)


async def test_a_webinar_that_ends_in_a_pause_does_not_come_back_with_it(members, database):
    for chat_id in (ONLY_ASKED, JOINED):
        assert ASKED in (await members.pause(chat_id, BEFORE)).paused
    await looked_at(database, BEFORE, BEFORE + STANDS_AFTER, OVER)
    assert await members.find(ONLY_ASKED) is None
    assert (await members.find(JOINED)).paused == {"urgent"}
    assert (await members.go_on(JOINED)).topics == {"urgent"}


async def test_a_pause_that_has_nothing_left_to_bring_back_is_over(members, database):
    await members.unsubscribe(JOINED, ["urgent"])
    await members.pause(JOINED, BEFORE)
    await looked_at(database, BEFORE, BEFORE + STANDS_AFTER, OVER)
    assert (await members.find(JOINED)).paused_until is None


async def test_who_asks_for_nothing_any_more_is_forgotten_unless_they_joined(members):
    assert await members.unsubscribe(ONLY_ASKED, [ASKED]) is None
    assert (await members.unsubscribe(JOINED, ["urgent", ASKED])).topics == frozenset()


async def test_who_only_asked_for_a_webinar_has_no_way_back_that_would_make_them_join(members):
    left = await members.stop(ONLY_ASKED, BEFORE)
    assert SCREENS.stopped(left, "en").rows == ()
    left = await members.stop(JOINED, BEFORE)
    ((undo,),) = SCREENS.stopped(left, "en").rows
    press = decode(undo.code)
    assert press is not None
    assert SCREENS.read_undo(press.argument, JOINED, "en").topics == {"urgent"}


async def test_a_single_webinar_counts_as_no_topic_and_goes_by_its_title(members, database):
    asked = await members.find(ONLY_ASKED)
    assert SCREENS.choice(asked, "en").html == SCREENS.choice(None, "en").html
    paused = SCREENS.pauses(await members.pause(ONLY_ASKED, BEFORE), "en")
    assert webinar().title("en") in paused.html
    await members.go_on(ONLY_ASKED)
    kept = await OwnRows(database).of(ONLY_ASKED)
    shown = PrivacyScreens(WORDS, SCHEDULE, Retention(DAY, DAY)).mine(kept, "en").html
    assert webinar().title("en") in shown
    assert ASKED not in shown


async def test_a_list_from_elsewhere_welcomes_also_who_had_only_asked_for_a_webinar(members):
    topics = frozenset({"urgent"})
    listed = [Subscriber(chat_id, "en", topics, "2026-W40") for chat_id in (ONLY_ASKED, JOINED)]
    assert await members.new_of(listed) == [ONLY_ASKED]
    assert await members.bring_in(listed, BEFORE) == 1
    assert await members.bring_in(listed, BEFORE) == 0
