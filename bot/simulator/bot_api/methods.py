"""The Bot API methods that the simulator knows, by lower-case name."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from bot.simulator.bot_api import chat_methods as chats
from bot.simulator.bot_api import media_methods as media
from bot.simulator.bot_api import message_methods as messages
from bot.simulator.bot_api import poll_methods as polls
from bot.simulator.bot_api import profile_methods as profile
from bot.simulator.bot_api import update_methods as updates
from bot.simulator.forms.parameters import Parameters
from bot.simulator.world.world import World

Method: TypeAlias = Callable[[World, Parameters], object | Awaitable[object]]

_METHODS: dict[str, Method] = {
    "answerCallbackQuery": updates.answer_callback_query,
    "answerInlineQuery": updates.answer_inline_query,
    "copyMessage": messages.copy_message,
    "deleteMessage": messages.delete_message,
    "deleteMessages": messages.delete_messages,
    "deleteMyCommands": profile.delete_my_commands,
    "deleteWebhook": updates.delete_webhook,
    "editMessageCaption": messages.edit_message_caption,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "editMessageText": messages.edit_message_text,
    "forwardMessage": messages.forward_message,
    "getChat": chats.get_chat,
    "getChatAdministrators": chats.get_chat_administrators,
    "getChatMember": chats.get_chat_member,
    "getChatMemberCount": chats.get_chat_member_count,
    "getChatMenuButton": profile.get_chat_menu_button,
    "getFile": media.get_file,
    "getMe": profile.get_me,
    "getMyCommands": profile.get_my_commands,
    "getMyDescription": profile.get_my_description,
    "getMyName": profile.get_my_name,
    "getMyShortDescription": profile.get_my_short_description,
    "getUpdates": updates.get_updates,
    "getWebhookInfo": updates.get_webhook_info,
    "leaveChat": chats.leave_chat,
    "pinChatMessage": chats.pin_chat_message,
    "sendChatAction": messages.send_chat_action,
    "sendDocument": media.send_document,
    "sendMessage": messages.send_message,
    "sendPhoto": media.send_photo,
    "sendPoll": polls.send_poll,
    "sendVideo": media.send_video,
    "setChatMenuButton": profile.set_chat_menu_button,
    "setMyCommands": profile.set_my_commands,
    "setMyDescription": profile.set_my_description,
    "setMyName": profile.set_my_name,
    "setMyShortDescription": profile.set_my_short_description,
    "setWebhook": updates.set_webhook,
    "unpinChatMessage": chats.unpin_chat_message,
}
_BY_LOWER_NAME = {name.lower(): (name, method) for name, method in _METHODS.items()}


def find_method(name: str) -> tuple[str, Method] | None:
    """The method with its documented name; upper and lower case do not matter."""
    return _BY_LOWER_NAME.get(name.lower())
