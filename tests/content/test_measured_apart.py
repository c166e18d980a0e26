"""The questions that the matcher is measured by are not among the phrasings that it learns from.

The development set itself is not in the repository. `development_questions.txt` holds a digest of each of its
lines; the other sets lie beside it as they are.
"""

import hashlib
import unicodedata
from pathlib import Path

import pytest
import yaml

from bot.matching.danger.message_kinds import KINDS
from bot.matching.recognizing.normalize import normalize
from training.danger_lines import lines

DATA = Path(__file__).parents[1] / "data"
DEVELOPMENT = frozenset((DATA / "development_questions.txt").read_text(encoding="ascii").split())
OWN = sorted(DATA.glob("questions*.yaml"))


class _Signs(dict[int, int | str]):
    """What each sign is written as; of forty thousand lines each is looked up once."""

    def __missing__(self, sign: int) -> int | str:
        self[sign] = sign if unicodedata.category(chr(sign))[0] in "LMN" else " "
        return self[sign]


_SIGNS = _Signs()


def plain(text: str) -> str:
    """Letters, marks and numbers in lower case, and one space where anything else stands."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS).split())


def digest(text: str) -> str:
    """Of a text that is spelled plainly."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.fixture(scope="module")
def phrasings() -> set[str]:
    """Every phrasing of more than one word, spelled plainly; a greeting of one is one wherever it stands."""
    files = sorted((Path(__file__).parents[2] / "faq").glob("*/*.yaml"))
    found: list[str] = []
    for file in files:
        read = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        lists = read.values() if isinstance(read, dict) else [entry["phrasings"] for entry in read]
        found += [str(phrasing) for phrasings in lists for phrasing in phrasings]
    assert len(found) > 9000
    return {plain(phrasing) for phrasing in found if " " in phrasing}


def test_the_digests_are_of_lines_spelled_like_this():
    # an entry's own question line, which that set asks as it stands
    assert len(DEVELOPMENT) > 130
    assert digest(plain("What is the Civil Society Action Committee?")) in DEVELOPMENT


def test_no_phrasing_is_a_line_of_the_development_set(phrasings):
    assert [phrasing for phrasing in phrasings if digest(phrasing) in DEVELOPMENT] == []


def measuring_danger() -> set[str]:
    """The messages of both halves, spelled plainly."""
    halves = [yaml.load((DATA / f"danger_{half}.yaml").read_text("utf-8"), yaml.CSafeLoader) for half in "ab"]
    lists = [texts for languages in halves for kinds in languages.values() for texts in kinds.values()]
    return {plain(line) for texts in lists for line in texts}


def test_no_phrasing_is_of_a_set_that_measures(phrasings):
    said = measuring_danger()
    assert len(said) > 800
    assert phrasings & said == set()
    for file in OWN:
        asked = {plain(line["q"]) for line in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)}
        assert len(asked) > 25, file
        assert phrasings & asked == set(), file


def test_a_line_that_danger_is_learned_from_is_of_one_kind_and_of_no_set_that_measures_it():
    learned = list(lines())
    kinds_of: dict[str, set[str]] = {}
    for kind, _, text in learned:
        kinds_of.setdefault(normalize(text), set()).add(kind)
    assert set().union(*kinds_of.values()) == set(KINDS)
    assert [text for text, kinds in kinds_of.items() if len(kinds) > 1] == []
    told = {plain(text) for _, _, text in learned}
    assert len(told) > 20_000
    assert {text for text in told & measuring_danger() if " " in text} == set()
    assert [text for text in told if " " in text and digest(text) in DEVELOPMENT] == []
