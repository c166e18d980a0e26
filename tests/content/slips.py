"""Slips of curators, generated (characters, indentation, dates, markup, names), and what comes of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from bot.cli.content.rendered_check import rendered_problems
from bot.content.check import Content, check
from bot.content.locate import locales_folder
from bot.content.problems import Problem
from bot.domain.alerts import NotSent, OccurrencesMissed
from bot.domain.content.schedules import due
from bot.services.alerting import Alerting
from bot.services.announcing.planning import Planner
from bot.simulator.bot_api.message_methods import send_message
from bot.simulator.forms.parameters import Parameters
from bot.simulator.world.bot_profile import Profile
from bot.simulator.world.calls import Calls
from bot.simulator.world.chats import Chats, User
from bot.simulator.world.clock import MovableClock
from bot.simulator.world.update_queue import UpdateQueue
from bot.simulator.world.world import World
from bot.storage.database import Database
from bot.storage.schema import METADATA
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.screen import Words
from tests.builders import alerts, latest
from tests.small_content import FILES

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WHOLE = {
    **FILES,
    "faq/es/compact.yaml": FILES["faq/en/compact.yaml"]
    .replace("small", "pequeña")
    .replace("What about", "Qué hay de")
    .replace("It is", "Esto es la cosa que se llama"),
    "faq/contacts.yaml": """\
- name: Aid
  region: world
  languages: [en, es]
  link: https://bread-aid.org/help
  checked: "2026-11-20"
""",
    "schedules/weekly.yaml": """\
day: monday
time: 09:00
zone: Europe/Brussels
questions: [one, two]
news:
  - id: first
    from: 2026-11-23
    until: 2026-11-30
    text:
      en: "News: **the forum** is on 1 December, see https://example.org/forum for more"
      es: "Noticias: **el foro** es el 1 de diciembre, vea https://example.org/forum"
""",
    "schedules/webinars.yaml": """\
- id: orientation
  title:
    en: An orientation
    es: Una orientación
  summary:
    en: All about it.
  starts: 2026-11-25 16:00
  zone: Europe/Brussels
  minutes: 60
  link: https://meet.coalition.test/orientation
  leads: [24h, start]
