"""The record of calls that a bot made."""

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.simulator.forms.json_values import JsonObject

_LONGEST_RECORD = 200_000


@dataclass(slots=True)
class Call:
    """One call. `at` is the simulator's clock, `arrived` real Unix seconds.

    `status` is the HTTP status of the answer; None while there is none, 0 when the connection was closed
    without one.
    """

    method: str
    params: JsonObject
    at: datetime
    arrived: float
    status: int | None = None
    description: str | None = None

    @property
    def chat_id(self) -> int | None:
        """Where the call was aimed, when that is a number."""
        chat_id = self.params.get("chat_id")
        return chat_id if isinstance(chat_id, int) else None

    def as_json(self) -> JsonObject:
        """For other processes."""
        return {
            "method": self.method,
            "params": self.params,
            "at": self.at.isoformat(),
            "arrived": self.arrived,
            "status": self.status,
            "description": self.description,
        }


class Calls:
    """Counters always, the calls themselves (the last 200,000) unless `keep` is off."""

    def __init__(self, now: Callable[[], datetime], *, keep: bool = True) -> None:
        self._now = now
        self._keep = keep
        self._calls: deque[Call] = deque(maxlen=_LONGEST_RECORD)
        self.by_method: Counter[str] = Counter()
        self.by_status: Counter[int] = Counter()
        self.by_chat: Counter[tuple[str, int]] = Counter()

    def open(self, method: str, params: JsonObject) -> Call:
        """Note a call that just came in."""
        call = Call(method, params, self._now(), time.time())
        if self._keep:
            self._calls.append(call)
        return call

    def close(self, call: Call, status: int, description: str | None = None) -> None:
        """Note how it was answered, and count it."""
        call.status = status
        call.description = description
        self.by_method[call.method] += 1
        self.by_status[status] += 1
        if call.chat_id is not None:
            self.by_chat[call.method, call.chat_id] += 1

    def select(self, method: str | None = None, chat_id: int | None = None) -> list[Call]:
        """The kept calls in the order of arrival, of one method or chat only when given."""
        return [
            call
            for call in self._calls
            if (method is None or call.method.lower() == method.lower())
            and (chat_id is None or call.chat_id == chat_id)
        ]

    def counts(self) -> JsonObject:
        """The counters, ready for JSON; chat ids are texts, as JSON wants its keys."""
        by_chat: dict[str, dict[str, int]] = {}
        for (method, chat_id), number in self.by_chat.items():
            by_chat.setdefault(method, {})[str(chat_id)] = number
        return {"by_method": dict(self.by_method), "by_status": dict(self.by_status), "by_chat": by_chat}

    def forget(self) -> None:
        """Start anew."""
        self._calls.clear()
        self.by_method.clear()
        self.by_status.clear()
        self.by_chat.clear()
