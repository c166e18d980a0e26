"""Content that changes while the bot runs, and content that breaks."""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.app import running
from bot.app.content.content_folder import ContentFolder, Fingerprint
from bot.app.content.learning import learn, make_answerer
from bot.content.check import Content
from bot.content.locate import locales_folder
from tests.e2e.conftest import ADA, Stage, staged
from tests.fakes import until
from tests.small_content import write_small_content

TODAY = date(2026, 11, 24)
ONE = "faq/en/compact.yaml"
UNSURE = "I am not sure"
WEBINARS = "schedules/webinars.yaml"
TALK = """\
- id: talk
  title: {en: Bread}
  summary: {en: All about bread.}
  starts: 2026-11-25 11:00
  zone: UTC
  minutes: 60
  link: https://meet.union.test/a
  leads: [1h]
"""


@dataclass(frozen=True)
class Watched(ContentFolder):
    """Keeps what was seen at each look, and counts what was put in use."""

    looks: list[Fingerprint] = field(default_factory=list)
    in_use: list[Content] = field(default_factory=list)
    faults: list[OSError] = field(default_factory=list)  # of the next looks, each

    def fingerprint(self) -> Fingerprint:
        if self.faults:
            raise self.faults.pop()
        self.looks.append(super().fingerprint())
        return self.looks[-1]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Content]:
    """A folder with small content and what is learned of it, to be copied; and what it says."""
    home = tmp_path_factory.mktemp("small")
    content = ContentFolder(write_small_content(home / "content"), locales_folder(), None).read(TODAY).content
    assert content is not None
    make_answerer(content, home / "cache")
    return home, content


@pytest.fixture
def files(small: tuple[Path, Content], tmp_path: Path) -> Watched:
    """A small folder of content, of which all is learned."""
    home = shutil.copytree(small[0], tmp_path / "small")
    # beside other tests, who would always come first, it would hardly ever be the turn of a nice one
    return Watched(home / "content", locales_folder(), home / "cache", niceness=0)


@pytest.fixture
async def stage(
    files: Watched, small: tuple[Path, Content], migrated_sqlite_url: str
) -> AsyncIterator[Stage]:
    learned = learn(small[1], files.cache)
    live = running.Live(
        files,
        files.fingerprint(),
        taken_in=files.in_use.append,
        settle=lambda: None,  # here it would look through all that the tests have imported
    )
    async with staged(migrated_sqlite_url, small[1], learned, live=live) as made:
        yield made


def reword(files: Watched, old: str, new: str, name: str = ONE) -> None:
    file = files.folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


async def until_answered(stage: Stage, files: Watched, person: int, question: str, text: str) -> None:
    """Asks again whenever other content is in use, until the answer holds `text`, and is sure of it."""
    while True:
        before = len(files.in_use)
        answer = (await stage.ask(person, question))["text"]
        if text in answer and UNSURE not in answer:
            return
        await until(lambda before=before: len(files.in_use) > before)


async def until_told(stage: Stage, person: int, is_meant: Callable[[str], bool]) -> str:
    """The text of the first message to somebody that is meant."""

    def told() -> list[str]:
        return [
            m["text"] for m in stage.simulator.messages(person) if m["is_outgoing"] and is_meant(m["text"])
        ]

    await stage.simulator.wait_until(lambda: bool(told()))
    return told()[0]


async def test_a_reworded_answer_is_given_without_a_restart(stage: Stage, files: Watched):
    person = await stage.newcomer()
    assert "It is one." in (await stage.ask(person, "What about one?"))["text"]
    reword(files, "It is one.", "It is something else now.")
    await until_answered(stage, files, person, "What about one?", "It is something else now.")


