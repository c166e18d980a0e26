"""Who may decide for a whole group."""

from __future__ import annotations

from telegram import Message
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest

from bot.telegram.message_reading import is_from_anonymous_administrator

ADMINISTRATORS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


async def is_administrator(message: Message) -> bool:
    """Whether an administrator of the group wrote it; who cannot be looked up is none."""
    if is_from_anonymous_administrator(message):
        return True
    if message.from_user is None:
        return False
    try:
        member = await message.get_bot().get_chat_member(message.chat_id, message.from_user.id)
    except BadRequest:
        return False
    return member.status in ADMINISTRATORS
