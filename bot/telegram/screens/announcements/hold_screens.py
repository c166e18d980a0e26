"""What is held, as admins see it: why, and the buttons of their word. Alerts, /status and /resume show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.alerts import Headline, Waiting, headline_of
from bot.domain.delivery.holds import HeldBecause, Hold
from bot.services.delivery.announcement_status import Status
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.screen import Button, Screen, Words

SHOWN = 15  # held announcements in one message; the others are shown when these are decided


def reason(words: Words, language: str, hold: Hold) -> str:
    """Why it is held, in a sentence."""
    if hold.because is HeldBecause.ENDINGS:
        return words.count(language, "held.endings", hold.ended, recipients=hold.recipients)
    return words.say(language, f"held.{hold.because}")


def word_buttons(headlines: Headlines, language: str, headline: Headline, hold: Hold) -> tuple[Button, ...]:
    """Go on, and stop; the first is about this hold and no later one."""
    go_on = Button.of(
        _label(headlines, language, "held.go_on", headline),
        Verb.GO_ON,
        f"{headline.announcement_id or 0}.{hold.number}",
    )
    return go_on, stop_button(headlines, language, headline)


def stop_button(headlines: Headlines, language: str, headline: Headline) -> Button:
    """Stops one announcement, whatever else goes out."""
    label = _label(headlines, language, "status.stop", headline)
    return Button.of(label, Verb.CANCEL_ANNOUNCEMENT, str(headline.announcement_id or 0))


def _label(headlines: Headlines, language: str, msgid: str, headline: Headline) -> str:
    words = headlines.on_button(headline, language)
    return headlines.words.label(language, msgid, id=headline.announcement_id, text=words)


def held_screen(headlines: Headlines, language: str, heading: str, waiting: Sequence[Waiting]) -> Screen:
    """The heading (HTML), a line for each that waits, and the buttons of each in a row."""
    shown = waiting[:SHOWN]
    lines = [headlines.line(each.headline, language) for each in shown]
    rows = tuple(word_buttons(headlines, language, each.headline, each.hold) for each in shown)
    return Screen("\n".join([heading, "", *lines]), rows)


def waiting_of(statuses: Iterable[Status]) -> tuple[Waiting, ...]:
    """Those of them that are held."""
    return tuple(
        Waiting(headline_of(status.announcement), status.hold)
        for status in statuses
        if status.hold is not None
    )
