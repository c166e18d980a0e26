"""The delivery worker against a sender that fails in every way, is stopped and is killed."""

import asyncio
import contextlib
from datetime import timedelta

import pytest

from bot.domain.alerts import AnnouncementRefused, DeliveriesExpired, SeveralExpired
from bot.domain.announcements import Audience
from bot.domain.delivery.deliveries import State
from bot.domain.delivery.outcomes import Moved, Refused, RetryLater, Unknown, Unreachable
from bot.domain.delivery.pacing import ChatRests
from bot.domain.waits import Waits
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.delivery.slots import Pacing
from bot.services.delivery.worker import FOR_PRESSING, DeliveryWorker, in_flight
from bot.services.leader_lease import Working
from bot.services.members.subscribing import Subscribing
from bot.storage import outbox
from tests.builders import (
    NOW,
    TOPIC,
    alerts,
    announce,
    begin,
    broadcast,
    counts,
    due,
    join,
    latest,
    states,
    take_turn,
    written,
)
from tests.fakes import Clock, FakeSender, until

QUICK = 2000.0  # messages a second: the tests are about order, not about pace


class StillClock(Clock):
    """Goes on only when it is moved."""

    def __init__(self) -> None:
        super().__init__()
        self._now = NOW

    def __call__(self):
        return self._now

    def advance(self, **by: float) -> None:
        self._now += timedelta(**by)


class Watched:
    """A database of which it is known how often somebody looked into it."""

    def __init__(self, database) -> None:
        self._database = database
        self.is_sqlite = database.is_sqlite
        self.transaction = database.transaction
        self.looks = 0

    def reading(self):
        self.looks += 1
        return self._database.reading()


class Office:
    """A worker with everything around it."""

    def __init__(
        self, database, sender=None, *, per_second=QUICK, clock=None, idle=0.05, finish=4.0, staff=(), **gates
    ) -> None:
        self.database = Watched(database)
        self.sender = sender or FakeSender()
        self.clock = clock or Clock()
        self.pacing = Pacing(per_second, ChatRests(0.001, 0.003))
        self.stopping, self.changed = asyncio.Event(), asyncio.Event()
        waits = Waits(outbox_idle=idle, sweep=0.1, settle=0.002, finish=finish)
        self.working = Working(database, "office", waits)
        self.worker = DeliveryWorker(
            self.database,
            self.working,
            self.sender,
            self.pacing,
            now=self.clock,
            alerting=Alerting(database, lambda: staff),
            waits=waits,
            changed=self.changed,
            **gates,
        )

    async def take_turn(self) -> None:
        """As if whoever had the turn before had died long ago."""
        async with self.database.transaction() as connection:
            await connection.exec_driver_sql("UPDATE working SET ends_at = 0")
        assert await self.working.take()

    async def sweep(self) -> bool:
        await self.take_turn()
        return await self.worker.sweeping.sweep()

    async def look(self, times=4) -> None:
        """Lets it look for work so often."""
        enough = self.database.looks + times
        await until(lambda: self.database.looks >= enough)

    def start(self) -> asyncio.Task:
        """Without an end in good order."""
        return asyncio.create_task(self._run())

    async def _run(self) -> None:
        await self.take_turn()
        await self.worker.run(self.stopping)

    @contextlib.asynccontextmanager
    async def open(self):
        """The worker runs inside and is stopped in good order at the end."""
        running = self.start()
        try:
            yield running
        except BaseException:
            running.cancel()  # a test that failed need not wait for what hangs
            raise
        self.stopping.set()
        await running

    async def work_off(self, announcement_id) -> None:
        """Works until nothing of this announcement is open any more."""
        async with self.open():
            await self.closed(announcement_id)

    async def closed(self, announcement_id) -> None:
        async def nothing_open() -> bool:
            found = await counts(self.database, announcement_id)
            return not found.keys() & {"pending", "sending"}

        await until(nothing_open)

    async def are(self, announcement_id, **expected) -> None:
        """Waits until the rows stand like this."""

        async def so() -> bool:
            return await counts(self.database, announcement_id) == expected

        await until(so)


