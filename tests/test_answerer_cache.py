"""The answerer's file: quick when it fits, harmless when it does not."""

import asyncio
import io
import os
import pickle
import random
import sys

import numpy as np
import pytest

from bot.app.content import answerer_cache, kept_arrays
from bot.app.content.answerer_cache import FILE_NAME, answerer, counted_apart, kept, learned_apart
from bot.matching.answerer import Answerer
from tests.fakes import until

ENGLISH = [
    ("binding", "is the compact legally binding"),
    ("binding", "must governments obey the compact"),
    ("members", "who are the members of the coalition"),
    ("members", "list of member organizations"),
    ("draft", "when does the zero draft come out"),
    ("draft", "date of the first draft"),
    ("draft", "who are the members of the coalition"),
]
SPANISH = [
    ("binding", "es el pacto legalmente vinculante"),
    ("members", "quienes son los miembros de la coalición"),
    ("draft", "هل نشرت المسودة الأولى"),
]
COURTESIES = {"greeting": ["hi", "hola"], "personal-case": ["my boss took my passport"], "thanks": ["ty"]}
MESSAGES = [
    *(text for _, text in ENGLISH + SPANISH),
    *(text for texts in COURTESIES.values() for text in texts),
    "",
    "🙂",
    "hola, miembros de la coalicion?",
    "is it legally bindng and who are the membrs",
    "\ud800 draft",
]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "made" / "on demand"


def replies(asked, messages=MESSAGES):
    return [asked.decide(message) for message in messages]


@pytest.fixture
def events(caplog):
    """Gives the names of what was logged since it was last called."""
    caplog.set_level("INFO")

    def names():
        names = [record.msg for record in caplog.records]
        caplog.clear()
        return names

    return names


def random_messages(seed, count=100):
    words = [*" ".join(MESSAGES[:-1]).split(), "zebra", "unknwon", "?", "and", "٣"]
    rng = random.Random(seed)  # noqa: S311  # no secrets here
    return [" ".join(rng.choices(words, k=rng.randint(1, 9))) for _ in range(count)]


def test_a_loaded_answerer_decides_exactly_like_the_built_one(folder, events):
    built = answerer(ENGLISH + SPANISH, COURTESIES, folder)
    events()
    loaded = answerer(ENGLISH + SPANISH, COURTESIES, folder)
    assert events() == ["answerer.loaded"]
    messages = MESSAGES + random_messages(3)
    assert replies(loaded, messages) == replies(built, messages)


@pytest.fixture(scope="module")
def many():
    """Phrasings of two made-up languages, enough to have something to learn."""
    rng = random.Random(5)  # noqa: S311  # no secrets here
    phrasings = []
    for letters in ("bdfg", "klmn"):
        words = [a + b + c + d for a in letters for b in "aeiou" for c in letters for d in "ao"]
        phrasings += [
            (f"entry-{number}", " ".join([*rng.sample(words, 3), f"{letters}{copy}"]))
            for number in range(20)
            for copy in range(26)
        ]
    return phrasings


def asked_of(phrasings):
    rng = random.Random(6)  # noqa: S311  # no secrets here
    messages = [text for _, text in rng.sample(phrasings, 100)]
    return messages + [" ".join(rng.sample(message.split(), 3)) for message in messages]


@pytest.fixture(scope="module")
def learned_replies(many):
    """What is answered to `asked_of(many)` by who learned here."""
    return replies(Answerer(many, COURTESIES), asked_of(many))


def test_a_process_of_its_own_counts_what_this_one_would(many, events):
    counted = counted_apart(many, COURTESIES)
    assert events() == ["answerer.loaded"]
    expected = Answerer(many, COURTESIES, trained=False)
    assert replies(counted, asked_of(many)) == replies(expected, asked_of(many))


async def test_a_process_of_its_own_learns_what_this_one_would_and_leaves_it_for_the_next_start(
    folder, tmp_path, many, learned_replies, monkeypatch, events
):
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").write_text("raise ImportError('not this one')")
    monkeypatch.chdir(tmp_path)  # where another package of that name is not in the way
    learned = await learned_apart(many, COURTESIES, folder.relative_to(tmp_path))
    later = kept(many, COURTESIES, folder)
    assert events() == ["answerer.loaded", "answerer.loaded"]
    assert replies(learned, asked_of(many)) == replies(later, asked_of(many)) == learned_replies


