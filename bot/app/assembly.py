"""The composition root: every part is made here and given what it needs, nothing looks anything up."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bot.app.learning import Learned
from bot.config import Settings
from bot.content.check import Content
from bot.content.country_names import country_name
from bot.domain.announcements import URGENT, Audience
from bot.domain.delivery.pacing import ChatRests
from bot.domain.pseudonyms import Pseudonyms
from bot.domain.waits import Waits
from bot.matching.answerer import Answerer
from bot.services.alerting import Alerting
from bot.services.answering import Answering
from bot.services.broadcasting import Broadcasting
from bot.services.deferred_writes import Deferring
from bot.services.delivery.held_announcements import Holding
from bot.services.delivery.slots import Pacing
from bot.services.delivery.worker import DeliveryWorker, in_flight
from bot.services.handled_updates import Receiving
from bot.services.immediate_requests import Heeding
from bot.services.leader_lease import Working
from bot.services.planning import Planner
from bot.services.rating import Rating
from bot.services.retention import Housekeeping, Retention
from bot.services.subscribing import Subscribing
from bot.services.telegram_time import TelegramTime
from bot.storage.database import Database
from bot.storage.spool import Spool
from bot.telegram import application as telegram_application
from bot.telegram.announcement_sender import TelegramSender
from bot.telegram.commands import AnyApplication, Command
from bot.telegram.features.broadcasts import Broadcasts
from bot.telegram.features.categories import Categories
from bot.telegram.features.contacts import Contacts
from bot.telegram.features.help_and_privacy import General
from bot.telegram.features.inline_questions import InlineQuestions
from bot.telegram.features.outbox_commands import Overseeing
from bot.telegram.features.questions import Questions
from bot.telegram.features.ratings import Ratings
from bot.telegram.features.subscriptions import Subscriptions
from bot.telegram.group_answer_limit import GroupShare
from bot.telegram.language_requests import LanguageWishes
from bot.telegram.menu import Menu
from bot.telegram.once_per_act import Acts
from bot.telegram.people import People
from bot.telegram.progress_reports import ProgressReports
from bot.telegram.receiving.immediate_requests import FirstWords
from bot.telegram.receiving.intake import Intake
from bot.telegram.receiving.polling import Poller
from bot.telegram.receiving.waiting_notices import Notices
from bot.telegram.screens.announcement_screens import AnnouncementScreens, RenderedAnnouncements
from bot.telegram.screens.answer_screens import AnswerScreens
from bot.telegram.screens.category_screens import CategoryScreens
from bot.telegram.screens.contact_screens import ContactScreens
from bot.telegram.screens.dates import read_ahead
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.language_screens import LanguageScreens
from bot.telegram.screens.live_answers import LiveAnswers
from bot.telegram.screens.screen import Words
from bot.telegram.update_handling import Updating
from bot.telegram.wire.background_calls import Beside
from bot.telegram.wire.moved_chats import Following
from bot.telegram.wire.reply_lane import ReplyLane
from bot.telegram.wire.transport import AiohttpRequest

FOR_REPLIES = 192  # connections that what is sent to many leaves free; each answer that hangs holds one


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases over one database."""

    alerting: Alerting
    answering: Answering
    broadcasting: Broadcasting
    holding: Holding
    housekeeping: Housekeeping
    planner: Planner
    rating: Rating
    receiving: Receiving
    subscribing: Subscribing


