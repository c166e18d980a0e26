"""Alerts as messages: what happened, in words for staff, and what can be done now as a button."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.alert_bodies import alert_of
from bot.domain.alerts import (
    Alert,
    AnnouncementRefused,
    AnnouncementsHeld,
    DeliveriesExpired,
    EndedTooMany,
    HandlerFailed,
    Headline,
    NotSent,
    OccurrencesMissed,
    SeveralExpired,
    StaffChatMoved,
    Troubled,
)
from bot.domain.announcements import AlertBody
from bot.domain.content.schedules import in_language
from bot.domain.content_alerts import (
    ContentMended,
    ContentRefused,
    RoundClosed,
    SentencesRefused,
    StaffRowsWait,
    WeeklyDigest,
)
from bot.domain.rounds import FEW
from bot.domain.weekly_preview import WeeklyPreview
from bot.telegram.screens.announcements.hold_screens import held_screen, reason, stop_button, word_buttons
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.inbox_screens import digest_screen
from bot.telegram.screens.markup import escape
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row


class AlertScreens:
    """Draws alerts."""

    def __init__(self, words: Words, headlines: Headlines) -> None:
        self._words = words
        self._headlines = headlines

    def screen(self, body: AlertBody, language: str) -> Screen:
        """The alert in one staff member's language."""
        screen = self._screen(alert_of(body), language)
        if not body.since:
            return screen
        return Screen(
            f"{screen.html}\n\n{self._words.count(language, 'alert.since', body.since)}", screen.rows
        )

    def _screen(self, alert: Alert, language: str) -> Screen:
        say, count = self._words.say, self._words.count
        write_anew = say(language, "alert.write_anew")
        match alert:
            case OccurrencesMissed(latest, number, may_have_gone_out):
                msgid = "alert.missed_restored" if may_have_gone_out else "alert.missed"
                said = count(language, msgid, number)
                return Screen(self._list(said, latest, write_anew, language))
            case DeliveriesExpired(headline, number):
                said = count(language, "alert.expired", number)
                return Screen(self._list(said, [headline], write_anew, language))
            case SeveralExpired(expired):
                said = count(language, "alert.expired_together", len(expired))
                return Screen("\n\n".join([said, *self._each(expired, language), write_anew]))
            case AnnouncementRefused(headline, why):
                said = say(language, "alert.refused")
                text = self._list(
                    said, [headline], say(language, "alert.refused_reason", reason=why), language
                )
                stop = stop_button(self._headlines, language, headline)
                return Screen(text, ((stop,),))
            case EndedTooMany(headline, hold):
                said = say(language, "alert.endings", why=reason(self._words, language, hold))
                buttons = word_buttons(self._headlines, language, headline, hold)
                return Screen(self._list(said, [headline], "", language), one_a_row(buttons))
            case AnnouncementsHeld(because, waiting):
                heading = say(language, f"alert.held_{because}")
                return held_screen(self._headlines, language, heading, waiting)
            case ContentRefused():
                return self._refused(alert, "alert.content_refused", language)
            case SentencesRefused():
                return self._refused(alert, "alert.sentences_refused", language)
            case ContentMended():
                return Screen(say(language, "alert.content_mended"))
            case Troubled(what):
                return Screen(say(language, f"alert.trouble_{what}"))
            case StaffChatMoved(chat_id):
                return Screen(say(language, "alert.staff_chat", number=chat_id))
            case StaffRowsWait(asked, aside):
                return Screen(count(language, "alert.rows", asked + aside))
            case RoundClosed(_, themes, people):
                theme = in_language(themes, language)
                if people < FEW:
                    return Screen(say(language, "alert.round_few", theme=theme))
                return Screen(count(language, "alert.round", people, theme=theme))
            case WeeklyPreview(_, due_at):
                goes = f"{say(language, 'alert.preview')}\n{self._headlines.time(due_at, language)}"
                button = Button.of(self._words.label(language, "news.change"), Verb.SHOW_NEXT)
                return Screen(f"{goes}\n\n{say(language, 'alert.preview_ways')}", ((button,),))
            case WeeklyDigest():
                return digest_screen(alert, self._words, language)
            case NotSent(because, names):
                weekly = say(language, "weekly.title")
                lines = [f"• {escape(in_language(each, language)) if each else weekly}" for each in names]
                return Screen("\n\n".join([say(language, f"alert.not_sent_{because}"), "\n".join(lines)]))
            case HandlerFailed(doing, reference):
                for_operator = say(language, "alert.failed_reference", reference=reference)
                return Screen(f"{say(language, f'alert.failed_{doing}')}\n\n{for_operator}")

    def _refused(self, alert: ContentRefused | SentencesRefused, msgid: str, language: str) -> Screen:
        say, count = self._words.say, self._words.count
        where = say(language, "alert.content_place", place=alert.place, problem=alert.problem)
        more = count(language, "alert.content_more", alert.more) if alert.more else ""
        return Screen("\n\n".join(filter(None, (say(language, msgid), where, more))))

    def _each(self, expired: Iterable[DeliveriesExpired], language: str) -> Iterable[str]:
        for each in expired:
            line = self._headlines.line(each.headline, language)
            yield f"• {line}\n{self._words.count(language, 'alert.expired_for', each.count)}"

    def _list(self, said: str, headlines: Iterable[Headline], below: str, language: str) -> str:
        lines = [f"• {self._headlines.line(headline, language)}" for headline in headlines]
        return "\n\n".join(part for part in (said, "\n".join(lines), below) if part)
