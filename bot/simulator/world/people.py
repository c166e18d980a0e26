"""What people do: start, write, edit, press, block. Each act becomes the update that Telegram would send.

Unknown people, chats, messages or buttons raise LookupError; acts that Telegram's apps do not offer raise
ValueError. Both say what was wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from bot.simulator.forms.detected_entities import with_detected
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.keyboards import LONGEST_CALLBACK_BYTES
from bot.simulator.forms.parameters import Upload
from bot.simulator.forms.typed_texts import in_messages
from bot.simulator.world.chats import Group, MemberStatus, Message, MessageContent, User
from bot.simulator.world.objects import chat_json, group_json, member_json, user_json
from bot.simulator.world.world import Query, World

LONGEST_START_PAYLOAD = 64

ANONYMOUS_ADMINISTRATOR: JsonObject = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}  # as Telegram names whoever writes in a group's name

DEFAULT_PEOPLE = (
    User(1001, "Amina", "en"),
    User(1002, "Diego", "es"),
    User(1003, "Fatou", "fr"),
    User(1004, "Layla", "ar"),
    User(9001, "Ada", "en", role="admin"),
)


def create_user(world: World, user: User) -> User:
    """Add a person; an id that is taken raises ValueError."""
    if user.user_id in world.chats.users or user.user_id == world.profile.bot_id:
        raise ValueError(f"there is already somebody with the id {user.user_id}")
    world.chats.users[user.user_id] = user
    world.stream.publish("person", user_id=user.user_id)
    return user


def say(
    world: World, user_id: int, text: str, chat_id: int | None = None, reply_to: int | None = None
) -> Message:
    """A person writes `text` in a chat, else the private one; of a long one the last of several messages."""
    if not text.strip():
        raise ValueError("Telegram's apps send no empty message")
    contents = [MessageContent(part, tuple(with_detected(part, []))) for part in in_messages(text)]
    return [_write(world, user_id, content, chat_id, reply_to) for content in contents][-1]


def say_all(world: World, lines: Iterable[tuple[int, str]]) -> list[int]:
    """Many people write in their private chats at once; the ids of their messages."""
    return [say(world, user_id, text).message_id for user_id, text in lines]


def start(world: World, user_id: int, payload: str = "") -> Message:
    """Press Start, or follow a deep link with a payload of up to 64 characters."""
    if len(payload) > LONGEST_START_PAYLOAD:
        raise ValueError("a start payload has at most 64 characters")
    return say(world, user_id, f"/start {payload}".rstrip())


def send_file(
    world: World, user_id: int, upload: Upload, chat_id: int | None, caption: str, kind: str, album: str = ""
) -> Message:
    """A person sends a file: a document, a photo or a video; those of one `album` belong together."""
    stored = world.files.keep(kind, upload)
    content = MessageContent(caption, tuple(with_detected(caption, [])), media=stored.as_media())
    return _write(world, user_id, content, chat_id, None, {"media_group_id": album} if album else None)


def send(
    world: World,
    user_id: int,
    text: str = "",
    media: JsonObject | None = None,
    chat_id: int | None = None,
    reply_to: int | None = None,
    further: JsonObject | None = None,
    *,
    as_group: bool = False,
) -> Message:
    """A message of any sort: `media` and `further` fields as Telegram writes them; the text is their caption.

    `as_group` is how anonymous administrators write.
    """
    extra = dict(further or {})
    if as_group:
        group = world.chats.groups.get(chat_id or 0)
        if group is None or group.members.get(user_id) not in ("creator", "administrator"):
            raise ValueError("only administrators of a group write in its name")
        extra |= {"from": ANONYMOUS_ADMINISTRATOR, "sender_chat": group_json(group)}
    content = MessageContent(text, tuple(with_detected(text, [])), media=media)
    return _write(world, user_id, content, chat_id, reply_to, extra)


def edit(world: World, user_id: int, message_id: int, text: str, chat_id: int | None = None) -> Message:
    """A person changes the words of their own message."""
    message = _message_of(world, user_id, message_id, chat_id)
    if message.sender_id != user_id:
        raise ValueError("people edit only their own messages")
    world.rewrite(message, MessageContent(text, tuple(with_detected(text, [])), media=message.content.media))
    _update(world, "edited_message", message)
    return message


def touch(world: World, user_id: int, message_id: int, chat_id: int | None = None) -> Message:
    """An `edited_message` in which nothing a bot can see has changed, or only where a live location is."""
    message = _message_of(world, user_id, message_id, chat_id)
    message.edited_at = world.unix_now()
    _update(world, "edited_message", message)
    return message


def press(
    world: World, user_id: int, message_id: int, callback_data: str, chat_id: int | None = None
) -> Query:
    """Press the inline button that carries `callback_data`; answers the query that the bot receives."""
    message = _message_of(world, user_id, message_id, chat_id)
    rows = (message.content.keyboard or {}).get("inline_keyboard", [])
    if not any(button.get("callback_data") == callback_data for row in rows for button in row):
        raise LookupError(f"message {message_id} has no button that carries {callback_data!r}")
    return press_outdated(world, user_id, message_id, callback_data, chat_id)


def press_outdated(
    world: World, user_id: int, message_id: int, callback_data: str, chat_id: int | None = None
) -> Query:
    """Press a button that may be gone: phones show old ones for a while, and some send what they like."""
    message = _message_of(world, user_id, message_id, chat_id)
    if not 1 <= len(callback_data.encode()) <= LONGEST_CALLBACK_BYTES:
        raise ValueError("callback data has 1 to 64 bytes")
    user = find_user(world, user_id)
    query = _open_query(world, user_id)
    world.updates.add(
        "callback_query",
        message.chat_id,
        {
            "id": query.query_id,
            "from": user_json(user),
            "message": world.show(message),
            "chat_instance": str(message.chat_id),
            "data": callback_data,
        },
    )
    return query


def ask_inline(world: World, user_id: int, text: str) -> Query:
    """Type `@bot text` anywhere; answers the inline query that the bot receives."""
    user = find_user(world, user_id)
    query = _open_query(world, user_id)
    world.updates.add(
        "inline_query",
        user_id,
        {
            "id": query.query_id,
            "from": user_json(user),
            "query": text,
            "offset": "",
            "chat_type": "sender",
        },
    )
    return query


def block(world: World, user_id: int) -> None:
    """Block the bot."""
    user = find_user(world, user_id)
    if not user.blocked:
        user.blocked = True
        _tell_membership(world, user, "member", "kicked")


def unblock(world: World, user_id: int) -> None:
    """Let the bot write again."""
    user = find_user(world, user_id)
    if user.blocked:
        user.blocked = False
        _tell_membership(world, user, "kicked", "member")


def deactivate(world: World, user_id: int) -> None:
    """The person deletes their account; the bot only learns it when it writes."""
    find_user(world, user_id).deactivated = True
    world.stream.publish("person", user_id=user_id)


def commands_for(world: World, user_id: int, chat_id: int | None = None) -> list[JsonObject]:
    """The command menu that a person sees in a chat."""
    user = find_user(world, user_id)
    where = user_id if chat_id is None else chat_id
    group = world.chats.groups.get(where)
    is_admin = group is not None and group.members.get(user_id) in ("creator", "administrator")
    return world.profile.commands_for(user_id, where, user.language_code, is_admin=is_admin)


def describe(world: World, user: User) -> JsonObject:
    """A person as the page shows them; `description` is what the bot says in an empty chat."""
    shown = asdict(user)
    return shown | {"description": world.profile.description_for(user.language_code)}


def find_user(world: World, user_id: int) -> User:
    """A person by id."""
    user = world.chats.users.get(user_id)
    if user is None:
        raise LookupError(f"there is nobody with the id {user_id}")
    return user


def bot_hears(world: World, group: Group, message: Message) -> bool:
    """Whether the bot receives a message of a group: Telegram's rules of privacy mode."""
    if group.bot_status in ("left", "kicked"):
        return False
    if not world.profile.has_privacy or group.bot_status == "administrator":
        return True
    replied = message.reply_to_id and world.chats.find(message.chat_id, message.reply_to_id)
    if replied and replied.sender_id == world.profile.bot_id:
        return True
    return _has_command_for(world.profile.username, message.content.text, message.content.entities)


