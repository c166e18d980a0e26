"""News that staff put in: over the files, into the files, and gone when the files say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.content.check import Content
from bot.content.rows_in_files import written
from bot.content.staff_rows import Beneath, fault_of, laid_over
from bot.domain.content.schedules import NewsItem
from bot.domain.content.staff_content import RowKind, StaffRow, is_over
from tests.small_content import read_small_content, write_small_content

TODAY = date(2026, 11, 28)
WEEKLY = "schedules/weekly.yaml"
ITEM = {
    "from": "2026-11-30",
    "until": "2026-11-30",
    "text": {"en": "“New”: yes # no", "es": "Nuevo"},
    "link": "https://bakers.test/a",
}
NEW = StaffRow(RowKind.NEWS, "news-1", ITEM)
MORE = StaffRow(RowKind.NEWS, "news-2", {**ITEM, "text": {"en": "More.\nIn two lines."}, "link": None})
OTHER_WORDS = StaffRow(RowKind.NEWS, "news-1", {**ITEM, "text": {"en": "Other words."}})
HEAD = "day: monday\ntime: 09:00\nzone: UTC\n"
OLD = """\
  - id: old-news
    from: 2026-11-23
    until: 2026-11-30
    text: {en: Old news.}
"""
FORMS = {
    "none": HEAD,
    "empty": f"{HEAD}news:\nquestions: [one]\n",
    "brackets": f"{HEAD}news: []  # nothing yet\n",
    "last": f"{HEAD}news:\n{OLD}",
    "in the middle": f"{HEAD}\nnews:\n{OLD}\n# what is asked\nquestions: [one]\n",
    "flush": f"{HEAD}news:\n{OLD.replace('  ', '', 1).replace(chr(10) + '    ', chr(10) + '  ')}",
    "apart": f"{HEAD}news:\n{OLD}\n{OLD.replace('old-news', 'older')}\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_content(tmp_path / "content")


def read(folder: Path) -> Content:
    return read_small_content(folder, TODAY)


def export(folder: Path, *rows: StaffRow) -> str:
    """The rows are written into the files; what the file of news says then."""
    result = written(folder, read(folder), rows)
    assert result.left == []
    for name, text in result.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return (folder / WEEKLY).read_text(encoding="utf-8")


def news(content: Content) -> tuple[NewsItem, ...]:
    assert content.schedule.weekly is not None
    return content.schedule.weekly.news


def test_what_was_written_into_the_file_settles_the_rows_and_leaves_the_rest(folder: Path):
    for form, file in FORMS.items():
        (folder / WEEKLY).write_text(file, encoding="utf-8")
        content = read(folder)
        laid = laid_over(Beneath(content), [NEW, MORE])
        text = export(folder, NEW, MORE)
        after = read(folder)
        assert news(after) == news(laid.content), form
        assert news(after)[: len(news(content))] == news(content), form
        assert {row.item_id for row in laid_over(Beneath(after), [NEW, MORE]).settled} == {"news-1", "news-2"}
        assert all(line in text.splitlines() for line in file.splitlines() if not line.startswith("news")), (
            form
        )


def test_a_text_of_the_file_that_was_changed_takes_its_place(folder: Path):
    for form in ("last", "in the middle", "flush", "apart"):
        (folder / WEEKLY).write_text(FORMS[form], encoding="utf-8")
        content = read(folder)
        row = StaffRow(RowKind.NEWS, "old-news", {**ITEM, "text": {"en": "Other words."}})
        row = Beneath(content).standing_anew(row)
        laid = laid_over(Beneath(content), [row])
        assert news(laid.content)[0].texts["en"] == "Other words."
        export(folder, row)
        assert news(read(folder)) == news(laid.content), form


def test_in_which_language_there_is_no_text_the_leading_one_stands_in(folder: Path):
    content = laid_over(Beneath(read(folder)), [NEW]).content
    (item,) = (each for each in news(content) if each.id == "news-1")
    assert dict(item.texts) == {"en": "“New”: yes # no", "es": "Nuevo", "fr": "“New”: yes # no"}
    assert item.said["es"] == "Nuevo\n\nhttps://bakers.test/a"


def test_a_row_whose_item_the_file_changed_otherwise_is_asked_about(folder: Path):
    export(folder, NEW)
    laid = laid_over(Beneath(read(folder)), [OTHER_WORDS])
    assert laid.asked == (OTHER_WORDS,)
    assert written(folder, read(folder), [OTHER_WORDS]).rows == []


def test_news_that_break_a_rule_are_refused_and_set_aside(folder: Path):
    beneath = Beneath(read(folder))
    for changed in (
        {"link": "bakers.test"},
        {"text": {"es": "Nuevo"}},
        {"text": {"en": ""}},
        {"text": {"en": "<b>New</b>"}},
        {"text": {"en": "Call +32 470 12 34 56"}},
        {"text": {"en": "a" * 601}},
        {"until": "2026-11-29"},
        {"from": "Monday"},
    ):
        row = replace(NEW, item={**ITEM, **changed})
        assert fault_of(beneath.content, row), changed
        assert laid_over(beneath, [row]).aside == (row,)


def test_news_are_over_two_weeks_after_their_last_day_and_nothing_else_ever_is():
    assert not is_over(NEW, date(2026, 12, 14))
    assert is_over(NEW, date(2026, 12, 15))
    assert not is_over(replace(NEW, item=None), date(2036, 1, 1))
    assert not is_over(StaffRow(RowKind.CONTACT, "x", {"until": "2020-01-01"}), date(2036, 1, 1))
