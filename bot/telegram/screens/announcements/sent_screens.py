"""What went out, as staff see it: the list, a receipt, and what they are asked before copies are changed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.alerts import headline_of
from bot.domain.announcements import BroadcastBody
from bot.domain.languages import name
from bot.services.announcing.correction_results import Proposed, Receipt, recall_digest
from bot.services.delivery.announcement_status import Status
from bot.storage.corrections import Reach
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import local_time
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.screen import Button, Screen, one_a_row


class SentScreens:
    """Draws them. How an announcement stands is put into words elsewhere, and given as HTML."""

    def __init__(self, headlines: Headlines) -> None:
        self._headlines = headlines
        self._words = headlines.words

    def latest(self, statuses: Sequence[tuple[Status, str]], language: str) -> Screen:
        """The list, each with how it stands, and a button that opens it."""
        if not statuses:
            return Screen(self._words.say(language, "status.nothing"))
        lines = [f"{self._headline(status, language)}\n{stands}" for status, stands in statuses]
        buttons = [
            Button.of(
                self._words.label(
                    language,
                    "sent.open",
                    id=status.announcement.announcement_id,
                    text=self._headlines.on_button(headline_of(status.announcement), language),
                ),
                Verb.SHOW_SENT,
                str(status.announcement.announcement_id),
            )
            for status, _ in statuses
        ]
        heading = self._words.say(language, "sent.heading")
        return Screen("\n\n".join([heading, *lines]), one_a_row(buttons))

    def receipt(self, found: Receipt, stands: str, changes: Sequence[str], language: str) -> Screen:
        """One of them, its corrections and recalls, and what can be done until when."""
        until = [
            f"{self._words.say(language, msgid)} {local_time(instant, 'UTC', language)}"
            for msgid, instant in (
                ("sent.correct_until", found.correct_until),
                ("sent.recall_until", found.recall_until),
            )
            if instant is not None
        ]
        parts = [f"{self._headline(found.status, language)}\n{stands}", *changes]
        parts.append("\n".join(until) or self._words.say(language, "sent.no_more"))
        return Screen("\n\n".join(parts), one_a_row(self._buttons(found, language)))

    def _buttons(self, found: Receipt, language: str) -> list[Button]:
        announcement_id = str(found.announcement.announcement_id)
        body, buttons = found.announcement.body, []
        if found.correct_until is not None and isinstance(body, BroadcastBody):
            for written in body.texts:
                label = (
                    self._words.label(language, "sent.correct")
                    if len(body.texts) == 1
                    else self._words.label(language, "sent.correct_in", language=name(written))
                )
                buttons.append(Button.of(label, Verb.CORRECT, f"{announcement_id}.{written}"))
        if found.recall_until is not None:
            buttons.append(self.recall_button(found.announcement.announcement_id, language))
        return buttons

    def recall_button(self, announcement_id: int, language: str) -> Button:
        """Asks whether to recall it."""
        label = self._words.label(language, "sent.recall")
        return Button.of(label, Verb.ASK_TO_RECALL, str(announcement_id))

    def ask_to_correct(self, proposed: Proposed, language: str, *, is_halted: bool) -> Screen:
        """Under the new text as members will see it: whether every copy is to say that."""
        reach, announcement_id = proposed.reach, proposed.announcement.announcement_id
        asked = [
            *self._halted(language, is_halted=is_halted),
            self._words.count(language, "correct.ask", reach.copies),
            *self._around(reach, "correct.waiting", language),
            self._words.say(language, "correct.quiet"),
        ]
        yes = Button.of(
            self._words.counted_label(language, "correct.confirm", reach.copies),
            Verb.CONFIRM_CORRECTION,
            f"{announcement_id}.{proposed.digest}",
        )
        buttons = [yes, self.recall_button(announcement_id, language), self._keep(language)]
        return Screen("\n\n".join(asked), one_a_row(buttons))

    def ask_to_recall(self, found: Receipt, language: str, *, is_halted: bool) -> Screen:
        """Whether every copy is to be deleted, and which of them cannot be."""
        reach, announcement = found.reach, found.announcement
        count = reach.copies - reach.too_old
        asked = [
            *self._halted(language, is_halted=is_halted),
            self._headline(found.status, language),
            self._words.count(language, "recall.ask", count),
            *([self._words.count(language, "recall.too_old", reach.too_old)] if reach.too_old else []),
            *self._around(reach, "recall.waiting", language),
        ]
        yes = Button.of(
            self._words.counted_label(language, "recall.confirm", count),
            Verb.RECALL,
            f"{announcement.announcement_id}.{recall_digest(announcement)}",
        )
        return Screen("\n\n".join(asked), one_a_row([yes, self._keep(language)]))

    def _around(self, reach: Reach, waiting: str, language: str) -> list[str]:
        told = []
        if reach.waiting:
            told.append(self._words.count(language, waiting, reach.waiting))
        if reach.out_of_reach:
            told.append(self._words.count(language, "change.no_number", reach.out_of_reach))
        return told

    def _halted(self, language: str, *, is_halted: bool) -> list[str]:
        return [self._words.say(language, "broadcast.halted")] if is_halted else []

    def _keep(self, language: str) -> Button:
        return Button.of(self._words.label(language, "sent.keep"), Verb.KEEP_SENT)

    def _headline(self, status: Status, language: str) -> str:
        return self._headlines.line(headline_of(status.announcement), language)
