"""Everything that is made of the content; other content makes all of it anew, beside the old."""

from __future__ import annotations

from dataclasses import dataclass

from bot.app.content.staff_features import staff_features
from bot.app.lasting import Lasting
from bot.content.check import Content
from bot.content.country_names import country_name
from bot.content.staff_rows import Beneath, Laid
from bot.domain.announcements import URGENT, Audience
from bot.matching.answerer import Answerer
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.announcing.planning import Planner
from bot.services.announcing.webinars import Webinars
from bot.services.announcing.weekly_updates import PastUpdates
from bot.services.answering import Answering
from bot.services.describing import Describing
from bot.services.members.personal_questions import PersonalQuestions
from bot.services.members.subscribing import Subscribing
from bot.services.own_rows import OwnRows
from bot.services.rounds.closing import RoundClosing
from bot.services.rounds.taking_part import TakingPart
from bot.services.staff.topics import Topics
from bot.services.staff.weekly_digest import Digesting
from bot.telegram import application as telegram_application
from bot.telegram.commands import ButtonKind, Command
from bot.telegram.features.members.categories import Categories
from bot.telegram.features.members.contacts import Contacts
from bot.telegram.features.members.help import General
from bot.telegram.features.members.inline_questions import InlineQuestions
from bot.telegram.features.members.leaving import Leaving
from bot.telegram.features.members.lessons import LessonList
from bot.telegram.features.members.past_updates import UpdatesReadAgain
from bot.telegram.features.members.person import AskAPerson
from bot.telegram.features.members.privacy import Privacy
from bot.telegram.features.members.questions import Questions
from bot.telegram.features.members.ratings import Ratings
from bot.telegram.features.members.rounds import Rounds
from bot.telegram.features.members.subscriptions import Subscriptions
from bot.telegram.features.members.webinars import MembersWebinars
from bot.telegram.menu import Menu
from bot.telegram.profile import SelfDescription
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.answers.category_screens import CategoryScreens
from bot.telegram.screens.answers.contact_screens import ContactScreens
from bot.telegram.screens.answers.language_screens import LanguageScreens
from bot.telegram.screens.answers.lesson_screens import LessonScreens
from bot.telegram.screens.answers.live_answers import LiveAnswers
from bot.telegram.screens.dates import read_ahead
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.person_screens import PersonScreens
from bot.telegram.screens.privacy_screens import PrivacyScreens
from bot.telegram.screens.rounds.member_screens import RoundScreens
from bot.telegram.screens.screen import Words
from bot.telegram.screens.topic_screens import TopicScreens
from bot.telegram.screens.webinar_screens import WebinarScreens


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
    profile: SelfDescription
    general: General
    planner: Planner
    broadcasting: Broadcasting
    announcement_screens: AnnouncementScreens
    ask_a_person: AskAPerson | None
    weekly_digest: Digesting
    closing: RoundClosing
    topics: Topics


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
    asked_webinars = Webinars(database, schedule, subscribing)
    webinar_screens = WebinarScreens(words, schedule, answers)
    webinars = MembersWebinars(
        asked_webinars,
        webinar_screens,
        words,
        people,
        lambda: application.bot.link,
        now,
    )

    person_screens = PersonScreens(words)
    ask_a_person = lasting.settings.staff_chat and AskAPerson(
        PersonalQuestions(database, lasting.awaited),
        person_screens,
        people,
        lasting.staff_chat,
        answering.is_urgent,
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
        lasting.acts.changes_what_was_taken,
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
        lasting.moved,
        now,
    )
    leaving = Leaving(subscribing, topic_screens, words, people, lasting.share)
    privacy = Privacy(
        OwnRows(database),
        PrivacyScreens(words, schedule, lasting.retention),
        people,
        lasting.remembered.forget,
    )
    for_staff = staff_features(
        lasting,
        laid,
        beneath,
        answerer,
        answering,
        broadcasting,
        menu,
        words,
        answers,
        announcement_screens,
        asked_webinars,
        webinar_screens,
    )
    taking_part = TakingPart(database, lasting.awaited)
    rounds = Rounds(
        taking_part,
        RoundScreens(words, lasting.retention.rounds),
        people,
        answering.is_urgent,
        answering.is_about_writing,
        now,
    )
    general = General(words, people)
    commands, buttons, handlers = telegram_application.dispatch(
        features=[
            questions,
            *([ask_a_person] if ask_a_person else ()),
            rounds,
            Contacts(contacts),
            Categories(category_screens, people),
            *([LessonList(lesson_screens, answering, words, people, now)] if schedule.lessons else ()),
            webinars,
            UpdatesReadAgain(PastUpdates(database), announcement_screens, people, now),
            Ratings(lasting.rating, faq, words, people, beside, now),
            subscriptions,
            leaving,
            privacy,
            *for_staff.features,
        ],
        general=general,
        menu=menu,
        acts=lasting.acts,
        beside=beside,
        first=[
            *leaving.first_handlers(),
            *for_staff.first_handlers,
            *(ask_a_person.first_handlers() if ask_a_person else ()),
            *rounds.first_handlers(),
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
        profile=SelfDescription(beside.bot, words, Describing(database), now),
        general=general,
        planner=Planner(
            lasting.working, schedule, lasting.alerting, announcement_screens.fits, words.languages
        ),
        broadcasting=broadcasting,
        announcement_screens=announcement_screens,
        ask_a_person=ask_a_person or None,
        weekly_digest=for_staff.weekly_digest,
        closing=for_staff.closing,
        topics=for_staff.topics,
    )
