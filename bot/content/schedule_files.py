"""Reads schedules/: topics.yaml, weekly.yaml and webinars.yaml."""

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar, get_args

from bot.content.fields import Languages
from bot.content.models import TopicForm, WebinarForm, Weekday, WeeklyForm
from bot.content.problems import Problem
from bot.content.schedule_checks import (
    Place,
    announced_twice,
    problems_of_topic,
    problems_of_webinar,
    problems_of_weekly,
)
from bot.content.validation import listed, validated
from bot.content.yaml_file import Steps, YamlFile, read_yaml
from bot.domain.content.organization import Organization
from bot.domain.content.schedules import NewsItem, Schedule, Topic, Webinar, WeeklyUpdate, wall_clock

WEEKLY_TOPIC = "weekly"
WEBINARS_FILE = "schedules/webinars.yaml"
TOPICS_IN_USE = (WEEKLY_TOPIC, "webinars", "urgent")

NamedForm = TypeVar("NamedForm", bound=TopicForm | WebinarForm)


def read_schedule(
    folder: Path,
    entry_ids: Collection[str],
    organization: Organization | None,
    today: date,
    *,
    ids_are_lost: bool = False,
) -> tuple[Schedule, list[Problem]]:
    """What is sound of the schedule, every problem, and what is unlikely on the day of the check.

    `folder` holds schedules/. The weekly questions must be among `entry_ids`; where some of those are lost,
    what is missed is no fault of the schedule.
    """
    organization = organization or Organization()
    languages = organization.languages
    problems: list[Problem] = []
    place = Place(today, entry_ids, languages, ids_are_lost)
    topics = _topics(folder, place, problems)
    weekly = _weekly(folder, place, problems)
    webinars, cancelled = _webinars(folder, place, problems)
    return Schedule(topics, weekly, webinars, organization.second_zone, cancelled=cancelled), problems


def _topics(folder: Path, place: Place, problems: list[Problem]) -> tuple[Topic, ...]:
    file, wrong = read_yaml(folder / "schedules" / "topics.yaml", "schedules/topics.yaml")
    problems += wrong
    if file is None:
        return ()
    before = len(problems)
    forms = _forms(TopicForm, file, place.languages, problems)
    items = file.value if isinstance(file.value, list) else []
    named = [item.get("id") for item in items if isinstance(item, dict)]
    missing = [topic for topic in TOPICS_IN_USE if topic not in named]
    if missing:
        problem = file.problem((), f"topics that the bot uses are missing: {', '.join(missing)}")
        problems.append(problem.following(len(problems) > before))
    for steps, form in forms:
        problems += problems_of_topic(form, file, steps, place)
    return tuple(Topic(form.id, form.name, form.description) for _, form in forms)


def _weekly(folder: Path, place: Place, problems: list[Problem]) -> WeeklyUpdate | None:
    file, wrong = read_yaml(folder / "schedules" / "weekly.yaml", "schedules/weekly.yaml")
    problems += wrong
    if file is None:
        return None
    form, wrong = validated(WeeklyForm, file, (), file.value, place.languages)
    problems += wrong
    if form is None:
        return None
    problems += problems_of_weekly(form, file, place)
    return WeeklyUpdate(
        id=WEEKLY_TOPIC,
        weekday=get_args(Weekday).index(form.day),
        at=form.time,
        zone=form.zone,
        news=tuple(
            NewsItem(news.id, news.text, news.first_day, news.last_day, news.example, news.link or "")
            for news in form.news
        ),
        questions=tuple(form.questions),
    )


def _webinars(
    folder: Path, place: Place, problems: list[Problem]
) -> tuple[tuple[Webinar, ...], tuple[Webinar, ...]]:
    """Those that take place, and those that are cancelled."""
    file, wrong = read_yaml(folder / WEBINARS_FILE, WEBINARS_FILE, empty=[])
    problems += wrong
    if file is None:
        return (), ()
    forms = _forms(WebinarForm, file, place.languages, problems)
    for steps, form in forms:
        problems += problems_of_webinar(form, file, steps, place)
    problems += announced_twice(forms, file)
    standing = tuple(webinar_of_form(form) for _, form in forms if not form.cancelled)
    return standing, tuple(webinar_of_form(form) for _, form in forms if form.cancelled)


def webinar_of_form(form: WebinarForm) -> Webinar:
    """The webinar that an item says, whether it is cancelled or not."""
    return Webinar(
        id=form.id,
        titles=form.title,
        summaries=form.summary,
        starts_at=wall_clock(form.starts.date(), form.starts.time(), form.zone),
        zone=form.zone,
        duration=timedelta(minutes=form.minutes),
        link=form.link,
        leads=tuple(sorted(form.leads, reverse=True)),
        example=form.example,
        languages=form.languages,
        reading=form.reading,
        recording=form.recording or "",
    )


def _forms(
    type_of_form: type[NamedForm], file: YamlFile, languages: Languages, problems: list[Problem]
) -> list[tuple[Steps, NamedForm]]:
    """The items of a list that are right, each id once, with the steps to them."""
    items, wrong = listed(file)
    problems += wrong
    first: dict[str, Steps] = {}
    forms: list[tuple[Steps, NamedForm]] = []
    for steps, value in items:
        form, wrong = validated(type_of_form, file, steps, value, languages)
        problems += wrong
        if form is None:
            continue
        if form.id in first:
            line, _ = file.places[(*first[form.id], "id")]
            problems.append(file.problem((*steps, "id"), f"`{form.id}` is there already, on line {line}"))
            continue
        first[form.id] = steps
        forms.append((steps, form))
    return forms
