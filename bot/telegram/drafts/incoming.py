"""What a message gives to a draft: words and a file to be sent anew by its id, or why it cannot be sent."""

from __future__ import annotations

from enum import StrEnum

from telegram import Message

from bot.domain.announcements import Attachment, AttachmentKind
from bot.services.announcing.drafting import Written
from bot.telegram.formatted_texts import text_behind_command


class NotSendable(StrEnum):
    """Why a message cannot be a broadcast; part of the names of sentences."""

    ALBUM = "no_album"
    PROTECTED = "no_protected"
    STORY = "no_story"
    POLL = "no_poll"
    OTHER = "no_other"


def written_in(message: Message, language: str) -> Written | NotSendable:
    """Its words in a language, without the command that they begin with, and its file.

    A forwarded post is one as well: sent anew it shows no sender, and stays when the post is gone.
    """
    if message.media_group_id is not None:
        return NotSendable.ALBUM
    if message.has_protected_content:
        return NotSendable.PROTECTED
    if message.story is not None:
        return NotSendable.STORY
    if message.poll is not None:
        return NotSendable.POLL
    text, attached = text_behind_command(message), attachment_of(message)
    if attached is None and (message.effective_attachment is not None or not text.text):
        return NotSendable.OTHER
    return Written(language, text, message.message_id, attached)


def attachment_of(message: Message) -> Attachment | None:
    """The photo (in its largest size), document or video of a message; None for whatever else it has."""
    kind, file_id = None, ""
    if message.photo:
        kind, file_id = AttachmentKind.PHOTO, message.photo[-1].file_id
    elif message.video is not None:
        kind, file_id = AttachmentKind.VIDEO, message.video.file_id
    elif message.document is not None and message.animation is None:  # an animation says that it is both
        kind, file_id = AttachmentKind.DOCUMENT, message.document.file_id
    if kind is None:
        return None
    return Attachment(
        kind,
        file_id,
        message.get_bot().id,
        bool(message.has_media_spoiler),
        bool(message.show_caption_above_media),
    )


def is_picture_as_file(message: Message) -> bool:
    """Whether a picture came as a document: such a file keeps where it was taken."""
    document = message.document
    return document is not None and (document.mime_type or "").startswith("image/")