async def subscribed(database):
    return {person.chat_id async for person in Subscribing(database, [TOPIC]).everyone()}


async def test_everybody_gets_it_once_in_their_language(database):
    await join(database, range(1, 11), language="en")
    await join(database, range(11, 16), language="ar")
    announcement_id = await announce(database)
    office = Office(database)
    await office.work_off(announcement_id)
    assert sorted(office.sender.chats) == list(range(1, 16))
    languages = {sending.chat_id: sending.language for sending in office.sender.transcript}
    assert (languages[1], languages[11]) == ("en", "ar")
    assert await counts(database, announcement_id) == {"sent": 15}
    assert await subscribed(database) == set(range(1, 16))


async def test_an_announcement_is_finished_when_nothing_is_open_and_at_once_without_an_audience(database):
    empty = await announce(database)
    office = Office(database)
    await office.sweep()
    assert office.sender.chats == []
    assert [(a.announcement_id, state) for a, state in await latest(database)] == [(empty, "finished")]


async def test_recipients_who_fail_stop_nobody_and_only_unreachable_ends_a_subscription(database):
    await join(database, range(1, 11))
    announcement_id = await announce(database)
    failing = {
        1: Unknown("no answer in time"),
        2: Refused("can't parse entities"),
        3: Unreachable("blocked"),
        4: RuntimeError("a surprise"),
    }
    office = Office(database, FakeSender({chat: [outcome] for chat, outcome in failing.items()}))
    await office.work_off(announcement_id)
    assert await states(database, announcement_id) == {
        1: State.UNKNOWN,
        2: State.REFUSED,
        None: State.UNREACHABLE,
        4: State.UNKNOWN,
        **dict.fromkeys(range(5, 11), State.SENT),
    }
    assert await subscribed(database) == set(range(1, 11)) - {3}
    assert sorted(office.sender.chats) == list(range(1, 11))


async def test_an_unknown_outcome_is_never_sent_again(database):
    await join(database, [1])
    announcement_id = await announce(database)
    await Office(database, FakeSender({1: [Unknown("no answer in time")]})).work_off(announcement_id)
    later = Office(database, clock=Clock(NOW + timedelta(days=30)))
    async with later.open():
        await announce(database, "other")
        await until(lambda: later.sender.chats == [1])
    assert await counts(database, announcement_id) == {"unknown": 1}


async def test_three_times_too_many_requests_is_one_delivery(database):
    await join(database, [1])
    announcement_id = await announce(database)
    slow_down = RetryLater(timedelta(milliseconds=5), "too many requests", flood=True)
    office = Office(database, FakeSender({1: [slow_down] * 3}))
    await office.work_off(announcement_id)
    assert office.sender.chats == [1] * 4
    assert await counts(database, announcement_id) == {"sent": 1}
    assert await subscribed(database) == {1}


async def test_without_advice_the_wait_doubles(database):
    await join(database, [1])
    announcement_id = await announce(database)
    fault = RetryLater(timedelta(0), "Bad Gateway")
    office = Office(database, FakeSender({1: [fault] * 2}), clock=StillClock())
    async with office.open():
        for attempts, seconds in ((1, 1), (2, 2)):
            await until(lambda attempts=attempts: len(office.sender.chats) == attempts)
            await office.are(announcement_id, pending=1)
            office.clock.advance(seconds=seconds / 2)
            await office.look()
            assert len(office.sender.chats) == attempts
            office.clock.advance(seconds=seconds / 2)
        await office.closed(announcement_id)
    assert len(office.sender.chats) == 3


async def test_a_flood_wait_of_one_chat_delays_nobody_else(database):
    await join(database, range(1, 12))
    announcement_id = await announce(database)
    flood = RetryLater(timedelta(seconds=30), "too many requests", flood=True)
    office = Office(database, FakeSender({1: [flood]}))
    async with office.open():
        await office.are(announcement_id, pending=1, sent=10)
        assert sorted(office.sender.chats) == list(range(1, 12))
        # the chat rests by the pacer's clock too, so the next message to it stays back, and only that one
        second = await announce(database, "second")
        await office.are(second, pending=1, sent=10)
    assert office.sender.chats.count(1) == 1
    assert (await states(database, second))[1] is State.PENDING


