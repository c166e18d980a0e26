"""When the next message may leave: evenly spaced slots, as values that need no clock to be tested.

Telegram's limits are about 30 messages a second for a bot, 1 a second in a chat and 20 a minute in a
group (core.telegram.org/bots/faq, "My bot is hitting limits"). They are no contract: we keep below them by
spacing messages evenly (a bucket that lets bursts through draws 429s) and obey each 429.

All times are seconds of one clock, which the caller reads.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from enum import Enum, auto

CHAT_INTERVAL = 1.0
GROUP_INTERVAL = 3.0
OUTCOMES = 10  # the latest attempts among which floods are counted
FLOODED_CHATS = 3  # so many different chats refused among them mean that the bot itself is meant
SLOWER = 0.8  # of its rate is left to what is sent to many after a flood
SLOWEST = 1.0  # messages a second
ONCE = 1.0  # seconds within which floods are one and the same
RECOVERY = 600.0  # seconds from nothing back to the limit
LATE = 0.5  # intervals by which a slot may be missed and is still good
LATE_SECONDS = 0.02  # the same where intervals are shorter than a loop can tell


class Way(Enum):
    """Whose message leaves: an answer to a person, or one of those that go to many."""

    REPLY = auto()
    MANY = auto()


@dataclass(frozen=True, slots=True)
class Pace:
    """Slots of one bot, an interval apart: at most `limit` messages a second, answers and others together.

    Where both wait they take turns, so that each has half of the way. After floods what goes to many is
    slower; answers are not, and they do not rest.
    """

    limit: float
    slowed_to: float  # messages to many a second, at `slowed_at`
    slowed_at: float = 0.0
    next_slot: float = 0.0
    next_of_many: float = 0.0
    quiet_until: float = 0.0
    last: Way = Way.MANY

    @classmethod
    def of(cls, limit: float) -> Pace:
        """A pace that nothing has slowed."""
        return cls(limit, limit)

    def rate(self, now: float) -> float:
        """Messages to many a second: after a flood it comes back little by little."""
        return min(self.limit, self.slowed_to + self.limit * max(0.0, now - self.slowed_at) / RECOVERY)

    def ready_at(self, way: Way) -> float:
        """From when on one that waits alone may leave."""
        if way is Way.REPLY:
            return self.next_slot
        return max(self.next_slot, self.next_of_many, self.quiet_until)

    def turn(self, now: float, *, reply: bool, many: bool) -> Way | None:
        """Who may leave at `now`, of those who wait; None when it is nobody's turn yet."""
        ready = [
            way
            for way, waits in ((Way.REPLY, reply), (Way.MANY, many))
            if waits and self.ready_at(way) <= now
        ]
        return next((way for way in ready if way is not self.last), ready[0] if ready else None)

    def left(self, now: float, way: Way) -> Pace:
        """The pace after a message left at `now`. The next slot is one interval on.

        One that has only just passed is still good: to begin anew at `now` each time would lose a little of
        the rate each time. One that was missed is lost: catching up would put more messages into one second
        than the limit allows.
        """
        interval = 1 / max(self.limit, SLOWEST)  # a pace below it is for what goes to many
        after = replace(self, next_slot=self._kept(self.next_slot, now) + interval, last=way)
        if way is Way.REPLY:
            return after
        return replace(after, next_of_many=self._kept(self.next_of_many, now) + 1 / self.rate(now))

    def slots_of_many(self, now: float, until: float) -> int:
        """How many messages to many may leave until then, if nothing else does."""
        first = max(now, self.ready_at(Way.MANY))
        return 0 if first > until else 1 + int((until - first) * self.rate(now))

    def flooded(self, now: float, until: float) -> Pace:
        """The pace after the platform refused the bot as a whole `until` then."""
        quiet = replace(self, quiet_until=max(self.quiet_until, until))
        if now - self.slowed_at < ONCE:
            return quiet
        return replace(quiet, slowed_to=max(min(SLOWEST, self.limit), self.rate(now) * SLOWER), slowed_at=now)

    def is_missed(self, slot: float, now: float) -> bool:
        """Whether a slot has passed: it is lost then."""
        return now - slot > max(LATE / max(self.limit, SLOWEST), LATE_SECONDS)

    def _kept(self, slot: float, now: float) -> float:
        return now if self.is_missed(slot, now) else slot


@dataclass(slots=True)
class ChatRests:
    """Which chats have to rest, and whether the platform means single chats or the whole bot."""

    chat_interval: float = CHAT_INTERVAL
    group_interval: float = GROUP_INTERVAL
    _until: dict[int, float] = field(default_factory=dict)
    _outcomes: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=OUTCOMES))

    @property
    def known(self) -> int:
        """Of how many chats something is kept in memory."""
        return len(self._until)

    def ready(self, chat_id: int, now: float) -> float:
        """The time from which `chat_id` may get a message, `now` at the earliest."""
        return max(now, self._until.get(chat_id, 0.0))

    def rest_until(self, chat_id: int, until: float, now: float) -> None:
        """`chat_id` may get nothing before `until`."""
        if len(self._until) > 10_000:
            self._until = {chat: at for chat, at in self._until.items() if at > now}
        self._until[chat_id] = max(until, self._until.get(chat_id, 0.0))

    def note_sent(self, chat_id: int, now: float) -> None:
        """A message to `chat_id` leaves at `now`: its chat rests for its own interval."""
        rest = self.group_interval if chat_id < 0 else self.chat_interval
        self.rest_until(chat_id, now + rest, now)

    def note_accepted(self, chat_id: int) -> None:
        """The platform took a message."""
        self._outcomes.append((chat_id, 0.0))

    def note_flood(self, chat_id: int, after: float, now: float) -> float | None:
        """A 429 for `chat_id`: that chat rests. When several were refused: the time until which all must.

        That is when the first of them may be written to again: one long rest among them is that chat's own.
        """
        self.rest_until(chat_id, now + after, now)
        self._outcomes.append((chat_id, now + after))
        flooded = {chat: until for chat, until in self._outcomes if until > now}
        if len(flooded) < FLOODED_CHATS:
            return None
        self._outcomes.clear()
        return min(flooded.values())
