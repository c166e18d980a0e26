"""`bench match`: what each method finds on a set so small that the right figures are known."""

import json
from dataclasses import asdict

import pytest

from benchmarks.children import LeftOut, ask_child
from benchmarks.lexical_peers import Bm25, CharacterTfidf
from benchmarks.match_measuring import auroc, measure
from benchmarks.match_sets import MatchSet
from benchmarks.rankers import OURS, RANKERS, SCIKIT_LEARN, builder
from tests.lines import each
from tests.typing_verbs import typed

PHRASINGS = [
    ("binding", "is the compact legally binding"),
    ("binding", "must countries obey the agreement"),
    ("when", "on which date was it adopted"),
    ("when", "in what year did the states sign"),
    ("money", "who pays for the travel"),
    ("money", "is there any funding for members"),
]
SET = MatchSet("small", PHRASINGS, PHRASINGS, {"far": ["xylophone quartz", "best pizza recipe"]})


@each("method", RANKERS)
def test_every_method_finds_a_phrasing_that_it_knows_and_trusts_it_more_than_another_subject(method):
    found = measure(method, SET, seconds=10)
    assert (found.top1, found.auroc) == (1.0, {"far": 1.0})
    assert (found.phrasings, found.asked) == (6, 8)
    assert 0 < found.median_ms <= found.p99_ms


@each("method", RANKERS)
def test_a_question_without_a_letter_ends_no_measurement(method):
    _, score = builder(method)(PHRASINGS).best("?!")
    assert score == 0


@each("ranker", [Bm25, CharacterTfidf])
def test_a_rare_word_counts_more_than_a_common_one(ranker):
    known = ranker([("common", "the red door"), ("common", "the red house"), ("rare", "the green lamp")])
    assert known.best("the lamp")[0] == "rare"
    assert known.best("zzz")[1] == 0


def test_the_cosine_of_a_text_with_itself_is_one_and_misspelling_lowers_it():
    known = CharacterTfidf(PHRASINGS)
    assert known.best("who pays for the travel") == ("money", pytest.approx(1))
    entry_id, score = known.best("who pais for teh travel")
    assert entry_id == "money"
    assert 0.3 < score < 0.95


def test_bm25_is_the_sum_that_its_formula_gives():
    known = Bm25([("a", "red door"), ("b", "green door"), ("c", "blue lamp")])
    entry_id, score = known.best("red")
    assert entry_id == "a"
    assert score == pytest.approx(0.98083, abs=1e-5)  # ln(1 + 2.5 / 1.5), all lengths being equal


@each(
    "higher, lower, expected",
    [
        ([3, 4], [1, 2], 1.0),
        ([1, 2], [3, 4], 0.0),
        ([1], [1], 0.5),
        ([1, 3], [2, 2], 0.5),
        ([2, 3], [2], 0.75),
    ],
)
def test_auroc_is_the_share_of_pairs_in_the_right_order(higher, lower, expected):
    assert auroc(higher, lower) == expected


def test_time_ends_the_questions_but_not_before_one_was_asked():
    found = measure("BM25", SET, seconds=0)
    assert 1 <= found.asked < 8


def test_what_takes_too_long_is_left_out():
    request = {"method": "BM25", "set": asdict(SET), "seconds": 10}
    found = ask_child("benchmarks.match_measuring", "BM25", request, seconds=0.01)
    assert found == LeftOut("BM25", "was not through after 0 s")


def test_a_measurement_that_fails_says_why():
    request = {"method": "BM25", "set": asdict(SET)}
    with pytest.raises(RuntimeError, match="KeyError: 'seconds'"):
        ask_child("benchmarks.match_measuring", "BM25", request, seconds=60)


def test_the_verb_measures_apart_and_writes_every_figure_with_ours_beside_the_best_peers(
    tmp_path, monkeypatch
):
    # a peer that lies there already and cannot be used: no test installs anything
    (tmp_path / "compact-bot" / "peers" / "sklearn").mkdir(parents=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", "")
    for method in [method for method in RANKERS if method not in (OURS, "BM25", "character TF-IDF")]:
        monkeypatch.delitem(RANKERS, method)  # each costs a process
    file = tmp_path / "small.json"
    file.write_text(
        json.dumps({"phrasings": PHRASINGS, "questions": PHRASINGS, "out_of_scope": SET.out_of_scope})
    )
    ran = typed("bench", "match", str(file), "--json", "--no-scales", "--seconds", "0.1")
    assert ran.exit_code == 0, ran.output
    (found,) = json.loads(ran.stdout)["sets"]
    assert found["name"] == "small"
    assert [figures["method"] for figures in found["figures"]][: len(RANKERS)] == list(RANKERS)
    assert all(figures["top1"] == 1 for figures in found["figures"])
    assert [left["name"] for left in found["left_out"]] == [SCIKIT_LEARN]
    by_method = {figures["method"]: figures for figures in found["figures"]}
    ours = by_method.pop(OURS)
    assert found["ratios"]["top1"] == found["ratios"]["auroc/far"] == 1
    quickest = min(peer["median_ms"] for peer in by_method.values())
    assert found["ratios"]["median_ms"] == ours["median_ms"] / quickest
    assert found["peer_ratios"]["median_ms"] == ours["median_ms"] / by_method[found["peer"]]["median_ms"]


def test_the_verb_refuses_a_file_in_another_form(tmp_path):
    file = tmp_path / "other.json"
    file.write_text("[]")
    ran = typed("bench", "match", str(file))
    assert ran.exit_code == 2
