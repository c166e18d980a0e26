"""Webinars that change while members are told of them, and what each member was last told.

They change in the file and in the chat: a row of the staff's stands over the file's entry of the same id,
and goes when it was exported, or taken back.

The oracle stands in `_sent` and `check`: what leaves is true, and is news; once all is quiet everybody who
was told anything was last told the truth, and has what was owed.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.announcements import Announcement, NoticeBody, ReminderBody, WeeklyBody
from bot.domain.content.schedules import Schedule, Webinar, due, reminders
from bot.domain.delivery.deliveries import State
from bot.domain.webinar_facts import fact_of, facts_in
from bot.services.alerting import Alerting
from bot.services.announcing.planning import Planner
from bot.services.announcing.webinar_changes import STANDS_AFTER
from bot.services.members.retention import Housekeeping, Retention
from bot.services.members.subscribing import Subscribing
from bot.storage import announcement_progress, announcements, outbox
from bot.storage.database import Database
from bot.storage.outbox import Settled
from tests.builders import as_begun, begin, webinar, weekly
from tests.builders import due as due_rows
from tests.webinar_rows_and_files import StaffAndFiles

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SOON = timedelta(minutes=5)  # nobody changes what starts so soon
MEMBERS = range(1, 6)
TOPICS = ("webinars", "weekly", "urgent")
STEPS = (
    *("move",) * 3,
    *("cancel", "restore") * 2,
    *("move both", "move back", "link"),
    *("forward",) * 8,
    *("tick",) * 4,
    *("deliver",) * 6,
    *("subscribe", "unsubscribe", "stop", "older files", "tidy", "ask", "ask", "ask no more"),
    *("export", "take back", "decide", "pause", "go on"),
)
WAYS = ("file", "chat")  # by which a webinar is changed
ENDS = (State.SENT, State.SENT, State.SENT, State.UNKNOWN, State.REFUSED, State.PENDING)


@dataclass
class World:
    """A schedule with two webinars that somebody edits, planners without memory, members, a clock.

    `standing` is what holds: the rows that staff put in, over the `files`.
    """

    database: Database
    chance: random.Random
    now: datetime
    changed_in: StaffAndFiles
    standing: dict[str, Webinar] = field(default_factory=dict)
    former: dict[str, list[Webinar]] = field(default_factory=lambda: defaultdict(list))
    made: int = 0
    plan: Schedule = field(default_factory=Schedule)
    older_plan: Schedule = field(default_factory=Schedule)
    planned_until: datetime | None = None
    told: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    told_at: dict[datetime, dict[int, dict[str, str]]] = field(default_factory=dict)
    refused: set[tuple[int, str]] = field(default_factory=set)
    got: set[tuple[int, str]] = field(default_factory=set)
    owed: dict[tuple[int, str], tuple[datetime, str]] = field(default_factory=dict)
    sent: int = 0
    notices: int = 0

    async def take(self, step: str) -> None:
        """One step, if it can be taken now."""
        await self._retire()
        which = self.chance.choice(sorted({*self.standing, *self.former}))
        there, before = self.standing.get(which), self.former[which]
        is_open = there is None or there.starts_at > self.now + SOON
        chat_id = self.chance.choice(MEMBERS)
        match step:
            case "move" if there is not None and is_open:
                await self._put(replace(there, starts_at=self._some_time()))
            case "move both":
                at = self._some_time()
                for each in [each for each in self.standing.values() if each.starts_at > self.now + SOON]:
                    await self._put(replace(each, starts_at=at))
            case "move back" | "restore" if before and is_open and before[-1].starts_at > self.now + SOON:
                await self._put(before[-1])
            case "cancel" if there is not None and is_open:
                before.append(there)
                await self._edit(which, None)
            case "link" if there is not None and is_open:
                await self._put(replace(there, link=f"https://example.org/{self.chance.randrange(3)}"))
            case "export":
                await self.changed_in.export()
                self.standing = await self.changed_in.standing()
            case "take back" | "decide":
                may_hold = self._may_hold
                await self.changed_in.take_back(may_hold) if step == "take back" else (
                    await self.changed_in.decide(may_hold, self.chance)
                )
                await self._look_again()
            case "forward":
                self.now += timedelta(minutes=self.chance.choice([1, 1, 2, 2, 3, 5, 30, 60, 60, 300, 1440]))
            case "tick":
                await self.tick(Schedule(weekly=weekly(), webinars=tuple(self.standing.values())))
            case "older files" if self.planned_until == self.now:  # of another release, for a moment
                await self.tick(self.older_plan)
            case "deliver":
                await self.deliver(self.chance.choice([1, 2, 4, 100]))
            case "subscribe":
                topics = self.chance.sample(TOPICS, self.chance.randint(1, 3))
                await self._members().subscribe(chat_id, topics, "en", self.now)
            case "unsubscribe":
                left = await self._members().unsubscribe(chat_id, self.chance.sample(TOPICS, 1))
                self.owed = {key: value for key, value in self.owed.items() if key[0] != chat_id}
                if left is None or not left.chosen:
                    self._forget(chat_id)  # whoever left everything is told nothing more
            case "pause":
                await self._members().pause(chat_id, self.now)
                self.owed = {key: value for key, value in self.owed.items() if key[0] != chat_id}
            case "go on":
                await self._members().go_on(chat_id)
            case "stop":
                await self._members().stop(chat_id, self.now)
                self._forget(chat_id)
            case "ask" if there is not None:
                await self._members().ask(chat_id, there.asked_topic, "en")
            case "ask no more" if there is not None:
                await self._members().ask_no_more(chat_id, there.asked_topic)
                self.owed = {key: value for key, value in self.owed.items() if key[0] != chat_id}
                left = await self._members().find(chat_id)
                if left is None or not left.chosen:
                    self._forget(chat_id)
            case "tidy":
                await tidy(self.database, self.now)

    def _forget(self, chat_id: int) -> None:
        self.told.pop(chat_id, None)
        self.got = {each for each in self.got if each[0] != chat_id}
        self.owed = {key: value for key, value in self.owed.items() if key[0] != chat_id}

    async def _retire(self) -> None:
        """What is over, or off until its time has passed, makes room for another one."""
        over = [each.id for each in self.standing.values() if each.ends_at <= self.now]
        off = [
            id
            for id, before in self.former.items()
            if id not in self.standing and min(each.ends_at for each in before) <= self.now + SOON
        ]
        for id in (*over, *off):
            await self.changed_in.drop(id)
            self.standing.pop(id, None)
            self.former.pop(id, None)
            for told in self.told.values():
                told.pop(id, None)
        while len({*self.standing, *self.former}) < 2:
            self.made += 1
            made = webinar(f"w{self.made}", self._some_time())
            await self._edit(made.id, made)

    async def _put(self, made: Webinar) -> None:
        if made.id in self.standing:
            self.former[made.id].append(self.standing[made.id])
        await self._edit(made.id, made)

    async def _edit(self, webinar_id: str, made: Webinar | None) -> None:
        """Somebody writes it into the file, or one of the staff does in the chat; without one it is off."""
        former = self.former[webinar_id][-1] if self.former.get(webinar_id) else None
        there = made or self.standing.get(webinar_id) or former
        if self.chance.choice(WAYS) == "file":
            self.changed_in.write(webinar_id, made)
        elif there is not None:
            await self.changed_in.put(there, self.now, is_cancelled=made is None)
        self.standing = await self.changed_in.standing()
        if made is None and webinar_id in self.standing and former is not None:
            self.former[webinar_id].pop()  # staff's own word holds over the file

    async def _look_again(self) -> None:
        """What holds after a decision; what does not any more could be put back."""
        before, self.standing = self.standing, await self.changed_in.standing()
        for id in set(before) - set(self.standing):
            self.former[id].append(before[id])

    def _may_hold(self, there: Webinar | None) -> bool:
        return there is None or there.starts_at > self.now + SOON

    def _some_time(self) -> datetime:
        hour = self.now.replace(minute=0, second=0, microsecond=0)
        return hour + self.chance.choice([2, 2, 3, 20, 26, 26, 50, 200]) * HOUR

    def _members(self) -> Subscribing:
        return Subscribing(self.database, TOPICS)

    async def tick(self, plan: Schedule) -> None:
        """A process that remembers nothing looks at the schedule."""
        before = self.plan
        if plan != self.plan:
            self.plan, self.older_plan = plan, self.plan
        if self.planned_until is not None:
            people = [person async for person in self._members().everyone()]
            for occurrence in due(plan, self.planned_until, self.now):
                if occurrence.lead == timedelta(0) and occurrence.webinar not in before.webinars:
                    continue  # a new start that is past is taken for a slip
                asked = occurrence.webinar.asked_topic if occurrence.webinar else ""
                for person in people:
                    if {occurrence.topic_id, asked} & person.topics and occurrence.expires_at > self.now:
                        made = occurrence.webinar
                        fact = fact_of(made.starts_at, made.link) if made else ""
                        self.owed[person.chat_id, occurrence.key] = occurrence.expires_at, fact
        self.told_at.setdefault(self.now, {chat_id: dict(told) for chat_id, told in self.told.items()})
        await Planner(self.database, plan, Alerting(self.database, tuple)).tick(self.now)
        self.planned_until = self.now
        for over in (each.id for each in plan.webinars if each.ends_at <= self.now):
            for told in self.told.values():  # older files that were looked at too late have ended it
                told.pop(over, None)
        known = {person.chat_id async for person in self._members().everyone()}
        for chat_id in set(self.told) - known:  # who only asked is forgotten with the webinar
            self._forget(chat_id)

    async def deliver(self, size: int) -> None:
        """Some rows leave, and come to an end or are put off."""
        rows = await due_rows(self.database, now=self.now, size=size)
        async with self.database.transaction() as connection:
            await outbox.skip_left(connection, [row.delivery_id for row in rows])
        for row in rows:
            if row.chat_id not in await begin(self.database, [row], now=self.now):
                continue
            async with self.database.transaction() as connection:
                announcement = await announcements.find(connection, row.announcement_id)
                assert announcement is not None
                begun = await as_begun(connection, row)
                end = self.chance.choice(ENDS) if row.attempt < 3 else State.SENT
                if end is State.PENDING:
                    await outbox.retry_at(connection, begun, self.now, "")
                else:
                    await outbox.settle(connection, [Settled(replace(begun, attempt=row.attempt), end)])
            if end is not State.PENDING:
                self._sent(row.chat_id, announcement, has_arrived=end is not State.REFUSED)

    def _sent(self, chat_id: int, announcement: Announcement, *, has_arrived: bool) -> None:
        """What left is true, nobody gets it twice, and a notice is news."""
        self.sent += 1
        body = announcement.body
        for webinar_id, fact in facts_in(body).items():
            if webinar_id not in {*self.standing, *self.former}:
                continue
            assert self._is_past(webinar_id) or fact == self._truth(webinar_id), f"{fact} is not true"
            if isinstance(body, NoticeBody):
                self.notices += 1
                told = self.told_at[announcement.created_at].get(chat_id, {})
                assert told.get(webinar_id) != fact, f"{fact} was no news"
            if has_arrived:
                self.told[chat_id][webinar_id] = fact
                self.refused.discard((chat_id, webinar_id))
            else:
                self.refused.add((chat_id, webinar_id))
        key = _key(announcement)
        assert (chat_id, key) not in self.got, f"{key} twice"
        self.owed.pop((chat_id, key), None)
        if has_arrived:
            self.got.add((chat_id, key))

    async def check(self) -> None:
        """All is quiet for a while: then everybody knows what is true, and has what was owed."""
        for chat_id in MEMBERS:
            await self._members().go_on(chat_id)
        for _ in range(3):
            await self.take("tick")
            for _ in range(4):
                await self.deliver(1000)
            self.now += STANDS_AFTER
        await self._retire()
        people = {person.chat_id: person.topics async for person in self._members().everyone()}
        for chat_id in (chat_id for chat_id, topics in people.items() if topics):
            for webinar_id, fact in self.told[chat_id].items():
                truth = self._truth(webinar_id)
                is_too_late = truth == "" and fact[:17] <= f"{self.now:%Y-%m-%dT%H:%MZ}"
                is_refused = (chat_id, webinar_id) in self.refused
                is_known = fact == truth or is_too_late or is_refused or self._is_past(webinar_id)
                assert is_known, f"{chat_id} was told {fact!r} of {webinar_id}, true is {truth!r}"
        truths = {"", *map(self._truth, self.standing)}
        for (chat_id, key), (expires_at, fact) in self.owed.items():
            assert expires_at <= self.now or fact not in truths, f"{key} is owed to {chat_id}"

    def _truth(self, webinar_id: str) -> str:
        made = self.plan.webinar(webinar_id)
        return "" if made is None else fact_of(made.starts_at, made.link)

    def _is_past(self, webinar_id: str) -> bool:
        """A start that was past when it was first seen is taken for a slip."""
        made = self.plan.webinar(webinar_id)
        return made is not None and made.starts_at <= self.now


async def tidy(database: Database, now: datetime) -> None:
    """What has gone out is finished, and forgotten after a day."""
    async with database.transaction() as connection:
        for announcement_id in await announcement_progress.without_open_rows(connection):
            await announcements.finish(connection, announcement_id)
    await Housekeeping(database, Retention(DAY, DAY)).tidy(now)


def _key(announcement: Announcement) -> str:
    """What was announced, however often it had to be announced again."""
    match announcement.body:
        case ReminderBody(card, lead):
            told = webinar(card.webinar_id, card.starts_at, [lead])
            return next(reminders(told)).key
        case WeeklyBody(week):
            return f"weekly/{week}"
    return announcement.key
