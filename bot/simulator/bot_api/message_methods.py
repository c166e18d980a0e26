"""Bot API methods that send, change and delete messages."""

from dataclasses import replace

from bot.simulator.bot_api.sending import known_chat, post, read_caption, read_message_text, writable_chat
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.keyboards import read_markup
from bot.simulator.forms.parameters import Parameters
from bot.simulator.forms.refusals import NOT_MODIFIED, ApiError, bad_request
from bot.simulator.world.chats import Message, MessageContent
from bot.simulator.world.objects import user_json
from bot.simulator.world.world import World

DELETABLE_SECONDS = 48 * 3600
MOST_IDS = 100
CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send_message(world: World, given: Parameters) -> JsonObject:
    """sendMessage."""
    chat_id = writable_chat(world, given)
    return world.show(post(world, given, chat_id, read_message_text(world, given)))


def send_chat_action(world: World, given: Parameters) -> bool:
    """sendChatAction: shown by the page for a moment, never stored."""
    chat_id = writable_chat(world, given)
    action = given.required_text("action")
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.stream.publish("action", chat_id=chat_id, action=action)
    return True


def edit_message_text(world: World, given: Parameters) -> JsonObject:
    """editMessageText: without buttons in the call, the message loses its buttons."""
    message = _own_message(world, given)
    if message.content.media:
        raise bad_request("there is no text in the message to edit")
    content = read_message_text(world, given)
    return _change(world, message, replace(content, keyboard=_new_keyboard(given)))


def edit_message_caption(world: World, given: Parameters) -> JsonObject:
    """editMessageCaption."""
    message = _own_message(world, given)
    if not message.content.media or "poll" in message.content.media:
        raise bad_request("there is no caption in the message to edit")
    content = read_caption(world, given)
    return _change(
        world, message, replace(content, keyboard=_new_keyboard(given), media=message.content.media)
    )


def edit_message_reply_markup(world: World, given: Parameters) -> JsonObject:
    """editMessageReplyMarkup: new buttons, or none."""
    message = _own_message(world, given)
    changed = replace(message.content, keyboard=_new_keyboard(given))
    return _change(world, message, changed)


def delete_message(world: World, given: Parameters) -> bool:
    """deleteMessage, within 48 hours by the simulator's clock."""
    chat_id = known_chat(world, given)
    message = world.chats.find(chat_id, given.required_integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _may_delete(world, message):
        group = world.chats.groups.get(chat_id)
        is_supergroup = group is not None and group.is_supergroup
        raise bad_request("message can't be deleted" + ("" if is_supergroup else " for everyone"))
    world.delete(message)
    return True


def delete_messages(world: World, given: Parameters) -> bool:
    """deleteMessages: those that cannot be found or deleted are skipped."""
    chat_id = known_chat(world, given)
    for message_id in _message_ids(given):
        message = world.chats.find(chat_id, message_id)
        if message and _may_delete(world, message):
            world.delete(message)
    return True


def copy_message(world: World, given: Parameters) -> JsonObject:
    """copyMessage: the content under the bot's name; a new caption may replace the old one."""
    chat_id = writable_chat(world, given)
    source = _source(world, given, "message to copy not found")
    content = replace(source.content, keyboard=None)
    if content.media and given.text("caption") is not None:
        content = replace(read_caption(world, given), media=content.media)
    return {"message_id": post(world, given, chat_id, content).message_id}


def forward_message(world: World, given: Parameters) -> JsonObject:
    """forwardMessage: the content with its origin."""
    chat_id = writable_chat(world, given)
    source = _source(world, given, "message to forward not found")
    sender = world.chats.users.get(source.sender_id)
    origin = {
        "type": "user",
        "date": source.sent_at,
        "sender_user": user_json(sender) if sender else world.profile.as_user(),
    }
    content = replace(source.content, keyboard=None)
    return world.show(post(world, given, chat_id, content, {"forward_origin": origin}))


def _own_message(world: World, given: Parameters) -> Message:
    if given.text("inline_message_id") is not None:
        raise bad_request("MESSAGE_ID_INVALID")
    chat_id = writable_chat(world, given)
    message = world.chats.find(chat_id, given.required_integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender_id != world.profile.bot_id:
        raise bad_request("message can't be edited")
    return message


def _new_keyboard(given: Parameters) -> JsonObject | None:
    markup = given.mapping("reply_markup")
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("object expected as reply markup")
    return read_markup(markup).inline


def _change(world: World, message: Message, content: MessageContent) -> JsonObject:
    if content == message.content:
        raise bad_request(NOT_MODIFIED)
    # Telegram shows "edited" for new words, not for new buttons.
    is_edit = replace(content, keyboard=message.content.keyboard) != message.content
    world.rewrite(message, content, is_edit=is_edit)
    return world.show(message)


def _may_delete(world: World, message: Message) -> bool:
    if world.unix_now() - message.sent_at >= DELETABLE_SECONDS:
        return False
    group = world.chats.groups.get(message.chat_id)
    is_own = message.sender_id == world.profile.bot_id
    return is_own or group is None or group.bot_status in ("administrator", "creator")


def _message_ids(given: Parameters) -> list[int]:
    ids = given.array("message_ids")
    if not ids or len(ids) > MOST_IDS:
        raise bad_request("message identifiers are not specified" if not ids else "too many messages")
    return [message_id for message_id in ids if isinstance(message_id, int)]


def _source(world: World, given: Parameters, missing: str) -> Message:
    chat_id = known_chat(world, given, "from_chat_id")
    message = world.chats.find(chat_id, given.required_integer("message_id"))
    if message is None or (message.extra or {}).get("has_protected_content"):
        raise _missing(missing)
    return message


def _missing(reason: str) -> ApiError:
    return bad_request(reason)