def _has_command_for(username: str, text: str, entities: Sequence[JsonObject]) -> bool:
    units = text.encode("utf-16-le", "surrogatepass")
    for entity in entities:
        if entity["type"] == "bot_command":
            first, last = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
            _, _, addressee = units[first:last].decode("utf-16-le").partition("@")
            if addressee.lower() in ("", username.lower()):
                return True
    return False


def _write(
    world: World,
    user_id: int,
    content: MessageContent,
    chat_id: int | None,
    reply_to: int | None,
    extra: JsonObject | None = None,
) -> Message:
    user = find_user(world, user_id)
    where = user_id if chat_id is None else chat_id
    group = world.chats.groups.get(where)
    if where not in world.chats.chats_of(user_id):
        raise LookupError(f"{user.first_name} is in no chat {where}")
    if reply_to is not None and not world.chats.find(where, reply_to):
        raise LookupError(f"there is no message {reply_to} to reply to")
    if group is None:
        unblock(world, user_id)
        if not user.started:
            user.started = True
            world.stream.publish("person", user_id=user_id)
    message = world.write(where, user_id, content, reply_to_id=reply_to, extra=extra)
    if group is None or bot_hears(world, group, message):
        _update(world, "message", message)
    return message


def _update(world: World, kind: str, message: Message) -> None:
    world.updates.add(kind, message.chat_id, world.show(message))


def _message_of(world: World, user_id: int, message_id: int, chat_id: int | None) -> Message:
    find_user(world, user_id)
    if chat_id is None:
        message = world.chats.find_private(user_id, message_id)
    else:
        message = world.chats.find(chat_id, message_id)
    if message is None:
        raise LookupError(f"there is no message {message_id}")
    return message


def _open_query(world: World, user_id: int) -> Query:
    query = Query(str(4_000_000_000 + len(world.queries)), user_id, world.clock.now())
    world.queries[query.query_id] = query
    return query


def _tell_membership(world: World, user: User, old: MemberStatus, new: MemberStatus) -> None:
    bot = world.profile.as_user()
    world.updates.add(
        "my_chat_member",
        user.user_id,
        {
            "chat": chat_json(world.chats, user.user_id),
            "from": user_json(user),
            "date": world.unix_now(),
            "old_chat_member": member_json(bot, old),
            "new_chat_member": member_json(bot, new),
        },
    )
    world.stream.publish("person", user_id=user.user_id)
