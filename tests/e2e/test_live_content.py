"""Content that changes while the bot runs, and content that breaks."""

from __future__ import annotations

import errno
import logging
import re
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import running
from bot.app.content.content_folder import ContentFolder, Fingerprint
from bot.app.content.learning import learn, make_answerer
from bot.content.check import Content
from bot.content.locate import locales_folder
from tests.e2e.conftest import ADA, Stage, staged
from tests.fakes import until
from tests.small_content import write_small_content

pytestmark = pytest.mark.asyncio(loop_scope="module")

TODAY = date(2026, 11, 24)
ONE = "faq/en/compact.yaml"
ENTRIES = 4
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
    """Keeps what was put in use."""

    in_use: list[Content] = field(default_factory=list)
    faults: list[OSError] = field(default_factory=list)  # of the next looks, each

    def fingerprint(self) -> Fingerprint:
        if self.faults:
            raise self.faults.pop()
        return super().fingerprint()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """A small folder of content, of which all is learned."""
    home = tmp_path_factory.mktemp("small")
    # beside other tests, who would always come first, it would hardly ever be the turn of a nice one
    files = Watched(write_small_content(home / "content"), locales_folder(), home / "cache", niceness=0)
    content = files.read(TODAY).content
    assert content is not None
    make_answerer(content, files.cache)
    files.in_use.append(content)
    return files


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    files: Watched, tmp_path_factory: pytest.TempPathFactory, described_sqlite_file: Path
) -> AsyncIterator[Stage]:
    """One bot for all tests of a file: each says something new in the same folder, and leaves it in order."""
    database = shutil.copy(described_sqlite_file, tmp_path_factory.mktemp("live") / "bot.db")
    live = running.Live(
        files,
        files.fingerprint(),
        taken_in=files.in_use.append,
        settle=lambda: None,  # here it would look through all that the tests have imported
    )
    (content,) = files.in_use
    async with staged(f"sqlite:///{database}", content, learn(content, files.cache), live=live) as made:
        yield made


def mistake(key: str) -> str:
    """A line that nobody understands; each test makes one of its own, as staff are told of each once."""
    return f"  {key}: two\n"


def reword(files: Watched, words: Mapping[str, str]) -> None:
    """Some words in the file stand for others from now on."""
    file = files.folder / ONE
    text = file.read_text(encoding="utf-8")
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def say(files: Watched, text: str, more: str = "") -> None:
    """The answer about one is another one, with more below it."""
    file = files.folder / ONE
    whole = re.sub("    It is .*\n", f"    {text}\n{more}", file.read_text(encoding="utf-8"), count=1)
    file.write_text(whole, encoding="utf-8")


async def until_in_use(files: Watched, text: str) -> None:
    """Until the answer about one is this."""
    await until(lambda: files.in_use[-1].faq.entries["en"]["one"].answer.strip() == text)


async def answer_about_one(stage: Stage, person: int) -> str:
    text: str = (await stage.ask(person, "What about one?"))["text"]
    assert UNSURE not in text
    return text


async def until_answered(stage: Stage, files: Watched, person: int, question: str, text: str) -> None:
    """Asks again whenever other content is in use, until the answer holds `text`, and is sure of it."""
    while True:
        before = len(files.in_use)
        answer = (await stage.ask(person, question))["text"]
        if text in answer and UNSURE not in answer:
            return
        await until(lambda before=before: len(files.in_use) > before)


async def until_told(stage: Stage, person: int, is_meant: Callable[[str], bool], after: int = 0) -> str:
    """The text of the first message to somebody that is meant."""

    def told() -> list[str]:
        heard = stage.simulator.messages(person, after=after)
        return [m["text"] for m in heard if m["is_outgoing"] and is_meant(m["text"])]

    await stage.simulator.wait_until(lambda: bool(told()))
    return told()[0]


def start_on(stage: Stage, files: Watched) -> None:
    """Starts it again on the files as they are, or on their last good state, as `run` does."""
    assert stage.live is not None
    report, fingerprint = files.read(TODAY), files.fingerprint()
    stage.live = replace(stage.live, fingerprint=fingerprint, refused=report.problems)
    content = report.content or files.read_last_good(TODAY)
    assert content is not None
    stage.content = content
    stage.start()


async def staff_begin(stage: Stage) -> int:
    """Staff listen from here on."""
    return int((await stage.begin(ADA))["message_id"])


