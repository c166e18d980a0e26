"""What staff are shown of a draft, in every language, as Telegram takes it; and what its buttons lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.announcements import (
    Announcement,
    AnnouncementButton,
    Attachment,
    AttachmentKind,
    Audience,
    BroadcastBody,
    FormattedText,
)
from bot.domain.delivery.deliveries import Progress, State
from bot.domain.delivery.holds import HeldBecause, Hold, Unanswered
from bot.domain.times.typed_times import Instant, Unclear, Why
from bot.services.announcing.drafting import Preview
from bot.services.delivery.announcement_status import Status
from bot.telegram.progress_reports import progress_screen
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens, method_of
from bot.telegram.screens.announcements.draft_option_screens import (
    DraftOptionScreens,
    audience_code,
    chosen_time,
)
from bot.telegram.screens.announcements.preview_screens import PreviewScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.button_codes import Verb, decode
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.screen import Screen
from tests.builders import NOW
from tests.lines import each
from tests.telegram.test_every_screen import CONTENT, HOSTILE, LANGUAGES, WORDS, takes

ANSWERS = AnswerScreens(CONTENT.faq, WORDS)
SCREENS = AnnouncementScreens(WORDS, ANSWERS, CONTENT.schedule)
PREVIEWS = PreviewScreens(SCREENS, CONTENT.schedule, WORDS, per_second=25, is_paid=True)
OPTIONS = DraftOptionScreens(PREVIEWS, ANSWERS, CONTENT.schedule, WORDS)
BODY = BroadcastBody(
    {"en": FormattedText("Come on Friday")},
    "en",
    Attachment(AttachmentKind.PHOTO, "photo-1", has_spoiler=True, caption_above=True),
    (
        (AnnouncementButton(url="https://example.org", labels={"en": HOSTILE}),),
        (AnnouncementButton("members"),),
    ),
    is_silent=True,
)
FULL = Preview(
    BODY,
    Audience("urgent", ("ar", "es"), with_groups=False),
    {"es": 3, "ar": 1},
    "ab12cd34",
    groups=2,
    leaves_at=NOW + timedelta(hours=3),
    repeats=True,
    runs=True,
)
PLAIN = Preview(
    BroadcastBody({"fr": FormattedText("Venez")}, "fr"), Audience("weekly"), {"fr": 1}, "0", groups=1
)


@each("language", LANGUAGES)
@each("preview", [FULL, PLAIN])
def test_every_screen_of_a_draft_is_taken(language: str, preview: Preview):
    takes(
        Screen(
            PREVIEWS.question(preview, language, NOW, "Africa/Nairobi"), PREVIEWS.buttons(preview, language)
        )
    )
    takes(OPTIONS.audience(preview, language))
    takes(OPTIONS.options(preview, language, NOW))
    takes(OPTIONS.time_past(language))
    takes(OPTIONS.answers(["members", "gone"], language))
    takes(OPTIONS.answers([], language))
    option = Instant(NOW, "Africa/Nairobi")
    for why in Why:
        takes(
            OPTIONS.asked(
                Unclear(why, (option, replace(option, zone="UTC")), HOSTILE, ("nairobi",)), language
            )
        )


@each("language", LANGUAGES)
def test_only_one_button_of_a_draft_confirms_and_none_under_its_menus(language: str):
    for preview in (FULL, PLAIN):
        first, *others = [row[0] for row in PREVIEWS.buttons(preview, language)]
        assert decode(first.code).verb is Verb.CONFIRM_DRAFT
        menus = [*OPTIONS.audience(preview, language).rows, *OPTIONS.options(preview, language, NOW).rows]
        verbs = {decode(button.code).verb for button in (*others, *(row[0] for row in menus))}
        assert not verbs & {Verb.CONFIRM_DRAFT, Verb.SEND_NOW, Verb.SEND_AGAIN, Verb.GO_ON}


@each(
    "audience",
    [Audience("urgent"), Audience("weekly", ("es",)), Audience("webinars", ("ar", "es"), with_groups=False)],
)
def test_an_audience_comes_back_from_its_button(audience: Audience):
    assert OPTIONS.audience_in(audience_code(audience)) == audience


@each("code", ["gone", "gone//1", "urgent/xx/1", "urgent/es", "urgent/es/1/2", "", "/"])
def test_an_audience_that_there_is_not_comes_back_as_none(code: str):
    assert OPTIONS.audience_in(code) is None


@each("argument", ["", "abc", "-1", "9" * 30, "0", str(int(NOW.timestamp()))])
def test_a_time_that_a_button_does_not_carry_or_that_is_past_is_none(argument: str):
    assert chosen_time(argument, NOW) is None


def test_what_is_sent_of_a_picture_says_how_it_is_shown():
    sent = SCREENS.parameters(BODY, "urgent", "es")
    assert method_of(BODY) == "sendPhoto"
    assert (sent["photo"], sent["has_spoiler"], sent["show_caption_above_media"]) == (
        "photo-1",
        "true",
        "true",
    )
    assert sent["disable_notification"] == "true"
    assert sent["caption"].startswith("Come on Friday\n")
    assert "text" not in sent


@each("language", LANGUAGES)
@each("because", list(HeldBecause))
def test_every_reason_of_a_hold_and_every_wait_is_told(language: str, because: HeldBecause):
    headlines = Headlines(WORDS, CONTENT.schedule)
    told = Announcement(7, "k", Audience("urgent"), BODY, NOW, None)
    held = Status(told, "held", Progress({State.PENDING: 3}), Hold(because, 1, 3, 50), Unanswered(0, 0))
    waits = Status(
        replace(told, leaves_at=NOW + timedelta(days=2)),
        "active",
        Progress({}),
        None,
        Unanswered(0, 0),
        False,
    )
    for status in (held, waits, replace(held, state="active", hold=None)):
        takes(progress_screen(headlines, language, status, NOW))
