"""What a machine can see of good French: spaces that do not break, one apostrophe, ranges in words."""

import re

from bot.content.country_names import country_name, read_country_names
from bot.domain.alerts import first_words
from tests.content.facts import material
from tests.content.shown import shown

_ADDRESS = re.compile(r"https?://\S+")
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
FAULTS = {
    "a space that may break, or none": re.compile(r"(?<!\u00a0)[;?!»]|(?<=[^\S\u00a0]):|«(?!\u00a0)"),
    "a bent apostrophe": re.compile("’"),
    "other quotation marks": re.compile("[“”]"),
    "a hyphen between days": re.compile(rf"\d\s?[-–]\s?\d+(?:er)?\s(?:{_MONTHS})\b"),
}
TOLD_OTHERWISE = {
    r"chez vous": "là où vous êtes, dans votre pays: it may be the country one left",
    r"papiers de (?:la Coalition|presse)|anciens papiers": "documents: papiers are what the police ask for",
    r"vote de l'étranger": "depuis l'étranger: it may be the foreigner's",
}
_IS_WHAT = re.compile(r"(?i)c'(?:est|était|étaient) quoi")


def faults(text: str) -> list[str]:
    """The kinds of faults in the text; addresses on the web are left out."""
    return [kind for kind, pattern in FAULTS.items() if pattern.search(_ADDRESS.sub("", text))]


def test_no_french_text_has_such_a_fault():
    found = [(where, kind, text) for where, text in shown("fr") for kind in faults(text)]
    assert found == []


def test_words_that_can_be_misread_are_not_used():
    for words, instead in TOLD_OTHERWISE.items():
        found = [where for where, text in shown("fr") if re.search(words, text, re.IGNORECASE)]
        assert found == [], instead


def test_no_french_question_asks_as_one_speaks():
    questions = [entry.question for entry in material().faq.entries["fr"].values()]
    assert [question for question in questions if _IS_WHAT.search(question)] == []


def test_such_a_fault_is_found():
    texts = [
        ("Le Pacte : qui décide ?", ["a space that may break, or none"]),
        ("Qui décide?", ["a space that may break, or none"]),
        ("Le mot « asile »", ["a space that may break, or none"]),
        ("Le Pacte\u00a0: qui décide\u00a0? Voir https://un.org/?a=b", []),
        ("Le mot «\u00a0asile\u00a0» n'y est pas.", []),
        ("L’ONU", ["a bent apostrophe"]),
        ("les 8-9 mai 2017", ["a hyphen between days"]),
        ("les 8 et 9 mai 2017, du 2 au 4 septembre", []),
    ]
    assert [(text, faults(text)) for text, _ in texts] == texts


def test_what_is_shortened_for_a_button_and_names_of_states_have_no_such_fault():
    words = first_words("Exemple\u00a0: une\n  série «\u00a0d'été\u00a0» commence", 30)
    assert words == "Exemple\u00a0: une série «\u00a0d'été\u00a0»…"
    names = [country_name(code, "fr") for code in read_country_names().names]
    assert [name for name in names if faults(name)] == []
