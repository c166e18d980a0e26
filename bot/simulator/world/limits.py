"""Telegram's limits on sending, as sliding windows of real time. Off unless asked for.

The figures are those of core.telegram.org/bots/faq: about 30 messages a second for a bot (1,000 when paid),
one a second in a chat, 20 a minute in a group. Telegram is more lenient with short bursts; this is not.
"""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, fields

PAID_PER_SECOND = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """None means unlimited."""

    per_second: int | None = None
    chat_per_second: int | None = None
    group_per_minute: int | None = None

    @classmethod
    def from_json(cls, value: object) -> "Limits":
        """Read `{"per_second": 30, ...}`; raises ValueError that says what is wrong."""
        known = {field.name for field in fields(cls)}
        if not isinstance(value, dict) or not set(value) <= known:
            raise ValueError(f"limits need an object with some of: {', '.join(sorted(known))}")
        if not all(number is None or (isinstance(number, int) and number > 0) for number in value.values()):
            raise ValueError("a limit is a whole number above 0, or null")
        return cls(**value)


class LimitBook:
    """Remembers when messages came; a refused one does not count."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self.limits = Limits()
        self._bot: deque[float] = deque()
        self._seconds: defaultdict[int, deque[float]] = defaultdict(deque)
        self._minutes: defaultdict[int, deque[float]] = defaultdict(deque)

    def admit(self, chat_id: int, *, is_group: bool, is_paid: bool) -> int | None:
        """Count one message, or answer in how many whole seconds (at least 1) it may come again."""
        now = self._monotonic()
        limits = self.limits
        per_second = limits.per_second
        if per_second and is_paid:
            per_second = max(per_second, PAID_PER_SECOND)
        windows: list[tuple[deque[float], float, int]] = []
        if per_second:
            windows.append((self._bot, 1.0, per_second))
        if limits.chat_per_second:
            windows.append((self._seconds[chat_id], 1.0, limits.chat_per_second))
        if limits.group_per_minute and is_group:
            windows.append((self._minutes[chat_id], 60.0, limits.group_per_minute))
        wait = max((_wait(*window, now) for window in windows), default=0.0)
        if wait > 0:
            return max(1, math.ceil(wait))
        for window, _, _ in windows:
            window.append(now)
        return None


def _wait(window: deque[float], length: float, most: int, now: float) -> float:
    """Seconds until `window` takes one more; forgets what has slid out."""
    while window and window[0] <= now - length:
        window.popleft()
    return window[len(window) - most] + length - now if len(window) >= most else 0.0
