from dataclasses import replace
from datetime import date

from bot.domain.content.faq import CourtesyEntry, Entry, Faq, Source
from bot.domain.content.organization import Organization

SOURCE = Source("paper", "Beginning", "A paper", "The Coalition", "2017-04-12")


def entry(entry_id: str, language: str, category: str = "compact") -> Entry:
    return Entry(
        id=entry_id,
        category=category,
        language=language,
        question=f"{entry_id} in {language}?",
        phrasings=(f"{language} {entry_id} one", f"{language} {entry_id} two"),
        answer="Yes.",
        since=None,
        sources=(SOURCE,),
        related=(),
        reviewed=date(2026, 11, 21),
    )


FAQ = Faq.of(
    [entry("a", "fr"), entry("b", "en", "process"), entry("a", "en"), entry("c", "en"), entry("x", "ar")],
    [
        CourtesyEntry("thanks", "en", ("thanks", "thank you"), "You are welcome."),
        CourtesyEntry("thanks", "fr", ("merci",), "Avec plaisir."),
        CourtesyEntry("goodbye", "en", ("bye",), "Bye."),
    ],
)


def found(entry_id: str, language: str, fallback: str = "en") -> str | None:
    entry = FAQ.entry(entry_id, language, fallback)
    return entry and entry.language


def test_an_entry_is_given_in_the_language_asked_for_or_else_in_the_one_that_stands_in_or_leads():
    assert found("a", "fr") == "fr"
    assert found("b", "fr") == "en"
    assert found("b", "xx") == "en"
    assert found("a", "es", fallback="fr") == "fr"
    assert found("b", "es", fallback="fr") == "en"
    assert found("nothing", "en") is None


def test_the_leading_language_is_the_first_of_the_languages():
    assert FAQ.languages == ("en", "ar", "fr")
    assert replace(FAQ, organization=Organization(("fr", "en"))).languages == ("fr", "ar", "en")


def test_categories_come_in_the_order_of_their_names():
    named = replace(FAQ, category_names={"compact": {"en": "First"}, "nothing": {"en": "Empty"}})
    assert list(named.categories("en")) == ["compact", "process"]


def test_the_phrasings_of_all_languages_include_the_questions():
    phrasings = list(FAQ.phrasings())
    assert len(phrasings) == 5 * 3
    assert ("fr", "a", "a in fr?") in phrasings
    assert ("en", "a", "en a two") in phrasings


def test_categories_hold_every_entry_once_in_the_best_language_and_in_file_order():
    shown = {
        category: [(one.id, one.language) for one in entries]
        for category, entries in FAQ.categories("fr").items()
    }
    assert shown == {"process": [("b", "en")], "compact": [("a", "fr"), ("c", "en")]}


def test_an_entry_that_has_no_english_version_is_shown_in_its_language_only():
    assert "x" in [one.id for one in FAQ.categories("ar")["compact"]]
    assert "x" not in [one.id for one in FAQ.categories("en")["compact"]]


def test_courtesies_are_matched_in_all_languages_and_answered_in_one():
    assert set(FAQ.courtesies()) == {
        ("en", "thanks", "thanks"),
        ("en", "thanks", "thank you"),
        ("fr", "thanks", "merci"),
        ("en", "goodbye", "bye"),
    }
    assert FAQ.courtesy("thanks", "fr") == "Avec plaisir."
    assert FAQ.courtesy("goodbye", "fr") == "Bye."
    assert FAQ.courtesy("insult", "fr") is None


def test_an_empty_faq_answers_nothing():
    empty = Faq.of([])
    assert empty.languages == ()
    assert empty.entry("a", "en") is None
    assert list(empty.phrasings()) == []
    assert empty.categories("en") == {}


def test_wordings_are_what_people_write_by_language():
    wordings = FAQ.wordings()
    assert wordings["fr"] == ["a in fr?", "fr a one", "fr a two", "merci"]
    assert wordings["en"][-3:] == ["thanks", "thank you", "bye"]
    assert set(wordings) == {"en", "fr", "ar"}
