"""When the next message may leave: evenly spaced slots, as a value that needs no clock to be tested.

Telegram's limits are about 30 messages a second for a bot, 1 a second in a chat and 20 a minute in a
group (core.telegram.org/bots/faq, "My bot is hitting limits"). They are no contract: the pacer keeps
below them by spacing messages evenly (a bucket that lets bursts through draws 429s) and obeys each 429.

All times are seconds of one monotonic clock, which the caller reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field

CHAT_INTERVAL = 1.0
GROUP_INTERVAL = 3.0
FLOOD_WINDOW = 10.0
FLOODED_CHATS = 3  # so many chats refused within the window mean that the bot itself is meant


@dataclass(slots=True)
class Pacer:
    """Slots for one bot. `per_second` messages a second over all chats, spread evenly."""

    per_second: float
    chat_interval: float = CHAT_INTERVAL
    group_interval: float = GROUP_INTERVAL
    next_slot: float = 0.0
    quiet_until: float = 0.0
    _chats: dict[int, float] = field(default_factory=dict)
    _floods: list[tuple[float, int, float]] = field(default_factory=list)  # (at, chat, resting until)

    def reserve(self, now: float) -> float:
        """Takes the next slot over all chats and returns its time, `now` at the earliest."""
        slot = max(now, self.next_slot, self.quiet_until)
        self.next_slot = slot + 1 / self.per_second
        return slot

    def chat_ready(self, chat_id: int, now: float) -> float:
        """The time from which `chat_id` may get a message, `now` at the earliest."""
        return max(now, self._chats.get(chat_id, 0.0))

    def note_sent(self, chat_id: int, now: float) -> None:
        """A message to `chat_id` leaves at `now`: its chat rests for its own interval."""
        rest = self.group_interval if chat_id < 0 else self.chat_interval
        self._rest_until(chat_id, now + rest, now)

    def note_reply(self, chat_id: int, now: float) -> None:
        """A reply to a person leaves at `now` without waiting; what is sent to many makes room for it."""
        self.next_slot = max(self.next_slot, now) + 1 / self.per_second
        self.note_sent(chat_id, now)

    def note_flood(self, chat_id: int, after: float, now: float) -> None:
        """A 429 for `chat_id`: that chat rests; everything does when several chats were refused together.

        Everything rests until the first of those chats may be written to again: one long rest among
        them is that chat's own.
        """
        self._rest_until(chat_id, now + after, now)
        self._floods = [flood for flood in self._floods if flood[0] > now - FLOOD_WINDOW]
        self._floods.append((now, chat_id, now + after))
        if len({chat for _, chat, _ in self._floods}) >= FLOODED_CHATS:
            self.quiet_until = max(self.quiet_until, min(until for _, _, until in self._floods))

    def _rest_until(self, chat_id: int, until: float, now: float) -> None:
        if len(self._chats) > 10_000:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}
        self._chats[chat_id] = max(until, self._chats.get(chat_id, 0.0))
