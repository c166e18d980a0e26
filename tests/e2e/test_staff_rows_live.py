"""Rows over the files, in a bot that looks at its files: learned, settled, asked about, set aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cli.content.content_export import write_rows
from bot.content.locate import locales_folder
from bot.domain.content.staff_content import StaffRow
from bot.domain.people.subscriptions import iso_week
from bot.services.staff.staff_content import StaffContent, phrasing_row
from bot.simulator.forms.json_values import JsonObject
from bot.storage import misses, single_values, staff_content
from bot.storage.single_values import Mark
from tests.e2e.conftest import ADA, Stage
from tests.e2e.test_inbox import pressed
from tests.e2e.test_live_content import (  # noqa: F401 - files and stage are fixtures
    TODAY,
    UNSURE,
    Watched,
    files,
    reword,
    staff_begin,
    stage,
    start_on,
    until_answered,
    until_told,
)
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORDS, LIKE = "whose turn is bread today", "so whose turn is bread today then"
ROW = phrasing_row("en", WORDS, "one", "b")


async def put_in(stage: Stage, files: Watched, *rows: StaffRow) -> None:  # noqa: F811 - the fixtures' names
    """Rows that were there when the bot started, an hour later: what staff were told before is told anew."""
    await stage.stop()
    stage.clock.move_by(timedelta(hours=1))
    async with stage.database.transaction() as connection:
        for row in rows:
            await staff_content.put(connection, row, stage.clock.now())
    start_on(stage, files)


async def is_there(stage: Stage, row: StaffRow) -> bool:  # noqa: F811 - the fixture's name
    return any(each.item_id == row.item_id for each in await StaffContent(stage.database).rows())


async def to_decide_on(stage: Stage) -> JsonObject:  # noqa: F811 - the fixture's name
    """What Ada is asked of the first addition that does not agree with the files."""
    return await pressed(stage, await stage.ask(ADA, "/inbox"), "Additions to decide on")


async def test_a_row_is_learned_goes_when_the_files_say_the_same_and_is_decided_on_where_they_do_not(
    stage: Stage,  # noqa: F811 - the fixture
    files: Watched,  # noqa: F811 - the fixture
):
    rows = {words: phrasing_row("en", words, "one", "b") for words in ("who salts it", "why not at dawn")}
    await put_in(stage, files, ROW, *rows.values())
    person = await stage.newcomer()
    assert "It is one." in (await stage.ask(person, WORDS))["text"]
    await until_answered(stage, files, person, LIKE, "It is one.")

    since = await staff_begin(stage)
    assert await is_there(stage, ROW)
    reword(files, dict(zip(("two question number a", "two question number b"), rows, strict=True)))
    written = write_rows(files.folder, locales_folder(), TODAY, [ROW])
    assert len(written.rows) == 1

    async def is_settled() -> bool:
        return not await is_there(stage, ROW)

    await until(is_settled)
    assert "It is one." in (await stage.ask(person, WORDS))["text"]

    await until_told(stage, ADA, lambda text: "2 additions" in text and "agree with the files" in text, since)
    decided = {}
    for label, answer in (("What was put in here", "It is one."), ("files say", "It is two.")):
        asked = await to_decide_on(stage)
        (words,) = [words for words in rows if words in asked["text"]]
        await pressed(stage, asked, label)
        decided[words] = answer
    for words, answer in decided.items():
        await until_answered(stage, files, person, words, answer)


async def test_a_row_that_does_not_fit_stops_no_start_and_is_removed_by_staff(
    stage: Stage,  # noqa: F811 - the fixture
    files: Watched,  # noqa: F811 - the fixture
):
    lost = phrasing_row("en", "where is the yeast", "gone", "b")
    since = await staff_begin(stage)
    await put_in(stage, files, lost)
    await until_told(stage, ADA, lambda text: "does not agree with the files" in text, since)
    await pressed(stage, await to_decide_on(stage), "Remove it")
    assert not await is_there(stage, lost)


async def has_first_week(stage: Stage) -> bool:  # noqa: F811 - the fixture's name
    async with stage.database.reading() as connection:
        return await single_values.read(connection, Mark.DIGESTED) is not None


async def test_once_a_week_staff_hear_what_to_see_to(stage: Stage):  # noqa: F811 - the fixture
    since = await staff_begin(stage)
    await until(lambda: has_first_week(stage))  # in the week in which a bot first looks nothing is told
    async with stage.database.transaction() as connection:
        await misses.add(connection, iso_week(stage.clock.now()), "en", "who bakes at night")
    await stage.move_by(timedelta(days=7))
    await stage.stop()
    stage.start()
    told = await until_told(stage, ADA, lambda text: "What to see to this week" in text, since)
    assert "1× who bakes at night" in told
    assert "No people to turn to are named yet" in told


async def test_a_folder_is_left_as_it_was_where_the_check_would_find_a_problem(files: Watched):  # noqa: F811 - the fixture
    before = {path: path.read_bytes() for path in files.folder.rglob("*.yaml")}
    odd = replace(ROW, item={**(ROW.item or {}), "text": "x" * 200})
    assert write_rows(files.folder, locales_folder(), TODAY, [odd]).problems
    assert {path: path.read_bytes() for path in files.folder.rglob("*.yaml")} == before
