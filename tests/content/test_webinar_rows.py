"""A webinar that staff put in stands over schedules/webinars.yaml, and goes into it as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.check import Content
from bot.content.rows_in_files import written
from bot.content.staff_rows import Beneath, Laid, fault_of, laid_over
from bot.content.webinar_rows import is_long_over, webinar_item, webinar_of
from bot.domain.content.staff_content import Item, RowKind, StaffRow, digest_of
from bot.domain.light_markup import as_typed
from bot.domain.people.staff import Act
from bot.services.announcing.webinar_editing import (
    NEW,
    Editing,
    KnownWebinar,
    Part,
    WebinarsInUse,
    with_start,
)
from bot.telegram.webinar_drafts.typed_parts import NotTaken, changed
from tests.builders import utc
from tests.small_content import read_small_content, write_small_content

TODAY = date(2026, 11, 24)
NOW = utc("2026-11-24 12:00")
IN_FILE = """\
# the webinars
- id: rolls
  contact: organization
  title: {en: Rolls, es: Panecillos}
  summary: {en: On rolls.}
  starts: 2026-12-01 16:00
  zone: Europe/Brussels
  minutes: 60
  link: https://example.org/rolls
  leads: [2h, start]
  languages: [en, es]
  reading: [one]
# the next one
- id: buns
  title: {en: Buns}
  starts: 2026-12-08 16:00
  zone: UTC
  minutes: 60
  link: https://example.org/buns
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_small_content(tmp_path / "content")
    (made / "schedules/webinars.yaml").write_text(IN_FILE, encoding="utf-8")
    return made


def read(folder: Path) -> Content:
    return read_small_content(folder, TODAY)


def said(content: Content, webinar_id: str) -> Item:
    webinar = content.schedule.webinar(webinar_id)
    assert webinar is not None
    return webinar_item(webinar, "en", is_cancelled=False)


def row_of(webinar_id: str, item: Item, over: Content) -> StaffRow:
    return Beneath(over).standing_anew(StaffRow(RowKind.WEBINAR, webinar_id, item, batch="b"))


def laid(content: Content, *rows: StaffRow) -> Laid:
    return laid_over(Beneath(content), rows)


def write(folder: Path, *rows: StaffRow) -> Content:
    result = written(folder, read(folder), rows)
    assert result.left == []
    for name, text in result.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read(folder)


def test_a_webinar_is_moved_cancelled_and_put_back_over_the_files(folder: Path):
    content = read(folder)
    moved = {**said(content, "rolls"), "starts": "2026-12-02 16:00"}
    found = laid(content, row_of("rolls", moved, content)).content.schedule.webinar("rolls")
    assert found is not None
    assert found.starts_at == utc("2026-12-02 15:00")
    off = laid(content, row_of("rolls", {**moved, "cancelled": True}, content))
    assert [each.id for each in off.content.schedule.webinars] == ["buns"]
    assert [each.id for each in off.content.schedule.cancelled] == ["rolls"]
    assert len(off.holding) == 1


def test_a_row_that_cancels_goes_when_the_files_name_the_webinar_no_more(folder: Path):
    content = read(folder)
    row = row_of("rolls", {**said(content, "rolls"), "cancelled": True}, content)
    without = replace(content, schedule=replace(content.schedule, webinars=()))
    assert laid(without, row).settled == (row,)


def test_staff_are_asked_where_the_file_was_changed_otherwise(folder: Path):
    content = read(folder)
    row = row_of("buns", {**said(content, "buns"), "starts": "2026-12-09 16:00"}, content)
    (folder / "schedules/webinars.yaml").write_text(IN_FILE.replace("12-08", "12-10"), encoding="utf-8")
    found = laid(read(folder), row)
    assert found.asked == (row,)
    assert said(found.content, "buns")["starts"] == "2026-12-09 16:00"


def test_what_is_written_into_the_file_settles_the_rows_and_the_check_is_green(folder: Path):
    content = read(folder)
    new = {
        **NEW,
        "title": {"en": "“Yeast”: a talk", "fr": "La levure"},
        "starts": "2027-03-02 16:00",
        "link": "https://example.org/yeast",
    }
    rows = (
        row_of("rolls", {**said(content, "rolls"), "starts": "2026-12-02 16:00"}, content),
        row_of("buns", {**said(content, "buns"), "cancelled": True, "recording": None}, content),
        row_of("webinar-1", new, content),
    )
    before = laid(content, *rows).content.schedule
    after = write(folder, *rows)
    assert laid(after, *rows).settled == rows
    assert after.schedule.upcoming(utc("2026-11-24 12:00")) == before.upcoming(utc("2026-11-24 12:00"))
    assert after.schedule.cancelled == before.cancelled
    text = (folder / "schedules/webinars.yaml").read_text(encoding="utf-8")
    for kept in ("# the webinars", "# the next one", "contact: organization", "leads: [2h, start]"):
        assert kept in text


def test_a_webinar_without_the_leading_language_is_in_use_and_stays_a_row(folder: Path):
    content = read(folder)
    french = {**NEW, "title": {"fr": "Pain"}, "starts": "2027-03-02 16:00", "link": "https://example.org/p"}
    row = row_of("webinar-1", french, content)
    found = laid(content, row).content.schedule.webinar("webinar-1")
    assert found is not None
    assert found.title("en") == found.title("es") == "Pain"
    ((left, why),) = written(folder, content, [row]).left
    assert (left, "leading language" in why) == (row, True)


