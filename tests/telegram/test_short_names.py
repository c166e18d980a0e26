"""The short names that an answer spells out, shown first to who asks for one."""

from bot.matching.recognizing.question import Question
from bot.telegram.screens.answers.abbreviations import asked_for

NAMES = "• PICUM: a network in Europe.\n• MFA: a forum in Asia.\n• WIMN: women in migration."
PAGES = "• IOM: https://www.iom.int\n• UNHCR: https://www.unhcr.org\n• ILO: https://www.ilo.org"


def test_a_name_is_shown_with_its_words_and_an_address_is_no_words():
    assert "a forum in Asia" in asked_for(NAMES, Question.of("what is mfa"))
    assert asked_for(PAGES, Question.of("unhcr jobs nairobi")) == ""
