"""Ranking entries by their phrasings."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.matcher import Match, Matcher
from bot.matching.ranking import scorer
from bot.matching.recognizing.normalize import normalize
from tests.lines import each

PHRASINGS = [
    ("binding", "is the compact legally binding"),
    ("binding", "must governments obey it"),
    ("binding", "is it a treaty or only a promise"),
    ("members", "who are the members of the coalition"),
    ("members", "list of member organizations"),
    ("members", "which groups belong to you"),
    ("draft", "when does the zero draft come out"),
    ("draft", "date of the first draft"),
    ("draft", "has the text been published"),
    ("money", "does it lower the cost of remittances"),
    ("money", "sending money home is too expensive"),
    ("money", "fees for remittances"),
    ("members", "quiénes son los miembros de la coalición"),
    ("binding", "هل الميثاق ملزم قانونيا"),
    ("money", "पैसे घर भेजने का खर्च"),
]
MATCHER = Matcher(PHRASINGS)

QUESTIONS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="abcdefg hij klm?,.'", max_size=80),
    st.lists(st.sampled_from(" ".join(text for _, text in PHRASINGS).split()), max_size=12).map(" ".join),
)


@settings(deadline=None)
@given(QUESTIONS, st.integers(min_value=-1, max_value=10))
def test_matches_are_sorted_one_an_entry_and_scored_between_0_and_1(question, limit):
    matches = MATCHER.rank(question, limit=limit)
    scores = [match.score for match in matches]
    assert len(matches) <= max(limit, 0)
    assert len({match.entry_id for match in matches}) == len(matches)
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@settings(deadline=None)
@given(QUESTIONS)
def test_the_same_question_always_gets_the_same_matches(question):
    assert MATCHER.rank(question) == MATCHER.rank(question)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.text(max_size=12)),
        max_size=12,
        unique_by=lambda phrasing: normalize(phrasing[1]),
    )
)
def test_any_phrasings_make_a_matcher_that_knows_each_of_them(phrasings):
    matcher = Matcher(phrasings)
    for entry_id, text in phrasings:
        if normalize(text):
            assert matcher.rank(text)[0].entry_id == entry_id


@each("entry_id, text", PHRASINGS)
def test_a_phrasing_in_another_dress_ranks_its_entry_first_and_surely(entry_id, text):
    first = MATCHER.rank(f"  {text.upper()}??? ")[0]
    assert first.entry_id == entry_id
    assert first.score == pytest.approx(0.99)


@each(
    "question, expected",
    [
        ("is this compact binding for goverments", "binding"),
        ("wen is the zero drfat out", "draft"),
        ("remitances are expensiv", "money"),
        ("los miembros quienes son", "members"),
        ("الميثاق ملزم؟", "binding"),
        ("घर पैसे भेजने", "money"),
    ],
)
def test_other_words_typing_errors_and_scripts_find_the_entry(question, expected):
    assert MATCHER.rank(question)[0].entry_id == expected


@each("garbage", ["", " ", "?!", "🙂🙃", "\u202e\u200f", "\x00", "\ud800"])
def test_what_holds_nothing_to_match_finds_nothing(garbage):
    assert MATCHER.rank(garbage) == []


@each("text", ["a" * 4096, "draft " * 700, "؟" * 4096, "٣" * 50, "\u200fالميثاق\u200e (draft) 2018"])
def test_long_and_mixed_text_is_ranked_like_any_other(text):
    assert all(0 <= match.score <= 1 for match in MATCHER.rank(text))


def test_without_phrasings_nothing_is_found():
    assert Matcher([]).rank("anything") == []
    assert Matcher([("empty", "?!")]).rank("anything") == []


def test_a_single_entry_is_found():
    matches = Matcher([("only", "is the compact binding")]).rank("compact binding")
    assert [match.entry_id for match in matches] == ["only"]


def test_a_phrasing_of_two_entries_is_sure_of_neither():
    matcher = Matcher([*PHRASINGS, ("consultations", "date of the first draft")])
    matches = matcher.rank("date of the first draft")
    assert {match.entry_id for match in matches[:2]} == {"draft", "consultations"}
    assert matches[0].score < 0.5


def test_foreign_subjects_score_lower_than_every_phrasing_with_a_word_changed():
    asked = [f"{text} please" for _, text in PHRASINGS[:12]]
    lowest = min(MATCHER.rank(question)[0].score for question in asked)
    for foreign in ("best pizza near times square", "xqzt wvut", "who won the football match yesterday"):
        matches = MATCHER.rank(foreign, limit=1)
        assert not matches or matches[0].score < lowest


@each("text", ["compact", "is the compact a law or who are the members of it", "the draft"])
def test_how_sure_all_entries_together_are_is_at_most_one(text):
    scores = [match.score for match in MATCHER.rank(text, 100)]
    assert scores[0] > 0
    assert sum(scores) <= 1 + 1e-6


def test_matches_are_values():
    assert Match("a", 0.5) == Match("a", 0.5)
    assert hash(Match("a", 0.5)) == hash(Match("a", 0.5))


def made_up_language(letters: str, copies: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Phrasings of 30 entries that each have words of their own, and a question for each entry."""
    rng = np.random.default_rng(11)
    words = [a + b + c + d for a in letters for b in "aeiou" for c in letters for d in ("a", "o")]
    phrasings, asked = [], []
    for number in range(30):
        own = rng.choice(words, 5, replace=False).tolist()
        asked.append((f"entry-{number}", " ".join(own[:3])))
        phrasings += [
            (f"entry-{number}", " ".join([*rng.choice(own, 4, replace=False).tolist(), f"{letters}{copy}"]))
            for copy in range(copies)
        ]
    return phrasings, asked


def share_found(
    phrasings: list[tuple[str, str]], asked: list[tuple[str, str]], languages: Sequence[str] = ()
) -> float:
    matcher = Matcher(phrasings, languages)
    found = [matcher.rank(question, limit=1)[0].entry_id for _, question in asked]
    return sum(entry_id == wanted for entry_id, (wanted, _) in zip(found, asked, strict=True)) / len(asked)


def test_languages_are_told_apart_and_found():
    made = [made_up_language(letters, 12) for letters in ("bdfg", "klmn", "prst")]
    phrasings, asked = ([pair for language in made for pair in language[place]] for place in (0, 1))
    languages = [str(number) for number, (own, _) in enumerate(made) for _ in own]
    assert share_found(phrasings, asked, languages) > 0.85
    assert share_found(phrasings, asked) > 0.85


def test_phrasings_beyond_what_can_be_trained_are_counted_and_still_found(monkeypatch):
    monkeypatch.setattr(scorer, "LARGEST_TRAINED", 100)
    assert share_found(*made_up_language("bdfg", 12)) > 0.85