def test_what_does_not_fit_is_set_aside_and_stops_nothing(folder: Path):
    content = read(folder)
    for wrong in (
        {"link": "http://example.org"},
        {"zone": "Mars/Base"},
        {"starts": "2026-02-30 10:00"},
        {"minutes": 4},
        {"title": {}},
        {"languages": "en"},
        {"leads": ["soon"]},
    ):
        row = row_of("buns", {**said(content, "buns"), **wrong}, content)
        assert fault_of(content, row), wrong
        found = laid(content, row)
        assert found.aside == (row,)
        assert found.content is content


def test_lines_that_were_typed_count_as_they_were_typed(folder: Path):
    content = read(folder)
    for letters, fits in ((59, True), (60, False)):
        typed = "\n".join(["Wages", *["x" * letters] * 10])
        found = changed(Part.WORDS, said(content, "buns"), typed, "en", NOW, ())
        assert isinstance(found, NotTaken) is not fits
        summary = as_typed(typed.partition("\n")[2])
        row = row_of("buns", {**said(content, "buns"), "summary": {"en": summary}}, content)
        assert (fault_of(content, row) is None) is fits


def test_a_row_goes_two_weeks_after_its_webinar_unless_the_files_say_a_later_day(folder: Path):
    content = read(folder)
    row = row_of("buns", {**said(content, "buns"), "starts": "2026-12-01 16:00"}, content)
    assert not is_long_over(row, content, utc("2026-12-01 16:30"))
    assert not is_long_over(row, content, utc("2026-12-08 16:30"))
    assert is_long_over(row, content, utc("2026-12-08 17:01"))


def test_an_hour_that_the_clocks_show_twice_is_kept_as_the_instant_that_was_meant():
    for at in (utc("2027-10-31 00:30"), utc("2027-10-31 01:30")):
        item = with_start({**NEW, "title": {"en": "a"}, "link": "https://example.org/a"}, at, "Europe/Paris")
        assert webinar_of(StaffRow(RowKind.WEBINAR, "a", item), ("en",)).starts_at == at


TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=40)


@given(TEXTS, TEXTS, st.booleans(), st.lists(st.sampled_from(["en", "es", "fr"]), unique=True), st.integers())
def test_whatever_fits_is_read_from_the_file_as_it_was_put_in(title, summary, is_off, spoken, number):
    item = {
        **NEW,
        "title": {"en": title, "es": summary},
        "summary": {"en": summary},
        "starts": "2027-03-02 16:00",
        "zone": ("UTC", "Africa/Nairobi")[number % 2],
        "minutes": 5 + number % 500,
        "link": f"https://example.org/{number}?a=b#c",
        "languages": spoken,
        "recording": ("https://example.org/x", None)[number % 2],
        "cancelled": is_off,
    }
    row = StaffRow(RowKind.WEBINAR, "webinar-1", item)
    try:
        webinar = webinar_of(row, ("en", "es", "fr"))
    except ValueError:
        return  # what a text may not hold
    once = webinar_item(webinar, "en", is_cancelled=is_off)
    again = webinar_of(replace(row, item=once), ("en", "es", "fr"))
    assert (again, webinar_item(again, "en", is_cancelled=is_off)) == (webinar, once)


def test_what_an_act_is_follows_from_what_it_changes(folder: Path):
    content = read(folder)
    item = said(content, "buns")
    webinar = content.schedule.webinar("buns")
    assert webinar is not None
    in_use = WebinarsInUse(lambda row: webinar_of(row, ("en",)), {})
    assert in_use.act_of(Editing("buns", item)) is Act.WEBINAR_MADE
    in_use = replace(in_use, known={"buns": KnownWebinar(item, webinar)})
    begun = in_use.begun("buns")
    assert begun is not None
    assert begun.over == digest_of(item)
    for change, act, is_news in (
        ({"starts": "2026-12-08 17:00"}, Act.WEBINAR_MOVED, True),
        ({"starts": "2026-12-08 17:00", "zone": "Europe/Brussels"}, Act.WEBINAR_CHANGED, False),
        ({"cancelled": True}, Act.WEBINAR_CANCELLED, True),
        ({"link": "https://example.org/new"}, Act.WEBINAR_CHANGED, True),
        ({"title": {"en": "Other"}}, Act.WEBINAR_CHANGED, False),
    ):
        editing = replace(begun, item={**item, **change})
        assert (in_use.act_of(editing), in_use.is_news(editing, NOW)) == (act, is_news)
        assert not in_use.is_news(editing, webinar.ends_at + timedelta(hours=2))
    off = replace(begun, item={**item, "cancelled": True})
    assert not in_use.is_news(off, webinar.starts_at - timedelta(minutes=1))
    listed = in_use.listed(webinar.ends_at + timedelta(days=13))
    assert [each.webinar.id for each in listed] == ["buns"]
    assert in_use.listed(webinar.ends_at + timedelta(days=15)) == []
