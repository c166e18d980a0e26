"""When the next message may leave: evenly spaced slots, as values that need no clock to be tested.

Telegram's limits are about 30 messages a second for a bot, 1 a second in a chat and 20 a minute in a
group (core.telegram.org/bots/faq, "My bot is hitting limits"). They are no contract: we keep below them by
spacing messages evenly (a bucket that lets bursts through draws 429s) and obey each 429.

All times are seconds of one clock, which the caller reads.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

CHAT_INTERVAL = 1.0
GROUP_INTERVAL = 3.0
OUTCOMES = 10  # the latest attempts among which floods are counted
FLOODED_CHATS = 3  # so many different chats refused among them mean that the bot itself is meant
SLOWER = 0.8  # of its rate is left to a pace after a flood
SLOWEST = 1.0  # messages a second
ONCE = 1.0  # seconds within which floods are one and the same
RECOVERY = 600.0  # seconds from nothing back to the limit
LATE = 0.5  # intervals by which a slot may be missed and is still good
LATE_SECONDS = 0.02  # the same where intervals are shorter than a loop can tell
SHORTEST_LEAD = 0.02  # seconds
LONGEST_LEAD = 0.5  # seconds: what has begun and not left is unknown after a kill
FORGETS = 0.95  # of a long lead is left after each beginning that was quick


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a bot sends to many: at most `limit` messages a second, less after floods."""

    limit: float
    slowed_to: float  # messages a second, at `slowed_at`
    slowed_at: float = 0.0
    next_slot: float = 0.0
    quiet_until: float = 0.0

    @classmethod
    def of(cls, limit: float) -> Pace:
        """A pace that nothing has slowed."""
        return cls(limit, limit)

    def rate(self, now: float) -> float:
        """Messages a second: after a flood it comes back little by little."""
        return min(self.limit, self.slowed_to + self.limit * max(0.0, now - self.slowed_at) / RECOVERY)

    def reserved(self, now: float, count: int) -> tuple[Pace, list[float]]:
        """The pace after taking the next `count` slots, and these: one interval apart, none missed already.

        One that has only just passed is still good: to begin anew at `now` each time would lose a little
        of the rate each time.
        """
        interval = 1 / self.rate(now)
        next_slot = now if self.is_missed(self.next_slot, now) else self.next_slot
        first = max(next_slot, self.quiet_until)
        slots = [first + number * interval for number in range(count)]
        return replace(self, next_slot=first + count * interval), slots

    def spent(self, now: float, count: int) -> Pace:
        """The pace after `count` messages that waited for no slot (replies to people)."""
        return replace(self, next_slot=max(self.next_slot, now) + count / self.rate(now))

    def flooded(self, now: float, until: float) -> Pace:
        """The pace after the platform refused the bot as a whole `until` then."""
        quiet = replace(self, quiet_until=max(self.quiet_until, until))
        if now - self.slowed_at < ONCE:
            return quiet
        return replace(quiet, slowed_to=max(min(SLOWEST, self.limit), self.rate(now) * SLOWER), slowed_at=now)

    def is_missed(self, slot: float, now: float) -> bool:
        """Whether a slot has passed: it is lost then.

        Catching up would put more messages into one second than the limit allows.
        """
        return now - slot > max(LATE / self.limit, LATE_SECONDS)


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before its slot a message has to begin, from how long that took lately.

    Where the database is quick nearly nothing has begun that has not left; where it is slow, more has.
    """

    seconds: float = SHORTEST_LEAD

    @property
    def together(self) -> float:
        """Slots within so many seconds begin together: once one has begun, it would be too late for them."""
        return 2 * self.seconds

    def after(self, took: float) -> Lead:
        """Longer at once when a beginning took longer, shorter little by little."""
        return Lead(min(LONGEST_LEAD, max(SHORTEST_LEAD, took, self.seconds * FORGETS)))


@dataclass(slots=True)
class ChatRests:
    """Which chats have to rest, and whether the platform means single chats or the whole bot."""

    chat_interval: float = CHAT_INTERVAL
    group_interval: float = GROUP_INTERVAL
    _until: dict[int, float] = field(default_factory=dict)
    _outcomes: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=OUTCOMES))

    def ready(self, chat_id: int, now: float) -> float:
        """The time from which `chat_id` may get a message, `now` at the earliest."""
        return max(now, self._until.get(chat_id, 0.0))

    def note_sent(self, chat_id: int, now: float) -> None:
        """A message to `chat_id` leaves at `now`: its chat rests for its own interval."""
        rest = self.group_interval if chat_id < 0 else self.chat_interval
        self._rest_until(chat_id, now + rest, now)

    def note_accepted(self, chat_id: int) -> None:
        """The platform took a message."""
        self._outcomes.append((chat_id, 0.0))

    def note_flood(self, chat_id: int, after: float, now: float) -> float | None:
        """A 429 for `chat_id`: that chat rests. When several were refused: the time until which all must.

        That is when the first of them may be written to again: one long rest among them is that chat's own.
        """
        self._rest_until(chat_id, now + after, now)
        self._outcomes.append((chat_id, now + after))
        flooded = {chat: until for chat, until in self._outcomes if until > now}
        if len(flooded) < FLOODED_CHATS:
            return None
        self._outcomes.clear()
        return min(flooded.values())

    def _rest_until(self, chat_id: int, until: float, now: float) -> None:
        if len(self._until) > 10_000:
            self._until = {chat: at for chat, at in self._until.items() if at > now}
        self._until[chat_id] = max(until, self._until.get(chat_id, 0.0))
