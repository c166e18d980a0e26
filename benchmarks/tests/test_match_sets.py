"""Where the questions of `bench match` come from."""

import json
from datetime import date

import pytest

from benchmarks.match_sets import MatchSet, SetError, read_set, shipped_set, synthetic_set
from bot.domain.content.faq import Entry, Faq
from bot.matching.recognizing.normalize import normalize

SOURCE = MatchSet("source", [("a", "how do I open a door"), ("b", "what is the time now")], [], {})


def entry(number, language="en"):
    return Entry(
        id=f"entry-{number:02}",
        category="compact",
        language=language,
        question=f"Question {number} in {language}?",
        phrasings=tuple(f"{language} phrasing {place} of {number}" for place in range(1, 11)),
        answer="An answer.",
        since=None,
        sources=(),
        related=(),
        reviewed=date(2026, 11, 21),
    )


def test_a_file_gives_phrasings_questions_and_what_nothing_answers(tmp_path):
    file = tmp_path / "doors.json"
    file.write_text(
        json.dumps({"phrasings": [["a", "b"]], "questions": [["a", "c"]], "out_of_scope": {"far": ["d"]}})
    )
    assert read_set(file) == MatchSet("doors", [("a", "b")], [("a", "c")], {"far": ["d"]})


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"phrasings": [["a"]], "questions": []}', '{"phrasings": [], "questions": []}'],
)
def test_a_file_in_another_form_is_refused_with_its_name(tmp_path, text):
    file = tmp_path / "broken.json"
    file.write_text(text)
    with pytest.raises(SetError, match=r"broken\.json"):
        read_set(file)


def test_the_shipped_faq_holds_phrasings_out_and_hides_entries():
    faq = Faq.of(entry(number, language) for language in ("en", "fr") for number in range(1, 21))
    found = shipped_set(faq)
    hidden = {"entry-10", "entry-20"}
    assert {entry_id for entry_id, _ in found.phrasings} == {f"entry-{n:02}" for n in range(1, 21)} - hidden
    assert len(found.phrasings) == 2 * 18 * (1 + 8)
    assert len(found.questions) == 2 * 18 * 2
    assert len(found.out_of_scope["hidden"]) == 2 * 2 * 2
    known = {normalize(text) for _, text in found.phrasings}
    asked = {normalize(text) for _, text in found.questions} | set(
        map(normalize, found.out_of_scope["hidden"])
    )
    assert not known & asked


def test_synthetic_phrasings_are_as_many_as_wanted_and_the_same_every_time():
    found = synthetic_set(SOURCE, 50, 7)
    assert (len(found.phrasings), len(found.questions)) == (50, 7)
    assert len({entry_id for entry_id, _ in found.phrasings}) == 5
    words = {word for _, text in SOURCE.phrasings for word in text.split()}
    assert {word for _, text in [*found.phrasings, *found.questions] for word in text.split()} <= words
    assert synthetic_set(SOURCE, 50, 7) == found
