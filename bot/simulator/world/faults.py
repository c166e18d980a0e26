"""Faults on demand: what the simulator does to a call instead of (or besides) serving it.

A fault as JSON is an object; only `kind` is required:

| field | meaning |
|---|---|
| `kind` | see below |
| `method` | one method's name, or `"*"` for all; without it: every method that sends or edits messages |
| `chat_id` | only calls for this chat |
| `times` | how many calls it strikes; without it: no end |
| `share` | strikes this share (0..1) of the calls, picked by a generator with a fixed seed |
| `until` | seconds after it was set at which it ends (real time) |

| `kind` | effect | its own fields |
|---|---|---|
| `too_many_requests` | 429 | `retry_after` (1) |
| `forbidden_blocked` | 403 bot was blocked by the user | |
| `forbidden_deactivated` | 403 user is deactivated | |
| `chat_not_found` | 400 | |
| `bad_request` | 400 with a reason as Telegram words it, such as TOPIC_CLOSED | `reason` |
| `migrated` | 400 with migrate_to_chat_id | `new_chat_id` |
| `server_error` | a page of HTML, as proxies send it | `status` (403, 404, 500-504; 502) |
| `garbage` | served, then answered with JSON that is cut off | |
| `unauthorized` | 401 | |
| `not_found` | 404 | |
| `conflict` | 409 | |
| `slow` | served at once, answered after `seconds` | `seconds` (5) |
| `hang` | neither served nor answered | |
| `drop_after` | served, then the connection closes without an answer | |
| `drop_before` | not served, the connection closes without an answer | |
| `refuse` | not served; the server stops listening for `seconds` | `seconds` (5) |

The first fault in the list that strikes is the one that counts. A file or a request may also hold an object
`{"faults": [...], "limits": {...}, "seed": 0}`; the limits are described in `limits`.
"""

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Literal, get_args

from bot.simulator.forms.refusals import (
    SECOND_POLL,
    ApiError,
    bad_request,
    conflict,
    forbidden,
    migrated,
    not_found,
    too_many_requests,
    unauthorized,
)
from bot.simulator.world.limits import Limits

FaultKind = Literal[
    "too_many_requests",
    "forbidden_blocked",
    "forbidden_deactivated",
    "chat_not_found",
    "bad_request",
    "migrated",
    "server_error",
    "garbage",
    "unauthorized",
    "not_found",
    "conflict",
    "slow",
    "hang",
    "drop_after",
    "drop_before",
    "refuse",
]
_SENDING = (
    "sendmessage",
    "senddocument",
    "sendphoto",
    "sendvideo",
    "sendpoll",
    "copymessage",
    "forwardmessage",
    "editmessage",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule; the fields are those of the table above. Raises ValueError for values without sense."""

    kind: FaultKind
    method: str | None = None
    chat_id: int | None = None
    times: int | None = None
    share: float = 1.0
    until: float | None = None
    retry_after: int = 1
    new_chat_id: int | None = None
    status: int = 502
    seconds: float = 5.0
    reason: str = "not enough rights to send text messages to the chat"

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"unknown kind of fault: {self.kind!r}")
        if not 0 <= self.share <= 1:
            raise ValueError("share lies between 0 and 1")
        if self.status not in (403, 404, 500, 501, 502, 503, 504):
            raise ValueError("status is 403, 404 or one of 500 to 504")
        if self.kind == "migrated" and self.new_chat_id is None:
            raise ValueError("migrated needs new_chat_id")

    def concerns(self, method: str, chat_id: int | None) -> bool:
        """Whether a call of `method` for `chat_id` is one that this rule is about."""
        if self.chat_id is not None and self.chat_id != chat_id:
            return False
        name = method.lower()
        if self.method is None:
            return name.startswith(_SENDING)
        return self.method == "*" or self.method.lower() == name

    def refusal(self) -> ApiError | None:
        """The answer with `ok: false` that this fault stands for; None for those that are none."""
        match self.kind:
            case "too_many_requests":
                return too_many_requests(self.retry_after)
            case "forbidden_blocked":
                return forbidden("bot was blocked by the user")
            case "forbidden_deactivated":
                return forbidden("user is deactivated")
            case "chat_not_found":
                return bad_request("chat not found")
            case "bad_request":
                return bad_request(self.reason)
            case "migrated":
                return migrated(self.new_chat_id or 0)
            case "unauthorized":
                return unauthorized()
            case "not_found":
                return not_found()
            case "conflict":
                return conflict(SECOND_POLL)
            case _:
                return None


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """Faults, limits and the seed for `share`, as one file holds them."""

    faults: tuple[Fault, ...] = ()
    limits: Limits | None = None
    seed: int = 0


def read_plan(text: str) -> FaultPlan:
    """Read a JSON list of faults, or an object with faults, limits and seed. ValueError tells the fault."""
    value = json.loads(text)
    if isinstance(value, list):
        value = {"faults": value}
    if not isinstance(value, dict) or not set(value) <= {"faults", "limits", "seed"}:
        raise ValueError("a plan is a list of faults, or an object with faults, limits and seed")
    limits = Limits.from_json(value["limits"]) if "limits" in value else None
    faults = value.get("faults", [])
    if not isinstance(faults, list):
        raise ValueError("faults need a list")
    return FaultPlan(tuple(_read_fault(fault) for fault in faults), limits, int(value.get("seed", 0)))


def _read_fault(value: object) -> Fault:
    known = {known.name for known in fields(Fault)}
    if not isinstance(value, dict) or "kind" not in value:
        raise ValueError("a fault is an object with a kind")
    if unknown := set(value) - known:
        raise ValueError(f"a fault has no field {', '.join(sorted(unknown))}")
    try:
        return Fault(**value)
    except TypeError as error:
        raise ValueError(f"a field of the fault {value['kind']!r} has the wrong type") from error


@dataclass(slots=True)
class _Rule:
    fault: Fault
    left: int | None
    ends_at: float | None


@dataclass(slots=True)
class FaultBook:
    """The rules in force and what is left of each."""

    monotonic: Callable[[], float] = time.monotonic
    _rules: list[_Rule] = field(default_factory=list)
    _random: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311  nothing secret

    def set(self, faults: Sequence[Fault], seed: int = 0) -> None:
        """Replace all rules; the same seed strikes the same calls again."""
        now = self.monotonic()
        self._random.seed(seed)
        self._rules = [
            _Rule(fault, fault.times, None if fault.until is None else now + fault.until) for fault in faults
        ]

    def in_force(self) -> list[Fault]:
        """The rules that may still strike."""
        now = self.monotonic()
        return [rule.fault for rule in self._rules if _is_alive(rule, now)]

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that hits this call, counted as used; None when it is spared."""
        now = self.monotonic()
        for rule in self._rules:
            if not _is_alive(rule, now) or not rule.fault.concerns(method, chat_id):
                continue
            if rule.fault.share < 1 and self._random.random() >= rule.fault.share:
                continue
            if rule.left is not None:
                rule.left -= 1
            return rule.fault
        return None


def _is_alive(rule: _Rule, now: float) -> bool:
    return rule.left != 0 and (rule.ends_at is None or now < rule.ends_at)
