"""Who may do what: every command and every button of the house, by whom and where, read from its own tables.

A command or a button that is added is tried here by itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
import pytest_asyncio
from hypothesis import settings

from bot.simulator.forms.json_values import JsonObject
from bot.storage.schema import METADATA
from bot.telegram.commands import IN_ORDER, ButtonKind, Command
from bot.telegram.screens.button_codes import LONGEST, Verb, encode
from tests.assembled import parts
from tests.e2e.conftest import ADA, Stage, code_of
from tests.e2e.test_acts import QUESTION
from tests.e2e.test_owners_and_staff import joined, previewed, removed
from tests.fakes import until

T = TypeVar("T")

pytestmark = pytest.mark.asyncio(loop_scope="module")

WRITTEN_ANYWAY = {
    "daily_counts",
    "counted_today",
    "handled_updates",
    "marks",
    "schema_steps",
    "webinar_states",
    "working",
}  # signs of life, and the like
UNKNOWN, OPENED, ALERT = "I do not know this command", "opened your link", "⚠️"
# what no button of ours carries; an app can send all of it
FORGED = (
    *("", "x", "-1", "0", "9" * 40, "1.", "1.2.3.4", "٣", "1 ", "' OR 1=1 --", "<b>", "all/9", "zz"),
    *("es@es@es", "\u202e1", "1\0"),
)
# all that is for everybody; what is added is for staff alone, or is named here
OF_MEMBERS = {
    *(Verb.SHOW_ENTRY, Verb.SHOW_COUNTRY, Verb.NONE_OF_THESE, Verb.HELPFUL, Verb.UNHELPFUL),
    *(
        Verb.SHOW_CONTACTS,
        Verb.SHOW_CATEGORIES,
        Verb.SHOW_CATEGORY,
        Verb.SHOW_LESSONS,
        Verb.SHOW_LESSON,
        Verb.SEND_QUIZ,
    ),
    *(Verb.SHOW_ROUND, Verb.CHOOSE_REGION, Verb.JOIN_ROUND, Verb.ANSWER_ROUND, Verb.CHOOSE_ANSWER),
    *(Verb.ANSWER_ANEW, Verb.KEEP_ANYWAY, Verb.WITHDRAW, Verb.SHOW_UPDATE, Verb.SHOW_WEBINARS),
    *(Verb.SHOW_WEBINAR, Verb.REMIND, Verb.REMIND_NO_MORE, Verb.CALENDAR_FILE, Verb.SHOW_LANGUAGES),
    *(Verb.SET_LANGUAGE, Verb.SHOW_TOPICS, Verb.SUBSCRIBE, Verb.UNSUBSCRIBE, Verb.LEAVE, Verb.UNDO_LEAVING),
    *(Verb.PAUSE, Verb.ONLY_TOPIC, Verb.END_PAUSE, Verb.SHOW_PRIVACY, Verb.DELETE_ME, Verb.KEEP_ME),
}
TOGETHER = 5  # no more at once than may wait in one chat
# every pair is tried by `pytest --hypothesis-profile endurance`; else each button by some, and by each some
EVERY_PAIR = settings.default is not None and settings.default.max_examples > 1_000


def some(of: Sequence[T], turn: int, count: int) -> list[T]:
    """So many of them, others at each turn; all in an endurance run."""
    return list(of) if EVERY_PAIR else [of[(turn * count + n) % len(of)] for n in range(count)]


@dataclass(frozen=True)
class Cast:
    """Everybody who tries, and what there is to touch: Ada's draft, and an announcement that waits."""

    stage: Stage
    commands: Sequence[Command]
    buttons: Sequence[ButtonKind]
    outsiders: Sequence[int]  # a stranger, a member, a group's administrator, and somebody who was staff
    staff: int
    group: int
    shown: dict[int, int]  # a message of the bot, by the chat that it stands in
    preview: JsonObject

    def everything(self) -> dict[str, list[tuple]]:
        """All that is stored, and whether sending is paused."""
        connection = sqlite3.connect(Path(self.stage.settings.database_url.removeprefix("sqlite:///")))
        try:
            tables = {
                name: sorted(connection.execute(f"SELECT * FROM {name}"), key=str)  # noqa: S608 - ours
                for name in sorted(set(METADATA.tables) - WRITTEN_ANYWAY)
            }
            halted = connection.execute("SELECT value FROM marks WHERE name = 'halted'").fetchall()
            return {**tables, "halted": halted}
        finally:
            connection.close()

    def spoken(self) -> list[tuple[str, int, bool]]:
        """What the bot has said where they try it, how often it changed that, and whether it is gone."""
        return [
            (message["text"], len(message["history"]), message["deleted_date"] is not None)
            for chat in (*self.outsiders, self.staff, self.group)
            for message in self.stage.simulator.messages(chat)
            if message["is_outgoing"]
        ]

    def alerts(self) -> list[str]:
        """What staff were told of what went wrong."""
        return [m["text"] for m in self.stage.simulator.messages(ADA) if m["text"].startswith(ALERT)]

    def press(self, person: int, code: str, chat_id: int | None = None) -> None:
        """Somebody sends a code from under a message of the bot, whatever buttons that has."""
        self.stage.simulator.press_outdated(person, self.shown[chat_id or person], code, chat_id=chat_id)

    def codes(self, kind: ButtonKind, turn: int) -> list[str]:
        """Presses of such a button that would do something if the right person made them."""
        if kind.numbers is not None:
            firsts = {"1", str(self.staff)} if kind.numbers == 1 else {"1"}
            return [encode(kind.verb, ".".join([first, *["1"] * (kind.numbers - 1)])) for first in firsts]
        seen = code_of(self.preview, "Send to").partition(":")[2]
        return [encode(kind.verb, argument) for argument in ("", seen, *some(("es", "weekly"), turn, 1))]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cast(one_bot: Stage) -> Cast:
    stage, simulator = one_bot, one_bot.simulator
    await stage.begin(ADA)
    former = await joined(stage)
    told = await simulator.wait_for_message(ADA, containing=OPENED)
    await removed(stage)
    staff = await joined(stage)
    await simulator.wait_for_message(ADA, after_message_id=told["message_id"], containing=OPENED)
    member, administrator = await stage.newcomer(), await stage.newcomer()
    await stage.ask(member, "/subscribe urgent")
    await stage.ask(ADA, "/halt")
    first = await previewed(stage, ADA, "Come on Friday")
    await stage.press(ADA, first, "Send to")
    await simulator.wait_until(lambda: "Paused" in stage.shown(ADA, first["message_id"])["text"])
    preview = await previewed(stage, ADA, "Come on Sunday")
    outsiders = (simulator.create_user(language_code="en"), member, administrator, former)
    group = simulator.create_group(
        "Organizers", [administrator, ADA, staff, former, member], bot_status="administrator"
    )
    shown = {person: (await stage.ask(person, QUESTION))["message_id"] for person in outsiders}
    shown[staff] = (await stage.ask(staff, "/status"))["message_id"]
    shown[ADA] = preview["message_id"]
    shown[group] = (await stage.ask(member, f"/ask {QUESTION}", chat_id=group))["message_id"]
    made = parts().current.parts
    return Cast(stage, made.commands, made.buttons, outsiders, staff, group, shown, preview)


