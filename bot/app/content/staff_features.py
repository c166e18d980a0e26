"""What staff can do, made of one state of the content."""

from __future__ import annotations

from dataclasses import dataclass

from bot.app.content.rows_in_use import rows_in_use, webinars_in_use
from bot.app.lasting import Lasting
from bot.content.staff_rows import Beneath, Laid
from bot.domain.content.schedules import Schedule
from bot.matching.answerer import Answerer
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.announcing.correcting import Correcting
from bot.services.announcing.next_update import NextUpdates
from bot.services.announcing.webinars import Webinars
from bot.services.answering import Answering
from bot.services.rounds.closing import RoundClosing
from bot.services.rounds.opening import Opening
from bot.services.rounds.results import Results
from bot.services.staff.inbox import Inbox
from bot.services.staff.statistics import Statistics
from bot.services.staff.topics import Topics
from bot.services.staff.weekly_digest import Digesting
from bot.telegram.application import Feature
from bot.telegram.asking import Asking
from bot.telegram.commands import Handler
from bot.telegram.drafts.previews import DraftPreviews
from bot.telegram.features.staff.answer_writing import AnswerWriting
from bot.telegram.features.staff.broadcasts import Broadcasts
from bot.telegram.features.staff.draft_options import DraftOptions
from bot.telegram.features.staff.inbox import StaffInbox
from bot.telegram.features.staff.news import NewsDesk
from bot.telegram.features.staff.outbox_commands import Overseeing
from bot.telegram.features.staff.sent import SentMessages
from bot.telegram.features.staff.staff_contacts import StaffContacts
from bot.telegram.features.staff.staff_list import StaffList
from bot.telegram.features.staff.staff_rounds import StaffRounds
from bot.telegram.features.staff.staff_topics import StaffTopics
from bot.telegram.features.staff.staff_webinars import StaffWebinars
from bot.telegram.features.staff.statistics import Numbers
from bot.telegram.menu import Menu
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.announcements.draft_option_screens import DraftOptionScreens
from bot.telegram.screens.announcements.preview_screens import PreviewScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.answers.contact_screens import ContactScreens
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.inbox_screens import InboxScreens
from bot.telegram.screens.rounds.round_files import RoundFiles
from bot.telegram.screens.rounds.staff_screens import StaffRoundScreens
from bot.telegram.screens.screen import Words
from bot.telegram.screens.staff.news_screens import NewsScreens
from bot.telegram.screens.staff.staff_webinar_screens import StaffWebinarScreens
from bot.telegram.screens.staff.statistics_screens import StatisticsScreens
from bot.telegram.screens.webinar_screens import WebinarScreens
from bot.telegram.webinar_drafts.writing import WebinarWriting

ANSWERS_FOR_A_BUTTON = 4  # to choose from


@dataclass(frozen=True, slots=True)
class StaffFeatures:
    """Features with their commands and buttons, handlers that look at every update, and what looks at the
    clock: the weekly digest, what closes rounds, what ends topics."""

    features: list[Feature]
    first_handlers: list[Handler]
    weekly_digest: Digesting
    closing: RoundClosing
    topics: Topics


def staff_features(
    lasting: Lasting,
    laid: Laid,
    beneath: Beneath,
    answerer: Answerer,
    answering: Answering,
    broadcasting: Broadcasting,
    menu: Menu,
    words: Words,
    answers: AnswerScreens,
    announcement_screens: AnnouncementScreens,
    webinars: Webinars,
    webinar_screens: WebinarScreens,
) -> StaffFeatures:
    """All of them; nothing is in use yet."""
    content, database, people = laid.content, lasting.database, lasting.people
    schedule, faq, now, beside = content.schedule, content.faq, lasting.now, lasting.beside
    headlines, contacts = Headlines(words, schedule), ContactScreens(content.contacts, words)
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
    rows = rows_in_use(laid, beneath)
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
    in_use = webinars_in_use(laid, beneath)
    staff_webinar_screens = StaffWebinarScreens(words, schedule, webinar_screens)
    closing = RoundClosing(
        database, lasting.working, lasting.alerting, lasting.outbox_changed, lasting.awaited
    )
    topics = Topics(database, lasting.working, staff_content, lasting.outbox_changed)
    staff = StaffList(lasting.staffing, words, people, menu, beside, now)
    return StaffFeatures(
        features=[
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
            StaffTopics(
                schedule.topics,
                topics,
                broadcasting.drafts,
                rows,
                asking,
                announcement_screens,
                words,
                people,
                now,
            ),
            StaffWebinars(
                in_use,
                WebinarWriting(
                    in_use,
                    webinars,
                    tuple(dict.fromkeys(("UTC", schedule.shown_zone("UTC")))),
                    rows,
                    asking,
                    staff_webinar_screens,
                    words,
                    now,
                ),
                staff_content,
                rows,
                asking,
                staff_webinar_screens,
                words,
                people,
                now,
            ),
            _staff_rounds(lasting, closing, broadcasting, asking, headlines, words, schedule),
            *(
                [
                    NewsDesk(
                        NextUpdates(database, schedule, announcement_screens.fits),
                        staff_content,
                        rows,
                        asking,
                        NewsScreens(words, schedule, announcement_screens, answers),
                        inbox_screens,
                        words,
                        people,
                        now,
                    )
                ]
                if schedule.weekly is not None
                else ()
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
        first_handlers=[
            *staff.first_handlers(),
            *asking.first_handlers(),
            *options.first_handlers(),
            *sent.first_handlers(),
            *broadcasts.first_handlers(),
        ],
        weekly_digest=Digesting(
            lasting.working, inbox, lasting.rating, faq, content.contacts, lasting.alerting
        ),
        closing=closing,
        topics=topics,
    )


def _staff_rounds(
    lasting: Lasting,
    closing: RoundClosing,
    broadcasting: Broadcasting,
    asking: Asking,
    headlines: Headlines,
    words: Words,
    schedule: Schedule,
) -> StaffRounds:
    changed, held = lasting.outbox_changed, lasting.broadcast_held
    screens = StaffRoundScreens(words, schedule)
    return StaffRounds(
        Opening(lasting.database, changed, held),
        closing,
        Results(lasting.database, changed, held),
        broadcasting,
        asking,
        screens,
        RoundFiles(words, screens),
        headlines,
        lasting.people,
        lasting.now,
    )
