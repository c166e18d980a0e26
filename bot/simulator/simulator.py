"""The simulator: a Bot API server for one bot, with a chat page, in this process or in one of its own.

Whatever a test or the page does goes by a verb: a method of `Simulator`, and a route under /simulator/ of the
same name with the same parameters (GET with a query for those that look, POST with a JSON object for those
that do; the answer is `{"result": ...}`).

| verbs | |
|---|---|
| `create_user`, `create_users`, `create_group` | make people and groups; answers the id or ids |
| `set_bot_status`, `forbid`, `add_member`, `remove_member`, `upgrade_group` | change groups |
| `create_forum_topic`, `set_forum_topic` | a group's topics; answers the number |
| `press_start`, `say`, `say_all`, `send`, `edit`, `touch` | what people write; answers the message's id |
| `press`, `press_outdated`, `ask_inline` | buttons and inline mode; answers the id of the query |
| `block`, `unblock`, `deactivate` | how people leave |
| `push` | an update of any kind and form, as no app would bring it about |
| `send_file` | a document, photo or video from a person; over HTTP its content is `base64` |
| GET `state`, `messages`, `calls`, `counts`, `answer_to`, `commands`, `pending_updates` | what there is |
| `forget_calls`, `forget_messages` | empties the record of calls, or every chat |
| `wait_for_message`, `wait_until` | in Python; over HTTP GET `stream` sends what happens as it happens |
| `set_faults`, `set_limits`, `set_plan`; GET and POST `faults` | see the module `faults` for the form |
| `now`, `move_clock`, GET `clock` | the clock; over HTTP `{"instant": "2027-03-02T16:00:00Z"}` |

The chat page is at `/`, the Bot API at `/bot<token>/`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web

from bot.simulator.bot_api.server import BotApi
from bot.simulator.bot_api.webhook import WebhookPusher
from bot.simulator.control import ClockTargets, Control, Travel
from bot.simulator.open_port import Listening
from bot.simulator.page_routes import PageRoutes
from bot.simulator.verbs import Verbs
from bot.simulator.world import groups
from bot.simulator.world.bot_profile import Profile
from bot.simulator.world.calls import Calls
from bot.simulator.world.chats import Chats, User
from bot.simulator.world.clock import MovableClock
from bot.simulator.world.files import LARGEST_UPLOAD
from bot.simulator.world.people import DEFAULT_PEOPLE, create_user
from bot.simulator.world.update_queue import UpdateQueue
from bot.simulator.world.world import World

TOLD_THE_TIME = 2  # answers after a move of the clock: a bot may doubt the first
DEFAULT_TOKEN = "8420000000:a-token-that-only-the-simulator-knows"  # noqa: S105  opens nothing


class Simulator(Verbs):
    """A running Bot API server for the bot with `token`; the verbs are those of `Verbs`.

    `people` are the persons on the page: by default four members and an admin, with a group of all of them.
    `privacy` is the bot's privacy mode in groups. `clock_targets` gives labels and instants that the page
    offers to move the clock to, the next one first; `travel` is how a move by HTTP or from the page comes
    about, where the clock shall not jump. With `keep_messages=False` only counters remain, for very big runs.
    `webhook_pause` is the wait, in real seconds, after a webhook failed once.

        async with Simulator() as simulator:
            ...  # a bot with simulator.token polls f"{simulator.url}/bot"
            sent = simulator.press_start(1001)
            reply = await simulator.wait_for_message(1001, after_message_id=sent)
    """

    def __init__(
        self,
        token: str = DEFAULT_TOKEN,
        bot_username: str = "compact_bot",
        clock: MovableClock | None = None,
        *,
        bot_name: str = "",
        people: Sequence[User] | None = None,
        privacy: bool = True,
        clock_targets: ClockTargets | None = None,
        travel: Travel | None = None,
        keep_messages: bool = True,
        webhook_pause: float = 1.0,
    ) -> None:
        self.token = token
        self.clock = clock or MovableClock()
        bot_id = int(token.partition(":")[0])
        super().__init__(
            World(
                token=token,
                profile=Profile(bot_id, bot_username, has_privacy=privacy, names={"": bot_name}),
                clock=self.clock,
                chats=Chats(keep_messages=keep_messages),
                updates=UpdateQueue(self.clock.now),
                calls=Calls(self.clock.now, keep=keep_messages),
            )
        )
        self._clock_targets: ClockTargets = clock_targets or list
        self._travel = travel
        self._webhook_pause = webhook_pause
        self._closing = asyncio.Event()
        self._listening: Listening | None = None
        self._pushing: asyncio.Task[None] | None = None
        self._populate(DEFAULT_PEOPLE if people is None else people)
        self.clock.call_when_moved(self._tell_the_time)

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen; port 0 takes any that is free. OSError when the port is taken."""
        self._closing.clear()
        api = BotApi(self._world, self._closing, self.stop_listening)
        control = Control(self._world, self, self._clock_targets, self._travel)
        app = web.Application(client_max_size=LARGEST_UPLOAD + 1024 * 1024)
        app.add_routes([*api.routes(), *control.routes(), *PageRoutes(self._world).routes()])
        self._listening = Listening(app)
        await self._listening.open(host, port)
        pusher = WebhookPusher(self._world, api.call_from_webhook, self._webhook_pause)
        self._pushing = asyncio.create_task(pusher.run())

    async def stop(self) -> None:
        """End every connection and stop listening; what was said and done can still be read."""
        self._closing.set()
        self._world.updates.end_poll()
        self._world.stream.close()
        if self._pushing:
            self._pushing.cancel()
            await asyncio.gather(self._pushing, return_exceptions=True)
        if self._listening:
            await self._listening.close()

    async def __aenter__(self) -> "Simulator":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        if self._listening is None:
            raise RuntimeError("the simulator has not been started")
        return self._listening.port

    @property
    def url(self) -> str:
        """The page's address without a slash at the end; a bot's base address is this plus /bot."""
        return f"http://127.0.0.1:{self.port}"

    def stop_listening(self, seconds: float) -> None:
        """Refuse connections for `seconds` of real time, and cut the open ones."""
        if self._listening:
            self._listening.pause(seconds)

    def _tell_the_time(self) -> None:
        self._world.stream.publish("clock")
        self._world.updates.answer_at_once(TOLD_THE_TIME)

    def _populate(self, people: Sequence[User]) -> None:
        for person in people:
            create_user(self._world, replace(person))
        if people:
            admins_first = sorted(people, key=lambda person: person.role != "admin")
            groups.create_group(self._world, "Organizers' group", [person.user_id for person in admins_first])