async def test_the_commands_of_staff_exist_for_nobody_else(cast: Cast):
    of_staff = {command.name: command for command in cast.commands if command.staff_only}
    before = cast.everything()
    for turn, (name, command) in enumerate(of_staff.items()):
        for person in (*some(cast.outsiders, turn, 1), *([cast.staff] if command.owners_only else [])):
            reply = await cast.stage.ask(person, f"/{name} weekly")
            assert UNKNOWN in reply["text"], name
    assert cast.everything() == before


async def test_the_commands_of_staff_exist_for_staff(cast: Cast):
    owners, everybody = (cast.stage.simulator.commands(person) for person in (ADA, cast.outsiders[1]))
    of_staff = [command for command in cast.commands if command.staff_only]
    assert {command.name for command in cast.commands} - {*IN_ORDER} == {each.name for each in of_staff}
    assert {shown["command"] for shown in owners} == {command.name for command in cast.commands}
    assert not {shown["command"] for shown in everybody} & {command.name for command in of_staff}
    for person, their in ((ADA, of_staff), (cast.staff, [c for c in of_staff if not c.owners_only])):
        help_text = (await cast.stage.ask(person, "/help"))["text"]
        assert [command.name for command in their if f"/{command.name}" not in help_text] == []


async def test_no_command_of_staff_exists_in_a_group_whoever_gives_it(cast: Cast):
    simulator, before, spoken = cast.stage.simulator, cast.everything(), cast.spoken()
    for turn, command in enumerate(command for command in cast.commands if not command.in_groups):
        for person in (*some(cast.outsiders[1:], turn, 1), cast.staff, ADA):
            simulator.say(person, f"/{command.name}@compact_bot", chat_id=cast.group)
        simulator.send(cast.outsiders[2], f"/{command.name} weekly", chat_id=cast.group, as_group=True)
        await cast.stage.until_handled()
    assert cast.everything() == before
    assert cast.spoken() == spoken


