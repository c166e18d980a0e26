"""A wish for a language: answered in it at once, and stored when the database can."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from telegram import Update

from bot.services.members.subscribing import Subscribing
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.telegram.people import People, Person


class LanguageWishes:
    """Grants wishes, each answered once however often its update has to be tried."""

    def __init__(self, subscribing: Subscribing, people: People, now: Callable[[], datetime]) -> None:
        self._subscribing = subscribing
        self._people = people
        self._now = now
        self._answered: set[int] = set()  # updates that wait for the database and were answered already

    async def grant(
        self,
        update: Update,
        person: Person,
        language: str,
        answer: Callable[[], Awaitable[None]],
        *,
        answer_first: bool = False,
    ) -> None:
        """Stores the language and answers, or answers first: nobody in danger waits for a database.

        Raises DatabaseUnreachableError where it could only answer: then the update waits, as others that the
        database has to store, and outlives a kill.
        """
        if answer_first and update.update_id not in self._answered:
            self._answered.add(update.update_id)
            await answer()
        try:
            await self._subscribing.speak(person.chat_id, language, person.phone_language, self._now())
        except DatabaseUnreachableError:
            self._people.note_wish(person.chat_id, language)
            if update.update_id not in self._answered:
                self._answered.add(update.update_id)
                await answer()
            raise
        except Exception:  # it will be given up, and then it is nobody's wish any more
            self._people.forget_wish(person.chat_id)
            self._answered.discard(update.update_id)
            raise
        self._people.forget_wish(person.chat_id)
        if update.update_id in self._answered:
            self._answered.remove(update.update_id)
        else:
            await answer()
