"""The pieces the matcher is made of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.ranking.array_file import (
    array_as_texts,
    found_under,
    opened,
    packed,
    put_under,
    texts_as_array,
)
from bot.matching.ranking.byte_matrix import Quantized
from bot.matching.ranking.calibration import probability
from bot.matching.ranking.feature_index import FeatureIndex
from bot.matching.ranking.feature_weights import FeatureWeights
from bot.matching.ranking.features import features, features_of_all
from bot.matching.ranking.scorer import Evidence, Scorer
from bot.matching.ranking.scorers_by_language import Panel
from bot.matching.ranking.softmax import fit_softmax
from bot.matching.ranking.spelling import Vocabulary
from bot.matching.ranking.text_table import TextTable, hashes
from tests.lines import each

TEXTS = ["one two thre", "two thre four", "five six", "six seven", "five five eight"]
CLASSES = np.array([0, 0, 1, 1, 2])


def index() -> FeatureIndex:
    return FeatureIndex.of(TEXTS, CLASSES, 3)


def rows(found: FeatureIndex) -> np.ndarray:
    """In full, one row a text."""
    return found.postings.dense(np.ones(len(found.lexicon.features), bool), found.row_count).T


def test_every_row_has_length_one_and_is_the_text_as_the_lexicon_knows_it():
    found = index()
    full = rows(found)
    assert np.linalg.norm(full, axis=1) == pytest.approx(np.ones(len(TEXTS)))
    for row, text in zip(full, TEXTS, strict=True):
        known = found.lexicon.known(features(text.split()))
        assert row[known.places] == pytest.approx(known.weights)


def test_similarities_are_the_cosines_of_the_rows():
    texts = [f"{text} {number % 7}" for number in range(40) for text in TEXTS]  # features of every frequency
    found = FeatureIndex.of(texts, np.tile(CLASSES, 40), 3)
    full = rows(found)
    matrix = np.random.default_rng(3).normal(size=(len(texts), 4)).astype(np.float32)
    assert found.similarities().times(matrix) == pytest.approx(full @ full.T @ matrix, abs=1e-4)


def test_sums_are_those_of_each_classes_rows():
    sums = index().sums(CLASSES, 3)
    full = rows(index())
    expected = np.array([full[number == CLASSES].sum(axis=0) for number in range(3)])
    assert pytest.approx(expected) == sums.dense(np.ones(len(sums.sizes), bool), 3).T


def test_features_of_many_texts_are_those_of_each():
    numbers, places, weights = features_of_all(TEXTS)
    for place, text in enumerate(TEXTS):
        expected = features(text.split())
        assert numbers[places == place].tolist() == expected.numbers.tolist()
        assert weights[places == place].tolist() == expected.weights.tolist()


def test_an_unknown_word_makes_a_text_shorter():
    known = index().lexicon.known
    half_known = np.linalg.norm(known(features(["five", "six", "zyxwvu"])).weights)
    assert half_known < np.linalg.norm(known(features(["five", "six"])).weights) == pytest.approx(1)
    assert known(features(["five", "six"]))
    assert not known(features(["9"]))


def test_postings_are_the_sparse_form_of_their_matrix():
    postings = index().postings
    wanted = postings.sizes > 1
    full = postings.dense(wanted, len(TEXTS))
    matrix = np.arange(len(TEXTS) * 2, dtype=np.float32).reshape(-1, 2)
    assert postings.times(matrix)[wanted] == pytest.approx(full @ matrix)
    assert postings.transposed(len(TEXTS)).times(postings.times(matrix)) == pytest.approx(
        rows(index()) @ rows(index()).T @ matrix, abs=1e-5
    )


def test_a_quantized_matrix_is_off_by_a_254th_of_its_rows_greatest_at_most():
    matrix = np.random.default_rng(2).normal(size=(20, 30)).astype(np.float32)
    matrix[3] = 0
    quantized = Quantized.of(matrix)
    each = np.array([quantized.weighted_sum(np.array([row]), np.ones(1, np.float32)) for row in range(20)])
    off = np.abs(each - matrix).max(axis=1)
    assert (off <= np.abs(matrix).max(axis=1) / 253).all()


def test_what_each_feature_says_adds_up_to_what_the_rows_say():
    texts = [f"{text} common words here {number}" for number in range(4) for text in TEXTS]
    classes = np.tile(CLASSES, 4)
    found = FeatureIndex.of(texts, classes, 3)
    softmax = fit_softmax(found.similarities(), classes, 3)
    known = found.lexicon.known(features(["two", "common", "words", "sixx", "five"]))
    asked = np.zeros(len(found.lexicon.features), np.float32)
    asked[known.places] = known.weights
    full = rows(found)
    sums = np.array([full[classes == number].sum(axis=0) for number in range(3)])
    trained = full @ asked @ softmax.coefficients + softmax.bias
    counted = np.log1p(sums / sums.sum(axis=1, keepdims=True) / 3e-6) @ asked
    for trained_as, expected in ((softmax, 0.7 * trained + 0.07 * counted), (None, 0.21 * counted)):
        scores, explained = FeatureWeights.of(found, classes, 3, trained_as).evidence(known)
        assert scores - scores.mean() == pytest.approx(expected - expected.mean(), abs=0.03)
        assert [explained(number) for number in range(3)] == pytest.approx((sums > 0) @ asked**2, abs=0.01)


def test_softmax_regression_learns_the_classes_of_its_rows():
    similarities = index().similarities()
    softmax = fit_softmax(similarities, CLASSES, 3)
    scores = similarities.times(softmax.coefficients) + softmax.bias
    assert scores.argmax(axis=1).tolist() == CLASSES.tolist()


@each(
    "typed, meant",
    [
        ("migraton", "migration"),
        ("complct", "compact"),
        ("compact", "compact"),
        ("abc", "abc"),
        ("zzzzzz", "zzzzzz"),
        ("lonu", "l onu"),
        ("lonc", "lonc"),
        ("zonu", "onu"),
        ("والدول", "و الدول"),
    ],
)
def test_an_unknown_word_becomes_its_nearest_known_one_or_stays(typed, meant):
    vocabulary = Vocabulary.of(["the compact on migration", "members and meetings", "l onu", "و الدول"])
    assert vocabulary.corrected([typed]).get(typed, typed) == meant


ENGLISH = [f"{word} the compact of the people {copy}" for word in ("alpha", "beta") for copy in range(150)]
SPANISH = [f"{word} el pacto de la gente {copy}" for word in ("uno", "dos") for copy in range(150)]


def test_a_language_that_the_text_is_not_in_is_not_heard():
    classes = np.repeat([0, 1], 150)
    asked = ["beta", "alpha", "beta"]
    alone = Panel.of(ENGLISH, classes, 2, ["en"] * 300, trained=True).evidence(asked)
    together = Panel.of(
        [*ENGLISH, *SPANISH], np.tile(classes, 2), 2, ["en"] * 300 + ["es"] * 300, trained=True
    ).evidence(asked)
    assert together.scores == pytest.approx(alone.scores, abs=1e-3)
    assert together.explained(0) == pytest.approx(alone.explained(0), abs=1e-3)


def test_of_the_words_that_no_language_knows_the_first_eight_are_corrected():
    panel = Panel.of(ENGLISH, np.repeat([0, 1], 150), 2, ["en"] * 300, trained=False)
    gibberish = "zxcv " * 3 + " ".join(f"qwrt{letter}" for letter in "abcdefg")
    corrected, left = (panel.evidence(f"{before} betta".split()).explained(1) for before in ("", gibberish))
    assert left < 0.1 < 0.5 < corrected


@settings(deadline=None)
@given(st.lists(st.text(max_size=5)))
def test_texts_survive_being_an_array(texts):
    assert array_as_texts(texts_as_array(texts)) == texts


def test_what_is_no_list_of_texts_is_refused():
    with pytest.raises(ValueError, match="list"):
        array_as_texts(np.frombuffer(b"{}", dtype=np.uint8))


def test_arrays_survive_packing_and_parts_find_their_own(tmp_path):
    large = np.arange(2**18, dtype=np.uint8).reshape(2, -1)
    arrays = {**put_under("a", {"x": np.arange(3), "b/x": np.ones((2, 2), np.float32)}), "ab": large}
    (tmp_path / "arrays").write_bytes(packed(arrays))
    again = opened(tmp_path / "arrays")
    assert (again["ab"] == large).all()
    found = found_under("a", again)
    assert list(found) == ["x", "b/x"]
    assert found["x"].tolist() == [0, 1, 2]
    assert found["b/x"].dtype == np.float32


@pytest.mark.parametrize("trained", [True, False])
def test_a_scorer_made_of_arrays_sees_what_the_first_one_saw(trained, tmp_path):
    scorer = Scorer.of(TEXTS, CLASSES, 3, trained=trained)
    (tmp_path / "arrays").write_bytes(packed(scorer.to_arrays()))
    again = Scorer.from_arrays(opened(tmp_path / "arrays"))
    for text in (*TEXTS, "two sixx", "zebra"):
        words = text.split()
        first, second = (asked.evidence(words, features(words), words) for asked in (scorer, again))
        assert second.scores.tolist() == first.scores.tolist()
        assert [second.explained(n) for n in range(3)] == [first.explained(n) for n in range(3)]


@each("trained", [True, False])
def test_a_scorer_finds_the_entry_of_its_texts(trained):
    scorer = Scorer.of(TEXTS, CLASSES, 3, trained=trained)
    found = [int(scorer.evidence(text.split(), features(text.split()), []).scores.argmax()) for text in TEXTS]
    assert found == CLASSES.tolist()


def test_a_table_finds_every_place_of_a_text_and_none_of_another():
    table = TextTable.of(["b", "a", "b", ""])
    assert [table.places(text).tolist() for text in ("a", "b", "", "c")] == [[1], [0, 2], [3], []]
    assert table.first_places(hashes(["c", "b", "", "a"])).tolist() == [-1, 0, 3, 1]
    assert TextTable.of([]).first_places(hashes(["c"])).tolist() == [-1]


def test_probability_falls_with_a_rival_with_distance_and_with_fewer_words():
    def evidence(rival=0.0, explained=0.8):
        return Evidence(np.array([3.0, rival, 0.0], np.float32), lambda number: explained)

    sure = probability(evidence(), 5)
    assert 0.5 < sure < 1
    assert probability(evidence(rival=2.0), 5) < sure
    assert probability(evidence(explained=0.3), 5) < sure
    assert probability(evidence(), 1) < sure
    assert probability(evidence(), 500) < 1
