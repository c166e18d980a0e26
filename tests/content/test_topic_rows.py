"""A topic that staff made stands beside those of the files, and goes when the files say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.cli.content.content_export import write_rows
from bot.content.check import Content
from bot.content.staff_rows import Beneath, Laid, fault_of, laid_over
from bot.domain.content.schedules import MOST_TOPICS
from bot.domain.content.staff_content import ENDS, RowKind, RowStanding, StaffRow, standing, without_end
from tests.small_content import LOCALES, read_small_content, write_small_content

TODAY = date(2026, 11, 24)
TEXTS = ("name", "description")
NAMES = {"es": "Llamados: Andalucía", "fr": "Appels : Andalousie"}


def row(topic_id: str = "andalucia", base: str = "es", **names: str) -> StaffRow:
    texts = {code: {"name": name, "description": f"{name}, así"} for code, name in (names or NAMES).items()}
    return StaffRow(RowKind.TOPIC, topic_id, {"base": base, "texts": texts}, batch=topic_id)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_content(tmp_path / "content")


def read(folder: Path) -> Content:
    return read_small_content(folder, TODAY)


def laid(content: Content, *rows: StaffRow) -> Laid:
    return laid_over(Beneath(content), rows)


def ids(found: Laid) -> list[str]:
    return [topic.id for topic in found.content.schedule.topics]


def test_it_comes_behind_those_of_the_files_and_another_language_stands_in_for_one_that_is_missing(
    folder: Path,
):
    found = laid(read(folder), row())
    assert ids(found) == ["weekly", "webinars", "urgent", "andalucia"]
    topic = found.content.schedule.topic("andalucia")
    assert topic is not None
    assert topic.by_staff
    assert [topic.name(code) for code in ("en", "es", "fr")] == [NAMES["es"], NAMES["es"], NAMES["fr"]]


def test_a_text_in_the_leading_language_stands_in_once_it_is_there(folder: Path):
    topic = laid(read(folder), row(en="Calls: Andalucía", **NAMES)).content.schedule.topic("andalucia")
    assert topic is not None
    assert topic.name("ar") == topic.name("en") == "Calls: Andalucía"


def test_a_new_text_takes_the_place_of_the_old_one(folder: Path):
    before = laid(read(folder), row()).content
    found = laid(before, row(es="Llamados: Sur"))
    assert ids(found)[-1] == "andalucia"
    assert len(ids(found)) == 4
    topic = found.content.schedule.topic("andalucia")
    assert topic is not None
    assert topic.name("es") == "Llamados: Sur"
    assert fault_of(before, row(es="Llamados: Sur")) is None


def test_one_that_ends_is_offered_to_nobody_stays_a_row_and_is_written_into_no_file(folder: Path):
    ending = replace(row(), item={**(row().item or {}), ENDS: {"to": None}})
    found = laid(read(folder), ending)
    assert (ids(found), found.holding) == (["weekly", "webinars", "urgent"], (ending,))
    assert without_end(ending) == row()
    assert write_rows(folder, LOCALES, TODAY, [ending]).files == ()


def test_written_into_the_file_it_says_the_same_and_the_row_may_go(folder: Path):
    written = write_rows(folder, LOCALES, TODAY, [row()])
    assert written.files == ("schedules/topics.yaml",)
    anew = read(folder)
    found = laid(anew, row())
    assert found.settled == (row(),)
    topic = anew.schedule.topic("andalucia")
    assert topic is not None
    assert not topic.by_staff
    assert topic.name("fr") == NAMES["fr"]


def test_a_topic_of_the_files_wins_over_one_of_its_id_that_says_otherwise_and_staff_are_told(folder: Path):
    write_rows(folder, LOCALES, TODAY, [row()])
    content, other = read(folder), row(es="Llamados: Sur")
    found = laid(content, other)
    assert found.aside == (other,)
    topic = found.content.schedule.topic("andalucia")
    assert topic is not None
    assert topic.name("es") == NAMES["es"]
    assert write_rows(folder, LOCALES, TODAY, [other]).rows == ()


def test_what_does_not_fit_is_set_aside_with_the_reason(folder: Path):
    content = read(folder)
    for odd, reason in (
        (row(es="x" * 41), "40 characters"),
        (row(es="<b>x</b>"), "HTML"),
        (row(es="+34 600 000 000"), "number"),
        (row("weekly"), "files have a topic"),
        # The leading language's text stands in, and there is none.
        (
            StaffRow(RowKind.TOPIC, "x", {"base": "pt", "texts": {"es": {"name": "a", "description": "b"}}}),
            "",
        ),
        (StaffRow(RowKind.TOPIC, "andalucia", None), "nothing in it"),
        (StaffRow(RowKind.TOPIC, "andalucia", {"texts": 1}), ""),
    ):
        found = laid(content, odd)
        assert found.aside == (odd,)
        assert found.content is content
        fault = fault_of(content, odd)
        assert fault is not None
        assert reason in fault.said
        assert standing(odd, Beneath(content).item(odd)) is not RowStanding.ASKED or odd.item_id == "weekly"


def test_there_are_never_more_than_fit_under_subscribe(folder: Path):
    rows = [row(f"t{number}", es=f"Tema {number}") for number in range(MOST_TOPICS)]
    found = laid(read(folder), *rows)
    assert len(ids(found)) == MOST_TOPICS
    assert len(found.aside) == 3
