"""Everybody a broadcast goes to, what goes wrong with some of them, and what each of them got in the end."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.simulator.simulator import Simulator
from bot.simulator.world.faults import Fault

FIRST = 100_001
FIRST_GROUP = -6001
GROUPS = 0.05  # of the crowd
MOVED_ID = -1_000_000_000_000
SLOW = Fault("slow", seconds=0.1)  # about what an answer of Telegram takes; without it nothing is in the air

# What goes wrong, and with which share of the recipients of one broadcast.
DROPPED, FLOODED, FAULTY, BLOCKED, MOVED = 0.02, 0.02, 0.01, 0.01, 0.005


@dataclass(frozen=True, slots=True)
class Fate:
    """What a broadcast came to; `lost`, `doubled` and `untrue` have to be zero.

    `untrue` are rows that say something else than what happened: sent without a message, unreachable
    without a cause, or open although all is over.
    """

    recipients: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    untrue: int = 0

    def __add__(self, other: Fate) -> Fate:
        return Fate(
            self.recipients + other.recipients,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.unknown + other.unknown,
            self.untrue + other.untrue,
        )


@dataclass(slots=True)
class Crowd:
    """Persons and some groups on a simulator; a group that moved is known by both its ids."""

    simulator: Simulator
    size: int
    chance: random.Random
    chats: list[int] = field(default_factory=list)  # who may still be written to
    blocked: set[int] = field(default_factory=set)
    new_ids: dict[int, int] = field(default_factory=dict)

    def gather(self) -> str:
        """Makes them; returns the CSV by which they are subscribed."""
        groups = int(self.size * GROUPS)
        self.chats = self.simulator.create_users(self.size - groups, first_id=FIRST, started=True)
        for number in range(groups):
            self.chats.append(self.simulator.create_group("Group", [FIRST], chat_id=FIRST_GROUP - number))
        self.simulator.set_faults([SLOW])
        return "\n".join(["chat_id,language,topics", *(f"{chat},en,urgent" for chat in self.chats)])

    def get_into_trouble(self) -> None:
        """Something else goes wrong with each of some who had no trouble yet: once, or for good."""
        unspoilt = [chat for chat in self.chats if chat > 0]
        self.chance.shuffle(unspoilt)
        new: list[Fault] = []

        def some(share: float) -> list[int]:
            return [unspoilt.pop() for _ in range(round(self.size * share))]

        new += [Fault("drop_after", chat_id=chat, times=1) for chat in some(DROPPED)]
        new += [Fault("too_many_requests", chat_id=chat, times=1) for chat in some(FLOODED)]
        new += [Fault("server_error", chat_id=chat, times=1) for chat in some(FAULTY)]
        for chat in some(BLOCKED):
            new.append(Fault("forbidden_blocked", chat_id=chat))
            self.blocked.add(chat)
            self.chats.remove(chat)
        groups = [chat for chat in self.chats if chat < 0 and chat not in self.new_ids]
        for chat in self.chance.sample(groups, min(len(groups), round(self.size * MOVED))):
            self.new_ids[chat] = self.simulator.create_group(
                "Moved", [FIRST], chat_id=MOVED_ID + chat, is_supergroup=True
            )
            new.append(Fault("migrated", chat_id=chat, new_chat_id=self.new_ids[chat]))
        before = [fault for fault in self.faults() if fault != SLOW]
        self.simulator.set_faults([*new, *before, SLOW])

    def faults(self) -> list[Fault]:
        """Those that may still strike."""
        return [Fault(**fault) for fault in self.simulator.faults()["faults"]]

    def dropped(self, chats: Iterable[int]) -> int:
        """Calls for these chats whose connection was closed without an answer."""
        wanted = set(chats)
        return sum(
            call.status == 0 and call.chat_id in wanted for call in self.simulator.calls("sendMessage")
        )

    def fate(self, text: str, recipients: Iterable[int], rows: Mapping[int, str]) -> Fate:
        """Who got the broadcast that begins with `text`; `rows` are the states of its rows by chat."""
        fate = Fate()
        for chat in recipients:
            family = [chat, *([self.new_ids[chat]] if chat in self.new_ids else [])]
            copies = sum(
                message["is_outgoing"] and message.get("text", "").startswith(text)
                for known in family
                for message in self.simulator.messages(known)
            )
            states = Counter(rows[known] for known in family if known in rows)
            is_excused = bool(states["unknown"]) or chat in self.blocked
            untrue = (
                (states["sent"] and not copies)
                or (states["unreachable"] and chat not in self.blocked)
                or states["pending"]
                or states["sending"]
                or states["refused"]
                or states["expired"]
            )
            fate += Fate(1, not (copies or is_excused), copies > 1, states["unknown"], bool(untrue))
        return fate