async def test_a_chat_that_rests_a_moment_gets_its_message_after_it(database):
    await join(database, range(1, 12))
    announcement_id = await announce(database)
    office = Office(database)
    office.pacing.rests.chat_interval = 30
    await office.pacing.reply_turn(1)
    async with office.open():
        await office.are(announcement_id, sent=10, pending=1)
        assert sorted(office.sender.chats) == list(range(2, 12))
        office.pacing.rests = ChatRests(0.001, 0.003)  # the moment is over
        office.clock.advance(seconds=31)
        await office.closed(announcement_id)
    assert office.sender.chats[-1] == 1


async def test_two_messages_to_one_chat_never_leave_together(database):
    await join(database, [1, 2])
    first, second = await announce(database, "a"), await announce(database, "b")
    office = Office(database)
    office.pacing.rests.chat_interval = 30
    async with office.open():
        await until(lambda: len(office.sender.chats) == 2)
        await office.are(first, sent=2)
        await office.are(second, pending=2)
    assert sorted(office.sender.chats) == [1, 2]


async def test_when_several_chats_are_flooded_everything_rests_and_nothing_is_lost(database):
    await join(database, range(1, 31))
    announcement_id = await announce(database)
    flood = RetryLater(timedelta(seconds=30), "too many requests", flood=True)
    sender = FakeSender({chat: [flood] for chat in range(1, 31)})
    office = Office(database, sender, per_second=200)
    async with office.open():
        await until(lambda: office.pacing.quiet_until > 0)

        async def nothing_in_the_air() -> bool:
            return "sending" not in await counts(database, announcement_id)

        await until(nothing_in_the_air)
        sent_until_then = len(sender.chats)
        await office.look()
        assert len(sender.chats) == sent_until_then < 30
    assert await counts(database, announcement_id) == {"pending": 30}


async def test_who_stops_before_their_row_begins_is_not_written_to(database):
    await join(database, range(1, 31))
    announcement_id = await announce(database)
    office = Office(database, per_second=50)  # slow enough that most wait
    async with office.open():
        await until(lambda: len(office.sender.chats) >= 1)
        await Subscribing(database, [TOPIC]).stop(30, NOW)
        await office.closed(announcement_id)
    assert sorted(office.sender.chats) == list(range(1, 30))
    assert (await states(database, announcement_id))[None] is State.SKIPPED


@pytest.mark.both_databases
async def test_a_halt_in_mid_run_lets_go_only_what_had_begun_and_resuming_completes(database):
    await join(database, range(1, 41))
    announcement_id = await announce(database)
    broadcasting = Broadcasting(database, Audience(TOPIC))
    office = Office(database, per_second=100)
    async with office.open():
        await until(lambda: len(office.sender.chats) >= 3)
        await broadcasting.halt(NOW)
        await office.look()  # a step that was under way on a server has not seen the halt
        begun = sum(n for state, n in (await counts(database, announcement_id)).items() if state != "pending")
        await office.are(announcement_id, pending=40 - begun, sent=begun)
        await office.look()
        assert len(office.sender.chats) == begun < 40
        await broadcasting.resume()
        await office.closed(announcement_id)
    assert sorted(office.sender.chats) == list(range(1, 41))


async def test_cancelling_in_mid_run_skips_the_rest(database):
    await join(database, range(1, 41))
    announcement_id = await announce(database)
    office = Office(database, per_second=100)
    async with office.open():
        await until(lambda: len(office.sender.chats) >= 3)
        assert await Broadcasting(database, Audience(TOPIC)).cancel(announcement_id)
        await office.closed(announcement_id)
    found = await counts(database, announcement_id)
    assert found == {"sent": len(office.sender.chats), "skipped": 40 - len(office.sender.chats)}
    assert found["skipped"] > 0