async def test_the_buttons_of_staff_do_nothing_for_anybody_else_and_nothing_in_a_group(cast: Cast):
    before, spoken = cast.everything(), cast.spoken()
    of_staff = [kind for kind in cast.buttons if kind.staff_only]
    assert not [kind.verb for kind in of_staff if kind.in_groups]
    assert {kind.verb for kind in cast.buttons if not kind.staff_only} == OF_MEMBERS
    in_the_group = (*cast.outsiders[1:], cast.staff, ADA)
    tries = [(kind, code) for turn, kind in enumerate(of_staff) for code in cast.codes(kind, turn)]
    for number, (kind, code) in enumerate(tries):
        # by turns in private and in the group: what asks for both is one function
        in_private, in_group = EVERY_PAIR or number % 2, EVERY_PAIR or not number % 2
        outsiders = some(cast.outsiders, number // 2, 1) if in_private else []
        for person in (*outsiders, *([cast.staff] if kind.owners_only else [])):
            cast.press(person, code)
        for person in some(in_the_group, number // 2, 1) if in_group else []:
            cast.press(person, code, cast.group)
        if number % TOGETHER == 0:
            await cast.stage.until_handled()
    await cast.stage.until_handled()
    assert len(tries) > 4 * len(in_the_group)  # everybody has tried several
    assert cast.everything() == before
    assert cast.spoken() == spoken


async def test_a_forged_button_leaves_nothing_whoever_presses_it(cast: Cast):
    before, alerts = cast.everything(), cast.alerts()
    stranger = cast.outsiders[0]
    for turn, kind in enumerate(cast.buttons):
        for argument in some(FORGED, turn, 1):
            code = f"{kind.verb}:{argument}"
            assert len(code.encode()) <= LONGEST
            is_whole = not argument and kind.numbers in (None, 0)  # a button of ours
            if not (kind.staff_only and is_whole):
                cast.press(ADA if kind.staff_only else stranger, code)
        if turn % TOGETHER == 0:
            await cast.stage.until_handled()
    for code in ("nothing", "nothing:1", ":", "@", ":@es", "SEND:1", "send\0:1"):
        cast.press(ADA, code)
    await cast.stage.until_handled()
    assert cast.everything() == before
    assert cast.alerts() == alerts


async def test_a_button_that_is_pressed_again_later_or_in_another_chat_does_nothing_twice(cast: Cast):
    simulator = cast.stage.simulator
    confirm = code_of(cast.preview, "Send to")
    before = cast.everything()
    cast.press(cast.staff, confirm)  # somebody else's draft
    await cast.stage.until_handled()
    assert cast.everything() == before
    for _ in range(3):
        cast.press(ADA, confirm)
    await cast.stage.until_handled()
    assert len(cast.everything()["announcements"]) == len(before["announcements"]) + 1
    stop = encode(Verb.CANCEL_ANNOUNCEMENT, "1")
    for person in (ADA, cast.staff, ADA):
        cast.press(person, stop)
    await cast.stage.until_handled()
    stopped = [act for act in cast.everything()["staff_acts"] if "stopped" in act]
    assert len(stopped) == 1
    assert simulator.pending_updates() == 0

    async def is_over() -> bool:
        async with cast.stage.database.reading() as connection:
            found = await connection.exec_driver_sql(
                "SELECT 1 FROM announcements WHERE state = 'cancelled' AND report_chat_id IS NOT NULL"
            )
            return found.first() is None

    await until(is_over)  # nothing of it changes any more under another test
