"""Everything that the simulator knows, in one value that methods, people and routes share."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.bot_profile import Profile
from bot.simulator.world.calls import Calls
from bot.simulator.world.chats import Chats, Message, MessageContent
from bot.simulator.world.clock import MovableClock
from bot.simulator.world.faults import FaultBook
from bot.simulator.world.files import Files
from bot.simulator.world.limits import LimitBook
from bot.simulator.world.objects import message_json
from bot.simulator.world.stream import Stream
from bot.simulator.world.update_queue import UpdateQueue


@dataclass(slots=True)
class Query:
    """A pressed button or an inline query that waits for its answer."""

    query_id: str
    user_id: int
    asked_at: datetime
    answer: JsonObject | None = None


@dataclass(slots=True)
class WebhookSet:
    """Where updates are pushed; an empty `url` means that the bot polls."""

    url: str = ""
    secret: str | None = None
    max_connections: int = 40
    last_error_at: datetime | None = None
    last_error: str | None = None


@dataclass(slots=True)
class World:
    """The whole state of one simulator."""

    token: str
    profile: Profile
    clock: MovableClock
    chats: Chats
    updates: UpdateQueue
    calls: Calls
    stream: Stream = field(default_factory=Stream)
    files: Files = field(init=False)
    faults: FaultBook = field(default_factory=FaultBook)
    limits: LimitBook = field(default_factory=LimitBook)
    webhook: WebhookSet = field(default_factory=WebhookSet)
    queries: dict[str, Query] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.files = Files(self.profile.bot_id)

    def unix_now(self) -> int:
        """The simulator's clock as Telegram writes instants."""
        return int(self.clock.now().timestamp())

    def show(self, message: Message) -> JsonObject:
        """The Message object."""
        return message_json(self.chats, self.profile.as_user(), message)

    def show_whole(self, message: Message) -> JsonObject:
        """The Message object plus what Telegram hides: earlier contents, deletion, reply keyboard."""
        return self.show(message) | {
            "is_outgoing": message.sender_id == self.profile.bot_id,
            "history": [
                {"text": content.text, "entities": list(content.entities), "reply_markup": content.keyboard}
                for content in message.earlier
            ],
            "deleted_date": message.deleted_at,
            "reply_keyboard": message.reply_keyboard,
        }

    def write(
        self,
        chat_id: int,
        sender_id: int,
        content: MessageContent,
        *,
        reply_to_id: int | None = None,
        extra: JsonObject | None = None,
        reply_keyboard: JsonObject | None = None,
    ) -> Message:
        """Put a new message into a chat and tell those who watch."""
        message = Message(
            message_id=self.chats.next_message_id(chat_id),
            chat_id=chat_id,
            sender_id=sender_id,
            sent_at=self.unix_now(),
            content=content,
            reply_to_id=reply_to_id,
            extra=extra,
            reply_keyboard=reply_keyboard,
        )
        self.chats.add(message)
        self.tell("message", message)
        return message

    def rewrite(self, message: Message, content: MessageContent, *, is_edit: bool = True) -> None:
        """Replace what a message says; a change of buttons alone is not marked as an edit."""
        message.earlier = (*message.earlier, message.content)
        message.content = content
        if is_edit:
            message.edited_at = self.unix_now()
        self.tell("edited", message)

    def delete(self, message: Message) -> None:
        """Take a message from the chat; `messages` still lists it as deleted."""
        message.deleted_at = self.unix_now()
        self.stream.publish("deleted", chat_id=message.chat_id, message_id=message.message_id)

    def tell(self, kind: str, message: Message) -> None:
        """Publish a message; it is written out only when somebody reads it."""
        if self.stream.is_watched:
            self.stream.publish(kind, chat_id=message.chat_id, message=self.show_whole(message))
        else:
            self.stream.publish(kind)
