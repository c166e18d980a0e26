"""What admins say to what goes out: /status, /cancel, /halt, /resume, go on, send again.

For everybody else these do not exist.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from telegram import Update

from bot.domain.alerts import headline_of
from bot.domain.announcements import Kind, kind_of
from bot.domain.delivery.holds import HaltedBecause, Unanswered
from bot.domain.people.staff import Act, Recorded
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.delivery.announcement_status import Status
from bot.services.delivery.held_announcements import Holding, SendingAgain
from bot.telegram.commands import ButtonKind, Command, Context, Pressed
from bot.telegram.people import People, Person, message_of
from bot.telegram.progress_reports import again_button, progress_screen, result_lines, standing
from bot.telegram.replying import replace, reply
from bot.telegram.screens.announcements.hold_screens import held_screen, stop_button, waiting_of, word_buttons
from bot.telegram.screens.answers.contact_screens import ContactScreens
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.screen import Button, Screen, one_a_row

IN_HASTE = timedelta(minutes=10)  # who stops one that leaves within them has no time for a question
SHOWN = 5  # announcements in /status, besides those that are held
MOST = 10  # with those that are held or leave later: it fits into one message; the others follow after these


class Overseeing:
    """The admin's word on announcements, inside a private chat with the bot."""

    def __init__(
        self,
        broadcasting: Broadcasting,
        holding: Holding,
        headlines: Headlines,
        contacts: ContactScreens,
        people: People,
        record: Callable[[Recorded], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._broadcasting = broadcasting
        self._holding = holding
        self._words = headlines.words
        self._headlines = headlines
        self._contacts = contacts
        self._people = people
        self._record = record
        self._now = now

    def commands(self) -> list[Command]:
        return [
            Command("status", self.on_status, staff_only=True),
            Command("cancel", self.on_cancel, staff_only=True),
            Command("halt", self.on_halt, staff_only=True, when_edited=True),
            Command("resume", self.on_resume, staff_only=True),
        ]

    async def on_status(self, update: Update, context: Context) -> None:
        """The newest announcements, and everything that is held or leaves later, however old."""
        person = await self._people.of(update)
        language = person.language
        standstill = await self._broadcasting.standstill()
        parts = [self._halted(standstill, language)] if standstill is not None else []
        latest = await self._broadcasting.latest(SHOWN)
        known = {status.announcement.announcement_id for status in latest}
        others = [*await self._holding.held(), *await self._broadcasting.waiting(self._now())]
        latest += [status for status in others if status.announcement.announcement_id not in known]
        del latest[MOST:]
        is_halted = standstill is not None
        parts += [self._status_lines(status, language, is_halted=is_halted) for status in latest]
        if not latest:
            parts.append(self._words.say(language, "status.nothing"))
        parts += self._contacts.for_owners(language, self._now().date())
        rows = [row for status in latest if (row := self._buttons(status, language))]
        await reply(update, Screen("\n\n".join(parts), tuple(rows)))

    async def on_cancel(self, update: Update, context: Context) -> None:
        """Drops the draft; without one, stops the only broadcast that is going out, or offers a choice.

        What leaves tomorrow needs no haste: who writes /cancel twice means the draft.
        """
        person = await self._people.of(update)
        if await self._broadcasting.drafts.discard(person.chat_id):
            await reply(update, Screen(self._words.say(person.language, "broadcast.dropped")))
            return
        running = [status for status in await self._broadcasting.latest(SHOWN) if not status.is_over]
        others = [*await self._holding.held(), *await self._broadcasting.waiting(self._now())]
        running += [status for status in others if not status.is_over and status not in running]
        if not running:
            await reply(update, Screen(self._words.say(person.language, "cancel.nothing")))
        elif (
            len(running) == 1
            and kind_of(running[0].announcement.body) is Kind.BROADCAST
            and not _waits_long(running[0], self._now())
        ):
            await self._cancel(update, person, running[0].announcement.announcement_id)
        else:
            await reply(update, self._choice(running[:MOST], person.language))

    async def on_halt(self, update: Update, context: Context) -> None:
        person = await self._people.of(update)
        await self._broadcasting.halt(self._now())
        await self._note(person, Act.HALTED)
        await reply(update, Screen(self._words.say(person.language, "halt.halted")))

    async def on_resume(self, update: Update, context: Context) -> None:
        """Lets everything go on but what is held: that is shown, with its buttons."""
        person = await self._people.of(update)
        resumed = await self._broadcasting.resume()
        if resumed:
            await self._note(person, Act.RESUMED)
        said = self._words.say(person.language, "halt.resumed" if resumed else "halt.was_not")
        waiting = waiting_of(await self._holding.held())
        if not waiting:
            await reply(update, Screen(said))
            return
        heading = f"{said}\n\n{self._words.say(person.language, 'halt.held')}"
        await reply(update, held_screen(self._headlines, person.language, heading, waiting))

    def buttons(self) -> list[ButtonKind]:
        def about(verb: Verb, callback: Pressed, numbers: int) -> ButtonKind:
            return ButtonKind(verb, callback, staff_only=True, in_groups=False, numbers=numbers)

        return [
            about(Verb.CANCEL_ANNOUNCEMENT, self.on_cancel_button, 1),
            about(Verb.GO_ON, self.on_go_on, 2),
            about(Verb.ASK_TO_SEND_AGAIN, self.on_ask_to_send_again, 1),
            about(Verb.SEND_AGAIN, self.on_send_again, 3),
            about(Verb.LEAVE_UNKNOWN, self.on_leave_unknown, 0),
        ]

    async def on_cancel_button(self, update: Update, press: Press, person: Person) -> None:
        await self._cancel(update, person, *press.numbers)

    async def on_leave_unknown(self, update: Update, press: Press, person: Person) -> None:
        await replace(update, Screen(self._words.say(person.language, "again.left")))

    async def _cancel(self, update: Update, person: Person, announcement_id: int) -> None:
        stopped = await self._broadcasting.cancel(announcement_id)
        if stopped:
            await self._note(person, Act.STOPPED, announcement_id)
        status = await self._broadcasting.status(announcement_id)
        if status is None:
            return
        said = self._words.say(person.language, "cancel.stopped" if stopped else "cancel.over")
        lines = result_lines(self._words, person.language, status)
        await reply(update, Screen("\n".join([self._headline(status, person.language), said, *lines])))

    async def on_go_on(self, update: Update, press: Press, person: Person) -> None:
        announcement_id, number = press.numbers
        done = await self._holding.go_on(announcement_id, number, self._now())
        if done:
            await self._note(person, Act.WENT_ON, announcement_id)
        msgid = "go_on.done" if done else "go_on.over"
        await reply(update, Screen(self._words.say(person.language, msgid, id=announcement_id)))

    async def on_ask_to_send_again(self, update: Update, press: Press, person: Person) -> None:
        (announcement_id,), language = press.numbers, person.language
        status = await self._broadcasting.status(announcement_id)
        if status is None or not status.may_send_again(self._now()):
            is_late = status is not None and status.is_past_its_time(self._now())
            await reply(update, self._refusal_to_send_again(person.language, announcement_id, is_late))
            return
        meant = status.unanswered
        yes = Button.of(
            self._words.label(language, "again.confirm", n=meant.count),
            Verb.SEND_AGAIN,
            f"{announcement_id}.{meant.count}.{meant.attempts}",
        )
        no = Button.of(self._words.label(language, "again.leave"), Verb.LEAVE_UNKNOWN)
        text = self._words.count(language, "again.ask", meant.count, id=announcement_id)
        await reply(update, Screen(text, one_a_row([yes, no])))

    async def on_send_again(self, update: Update, press: Press, person: Person) -> None:
        announcement_id, count, attempts = press.numbers
        sending = await self._holding.send_again(announcement_id, Unanswered(count, attempts), self._now())
        status = await self._broadcasting.status(announcement_id)
        # pressed again, it is the wish that was granted already: what comes of it is shown here
        changed = sending is SendingAgain.CHANGED and (status is None or status.may_send_again(self._now()))
        if changed or sending is SendingAgain.TOO_LATE or status is None:
            await replace(update, self._refusal_to_send_again(person.language, announcement_id, not changed))
            return
        if sending is SendingAgain.BEGUN:
            await self._note(person, Act.SENT_AGAIN, announcement_id, count)
        await replace(update, progress_screen(self._headlines, person.language, status, self._now()))
        await self._broadcasting.watch(announcement_id, person.chat_id, message_of(update).message_id)

    async def _note(
        self, person: Person, act: Act, announcement_id: int | None = None, count: int | None = None
    ) -> None:
        await self._record(Recorded(person.chat_id, act, self._now(), announcement_id, count=count))

    def _refusal_to_send_again(self, language: str, announcement_id: int, is_late: bool) -> Screen:
        msgid = "again.too_late" if is_late else "again.changed"
        return Screen(self._words.say(language, msgid, id=announcement_id))

    def _halted(self, because: HaltedBecause, language: str) -> str:
        restored = because is HaltedBecause.RESTORED
        return self._words.say(language, "status.restored" if restored else "status.halted")

    def _headline(self, status: Status, language: str) -> str:
        return self._headlines.line(headline_of(status.announcement), language)

    def _status_lines(self, status: Status, language: str, *, is_halted: bool) -> str:
        stands = standing(self._headlines, language, status, self._now(), is_halted=is_halted)
        return f"{self._headline(status, language)}\n{stands}"

    def _choice(self, running: Sequence[Status], language: str) -> Screen:
        """Which of several to stop."""
        lines = [self._headline(status, language) for status in running]
        buttons = [
            stop_button(self._headlines, language, headline_of(status.announcement)) for status in running
        ]
        return Screen(
            "\n\n".join([self._words.say(language, "cancel.ask"), *lines]),
            one_a_row(buttons),
        )

    def _buttons(self, status: Status, language: str) -> tuple[Button, ...]:
        headline = headline_of(status.announcement)
        if status.may_send_again(self._now()):
            return (again_button(self._headlines, language, status),)
        if status.is_over:
            return ()
        if status.hold is not None:
            return word_buttons(self._headlines, language, headline, status.hold)
        return (stop_button(self._headlines, language, headline),)


def _waits_long(status: Status, now: datetime) -> bool:
    leaves_at = status.announcement.leaves_at
    return leaves_at is not None and leaves_at > now + IN_HASTE
