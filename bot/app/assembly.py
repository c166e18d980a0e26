"""The composition root: every part is made here and given what it needs, nothing looks anything up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.app import answerer_cache
from bot.config import Settings
from bot.content.check import Content
from bot.domain.announcements import URGENT, Audience
from bot.domain.answering import Answerer
from bot.domain.pseudonyms import Pseudonyms
from bot.domain.question_language import QuestionLanguages
from bot.services.answering import Answering
from bot.services.broadcasting import Broadcasting
from bot.services.deferring import Deferring
from bot.services.delivering import DeliveryWorker, in_flight
from bot.services.holding import Holding
from bot.services.housekeeping import Housekeeping, Retention
from bot.services.pacing import OwnPace, Pacing, SharedPace
from bot.services.planning import Planner
from bot.services.rating import Rating
from bot.services.receiving import Receiving
from bot.services.subscribing import Subscribing
from bot.storage.database import Database
from bot.telegram import application as telegram_application
from bot.telegram.aiohttp_request import AiohttpRequest
from bot.telegram.alerts import Alerts
from bot.telegram.announcement_screens import AnnouncementScreens, RenderedAnnouncements
from bot.telegram.answers import AnswerScreens
from bot.telegram.broadcasts import Broadcasts
from bot.telegram.categories import Categories, CategoryScreens
from bot.telegram.commands import AnyApplication
from bot.telegram.dates import read_ahead
from bot.telegram.general import General
from bot.telegram.inline import InlineQuestions
from bot.telegram.intake import Intake
from bot.telegram.menu import Menu
from bot.telegram.overseeing import Overseeing
from bot.telegram.people import People
from bot.telegram.polling import Poller
from bot.telegram.progress import ProgressReports
from bot.telegram.questions import Questions
from bot.telegram.ratings import Ratings
from bot.telegram.screens import Words
from bot.telegram.sender import TelegramSender
from bot.telegram.subscriptions import Subscriptions
from bot.telegram.updating import Updating
from bot.telegram.waiting import Waiting

FOR_REPLIES = 64  # connections that what is sent to many leaves free


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases over one database."""

    answering: Answering
    broadcasting: Broadcasting
    holding: Holding
    housekeeping: Housekeeping
    planner: Planner
    rating: Rating
    receiving: Receiving
    subscribing: Subscribing


def make_services(database: Database, content: Content, settings: Settings, answerer: Answerer) -> Services:
    """The services alone: what the command line works with."""
    topics = [topic.id for topic in content.schedule.topics]
    retention = Retention(
        timedelta(days=settings.retention_deliveries), timedelta(days=settings.retention_missed)
    )
    deferring = Deferring(database)
    return Services(
        answering=Answering(database, deferring, answerer, content.faq),
        broadcasting=Broadcasting(database, Audience(URGENT if URGENT in topics else topics[0])),
        holding=Holding(database),
        housekeeping=Housekeeping(database, retention),
        planner=Planner(database, content.schedule),
        rating=Rating(database, deferring),
        receiving=Receiving(database, deferring),
        subscribing=Subscribing(database, topics),
    )


def make_answerer(content: Content, cache: Path | None) -> Answerer:
    """The matcher over everything that the curators wrote; what it learned is kept in the folder `cache`."""
    return answerer_cache.answerer(content.faq.phrasings(), content.faq.courtesies(), cache)


@dataclass(frozen=True, slots=True)
class Learned:
    """What is learned from the content before the bot starts: answers by question, languages by wording.

    Where the answerer only counted so far, `better` learns for a while and gives one that decides better.
    """

    answerer: Answerer
    languages: QuestionLanguages
    better: Callable[[], Awaitable[Answerer | None]] | None = None


def learn(content: Content, cache: Path | None) -> Learned:
    """What the folder `cache` holds, else what can be learned in a few seconds."""
    phrasings, courtesies = list(content.faq.phrasings()), content.faq.courtesies()
    languages = QuestionLanguages(content.faq.wordings())
    kept = answerer_cache.kept(phrasings, courtesies, cache)
    if kept is not None:
        return Learned(kept, languages)
    counted = answerer_cache.counted_apart(phrasings, courtesies)
    if counted is None:
        counted = Answerer(phrasings, courtesies, trained=False)
    return Learned(counted, languages, partial(answerer_cache.learned_apart, phrasings, courtesies, cache))


