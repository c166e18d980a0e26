"""A whole content folder with few answers in it: for tests of what is around the content."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

from bot.content.check import Content, check
from bot.content.models import CourtesyKind

LOCALES = Path(__file__).parent / "data" / "locales"
"""One sentence in each of its languages, where a test is not about the bot's own: those take longer to read
than all else in the folder."""

PHRASINGS = "\n".join(f"    - small question number {word}" for word in "abcdefghijklmnop")
FILES = {
    "organization.yaml": """\
name: {en: A union}
subject: {en: work}
about: {en: It helps.}
example: {en: What about one?}
languages: [en, es, fr]
entries: {contact: four, personal: [three, four]}
""",
    "faq/documents.yaml": """\
paper:
  title: A paper
  author: Somebody
  date: 2017-04-12
""",
    "faq/en/compact.yaml": "".join(
        f"""\
- id: {entry_id}
  question: What about {entry_id}?
  phrasings:
{PHRASINGS.replace("small", entry_id)}
  answer: |
    It is {entry_id}.
  sources:
    - {{document: paper, section: First page}}
  related: [{", ".join(other for other in ("one", "two", "three", "four") if other != entry_id)}]
  reviewed: "2026-11-21"
"""
        for entry_id in ("one", "two", "three", "four")
    ),
    "faq/en/courtesy.yaml": "".join(
        f"""\
- id: {kind}
  phrasings: [{", ".join(f"{kind} {word}" for word in "abcdefghijklmnop")}]
  answer: You said {kind}.
"""
        for kind in get_args(CourtesyKind)
    ),
    "schedules/topics.yaml": "".join(
        f"""\
- id: {topic}
  name: {{en: {topic}}}
  description: {{en: All about {topic}.}}
"""
        for topic in ("weekly", "webinars", "urgent")
    ),
    "schedules/weekly.yaml": """\
day: monday
time: 09:00
zone: UTC
questions: [one]
news: []
""",
    "schedules/webinars.yaml": "[]\n",
}


TRANSLATED = {
    f"faq/{language}/compact.yaml": f"""\
- id: one
  question: {language} one?
  phrasings:
{PHRASINGS.replace("small", language)}
  answer: |
    {language} one.
  sources:
    - {{document: paper, section: First page}}
  related: []
  reviewed: "2026-11-21"
"""
    for language in ("es", "fr")
}


def write_small_content(folder: Path) -> Path:
    """Writes it and returns the folder."""
    for name, text in {**FILES, **TRANSLATED}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def read_small_content(folder: Path, today: date) -> Content:
    """What stands in the folder now; it has no problem."""
    report = check(folder, LOCALES, today)
    assert report.content is not None, report.problems
    assert report.problems == ()
    return report.content
