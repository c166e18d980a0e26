"""Users, chats and messages in the form that the Bot API gives them."""

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.chats import Chats, Group, MemberStatus, Message, User


def user_json(user: User) -> JsonObject:
    """A User object for a person."""
    shown: JsonObject = {"id": user.user_id, "is_bot": False, "first_name": user.first_name}
    optional = {
        "last_name": user.last_name,
        "username": user.username,
        "language_code": user.language_code,
    }
    return shown | {name: value for name, value in optional.items() if value}


def private_chat_json(user: User) -> JsonObject:
    """The Chat object of the private chat with a person."""
    shown: JsonObject = {"id": user.user_id, "first_name": user.first_name}
    optional = {"last_name": user.last_name, "username": user.username}
    return shown | {name: value for name, value in optional.items() if value} | {"type": "private"}


def group_json(group: Group) -> JsonObject:
    """The Chat object of a group."""
    kind = "supergroup" if group.is_supergroup else "group"
    shown: JsonObject = {"id": group.chat_id, "title": group.title, "type": kind}
    return shown | ({"is_forum": True} if group.is_forum else {})


def chat_json(chats: Chats, chat_id: int) -> JsonObject:
    """The Chat object of a chat that exists."""
    group = chats.groups.get(chat_id)
    return group_json(group) if group else private_chat_json(chats.users[chat_id])


def message_json(chats: Chats, bot: JsonObject, message: Message, *, quoting: bool = True) -> JsonObject:
    """The Message object; with the message it replies to, one level deep, unless `quoting` is off."""
    sender = chats.users.get(message.sender_id)
    shown: JsonObject = {
        "message_id": message.message_id,
        "from": user_json(sender) if sender else bot,
        "chat": chat_json(chats, message.chat_id),
        "date": message.sent_at,
    }
    if message.edited_at:
        shown["edit_date"] = message.edited_at
    quoted = message.reply_to_id and quoting and chats.find(message.chat_id, message.reply_to_id)
    if quoted:
        shown["reply_to_message"] = message_json(chats, bot, quoted, quoting=False)
    content = message.content
    if content.media:
        shown |= content.media
    if content.text:
        shown["caption" if content.media else "text"] = content.text
    if content.entities:
        shown["caption_entities" if content.media else "entities"] = list(content.entities)
    if content.keyboard:
        shown["reply_markup"] = content.keyboard
    return shown | (message.extra or {})


def member_json(user: JsonObject, status: MemberStatus) -> JsonObject:
    """A ChatMember object."""
    member: JsonObject = {"status": status, "user": user}
    if status == "creator":
        member["is_anonymous"] = False
    elif status == "kicked":
        member["until_date"] = 0
    elif status == "administrator":
        granted = (
            "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
            "can_change_info can_invite_users can_pin_messages"
        )
        refused = "can_be_edited is_anonymous can_promote_members can_post_stories can_edit_stories"
        member |= dict.fromkeys(granted.split(), True)
        member |= dict.fromkeys([*refused.split(), "can_delete_stories", "can_manage_topics"], False)
    return member