async def learn_on(learned: Learned, stopping: asyncio.Event) -> None:
    """Answers with what was learned better as soon as it is there; gives up when `stopping` is set."""
    if learned.better is None:
        return
    learning, told = asyncio.ensure_future(learned.better()), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait((learning, told), return_when=asyncio.FIRST_COMPLETED)
        if learning.done() and (better := learning.result()) is not None:
            learned.answerer.become(better)
    finally:
        learning.cancel()
        told.cancel()
        await asyncio.wait((learning,))


@dataclass(frozen=True, slots=True)
class Parts:
    """What `running` starts and stops."""

    services: Services
    application: AnyApplication
    menu: Menu
    alerts: Alerts
    intake: Intake
    poller: Poller
    worker: DeliveryWorker
    progress: ProgressReports


def assemble(
    token: str,
    settings: Settings,
    content: Content,
    learned: Learned,
    database: Database,
    pseudonyms: Pseudonyms,
    now: Callable[[], datetime],
    worker_name: str,
) -> Parts:
    """The whole bot, connected and not yet started."""
    services = make_services(database, content, settings, learned.answerer)
    limit = settings.messages_per_second
    pacing = Pacing(OwnPace(limit) if database.is_sqlite else SharedPace(database, limit), limit)
    request, polling = AiohttpRequest(in_flight(limit) + FOR_REPLIES), AiohttpRequest(connections=4)
    base_url = f"{settings.api_url}/bot{token}"
    application = telegram_application.build(token, settings.api_url, request, polling, pacing)

    words = Words(content.texts)
    read_ahead(words.languages, (webinar.zone.key for webinar in content.schedule.webinars))
    people = People(services.subscribing, words.languages, settings.admins)
    alerts = Alerts(application.bot, words, people)
    answers = AnswerScreens(content.faq, words, lambda: application.bot.link)
    languages = learned.languages
    announcement_screens = AnnouncementScreens(words, answers, content.schedule)

    category_screens = CategoryScreens(content.faq, words)
    questions = Questions(services.answering, languages, answers, category_screens, words, people, now)
    categories = Categories(category_screens, people)
    ratings = Ratings(services.rating, content.faq, words, people, now)
    inline = InlineQuestions(services.answering, languages, answers, people)
    menu = Menu(application.bot, words)
    subscriptions = Subscriptions(services.subscribing, content.schedule, answers, words, people, menu, now)
    broadcasts = Broadcasts(
        services.broadcasting,
        announcement_screens,
        content.schedule,
        words,
        people,
        request,
        base_url,
        now,
        per_second=settings.messages_per_second,
        is_paid=settings.paid_broadcast,
    )
    overseeing = Overseeing(services.broadcasting, services.holding, words, people, now)
    general = General(words, people, services.housekeeping.retention)
    telegram_application.dispatch(
        application,
        features=[questions, categories, ratings, subscriptions, broadcasts, overseeing],
        general=general,
        menu=menu,
        first=[*subscriptions.first_handlers(), *broadcasts.first_handlers()],
        usual=[*subscriptions.handlers(), *questions.handlers(), *inline.handlers()],
        people=people,
    )
    updating = Updating(application, pseudonyms, Waiting(words, people))
    telegram_application.report_errors(application, alerts, words, people)

    intake = Intake(services.receiving, updating.handle, now)
    rendered = RenderedAnnouncements(announcement_screens)
    sender = TelegramSender(
        request,
        base_url,
        rendered,
        people_wait=lambda: intake.has_waiting,
        is_paid=settings.paid_broadcast,
    )
    return Parts(
        services=services,
        application=application,
        menu=menu,
        alerts=alerts,
        intake=intake,
        poller=Poller(polling, base_url, intake),
        worker=DeliveryWorker(database, sender, pacing, now=now, alert=alerts.tell, worker=worker_name),
        progress=ProgressReports(services.broadcasting, application.bot, words, people, now, worker_name),
    )
