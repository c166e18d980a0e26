"""Everything that is made of the content; other content makes all of it anew, beside the old."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config import Settings
from bot.content.check import Content
from bot.content.country_names import country_name
from bot.domain.announcements import URGENT, Audience
from bot.matching.answerer import Answerer
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.announcing.planning import Planner
from bot.services.announcing.webinars import Webinars
from bot.services.announcing.weekly_updates import PastUpdates
from bot.services.answering import Answering, Remembered
from bot.services.deferred_writes import Deferring
from bot.services.delivery.held_announcements import Holding
from bot.services.leader_lease import Working
from bot.services.rating import Rating
from bot.services.retention import Retention
from bot.services.staffing import Staffing
from bot.services.subscribing import Subscribing
from bot.storage.database import Database
from bot.telegram import application as telegram_application
from bot.telegram.commands import AnyApplication, Command
from bot.telegram.features.broadcasts import Broadcasts
from bot.telegram.features.categories import Categories
from bot.telegram.features.contacts import Contacts
from bot.telegram.features.help_and_privacy import General
from bot.telegram.features.inline_questions import InlineQuestions
from bot.telegram.features.outbox_commands import Overseeing
from bot.telegram.features.past_updates import UpdatesReadAgain
from bot.telegram.features.questions import Questions
from bot.telegram.features.ratings import Ratings
from bot.telegram.features.staff import StaffList
from bot.telegram.features.subscriptions import Subscriptions
from bot.telegram.features.webinars import MembersWebinars
from bot.telegram.group_answer_limit import GroupShare
from bot.telegram.language_requests import LanguageWishes
from bot.telegram.menu import Menu
from bot.telegram.once_per_act import Acts
from bot.telegram.people import People
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.announcements.preview_screens import PreviewScreens
from bot.telegram.screens.answer_screens import AnswerScreens
from bot.telegram.screens.category_screens import CategoryScreens
from bot.telegram.screens.contact_screens import ContactScreens
from bot.telegram.screens.dates import read_ahead
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.language_screens import LanguageScreens
from bot.telegram.screens.live_answers import LiveAnswers
from bot.telegram.screens.screen import Words
from bot.telegram.screens.webinar_screens import WebinarScreens
from bot.telegram.wire.background_calls import Beside


@dataclass(frozen=True, slots=True)
class Lasting:
    """What lasts from the start to the end of the process, whatever the content, and what it remembers."""

    settings: Settings
    database: Database
    working: Working
    now: Callable[[], datetime]
    outbox_changed: asyncio.Event
    broadcast_held: timedelta
    parts_complete: float
    application: AnyApplication
    beside: Beside
    staffing: Staffing
    alerting: Alerting
    holding: Holding
    rating: Rating
    deferring: Deferring
    retention: Retention
    people: People
    wishes: LanguageWishes
    share: GroupShare
    acts: Acts
    remembered: Remembered


@dataclass(frozen=True, slots=True)
class ContentParts:
    """What handles updates, plans and draws by one state of the content."""

    content: Content
    words: Words
    headlines: Headlines
    handlers: telegram_application.Handlers
    commands: list[Command]
    menu: Menu
    general: General
    planner: Planner
    broadcasting: Broadcasting
    announcement_screens: AnnouncementScreens


def make_live_answers(content: Content, screens: AnswerScreens, words: Words) -> LiveAnswers:
    """What draws answers as they are true now, wherever they are given."""
    return LiveAnswers(
        content.faq,
        content.schedule,
        content.country_votes,
        content.vote_questions,
        content.parts,
        country_name,
        screens,
        words,
    )


def made_of(content: Content, answerer: Answerer, lasting: Lasting) -> ContentParts:
    """The parts; nothing of them is in use yet."""
    database, people, now, beside = lasting.database, lasting.people, lasting.now, lasting.beside
    schedule, faq, application = content.schedule, content.faq, lasting.application
    topics = [topic.id for topic in schedule.topics]
    answering = Answering(database, lasting.deferring, answerer, faq, content.asking_on, lasting.remembered)
    broadcasting = Broadcasting(
        database,
        Audience(URGENT if URGENT in topics else topics[0]),
        lasting.outbox_changed,
        lasting.broadcast_held,
    )
    subscribing = Subscribing(database, topics)

    words = Words(content.texts)
    zones = ("UTC", *(webinar.zone.key for webinar in schedule.webinars))
    read_ahead(words.languages, map(schedule.shown_zone, zones))
    headlines = Headlines(words, schedule)
    contacts = ContactScreens(content.contacts, words)
    answers = AnswerScreens(faq, words, lambda: application.bot.link, contacts)
    announcement_screens = AnnouncementScreens(words, answers, schedule)
    live = make_live_answers(content, answers, words)
    category_screens = CategoryScreens(faq, words)
    language_screens = LanguageScreens(words, content.tongues, content.official_text)
    menu = Menu(beside.bot, words)
    webinars = MembersWebinars(
        Webinars(database, schedule, subscribing),
        WebinarScreens(words, schedule, answers),
        words,
        people,
        lambda: application.bot.link,
        now,
    )

    questions = Questions(
        answering,
        lasting.wishes,
        answers,
        language_screens,
        live,
        category_screens,
        words,
        people,
        now,
    )
    inline = InlineQuestions(answering, answers, live, people, now)
    subscriptions = Subscriptions(
        subscribing,
        schedule,
        live,
        language_screens,
        lasting.wishes,
        words,
        people,
        menu,
        beside,
        lasting.share,
        now,
    )
    broadcasts = Broadcasts(
        broadcasting,
        announcement_screens,
        PreviewScreens(
            announcement_screens,
            schedule,
            words,
            per_second=lasting.settings.messages_per_second,
            is_paid=lasting.settings.paid_broadcast,
        ),
        headlines,
        people,
        beside,
        lasting.staffing.record,
        now,
        whole_after=lasting.parts_complete,
    )
    staff = StaffList(lasting.staffing, words, people, menu, beside, now)
    general = General(words, people, lasting.retention)
    commands, handlers = telegram_application.dispatch(
        features=[
            questions,
            Contacts(contacts),
            Categories(category_screens, people),
            webinars,
            UpdatesReadAgain(PastUpdates(database), announcement_screens, people, now),
            Ratings(lasting.rating, faq, words, people, beside, now),
            subscriptions,
            broadcasts,
            Overseeing(
                broadcasting,
                lasting.holding,
                headlines,
                contacts,
                people,
                lasting.staffing.record,
                now,
            ),
            staff,
        ],
        general=general,
        menu=menu,
        acts=lasting.acts,
        beside=beside,
        first=[*subscriptions.first_handlers(), *staff.first_handlers(), *broadcasts.first_handlers()],
        usual=[*subscriptions.handlers(), *questions.handlers(), *inline.handlers()],
        people=people,
    )
    return ContentParts(
        content=content,
        words=words,
        headlines=headlines,
        handlers=handlers,
        commands=commands,
        menu=menu,
        general=general,
        planner=Planner(lasting.working, schedule, lasting.alerting, announcement_screens.fits),
        broadcasting=broadcasting,
        announcement_screens=announcement_screens,
    )