async def test_a_new_question_is_answered_once_it_is_learned(
    stage: Stage, files: Watched, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    person = await stage.newcomer()
    words = "may bakers vote on bread"
    assert UNSURE in (await stage.ask(person, words))["text"]
    reword(files, {"one question number a": words})
    await until_answered(stage, files, person, words, "It is ")
    await until(lambda: any(line.msg == "content.taken_in" for line in caplog.records))
    assert {line.entries for line in caplog.records if line.msg == "content.taken_in"} == {ENTRIES}


async def test_with_a_mistake_or_without_its_folder_the_bot_goes_on_as_before_and_staff_hear_where_it_is(
    stage: Stage, files: Watched
):
    person = await stage.newcomer()
    before = await answer_about_one(stage, person)
    since = await staff_begin(stage)
    say(files, "It is right now.", mistake("answr"))
    told = await until_told(stage, ADA, lambda text: "there is a mistake in it" in text, since)
    assert f"{ONE}:" in told
    assert "unknown key `answr`" in told
    assert await answer_about_one(stage, person) == before

    reword(files, {mistake("answr"): ""})
    await until_told(stage, ADA, lambda text: "in order again" in text, since)
    before = await answer_about_one(stage, person)
    assert "It is right now." in before

    since = stage.last(ADA)["message_id"]
    (files.folder / "faq").rename(files.folder / "elsewhere")
    await until_told(stage, ADA, lambda text: "there is a mistake in it" in text, since)
    assert await answer_about_one(stage, person) == before
    (files.folder / "elsewhere").rename(files.folder / "faq")
    await until_told(stage, ADA, lambda text: "in order again" in text, since)


async def test_looks_without_a_free_handle_end_nothing(stage: Stage, files: Watched):
    files.faults.extend(OSError(errno.EMFILE, "Too many open files") for _ in range(2))
    await until(lambda: not files.faults)
    say(files, "It is seen again.")
    await until_in_use(files, "It is seen again.")


async def test_a_new_topic_can_be_chosen_at_once(stage: Stage, files: Watched):
    person = await stage.newcomer()
    topics = files.folder / "schedules/topics.yaml"
    more = "- id: local\n  name: {en: Local calls}\n  description: {en: Calls near you.}\n"
    topics.write_text(topics.read_text(encoding="utf-8") + more, encoding="utf-8")
    await until_answered(stage, files, person, "/subscribe", "Local calls")
    assert "1" in (await stage.ask(person, "/subscribe local"))["text"]
    assert "Local calls" in stage.last(person)["text"]


async def test_a_restart_with_a_mistake_goes_on_with_the_last_good_content(
    stage: Stage, files: Watched, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    person = await stage.newcomer()
    before = await answer_about_one(stage, person)
    since = await staff_begin(stage)
    await stage.stop()
    say(files, "It is with a mistake.", mistake("reply"))
    start_on(stage, files)
    await until_told(stage, ADA, lambda text: "unknown key `reply`" in text, since)
    assert await answer_about_one(stage, person) == before
    assert {line.entries for line in caplog.records if line.msg == "bot.running"} == {ENTRIES}
    reword(files, {mistake("reply"): ""})
    await until_told(stage, ADA, lambda text: "in order again" in text, since)


async def test_what_a_chat_was_last_shown_outlives_a_change(stage: Stage, files: Watched):
    person, other = await stage.newcomer(), await stage.newcomer()
    await answer_about_one(stage, person)
    reword(files, {"It is two.": "It is two, and new."})
    await until_answered(stage, files, other, "What about two?", "It is two, and new.")
    assert "What about one?" in (await stage.ask(person, "more"))["text"]


async def is_otherwise(stage: Stage) -> bool:
    """Whether the schedule was seen to say something else of a webinar than people were told."""
    async with stage.database.reading() as connection:
        found = await connection.exec_driver_sql("SELECT 1 FROM webinar_states WHERE other_since IS NOT NULL")
        return found.first() is not None


async def announced(files: Watched, webinars: str, state: str) -> None:
    """The schedule says so from now on."""
    (files.folder / WEBINARS).write_text(webinars, encoding="utf-8")
    say(files, f"It is the {state} state.")
    await until_in_use(files, f"It is the {state} state.")


async def test_of_a_webinar_that_was_off_for_a_moment_nobody_is_told_and_of_one_that_stays_away_is(
    stage: Stage, files: Watched
):
    """As while a folder is replaced, or an older state of it is looked at."""
    person = await stage.newcomer()
    await stage.ask(person, "/subscribe webinars")
    await announced(files, TALK, "first")
    stage.clock.move_by(timedelta(hours=22, minutes=1))
    await until_told(stage, person, lambda text: "Bread" in text and "meet.union.test/a" in text)

    async def is_as_told() -> bool:
        return not await is_otherwise(stage)

    def notices() -> list[str]:
        heard = [m["text"] for m in stage.simulator.messages(person) if m["is_outgoing"]]
        return [text for text in heard if "Cancelled" in text or "New time" in text]

    await announced(files, "", "off")
    await until(lambda: is_otherwise(stage))
    await stage.move_by(timedelta(minutes=1))
    await announced(files, TALK, "on")
    await until(is_as_told)
    stage.clock.move_by(timedelta(minutes=2))
    await stage.until_handled()
    assert not notices()

    await announced(files, "[]\n", "last")
    await until(lambda: is_otherwise(stage))
    stage.clock.move_by(timedelta(minutes=3))
    await stage.simulator.wait_until(lambda: ["Cancelled" in text for text in notices()] == [True])


async def test_staff_hear_of_a_sentence_that_cannot_be_used_and_the_rest_is_in_use(
    stage: Stage, files: Watched
):
    since = await staff_begin(stage)
    own = files.folder / "locales/es.po"
    own.parent.mkdir()
    header = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    own.write_text(header + 'msgid "command.help"\nmsgstr "escriba /parar"\n', encoding="utf-8")
    say(files, "It is in use all the same.")
    told = await until_told(stage, ADA, lambda text: "another one stands in" in text.lower(), since)
    assert "locales/es.po:" in told
    await until_in_use(files, "It is in use all the same.")
    own.unlink()
    await until_told(stage, ADA, lambda text: "in order again" in text, since)


async def test_what_is_kept_is_what_was_checked(tmp_path: Path):
    """Somebody goes on writing while the bot learns from a good state."""
    files = Watched(write_small_content(tmp_path / "content"), locales_folder(), tmp_path / "cache")
    good = files.fingerprint()
    files.keep(good)
    say(files, "It is one.", mistake("sourced"))
    files.keep(good)
    assert files.read_last_good(TODAY) is not None
