"""A walk through everything that staff and members can do, with a checker of the Bot API in between.

    TELEGRAM_CHECKER=.../check_proxy.py python -m tests.endurance.checked [--languages en,es]

The checker is a program that is called with a port, the address of a server and a file for what it saw. It
passes every call on, and tells under /__report which of them Telegram would not accept (errors), or would
wonder at (warnings). Prints how many calls there were, and each remark. Ends with 1 when there is one.
Without a checker it says so.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from bot.app.content.learning import Learned, make_languages, prepare, taught
from bot.config import Settings
from bot.domain.content.faq import Faq
from bot.domain.content.schedules import next_weekly
from bot.matching.answerer import Answerer
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.simulator import Simulator
from bot.simulator.world.clock import MovableClock
from bot.storage.database import Database
from bot.telegram.screens.button_codes import Verb, decode, encode
from tests import shipped
from tests.e2e.conftest import ADA, QUICK, Stage, labels
from tests.e2e.test_acts import PHOTO, QUESTION
from tests.e2e.test_inbox import next_reply, pressed
from tests.e2e.test_owners_and_staff import joined, previewed
from tests.e2e.test_rounds import (
    ARABIC,
    DONE,
    DONE_IN_ARABIC,
    ENGLISH,
    agreed,
    answered,
    changed,
    drafted,
    replied,
)
from tests.e2e.test_topics_from_the_chat import ID, asked_to_end, made, opened
from tests.endurance.forwarder import free_ports
from tests.fakes import until
from tests.learning import migrate

WHERE = "TELEGRAM_CHECKER"
LAST_POLL = "timeout"  # of the getUpdates that confirms what was handled, at the end
QUESTIONS = (
    *(QUESTION, "how did spain vote", "i am scared, they took my brother", "thanks", "more", "in french"),
    *("what is the weather", "paragraph 12", "who are you", "🕊", "x" * 4096),
)
LATER = frozenset({Verb.LEAVE, Verb.SET_LANGUAGE, Verb.CONFIRM_DRAFT, Verb.DISCARD_DRAFT})
ENOUGH = 6  # members, so that there is something to draw


class Walk:
    """Every command there is for each, and every button under what comes of it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._simulator = stage.simulator
        self._pressed: set[tuple[int, str]] = set()

    async def member(self, language: str) -> int:
        """Somebody who asks, browses, chooses and stays."""
        person = await self._stage.newcomer(language)
        further = ("/subscribe all", f"/ask {QUESTION}", "/start q_members")
        for words in (*self._commands(person), *QUESTIONS, *further):
            if not words.startswith("/stop"):
                await self._say(person, words)
        await self._quizzes(person, language)
        self._simulator.send(person, "", PHOTO)
        query = self._simulator.ask_inline(person, QUESTION)
        await self._simulator.wait_until(lambda: self._simulator.answer_to(query) is not None)
        await self._stage.until_handled()
        return person

    async def _quizzes(self, person: int, language: str) -> None:
        """The quiz of every lesson that has one."""
        said = self._simulator.say(person, "/lessons")
        shown = await self._simulator.wait_for_message(person, after_message_id=said)
        for lesson in self._stage.content.schedule.lessons.all:
            if lesson.quiz is not None:
                code = encode(Verb.SEND_QUIZ, lesson.id, language)
                self._simulator.press_outdated(person, shown["message_id"], code)
                await self._stage.until_handled()

    async def news(self) -> None:
        """Staff put news in, change them, leave pieces out, and see the preview a day before."""
        for words in ("/news The bakers meet. <b> & {n} https://bakers.test/a?b=1&c=2", "/news"):
            await self._say(ADA, words)
        for code in ("news:ar/", "out:", "put:", "see:"):
            for message in self._simulator.messages(ADA):
                for found in _codes(message):
                    if found.startswith(code):
                        self._simulator.press_outdated(ADA, message["message_id"], found)
                        await self._stage.until_handled()
        await self._say(ADA, "خبر عن الخبازين")
        await self._say(ADA, "/cancel")
        weekly = next_weekly(self._stage.content.schedule, self._stage.clock.now())
        if weekly is not None:
            self._stage.clock.move_to(weekly.due_at - timedelta(days=1))
            below = await self._simulator.wait_for_message(ADA, containing="You have seen the next")
            await self._stage.press(ADA, below, labels(below)[0])
            await self._press_all(ADA, below["message_id"] - 1)

    async def group(self, person: int) -> None:
        """The same, among several."""
        group = self._simulator.create_group("Organizers", [person, ADA], bot_status="administrator")
        for words in ("/help", f"/ask {QUESTION}", f"@compact_bot {QUESTION}", "/stop@compact_bot"):
            self._simulator.say(person, words, chat_id=group)
            await self._stage.until_handled()

    async def staff(self, member: int) -> None:
        """An owner's day: everything once, then a broadcast that is sent at once, and one that is stopped."""
        await joined(self._stage)
        for words in self._commands(ADA):
            if not words.startswith("/stop"):
                await self._say(ADA, words)
        await self._say(ADA, "/cancel")
        await self._say(ADA, "/resume")
        await self._stage.ask(member, "/subscribe all")
        for label in ("Send it now", "Stop sending"):
            preview = await previewed(self._stage, ADA, f"{label}, it said. <b> & {{n}}")
            await self._stage.press(ADA, preview, labels(preview)[0])
            await self._until_labelled(preview["message_id"], label)
            await self._stage.press(ADA, self._stage.shown(ADA, preview["message_id"]), label)
            await self._say(ADA, "/status")
        await self._simulator.wait_for_message(member, containing="Send it now")
        await self.topic(member)
        for words in ("/stats", "/count", "/log", "/staff"):
            await self._say(ADA, words)

    async def topic(self, member: int) -> None:
        """One is made in the chat, chosen, given another text, and ends; whoever had it is told."""
        await made(self._stage)
        await self._say(ADA, "/edittopics")
        await self._say(ADA, "/cancel")
        chosen = await self._stage.ask(member, f"/subscribe {ID}")
        await next_reply(self._stage, await opened(self._stage), "Add the text in español")
        preview = await self._stage.ask(ADA, "Llamados: Andalucía & Sur\nLlamados.")
        assert "not be used yet" not in preview["text"]
        await pressed(self._stage, preview, "Yes, use it")
        ended = await pressed(self._stage, await asked_to_end(self._stage, "in its place"), "Yes, end")
        assert "I am telling 1 chat" in ended["text"]
        await self._simulator.wait_for_message(member, after_message_id=chosen["message_id"])
        await self._stage.until_handled()

    async def round(self, member: int) -> None:
        """A round: asked, answered with every button, withdrawn and answered anew, closed, read, told."""
        preview = await drafted(self._stage, ENGLISH, ARABIC)
        preview = await changed(self._stage, ADA, preview, "Ask for the part of the world")
        await self._stage.ask(ADA, "in a while")  # no day
        await self._send_now(preview, "Ask ")
        first = await agreed(self._stage, member, "Africa")
        await changed(self._stage, member, first, "Often")
        kept = await self._stage.ask(member, "Pay. <b> & {n} somebody@example.org")
        for label in ("Next question", "I am done"):
            await replied(self._stage, member, kept, label)
        await self._stage.ask(member, "what is the compact")
        await changed(self._stage, member, kept, "Write this answer anew")
        self._simulator.edit(member, self._simulator.say(member, "the police are at my door"), "other words")
        await self._stage.until_handled()
        await self._say(member, "/rounds")
        await self._say(member, "/mydata")
        own = await replied(self._stage, member, kept, "I am done")
        await self._stage.press(member, own, "Withdraw" if "Withdraw" in str(labels(own)) else "I agree")
        await answered(self._stage, member, "Given anew.", "Asia")
        result = await changed(self._stage, ADA, await self._stage.ask(ADA, "/round"), "Work")
        sure = await changed(self._stage, ADA, result, "Close it now")
        result = await changed(self._stage, ADA, sure, "Yes, close it")
        await self._stage.press(ADA, result, "All answers as files")
        read = await changed(self._stage, ADA, result, "Read the answers")
        result = await changed(self._stage, ADA, read, "Back to the round")
        await replied(self._stage, ADA, result, "You said, we did")
        shown = await self._stage.ask(ADA, DONE)
        await replied(self._stage, ADA, shown, "العربية")
        await self._send_now(await self._stage.ask(ADA, DONE_IN_ARABIC), "Send to ")
        await self._simulator.wait_for_message(member, containing="You said, we did")

    async def _send_now(self, preview: JsonObject, label: str) -> None:
        await self._stage.press(ADA, preview, label)
        await self._until_labelled(preview["message_id"], "Send it now")
        await self._stage.press(ADA, self._stage.shown(ADA, preview["message_id"]), "Send it now")

    async def _until_labelled(self, message_id: int, label: str) -> None:
        await self._simulator.wait_until(
            lambda: any(label in each for each in labels(self._stage.shown(ADA, message_id)))
        )

    async def leave(self, person: int) -> None:
        await self._say(person, "/stop")

    def _commands(self, person: int) -> list[str]:
        return [f"/{command['command']}" for command in self._simulator.commands(person)]

    async def _say(self, person: int, words: str) -> None:
        """Says it, and presses every button under what is said to that, once."""
        said = self._simulator.say(person, words)
        await self._simulator.wait_for_message(person, after_message_id=said)
        await self._stage.until_handled()
        await self._press_all(person, said)

    async def _press_all(self, person: int, after: int) -> None:
        """Presses every button of the messages that came after one, once."""
        for message in self._simulator.messages(person, after):
            for code in _codes(message):
                press = decode(code)
                if press is not None and press.verb not in LATER and (person, code) not in self._pressed:
                    self._pressed.add((person, code))
                    self._simulator.press_outdated(person, message["message_id"], code)
                    await self._stage.until_handled()


