"""The pieces the matcher is made of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.arrays import array_as_texts, found_under, packed, put_under, texts_as_array, unpacked
from bot.domain.calibration import fit_calibration, lead, trust
from bot.domain.feature_index import FeatureIndex
from bot.domain.features import features
from bot.domain.panel import Panel
from bot.domain.rounds import parts, rounds
from bot.domain.scorer import Evidence, Scorer
from bot.domain.softmax import fit_softmax
from bot.domain.vocabulary import Vocabulary

TEXTS = ["one two thre", "two thre four", "five six", "six seven", "five five eight"]
CLASSES = np.array([0, 0, 1, 1, 2])


def index() -> FeatureIndex:
    return FeatureIndex.of(map(features, TEXTS), CLASSES, 3)


def test_a_row_is_as_similar_to_itself_as_can_be():
    similarities = [index().similarities(features(text)) for text in TEXTS]
    assert np.diag(np.array(similarities)) == pytest.approx(np.ones(len(TEXTS)))


def test_the_gram_holds_the_similarities_of_the_rows():
    expected = np.array([index().similarities(features(text)) for text in TEXTS])
    assert index().gram() == pytest.approx(expected, abs=1e-6)


def test_lengths_of_sums_are_those_of_the_rows_added_up():
    gram = index().gram()
    members = [np.flatnonzero(number == CLASSES) for number in range(3)]
    expected = [np.sqrt(gram[np.ix_(rows, rows)].sum()) for rows in members]
    assert index().lengths_of_sums(CLASSES, 3) == pytest.approx(expected, abs=1e-6)


def test_an_unknown_word_makes_a_text_less_similar():
    known = index().similarities(features("five six")).max()
    assert index().similarities(features("five six zyxwvu")).max() < known


def test_softmax_regression_learns_the_classes_of_its_rows():
    gram = index().gram()
    softmax = fit_softmax(gram, CLASSES, 3)
    scores = gram @ softmax.coefficients + softmax.bias
    assert scores.argmax(axis=1).tolist() == CLASSES.tolist()


@settings(deadline=None)
@given(st.floats(min_value=-3, max_value=3), st.floats(min_value=0.5, max_value=3))
def test_calibration_finds_the_curve_that_made_the_outcomes(constant, slope):
    rng = np.random.default_rng(3)
    trusted = rng.normal(size=4000)
    right = rng.random(4000) < 1 / (1 + np.exp(-(slope * trusted + constant)))
    calibration = fit_calibration(trusted, right, np.ones(4000))
    assert calibration.probability(0) == pytest.approx(1 / (1 + np.exp(-constant)), abs=0.06)


def test_calibration_without_questions_is_sane():
    calibration = fit_calibration(np.array([]), np.array([], dtype=bool), np.array([]))
    assert calibration.probability(-5) < 0.05 < 0.4 < calibration.probability(0) < calibration.probability(5)


def test_calibration_never_trusts_less_what_speaks_more():
    trusted = np.linspace(-2, 2, 200)
    calibration = fit_calibration(trusted, trusted < 0, np.ones(200))
    assert calibration.probability(2) >= calibration.probability(-2)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("migraton", "migration"),
        ("complct", "compact"),
        ("compact", "compact"),
        ("abc", "abc"),
        ("zzzzzz", "zzzzzz"),
    ],
)
def test_an_unknown_word_becomes_its_nearest_known_one_or_stays(typed, meant):
    vocabulary = Vocabulary.of(["the compact on migration", "members and meetings"], [0, 1])
    assert vocabulary.corrected(typed) == meant


def test_coverage_is_the_share_of_known_words_and_rare_ones_count_more():
    vocabulary = Vocabulary.of(["the compact", "the members", "the meetings"], [0, 1, 2])
    assert vocabulary.coverage("the compact") == 1
    assert vocabulary.coverage("zebra") == 0
    assert vocabulary.coverage("") == 0
    assert 0 < vocabulary.coverage("the zebra") < vocabulary.coverage("compact zebra") < 1


def test_a_round_ends_where_an_entry_comes_back():
    assert rounds("aabbccaabbcc") == [(0, 6), (6, 12)]
    assert rounds("") == []


@settings(deadline=None)
@given(st.lists(st.sampled_from("abcde"), max_size=40), st.integers(min_value=1, max_value=20))
def test_parts_cover_everything_once_and_are_no_longer_than_allowed(entries, largest):
    ranges = parts(entries, largest)
    assert [position for first, last in ranges for position in range(first, last)] == list(
        range(len(entries))
    )
    assert all(last - first <= largest for first, last in ranges)


def test_parts_do_not_cut_a_round_that_fits():
    assert parts("aabbccaabbccaabbcc", 13) == [(0, 12), (12, 18)]


def test_a_language_that_the_text_is_not_in_is_not_heard():
    english = [f"{word} {copy}" for word in ("alpha", "beta") for copy in range(1000)]
    spanish = [f"{word} n{copy}" for word in ("uno", "dos") for copy in range(1000)]
    classes = np.repeat([0, 1], 1000)
    alone = Panel.of(english, classes, 2, merged=False).evidence("beta alpha beta")
    together = Panel.of([*english, *spanish], np.tile(classes, 2), 2, merged=False).evidence(
        "beta alpha beta"
    )
    assert together.scores == pytest.approx(alone.scores, abs=1e-3)
    assert together.closeness == pytest.approx(alone.closeness, abs=1e-3)
    assert together.coverage == alone.coverage == 1


@settings(deadline=None)
@given(st.lists(st.text(max_size=5)))
def test_texts_survive_being_an_array(texts):
    assert array_as_texts(texts_as_array(texts)) == texts


def test_what_is_no_list_of_texts_is_refused():
    with pytest.raises(ValueError, match="list"):
        array_as_texts(np.frombuffer(b"{}", dtype=np.uint8))


def test_arrays_survive_packing_and_parts_find_their_own():
    arrays = {**put_under("a", {"x": np.arange(3), "b/x": np.ones((2, 2), np.float32)}), "ab": np.zeros(1)}
    found = found_under("a", unpacked(packed(arrays)))
    assert list(found) == ["x", "b/x"]
    assert found["x"].tolist() == [0, 1, 2]
    assert found["b/x"].dtype == np.float32


@pytest.mark.parametrize("merged", [False, True])
def test_a_scorer_made_of_arrays_sees_what_the_first_one_saw(merged):
    scorer = Scorer.of(TEXTS, CLASSES, 3, merged=merged)
    again = Scorer.from_arrays(unpacked(packed(scorer.to_arrays())))
    for text in (*TEXTS, "two sixx", "zebra"):
        first, second = scorer.evidence(text), again.evidence(text)
        assert second.scores.tolist() == first.scores.tolist()
        assert second.closeness.tolist() == first.closeness.tolist()
        assert second.coverage == first.coverage


def test_the_lead_is_that_of_the_best_over_the_next_and_one_alone_has_no_rival():
    assert lead(np.array([0.5, 2.0, 1.25], np.float32)) == 0.75
    assert lead(np.array([2.0], np.float32)) == np.inf


def test_trust_falls_with_a_rival_with_distance_and_with_unknown_words():
    def evidence(rival=0.0, closeness=0.6, coverage=1.0):
        scores = np.array([3.0, rival, 0.0], np.float32)
        return Evidence(scores, np.full(3, closeness, np.float32), coverage)

    sure = trust(evidence())
    for doubtful in (evidence(rival=2.0), evidence(closeness=0.3), evidence(coverage=0.4)):
        assert trust(doubtful) < sure
