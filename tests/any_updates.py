"""Updates of every kind that the Bot API knows, made of its description, and broken ones, from a seed.

The description is JSON of the public telegram-bot-api-spec project; it is no part of this one.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.telegram.screens.button_codes import Verb

ALWAYS = re.compile(r"(?:always|must be) [\"“]?(\w+)")  # what a field of a kind always says
CHOICES = re.compile(r"[\"“](\w+)[\"”]")
ENOUGH = 3  # so deep an object still has fields that it could do without
SHARE_BROKEN = 0.4
WORDS = (
    *("is the compact law yes or no", "how did Spain vote", "¿qué es el Pacto?", "ما هو الاتفاق", "merci"),
    *("/start", "/stop", "STOP", "/ask what is it", "/subscribe all", "/person help me"),
    *("/broadcast", "/halt", "/cancel", "/stats", "/inbox", "/start q_members", "/lang fr", "/sent"),
    *("<b>&amp;{n}%s", "\u202e\u200f", "🕊" * 50, "x" * 4096, "\x00", "\ud800", "\n", " ", "", "1", "9" * 30),
    *("/contacts", "/staff", "/log", "/count", "/resume", "/help", "/status", "/privacy", "/delete_me"),
)  # fmt: skip
ARGUMENTS = (
    *("", "1", "1.1", "0", "-1", "9" * 18, "9" * 40, "1.1.1.1.1", "all", "weekly", "urgent", "webinars"),
    *("members", "compact", "orientation", "es", "x" * 60, "@", ":", "é", "../a", "١", "2026-12-01T16:00Z"),
)
GARBAGE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, -(2**63), 2**200, 1.5, 1e308, "", "x", "\x00"),
    *("\ud800", "0", [], [[]], [None], {}, {"id": None}, {"": {}}, "x" * 70_000, ["x"] * 1_000),
)


class AnyUpdates:
    """An endless supply. `people` and `groups` are chats that the server knows; others turn up too."""

    def __init__(
        self,
        description: Path,
        seed: int,
        people: Sequence[int],
        groups: Sequence[int],
        now: Callable[[], int],
    ) -> None:
        self._types: Mapping[str, Any] = json.loads(description.read_text("utf-8"))["types"]
        self._chance = random.Random(seed)  # noqa: S311 - of no secret
        self._people = people
        self._groups = groups
        self._now = now
        self.kinds = {
            field["name"]: field["types"]
            for field in self._types["Update"]["fields"]
            if field["name"] != "update_id"
        }

    def next(self) -> tuple[str, Any]:
        """The kind of an update and what it carries: often one of those that the bot asks for."""
        usual = (
            "message",
            "message",
            "message",
            "edited_message",
            "callback_query",
            "my_chat_member",
            "inline_query",
        )
        kind = self._chance.choice(usual if self._chance.random() < 0.7 else list(self.kinds))
        content = self._of(self.kinds[kind], kind, 0)
        if self._chance.random() < 0.5:
            self._make_of_one(content)
        if self._chance.random() < SHARE_BROKEN:
            for _ in range(self._chance.randint(1, 3)):
                content = self._broken(content)
        return (kind if self._chance.random() < 0.99 else "of_tomorrow"), content

    def _make_of_one(self, content: Any) -> None:
        """Who writes or presses does it in the chat with the bot, and writes words: most do."""
        sender = content.get("from")
        message = content.get("message", content)
        if isinstance(sender, dict) and isinstance(message, dict) and "chat" in message:
            message["chat"] = {"id": sender["id"], "type": "private", "first_name": "A"}
            if message is content and self._chance.random() < 0.7:
                for name in set(message) - {"message_id", "date", "chat", "from", "text", "edit_date"}:
                    del message[name]
                message["text"] = self._words()

    def _of(self, types: Sequence[str], name: str, depth: int, description: str = "") -> Any:
        kind = self._chance.choice(types)
        if kind.startswith("Array of "):
            most = 2 if depth < ENOUGH else 1
            inner = [kind.removeprefix("Array of ")]
            return [self._of(inner, name, depth + 1) for _ in range(self._chance.randint(0, most))]
        plain = {
            "Integer": self._integer,
            "String": self._string,
            "Float": self._float,
            "Boolean": self._boolean,
        }
        return plain[kind](name, description) if kind in plain else self._object(kind, depth)

    def _object(self, kind: str, depth: int) -> Any:
        described = self._types[kind]
        if kind in ("RichText", "RichBlock") and depth > ENOUGH:
            return "x" if kind == "RichText" else {"type": "divider"}
        if described.get("subtypes"):
            return self._object(self._chance.choice(described["subtypes"]), depth)
        share = 0.25 if depth < ENOUGH and kind != "Message" else 0.08 if depth < ENOUGH else 0.0
        made = {
            field["name"]: self._of(field["types"], field["name"], depth + 1, field["description"])
            for field in described.get("fields", [])
            if field["required"] or self._chance.random() < share
        }
        if kind == "Message":
            self._complete(made, depth)
        if kind == "User":
            made["id"] = self._chance.choice(self._people)
        if kind == "Chat":
            made["id"] = self._chance.choice([*self._people, *self._groups, 5, -5, -1_000_000_000_005])
            made["type"] = (
                "private" if made["id"] > 0 else self._chance.choice(("group", "supergroup", "channel"))
            )
        return made

    def _complete(self, message: dict[str, Any], depth: int) -> None:
        if depth < ENOUGH and self._chance.random() < 0.9:
            message["from"] = self._object("User", depth + 1)
        if self._chance.random() < 0.6:
            message["text"] = self._words()

    def _integer(self, name: str, description: str) -> int:
        if name == "date" and "Always 0" in description:
            return 0
        if "date" in name or "time" in name:
            return self._now() - self._chance.choice((0, 1, 60, 10**6))
        return self._chance.randint(1, 3_000)

    def _float(self, name: str, description: str) -> float:
        return self._chance.uniform(-90, 90)

    def _boolean(self, name: str, description: str) -> bool:
        return self._chance.random() < 0.5

    def _string(self, name: str, description: str) -> str:
        always = ALWAYS.search(description)
        if always:
            return always[1]
        if name in ("text", "caption", "query"):
            return self._words()
        if name == "data":
            language = self._chance.choice(("", "@en", "@ar", "@zz"))
            return f"{self._chance.choice(list(Verb))}:{self._chance.choice(ARGUMENTS)}{language}"
        if name == "language_code":
            return self._chance.choice(("en", "es", "fr", "ar", "pt-br", "zz", "x"))
        choices = CHOICES.findall(description)
        return self._chance.choice(choices or ("x", "A", "é", "@compact_bot", "https://example.org", ""))

    def _words(self) -> str:
        return " ".join(self._chance.choices(WORDS, k=self._chance.choice((1, 1, 1, 2, 3))))

    def _broken(self, content: Any) -> Any:
        """The same with one thing in it that is missing, or is something else."""
        places = list(_places(content, 0))
        if not places or self._chance.random() < 0.02:
            return self._garbage()
        holder, key = self._chance.choice(places)
        if self._chance.random() < 0.3:
            del holder[key]
        elif self._chance.random() < 0.05:
            holder[key] = _deep(self._chance.choice((30, 500)))
        else:
            holder[key] = self._garbage()
        return content

    def _garbage(self) -> Any:
        return copy.deepcopy(self._chance.choice(GARBAGE))  # it may be changed in its turn


def _places(value: Any, depth: int) -> list[tuple[Any, Any]]:
    """Everything in a value that may be changed, with what holds it."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [(value, key) for key, _ in inside]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return found if depth > 6 else [*found, *(place for part in parts for place in _places(part, depth + 1))]


def _deep(depth: int) -> Any:
    value: Any = {"id": 1}
    for _ in range(depth):
        value = {"reply_to_message": value, "message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}
    return value