async def test_requests_that_get_no_answer_hold_up_no_urgent_call(database, few_in_the_air):
    await join(database, range(1, 21), "weekly")
    await join(database, [301, 302])
    await announce(database, "weekly/1", audience=Audience("weekly"))
    sender = FakeSender()
    sender.hang(range(1, 21))
    office = Office(database, sender)
    async with office.open():
        await until(lambda: len(sender.in_the_air) == few_in_the_air - few_in_the_air // FOR_PRESSING)
        await announce(database, "urgent/1")
        await until(lambda: sender.chats[-2:] == [301, 302] and sender.in_the_air.isdisjoint((301, 302)))
        assert len(sender.in_the_air) == few_in_the_air - few_in_the_air // FOR_PRESSING
        sender.answer()


async def test_of_what_expires_together_admins_hear_in_one_alert(database, monkeypatch):
    monkeypatch.setattr("bot.storage.outbox.CLOSED_TOGETHER", 2)  # one takes more sweeps than another
    await join(database, range(1, 6))
    await join(database, [6], "weekly")
    at = NOW + timedelta(hours=1)
    big = await announce(database, "big", expires_at=at)
    small = await announce(database, "small", audience=Audience("weekly"), expires_at=at)
    await announce(database, "nobody", audience=Audience("lessons"), expires_at=at)
    office = Office(database, clock=Clock(at))
    await office.work_off(big)
    await office.work_off(small)
    (alert,) = await alerts(database)
    assert isinstance(alert, SeveralExpired)
    assert {each.headline.announcement_id: each.count for each in alert.expired} == {big: 5, small: 1}


async def test_what_is_too_late_expires_and_admins_hear_how_many(database):
    await join(database, range(1, 6))
    announcement_id = await announce(database, "late", expires_at=NOW + timedelta(hours=1))
    office = Office(database, clock=Clock(NOW + timedelta(hours=1)))
    await office.work_off(announcement_id)
    await office.sweep()
    assert office.sender.chats == []
    assert await counts(database, announcement_id) == {"expired": 5}
    (alert,) = await alerts(database)
    assert isinstance(alert, DeliveriesExpired)
    assert (alert.headline.announcement_id, alert.headline.texts["en"], alert.count) == (
        announcement_id,
        "The office is closed.",
        5,
    )
    assert [state for _, state in await latest(database)] == ["finished"]


async def test_a_group_that_moves_in_mid_run_gets_one_message_in_its_new_chat(database):
    await join(database, [*range(1, 6), -7])
    announcement_id = await announce(database)
    office = Office(database, FakeSender({-7: [Moved(-1007)]}))
    await office.work_off(announcement_id)
    assert sorted(office.sender.chats) == [-1007, -7, 1, 2, 3, 4, 5]
    assert await states(database, announcement_id) == dict.fromkeys([-1007, 1, 2, 3, 4, 5], State.SENT)
    assert await subscribed(database) == {-1007, 1, 2, 3, 4, 5}


async def test_a_group_that_moves_onto_a_subscribed_chat_gets_one_message(database):
    await join(database, [-7, -1007])
    announcement_id = await announce(database)
    office = Office(database, FakeSender({-7: [Moved(-1007)]}))
    await office.work_off(announcement_id)
    assert office.sender.chats.count(-1007) == 1
    assert await subscribed(database) == {-1007}


async def test_a_group_that_is_said_to_move_for_ever_is_not_asked_again_and_again(database):
    await join(database, [1, -7])
    announcement_id = await announce(database)
    script = {-7: [Moved(-7)] * 3 + [Moved(-8)] * 3, -8: [Moved(-7)] * 3}
    office = Office(database, FakeSender(script), clock=StillClock())
    async with office.open():
        await office.are(announcement_id, pending=1, sent=1)
        for attempts, seconds in enumerate((1, 2, 4, 8, 16, 32, 64, 128, 256), start=1):
            await until(lambda attempts=attempts: len(office.sender.chats) == attempts + 1)
            await office.look()
            assert len(office.sender.chats) == attempts + 1
            office.clock.advance(seconds=seconds)
        await office.closed(announcement_id)
    assert await counts(database, announcement_id) == {"sent": 2}


async def test_admins_hear_once_of_a_message_that_is_refused(database):
    await join(database, range(1, 11))
    announcement_id = await announce(database, "broken")
    office = Office(database, FakeSender({chat: [Refused("can't parse")] for chat in range(1, 11)}))
    await office.work_off(announcement_id)
    (alert,) = await alerts(database)
    assert isinstance(alert, AnnouncementRefused)
    assert (alert.headline.announcement_id, alert.reason) == (announcement_id, "can't parse")
    assert await counts(database, announcement_id) == {"refused": 10}


async def test_stopping_waits_for_what_is_in_the_air_and_leaves_the_rest(database):
    await join(database, range(1, 41))
    announcement_id = await announce(database)
    office = Office(database, per_second=100)
    office.sender.hang(range(1, 41))
    async with office.open() as running:
        await until(lambda: len(office.sender.in_the_air) >= 3)
        office.stopping.set()
        await until(lambda: len(office.sender.in_the_air) == len(office.sender.chats))
        assert not running.done()
        office.sender.answer()
    sent = len(office.sender.chats)
    assert await counts(database, announcement_id) == {"sent": sent, "pending": 40 - sent}
    other = Office(database)
    await other.work_off(announcement_id)
    assert sorted(office.sender.chats + other.sender.chats) == list(range(1, 41))


def test_more_may_be_in_the_air_only_where_the_pace_needs_it():
    assert [in_flight(pace) for pace in (1, 25, 256, 400, 1000, 1e6)] == [64, 64, 64, 100, 250, 256]


async def test_no_more_is_in_the_air_than_may_be_and_nothing_else_has_begun(database, few_in_the_air):
    await join(database, range(1, 21))
    announcement_id = await announce(database)
    office = Office(database)
    office.sender.hang(range(1, 21))
    async with office.open():
        await until(lambda: len(office.sender.in_the_air) == few_in_the_air)
        rest = 20 - few_in_the_air
        assert await counts(database, announcement_id) == {"sending": few_in_the_air, "pending": rest}
        office.sender.answer()
        await office.closed(announcement_id)
    assert sorted(office.sender.chats) == list(range(1, 21))


@pytest.mark.both_databases
async def test_after_a_kill_only_what_was_in_the_air_is_unknown_and_nobody_gets_it_twice(database):
    await join(database, range(1, 21))
    announcement_id = await announce(database)
    killed = Office(database)
    killed.sender.hang(range(5, 11))
    running = killed.start()
    await until(lambda: killed.sender.in_the_air == set(range(5, 11)))
    await killed.are(announcement_id, sent=14, sending=6)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    second = Office(database)
    await second.work_off(announcement_id)
    assert second.sender.chats == []
    found = await states(database, announcement_id)
    assert {chat for chat, state in found.items() if state is State.UNKNOWN} == set(range(5, 11))
    assert set(found.values()) == {State.SENT, State.UNKNOWN}


@pytest.mark.parametrize("kill_after", [1, 16])
async def test_wherever_a_worker_is_killed_the_next_one_completes(database, kill_after, few_in_the_air):
    await join(database, range(1, 31))
    announcement_id = await announce(database)
    killed = Office(database, per_second=250)
    running = killed.start()
    await until(lambda: len(killed.sender.chats) >= kill_after)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    second = Office(database)
    await second.work_off(announcement_id)
    copies = killed.sender.chats + second.sender.chats
    assert len(copies) == len(set(copies))
    found = await states(database, announcement_id)
    unknown = {chat for chat, state in found.items() if state is State.UNKNOWN}
    assert set(copies) | unknown == set(range(1, 31))
    assert len(unknown) <= few_in_the_air


async def test_of_what_another_process_left_only_what_had_begun_is_given_up(database):
    await join(database, range(1, 5))
    announcement_id = await announce(database)
    await begin(database, await due(database, size=1))
    office = Office(database)
    async with office.open():
        await office.are(announcement_id, sent=3, unknown=1)


@pytest.mark.both_databases
async def test_a_process_that_has_lost_its_turn_begins_nothing_and_still_tells_what_came_of_the_rest(
    database,
):
    await join(database, range(1, 41))
    announcement_id = await announce(database)
    frozen = Office(database, per_second=100)
    frozen.sender.hang(range(1, 41))
    async with frozen.open():
        await until(lambda: len(frozen.sender.in_the_air) >= 3)
        await take_turn(database)
        async with database.transaction() as connection:
            await outbox.give_up_earlier(connection, 10)
        found = list((await states(database, announcement_id)).values())
        assert set(found) == {State.UNKNOWN, State.PENDING}
        sent = found.count(State.UNKNOWN)
        await until(lambda: len(frozen.sender.chats) == sent)
        frozen.sender.answer()
        await frozen.are(announcement_id, sent=sent, pending=40 - sent)
        await frozen.look()
    assert len(frozen.sender.chats) == sent < 40


async def test_while_everything_rests_what_has_begun_goes_back_and_is_sent_afterwards(database):
    await join(database, range(1, 31))
    announcement_id = await announce(database)
    office = Office(database, per_second=50)
    async with office.open():
        await until(lambda: len(office.sender.chats) >= 2)

        async def what_had_begun_went_back() -> bool:
            for chat in (101, 102, 103):  # the rest begins anew until then, on a computer of any speed
                office.pacing.note_flood(chat, 0.5)
            sent = len(office.sender.chats)
            return await counts(database, announcement_id) == {"sent": sent, "pending": 30 - sent}

        await until(what_had_begun_went_back)
        await office.closed(announcement_id)
    assert sorted(office.sender.chats) == list(range(1, 31))


async def test_a_word_that_the_outbox_has_changed_is_not_waited_for_until_the_next_look(database):
    await join(database, [1])
    office = Office(database, idle=60)
    broadcasting = Broadcasting(database, Audience(TOPIC), office.changed)
    async with office.open():
        await office.look(1)
        await broadcasting.enqueue("k", Audience(TOPIC), broadcast(), office.clock())
        await until(lambda: office.sender.chats == [1])


async def test_an_urgent_call_waits_for_nothing_that_was_put_there_before(database):
    everybody = range(1, 121)
    await join(database, everybody, "weekly")
    await join(database, [1001, 1002, 1003])
    await announce(database, "long", audience=Audience("weekly"))
    office = Office(database, per_second=100)
    async with office.open():
        await until(lambda: len(office.sender.chats) >= 5)
        before = len(office.sender.chats)
        await announce(database, "urgent", audience=Audience(TOPIC))
        office.changed.set()
        await until(lambda: 1003 in office.sender.chats)
        places = [office.sender.chats.index(chat) for chat in (1001, 1002, 1003)]
    # what had begun, for a tenth of a second's slots, leaves before; and what left while it was written
    assert max(places) <= before + 40
    assert places[2] - places[0] == 2


async def test_nothing_begins_while_something_waits_that_people_asked_for(database):
    await join(database, range(1, 4))
    announcement_id = await announce(database)
    allowed = asyncio.Event()
    office = Office(database, may_begin=allowed.is_set, may_write_to=lambda chat: chat != 2)
    async with office.open():
        await asyncio.sleep(0.05)
        assert await counts(database, announcement_id) == {"pending": 3}
        allowed.set()
        await office.are(announcement_id, sent=2, pending=1)
    assert sorted(office.sender.chats) == [1, 3]


async def test_what_gets_no_answer_holds_up_the_end_for_a_while_only_and_is_unknown(database):
    await join(database, range(1, 4))
    announcement_id = await announce(database)
    office = Office(database, finish=0.0)
    office.sender.hang([2])
    async with office.open():
        await office.are(announcement_id, sent=2, sending=1)
    assert await counts(database, announcement_id) == {"sent": 2, "unknown": 1}


class CutOff:
    """A database whose connection breaks once, right after the commit that marks rows as leaving."""

    def __init__(self, database) -> None:
        self.database = database
        self.is_sqlite = database.is_sqlite
        self.was_cut = False

    @contextlib.asynccontextmanager
    async def transaction(self):
        async with self.database.transaction() as connection:
            yield connection
            rows = await connection.exec_driver_sql("SELECT 1 FROM deliveries WHERE state = 'sending'")
            has_begun = rows.first() is not None
        if has_begun and not self.was_cut:
            self.was_cut = True
            raise ConnectionResetError("no word of the commit")


@pytest.mark.both_databases
async def test_a_beginning_of_which_no_word_came_back_is_undone_for_none_of_it_left(database):
    await join(database, range(1, 21))
    announcement_id = await announce(database)
    broken = CutOff(database)
    office = Office(broken)
    async with office.open():

        async def all_sent() -> bool:
            return await counts(database, announcement_id) == {"sent": 20}

        await until(all_sent)
    assert broken.was_cut
    assert sorted(office.sender.chats) == list(range(1, 21))


@pytest.mark.both_databases
async def test_a_beginning_that_is_in_doubt_is_undone_at_the_stop_too(database):
    await join(database, range(1, 4))
    announcement_id = await announce(database)
    broken = CutOff(database)
    office = Office(broken, idle=5)
    async with office.open():
        await until(lambda: broken.was_cut)
    assert office.sender.chats == []
    assert await counts(database, announcement_id) == {"pending": 3}


@pytest.mark.both_databases
async def test_an_outcome_that_the_database_does_not_take_is_kept_until_it_does(database):
    await join(database, range(1, 11))
    announcement_id = await announce(database)
    office = Office(database, FakeSender({3: [Unreachable("blocked")]}))
    office.sender.hang(range(1, 11))
    async with office.open():
        await until(lambda: len(office.sender.in_the_air) == 10)
        await office.are(announcement_id, sending=10)
        async with database.transaction() as connection:
            await connection.exec_driver_sql("ALTER TABLE deliveries RENAME COLUMN message_id TO away")
        office.sender.answer()
        await until(lambda: not office.sender.in_the_air)
        assert await counts(database, announcement_id) == {"sending": 10}
        async with database.transaction() as connection:
            await connection.exec_driver_sql("ALTER TABLE deliveries RENAME COLUMN away TO message_id")
        await office.closed(announcement_id)
    assert await counts(database, announcement_id) == {"sent": 9, "unreachable": 1}
    assert len(office.sender.chats) == 10


async def test_an_outcome_that_the_database_never_takes_is_unknown_and_holds_up_no_other(sqlite_database):
    await join(sqlite_database, range(1, 11))
    announcement_id = await announce(sqlite_database)
    unwritable = Refused("half a character: \ud800")
    office = Office(sqlite_database, FakeSender({3: [unwritable]}))
    async with office.open():
        await office.are(announcement_id, sent=9, unknown=1)


@pytest.mark.both_databases
async def test_a_step_that_fails_is_tried_again(database):
    await join(database, range(1, 6))
    announcement_id = await announce(database)
    office = Office(database)
    async with database.transaction() as connection:
        await connection.exec_driver_sql("ALTER TABLE marks RENAME TO marks_away")
    async with office.open():
        await office.look()
        assert office.sender.chats == []
        async with database.transaction() as connection:
            await connection.exec_driver_sql("ALTER TABLE marks_away RENAME TO marks")
        await office.closed(announcement_id)
    assert sorted(office.sender.chats) == list(range(1, 6))


@pytest.mark.both_databases
async def test_an_announcement_that_nobody_here_can_read_holds_up_no_other(database):
    await join(database, range(1, 4))
    strange, other = await announce(database, "a"), await announce(database, "b")
    async with database.transaction() as connection:
        await connection.exec_driver_sql(
            "UPDATE announcements SET kind = 'of a later release' WHERE key = 'a'"
        )
    office = Office(database)
    async with office.open():
        await office.closed(other)
    assert await counts(database, strange) == {"pending": 3}
    assert await counts(database, other) == {"sent": 3}


async def test_a_broadcast_goes_from_confirmation_to_the_last_delivery(database):
    await join(database, [1, 2, 3])
    broadcasting = Broadcasting(database, Audience(TOPIC))
    await broadcasting.drafts.start(900, NOW)
    preview = await broadcasting.drafts.write(900, written(message_id=1))
    confirmed = await broadcasting.confirm(900, preview.digest, NOW)
    office = Office(database)
    await office.work_off(confirmed.announcement_id)
    again = Office(database)
    async with again.open():
        await again.look()
    (status,) = await broadcasting.latest(1)
    assert (status.state, status.progress.of(State.SENT), status.progress.open) == ("finished", 3, 0)
    assert again.sender.chats == []