async def test_where_no_process_can_be_started_nothing_is_learned(folder, many, monkeypatch, events):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert counted_apart(many, COURTESIES) is None
    assert await learned_apart(many, COURTESIES, folder) is None
    assert events() == ["answerer.not_counted_apart", "answerer.not_learned"]


async def test_a_process_that_learns_ends_with_who_waits_for_it(folder, many, tmp_path, monkeypatch):
    """As at a stop: a stand-in for Python writes down its number and then sleeps for a minute."""
    stand_in, number = tmp_path / "python", tmp_path / "number"
    stand_in.write_text(f"#!/bin/sh\necho $$ > {number}.part; mv {number}.part {number}\nexec sleep 60\n")
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    learning = asyncio.create_task(learned_apart(many, COURTESIES, folder))
    await until(number.exists)
    learning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await learning
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text()), 0)


def test_other_content_is_built_anew_and_takes_the_files_place(folder, events):
    answerer(ENGLISH, COURTESIES, folder)
    events()
    for phrasings, courtesies in (
        (ENGLISH[:-1], COURTESIES),
        ([*ENGLISH[:-1], ("binding", "who are the members of the coalition")], COURTESIES),
        (ENGLISH, {**COURTESIES, "thanks": ["thx"]}),
        ([], {}),
    ):
        built = answerer(phrasings, courtesies, folder)
        assert events() == ["answerer.file_not_used", "answerer.built"]
        assert replies(built) == replies(Answerer(phrasings, courtesies))
        assert replies(answerer(phrasings, courtesies, folder)) == replies(built)
        assert events() == ["answerer.loaded"]


def test_an_outdated_file_is_built_anew(folder, monkeypatch, events):
    answerer(ENGLISH, COURTESIES, folder)
    for module, name in ((answerer_cache, "METHOD"), (kept_arrays, "FORMAT")):
        monkeypatch.setattr(module, name, "another")
        events()
        answerer(ENGLISH, COURTESIES, folder)
        assert events() == ["answerer.file_not_used", "answerer.built"], name


class Opened:
    """Whoever unpickles this has been had."""

    def __reduce__(self):
        return pytest.fail, ("unpickled",)


def npy(value):
    stream = io.BytesIO()
    np.save(stream, np.array(value))
    return stream.getvalue()


def npz_of_objects():
    stream = io.BytesIO()
    np.savez(stream, **{"made-of": np.array([Opened()], dtype=object)})
    return stream.getvalue()


def test_a_foreign_file_is_replaced_and_never_run(folder, events):
    folder.mkdir(parents=True)
    foreign = (
        b"",
        b"\x00" * 500,
        b"PK\x03\x04 not really",
        npy([1, 2]),
        npz_of_objects(),
        pickle.dumps(Opened()),
    )
    for content in foreign:
        (folder / FILE_NAME).write_bytes(content)
        events()
        built = answerer(ENGLISH, COURTESIES, folder)
        assert events() == ["answerer.file_not_used", "answerer.built"], content
        assert replies(answerer(ENGLISH, COURTESIES, folder)) == replies(built)
        assert events() == ["answerer.loaded"]


def test_a_damaged_file_never_changes_a_reply(folder):
    expected = replies(answerer(ENGLISH, COURTESIES, folder))
    whole = (folder / FILE_NAME).read_bytes()
    rng = random.Random(1)  # noqa: S311  # no secrets here
    for _ in range(10):
        position = rng.randrange(len(whole))
        damaged = bytearray(whole)
        damaged[position] ^= 1 << rng.randrange(8)
        (folder / FILE_NAME).write_bytes(damaged if rng.random() < 0.8 else whole[:position])
        assert replies(answerer(ENGLISH, COURTESIES, folder)) == expected


def test_nothing_is_left_beside_the_file(folder):
    answerer(ENGLISH, COURTESIES, folder)
    answerer(SPANISH, COURTESIES, folder)
    assert [file.name for file in folder.iterdir()] == [FILE_NAME]


def test_without_a_folder_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert replies(answerer(ENGLISH, COURTESIES, None)) == replies(Answerer(ENGLISH, COURTESIES))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path, events):
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    asked = answerer(iter(ENGLISH), COURTESIES, blocked / "inside")
    assert replies(asked) == replies(Answerer(ENGLISH, COURTESIES))
    assert events()[-1] == "answerer.file_not_written"


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(folder, events):
    (folder / FILE_NAME).mkdir(parents=True)
    answerer(ENGLISH, COURTESIES, folder)
    assert events()[-1] == "answerer.file_not_written"
    assert [file.name for file in folder.iterdir()] == [FILE_NAME]
