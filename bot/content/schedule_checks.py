"""What must hold for schedules/ beyond the form of each item, and what there is probably a slip."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args

from bot.content.addresses import is_made_up
from bot.content.dates_in_texts import day_in_numbers, named_days, weekday_names
from bot.content.fields import Languages, is_language
from bot.content.language_keys import wrong_languages
from bot.content.models import NewsForm, TopicForm, WebinarForm, Weekday, WeeklyForm
from bot.content.problems import Problem
from bot.content.yaml_file import Steps, YamlFile
from bot.domain.content.schedules import wall_clock

FURTHEST = timedelta(days=3 * 366)  # nobody plans a webinar for later: the year is a slip
FAR = timedelta(days=300)  # and rarely for later than this
MOST_WEEKS = 9  # in which the same news stand
_WORD = re.compile(r"\w+")
EXAMPLE = {"en": "example", "es": "ejemplo", "fr": "exemple", "ar": "مثال"}
"""The word by which a text says that it is one, in the leading languages where it is known."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the schedule is held against: the day of the check, the entries and languages that there are."""

    today: date
    entry_ids: Collection[str]
    languages: Languages
    ids_are_lost: bool


def problems_of_topic(form: TopicForm, file: YamlFile, steps: Steps, place: Place) -> Iterator[Problem]:
    for key, texts in (("name", form.name), ("description", form.description)):
        yield from wrong_languages(file, (*steps, key), texts, place.languages)


def problems_of_weekly(form: WeeklyForm, file: YamlFile, place: Place) -> Iterator[Problem]:
    for position, entry_id in enumerate(form.questions):
        if entry_id not in place.entry_ids:
            missing = file.problem(
                ("questions", position), f"there is no entry `{entry_id}` in faq/{place.languages[0]}"
            )
            yield missing.following(place.ids_are_lost)
        elif entry_id in form.questions[:position]:
            yield file.problem(("questions", position), f"`{entry_id}` stands here twice")
    for position, news in enumerate(form.news):
        if news.id in (other.id for other in form.news[:position]):
            yield file.problem(("news", position, "id"), f"`{news.id}` is there already")
        yield from _problems_of_news(news, form, file, ("news", position), place)


def _problems_of_news(
    news: NewsForm, form: WeeklyForm, file: YamlFile, steps: Steps, place: Place
) -> Iterator[Problem]:
    yield from wrong_languages(file, (*steps, "text"), news.text, place.languages)
    if news.last_day < news.first_day:
        yield file.problem((*steps, "until"), "lies before `from`")
        return
    leading = place.languages[0]
    if news.example and EXAMPLE.get(leading, "") not in news.text[leading].casefold():
        yield _no_example(file, steps, "its text does not say that it is one")
    if not news.example:
        yield from _link_of_example(news.link, file, steps)
        yield from _unlikely_days(news, file, steps, place.today)
        for language, text in _written(news.text, leading):
            yield from _wrong_weekdays(text, language, news.first_day, file, (*steps, "text", language))
    first = max(news.first_day, place.today)
    to_the_update = (get_args(Weekday).index(form.day) - first.weekday()) % 7
    if not news.example and 0 <= (news.last_day - first).days < to_the_update:
        text = (
            f"no weekly update carries this: between these days there is no {form.day.capitalize()} to come"
        )
        yield file.problem((*steps, "from"), text).as_warning()


