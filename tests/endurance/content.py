"""Content that changes under questions and a broadcast, every fifth time with a mistake in it.

    python -m tests.endurance.content [--changes 200] [--shipped]

The promise: every question is answered, by the content as it was before or after a change; nobody gets the
broadcast twice, and all get it in one version; memory is flat. With `--shipped` it is a copy of the shipped
content that changes, else a small folder. Ends with 1 when the promise is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.app import running
from bot.app.content import answerer_cache
from bot.app.content.content_folder import ContentFolder
from bot.app.content.learning import as_matched, learn, make_languages, taught
from bot.content.locate import content_folder, locales_folder
from bot.domain.announcements import Audience, BroadcastBody, FormattedText
from bot.domain.people.subscriptions import Subscriber
from bot.services.announcing.broadcasting import Broadcasting
from bot.storage import subscribers
from tests.e2e.conftest import QUICK, Stage, staged
from tests.small_content import write_small_content

TODAY = date(2026, 11, 24)
RECIPIENTS = 1_000
FIRST = 100_001
TOPIC = "schedules/topics.yaml"


@dataclass(slots=True)
class Found:
    """Kilobytes of the process after a quarter of the changes, and at the end."""

    changes: int = 0
    asked: int = 0
    unanswered: int = 0
    stale: int = 0
    doubled: int = 0
    versions: int = 0
    early_kb: int = 0
    late_kb: int = 0
    texts: Counter[str] = field(default_factory=Counter)

    def is_kept(self) -> bool:
        """The promise."""
        is_flat = self.late_kb <= 1.1 * self.early_kb
        return not self.unanswered and not self.stale and not self.doubled and self.versions == 1 and is_flat


def resident_kb() -> int:
    """What the process holds of memory, by the kernel."""
    gc.collect()
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


async def measure(folder: Path, changes: int, *, shipped: bool) -> Found:
    """One bot, whose files change as soon as it has taken the last change in."""
    here = folder / "content"
    if shipped:
        there = content_folder()
        assert isinstance(there, Path)
        for name in ("faq", "schedules", "locales", "organization.yaml"):
            if (there / name).is_dir():
                shutil.copytree(there / name, here / name)
            elif (there / name).exists():
                shutil.copyfile(there / name, here / name)
        question, file, answer = "is the compact legally binding", "faq/en/compact.yaml", "answer: |\n"
    else:
        write_small_content(here)
        question, file, answer = "What about one?", "faq/en/compact.yaml", "answer: |\n"
    files = ContentFolder(here, locales_folder(), folder / "cache")
    content = files.read(TODAY).content
    assert content is not None
    answerer_cache.answerer(*taught(as_matched(content, make_languages(content))), files.cache)
    found, waits = Found(), replace(QUICK, content_look=0.2)
    url = f"sqlite:///{folder / 'bot.db'}"
    live = running.Live(files, files.fingerprint())
    async with staged(
        url, content, learn(content, files.cache), waits, live, messages_per_second=25.0
    ) as stage:
        person = await stage.newcomer()
        await begin_broadcast(stage)
        before = (here / file).read_text(encoding="utf-8")
        topics = (here / TOPIC).read_text(encoding="utf-8")
        for number in range(1, changes + 1):
            found.changes += 1
            if number % 5 == 0:
                (here / file).write_text(before + "\n- id: broken\n", encoding="utf-8")
                (here / TOPIC).write_text(topics, encoding="utf-8")
                for _ in range(5):
                    await ask(stage, person, question, found)
                continue
            mark = f"Change {number}."
            new = before.replace(answer, f"{answer}    {mark}\n").replace(f"{mark}\n    {mark}", mark)
            (here / file).write_text(new, encoding="utf-8")
            (here / TOPIC).write_text(
                topics.replace("name: {en: ", f"name: {{en: {number} "), encoding="utf-8"
            )
            async with asyncio.timeout(120):
                while mark not in await ask(stage, person, question, found):
                    pass
            if number > changes // 4 and not found.early_kb:
                found.early_kb = resident_kb()
        found.late_kb = resident_kb()
        await until_sent(stage, found)
    return found


async def ask(stage: Stage, person: int, question: str, found: Found) -> str:
    found.asked += 1
    try:
        text = str((await stage.ask(person, question))["text"])
    except TimeoutError:
        found.unanswered += 1
        return ""
    found.stale += "Change" not in text and found.changes > 5
    return text


async def begin_broadcast(stage: Stage) -> None:
    """To many, slowly: it lasts longer than most changes."""
    stage.simulator.create_users(RECIPIENTS, first_id=FIRST, started=True)
    async with stage.database.transaction() as connection:
        people = [Subscriber(FIRST + n, "en", frozenset({"urgent"}), "2026-W48") for n in range(RECIPIENTS)]
        for start in range(0, RECIPIENTS, 500):
            await subscribers.save_many(connection, people[start : start + 500])
    body = BroadcastBody({"en": FormattedText("A broadcast beside changes")}, "en")
    urgent = Audience("urgent")
    await Broadcasting(stage.database, urgent).enqueue("content", urgent, body, stage.clock.now())


async def until_sent(stage: Stage, found: Found) -> None:
    def sent() -> list[tuple[int, str]]:
        calls = stage.simulator.calls("sendMessage")
        return [
            (call.chat_id, str(call.params["text"]))
            for call in calls
            if call.chat_id is not None and call.chat_id >= FIRST and call.status == 200
        ]

    async with asyncio.timeout(600):
        while len({chat for chat, _ in sent()}) < RECIPIENTS:  # noqa: ASYNC110 - a measurement
            await asyncio.sleep(0.5)
    found.doubled = len(sent()) - RECIPIENTS
    found.versions = len({text for _, text in sent()})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--shipped", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = asyncio.run(measure(Path(name), given.changes, shipped=given.shipped))
    sys.stdout.write(
        f"changes {found.changes}, asked {found.asked}, unanswered {found.unanswered}, stale {found.stale}\n"
        f"broadcast to {RECIPIENTS}: doubled {found.doubled}, versions {found.versions}\n"
        f"resident: {found.early_kb // 1024} MB after a quarter, {found.late_kb // 1024} MB at the end\n"
        f"kept: {found.is_kept()}\n"
    )
    sys.exit(0 if found.is_kept() else 1)


if __name__ == "__main__":
    main()
