"""What somebody reads who fears the bot: true, and true from its first sentence on."""

import re

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


def test_the_first_sentence_is_whole_and_is_the_one_that_matters_most():
    texts = {language: material().faq.courtesy("safety", language) or "" for language in FIRST}
    assert {
        code: re.split(r"(?<=[.!?]) ", text.replace("**", ""))[0] for code, text in texts.items()
    } == FIRST


def test_the_phrase_that_the_text_names_is_one_after_which_names_are_taken_out():
    for language, (phrase, written) in PROMISED.items():
        for kind in ("safety", "privacy"):
            assert phrase in (material().faq.courtesy(kind, language) or ""), (kind, language)
        assert scrub(written) == f"{phrase} …"
