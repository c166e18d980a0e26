"""What is held, as admins see it: why, and the buttons of their word. Alerts, /status and /resume show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.alerts import Waiting, headline_of
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


def word_buttons(words: Words, language: str, announcement_id: int, hold: Hold) -> tuple[Button, ...]:
    """Go on, and stop; the first is about this hold and no later one."""
    go_on = words.label(language, "held.go_on", id=announcement_id)
    return (
        Button.of(go_on, Verb.GO_ON, f"{announcement_id}.{hold.number}"),
        stop_button(words, language, announcement_id),
    )


def stop_button(words: Words, language: str, announcement_id: int) -> Button:
    """Stops one announcement, whatever else goes out."""
    label = words.label(language, "status.stop", id=announcement_id)
    return Button.of(label, Verb.CANCEL_ANNOUNCEMENT, str(announcement_id))


def held_screen(
    words: Words, headlines: Headlines, language: str, heading: str, waiting: Sequence[Waiting]
) -> Screen:
    """The heading (HTML), a line for each that waits, and the buttons of each in a row."""
    shown = waiting[:SHOWN]
    lines = [headlines.line(each.headline, language) for each in shown]
    rows = tuple(
        word_buttons(words, language, each.headline.announcement_id or 0, each.hold) for each in shown
    )
    return Screen("\n".join([heading, "", *lines]), rows)


def waiting_of(statuses: Iterable[Status]) -> tuple[Waiting, ...]:
    """Those of them that are held."""
    return tuple(
        Waiting(headline_of(status.announcement), status.hold)
        for status in statuses
        if status.hold is not None
    )
