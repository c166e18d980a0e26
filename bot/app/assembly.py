"""The composition root: every part is made here and given what it needs, nothing looks anything up."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.app.charts import Charts
from bot.app.content.content_in_use import Current
from bot.app.lasting import Lasting
from bot.config import Settings
from bot.content.check import Content
from bot.domain.content.staff_content import StaffRow
from bot.domain.delivery.pacing import ChatRests
from bot.domain.people.pseudonyms import Pseudonyms, key_for
from bot.domain.people.undoing import Undoing
from bot.domain.waits import Waits
from bot.matching.answerer import Answerer
from bot.services.alerting import Alerting
from bot.services.answering import Remembered
from bot.services.deferred_writes import Deferring
from bot.services.delivery.held_announcements import Holding
from bot.services.delivery.slots import Pacing
from bot.services.delivery.worker import DeliveryWorker, in_flight
from bot.services.handled_updates import Receiving
from bot.services.immediate_requests import Heeding
from bot.services.leader_lease import Working
from bot.services.members.awaited_words import AwaitedWords
from bot.services.members.retention import Housekeeping, Retention
from bot.services.members.subscribing import Subscribing
from bot.services.rating import Rating
from bot.services.staff.dialogues import Dialogues
from bot.services.staff.staff_chat import StaffChat
from bot.services.staff.staff_content import StaffContent
from bot.services.staff.staffing import Staffing
from bot.services.telegram_time import TelegramTime
from bot.storage.database import Database
from bot.storage.spool import Spool
from bot.telegram import application as telegram_application
from bot.telegram.announcement_sender import TelegramSender
from bot.telegram.commands import AnyApplication
from bot.telegram.groups.group_answer_limit import GroupShare
from bot.telegram.language_requests import LanguageWishes
from bot.telegram.once_per_act import Acts
from bot.telegram.people import People
from bot.telegram.progress_reports import ProgressReports
from bot.telegram.receiving.immediate_requests import FirstWords
from bot.telegram.receiving.intake import Intake
from bot.telegram.receiving.polling import Poller
from bot.telegram.receiving.waiting_notices import Notices
from bot.telegram.update_handling import Updating
from bot.telegram.wire.background_calls import Beside
from bot.telegram.wire.moved_chats import Following
from bot.telegram.wire.reply_lane import ReplyLane
from bot.telegram.wire.transport import AiohttpRequest

FOR_REPLIES = 192  # connections that what is sent to many leaves free; each answer that hangs holds one


@dataclass(frozen=True, slots=True)
class Parts:
    """What `running` starts and stops."""

    current: Current
    staffing: Staffing
    staff_chat: StaffChat
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
    staffing = Staffing(database, settings.admins)
    alerting = Alerting(database, lambda: staffing.ids)
    staff_chat = StaffChat(database, alerting, settings.staff_chat)

    async def moved(old: int, new: int) -> None:
        await subscribing.move(old, new, now())
        await staff_chat.follow(old, new, now())

    application = telegram_application.build(
        token, settings.api_url, request, polling, Following(lane, moved)
    )
    beside = Beside(telegram_application.without_lane(token, settings.api_url, request), waits.beside)
    heeding = Heeding(database, now, waits.database_look)
    deferring = Deferring(database)
    staff_content = StaffContent(database)
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
            staff_chat=staff_chat,
            moved=moved,
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
            awaited=AwaitedWords(),
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
        working,
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
        staff_chat=staff_chat,
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
