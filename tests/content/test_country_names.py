"""The names of states are those of the CLDR."""

import json

from bot.content.country_names import NAMES, names_of_the_cldr


def test_the_names_that_are_shipped_are_those_that_babel_has():
    assert json.loads(NAMES.read_text(encoding="utf-8")) == names_of_the_cldr()
