"""Puts screens into chats."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping

from telegram import LinkPreviewOptions, Message, ReplyParameters, Update
from telegram.constants import ParseMode, PollType
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.telegram.message_reading import thread_of
from bot.telegram.people import message_of
from bot.telegram.screens.answers.lesson_screens import ShownQuiz
from bot.telegram.screens.screen import Screen
from bot.telegram.wire.outcomes import takes_no_polls

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

logger = logging.getLogger(__name__)


async def reply(update: Update, screen: Screen, *, quote: bool = False) -> Message:
    """A new message in the chat of the update; in groups it quotes what it replies to."""
    message = message_of(update)
    quoted = ReplyParameters(message.message_id, allow_sending_without_reply=True) if quote else None
    return await message.get_bot().send_message(
        message.chat_id,
        screen.html,
        parse_mode=ParseMode.HTML,
        reply_markup=screen.keyboard,
        link_preview_options=NO_PREVIEW,
        reply_parameters=quoted,
        message_thread_id=thread_of(message),
    )


async def reply_with(update: Update, parameters: Mapping[str, str]) -> None:
    """A new message in the chat of the update, by the parameters of its method as they go over the wire."""
    message, rest = message_of(update), dict(parameters)
    bot = message.get_bot()
    if "photo" in rest:
        await bot.send_photo(message.chat_id, rest.pop("photo"), api_kwargs=rest)
    elif "document" in rest:
        await bot.send_document(message.chat_id, rest.pop("document"), api_kwargs=rest)
    elif "video" in rest:
        await bot.send_video(message.chat_id, rest.pop("video"), api_kwargs=rest)
    else:
        await bot.send_message(message.chat_id, rest.pop("text"), api_kwargs=rest)


async def reply_with_file(update: Update, name: str, content: bytes, about: Screen) -> None:
    """A file in the chat of the update, with a few words below it; its name tells a phone what it is."""
    message = message_of(update)
    await message.get_bot().send_document(
        message.chat_id,
        content,
        caption=about.html,
        parse_mode=ParseMode.HTML,
        filename=name,
        disable_content_type_detection=True,
    )


async def reply_with_quiz(update: Update, quiz: ShownQuiz) -> bool:
    """Telegram's own quiz in the chat of the update, anonymous; false for a group that takes no polls."""
    message = message_of(update)
    try:
        await message.get_bot().send_poll(
            message.chat_id,
            quiz.question,
            quiz.options,
            type=PollType.QUIZ,
            is_anonymous=True,
            api_kwargs={"correct_option_ids": [quiz.correct]},  # the library's type knows twelve numbers
            explanation=quiz.explanation,
            message_thread_id=message.message_thread_id if message.is_topic_message else None,
        )
    except TelegramError as error:
        if not takes_no_polls(error):
            raise
        return False
    return True


async def try_to_reply(update: Update, screen: Screen) -> None:
    """As `reply`, for what is said after a failure: when that fails too, one line in the log says so."""
    try:
        await reply(update, screen)
    except TelegramError as error:
        logger.info("reply.apology_failed", extra={"trouble": type(error).__name__})


async def replace(update: Update, screen: Screen) -> None:
    """Changes the message whose button was pressed; the same text again is no error."""
    message = message_of(update)
    try:
        await message.edit_text(
            screen.html,
            parse_mode=ParseMode.HTML,
            reply_markup=screen.keyboard,
            link_preview_options=NO_PREVIEW,
        )
    except (BadRequest, ChatMigrated) as error:
        if "not modified" not in error.message.lower():
            await reply(update, screen)  # the old message is gone; what it would say now is said anew


async def acknowledge(update: Update, text: str | None = None) -> None:
    """Ends the waiting sign on a pressed button; too late is no error."""
    if update.callback_query is not None:
        with contextlib.suppress(BadRequest):
            await update.callback_query.answer(text)
