"""Faults planted into sound entries are found, and figures are read alike in four languages."""

from collections.abc import Callable
from dataclasses import replace

from bot.domain.content.faq import Entry, Source
from tests.content.fact_faults import differences
from tests.content.facts import material
from tests.content.figures import figures


def edited(part: str, old: str, new: str) -> Callable[[Entry], Entry]:
    def edit(entry: Entry) -> Entry:
        text = getattr(entry, part)
        assert old in text
        return replace(entry, **{part: text.replace(old, new, 1)})

    return edit


def gcm_faq(entry: Entry) -> Source:
    return next(source for source in entry.sources if source.document_id == "gcm-faq-2017")


PLANTED = {
    "a wrong day": (
        *("adoption", "en", edited("answer", "10 December 2018", "12 December 2018")),
        "adoption (en): the date 2018-12-12 is in no cited source",
    ),
    "a wrong year": (
        *("stocktaking", "en", edited("answer", "4-6 December 2017", "4-6 December 2018")),
        "stocktaking (en): the date 2018-12-04 is in no cited source",
    ),
    "a wrong number": (
        *("general-assembly-vote", "en", edited("answer", "152 states", "153 states")),
        "general-assembly-vote (en): the number 153 is in no cited source",
    ),
    "a number that the sources have for something else": (
        *("first-draft", "en", edited("answer", "23 objectives", "24 objectives")),
        "first-draft (en): 24 objectives, in the sources 22 and 23",
    ),
    "a wrong number in a note": (
        *("executive-orders-2017", "en", edited("since", "39 countries", "93 countries")),
        "executive-orders-2017 (en): the number 93 is in no cited source",
    ),
    "a misspelt name": (
        *("co-facilitators", "en", edited("answer", "Jürg Lauber", "Jürg Laubner")),
        "co-facilitators (en): the name Jürg Laubner is in no cited source",
    ),
    "a country too many": (
        *("general-assembly-vote", "en", edited("answer", "Hungary, Israel", "Hungary, Norway, Israel")),
        "general-assembly-vote (en): the name Norway is in no cited source",
    ),
    "a name at the beginning of a line": (
        *("spokespersons-2016", "en", edited("answer", "• Milka Isinta", "• Milka Isanti")),
        "spokespersons-2016 (en): the name Milka Isanti is in no cited source",
    ),
    "a missing source": (
        *("timeline", "en", lambda entry: replace(entry, sources=entry.sources[:-1])),
        "timeline (en): the date 2018-12-19 is in no cited source",
    ),
    "a missing note": (
        *("adoption", "en", lambda entry: replace(entry, since=None, sources=(gcm_faq(entry),))),
        "adoption (en): its sources are older than the Compact, and there is no note",
    ),
    "a telephone number": (
        *("press-contact", "en", edited("answer", "old and personal", "+1 (212) 555-0100")),
        "press-contact (en): what looks like the telephone number +1 (212) 555-0100",
    ),
    "a private e-mail address": (
        *("contact", "en", edited("answer", "coordinator@", "somebody@")),
        "contact (en): the e-mail address somebody@gcmigration.org",
    ),
    "another day in Spanish": (
        *("stocktaking", "es", edited("answer", "4 al 6 de diciembre", "4 al 5 de diciembre")),
        "stocktaking (es): the answer lacks the date 2017-12-06 of the English one",
    ),
    "another month in Arabic": (
        *("first-draft", "ar", edited("answer", "5 شباط/فبراير 2018", "5 آذار/مارس 2018")),
        "first-draft (ar): the answer has the date 2018-03-05, the English one has not",
    ),
    "another number in French": (
        *("us-and-the-compact", "fr", edited("answer", "66 organismes", "64 organismes")),
        "us-and-the-compact (fr): the answer lacks the number 66 of the English one",
    ),
    "another written number in French": (
        *("regional-reviews", "fr", edited("answer", "cinq régions", "six régions")),
        "regional-reviews (fr): the answer lacks the written number 5 of the English one",
    ),
    "another written number in Arabic": (
        *("regional-reviews", "ar", edited("answer", "خمس مناطق", "ست مناطق")),
        "regional-reviews (ar): the answer has the written number 6, the English one has not",
    ),
    "a decimal point gone in French": (
        *("how-many-migrants", "fr", edited("answer", "3,7", "37")),
        "how-many-migrants (fr): the answer has the number 37, the English one has not",
    ),
    "a translation without the note": (
        *("executive-orders-2017", "es", lambda entry: replace(entry, since=None)),
        "executive-orders-2017 (es): only one of it and the English entry has a note",
    ),
    "a translation with other sources": (
        *("micic", "ar", lambda entry: replace(entry, sources=entry.sources[:1])),
        "micic (ar): the sources are ['gcm-desa-2017'], in English"
        " ['gcm-desa-2017', 'micic-approach', 'worldreach-micic-2016', 'final-text-2018']",
    ),
    "a translation with another order of related entries": (
        *("firewalls", "fr", lambda entry: replace(entry, related=())),
        "firewalls (fr): the related are [], in English",
    ),
}


def test_a_planted_fault_is_found():
    not_found = {}
    for planted, (entry_id, language, edit, fault) in PLANTED.items():
        entry = material().entry(entry_id, language)
        found = faults(edit(entry))
        if not any(line.startswith(fault) for line in set(found) - set(faults(entry))):
            not_found[planted] = found
    assert not_found == {}


def faults(entry: Entry) -> list[str]:
    """The entry's faults; a translation is held against English even where English was reworded since."""
    english = material().entry(entry.id, "en")
    return [*material().faults(entry), *(differences(entry, english) if entry.language != "en" else ())]


def test_the_figures_are_the_same_in_four_languages():
    texts = {
        "en": "On 20 and 22-23 February 2018, from May to 1 July: six rounds, $11.7 billion, 1,000 people.",
        "es": "El 20 y 22-23 de febrero de 2018, de mayo al 1 de julio: seis; 11,7 mil; 1.000 gentes.",
        "fr": "Les 20 et 22-23 février 2018, de mai au 1er juillet : six ; 11,7 ; 1\u202f000 gens.",
        "ar": "في 20 و22-23 شباط/فبراير 2018، من أيار/مايو إلى 1 تموز/يوليو: ست جولات، 11.7 مليار، 1,000.",
    }
    found = {language: figures(text, language) for language, text in texts.items()}
    assert set(map(str, found["en"].days)) == {"2018-02-20", "2018-02-22", "2018-02-23", "?-05", "?-07-01"}
    assert (set(found["en"].numbers), set(found["en"].words)) == ({"11.7", "1000"}, {"6"})
    assert all(same == found["en"] for same in found.values())


def test_a_month_before_its_days_is_read_too():
    found = figures("May 8-9, Sept. 18 at 1:30pm, July 15th, April 12, 2017, by February 2018", "en")
    assert [*map(str, sorted(found.days))] == [
        *("?-05-08", "?-05-09", "?-07-15", "?-09-18"),
        *("2017-04-12", "2018-02"),
    ]
    assert set(found.numbers) == {"1", "30"}