def _codes(message: JsonObject) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


@asynccontextmanager
async def checked(checker: Path, upstream: str, folder: Path) -> AsyncIterator[str]:
    """The address of the checker, which passes everything on."""
    (port,) = free_ports(1)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(checker), str(port), upstream, str(folder / "calls.jsonl"))
    )
    try:
        address = f"http://127.0.0.1:{port}"

        async def answers() -> bool:
            try:
                await _report(address)
            except aiohttp.ClientError:
                return False
            return True

        await until(answers)
        yield address
    finally:
        process.terminate()
        await process.wait()


async def _report(address: str) -> dict[str, object]:
    async with aiohttp.ClientSession() as session, session.get(f"{address}/__report") as answer:
        found: dict[str, object] = await answer.json()
        return found


async def walk(checker: Path, languages: list[str]) -> dict[str, object]:
    """What the checker said of it."""
    content = shipped.content()
    few = [entry for entry in content.faq.entries["en"].values() if entry.category == "compact"]
    answerer = Answerer(taught(Faq.of(few))[0], taught(content.faq)[1])
    prepare(answerer, content, make_languages(content))
    clock = MovableClock()
    clock.move_to(datetime(2026, 11, 24, 12, tzinfo=UTC), force=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'bot.db'}"
        await migrate(url)
        database = Database.open(url)
        async with Simulator(clock=clock) as simulator, checked(checker, simulator.url, folder) as address:
            settings = Settings(
                _env_file=None,
                api_url=address,
                admins=(ADA,),
                database_url=url,
                messages_per_second=200.0,
                paid_broadcast=True,
            )
            waits = replace(QUICK, broadcast_held=60.0)
            stage = Stage(simulator, clock, settings, content, Learned(answerer), database, waits=waits)
            stage.start()
            try:
                await stage.until_it_listens()
                await stage.begin(ADA)
                walking = Walk(stage)
                members = [await walking.member(language) for language in languages]
                for _ in range(ENOUGH):
                    await stage.ask(await stage.newcomer(), "/subscribe urgent")
                await walking.staff(members[0])
                await walking.news()
                asked = await stage.newcomer()
                await stage.ask(asked, "/subscribe urgent")
                await walking.round(asked)
                await simulator.wait_until(lambda: bool(simulator.calls("sendPhoto")))
                await stage.move_by(timedelta(days=7))  # the weekly update, and reminders
                await walking.group(members[0])
                for member in members:
                    await walking.leave(member)
            finally:
                await stage.stop()
                await database.close()
            return await _report(address)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--languages", default="en,es,fr,ar")
    given = parser.parse_args()
    checker = os.environ.get(WHERE)
    if not checker:
        sys.stdout.write(f"Nothing was checked: {WHERE} names no checker.\n")
        return
    report = asyncio.run(walk(Path(checker), given.languages.split(",")))
    problems = [found for found in report.pop("problems") if not _is_last_poll(found)]
    sys.stdout.write(json.dumps(report) + "\n")
    for found in problems:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    sys.exit(1 if problems else 0)


def _is_last_poll(found: dict[str, str]) -> bool:
    return found["method"] == "getUpdates" and found["param"] == LAST_POLL


if __name__ == "__main__":
    main()
