"""A copy is edited with what it would be sent with: an edit drops what it does not repeat."""

from dataclasses import replace
from urllib.parse import parse_qs

from bot.domain.announcements import (
    Announcement,
    AnnouncementButton,
    Attachment,
    AttachmentKind,
    Audience,
    Body,
    BroadcastBody,
    CorrectionBody,
    FormattedText,
    RecallBody,
    Span,
)
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens, method_of
from bot.telegram.screens.announcements.rendered_announcements import RenderedAnnouncements
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.screen import Words
from tests import shipped
from tests.builders import NOW, broadcast
from tests.lines import each

CONTENT = shipped.content()
WORDS = Words(CONTENT.texts)
SCREENS = AnnouncementScreens(WORDS, AnswerScreens(CONTENT.faq, WORDS), CONTENT.schedule)
TEXT = BroadcastBody(
    {"en": FormattedText("Come on Friday", (Span("bold", 0, 4),))},
    "en",
    buttons=((AnnouncementButton(url="https://example.org", labels={"en": "Map"}),),),
)
PHOTO = replace(TEXT, attached=Attachment(AttachmentKind.PHOTO, "file", has_spoiler=True, caption_above=True))
OF_SENDING = {"photo", "has_spoiler"}  # what no edit takes


@each("body, method", [(TEXT, "editMessageText"), (PHOTO, "editMessageCaption")])
def test_an_edit_repeats_everything_that_a_copy_was_sent_with(body: BroadcastBody, method: str):
    sent = SCREENS.parameters(body, "urgent", "en")
    edited = SCREENS.parameters(CorrectionBody(body), "urgent", "en")
    assert edited == {name: value for name, value in sent.items() if name not in OF_SENDING}
    assert "reply_markup" in edited
    assert method_of(CorrectionBody(body)) == method


def test_a_recall_says_nothing():
    assert SCREENS.parameters(RecallBody({}), "urgent", "en") == {}
    assert method_of(RecallBody({})) == "deleteMessage"


def test_what_was_corrected_is_drawn_anew_and_all_else_once():
    def announcement(body: Body, topic: str = "urgent") -> Announcement:
        return Announcement(1, "a", Audience(topic), body, NOW, None)

    rendered = RenderedAnnouncements(SCREENS)
    first = rendered.encoded(announcement(broadcast("Frday")), "en")
    assert rendered.encoded(announcement(broadcast("Frday")), "en") is first
    corrected = parse_qs(rendered.encoded(announcement(broadcast("Friday")), "en").decode())
    assert corrected["text"][0].startswith("Friday")
    urgent = rendered.encoded(announcement(broadcast("Friday")), "en")
    assert (
        rendered.encoded(announcement(broadcast("Friday"), "weekly"), "en") != urgent
    )  # another of that number
