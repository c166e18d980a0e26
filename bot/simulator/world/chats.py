"""Who there is, in which chats, and what was written there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from bot.simulator.forms.json_values import JsonObject

MemberStatus = Literal["creator", "administrator", "member", "left", "kicked"]


@dataclass(slots=True)
class User:
    """A person; their private chat with the bot has the same id."""

    user_id: int
    first_name: str
    language_code: str | None = None
    role: str = "member"  # shown on the page only; Telegram knows no such thing
    last_name: str | None = None
    username: str | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False


@dataclass(slots=True)
class Group:
    """A group or supergroup. `bot_status` is the bot's own standing in it.

    Who is no administrator may not send what it `forbids`: "text messages", "photos", "documents", "videos",
    "polls". `forum_topics` tells by the number of each whether it is open; a group that ever had one is a
    forum.
    """

    chat_id: int
    title: str
    is_supergroup: bool = False
    members: dict[int, MemberStatus] = field(default_factory=dict)
    bot_status: MemberStatus = "member"
    migrated_to: int | None = None
    last_message_id: int = 0
    forbids: tuple[str, ...] = ()
    is_forum: bool = False
    forum_topics: dict[int, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MessageContent:
    """What a message says and offers: all that an edit may change."""

    text: str = ""
    entities: tuple[JsonObject, ...] = ()
    keyboard: JsonObject | None = None
    media: JsonObject | None = None


@dataclass(slots=True)
class Message:
    """One message; `sent_at`, `edited_at` and `deleted_at` are Unix times of the simulator's clock.

    `earlier` holds the contents before each edit. `extra` are further fields as Telegram writes them.
    `reply_keyboard` is for the page: Telegram never returns it.
    """

    message_id: int
    chat_id: int
    sender_id: int
    sent_at: int
    content: MessageContent
    reply_to_id: int | None = None
    extra: JsonObject | None = None
    reply_keyboard: JsonObject | None = None
    edited_at: int | None = None
    deleted_at: int | None = None
    earlier: tuple[MessageContent, ...] = ()


class Chats:
    """All users, groups and messages.

    With `keep_messages=False` messages get ids but are not kept: for runs of a hundred thousand sends.
    """

    def __init__(self, *, keep_messages: bool = True) -> None:
        self.users: dict[int, User] = {}
        self.groups: dict[int, Group] = {}
        self._keep_messages = keep_messages
        self._messages: dict[int, dict[int, Message]] = {}
        self._last_shared_id = 0

    def new_user_id(self) -> int:
        """An id that nobody has."""
        return max(self.users, default=1000) + 1

    def new_group_id(self, *, is_supergroup: bool) -> int:
        """A negative id that no group has; a supergroup's begins with -100."""
        number = len(self.groups) + 1
        return -1_002_000_000_000 - number if is_supergroup else -4_000_000 - number

    def next_message_id(self, chat_id: int) -> int:
        """Telegram counts the messages of a supergroup by themselves and all others together."""
        group = self.groups.get(chat_id)
        if group and group.is_supergroup:
            group.last_message_id += 1
            return group.last_message_id
        self._last_shared_id += 1
        return self._last_shared_id

    def add(self, message: Message) -> None:
        """Keep a message (unless told not to)."""
        if self._keep_messages:
            self._messages.setdefault(message.chat_id, {})[message.message_id] = message

    def forget_messages(self) -> None:
        """Empty every chat; numbers go on."""
        self._messages.clear()

    def find(self, chat_id: int, message_id: int) -> Message | None:
        """A message that is still there."""
        message = self._messages.get(chat_id, {}).get(message_id)
        return message if message and message.deleted_at is None else None

    def find_private(self, user_id: int, message_id: int) -> Message | None:
        """A message in whichever chat of `user_id` has it: the private one, else one of their groups."""
        for chat_id in self.chats_of(user_id):
            message = self.find(chat_id, message_id)
            if message:
                return message
        return None

    def chats_of(self, user_id: int) -> Iterator[int]:
        """The private chat first, then the groups that the person is in."""
        yield user_id
        for group in self.groups.values():
            if group.members.get(user_id, "left") not in ("left", "kicked") and not group.migrated_to:
                yield group.chat_id

    def messages(self, chat_id: int) -> Iterable[Message]:
        """All messages of a chat in the order of writing, deleted ones too."""
        return self._messages.get(chat_id, {}).values()
