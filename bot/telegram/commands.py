"""The tables of commands and of buttons: /help, the menu and the dispatch all come from them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import Application, BaseHandler, ContextTypes

from bot.telegram.people import Person
from bot.telegram.screens.button_codes import Press, Verb

Context = ContextTypes.DEFAULT_TYPE
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
Handler = BaseHandler[Any, Any, Any]  # the library's three type parameters say nothing here
AnyApplication = Application[Any, Any, Any, Any, Any, Any]


IN_ORDER = (
    *("ask", "topics", "lessons", "person", "rounds", "webinars", "updates"),
    *("subscribe", "unsubscribe", "pause", "stop", "language"),
    *("privacy", "mydata", "deleteme", "help", "start"),
)
"""What members need, in the order in which they need it; the staff's come behind."""


def in_order(table: Iterable[Command]) -> list[Command]:
    """As the menu and /help show them."""
    place = {name: number for number, name in enumerate(IN_ORDER)}
    return sorted(table, key=lambda command: place.get(command.name, len(place)))


Pressed = Callable[[Update, Press, Person], Coroutine[Any, Any, str | None]]


@dataclass(frozen=True, slots=True)
class ButtonKind:
    """Buttons with one verb. The callback may return what is shown for a moment beside what it did.

    One for staff does nothing for others, and works in their private chats alone, as every one does that is
    not for groups. One that carries `numbers` carries just so many and nothing else, or does nothing; its
    callback finds them in the press. Of what else a button may carry the callback decides.
    """

    verb: Verb
    callback: Pressed
    staff_only: bool = False
    owners_only: bool = False
    in_groups: bool = True
    numbers: int | None = None

    def takes(self, press: Press) -> bool:
        """Whether the press carries what such a button carries."""
        if self.numbers is None:
            return True
        return len(press.numbers) == self.numbers and bool(press.argument) == bool(self.numbers)


def staff_buttons(
    callbacks: Mapping[Verb, Pressed], numbers: Mapping[Verb, int] | None = None
) -> list[ButtonKind]:
    """Buttons for staff in their private chats; those that stand in `numbers` carry just so many."""
    return [
        ButtonKind(verb, callback, staff_only=True, in_groups=False, numbers=(numbers or {}).get(verb))
        for verb, callback in callbacks.items()
    ]


@dataclass(frozen=True, slots=True)
class Command:
    """A command. Its description is the text `command.<name>`; one for staff does not exist for others.

    One for owners is one for staff, too.
    """

    name: str
    callback: Callback
    staff_only: bool = False
    owners_only: bool = False
    in_groups: bool = False
    also: tuple[str, ...] = ()  # older names, which are not shown
    when_edited: bool = False  # one for staff, also when a message was edited into it; others always are

    def is_for(self, person: Person) -> bool:
        """Whether it exists for them."""
        if self.owners_only:
            return person.is_owner
        return person.is_staff or not self.staff_only

    @property
    def description_id(self) -> str:
        return f"command.{self.name}"
