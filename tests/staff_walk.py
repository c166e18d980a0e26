"""What staff may do by mistake or in a hurry, at random and from a seed: everything but to confirm.

Nothing of it reaches anybody else, and nothing of it raises.
"""

from __future__ import annotations

import json
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from bot.simulator.forms.json_values import JsonObject
from bot.telegram.screens.button_codes import Verb, decode
from tests.e2e.conftest import ADA, Stage
from tests.e2e.test_acts import PHOTO
from tests.e2e.test_owners_and_staff import joined, previewed
from tests.e2e.test_staff import FORWARDED, OTHER_BOT

# after these something goes out that was written or held before, or one of the two is no staff any more
CONFIRMING = frozenset(
    {
        *(Verb.CONFIRM_DRAFT, Verb.SEND_AGAIN, Verb.GO_ON, Verb.REMOVE_STAFF),
        *(Verb.USE_WEBINAR, Verb.END_TOPIC, Verb.OPEN_ROUND, Verb.SEND_OUTCOME),
    }
)
REACHED = 6  # messages of one's own: what stands between them somebody still finds
WORDS = (
    *("raid", "tomorrow", "Plaza de Mayo", "اجتماع", "vote", "<b>", "&amp;", "{n}", "%s", "*", "`", "🕊"),
    *("is the compact law yes or no", "urgent", "weekly", "/broadcast", "@compact_bot", "\u200f", "\n", "1"),
    *("https://example.org/a?b=1", "9" * 25, "NULL", "\u202e", "?", "en", "español", "all", "👩🏽\u200d⚕️"),
)
MARKS = ("bold", "italic", "code", "custom_emoji", "date_time", "text_link", "blockquote", "spoiler")
DOCUMENT: JsonObject = {"document": {"file_id": "d", "file_unique_id": "d", "file_name": "a.pdf"}}
PLACE: JsonObject = {"location": {"latitude": 1.5, "longitude": 2.5}}
STICKER: JsonObject = {
    "sticker": {
        "file_id": "s",
        "file_unique_id": "s",
        "type": "regular",
        "width": 9,
        "height": 9,
        "is_animated": False,
        "is_video": False,
    }
}

Step = Callable[[int], str | None]


