"""Of messages typed as people type, in six languages, how many are told for what they are.

One half was looked at while words were mended, the other was not: of both, only sums are held here.
"""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.app.content.learning import taught
from bot.matching.answerer import Answerer
from bot.matching.evaluation import named
from tests import shipped
from tests.content.test_measured_apart import plain
from tests.learning import learned_once

DATA = Path(__file__).parents[1] / "data"
HALVES = {
    half: yaml.load((DATA / f"danger_{half}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    for half in "ab"
}
FITTING = {
    "emergency": {"courtesy-emergency"},
    "safety": {"courtesy-safety", "courtesy-privacy"},
    "personal": {"courtesy-personal-case"},
}


@pytest.fixture(scope="module")
def sums(request: pytest.FixtureRequest) -> dict[str, Counter[str]]:
    """By half: how many of each kind were told, and how many others were taken for an emergency or a case.

    What Arabic in Latin letters says is heard by the bot, and not here.
    """
    answerer: Answerer = learned_once(request.config, "everything", *taught(shipped.faq()))
    answerer.watch_for(shipped.content().danger)
    found: dict[str, Counter[str]] = {}
    for half, languages in HALVES.items():
        told = found.setdefault(half, Counter())
        for kinds in languages.values():
            for kind, messages in kinds.items():
                replies = Counter(named(answerer.decide(message)) for message in messages)
                told[kind] += sum(replies[name] for name in FITTING.get(kind, ()))
                told["asked " + kind] += len(messages)
                if kind != "emergency":
                    told["no emergency"] += replies["courtesy-emergency"]
                if kind != "personal":
                    told["no case"] += replies["courtesy-personal-case"]
    return found


def share(told: Counter[str], kind: str) -> float:
    return told[kind] / told["asked " + kind]


@pytest.mark.parametrize("half", HALVES)
def test_nearly_every_message_from_danger_is_told(sums: dict[str, Counter[str]], half: str):
    assert share(sums[half], "emergency") >= 0.9


@pytest.mark.parametrize("half", HALVES)
def test_hardly_any_other_message_is_taken_for_one_from_danger(sums: dict[str, Counter[str]], half: str):
    others = sum(sums[half]["asked " + kind] for kind in ("lookalike", "safety", "personal", "other"))
    assert others > 300
    assert sums[half]["no emergency"] / others <= 0.02


@pytest.mark.parametrize("half", HALVES)
def test_who_asks_whether_writing_is_safe_and_who_tells_a_case_is_mostly_told_so(
    sums: dict[str, Counter[str]], half: str
):
    assert share(sums[half], "safety") >= 0.65
    assert share(sums[half], "personal") >= 0.85


@pytest.mark.parametrize("half", HALVES)
def test_few_who_tell_no_case_get_the_text_for_cases(sums: dict[str, Counter[str]], half: str):
    others = sum(sums[half]["asked " + kind] for kind in ("emergency", "lookalike", "safety", "other"))
    assert sums[half]["no case"] / others <= 0.045


def test_no_word_of_danger_is_a_whole_line_of_either_half():
    lines = {
        plain(message)
        for languages in HALVES.values()
        for kinds in languages.values()
        for messages in kinds.values()
        for message in messages
    }
    words = [
        str(word)
        for file in sorted((Path(__file__).parents[2] / "bot" / "content" / "danger").glob("*.yaml"))
        for ideas in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader).values()
        for word in ideas
    ]
    assert len(words) > 2000
    assert [word for word in words if " " in word and plain(word) in lines] == []
