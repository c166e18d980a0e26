"""Everything that is made of the content; other content makes all of it anew, beside the old."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config import Settings
from bot.content.check import Content
from bot.content.country_names import country_name
from bot.content.staff_rows import Beneath, Laid, contact_of, fault_of, laid_over
from bot.domain.announcements import URGENT, Audience
from bot.domain.faq import Faq
from bot.domain.people.pseudonyms import Pseudonyms
from bot.domain.people.undoing import Undoing
from bot.domain.staff_content import StaffRow
from bot.matching.answerer import Answerer
from bot.services.alerting import Alerting
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.announcing.correcting import Correcting
from bot.services.announcing.planning import Planner
from bot.services.announcing.webinars import Webinars
from bot.services.announcing.weekly_updates import PastUpdates
from bot.services.answering import Answering, Remembered
from bot.services.deferred_writes import Deferring
from bot.services.delivery.held_announcements import Holding
from bot.services.describing import Describing
from bot.services.dialogues import Dialogues
from bot.services.inbox import Inbox
from bot.services.leader_lease import Working
from bot.services.own_rows import OwnRows
from bot.services.personal_questions import PersonalQuestions
from bot.services.rating import Rating
from bot.services.retention import Retention
from bot.services.staff_content import RowsInUse, StaffContent
from bot.services.staffing import Staffing
from bot.services.statistics import Statistics
from bot.services.subscribing import Subscribing
from bot.services.weekly_digest import Digesting
from bot.storage.database import Database
from bot.telegram import application as telegram_application
from bot.telegram.asking import Asking
from bot.telegram.commands import AnyApplication, ButtonKind, Command
from bot.telegram.drafts.previews import DraftPreviews
from bot.telegram.features.answer_writing import AnswerWriting
from bot.telegram.features.broadcasts import Broadcasts
from bot.telegram.features.categories import Categories
from bot.telegram.features.contacts import Contacts
from bot.telegram.features.draft_options import DraftOptions
from bot.telegram.features.help import General
from bot.telegram.features.inbox import StaffInbox
from bot.telegram.features.inline_questions import InlineQuestions
from bot.telegram.features.leaving import Leaving
from bot.telegram.features.lessons import LessonList
from bot.telegram.features.outbox_commands import Overseeing
from bot.telegram.features.past_updates import UpdatesReadAgain
from bot.telegram.features.person import AskAPerson
from bot.telegram.features.privacy import Privacy
from bot.telegram.features.questions import Questions
from bot.telegram.features.ratings import Ratings
from bot.telegram.features.sent import SentMessages
from bot.telegram.features.staff import StaffList
from bot.telegram.features.staff_contacts import StaffContacts
from bot.telegram.features.statistics import Draw, Numbers
from bot.telegram.features.subscriptions import Subscriptions
from bot.telegram.features.webinars import MembersWebinars
from bot.telegram.group_answer_limit import GroupShare
from bot.telegram.language_requests import LanguageWishes
from bot.telegram.menu import Menu
from bot.telegram.once_per_act import Acts
from bot.telegram.people import People
from bot.telegram.profile import PublicProfile
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.announcements.draft_option_screens import DraftOptionScreens
from bot.telegram.screens.announcements.preview_screens import PreviewScreens
from bot.telegram.screens.answer_screens import AnswerScreens
from bot.telegram.screens.category_screens import CategoryScreens
from bot.telegram.screens.contact_screens import ContactScreens
from bot.telegram.screens.dates import read_ahead
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.inbox_screens import InboxScreens
from bot.telegram.screens.language_screens import LanguageScreens
from bot.telegram.screens.lesson_screens import LessonScreens
from bot.telegram.screens.live_answers import LiveAnswers
from bot.telegram.screens.person_screens import PersonScreens
from bot.telegram.screens.privacy_screens import PrivacyScreens
from bot.telegram.screens.screen import Words
from bot.telegram.screens.statistics_screens import StatisticsScreens
from bot.telegram.screens.topic_screens import TopicScreens
from bot.telegram.screens.webinar_screens import WebinarScreens
from bot.telegram.wire.background_calls import Beside

ANSWERS_FOR_A_BUTTON = 4  # to choose from


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
    staff_content: StaffContent
    dialogues: Dialogues
    pseudonyms: Pseudonyms
    alerting: Alerting
    holding: Holding
    rating: Rating
    deferring: Deferring
    draw: Draw
    retention: Retention
    undoing: Undoing
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
    buttons: list[ButtonKind]
    menu: Menu
    profile: PublicProfile
    general: General
    planner: Planner
    broadcasting: Broadcasting
    announcement_screens: AnnouncementScreens
    ask_a_person: AskAPerson | None
    weekly_digest: Digesting


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


def made_of(laid: Laid, beneath: Beneath, answerer: Answerer, lasting: Lasting) -> ContentParts:
    """The parts, of the content with the rows laid over what is beneath; nothing of them is in use yet."""
    content = laid.content
    database, people, now, beside = lasting.database, lasting.people, lasting.now, lasting.beside
    schedule, faq, application = content.schedule, content.faq, lasting.application
    topics = [topic.id for topic in schedule.topics]
    answering = Answering(
        lasting.deferring, answerer, faq, content.asking_on, lasting.remembered, lasting.pseudonyms
    )
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
    lesson_screens = LessonScreens(schedule.lessons, answers, words)
    language_screens = LanguageScreens(words, content.tongues, content.official_text)
    topic_screens = TopicScreens(words, schedule, lasting.undoing, now)
    menu = Menu(beside.bot, words)
    webinars = MembersWebinars(
        Webinars(database, schedule, subscribing),
        WebinarScreens(words, schedule, answers),
        words,
        people,
        lambda: application.bot.link,
        now,
    )

    person_screens = PersonScreens(words)
    staff_chat = lasting.settings.staff_chat
    ask_a_person = staff_chat and AskAPerson(
        PersonalQuestions(database), person_screens, people, staff_chat, answering.is_urgent, now
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
        ask_a_person=person_screens.offer if ask_a_person else None,
    )
    inline = InlineQuestions(answering, answers, live, people, now)
    subscriptions = Subscriptions(
        subscribing,
        topic_screens,
        live,
        language_screens,
        lasting.wishes,
        words,
        people,
        menu,
        beside,
        now,
    )
    leaving = Leaving(subscribing, topic_screens, words, people, lasting.share)
    privacy = Privacy(
        OwnRows(database),
        PrivacyScreens(words, schedule, lasting.retention),
        people,
        lasting.remembered.forget,
    )
    preview_screens = PreviewScreens(
        announcement_screens,
        schedule,
        words,
        per_second=lasting.settings.messages_per_second,
        is_paid=lasting.settings.paid_broadcast,
    )
    previews = DraftPreviews(broadcasting, announcement_screens, preview_screens, words)
    option_screens = DraftOptionScreens(preview_screens, answers, schedule, words)
    options = DraftOptions(
        broadcasting.drafts,
        previews,
        option_screens,
        schedule,
        words,
        people,
        lambda text: answering.nearest(answering.read(text), ANSWERS_FOR_A_BUTTON),
        now,
    )
    broadcasts = Broadcasts(
        broadcasting,
        previews,
        option_screens,
        headlines,
        people,
        beside,
        lasting.staffing.record,
        now,
        whole_after=lasting.parts_complete,
    )
    rows = _rows_in_use(laid, beneath)
    inbox = Inbox(database, lasting.deferring, answerer, laid.exact.__contains__)
    asking = Asking(lasting.dialogues, words, people, now)
    inbox_screens = InboxScreens(faq, words)
    staff_content = lasting.staff_content
    sent = SentMessages(
        Correcting(database, lasting.retention.deliveries, lasting.outbox_changed),
        broadcasting,
        announcement_screens,
        preview_screens,
        headlines,
        people,
        lasting.staffing.record,
        broadcasts.show_draft,
        now,
    )
    staff = StaffList(lasting.staffing, words, people, menu, beside, now)
    general = General(words, people)
    commands, buttons, handlers = telegram_application.dispatch(
        features=[
            questions,
            *([ask_a_person] if ask_a_person else ()),
            Contacts(contacts),
            Categories(category_screens, people),
            *([LessonList(lesson_screens, people)] if schedule.lessons else ()),
            webinars,
            UpdatesReadAgain(PastUpdates(database), announcement_screens, people, now),
            Ratings(lasting.rating, faq, words, people, beside, now),
            subscriptions,
            leaving,
            privacy,
            broadcasts,
            options,
            sent,
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
            asking,
            StaffInbox(inbox, lasting.rating, staff_content, rows, asking, inbox_screens, words, people, now),
            AnswerWriting(inbox, staff_content, rows, asking, inbox_screens, words, now),
            StaffContacts(
                content.contacts,
                staff_content,
                rows,
                asking,
                contacts,
                inbox_screens,
                words,
                people,
                now,
            ),
            Numbers(
                Statistics(database, lasting.deferring),
                StatisticsScreens(headlines, schedule),
                people,
                beside,
                lasting.draw,
                now,
            ),
        ],
        general=general,
        menu=menu,
        acts=lasting.acts,
        beside=beside,
        first=[
            *leaving.first_handlers(),
            *staff.first_handlers(),
            *asking.first_handlers(),
            *options.first_handlers(),
            *sent.first_handlers(),
            *broadcasts.first_handlers(),
            *(ask_a_person.first_handlers() if ask_a_person else ()),
        ],
        usual=[*subscriptions.handlers(), *questions.handlers(), *inline.handlers()],
        people=people,
    )
    return ContentParts(
        content=content,
        words=words,
        headlines=headlines,
        handlers=handlers,
        commands=commands,
        buttons=buttons,
        menu=menu,
        profile=PublicProfile(beside.bot, words, Describing(database), now),
        general=general,
        planner=Planner(lasting.working, schedule, lasting.alerting, announcement_screens.fits),
        broadcasting=broadcasting,
        announcement_screens=announcement_screens,
        ask_a_person=ask_a_person or None,
        weekly_digest=Digesting(
            lasting.working, inbox, lasting.rating, faq, content.contacts, lasting.alerting
        ),
    )


def _rows_in_use(laid: Laid, beneath: Beneath) -> RowsInUse:
    """What staff's features ask of the content without reading it themselves."""

    def faq_with(row: StaffRow) -> Faq:
        return laid_over(Beneath(laid.content), [row]).content.faq

    async def standing_anew(row: StaffRow) -> StaffRow:
        return await asyncio.to_thread(beneath.standing_anew, row)  # it may have to read all phrasings

    return RowsInUse(
        faq=laid.content.faq,
        fault_of=lambda row: fault_of(laid.content, row),
        faq_with=faq_with,
        contact=contact_of,
        standing_anew=standing_anew,
        asked=laid.asked,
        aside=laid.aside,
    )