async def test_a_new_question_is_answered_once_it_is_learned(
    stage: Stage, files: Watched, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    person = await stage.newcomer()
    words = "may bakers vote on bread"
    assert UNSURE in (await stage.ask(person, words))["text"]
    reword(files, "one question number a", words)
    await until_answered(stage, files, person, words, "It is one.")
    await until(lambda: any(line.msg == "content.taken_in" for line in caplog.records))
    told = [line for line in caplog.records if line.msg in ("bot.running", "content.taken_in")]
    assert len({line.entries for line in told}) == 1, "as many as at the start"


async def test_with_a_mistake_the_bot_goes_on_as_before_and_staff_hear_where_it_is(
    stage: Stage, files: Watched
):
    person = await stage.newcomer()
    await stage.begin(ADA)
    reword(files, "    It is one.\n", "    It is new.\n  answr: two\n")
    told = await until_told(stage, ADA, lambda text: "there is a mistake in it" in text)
    assert f"{ONE}:" in told
    assert "unknown key `answr`" in told
    assert "It is one." in (await stage.ask(person, "What about one?"))["text"]

    reword(files, "  answr: two\n", "")
    await until_answered(stage, files, person, "What about one?", "It is new.")
    await until_told(stage, ADA, lambda text: "in order again" in text)


async def test_a_folder_that_is_gone_for_a_moment_takes_nothing_away(stage: Stage, files: Watched):
    person = await stage.newcomer()
    await stage.begin(ADA)
    (files.folder / "faq").rename(files.folder / "elsewhere")
    await until_told(stage, ADA, lambda text: "there is a mistake in it" in text)
    assert "It is one." in (await stage.ask(person, "What about one?"))["text"]
    (files.folder / "elsewhere").rename(files.folder / "faq")
    await until_told(stage, ADA, lambda text: "in order again" in text)


async def test_looks_without_a_free_handle_end_nothing(stage: Stage, files: Watched):
    person = await stage.newcomer()
    files.faults.extend(OSError(errno.EMFILE, "Too many open files") for _ in range(2))
    await until(lambda: not files.faults)
    reword(files, "It is one.", "It is still one.")
    await until_answered(stage, files, person, "What about one?", "still one")


async def test_a_new_topic_can_be_chosen_at_once(stage: Stage, files: Watched):
    person = await stage.newcomer()
    topics = files.folder / "schedules/topics.yaml"
    more = "- id: local\n  name: {en: Local calls}\n  description: {en: Calls near you.}\n"
    topics.write_text(topics.read_text(encoding="utf-8") + more, encoding="utf-8")
    await until_answered(stage, files, person, "/subscribe", "Local calls")
    assert "1" in (await stage.ask(person, "/subscribe local"))["text"]
    assert "Local calls" in stage.last(person)["text"]


async def test_a_restart_with_a_mistake_goes_on_with_the_last_good_content(stage: Stage, files: Watched):
    person = await stage.newcomer()
    await stage.begin(ADA)
    await stage.stop()
    reword(files, "    It is one.\n", "    It is one.\n  answr: two\n")
    stage.live = running.Live(files, files.fingerprint(), files.read(TODAY).problems)
    last_good = files.read_last_good(TODAY)
    assert last_good is not None
    stage.content = last_good

    stage.start()
    await until_told(stage, ADA, lambda text: "unknown key `answr`" in text)
    assert "It is one." in (await stage.ask(person, "What about one?"))["text"]


async def test_what_a_chat_was_last_shown_outlives_a_change(stage: Stage, files: Watched):
    person, other = await stage.newcomer(), await stage.newcomer()
    await stage.ask(person, "What about one?")
    reword(files, "It is two.", "It is two, and new.")
    await until_answered(stage, files, other, "What about two?", "It is two, and new.")
    assert "What about one?" in (await stage.ask(person, "more"))["text"]


async def test_content_changes_under_questions_and_nobody_goes_without_an_answer(
    stage: Stage, files: Watched
):
    """A few of the changes of tests/endurance/content.py, every third with a mistake in it."""
    people = [await stage.newcomer() for _ in range(3)]
    latest = "It is one."
    for number in range(4):
        is_broken = number % 3 == 2
        reword(files, latest, latest + "\n  answr: 1" if is_broken else f"It is number {number}.")
        if is_broken:
            for person in people:
                assert latest in (await stage.ask(person, "What about one?"))["text"]
            reword(files, "\n  answr: 1", "")
            continue
        latest = f"It is number {number}."
        for person in people:
            await until_answered(stage, files, person, "What about one?", latest)


async def reminded(stage: Stage, files: Watched) -> int:
    """Somebody who was told an hour before that the talk begins."""
    person = await stage.newcomer()
    await stage.ask(person, "/subscribe webinars")
    (files.folder / WEBINARS).write_text(TALK, encoding="utf-8")
    reword(files, "It is one.", "It is the first state.")
    await until_answered(stage, files, person, "What about one?", "It is the first state.")
    await stage.move_by(timedelta(hours=22, minutes=1))
    await until_told(stage, person, lambda text: "Bread" in text and "meet.union.test/a" in text)
    return person


async def is_otherwise(stage: Stage) -> bool:
    """Whether the schedule was seen to say something else of a webinar than people were told."""
    async with stage.database.reading() as connection:
        found = await connection.exec_driver_sql("SELECT 1 FROM webinar_states WHERE other_since IS NOT NULL")
        return found.first() is not None


def notices(stage: Stage, person: int) -> list[str]:
    return [
        message["text"]
        for message in stage.simulator.messages(person)
        if message["is_outgoing"] and ("Cancelled" in message["text"] or "New time" in message["text"])
    ]


@pytest.mark.parametrize("meanwhile", ["", TALK.replace("11:00", "18:00")])
async def test_nobody_is_told_of_a_webinar_that_was_off_or_moved_for_a_moment(
    stage: Stage, files: Watched, meanwhile: str
):
    """As while a folder is replaced, or an older state of it is looked at."""
    person, file = await reminded(stage, files), files.folder / WEBINARS
    file.write_text(meanwhile, encoding="utf-8")
    reword(files, "It is the first state.", "It is the second state.")
    await until_answered(stage, files, person, "What about one?", "It is the second state.")
    await until(lambda: is_otherwise(stage))
    await stage.move_by(timedelta(minutes=1))
    file.write_text(TALK, encoding="utf-8")
    reword(files, "It is the second state.", "It is the next state.")
    await until_answered(stage, files, person, "What about one?", "It is the next state.")

    async def is_as_told() -> bool:
        return not await is_otherwise(stage)

    await until(is_as_told)
    await stage.move_by(timedelta(minutes=1))
    await stage.move_by(timedelta(minutes=1))
    assert not notices(stage, person)


async def test_a_webinar_that_stays_away_is_told_as_cancelled(stage: Stage, files: Watched):
    person = await reminded(stage, files)
    (files.folder / WEBINARS).write_text("[]\n", encoding="utf-8")
    reword(files, "It is the first state.", "It is the next state.")
    await until_answered(stage, files, person, "What about one?", "It is the next state.")
    await until(lambda: is_otherwise(stage))
    await stage.move_by(timedelta(minutes=3))
    await until_told(stage, person, lambda text: "Cancelled" in text)


async def test_staff_hear_of_a_sentence_that_cannot_be_used_and_the_rest_is_in_use(
    stage: Stage, files: Watched
):
    person = await stage.newcomer()
    await stage.begin(ADA)
    own = files.folder / "locales/es.po"
    own.parent.mkdir()
    header = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    own.write_text(header + 'msgid "command.help"\nmsgstr "escriba /parar"\n', encoding="utf-8")
    reword(files, "It is one.", "It is new.")
    told = await until_told(stage, ADA, lambda text: "another one stands in" in text.lower())
    assert "locales/es.po:" in told
    await until_answered(stage, files, person, "What about one?", "It is new.")
    own.unlink()
    await until_told(stage, ADA, lambda text: "in order again" in text)


def test_what_is_kept_is_what_was_checked(files: Watched):
    """Somebody goes on writing while the bot learns from a good state."""
    good = files.fingerprint()
    files.keep(good)
    reword(files, "    It is one.\n", "    It is one.\n  answr: two\n")
    files.keep(good)
    assert files.read_last_good(TODAY) is not None
