"""How staff know an announcement again: in words, never by a key of the program."""

from bot.content.check import Content
from bot.domain.alerts import Headline
from bot.domain.announcements import Kind
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.screen import Words
from tests.builders import NOW


def test_an_announcement_whose_topic_was_taken_out_since_is_told_in_words(content: Content):
    headlines = Headlines(Words(content.texts), content.schedule)
    old = Headline(Kind.BROADCAST, "raids-andalucia", {"en": "Please come"}, NOW)
    assert "broadcast “Please come” to a topic that is gone" in headlines.line(old, "en")
    assert "raids" not in headlines.line(old, "ar")