class Surprises(logging.Handler):
    """What the program logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.found.append(f"{record.getMessage()} {error!r}")


@contextmanager
def noticed() -> Iterator[Surprises]:
    """Errors of the program while this lasts."""
    surprises = Surprises()
    logging.getLogger().addHandler(surprises)
    try:
        yield surprises
    finally:
        logging.getLogger().removeHandler(surprises)


class StaffWalk:
    """An owner and one of the staff at work, and two who have subscribed."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self._stage = stage
        self._simulator = stage.simulator
        self._random = random.Random(seed)  # noqa: S311 - of no secret
        self.done: Counter[str] = Counter()
        self.last = ""  # what was done last, for who looks why
        self._staff: list[int] = []
        self._members: list[int] = []
        self._said: dict[int, list[int]] = {}
        self._steps: dict[Step, int] = {  # and how often
            self._command: 8,
            self._text: 6,
            self._press: 10,
            self._forge: 4,
            self._edit: 4,
            self._forward: 2,
            self._media: 3,
            self._cancel: 1,
        }

    async def begin(self) -> None:
        """Everybody is there, and whoever is no staff has been told all that they will be told."""
        await self._stage.begin(ADA)
        self._staff = [ADA, await joined(self._stage)]
        self._said = {person: [] for person in self._staff}
        self._members = [await self._stage.newcomer(language) for language in ("en", "ar")]
        for member in self._members:
            await self._stage.ask(member, "/subscribe all")
        await self._stage.until_handled()

    async def go(self, steps: int) -> None:
        """So many steps, of each kind at least one in the first of them.

        Raises AssertionError with the last one when something leaves or raises.
        """
        kinds = list(self._steps)
        self._random.shuffle(kinds)
        often = list(self._steps.values())
        before = self._heard()
        with noticed() as surprises:
            for _ in range(steps):
                kind = kinds.pop() if kinds else self._random.choices(list(self._steps), often)[0]
                if not self._take(kind) and not self.done[_name(kind)]:
                    kinds.insert(0, kind)  # there was nothing to press or to edit yet
                await self._stage.until_handled()
                assert self._heard() == before, self.last
                assert surprises.found == [], self.last

    async def end(self, text: str = "Come on Friday") -> None:
        """What the steps left out: now somebody confirms, and everybody who has subscribed gets it."""
        for command in ("/cancel", "/cancel", "/resume"):  # what is asked of her, then her draft
            said = await self._stage.ask(ADA, command)
        self._simulator.press_outdated(ADA, said["message_id"], "lang:en")  # she may have chosen another
        await self._stage.until_handled()
        preview = await previewed(self._stage, ADA, text)
        await self._stage.press(ADA, preview, "Send to")
        for member in self._members:
            await self._simulator.wait_for_message(member, containing=text)

    def _heard(self) -> list[int]:
        """How many messages those have who are no staff."""
        return [len(self._simulator.messages(member)) for member in self._members]

    def _take(self, step: Step) -> bool:
        person = self._random.choice(self._staff)
        done = step(person)
        self.last = f"{_name(step)} {person} {done!r}"
        self.done[_name(step)] += done is not None
        return done is not None

    def _seen(self, person: int) -> list[JsonObject]:
        """What a phone shows without scrolling far up."""
        said = self._said[person][-REACHED:]
        return self._simulator.messages(person, after=said[0] if said else 0)

    def _words(self) -> str:
        if self._random.random() < 0.05:
            return "long " * self._random.choice((300, 500, 800))
        return " ".join(self._random.choices(WORDS, k=self._random.randint(1, 5))).strip() or "x"

    def _send(self, person: int, text: str, media: JsonObject | None = None, **further: object) -> str:
        sent = self._simulator.send(person, text, media, further=further or None)
        self._said[person].append(sent)
        return json.dumps([text[:80], *further])

    def _command(self, person: int) -> str:
        names = [command["command"] for command in self._simulator.commands(ADA)]
        behind = f" {self._words()}" if self._random.random() < 0.5 else ""
        return self._send(person, f"/{self._random.choice([*names, 'nosuch', 'broadcast'])}{behind}")

    def _text(self, person: int) -> str:
        text = self._words()
        if self._random.random() < 0.3:
            mark = {
                "type": self._random.choice(MARKS),
                "offset": 0,
                "length": 1,
                "url": "https://example.org",
            }
            return self._send(person, text, entities=[mark])
        return self._send(person, text)

    def _press(self, person: int) -> str | None:
        """A button that is there, on a message that is not too far up."""
        found = list(_buttons(self._seen(person)))
        if not found:
            return None
        message_id, code = self._random.choice(found)
        press = decode(code)
        if press is None or press.verb in CONFIRMING:
            return None
        self._simulator.press(person, message_id, code)
        return code

    def _forge(self, person: int) -> str | None:
        """A code that stands under no message of theirs."""
        shown = [message["message_id"] for message in self._seen(person) if message["is_outgoing"]]
        argument = self._random.choice(
            ("", "1", "1.1", "1.1.1", "weekly", "es", "x", str(ADA), "9" * 30, "ffffffff")
        )
        verb = self._random.choice([verb for verb in Verb if verb is not Verb.REMOVE_STAFF])
        if not shown:
            return None
        code = f"{verb}:{argument}"
        self._simulator.press_outdated(person, self._random.choice(shown), code)
        return code

    def _edit(self, person: int) -> str | None:
        if not self._said[person]:
            return None
        text = f"/{self._words()}" if self._random.random() < 0.2 else self._words()
        self._simulator.edit(person, self._random.choice(self._said[person][-REACHED:]), text)
        return text[:80]

    def _forward(self, person: int) -> str:
        further = self._random.choice((FORWARDED, {"via_bot": OTHER_BOT}))
        text = self._random.choice((self._words(), "/halt", "/broadcast now", "stop"))
        return self._send(person, text, **further)

    def _media(self, person: int) -> str:
        caption = self._random.choice(("", self._words(), "/broadcast see this"))
        media = self._random.choice((PHOTO, DOCUMENT, PLACE, STICKER))
        further = {"media_group_id": str(self._random.randint(1, 3))} if media is PHOTO else {}
        return self._send(person, caption, media, **further)

    def _cancel(self, person: int) -> str:
        return self._send(person, "/cancel")


def _buttons(messages: Iterable[JsonObject]) -> Iterator[tuple[int, str]]:
    for message in messages:
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            yield from (
                (message["message_id"], button["callback_data"])
                for button in row
                if "callback_data" in button
            )


def _name(step: Step) -> str:
    return step.__name__.lstrip("_")
