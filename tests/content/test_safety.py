"""What somebody reads who fears the bot: true, and true from its first sentence on."""

import re

import pytest

from bot.matching.recognizing.scrubbing import scrub
from tests.content.facts import material

FIRST = {
    "en": "This bot sends nothing to the police or any government.",
    "es": "Este bot no envía nada a la policía ni a ningún gobierno.",
    "fr": "Ce bot n'envoie rien à la police ni à aucun gouvernement.",
    "ar": "لا يرسل هذا البرنامج شيئا إلى الشرطة ولا إلى أي حكومة.",
}
PROMISED = {
    "en": ("my name is", "my name is Ana Diaz"),
    "es": ("me llamo", "me llamo Ana Díaz"),
    "fr": ("je m'appelle", "je m'appelle Ana Diaz"),
    "ar": ("اسمي", "اسمي آنا دياز"),
}


@pytest.mark.parametrize("language", FIRST)
def test_the_first_sentence_is_whole_and_is_the_one_that_matters_most(language: str):
    text = material().faq.courtesy("safety", language)
    assert text is not None
    assert re.split(r"(?<=[.!?]) ", text.replace("**", ""))[0] == FIRST[language]


@pytest.mark.parametrize("language", PROMISED)
def test_the_phrase_that_the_text_names_is_one_after_which_names_are_taken_out(language: str):
    phrase, written = PROMISED[language]
    for kind in ("safety", "privacy"):
        text = material().faq.courtesy(kind, language)
        assert text is not None
        assert phrase in text
    assert scrub(written) == f"{phrase} …"
