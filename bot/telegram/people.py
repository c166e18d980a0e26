"""Who is talking: their chat, their language, whether they are one of the staff. Read, never stored here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from telegram import Message, Update, User
from telegram.ext import filters

from bot.domain.languages import pick
from bot.domain.people.subscriptions import Subscriber
from bot.services.members.subscribing import Subscribing
from bot.storage.database_reachability import DatabaseUnreachableError


@dataclass(frozen=True, slots=True)
class Person:
    """The one who sent an update. `phone_language` is what their app told us, if we speak it.

    `is_staff` and `is_owner` only in their private chat: nowhere else do their words and presses count as
    such. An owner is one of the staff.
    """

    chat_id: int
    language: str
    phone_language: str
    is_staff: bool
    is_owner: bool
    is_private: bool


class Staff(Protocol):
    """Whose word counts, by their ids."""

    def is_staff(self, user_id: int) -> bool: ...

    def is_owner(self, user_id: int) -> bool: ...


class People:
    """Knows the languages we speak, the staff, and asks the database for a chosen language.

    While the database is away nobody has chosen one: their phone's is the best guess. `left` tells what a
    chat had chosen which is just leaving. `languages` are those of the content as it is now.
    """

    def __init__(
        self,
        subscribing: Subscribing,
        languages: Sequence[str],
        staff: Staff,
        left: Callable[[int], Subscriber | None] = lambda chat_id: None,
    ) -> None:
        self._subscribing = subscribing
        self.languages = languages
        self.staff = staff
        self.left = left
        self._wished: dict[int, str] = {}  # languages that the database could not take yet

    def spoken(self, language: str | None) -> str | None:
        """The language, if it is one that we speak."""
        return language if language in self.languages else None

    async def of(self, update: Update) -> Person:
        """The person behind an update that has a chat."""
        chat, user = update.effective_chat, update.effective_user
        if chat is None:
            raise ValueError("an update without a chat has no person")
        phone_language = pick([user.language_code if user else None], self.languages)
        stored = await self._find(chat.id) or self.left(chat.id)
        return Person(
            chat_id=chat.id,
            language=pick(
                [
                    self._wished.get(chat.id),
                    stored.language if stored else None,
                ],
                self.languages,
                phone_language,
            ),
            phone_language=phone_language,
            is_staff=self.is_staff(update),
            is_owner=self.is_owner(update),
            is_private=chat.type == "private",
        )

    def note_wish(self, chat_id: int, language: str) -> None:
        """A chat wants a language, which the database cannot take now."""
        self._wished[chat_id] = language

    def forget_wish(self, chat_id: int) -> None:
        """The database has what a chat wants."""
        self._wished.pop(chat_id, None)

    def is_staff(self, update: Update) -> bool:
        """Whether one of the staff sent it, in the private chat with the bot."""
        user_id = _in_private(update)
        return user_id is not None and self.staff.is_staff(user_id)

    def is_owner(self, update: Update) -> bool:
        """Whether an owner sent it, in the private chat with the bot."""
        user_id = _in_private(update)
        return user_id is not None and self.staff.is_owner(user_id)

    async def language_of_user(self, user: User) -> str:
        """The language chosen in the private chat with somebody, else their phone's, else the leading one."""
        stored = await self._find(user.id)
        return pick([stored.language if stored else None, user.language_code], self.languages)

    async def language_of(self, chat_id: int) -> str:
        """The language chosen in a chat, else the leading one."""
        stored = await self._find(chat_id)
        return pick([stored.language if stored else None], self.languages)

    async def _find(self, chat_id: int) -> Subscriber | None:
        try:
            return await self._subscribing.find(chat_id)
        except DatabaseUnreachableError:
            return None


class FromStaff(filters.MessageFilter):
    """Messages that one of the staff wrote, whoever they are at the moment."""

    def __init__(self, staff: Staff) -> None:
        super().__init__(name="FromStaff")
        self._staff = staff

    def filter(self, message: Message) -> bool:
        return message.from_user is not None and self._staff.is_staff(message.from_user.id)


def _in_private(update: Update) -> int | None:
    """The id of who sent it, where that is their private chat with the bot."""
    chat, user = update.effective_chat, update.effective_user
    return user.id if user is not None and chat is not None and chat.id == user.id else None


def message_of(update: Update) -> Message:
    """The message that an update carries or whose button it presses."""
    message = update.effective_message
    if not isinstance(message, Message):
        raise ValueError("an update without an accessible message")
    return message
