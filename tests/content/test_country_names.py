"""The names of states are those of the CLDR."""

import json

from bot.content.country_names import NAMES, country_name, names_of_the_cldr


def test_the_names_that_are_shipped_are_those_that_babel_has():
    assert json.loads(NAMES.read_text(encoding="utf-8")) == names_of_the_cldr()


def test_a_state_is_named_in_every_language_and_in_english_where_the_cldr_has_no_name():
    named = [country_name("MX", language) for language in ("en", "fr", "tl", "rw")]
    assert named == ["Mexico", "Mexique", "Mexico", "Mexico"]
