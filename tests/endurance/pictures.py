"""A picture to a crowd in four languages: paused, killed, resumed, stopped, corrected, recalled; and counted.

    python -m tests.endurance.pictures [--recipients 1000] [--kills 5] [--per-second 100] [--seed 1]
                                       [--postgres]

Ada sends a photo with words in four languages, as staff do it in the chat. One in fifty is a group that takes
no photos. At a fifth it is paused; in the pause the bot is killed, and a day and a quarter go by. She lets it
go on, the bot is killed again and again, and when seven tenths have begun she stops it. The English words are
corrected while the bot is killed. When what went out before the pause is older than 48 hours, all is
recalled, under kills too.

The promise, to the message: sent <= what the simulator saw <= sent + unknown, in each language its own words,
nobody twice; nothing leaves in the pause, and nothing after the stop. Each copy known by a number says the
corrected words. Deleted is what the recall says, and what is left is what it calls too late or out of reach.
The receipt counts the groups that got the words alone. Ends with 1 when it is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.simulator import Simulator
from bot.simulator.world.clock import MovableClock
from tests.endurance.crowd import FIRST, FIRST_GROUP, SLOW
from tests.endurance.deployment import Deployment, deployed, load
from tests.endurance.staff_drill import ADA, PATIENCE, StaffDrill
from tests.simulator.test_files import png

TEXTS = {
    "en": "The vote is on Frday",
    "es": "La votación es el viernes",
    "fr": "Le vote est vendredi",
    "ar": "التصويت يوم الجمعة",
}
RIGHT = "The vote is on Friday"
NAMES = {"es": "español", "fr": "français", "ar": "العربية"}
PAUSED, STOPPED = 0.2, 0.7  # of all have begun then
A_GROUP = 50  # of so many one is a group that takes no photos
IN_THE_PAUSE, BEFORE_THE_RECALL = timedelta(hours=30), timedelta(hours=19)  # together more than 48 hours
A_WHILE = 2.0  # seconds in which nothing leaves of what is paused


@dataclass(slots=True)
class Result:
    """What the rows say, and what the simulator saw."""

    kills: int = 0
    rows: dict[str, int] = field(default_factory=dict)  # of the broadcast, by state
    seen: int = 0
    by_language: dict[str, int] = field(default_factory=dict)  # of those seen
    doubled: int = 0
    untrue: int = (
        0  # a row that says sent without a message, or a message without a row that may have sent it
    )
    in_another_language: int = 0
    in_the_pause: int = 0  # left while it was paused
    words_alone: int = 0  # groups that have the words without the photo
    words_alone_in_rows: int = 0
    copies: int = 0  # known by a number
    corrected: dict[str, int] = field(default_factory=dict)
    wrong: int = 0  # copies with a number that do not say the newest words
    too_old: int = 0  # copies with a number, from before the pause
    recalled: dict[str, int] = field(default_factory=dict)
    deleted: int = 0  # as the simulator has it
    left: int = 0
    seconds: float = 0.0

    @property
    def is_kept(self) -> bool:
        """The promise."""
        sent, unknown = self.rows.get("sent", 0), self.rows.get("unknown", 0)
        recalled = self.recalled.get("sent", 0)
        return (
            sent <= self.seen <= sent + unknown
            and not (self.doubled or self.untrue or self.in_another_language or self.in_the_pause)
            and not (self.wrong or set(self.corrected) - {"sent", "unreachable"})
            and self.corrected.get("sent", 0) == self.copies
            and self.words_alone == self.words_alone_in_rows
            and self.recalled.get("expired", 0) == self.too_old
            and recalled == self.deleted == self.copies - self.too_old
            and self.left == self.seen - self.deleted
            and bool(self.rows.get("skipped"))  # else nothing was stopped
        )


class Drill(StaffDrill):
    """One run."""

    def __init__(
        self, simulator: Simulator, deployment: Deployment, recipients: int, kills: int, seed: int
    ) -> None:
        chance = random.Random(seed)  # noqa: S311 - moments of kills, no secrets
        super().__init__(simulator, deployment, kills, chance)
        groups = [FIRST_GROUP - number for number in range(recipients // A_GROUP)]
        people = simulator.create_users(recipients - len(groups), first_id=FIRST, started=True)
        for group in groups:
            simulator.create_group("Market", [FIRST], chat_id=group)
            simulator.forbid(group, ["photos"])
        chats = [*groups, *people]
        self._language = dict(zip(chats, list(TEXTS) * len(chats), strict=False))
        self.result = Result()

    async def run(self) -> Result:
        began, deployment, result = time.monotonic(), self.deployment, self.result
        rows = [f"{chat},{language},urgent" for chat, language in self._language.items()]
        await deployment.subscribe("\n".join(["chat_id,language,topics", *rows]))
        self.simulator.set_faults([SLOW])
        for bot in deployment.replicas:
            await bot.start()
        await self.ask("/start")
        await deployment.until_over()  # each has had the welcome
        progress = await self._sent()
        await self._paused(progress)
        await self._gone_on_and_stopped(progress)
        self._count()
        question = await self.asked_to_correct(RIGHT, "Correct the text in English")
        await self.press(question, "Correct")
        result.corrected = await self.through_kills()
        known = self._known()
        result.wrong = sum(not self._says_newest(chat) for chat in known)
        await self._moved(BEFORE_THE_RECALL)
        await self.press(await self.asked_to_recall(), "Yes, delete")
        result.recalled = await self.through_kills()
        copies = [copy for chat in self._language for copy in self._copies(chat)]
        result.deleted = sum(copy["deleted_date"] is not None for copy in copies)
        result.left = len(copies) - result.deleted
        result.kills, result.seconds = self.struck, time.monotonic() - began
        return result

    async def _sent(self) -> JsonObject:
        """The message that shows the progress of the broadcast."""
        await self.ask("/broadcast")
        photo = self.simulator.send_file(ADA, "a.png", png(3, 2), caption=TEXTS["en"], kind="photo")
        preview = await self.next({"message_id": photo}, "Shall I send it?")
        for language, name in NAMES.items():
            await self.press(preview, f"Add the text in {name}")
            await self.next(preview, name)
            preview = await self.ask(TEXTS[language], "Shall I send it?")
        await self.press(preview, "Send to")
        await self.press(preview, "Send it now")
        return preview

    async def _paused(self, progress: JsonObject) -> None:
        """Paused at a fifth, and in the pause killed; nothing leaves, and time goes by."""
        await self._until_begun(PAUSED)
        await self.press(progress, "⏸️ Pause it")
        await self.simulator.wait_until(lambda: not self._states().get("sending"), timeout=PATIENCE)
        before = self._seen()
        for bot in self.deployment.replicas:
            await bot.end(signal.SIGKILL)
            await bot.start()
        self.struck += len(self.deployment.replicas)
        await self._listening()
        await asyncio.sleep(A_WHILE)
        self.result.in_the_pause = self._seen() - before
        await self._moved(IN_THE_PAUSE)
        self.result.too_old = len(self._known())

    async def _gone_on_and_stopped(self, progress: JsonObject) -> None:
        await self.press(progress, "go on")
        await self._until_begun(PAUSED + 0.05)
        async with self.supervised():
            await self.strike()
            await self._until_begun(STOPPED)
            await self.press(progress, "Stop sending")
            await self.deployment.until_over()

    async def _moved(self, step: timedelta) -> None:
        """So much time has gone by, and the bot has noted that it lives."""
        self.simulator.move_clock(self.simulator.now() + step)
        await self._listening()

    async def _listening(self) -> None:
        def lives() -> bool:
            ((at,),) = self.deployment.look("SELECT max(at) FROM marks")
            return bool(at >= began)

        began = round(self.simulator.now().timestamp() * 1000)
        await self.simulator.wait_until(lives, timeout=PATIENCE)

    async def _until_begun(self, share: float) -> None:
        def has_begun() -> bool:
            open_ones = self._states().get("pending", 0)
            return len(self._language) - open_ones >= share * len(self._language)

        await self.simulator.wait_until(has_begun, timeout=PATIENCE)

    def _rows(self, what: str) -> list[tuple]:
        """Of the broadcast's rows."""
        return self.deployment.look(
            f"SELECT {what} FROM deliveries WHERE announcement_id = "  # noqa: S608 - constants
            "(SELECT max(announcement_id) FROM announcements WHERE kind = 'broadcast')"
        )

    def _states(self) -> Counter[str]:
        return Counter(state for (state,) in self._rows("state"))

    def _known(self) -> list[int]:
        return [
            chat
            for chat, state, number in self._rows("chat_id, state, message_id")
            if state == "sent" and number
        ]

    def _copies(self, chat: int) -> list[JsonObject]:
        found = (message for message in self.simulator.messages(chat) if message["is_outgoing"])
        return [message for message in found if _first_words(message).startswith(tuple(TEXTS.values()))]

    def _seen(self) -> int:
        return sum(len(self._copies(chat)) for chat in self._language)

    def _says_newest(self, chat: int) -> bool:
        wanted = {**TEXTS, "en": RIGHT}[self._language[chat]]
        return all(_words(copy).startswith(wanted) for copy in self._copies(chat))

    def _count(self) -> None:
        result = self.result
        by_chat = dict(self._rows("chat_id, state"))
        result.rows = dict(Counter(by_chat.values()))
        result.copies = len(self._known())
        result.words_alone_in_rows = sum(reason == "words alone" for (reason,) in self._rows("reason"))
        by_language: Counter[str] = Counter()
        for chat, language in self._language.items():
            copies = self._copies(chat)
            result.seen += len(copies)
            by_language[language] += len(copies)
            result.doubled += len(copies) > 1
            result.in_another_language += any(not _words(each).startswith(TEXTS[language]) for each in copies)
            result.words_alone += sum("photo" not in each for each in copies)
            may_be = ("sent", "unknown") if copies else tuple({*by_chat.values()} - {"sent"})
            result.untrue += by_chat[chat] not in may_be
        result.by_language = dict(by_language)


def _words(message: JsonObject) -> str:
    return str(message.get("caption") or message.get("text") or "")


def _first_words(message: JsonObject) -> str:
    return _words(message["history"][0]) if message["history"] else _words(message)


async def drill(recipients: int, kills: int, per_second: float, seed: int, *, on_postgres: bool) -> Result:
    """One run, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Simulator(clock=MovableClock()) as simulator,
            deployed(simulator, Path(folder), per_second, on_postgres=on_postgres) as deployment,
        ):
            _offer(Path(folder) / "content" / "organization.yaml", list(TEXTS))
            return await Drill(simulator, deployment, recipients, kills, seed).run()


def _offer(file: Path, languages: Sequence[str]) -> None:
    """The small content in four languages."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[en, es, fr]", f"[{', '.join(languages)}]"), encoding="utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--recipients", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--per-second", type=float, default=100.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    result = asyncio.run(
        drill(given.recipients, given.kills, given.per_second, given.seed, on_postgres=given.postgres)
    )
    figures = {**vars(given), **asdict(result), "load": load(), "kept": result.is_kept}
    sys.stdout.write("".join(f"{name}: {value}\n" for name, value in figures.items()))
    sys.exit(0 if result.is_kept else 1)


if __name__ == "__main__":
    main()
