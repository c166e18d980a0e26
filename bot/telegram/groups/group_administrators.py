"""Who may decide for a whole group: asked anew each time, for somebody may have stopped being one."""

from __future__ import annotations

from telegram import Bot, Message
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest

from bot.telegram.message_reading import is_from_anonymous_administrator, is_in_own_words

ADMINISTRATORS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


async def is_administrator(message: Message) -> bool:
    """Whether an administrator of the group wrote it, in their own words; who cannot be looked up is none."""
    if not is_in_own_words(message):
        return False
    if is_from_anonymous_administrator(message):
        return True
    return message.from_user is not None and await administers(
        message.get_bot(), message.chat_id, message.from_user.id
    )


async def administers(bot: Bot, chat_id: int, user_id: int) -> bool:
    """Whether somebody is an administrator of a group; who cannot be looked up is none."""
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except BadRequest:
        return False
    return member.status in ADMINISTRATORS
