"""Calendar files as another library reads them, and as strict phones want them."""

import re
from datetime import timedelta

import ics

from bot.services.announcing.webinars import CalendarEntry, card
from bot.telegram.screens.calendar_files import calendar_file, file_name
from bot.telegram.screens.screen import Words
from tests import shipped
from tests.builders import NOW, START, webinar
from tests.lines import each

CONTENT = shipped.content()
WORDS = Words(CONTENT.texts)
LINK = "https://t.me/a_bot"
LATER = START + timedelta(days=3)


def written(*, title="Orientation", summary="", starts_at=START, sequence=1, is_off=False, language="en"):
    told = card(webinar(starts_at=starts_at))
    entry = CalendarEntry(
        type(told)(**{name: getattr(told, name) for name in told.__slots__} | {"titles": {language: title}}),
        {language: summary} if summary else {},
        sequence,
        is_off,
    )
    return calendar_file(entry, LINK, WORDS, language, NOW)


def read(file: bytes):
    (event,) = ics.Calendar(file.decode()).events
    return event


def field(file: bytes, name: str) -> str:
    unfolded = file.decode().replace("\r\n ", "")
    return re.findall(rf"^{name}(?:;[^:\r]*)?:(.*)\r$", unfolded, re.MULTILINE)[0]


def test_another_library_reads_what_was_written():
    event = read(written(summary="Bring your questions, and friends; all of them."))
    assert (event.name, event.begin.datetime, event.duration) == ("Orientation", START, timedelta(hours=1))
    assert event.description.startswith("Bring your questions, and friends; all of them.")
    assert event.location == "https://example.org/orientation"


def test_a_move_is_the_same_entry_with_a_greater_number():
    before, after = written(), written(starts_at=LATER, sequence=2)
    assert read(before).uid == read(after).uid
    assert read(after).begin.datetime == LATER
    assert int(field(before, "SEQUENCE")) < int(field(after, "SEQUENCE"))


@each("language", CONTENT.texts.languages)
def test_a_cancellation_says_so_in_its_title_too(language):
    before, after = written(language=language), written(is_off=True, sequence=2, language=language)
    event = read(after)
    assert (event.uid, event.status) == (read(before).uid, "CANCELLED")
    assert event.name.endswith("Orientation")
    assert event.name != "Orientation"
    assert (field(before, "METHOD"), field(after, "METHOD")) == ("PUBLISH", "CANCEL")


@each("offset", range(0, 80, 9))
def test_strict_phones_take_every_file(offset):
    """No mark of byte order, no line over 75 octets, no letter cut in two, no zone, nobody who attends."""
    file = written(title="x" * offset + "مدخل إلى الاتفاق 📅, ; \\ العالمي " * 3, language="ar")
    assert read(file).name == "x" * offset + "مدخل إلى الاتفاق 📅, ; \\ العالمي " * 3
    lines = file.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert not file.startswith(b"\xef\xbb\xbf")
    assert b"ATTENDEE" not in file
    assert b"TZID" not in file
    assert field(file, "DTSTAMP") == f"{NOW:%Y%m%dT%H%M%SZ}"
    assert field(file, "DTSTART") == f"{START:%Y%m%dT%H%M%SZ}"
    assert field(file, "ORGANIZER") == LINK


def test_its_name_says_what_it_is():
    assert file_name("orientation") == "orientation.ics"
