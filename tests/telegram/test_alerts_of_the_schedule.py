"""What staff read of what the schedule could not send, and what fits into one update."""

from dataclasses import replace

from bot.domain.alert_bodies import body_of
from bot.domain.alerts import NotSent, NotSentBecause
from bot.domain.announcements import WeeklyBody
from bot.services.announcing.weekly_updates import card, fitting
from bot.simulator.forms.html_entities import parse_html, utf16_length
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.screen import Words
from tests import shipped
from tests.builders import webinar


def screens() -> AnnouncementScreens:
    content = shipped.content()
    words = Words(content.texts)
    return AnnouncementScreens(words, AnswerScreens(content.faq, words), content.schedule)


def test_staff_read_in_their_language_what_was_not_sent_and_why():
    for because in NotSentBecause:
        alert = NotSent(because, ({"en": "One <first>", "es": "Uno"}, {}))
        for language in shipped.content().texts.languages:
            text, _ = parse_html(screens().parameters(body_of(alert), "", language)["text"])
            assert ("Uno" if language == "es" else "One <first>") in text
            assert text.count("•") == 2


def test_an_update_loses_its_last_news_until_it_fits_in_every_language():
    drawn = screens()
    news = tuple({"en": f"{n} " + "word " * 115, "ar": f"{n} " + "كلمة " * 117} for n in range(8))
    whole = WeeklyBody("2026-W48", (card(webinar()),), "legally-binding", news)
    assert not drawn.fits(whole, "weekly")
    body, left_out = fitting(whole, "weekly", drawn.fits)
    assert len(body.news) + len(left_out) == 8
    assert [name["en"][0] for name in left_out] == [str(n) for n in range(len(body.news), 8)]
    for language in ("en", "es", "fr", "ar"):
        text, _ = parse_html(drawn.parameters(body, "weekly", language)["text"])
        assert utf16_length(text) <= 4096
    assert not drawn.fits(replace(body, news=news[: len(body.news) + 1]), "weekly")