def _unlikely_days(news: NewsForm, file: YamlFile, steps: Steps, today: date) -> Iterator[Problem]:
    """News that come late, again and again, or were over long before."""
    if news.first_day - today > FAR:
        text = f"is far ahead (today is {today}): is the year right?"
        yield file.problem((*steps, "from"), text).as_warning()
    elif today - news.last_day > FAR:
        text = f"is long past (today is {today}): take the news away if they were sent, else mend the year"
        yield file.problem((*steps, "until"), text).as_warning()
    elif (weeks := (news.last_day - max(news.first_day, today)).days // 7 + 1) > MOST_WEEKS:
        text = f"members would get this in some {weeks} weekly updates: is the day right?"
        yield file.problem((*steps, "until"), text).as_warning()


def problems_of_webinar(form: WebinarForm, file: YamlFile, steps: Steps, place: Place) -> Iterator[Problem]:
    for key, texts in (("title", form.title), ("summary", form.summary)):
        yield from wrong_languages(file, (*steps, key), texts, place.languages)
    starts_at = wall_clock(form.starts.date(), form.starts.time(), form.zone)
    if starts_at.astimezone(form.zone).replace(tzinfo=None) != form.starts:
        text = f"the clocks in {form.zone.key} skip this time on that day: choose another"
        yield file.problem((*steps, "starts"), text)
    for position, lead in enumerate(form.leads):
        if lead in form.leads[:position]:
            yield file.problem((*steps, "leads", position), "stands here twice")
    for position, entry_id in enumerate(form.reading):
        if entry_id not in place.entry_ids:
            text = f"there is no entry `{entry_id}` in faq/{place.languages[0]}"
            yield file.problem((*steps, "reading", position), text).following(place.ids_are_lost)
        elif entry_id in form.reading[:position]:
            yield file.problem((*steps, "reading", position), f"`{entry_id}` stands here twice")
    for position, language in enumerate(form.languages):
        if not is_language(language):
            text = f"`{language}` is the code of no language, such as en, es, fr or ar"
            problem = file.problem((*steps, "languages", position), text)
            yield problem.as_warning() if len(language) > 2 else problem  # sign languages, for instance
    if form.recording and starts_at.date() > place.today:
        yield file.problem((*steps, "recording"), "stands here before the webinar was held").as_warning()
    if form.example and not is_made_up(form.link):
        yield _no_example(file, steps, "its link is a real one")
    if not form.cancelled:
        yield from _unlikely_start(form, starts_at, file, (*steps, "starts"), place.today)
    if not form.example:
        yield from _link_of_example(form.link, file, steps)
        yield from _other_days(form, place.languages[0], file, steps)


def announced_twice(forms: Iterable[tuple[Steps, WebinarForm]], file: YamlFile) -> Iterator[Problem]:
    """A webinar that was copied: another begins then, with the same link."""
    first: dict[tuple[datetime, str], str] = {}
    for steps, form in forms:
        if form.cancelled or form.example:
            continue
        start = wall_clock(form.starts.date(), form.starts.time(), form.zone)
        other = first.setdefault((start, form.link), form.id)
        if other != form.id:
            text = f"`{other}` begins then too, with the same link: members would be told of both"
            yield file.problem((*steps, "starts"), text).as_warning()


def _unlikely_start(
    form: WebinarForm, starts_at: datetime, file: YamlFile, steps: Steps, today: date
) -> Iterator[Problem]:
    day = starts_at.date()
    if day - today > FURTHEST:
        yield file.problem(steps, f"is more than three years ahead (today is {today}): is the year right?")
    elif form.example:
        return
    elif day - today > FAR:
        yield file.problem(steps, f"is far ahead (today is {today}): is the year right?").as_warning()
    elif day < today and not form.recording:
        text = f"is past (today is {today}): take the webinar away if it was held, else mend its date"
        yield file.problem(steps, text).as_warning()


def _link_of_example(link: str | None, file: YamlFile, steps: Steps) -> Iterator[Problem]:
    if is_made_up(link):
        text = "is that of the example, and opens nothing: write the real one"
        yield file.problem((*steps, "link"), text).as_warning()


def _no_example(file: YamlFile, steps: Steps, why: str) -> Problem:
    text = f"is marked as an example, which is never announced, but {why}: if it is real, take this line away"
    return file.problem_with_key((*steps, "example"), text).as_warning()


def _written(texts: Mapping[str, str], leading: str) -> Iterator[tuple[str, str]]:
    """The texts without those for which the leading one stands in."""
    return ((key, text) for key, text in texts.items() if key == leading or text != texts[leading])


def _other_days(form: WebinarForm, leading: str, file: YamlFile, steps: Steps) -> Iterator[Problem]:
    """A text that names a day, and not the one on which the webinar starts."""
    start = form.starts.date()
    for key, texts in (("title", form.title), ("summary", form.summary)):
        for language, text in _written(texts, leading):
            at = (*steps, key, language)
            yield from _wrong_weekdays(text, language, start, file, at)
            dated = [named for named in named_days(text, language) if named.year in (None, start.year)]
            weekdays = weekday_names(language)
            words = f" {' '.join(_WORD.findall(text.casefold()))} "
            on = {number: name for number, name in weekdays.items() if f" {name} " in words}
            if dated and not any(named.covers(start) for named in dated):
                said = f"says “{dated[0].words}”, and the webinar starts on {start}"
                yield file.problem(at, said).as_warning()
            elif not dated and (numbers := day_in_numbers(text, start)):
                said = f"says “{numbers}”, and the webinar starts on {start}"
                yield file.problem(at, said).as_warning()
            elif not dated and on and start.weekday() not in on:
                said = f"says {on[min(on)]}, and the webinar starts on a {weekdays[start.weekday()]}"
                yield file.problem(at, said).as_warning()


def _wrong_weekdays(text: str, language: str, near: date, file: YamlFile, steps: Steps) -> Iterator[Problem]:
    """A date with a weekday on which it does not fall."""
    for named in named_days(text, language):
        day = named.near(near)
        if day is not None and named.weekday not in (None, day.weekday()):
            said = f"says “{named.words}”, and {day} is a {day:%A}"
            yield file.problem(steps, said).as_warning()
