"""What only a process of its own shows: what an import does, and that answers open no file."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.content.starter_folder import LANGUAGES, write_starter

ROOT = Path(__file__).parents[1]

# Imports what a bot that runs needs, answers without a file handle, and imports every other module. Prints
# what was there before the content is read, what there is when the bot runs, what happened besides importing,
# and in which languages it answered.
PROCESS = """
import asyncio, importlib, json, os, resource, sys, threading, time
from datetime import UTC, date, datetime
from pathlib import Path

effects = []

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        path, mode = os.path.abspath(arguments[0]), arguments[1] or "r"
        own = path.startswith(os.path.join(os.getcwd(), "")) and not path.startswith(sys.prefix)
        if set(mode) & set("wax+") or own and not path.endswith((".py", ".pyc")):
            effects.append(f"opened {path}")
    elif event.startswith(("socket.", "sqlite3.connect", "subprocess.", "os.mkdir")):
        effects.append(event)

def others(*names):
    for name in names:
        importlib.import_module(name)
        if effects or threading.active_count() > 1 or asyncio._get_running_loop():
            return f"{name} {effects} {threading.enumerate()}"

sys.addaudithook(watch)
from bot.cli.unused_library_parts import leave_unread
leave_unread()
from bot.cli.verbs import application
application("run")
before = sorted(sys.modules)
found = others("bot.app.running")
loaded = sorted(sys.modules)

# None of these is read here for the first time: else what it does would not be noticed.
from bot.app.assembly import assemble
from bot.config import Settings
from bot.content.check import check
from bot.content.locate import locales_folder
from bot.domain.announcements import ReminderBody
from bot.domain.people.pseudonyms import Pseudonyms
from bot.domain.waits import Waits
from bot.matching.answerer import Answerer
from bot.matching.recognizing.language.question_language import QuestionLanguages
from bot.matching.replies import Answered
from bot.services.announcing.weekly_updates import card
from bot.services.leader_lease import Working
from bot.services.telegram_time import TelegramTime
from bot.storage.database import Database
from bot.storage.spool import Spool
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.screen import Words
assert sorted(sys.modules) == loaded

content = check(Path(sys.argv[1]), locales_folder(), date.max).content
known = [(entry.id, entry.question) for entries in content.faq.entries.values() for entry in entries.values()]
answerer = Answerer(known, {}, trained=False)
languages = QuestionLanguages(content.faq.wordings())
database, waits = Database.open("sqlite://"), Waits()
assemble(
    "1:token", Settings(_env_file=None), content, answerer, database, Spool(None),
    Pseudonyms(b"key"), TelegramTime(lambda: datetime.now(UTC), time.monotonic),
    Working(database, "somebody", waits), waits,
)
words = Words(content.texts)
screens = AnswerScreens(content.faq, words, lambda: "https://t.me/a_bot")
announcements = AnnouncementScreens(words, screens, content.schedule)

handles = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (0, handles[1]))
try:
    open("/dev/null")
    raise AssertionError("there is a handle left")
except OSError:
    pass
answered = []
for language in words.languages:
    for entry in content.faq.entries[language].values():
        assert screens.entry(entry.id, language) is not None
        assert languages.read(entry.question).language in (language, None)
        if isinstance(answerer.decide(entry.question), Answered):
            answered.append(language)
    assert screens.miss(language) and screens.courtesy("greeting", language, is_private=True)
    for webinar in content.schedule.webinars:
        body = ReminderBody(card(webinar), webinar.leads[0], webinar.leads[0])
        assert announcements.parameters(body, content.schedule.topics[0].id, language)["text"]
resource.setrlimit(resource.RLIMIT_NOFILE, handles)

effects.clear()
print(json.dumps([before, loaded, found or others(*sys.argv[2:]), sorted(set(answered))]))
"""


class Seen(NamedTuple):
    before: list[str]
    loaded: list[str]
    effects: str | None
    answered: list[str]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    content = tmp_path_factory.mktemp("content")
    write_starter(content, LANGUAGES, date(2026, 11, 24))
    shutil.copy(ROOT / "schedules" / "webinars.yaml", content / "schedules")
    # Alembic runs the files in migrations; nothing imports them, nor the benchmarks' tests.
    modules = [
        path.relative_to(ROOT).with_suffix("")
        for room in ("bot", "benchmarks")
        for path in sorted((ROOT / room).rglob("*.py"))
        if not {"migrations", "tests"} & {*path.parts[len(ROOT.parts) :]}
    ]
    names = [".".join(module.parts).removesuffix(".__init__") for module in modules]
    ran = subprocess.run(
        [sys.executable, "-B", "-c", PROCESS, content, *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return Seen(*json.loads(ran.stdout))


def test_importing_the_program_does_nothing_else(seen: Seen):
    assert seen.effects is None


def test_answers_in_every_language_open_no_file(seen: Seen):
    """A bot that has no file handle left answers all the same: what answers need was read at the start."""
    assert seen.answered == sorted(LANGUAGES)


def test_a_bot_that_runs_has_read_no_verb_but_its_own_and_no_library_of_telegram_before_the_content(
    seen: Seen,
):
    assert "bot.app.content.learning" in seen.before
    assert not {"telegram", "aiohttp"} & {*seen.before}
    assert "telegram" in seen.loaded
    unread = {
        *("bot.simulator.simulator", "bot.cli.content.check_verb", "bot.matching.evaluation"),
        *("benchmarks.verbs", "icalendar", "aiohttp.web", "httpcore", "rich.console", "sqlalchemy.orm"),
    }
    assert unread & {*seen.loaded} == set()
