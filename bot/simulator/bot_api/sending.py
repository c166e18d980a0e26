"""What all sending methods share: the chat, the formatted text, the reply, the limits."""

from bot.simulator.forms.detected_entities import with_detected
from bot.simulator.forms.html_entities import parse_html, trim, utf16_length
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.keyboards import Markup, read_markup
from bot.simulator.forms.parameters import Parameters
from bot.simulator.forms.refusals import bad_request, forbidden, migrated, too_many_requests
from bot.simulator.world.chats import Message, MessageContent
from bot.simulator.world.forums import inside
from bot.simulator.world.objects import user_json
from bot.simulator.world.world import World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LARGEST_RAW_TEXT = 32768


def known_chat(world: World, given: Parameters, name: str = "chat_id") -> int:
    """The id of a chat that the bot knows; a group that moved is refused with its new id."""
    written = given.text(name)
    if written is None:
        raise bad_request(f"{name} is empty")
    if written.startswith("@"):
        raise bad_request("chat not found")
    chat_id = given.required_integer(name)
    group = world.chats.groups.get(chat_id)
    if group and group.migrated_to:
        raise migrated(group.migrated_to)
    if group is None and chat_id not in world.chats.users:
        raise bad_request("chat not found")
    return chat_id


def writable_chat(world: World, given: Parameters, kind: str = "text messages") -> int:
    """As `known_chat`, refused when the bot may not write there, or not what is of this kind."""
    chat_id = known_chat(world, given)
    group = world.chats.groups.get(chat_id)
    if group:
        group_kind = "supergroup" if group.is_supergroup else "group"
        if group.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {group_kind} chat")
        if group.bot_status == "left":
            raise forbidden(f"bot is not a member of the {group_kind} chat")
        if kind in group.forbids and group.bot_status not in ("administrator", "creator"):
            raise bad_request(f"not enough rights to send {kind} to the chat")
        return chat_id
    user = world.chats.users[chat_id]
    if user.deactivated:
        raise forbidden("user is deactivated")
    if user.blocked:
        raise forbidden("bot was blocked by the user")
    if not user.started:
        raise forbidden("bot can't initiate conversation with a user")
    return chat_id


def read_message_text(world: World, given: Parameters) -> MessageContent:
    """The text of a message: 1 to 4,096 UTF-16 units after the markup is taken out."""
    content = _read_formatted(world, given, "text", "entities")
    if not content.text:
        raise bad_request("message text is empty")
    if utf16_length(content.text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return content


def read_caption(world: World, given: Parameters) -> MessageContent:
    """The caption of a file: up to 1,024 UTF-16 units; may be empty."""
    content = _read_formatted(world, given, "caption", "caption_entities")
    if utf16_length(content.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return content


def post(
    world: World, given: Parameters, chat_id: int, content: MessageContent, extra: JsonObject | None = None
) -> Message:
    """Write the bot's message into a chat where it may write, with reply, buttons and within the limits."""
    markup: Markup = read_markup(given.mapping("reply_markup"))
    reply_to_id = _read_reply(world, given, chat_id)
    retry_after = world.limits.admit(
        chat_id, is_group=chat_id < 0, is_paid=given.boolean("allow_paid_broadcast")
    )
    if retry_after is not None:
        raise too_many_requests(retry_after)
    further: JsonObject = dict(extra or {})
    if (preview := given.mapping("link_preview_options")) is not None:
        further["link_preview_options"] = preview
    if given.boolean("protect_content"):
        further["has_protected_content"] = True
    if (thread_id := given.integer("message_thread_id")) is not None:
        further |= _in_topic(world, chat_id, thread_id)
    whole = MessageContent(content.text, content.entities, markup.inline, content.media)
    return world.write(
        chat_id,
        world.profile.bot_id,
        whole,
        reply_to_id=reply_to_id,
        extra=further or None,
        reply_keyboard=markup.reply,
    )


def _in_topic(world: World, chat_id: int, thread_id: int) -> JsonObject:
    """The fields of a message in a forum topic, which the bot may write into."""
    group = world.chats.groups.get(chat_id)
    if group is None or thread_id not in group.forum_topics:
        raise bad_request("message thread not found")
    if not group.forum_topics[thread_id] and group.bot_status not in ("administrator", "creator"):
        raise bad_request("TOPIC_CLOSED")
    return inside(thread_id)


def _read_formatted(world: World, given: Parameters, name: str, entities_name: str) -> MessageContent:
    raw = given.text(name) or ""
    if len(raw.encode("utf-8", "surrogatepass")) > LARGEST_RAW_TEXT:
        raise bad_request("text is too long")
    parse_mode = (given.text("parse_mode") or "").lower()
    if parse_mode == "html":
        text, entities = parse_html(raw)
        entities = [known for entity in entities if (known := _with_user(world, entity))]
    elif parse_mode in ("", "none"):
        text, entities = raw, _given_entities(raw, given.array(entities_name) or [])
    else:
        raise bad_request("unsupported parse_mode")
    text, entities = trim(text, entities)
    return MessageContent(text, tuple(with_detected(text, entities)))


def _given_entities(text: str, entities: list[object]) -> list[JsonObject]:
    length = utf16_length(text)
    checked: list[JsonObject] = []
    for entity in entities:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad_request('can\'t parse MessageEntity: field "type" must be of type String')
        offset, extent = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(extent, int):
            raise bad_request("can't parse MessageEntity: offset and length must be of type Integer")
        if offset < 0 or extent <= 0 or offset + extent > length:
            raise bad_request("ENTITY_BOUNDS_INVALID")
        checked.append(entity)
    return checked


def _with_user(world: World, entity: JsonObject) -> JsonObject | None:
    """A mention of a person whom the bot does not know is left out, as Telegram does."""
    if entity["type"] != "text_mention":
        return entity
    user = world.chats.users.get(entity["user"]["id"])
    return entity | {"user": user_json(user)} if user else None


def _read_reply(world: World, given: Parameters, chat_id: int) -> int | None:
    reply = given.mapping("reply_parameters") or {}
    wanted = reply.get("message_id", given.integer("reply_to_message_id"))
    if wanted is None:
        return None
    if not isinstance(wanted, int):
        raise bad_request("message to be replied not found")
    if world.chats.find(chat_id, wanted):
        return wanted
    if reply.get("allow_sending_without_reply") or given.boolean("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")