def make_services(
    database: Database,
    content: Content,
    settings: Settings,
    answerer: Answerer,
    spool: Spool,
    waits: Waits,
    working: Working,
    changed: asyncio.Event,
) -> Services:
    """The services alone. `changed` tells of new work for the outbox."""
    topics = [topic.id for topic in content.schedule.topics]
    retention = Retention(
        timedelta(days=settings.retention_deliveries), timedelta(days=settings.retention_missed)
    )
    deferring = Deferring(database)
    alerting = Alerting(database, settings.admins)
    return Services(
        alerting=alerting,
        answering=Answering(database, deferring, answerer, content.faq, content.asking_on),
        broadcasting=Broadcasting(database, Audience(URGENT if URGENT in topics else topics[0]), changed),
        holding=Holding(database, changed),
        housekeeping=Housekeeping(database, retention),
        planner=Planner(working, content.schedule, alerting),
        rating=Rating(database, deferring),
        receiving=Receiving(database, deferring, spool, waits),
        subscribing=Subscribing(database, topics),
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """What `running` starts and stops."""

    services: Services
    application: AnyApplication
    commands: list[Command]
    beside: Beside
    menu: Menu
    heeding: Heeding
    intake: Intake
    poller: Poller
    worker: DeliveryWorker
    progress: ProgressReports


def make_live_answers(content: Content, screens: AnswerScreens, words: Words) -> LiveAnswers:
    """What draws answers as they are true now, wherever they are given."""
    return LiveAnswers(
        content.faq,
        content.schedule,
        content.country_votes,
        content.vote_questions,
        country_name,
        screens,
        words,
    )


def assemble(
    token: str,
    settings: Settings,
    content: Content,
    learned: Learned,
    database: Database,
    spool: Spool,
    pseudonyms: Pseudonyms,
    now: TelegramTime,
    working: Working,
    waits: Waits,
) -> Parts:
    """The whole bot, connected and not yet started."""
    outbox_changed = asyncio.Event()
    services = make_services(
        database, content, settings, learned.answerer, spool, waits, working, outbox_changed
    )
    limit = settings.messages_per_second
    pacing = Pacing(limit, ChatRests(waits.chat_rest, waits.group_rest))
    request = AiohttpRequest(in_flight(limit) + FOR_REPLIES, now.heard)
    polling = AiohttpRequest(4, now.heard)
    base_url = f"{settings.api_url}/bot{token}"
    lane = ReplyLane(pacing, waits)

    async def moved(old: int, new: int) -> None:
        await services.subscribing.move(old, new, now())

    application = telegram_application.build(
        token, settings.api_url, request, polling, Following(lane, moved)
    )
    beside = Beside(telegram_application.without_lane(token, settings.api_url, request))
    heeding = Heeding(database, now, waits.database_look)

    words = Words(content.texts)
    read_ahead(words.languages, (webinar.zone.key for webinar in content.schedule.webinars))
    people = People(services.subscribing, words.languages, settings.admins, heeding.language_of)
    headlines = Headlines(words, content.schedule)
    share = GroupShare()
    acts = Acts(application, people, beside, share, waits.album_complete)
    contacts = ContactScreens(content.contacts, words)
    answers = AnswerScreens(content.faq, words, lambda: application.bot.link, contacts)
    announcement_screens = AnnouncementScreens(words, answers, content.schedule)

    live = make_live_answers(content, answers, words)
    category_screens = CategoryScreens(content.faq, words)
    language_screens = LanguageScreens(words, content.tongues, content.faq)
    wishes = LanguageWishes(services.subscribing, people, now)
    questions = Questions(
        services.answering,
        wishes,
        answers,
        language_screens,
        live,
        category_screens,
        words,
        people,
        now,
    )
    categories = Categories(category_screens, people)
    ratings = Ratings(services.rating, content.faq, words, people, beside, now)
    inline = InlineQuestions(services.answering, answers, live, people, now)
    menu = Menu(beside.bot, words)
    subscriptions = Subscriptions(
        services.subscribing,
        content.schedule,
        live,
        language_screens,
        wishes,
        words,
        people,
        menu,
        beside,
        share,
        now,
    )
    broadcasts = Broadcasts(
        services.broadcasting,
        announcement_screens,
        content.schedule,
        words,
        people,
        now,
        per_second=settings.messages_per_second,
        is_paid=settings.paid_broadcast,
    )
    overseeing = Overseeing(services.broadcasting, services.holding, words, headlines, contacts, people, now)
    general = General(words, people, services.housekeeping.retention)
    commands = telegram_application.dispatch(
        application,
        features=[questions, Contacts(contacts), categories, ratings, subscriptions, broadcasts, overseeing],
        general=general,
        menu=menu,
        acts=acts,
        beside=beside,
        first=[*subscriptions.first_handlers(), *broadcasts.first_handlers()],
        usual=[*subscriptions.handlers(), *questions.handlers(), *inline.handlers()],
        people=people,
    )
    updating = Updating(application, pseudonyms, services.alerting.tell, now)
    telegram_application.report_errors(application, services.alerting, acts, words, people, now)

    intake = Intake(
        services.receiving,
        heeding,
        FirstWords(settings.admins),
        updating.handle,
        updating.let_go,
        Notices(application.bot, words, people).tell,
        lane.end,
        now,
        waits,
    )
    rendered = RenderedAnnouncements(announcement_screens)
    sender = TelegramSender(
        request,
        base_url,
        rendered,
        may_send=heeding.may_send,
        is_paid=settings.paid_broadcast,
    )
    return Parts(
        services=services,
        application=application,
        commands=commands,
        beside=beside,
        menu=menu,
        heeding=heeding,
        intake=intake,
        poller=Poller(polling, base_url, intake, waits, working),
        worker=DeliveryWorker(
            database,
            working,
            sender,
            pacing,
            now=now,
            alerting=services.alerting,
            waits=waits,
            changed=outbox_changed,
            # what people asked for (a STOP above all) is stored before anything leaves
            may_begin=heeding.may_begin,
        ),
        progress=ProgressReports(
            services.broadcasting, application.bot, words, people, now, every=waits.progress
        ),
    )
