"""A small content folder without a problem, for tests that put one in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from bot.content.check import CheckReport, check
from bot.content.models import CourtesyKind

TODAY = date(2026, 11, 21)

DOCUMENTS = """\
# line 1
paper-2017:
  title: A paper
  author: The Coalition
  date: 2017-04-12
page-2018:
  title: A page
  author: United Nations
  date: 2018
  address: https://example.org/page
"""


def entry(entry_id: str, question: str, related: str, phrasings: int) -> str:
    """An entry of 11 lines and one more for each phrasing; the phrasings begin on its fourth line."""
    lines = [
        f"- id: {entry_id}",
        f"  question: {question}",
        "  phrasings:",
        *(f"    - words {number} for {entry_id}" for number in range(phrasings)),
        "  answer: |",
        f"    The answer of {entry_id}.",
        "  since: It has changed.",
        "  sources:",
        "    - {document: paper-2017, section: Beginning}",
        f"  related: [{related}]",
        "  reviewed: 2026-11-20",
        "",
    ]
    return "\n".join(lines) + "\n"


ENGLISH = entry("binding", "Is it binding?", "members", 14) + entry(
    "members", "Who are the members?", "binding", 14
)
SPANISH = entry("binding", "¿Es vinculante?", "members", 10)
COURTESIES = "".join(
    f"- id: {kind}\n  phrasings: [say {kind}]\n  answer: Answer.\n" for kind in get_args(CourtesyKind)
)

TOPICS = "".join(
    f"- id: {topic}\n  name: {{en: Name, es: Nombre}}\n  description: {{en: A line.}}\n"
    for topic in ("weekly", "webinars", "urgent")
)
WEEKLY = """\
day: monday
time: 09:00
zone: UTC
questions: [binding, members]
news:
  - id: first-news
    from: 2026-11-23
    until: 2026-11-30
    text: {en: Something new.}
"""
WEBINARS = """\
- id: orientation
  title: {en: Orientation}
  summary: {en: All about it.}
  starts: 2027-03-02 16:00
  zone: Europe/Brussels
  minutes: 60
  link: https://meet.coalition.test/orientation
- id: second
  title: {en: Second}
  summary: {en: More about it.}
  starts: 2027-03-02 16:00
  zone: UTC
  minutes: 45
  link: https://example.org/second
  leads: [30m, 24h, start]
  example: true
"""

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: {plural_forms}\\n"
"""
ENGLISH_TEXTS = (
    HEADER.format(language="en", plural_forms="nplurals=2; plural=(n != 1);")
    + """
msgid "start.welcome"
msgstr "Welcome, {name}!"

msgid "news.count"
msgid_plural "news.count"
msgstr[0] "One message"
msgstr[1] "{n} messages"
"""
)
ARABIC_TEXTS = (
    HEADER.format(
        language="ar",
        plural_forms="nplurals=6; "
        "plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    )
    + """
msgid "start.welcome"
msgstr "أهلا {name}!"

msgid "news.count"
msgid_plural "news.count"
msgstr[0] "لا رسائل"
msgstr[1] "رسالة"
msgstr[2] "رسالتان"
msgstr[3] "{n} رسائل"
msgstr[4] "{n} رسالة"
msgstr[5] "{n} رسالة."
"""
)

ORGANIZATION = """\
name: {en: A union, es: Un sindicato}
subject: {en: work}
about: {en: It helps.}
example: {en: Is it binding?}
languages: [en, es]
entries:
  contact: members
  personal: [members]
"""
FILES = {
    "organization.yaml": ORGANIZATION,
    "faq/documents.yaml": DOCUMENTS,
    "faq/en/compact.yaml": ENGLISH,
    "faq/en/courtesy.yaml": COURTESIES,
    "faq/es/compact.yaml": SPANISH,
    "schedules/topics.yaml": TOPICS,
    "schedules/weekly.yaml": WEEKLY,
    "schedules/webinars.yaml": WEBINARS,
    "bot/locales/en/LC_MESSAGES/bot.po": ENGLISH_TEXTS,
    "bot/locales/ar/LC_MESSAGES/bot.po": ARABIC_TEXTS,
}


@dataclass(frozen=True)
class ContentFolder:
    path: Path

    def write(self, name: str, text: str | bytes) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace the first `old`, which must be there."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    @contextmanager
    def edited(self, name: str, old: str, new: str) -> Iterator[None]:
        """As `edit`, and undone at the end."""
        whole = (self.path / name).read_bytes()
        self.edit(name, old, new)
        yield
        self.write(name, whole)

    def told_otherwise(self, faults: Mapping[str, Mapping[str, tuple[str, ...]]]) -> dict[str, list[str]]:
        """What is told of each fault that is told in other words, by its name.

        Each stands under its file: what is there, what takes its place, what is said behind the file's name.
        """
        told = {}
        for name, in_file in faults.items():
            for fault, (old, new, *expected) in in_file.items():
                with self.edited(name, old, new):
                    problems = self.problems()
                if problems != [f"{name}:{said}" for said in expected]:
                    told[fault] = problems
        return told

    def check(self, *, closely: bool = False) -> CheckReport:
        return check(self.path, self.path / "bot" / "locales", TODAY, closely=closely)

    def problems(self) -> list[str]:
        return [str(problem) for problem in self.check().problems]


@pytest.fixture
def content(tmp_path: Path) -> ContentFolder:
    folder = ContentFolder(tmp_path)
    for name, text in FILES.items():
        folder.write(name, text)
    return folder
