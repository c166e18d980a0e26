"""The composition root: every part is made here and given what it needs, nothing looks anything up."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app.charts import Charts
from bot.app.content_parts import ContentParts, Lasting, made_of
from bot.config import Settings
from bot.content.check import Content
from bot.content.staff_rows import Beneath, laid_over
from bot.domain.content_alerts import StaffRowsWait
from bot.domain.delivery.pacing import ChatRests
from bot.domain.people.pseudonyms import Pseudonyms, key_for
from bot.domain.people.undoing import Undoing
from bot.domain.staff_content import StaffRow
from bot.domain.waits import Waits
from bot.matching.answerer import Answerer
from bot.services.alerting import Alerting
from bot.services.answering import Remembered
from bot.services.deferred_writes import Deferring
from bot.services.delivery.held_announcements import Holding
from bot.services.delivery.slots import Pacing
from bot.services.delivery.worker import DeliveryWorker, in_flight
from bot.services.dialogues import Dialogues
from bot.services.handled_updates import Receiving
from bot.services.immediate_requests import Heeding
from bot.services.leader_lease import Working
from bot.services.rating import Rating
from bot.services.retention import Housekeeping, Retention
from bot.services.staff_content import StaffContent
from bot.services.staffing import Staffing
from bot.services.subscribing import Subscribing
from bot.services.telegram_time import TelegramTime
from bot.storage.database import Database
from bot.storage.reachability import DatabaseUnreachableError
from bot.storage.spool import Spool
from bot.telegram import application as telegram_application
from bot.telegram.announcement_sender import TelegramSender
from bot.telegram.commands import AnyApplication
from bot.telegram.group_answer_limit import GroupShare
from bot.telegram.language_requests import LanguageWishes
from bot.telegram.once_per_act import Acts
from bot.telegram.people import People
from bot.telegram.progress_reports import ProgressReports
from bot.telegram.receiving.immediate_requests import FirstWords
from bot.telegram.receiving.intake import Intake
from bot.telegram.receiving.polling import Poller
from bot.telegram.receiving.waiting_notices import Notices
from bot.telegram.screens.announcements.announcement_screens import RenderedAnnouncements
from bot.telegram.screens.screen import Words
from bot.telegram.update_handling import Updating
from bot.telegram.wire.background_calls import Beside
from bot.telegram.wire.moved_chats import Following
from bot.telegram.wire.reply_lane import ReplyLane
from bot.telegram.wire.transport import AiohttpRequest

FOR_REPLIES = 192  # connections that what is sent to many leaves free; each answer that hangs holds one


class Current:
    """The parts that are made of content, as they are now; changed in whole, between two messages.

    An update whose handling began with the former ones ends with them, and an announcement of which something
    was sent already stays as it was drawn.
    """

    def __init__(
        self, lasting: Lasting, content: Content, answerer: Answerer, rows: Sequence[StaffRow]
    ) -> None:
        self._lasting = lasting
        self._beneath, self._answerer, self._rows = Beneath(content), answerer, tuple(rows)
        self._told: set[tuple[str, str]] = set()
        self._changing = asyncio.Lock()
        self.rows_changed = asyncio.Event()
        self.laid = laid_over(self._beneath, self._rows)
        self.parts = self._made()
        self.rendered = RenderedAnnouncements(self.parts.announcement_screens)
        self._put_in_use(self.parts)

    @property
    def of_files(self) -> Content:
        """What the files say, without what staff put in."""
        return self._beneath.content

    async def with_rows(self, content: Content) -> Content:
        """Other files' content, with what staff put in over it: what is to be learned."""
        return (await asyncio.to_thread(laid_over, Beneath(content), self._rows)).content

    async def take_in(self, content: Content, answerer: Answerer) -> None:
        """Everything goes by this content of the files from now on."""
        self._beneath, self._answerer = Beneath(content), answerer
        await self._go_by_it()

    async def read_rows(self) -> None:
        """Reads what staff put in, here or elsewhere, and goes by it."""
        await self._lasting.staff_content.refresh()

    async def lay(self, rows: Sequence[StaffRow]) -> None:
        """What staff put in counts from now on; what there is to learn of it is learned beside the work."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            await self._go_by_it()
            self.rows_changed.set()

    async def look_after_rows(self, now: datetime) -> None:
        """Removes rows that the files have taken over; tells staff of those that need a word of theirs."""
        laid = self.laid
        await self._lasting.staff_content.settle(laid.settled)
        self._rows = tuple(row for row in self._rows if row not in laid.settled)
        waiting = {(row.kind.value, row.item_id) for row in (*laid.asked, *laid.aside)}
        if waiting - self._told:
            await self._lasting.alerting.tell(StaffRowsWait(len(laid.asked), len(laid.aside)), now)
        self._told = waiting

    async def _go_by_it(self) -> None:
        """One after the other, so that the last one goes by the last rows and files."""
        async with self._changing:
            self.laid = await asyncio.to_thread(laid_over, self._beneath, self._rows)
            former, self.parts = self.parts, self._made()
            self._put_in_use(self.parts)
        if not self.parts.menu.go_on_from(former.menu):
            await self.parts.menu.set_for_everybody()
        await self.parts.profile.set_if_changed()

    async def introduce(self, now: datetime) -> None:
        """Sets the menus of commands, and then what people read before they press Start.

        Who was an owner sees the commands of everybody.
        """
        menu, staffing = self.parts.menu, self._lasting.staffing
        await menu.set_for_everybody()
        with suppress(DatabaseUnreachableError):  # the next turn does it
            former = await staffing.former_owners()
            if await menu.take_from_all(former):
                await staffing.note_owners(now)
        await self.parts.profile.set_if_changed()

    def _made(self) -> ContentParts:
        self._answerer.teach(self.laid.exact)
        return made_of(self.laid, self._beneath, self._answerer, self._lasting)

    def words(self) -> Words:
        """The bot's sentences."""
        return self.parts.words

    async def plan(self, now: datetime) -> None:
        """Announces what fell due, and tells whom no person answered."""
        await self.parts.planner.tick(now)
        if self.parts.ask_a_person is not None:
            await self.parts.ask_a_person.tell_late(self._lasting.application.bot, now)

    async def look_around(self, now: datetime) -> None:
        """Every hour or so: what staff put in, and once a week what they should see to."""
        await self.look_after_rows(now)
        await self.parts.weekly_digest.tell(now)

    def _put_in_use(self, parts: ContentParts) -> None:
        self._lasting.people.languages = parts.words.languages
        self._lasting.application.handlers = parts.handlers
        self.rendered.draw_with(parts.announcement_screens)


