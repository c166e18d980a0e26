"""Every screen of the inbox and of contacts in every language, whatever strangers and staff wrote into it."""

from __future__ import annotations

from datetime import date

from bot.domain.alert_bodies import alert_of, body_of
from bot.domain.content.contacts import Contact, Region
from bot.domain.content.staff_content import RowKind, StaffRow
from bot.domain.content_alerts import AskedInVain, StaffRowsWait, ThumbsDown, WeeklyDigest
from bot.domain.people.staff import Act
from bot.matching.asked_alike import MOST, Asked, AskedAlike
from bot.simulator.forms.html_entities import parse_html
from bot.telegram.screens.announcements.alert_screens import AlertScreens
from bot.telegram.screens.answers.contact_screens import ContactScreens
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.inbox_screens import PAGE, InboxScreens
from bot.telegram.screens.screen import Screen
from tests.lines import each
from tests.telegram.test_every_screen import CONTENT, HOSTILE, LANGUAGES, WORDS, takes

LONG = f"{HOSTILE} " + "/stop @somebody example.org #tag " * 4
NEAR = tuple(CONTENT.faq.entries["en"])[:3]
WIDE = "\U0001d54f" * 200  # the longest question there is, in letters that count twice
GROUPS = [
    AskedAlike(tuple(Asked(f"{LONG}{letter}{n}", "ar", 3) for n in range(MOST)), NEAR) for letter in "abcdefg"
]
SCREENS = InboxScreens(CONTENT.faq, WORDS)
COUNTED = (
    *(Act.SENT, Act.SENT_AGAIN, Act.CORRECTED, Act.RECALLED),
    *(Act.TOPIC_ENDED, Act.TOPIC_MOVED, Act.ROUND_TOLD),
)


@each("language", LANGUAGES)
def test_every_page_and_every_group_is_taken(language: str):
    worst = [(NEAR[0], "en", 1, 12), ("no-such-entry", "ar", 0, 3)]
    for number in (0, 1, 2, 99):
        takes(SCREENS.page(GROUPS, number, language, worst, waiting=2))
    takes(SCREENS.page([], 1, language, has_answers=True))
    takes(SCREENS.answers([StaffRow(RowKind.ENTRY, entry_id, {}) for entry_id in NEAR], language))
    takes(SCREENS.group(GROUPS[0], language))
    takes(SCREENS.found(NEAR, "abc", language))
    takes(SCREENS.found((), "abc", language))
    takes(SCREENS.done(WORDS.say(language, "inbox.given", question=HOSTILE), "abc", language))


@each("language", LANGUAGES)
def test_what_strangers_wrote_can_be_tapped_nowhere(language: str):
    text, entities = parse_html(SCREENS.group(GROUPS[0], language).html)
    codes = [(each["offset"], each["offset"] + each["length"]) for each in entities if each["type"] == "code"]
    units = text.encode("utf-16-le")
    for wanted in ("/stop", "@somebody", "example.org", "#tag"):
        place = units.find(wanted.encode("utf-16-le"))
        while place >= 0:
            assert any(start * 2 <= place < end * 2 for start, end in codes), wanted
            place = units.find(wanted.encode("utf-16-le"), place + 1)


def test_pages_leave_no_group_out():
    numbers = [
        button.label
        for page in (1, 2)
        for button in SCREENS.page(GROUPS, page, "en").rows[0]
        if button.label.isdigit()
    ]
    assert numbers == [str(number) for number in range(1, len(GROUPS) + 1)]
    assert len(GROUPS) > PAGE


@each("language", LANGUAGES)
def test_every_row_that_waits_for_a_word_is_taken(language: str):
    rows = [
        StaffRow(RowKind.ENTRY, "a", {"texts": {"en": {"question": HOSTILE}}}),
        StaffRow(RowKind.ENTRY, "a", {}),
        StaffRow(RowKind.PHRASING, "a", {"text": LONG}),
        StaffRow(RowKind.CONTACT, "a", {"name": HOSTILE}),
        StaffRow(RowKind.CONTACT, "a", None),
    ]
    for row in rows:
        for is_asked in (False, True):
            takes(SCREENS.row(row, is_asked=is_asked, language=language))


@each("language", LANGUAGES)
def test_what_staff_hear_of_it_is_taken_and_outlives_being_stored(language: str):
    alerts = AlertScreens(WORDS, Headlines(WORDS, CONTENT.schedule))
    everything = WeeklyDigest((AskedInVain(LONG, 2),) * 3, (ThumbsDown(HOSTILE, 0, 4),) * 3, True, 11)
    for alert in (
        everything,
        WeeklyDigest((), (), False, 2),
        *(StaffRowsWait(asked, 1) for asked in (0, 1, 2, 10, 99)),
    ):
        body = body_of(alert, since=1)
        assert alert_of(body) == alert
        takes(alerts.screen(body, language))


@each("language", LANGUAGES)
def test_a_contact_and_each_act_in_the_log_are_taken(language: str):
    contact = Contact(HOSTILE, Region.WORLD, ("ar", "en"), date(2026, 11, 1), "https://aid.test/?a=1&b=2")
    takes(Screen(ContactScreens((contact,), WORDS).line(contact, language)))
    for act in Act:
        if act not in COUNTED:
            takes(Screen(WORDS.say(language, f"log.{act}", who=HOSTILE, id=1, name=HOSTILE)))


@each("language", LANGUAGES)
def test_the_longest_questions_of_the_widest_letters_fit(language: str):
    wide = [AskedAlike(tuple(Asked(WIDE, "ar", 999_999) for _ in range(MOST)), NEAR)] * PAGE
    takes(SCREENS.page(wide, 1, language, [(NEAR[0], "en", 1, 12)] * 3, waiting=1))
    takes(SCREENS.group(wide[0], language))
    takes(SCREENS.row(StaffRow(RowKind.PHRASING, "a", {"text": WIDE}), is_asked=True, language=language))
    digest = WeeklyDigest((AskedInVain(WIDE, 2),) * 3, (ThumbsDown(WIDE[:60], 0, 4),) * 3, True)
    takes(AlertScreens(WORDS, Headlines(WORDS, CONTENT.schedule)).screen(body_of(digest), language))
