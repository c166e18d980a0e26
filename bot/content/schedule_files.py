"""Reads schedules/: topics.yaml, weekly.yaml and webinars.yaml."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar, get_args

from bot.content.fields import Languages
from bot.content.models import TopicForm, WebinarForm, Weekday, WeeklyForm
from bot.content.problems import Problem
from bot.content.validation import listed, validated
from bot.content.yaml_file import Steps, YamlFile, read_yaml
from bot.domain.organization import Organization
from bot.domain.schedules import NewsItem, Schedule, Topic, Webinar, WeeklyUpdate, wall_clock

WEEKLY_TOPIC = "weekly"
TOPICS_IN_USE = (WEEKLY_TOPIC, "webinars", "urgent")

NamedForm = TypeVar("NamedForm", bound=TopicForm | WebinarForm)


def read_schedule(
    folder: Path, entry_ids: Collection[str] | None, organization: Organization | None = None
) -> tuple[Schedule, list[Problem]]:
    """What is sound of the schedule, and every problem.

    `folder` holds schedules/. The weekly questions must be among `entry_ids`, when these are known.
    """
    organization = organization or Organization()
    languages = organization.languages
    problems: list[Problem] = []
    topics = _topics(folder, languages, problems)
    weekly = _weekly(folder, entry_ids, languages, problems)
    webinars = _webinars(folder, languages, problems)
    return Schedule(topics, weekly, webinars, organization.second_zone), problems


def _topics(folder: Path, languages: Languages, problems: list[Problem]) -> tuple[Topic, ...]:
    file, wrong = read_yaml(folder / "schedules" / "topics.yaml", "schedules/topics.yaml")
    problems += wrong
    if file is None:
        return ()
    forms = _forms(TopicForm, file, languages, problems)
    items = file.value if isinstance(file.value, list) else []
    named = [item.get("id") for item in items if isinstance(item, dict)]
    missing = [topic for topic in TOPICS_IN_USE if topic not in named]
    if missing:
        problems.append(file.problem((), f"topics that the bot uses are missing: {', '.join(missing)}"))
    return tuple(Topic(form.id, form.name, form.description) for _, form in forms)


def _weekly(
    folder: Path, entry_ids: Collection[str] | None, languages: Languages, problems: list[Problem]
) -> WeeklyUpdate | None:
    file, wrong = read_yaml(folder / "schedules" / "weekly.yaml", "schedules/weekly.yaml")
    problems += wrong
    if file is None:
        return None
    form, wrong = validated(WeeklyForm, file, (), file.value, languages)
    problems += wrong
    if form is None:
        return None
    problems += _problems_of_weekly(form, file, entry_ids, languages[0])
    return WeeklyUpdate(
        id=WEEKLY_TOPIC,
        weekday=get_args(Weekday).index(form.day),
        at=form.time,
        zone=form.zone,
        news=tuple(
            NewsItem(news.id, news.text, news.first_day, news.last_day, news.example) for news in form.news
        ),
        questions=tuple(form.questions),
    )


def _problems_of_weekly(
    form: WeeklyForm, file: YamlFile, entry_ids: Collection[str] | None, leading: str
) -> Iterator[Problem]:
    for position, entry_id in enumerate(form.questions):
        if entry_ids is not None and entry_id not in entry_ids:
            yield file.problem(("questions", position), f"there is no entry `{entry_id}` in faq/{leading}")
        elif entry_id in form.questions[:position]:
            yield file.problem(("questions", position), f"`{entry_id}` stands here twice")
    for position, news in enumerate(form.news):
        if news.last_day < news.first_day:
            yield file.problem(("news", position, "until"), "lies before `from`")
        if news.id in (other.id for other in form.news[:position]):
            yield file.problem(("news", position, "id"), f"`{news.id}` is there already")


def _webinars(folder: Path, languages: Languages, problems: list[Problem]) -> tuple[Webinar, ...]:
    file, wrong = read_yaml(folder / "schedules" / "webinars.yaml", "schedules/webinars.yaml")
    problems += wrong
    if file is None:
        return ()
    forms = _forms(WebinarForm, file, languages, problems)
    for steps, form in forms:
        problems += _problems_of_webinar(form, file, steps)
    return tuple(
        Webinar(
            id=form.id,
            titles=form.title,
            summaries=form.summary,
            starts_at=wall_clock(form.starts.date(), form.starts.time(), form.zone),
            zone=form.zone,
            duration=timedelta(minutes=form.minutes),
            link=form.link,
            leads=tuple(sorted(form.leads, reverse=True)),
            example=form.example,
        )
        for _, form in forms
    )


def _problems_of_webinar(form: WebinarForm, file: YamlFile, steps: Steps) -> Iterator[Problem]:
    starts_at = wall_clock(form.starts.date(), form.starts.time(), form.zone)
    if starts_at.astimezone(form.zone).replace(tzinfo=None) != form.starts:
        text = f"the clocks in {form.zone.key} skip this time on that day: choose another"
        yield file.problem((*steps, "starts"), text)
    for position, lead in enumerate(form.leads):
        if lead in form.leads[:position]:
            yield file.problem((*steps, "leads", position), "stands here twice")


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