""",
}
CHARACTERS = [
    *"\"':,-*&!|>%@`#{}[]<\\?~_/=;$^+",
    "\t",
    "\u00a0",
    "\u202f",
    "\u200f",
    "\u200b",
    "\ufeff",
    "…",
    "🙂",
    "é",
    "ع",
]
DATES = [
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "2026-13-01",
    "tomorrow",
    "31.12.2026",
    "2027-11-31",
    "2099-12-31",
]
TIMES = ["24:00", "9:00", "23:60", "00:00", "9 am", "25:61"]
ZONES = [
    "EST",
    "Etc/GMT+5",
    "Europe/Bruxelles",
    "UTC",
    "Asia/Kathmandu",
    "../etc/passwd",
    "Pacific/Kiritimati",
]
MARKUP = [
    "**bold**",
    "**",
    "*x*",
    "_x_",
    "*x",
    "<b>",
    "</i>",
    "&amp;",
    "[x](https://example.org)",
    "[x](y)",
    "# x",
    "`x`",
    "https://example.org/<b>\"&'",
    "**a *b** c*",
    "[a **b](https://example.org) c**",
    "1. x",
    "{name}",
    "%s",
    "06 12 34 56 78",
]
NAMES = [
    "compact (1).yaml",
    "Compact.yaml",
    "c" * 60 + ".yaml",
    "compact.yml",
    "compact.yaml.txt",
    "ü.yaml",
    "x/compact.yaml",
]


@dataclass(frozen=True, slots=True)
class Slip:
    """One file as the slip left it, perhaps under another name."""

    file: str
    text: str
    name: str


@st.composite
def slips(draw: st.DrawFn) -> Slip:
    """Any of them, in any file and at any place."""
    file = draw(st.sampled_from(sorted(WHOLE)))
    text = WHOLE[file]
    kind: Callable[[st.DrawFn, str], str] = draw(st.sampled_from(_KINDS))
    changed = kind(draw, text)
    is_renamed = draw(st.integers(0, 9)) == 0
    name = f"{file.rpartition('/')[0]}/{draw(st.sampled_from(NAMES))}" if is_renamed else file
    return Slip(file, changed, name)


def _character(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text) - 1))
    instead = draw(st.sampled_from([*CHARACTERS, ""]))
    return text[:at] + instead + text[at + draw(st.integers(0, 1)) :]


def _line(draw: st.DrawFn, text: str) -> str:
    lines = text.splitlines()
    at = draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    following = lines[at + 1 : at + 2]
    lines[at : at + 2] = draw(
        st.sampled_from(
            [
                following,
                [line, line, *following],
                [*following, line],
                [f" {line}", *following],
                [f"    {line}", *following],
                [line.lstrip(), *following],
                [line[1:], *following],
                [line.replace("- ", "", 1), *following],
                [line.replace(": ", ":", 1), *following],
                [line + " ".join(["", *following])],
                [line, "", *following],
                [line, "---", *following],
                [line.partition(":")[0] + ":", *following],
                [line + " word" * 300, *following],
            ]
        )
    )
    return "\n".join(lines) + "\n"


def _value(pattern: str, values: list[str]) -> Callable[[st.DrawFn, str], str]:
    def changed(draw: st.DrawFn, text: str) -> str:
        found = list(re.finditer(pattern, text))
        if not found:
            return _line(draw, text)
        there = draw(st.sampled_from(found))
        return text[: there.start()] + draw(st.sampled_from(values)) + text[there.end() :]

    return changed


_KINDS = [
    _character,
    _line,
    _value(r"\d{4}-\d{2}-\d{2}", DATES),
    _value(r"\d{2}:\d{2}", TIMES),
    _value(r"(?<=zone: )\S+", ZONES),
    _value(r"(?<= )(?=[a-zA-Z]+ )", [f"{mark} " for mark in MARKUP]),
    _value(r"(?<=answer: \|\n    )", [f"{mark}\n    " for mark in MARKUP]),
    _value(
        r"\b(?:one|two|orientation|first|paper|greeting)\b",
        ["One", "o" * 41, "", "three", "1", "no", "one two"],
    ),
    _value(r"\b(?:en|es)(?=:)", ["sp", "EN", "english", "fr", "it"]),
]


def written(slip: Slip, folder: Path) -> Path:
    """The whole content with the slip in it."""
    for file, text in {**WHOLE, slip.file: slip.text}.items():
        path = folder / (slip.name if file == slip.file else file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


async def told_or_sent(folder: Path) -> list[Problem]:
    """The problems that `check` tells. Without any, everything there is goes out, and is taken."""
    report = check(folder, locales_folder(), NOW.date())
    if report.content is None:
        return list(report.problems)
    problems = rendered_problems(report.content, folder, NOW)
    if not problems:
        await _send_everything(report.content)
    return problems


def is_at_its_place(problem: Problem, folder: Path) -> bool:
    """Whether it names a file, or one that is missing, and a line of it."""
    path = folder / problem.file
    lines = path.read_text(encoding="utf-8").count("\n") + 1 if path.is_file() else 1
    is_known = path.exists() or problem.file in WHOLE
    return is_known and 1 <= problem.line <= lines and bool(problem.text)


async def _send_everything(content: Content) -> None:
    words = Words(content.texts)
    answers = AnswerScreens(content.faq, words, lambda: "https://t.me/compact_bot")
    screens = AnnouncementScreens(words, answers, content.schedule)
    world = _world()
    database = Database.open("sqlite://")
    try:
        async with database.transaction() as connection:
            await connection.run_sync(METADATA.create_all)
        planner = Planner(database, content.schedule, Alerting(database, ()), screens.fits)
        coming = due(content.schedule, NOW, NOW + timedelta(days=12))
        for instant in [NOW, *sorted({occurrence.due_at for occurrence in coming})]:
            await planner.tick(instant)
        told = [alert for alert in await alerts(database) if not isinstance(alert, OccurrencesMissed)]
        assert not [alert for alert in told if isinstance(alert, NotSent)]
        announced = [announcement for announcement, _ in await latest(database)]
    finally:
        await database.close()
    for language in words.languages:
        for announcement in announced:
            _sent(world, screens.parameters(announcement.body, announcement.audience.topic, language))
        drawn = [answers.entry(entry_id, language) for entry_id in content.faq.entries["en"]]
        drawn += [
            answers.courtesy(kind, language, is_private=True) for kind in content.faq.courtesy_entries["en"]
        ]
        for screen in drawn:
            assert screen is not None
            keyboard = screen.keyboard
            markup = {"reply_markup": keyboard.to_json()} if keyboard else {}
            _sent(world, {"text": screen.html, "parse_mode": "HTML", **markup})


def _sent(world: World, parameters: dict[str, str]) -> None:
    send_message(world, Parameters({**parameters, "chat_id": "1"}))


def _world() -> World:
    clock = MovableClock()
    chats = Chats()
    chats.users[1] = User(1, "Amina", started=True)
    return World("1:token", Profile(1, "compact_bot"), clock, chats, UpdateQueue(clock.now), Calls(clock.now))
