"""The votes of the 193 states are those that the notes on the sources give."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel import Locale

from bot.content.country_votes import read_country_votes
from bot.content.locate import content_folder
from bot.domain.content.country_votes import CountryVote, Vote
from tests.content.conftest import ContentFolder
from tests.content.figures import figures
from tests.content.sources import FINAL, FOLDER

# States whose names in the notes are not those of the CLDR.
NAMED_OTHERWISE = {
    "Brunei Darussalam": "BN",
    "Czech Republic": "CZ",
    "Democratic People’s Republic of Korea": "KP",
    "Antigua and Barbuda": "AG",
    "Sao Tome and Principe": "ST",
    "Trinidad and Tobago": "TT",
}
LISTS = {
    Vote.AGAINST: r"\*Against \(5\):\*(.*?)\.",
    Vote.ABSTAINED: r"\*Abstained \(12\):\*(.*?)\.",
    Vote.DID_NOT_VOTE: r"\*Did not vote \(24\):\*(.*?)\.",
}


@pytest.fixture(scope="module")
def votes() -> dict[str, CountryVote]:
    folder = content_folder()
    assert isinstance(folder, Path)
    found, problems = read_country_votes(folder)
    assert problems == []
    return {vote.country: vote for vote in found}


def code_of(name: str) -> str:
    by_name = {known: code for code, known in Locale("en").territories.items()}
    return NAMED_OTHERWISE.get(name) or by_name[name]


def test_193_states_have_the_sums_of_the_vote(votes: dict[str, CountryVote]):
    assert len(votes) == 193
    assert Counter(vote.vote for vote in votes.values()) == {
        Vote.IN_FAVOUR: 152,
        Vote.AGAINST: 5,
        Vote.ABSTAINED: 12,
        Vote.DID_NOT_VOTE: 24,
    }


def test_every_state_that_the_notes_name_has_that_vote(votes: dict[str, CountryVote]):
    notes = (FOLDER / FINAL).read_text(encoding="utf-8")
    for vote, pattern in LISTS.items():
        listed = re.search(pattern, notes)
        assert listed is not None
        named = {code_of(name.strip(" *")) for name in listed[1].split(",")}
        assert named == {found.country for found in votes.values() if found.vote is vote}


def test_every_country_has_a_name_in_every_language(votes: dict[str, CountryVote]):
    for language in ("en", "es", "fr", "ar"):
        assert votes.keys() <= Locale(language).territories.keys(), language


def test_what_is_known_since_is_there_in_four_languages_with_the_same_figures(votes: dict[str, CountryVote]):
    told = {country: vote.since for country, vote in votes.items() if vote.since}
    assert {"BR", "CL", "CH", "SK"} <= told.keys()
    for country, since in told.items():
        assert set(since) == {"en", "es", "fr", "ar"}, country
        english = figures(since["en"], "en")
        for language, text in since.items():
            found = figures(text, language)
            assert (found.days, found.numbers) == (english.days, english.numbers), (country, language)


def test_a_wrong_row_is_reported_at_its_place(content: ContentFolder):
    content.write(
        "faq/country-votes.yaml",
        "- {country: FR, vote: in_favour}\n- {country: fr, vote: yes}\n- {country: FR, vote: against}\n",
    )
    assert content.problems() == [
        "faq/country-votes.yaml:2:13: should be two capital letters, such as FR",
        "faq/country-votes.yaml:2:23: should be 'in_favour', 'against', 'abstained' or 'did_not_vote'",
        "faq/country-votes.yaml:3:13: `FR` is there already: faq/country-votes.yaml:1",
    ]
    checked = content.check().content
    assert checked is None


def test_sound_rows_are_part_of_the_content(content: ContentFolder):
    content.write("faq/country-votes.yaml", "- {country: FR, vote: in_favour, since: {en: Nothing.}}\n")
    checked = content.check().content
    assert checked is not None
    since = {"en": "Nothing.", "es": "Nothing."}  # English stands in
    assert checked.country_votes == (CountryVote("FR", Vote.IN_FAVOUR, since),)
