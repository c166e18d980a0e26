"""The verbs of a simulator in Python: what people do, what a test looks at and waits for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.parameters import Upload
from bot.simulator.world import forums, groups, people
from bot.simulator.world.calls import Call
from bot.simulator.world.chats import MemberStatus, User
from bot.simulator.world.faults import Fault, read_plan
from bot.simulator.world.limits import Limits
from bot.simulator.world.world import World

_PATIENCE_SECONDS = 180.0


class Verbs:
    """Acts on one world.

    Chats are named by id: a person's private chat has the person's id. Where `chat_id` may be left out, the
    private chat is meant. Unknown ids raise LookupError, impossible acts ValueError.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    # people and groups

    def create_user(
        self,
        first_name: str = "Person",
        language_code: str | None = None,
        *,
        user_id: int | None = None,
        role: str = "member",
        username: str | None = None,
        started: bool = False,
    ) -> int:
        """A new person; `started` if the bot may already write to them. Answers the id."""
        if user_id is None:
            user_id = self._world.chats.new_user_id()
        user = User(user_id, first_name, language_code, role, username=username, started=started)
        return people.create_user(self._world, user).user_id

    def create_users(
        self, count: int, *, first_id: int, language_code: str | None = None, started: bool = False
    ) -> list[int]:
        """Many people with consecutive ids."""
        return [
            self.create_user(f"Person {user_id}", language_code, user_id=user_id, started=started)
            for user_id in range(first_id, first_id + count)
        ]

    def create_group(
        self,
        title: str,
        members: Iterable[int] = (),
        *,
        chat_id: int | None = None,
        is_supergroup: bool = False,
        bot_status: MemberStatus = "member",
    ) -> int:
        """A new group with the bot in it; the first member owns it. Answers the id."""
        group = groups.create_group(
            self._world, title, members, chat_id=chat_id, is_supergroup=is_supergroup, bot_status=bot_status
        )
        return group.chat_id

    def set_bot_status(self, chat_id: int, status: MemberStatus, by: int | None = None) -> None:
        """Add the bot to a group, make it an administrator, throw it out."""
        groups.set_bot_status(self._world, chat_id, status, by)

    def forbid(self, chat_id: int, kinds: Iterable[str]) -> None:
        """A group lets members send no "photos", "documents", "videos" or "text messages" any more."""
        groups.find_group(self._world, chat_id).forbids = tuple(kinds)

    def add_member(self, chat_id: int, user_id: int) -> None:
        """A person joins a group."""
        groups.add_member(self._world, chat_id, user_id)

    def remove_member(self, chat_id: int, user_id: int) -> None:
        """A person leaves a group."""
        groups.remove_member(self._world, chat_id, user_id)

    def upgrade_group(self, chat_id: int) -> int:
        """A group becomes a supergroup; answers its new id."""
        return groups.upgrade_group(self._world, chat_id).chat_id

    def create_forum_topic(self, user_id: int, chat_id: int, name: str) -> int:
        """Somebody makes a topic in a supergroup; answers its number."""
        return forums.create_topic(self._world, user_id, chat_id, name).message_id

    def set_forum_topic(self, chat_id: int, thread_id: int, state: forums.TopicState) -> None:
        """A topic is made "open", "closed" or "deleted"."""
        forums.set_topic(self._world, chat_id, thread_id, state)

    # what people do

    def press_start(self, user_id: int, payload: str = "") -> int:
        """Press Start, or follow a deep link; answers the id of the message."""
        return people.start(self._world, user_id, payload).message_id

    def say(self, user_id: int, text: str, chat_id: int | None = None, reply_to: int | None = None) -> int:
        """Write a message; answers its id. Writing to a blocked bot unblocks it, as the apps do."""
        return people.say(self._world, user_id, text, chat_id, reply_to).message_id

    def say_all(self, lines: Iterable[tuple[int, str]]) -> list[int]:
        """Many private messages at once, as (user_id, text); answers their ids."""
        return people.say_all(self._world, lines)

    def send_file(
        self,
        user_id: int,
        file_name: str,
        content: bytes,
        chat_id: int | None = None,
        caption: str = "",
        kind: str = "document",
        album: str = "",
    ) -> int:
        """Send a "document", a "photo" or a "video", perhaps of an album; answers the id of the message."""
        upload = Upload(file_name, "application/octet-stream", content)
        return people.send_file(self._world, user_id, upload, chat_id, caption, kind, album).message_id

    def send(
        self,
        user_id: int,
        text: str = "",
        media: JsonObject | None = None,
        chat_id: int | None = None,
        reply_to: int | None = None,
        further: JsonObject | None = None,
        *,
        as_group: bool = False,
    ) -> int:
        """Send anything: `media` and `further` are fields as Telegram writes them; answers the id."""
        sent = people.send(self._world, user_id, text, media, chat_id, reply_to, further, as_group=as_group)
        return sent.message_id

    def edit(self, user_id: int, message_id: int, text: str, chat_id: int | None = None) -> None:
        """Change the words of one's own message."""
        people.edit(self._world, user_id, message_id, text, chat_id)

    def touch(self, user_id: int, message_id: int, chat_id: int | None = None) -> None:
        """Let the bot hear of an edit without anything new in it, as of a live location that moves."""
        people.touch(self._world, user_id, message_id, chat_id)

    def press(self, user_id: int, message_id: int, callback_data: str, chat_id: int | None = None) -> str:
        """Press the button that carries `callback_data`; answers the id of the query."""
        return people.press(self._world, user_id, message_id, callback_data, chat_id).query_id

    def press_outdated(
        self, user_id: int, message_id: int, callback_data: str, chat_id: int | None = None
    ) -> str:
        """As `press`, of a button that the message does not (any longer) have."""
        return people.press_outdated(self._world, user_id, message_id, callback_data, chat_id).query_id

    def ask_inline(self, user_id: int, text: str) -> str:
        """Ask in inline mode; answers the id of the query."""
        return people.ask_inline(self._world, user_id, text).query_id

    def push(self, kind: str, content: object, chat_id: int = 0) -> int:
        """Queue an update as no app would bring it about, of any kind and form; answers its number."""
        return self._world.updates.push(kind, chat_id, content)

    def block(self, user_id: int) -> None:
        """Block the bot."""
        people.block(self._world, user_id)

    def unblock(self, user_id: int) -> None:
        """Unblock the bot."""
        people.unblock(self._world, user_id)

    def deactivate(self, user_id: int) -> None:
        """Delete the account; the bot is not told."""
        people.deactivate(self._world, user_id)

    # what there is to see

    def state(self) -> JsonObject:
        """The bot, the people, the groups and the number of unconfirmed updates."""
        world = self._world
        return {
            "bot": world.profile.as_me(),
            "people": [people.describe(world, user) for user in world.chats.users.values()],
            "groups": [
                groups.describe(group) for group in world.chats.groups.values() if not group.migrated_to
            ],
            "pending_updates": len(world.updates),
        }

    def messages(self, chat_id: int, after: int = 0) -> list[JsonObject]:
        """The messages of a chat with an id above `after`, oldest first, deleted ones too.

        Telegram's Message objects with four more fields: `is_outgoing` (the bot wrote it), `history` (text,
        entities and reply_markup before each edit), `deleted_date` and `reply_keyboard`.
        """
        return [
            self._world.show_whole(message)
            for message in self._world.chats.messages(chat_id)
            if message.message_id > after
        ]

    def calls(self, method: str | None = None, chat_id: int | None = None) -> list[Call]:
        """The bot's calls in the order of arrival."""
        return self._world.calls.select(method, chat_id)

    def counts(self) -> JsonObject:
        """Calls answered so far: by_method, by_status, by_chat (method, then chat)."""
        return self._world.calls.counts()

    def forget_calls(self) -> None:
        """Empty the record of calls and its counters."""
        self._world.calls.forget()

    def forget_messages(self) -> None:
        """Empty every chat; who is there stays, and the numbers of messages go on."""
        self._world.chats.forget_messages()

    def answer_to(self, query_id: str) -> JsonObject | None:
        """What the bot answered to a pressed button or an inline query; None while it has not."""
        query = self._world.queries.get(query_id)
        if query is None:
            raise LookupError(f"there is no query {query_id}")
        return query.answer

    def commands(self, user_id: int, chat_id: int | None = None) -> list[JsonObject]:
        """The command menu that a person sees in a chat."""
        return people.commands_for(self._world, user_id, chat_id)

    def pending_updates(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self._world.updates)

    async def wait_for_message(
        self,
        chat_id: int,
        after_message_id: int = 0,
        *,
        containing: str = "",
        timeout: float = _PATIENCE_SECONDS,  # noqa: ASYNC109  the name that callers expect
    ) -> JsonObject:
        """The bot's first message in a chat with a higher id and this text in it.

        TimeoutError after `timeout` real seconds.
        """
        found: list[JsonObject] = []

        def arrived() -> bool:
            found.extend(
                message
                for message in self.messages(chat_id, after_message_id)
                if message["is_outgoing"]
                and containing in (message.get("text") or message.get("caption") or "")
            )
            return bool(found)

        await self.wait_until(arrived, timeout=timeout)
        return found[0]

    async def wait_until(
        self,
        condition: Callable[[], bool],
        *,
        timeout: float = _PATIENCE_SECONDS,  # noqa: ASYNC109  the name that callers expect
    ) -> None:
        """Wait for anything: `condition` is looked at after every message, edit, answer, call.

        TimeoutError after `timeout` real seconds.
        """
        await self._world.stream.wait_until(condition, timeout)

    # faults, limits, time

    def set_faults(self, faults: Sequence[Fault], seed: int = 0) -> None:
        """Replace all faults; an empty list heals everything."""
        self._world.faults.set(faults, seed)

    def set_limits(self, limits: Limits) -> None:
        """Answer 429 beyond these limits; `Limits()` lifts them."""
        self._world.limits.limits = limits

    def set_plan(self, text: str) -> None:
        """Faults and limits from JSON, the form of the `--faults` file; ValueError says what is wrong."""
        plan = read_plan(text)
        self.set_faults(plan.faults, plan.seed)
        if plan.limits is not None:
            self.set_limits(plan.limits)

    def faults(self) -> JsonObject:
        """The faults that may still strike, and the limits, in the form that `set_plan` takes."""
        striking = [asdict(fault) for fault in self._world.faults.in_force()]
        return {"faults": striking, "limits": asdict(self._world.limits.limits)}

    def now(self) -> datetime:
        """The simulated instant."""
        return self._world.clock.now()

    def move_clock(self, instant: datetime, *, force: bool = False) -> None:
        """Let the clock show `instant`; ValueError for the past unless forced."""
        self._world.clock.move_to(instant, force=force)
