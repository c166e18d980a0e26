"""One reply for each act of a person, and none to what is no act of anybody towards the bot."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Bot, Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot.telegram.commands import AnyApplication, Command, Context, Handler
from bot.telegram.groups.group_answer_limit import GroupShare
from bot.telegram.message_reading import (
    command_of,
    entities_of,
    file_of,
    is_from_person,
    is_stop,
    question_in_group,
    words_of,
)
from bot.telegram.people import People
from bot.telegram.wire.background_calls import Beside

REMEMBERED = 10_000  # messages whose words are known, and albums; the oldest are forgotten first


@dataclass(slots=True)
class _Album:
    """What is known of pictures that were sent together: the part that was let through, if any."""

    let_through: int | None = None
    has_words: bool = False
    without_words: int = 0


class Acts:
    """Looks at every update before all other handlers, and ends the dispatch of those that are no act.

    No act are: what no person wrote; what people of a group say to each other; an edit that changes no words,
    as a live location sends hundreds; every part of an album but one, the first with words if there is any.
    What is known of messages and albums is kept in memory, and bounded.
    """

    def __init__(
        self,
        application: AnyApplication,
        people: People,
        beside: Beside,
        share: GroupShare,
        album_complete_after: float,
    ) -> None:
        self._application = application
        self._people = people
        self._beside = beside
        self._share = share
        self._album_complete_after = album_complete_after
        self._in_groups: frozenset[str] = frozenset()
        self._said: OrderedDict[tuple[int, int], tuple[int, int]] = OrderedDict()
        self._albums: OrderedDict[tuple[int, str], _Album] = OrderedDict()
        self._taken: OrderedDict[tuple[int, int], None] = OrderedDict()

    def show(self, table: Sequence[Command]) -> None:
        """The whole table, once every feature has given its commands."""
        self._in_groups = frozenset(command.name for command in table if command.in_groups)

    def first_handlers(self) -> list[Handler]:
        return [TypeHandler(Update, self.on_update)]

    async def on_update(self, update: Update, context: Context) -> None:
        """Raises ApplicationHandlerStop for what is no act. Buttons and changes of membership always are."""
        if update.callback_query or update.inline_query or update.my_chat_member:
            return
        message = update.message or update.edited_message
        if message is None or not self._is_act(update, message):
            raise ApplicationHandlerStop

    def may_answer(self, update: Update) -> bool:
        """Counts an act of a group; false when the group has had its share. A private chat always may."""
        chat = update.effective_chat
        return chat is None or chat.type == ChatType.PRIVATE or self._share.take(chat.id)

    def was_taken(self, update: Update) -> None:
        """A message that somebody awaited went to them: it is no question, however it is changed."""
        message = update.message
        if message is not None and not is_stop(words_of(message)):
            self._taken[message.chat_id, message.message_id] = None
            if len(self._taken) > REMEMBERED:
                self._taken.popitem(last=False)

    def changes_what_was_taken(self, update: Update) -> bool:
        """Whether it is a change of such a message."""
        message = update.edited_message
        return message is not None and (message.chat_id, message.message_id) in self._taken

    def was_not_answered(self, update: Update) -> None:
        """The chat cannot be written to: that does not count."""
        if update.effective_chat is not None:
            self._share.give_back(update.effective_chat.id)

    def _is_act(self, update: Update, message: Message) -> bool:
        if message.migrate_to_chat_id is not None:
            return True  # a service message that matters: the group has a new id
        if not is_from_person(message, self._application.bot.id):
            return False
        is_private = message.chat.type == ChatType.PRIVATE
        if not is_private and not self._is_addressed(message):
            return False
        if update.edited_message is not None:
            is_new = self._has_new_words(update, message)
        else:
            self._remember(update, message)
            is_new = message.media_group_id is None or self._stands_for_album(update, message)
        return is_new and (is_private or _is_stop_command(message) or self._share.take(message.chat_id))

    def _is_addressed(self, message: Message) -> bool:
        bot: Bot = self._application.bot
        command = command_of(message)
        if command is None:
            return bool(question_in_group(message, bot.id, bot.username))
        return command.addressee in ("", bot.username.lower()) and command.name in self._in_groups

    def _has_new_words(self, update: Update, message: Message) -> bool:
        """An edit that comes again, because it had to wait for the database, is as new as before."""
        if not words_of(message):
            return False
        known = self._said.get((message.chat_id, message.message_id))
        self._remember(update, message)
        return known is None or known[0] == update.update_id or known[1] != self._mark(update, message)

    def _remember(self, update: Update, message: Message) -> None:
        key = (message.chat_id, message.message_id)
        known = self._said.get(key)
        mark = self._mark(update, message)
        if known is None or known[1] != mark:
            self._said[key] = (update.update_id, mark)
            self._said.move_to_end(key)
        if len(self._said) > REMEMBERED:
            self._said.popitem(last=False)

    def _mark(self, update: Update, message: Message) -> int:
        """What tells one wording from another. To staff format and file count: they write what is sent on."""
        if not self._people.is_staff(update):
            return hash(words_of(message))
        spans = [(span.type, span.offset, span.length, span.url) for span in entities_of(message)]
        return hash((words_of(message), file_of(message), *spans))

    def _stands_for_album(self, update: Update, message: Message) -> bool:
        """Words may come with any part: one without is answered only when none came after a moment."""
        key = (message.chat_id, message.media_group_id or "")
        album = self._albums.setdefault(key, _Album())
        if len(self._albums) > REMEMBERED:
            self._albums.popitem(last=False)
        if (
            album.let_through == update.update_id
            or is_stop(words_of(message))
            or command_of(message) is not None
        ):
            return True
        if words_of(message):
            is_first, album.has_words = not album.has_words, True
            if is_first:
                album.let_through = update.update_id
            return is_first
        album.without_words += 1
        if album.let_through is None and album.without_words == 1:
            self._beside.start("album", self._answer_without_words(update, album))
        return False

    async def _answer_without_words(self, update: Update, album: _Album) -> None:
        known = 0
        while album.without_words > known:
            known = album.without_words
            await asyncio.sleep(self._album_complete_after)
        if album.let_through is None:
            album.let_through = update.update_id
            await self._application.process_update(update)


def _is_stop_command(message: Message) -> bool:
    """Read whatever a group has asked before; what it is answered is counted where that is decided."""
    command = command_of(message)
    return command is not None and command.name == "stop"
