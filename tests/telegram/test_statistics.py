"""What staff are shown in numbers: none that is so small that it could say who somebody is."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.announcements import Announcement, Audience
from bot.domain.content.schedules import MOST_TOPICS, Topic
from bot.domain.delivery.deliveries import Progress, State
from bot.domain.delivery.holds import Unanswered
from bot.domain.statistics import LEAST_TOLD, Countable, DailyCount, Picture, told_beside_total
from bot.services.delivery.announcement_status import Status
from bot.services.staff.statistics import ANNOUNCED, Figures
from bot.simulator.forms.html_entities import parse_html, utf16_length
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.screen import Words
from bot.telegram.screens.staff.statistics_screens import StatisticsScreens
from tests import shipped
from tests.builders import broadcast, utc
from tests.lines import each

CONTENT = shipped.content()
WORDS = Words(CONTENT.texts)
SCREENS = StatisticsScreens(Headlines(WORDS, CONTENT.schedule), CONTENT.schedule)
TODAY = date(2026, 11, 29)
TOPICS = [topic.id for topic in CONTENT.schedule.topics]
SMALL = st.integers(0, LEAST_TOLD - 1)
DAYS = st.lists(
    st.builds(
        DailyCount,
        st.integers(0, 89).map(lambda ago: TODAY - timedelta(days=ago)),
        st.sampled_from(Countable),
        st.sampled_from(["", *TOPICS]),
        st.sampled_from(WORDS.languages),
        SMALL,
    ),
    max_size=3,
    unique_by=lambda counted: (counted.what, counted.day.isocalendar()[1] // 2),
)
FIGURES = st.builds(
    Figures,
    st.just(TODAY),
    st.fixed_dictionaries({(topic, "en"): SMALL for topic in TOPICS}),
    st.fixed_dictionaries({"en": SMALL}),
    DAYS.map(tuple),
    st.just(()),
)
_NUMBER = re.compile(r"\d+")


def values(picture: Picture) -> list[int | None]:
    return [value for panel in picture.panels for series in panel.series for value in series.values]


def without_marks(text: str) -> str:
    """Without what keeps names in another script apart."""
    return text.replace("\u2068", "").replace("\u2069", "")


def with_years(count: int, topics: Sequence[str] = TOPICS, announced: Sequence[Status] = ()) -> Figures:
    """So many everywhere, on each of ninety days."""
    days = [TODAY - timedelta(days=ago) for ago in range(90)]
    return Figures(
        TODAY,
        {(topic, language): count for topic in topics for language in WORDS.languages},
        dict.fromkeys(WORDS.languages, count),
        tuple(
            DailyCount(day, what, name, language, count)
            for day in days
            for language in WORDS.languages
            for what, name in (
                *((Countable.SUBSCRIBED, topic) for topic in ("", *topics)),
                (Countable.ANSWERED, ""),
                (Countable.MISSED, ""),
            )
        ),
        tuple(announced),
    )


@settings(max_examples=30, deadline=None)
@given(figures=FIGURES)
def test_no_small_number_is_told_or_drawn(figures: Figures):
    for screen in (SCREENS.text(figures, "en"), SCREENS.count(figures, "en")):
        text, _ = parse_html(screen.html)
        told = {
            int(number) for number in _NUMBER.findall(text.replace("last 7 days", "").replace("30 days", ""))
        }
        assert told <= {LEAST_TOLD}
    picture = SCREENS.picture(figures, "en")
    assert picture is None or all(value is None or value >= LEAST_TOLD for value in values(picture))


@each("language", WORDS.languages)
def test_many_numbers_fit_into_one_message_and_into_a_picture(language: str):
    figures = with_years(123_456)
    text, _ = parse_html(SCREENS.text(figures, language).html)
    assert utf16_length(text) < 3000
    line, _ = parse_html(SCREENS.count(figures, language).html)
    assert "\n" not in line
    picture = SCREENS.picture(figures, language)
    assert picture is not None
    assert len(picture.panels) == 3
    assert picture.is_right_to_left == (language == "ar")
    assert all(len(series.values) == len(panel.labels) for panel in picture.panels for series in panel.series)
    assert None not in values(picture)


def test_where_all_is_small_there_is_no_picture():
    assert SCREENS.picture(Figures(TODAY, {}, {}, (), ()), "en") is None


def test_a_language_with_few_cannot_be_worked_out_from_the_others_and_the_total():
    topic = TOPICS[0]
    for few in range(LEAST_TOLD):
        topics = {(topic, "en"): 50, (topic, "es"): 20, (topic, "fr"): few}
        text = without_marks(SCREENS.text(Figures(TODAY, topics, {}, (), ()), "en").html)
        assert f"</b>: {70 + few}" in text
        assert "English 50" in text
        assert "Español 20" not in text
        assert f"together {20 + few}" in text


@settings(max_examples=100, deadline=None)
@given(parts=st.dictionaries(st.sampled_from("abcde"), st.integers(0, 12)))
def test_what_is_left_out_beside_a_total_is_several_and_no_small_number(parts: dict[str, int]):
    told = told_beside_total(parts)
    left_out = [n for name, n in parts.items() if name not in told]
    assert all(parts[name] >= LEAST_TOLD for name in told)
    assert not told or not left_out or (len(left_out) >= 2 and sum(left_out) >= LEAST_TOLD)
    assert not left_out or min(parts.values()) < LEAST_TOLD


def test_questions_by_language_do_not_give_a_small_number_away_beside_all_of_them():
    asked = {"en": (40, 6), "es": (30, 1), "fr": (20, 9), "ar": (9, 0)}
    days = tuple(
        DailyCount(TODAY, what, "", language, n)
        for language, numbers in asked.items()
        for what, n in zip((Countable.ANSWERED, Countable.MISSED), numbers, strict=True)
    )
    text = without_marks(parse_html(SCREENS.text(Figures(TODAY, {}, {}, days, ()), "en").html)[0])
    assert "answered: 99 · without an answer: 16" in text
    told = [
        line.rsplit(": ", 1)[1] for line in text.splitlines() if line.startswith("• ") and "without" in line
    ]
    assert sorted(told) == ["9", "…", "…", "…"]


def test_curves_by_language_leave_out_what_would_give_a_small_one_away():
    counts = {"en": 50, "es": 20, "fr": 4, "ar": 30}
    days = tuple(DailyCount(TODAY, Countable.SUBSCRIBED, "", spoken, n) for spoken, n in counts.items())
    picture = SCREENS.picture(Figures(TODAY, {}, counts, days, ()), "en")
    assert picture is not None
    assert sorted(value for value in values(picture) if value is not None) == [30, 50]


@each("language", WORDS.languages)
def test_as_many_topics_as_there_may_be_fit_beside_the_newest_announcements(language: str):
    made = [Topic(f"t{n}", {"en": "W" * 40}, {"en": "x"}) for n in range(MOST_TOPICS)]
    topics = (*CONTENT.schedule.topics, *made)[:MOST_TOPICS]
    schedule = replace(CONTENT.schedule, topics=topics)
    body = broadcast("w" * 200)
    announced = [
        Status(
            Announcement(100_000 + n, str(n), Audience(topics[-1].id), body, utc("2026-11-29T12:00"), None),
            "finished",
            Progress(dict.fromkeys(State, 123_456)),
            None,
            Unanswered(0, 0),
        )
        for n in range(ANNOUNCED)
    ]
    screens = StatisticsScreens(Headlines(WORDS, schedule), schedule)
    figures = with_years(123_456, [topic.id for topic in topics], announced)
    text, _ = parse_html(screens.text(figures, language).html)
    assert utf16_length(text) <= 4096
