"""How many acts of one group are answered: a flood of questions there makes the bot silent there alone."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

ANSWERED = 20  # in one minute: what Telegram lets a bot write in a group (core.telegram.org/bots/faq)
A_MINUTE = 60.0
REMEMBERED = 2_000  # groups; the one that was quiet longest is forgotten first


class GroupShare:
    """Counts in memory. `clock` gives seconds that never run backwards."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._answered: OrderedDict[int, deque[float]] = OrderedDict()

    def take(self, chat_id: int) -> bool:
        """Counts one act; false when the group has had its answers of this minute."""
        now = self._clock()
        answered = self._answered.setdefault(chat_id, deque())
        self._answered.move_to_end(chat_id)
        if len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
        while answered and answered[0] <= now - A_MINUTE:
            answered.popleft()
        if len(answered) >= ANSWERED:
            return False
        answered.append(now)
        return True

    def give_back(self, chat_id: int) -> None:
        """The act was not answered after all: nothing can be written there."""
        answered = self._answered.get(chat_id)
        if answered:
            answered.pop()