@dataclass(frozen=True, slots=True)
class Parts:
    """What `running` starts and stops."""

    current: Current
    staffing: Staffing
    staff_content: StaffContent
    alerting: Alerting
    housekeeping: Housekeeping
    receiving: Receiving
    application: AnyApplication
    beside: Beside
    intake: Intake
    poller: Poller
    worker: DeliveryWorker
    progress: ProgressReports
    requests: tuple[AiohttpRequest, ...]
    replies: Counter[str]


def secret_of(settings: Settings, token: str) -> str:
    """What keys are made of; it stands in the settings alone."""
    return settings.secret_key.get_secret_value() if settings.secret_key else token


def assemble(
    token: str,
    settings: Settings,
    content: Content,
    answerer: Answerer,
    database: Database,
    spool: Spool,
    pseudonyms: Pseudonyms,
    now: TelegramTime,
    working: Working,
    waits: Waits,
    rows: Sequence[StaffRow] = (),
) -> Parts:
    """The whole bot, connected and not yet started."""
    outbox_changed = asyncio.Event()
    limit = settings.messages_per_second
    pacing = Pacing(limit, ChatRests(waits.chat_rest, waits.group_rest))
    request = AiohttpRequest(in_flight(limit) + FOR_REPLIES, now.heard)
    polling = AiohttpRequest(4, now.heard)
    base_url = f"{settings.api_url}/bot{token}"
    lane = ReplyLane(pacing, waits)
    subscribing = Subscribing(database, ())  # for what asks nothing of topics

    async def moved(old: int, new: int) -> None:
        await subscribing.move(old, new, now())

    application = telegram_application.build(
        token, settings.api_url, request, polling, Following(lane, moved)
    )
    beside = Beside(telegram_application.without_lane(token, settings.api_url, request))
    heeding = Heeding(database, now, waits.database_look)
    deferring = Deferring(database)
    staffing = Staffing(database, settings.admins)
    staff_content = StaffContent(database)
    alerting = Alerting(database, lambda: staffing.ids)
    receiving = Receiving(database, deferring, spool, waits)
    retention = Retention(
        timedelta(days=settings.retention_deliveries), timedelta(days=settings.retention_missed)
    )
    people = People(subscribing, content.texts.languages, staffing, heeding.left)
    share = GroupShare()
    acts = Acts(application, people, beside, share, waits.parts_complete)
    updating = Updating(application, pseudonyms, alerting.tell, now)
    remembered = Remembered()
    current = Current(
        Lasting(
            settings=settings,
            database=database,
            working=working,
            now=now,
            outbox_changed=outbox_changed,
            broadcast_held=timedelta(seconds=waits.broadcast_held),
            parts_complete=waits.parts_complete,
            application=application,
            beside=beside,
            staffing=staffing,
            staff_content=staff_content,
            dialogues=Dialogues(database),
            pseudonyms=pseudonyms,
            alerting=alerting,
            holding=Holding(database, outbox_changed),
            rating=Rating(database, deferring, pseudonyms),
            deferring=deferring,
            draw=Charts().draw,
            retention=retention,
            undoing=Undoing(key_for("leaving undone", secret_of(settings, token))),
            people=people,
            wishes=LanguageWishes(subscribing, people, now),
            share=share,
            acts=acts,
            remembered=remembered,
        ),
        content,
        answerer,
        rows,
    )
    staff_content.on_change(current.lay)
    telegram_application.report_errors(application, alerting, acts, lambda: current.parts.general, now)
    intake = Intake(
        receiving,
        heeding,
        FirstWords(staffing.is_staff),
        updating.handle,
        updating.let_go,
        Notices(application.bot, current.words, people).tell,
        lane.end,
        now,
        waits,
    )
    sender = TelegramSender(
        request,
        base_url,
        current.rendered,
        may_send=heeding.may_send,
        is_paid=settings.paid_broadcast,
        bot_id=int(token.partition(":")[0]),
    )
    return Parts(
        current=current,
        staffing=staffing,
        staff_content=staff_content,
        alerting=alerting,
        housekeeping=Housekeeping(database, retention),
        receiving=receiving,
        application=application,
        beside=beside,
        intake=intake,
        poller=Poller(polling, base_url, intake, waits, working),
        worker=DeliveryWorker(
            database,
            working,
            sender,
            pacing,
            now=now,
            alerting=alerting,
            waits=waits,
            changed=outbox_changed,
            # what people asked for (a STOP above all) is stored before anything leaves
            may_begin=heeding.may_begin,
        ),
        progress=ProgressReports(
            current.parts.broadcasting,
            application.bot,
            lambda: current.parts.headlines,
            people,
            now,
            every=waits.progress,
        ),
        requests=(request, polling),
        replies=remembered.replies,
    )
