"""Rows over the files, in a bot that looks at its files: learned, settled, asked about, set aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cli.content.content_export import write_rows
from bot.content.locate import locales_folder
from bot.domain.people.subscriptions import iso_week
from bot.services.staff.staff_content import StaffContent, phrasing_row
from bot.storage import misses, single_values, staff_content
from bot.storage.single_values import Mark
from tests.e2e.conftest import ADA, Stage
from tests.e2e.test_inbox import pressed
from tests.e2e.test_live_content import (  # noqa: F401 - files and stage are fixtures
    TODAY,
    Watched,
    files,
    reword,
    small,
    stage,
    until_answered,
    until_told,
)
from tests.fakes import until

WORDS, LIKE = "whose turn is bread today", "so whose turn is bread today then"
ROW = phrasing_row("en", WORDS, "one", "b")


async def put_in(stage: Stage, *rows) -> None:  # noqa: F811 - the fixture's name
    """Rows that were there when the bot started."""
    await stage.stop()
    async with stage.database.transaction() as connection:
        for row in rows:
            await staff_content.put(connection, row, stage.clock.now())
    stage.start()
    await stage.until_it_listens()


async def rows_of(stage: Stage) -> list[str]:  # noqa: F811 - the fixture's name
    return [row.item_id for row in await StaffContent(stage.database).rows()]


async def test_the_exact_words_are_answered_at_once_and_what_is_like_them_once_it_is_learned(
    stage: Stage,  # noqa: F811 - the fixture
    files: Watched,  # noqa: F811 - the fixture
):
    await put_in(stage, ROW)
    person = await stage.newcomer()
    assert "It is one." in (await stage.ask(person, WORDS))["text"]
    await until_answered(stage, files, person, LIKE, "It is one.")


async def test_a_row_goes_when_the_files_say_the_same(stage: Stage, files: Watched):  # noqa: F811
    await put_in(stage, ROW)
    person = await stage.newcomer()
    written = write_rows(files.folder, locales_folder(), TODAY, [ROW])
    assert len(written.rows) == 1

    async def is_settled() -> bool:
        return await rows_of(stage) == []

    assert "It is one." in (await stage.ask(person, WORDS))["text"]
    await until(is_settled)
    assert "It is one." in (await stage.ask(person, WORDS))["text"]


@pytest.mark.parametrize(
    ("label", "answer"), [("What was put in here", "It is one."), ("files say", "It is two.")]
)
async def test_staff_decide_where_the_files_were_changed_otherwise(
    stage: Stage,  # noqa: F811
    files: Watched,  # noqa: F811
    label: str,
    answer: str,
):
    await put_in(stage, ROW)
    await stage.begin(ADA)
    reword(files, "two question number a", WORDS)
    await until_told(stage, ADA, lambda text: "does not agree with the files" in text)
    listed = await stage.ask(ADA, "/inbox")
    asked = await pressed(stage, listed, "Additions to decide on")
    assert WORDS in asked["text"]
    await pressed(stage, asked, label)
    person = await stage.newcomer()
    await until_answered(stage, files, person, WORDS, answer)


async def test_a_row_that_does_not_fit_stops_no_start_and_is_removed_by_staff(stage: Stage):  # noqa: F811
    lost = replace(ROW, item={**(ROW.item or {}), "entry": "gone"})
    await stage.begin(ADA)
    await put_in(stage, lost)
    await until_told(stage, ADA, lambda text: "does not agree with the files" in text)
    asked = await pressed(stage, await stage.ask(ADA, "/inbox"), "Additions to decide on")
    await pressed(stage, asked, "Remove it")
    assert await rows_of(stage) == []


async def has_first_week(stage: Stage) -> bool:  # noqa: F811 - the fixture's name
    async with stage.database.reading() as connection:
        return await single_values.read(connection, Mark.DIGESTED) is not None


async def test_once_a_week_staff_hear_what_to_see_to(stage: Stage):  # noqa: F811 - the fixture
    await stage.begin(ADA)
    await until(lambda: has_first_week(stage))  # in the week in which a bot first looks nothing is told
    async with stage.database.transaction() as connection:
        await misses.add(connection, iso_week(stage.clock.now()), "en", "who bakes at night")
    await stage.move_by(timedelta(days=7))
    await stage.stop()
    stage.start()
    told = await until_told(stage, ADA, lambda text: "What to see to this week" in text)
    assert "1× who bakes at night" in told
    assert "No people to turn to are named yet" in told


def test_a_folder_is_left_as_it_was_where_the_check_would_find_a_problem(files: Watched):  # noqa: F811
    before = {path: path.read_bytes() for path in files.folder.rglob("*.yaml")}
    odd = replace(ROW, item={**(ROW.item or {}), "text": "x" * 200})
    assert write_rows(files.folder, locales_folder(), TODAY, [odd]).problems
    assert {path: path.read_bytes() for path in files.folder.rglob("*.yaml")} == before
