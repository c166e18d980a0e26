"""A question and its reply: direct, never through the outbox, never behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.content.faq import Faq
from bot.domain.people.pseudonyms import Pseudonyms
from bot.domain.people.subscriptions import iso_week
from bot.domain.statistics import Countable
from bot.matching.answerer import Answerer
from bot.matching.danger.danger_signs import Danger
from bot.matching.follow_ups import LastOf, chosen, in_context, is_unclear, may_follow, second_look
from bot.matching.recognizing.contact_details import GONE
from bot.matching.recognizing.conversation_words import AskingOn, GoesOn, GoingOn
from bot.matching.recognizing.question import Question
from bot.matching.recognizing.scrubbing import names_somebody, scrub
from bot.matching.replies import Answered, Courtesy, Missed, Reply, Suggested
from bot.services.deferred_writes import Deferring
from bot.services.staff.statistics import Counting, one
from bot.storage import counted_today, daily_counts, misses
from bot.storage.database import Connection

_FEW_BESIDE = 3  # words, an address among them, that ask nothing: "check this https://..."

ABOUT_WRITING = frozenset({"leaving", "privacy", "safety"})  # what becomes of words, and of who writes them
MISSES_A_DAY = 30  # of one chat: more of them are somebody's game, and hide what others ask


@dataclass(frozen=True, slots=True)
class OnlyAddresses:
    """The reply to a message of links, numbers and addresses alone: of it nothing may be read."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What each chat was last shown and offered, for its follow-ups, its last question without a sure answer,
    scrubbed, for "none of these", and who was asked to name nobody. In memory; it outlives a change of the
    content."""

    shown: LastOf[str] = field(default_factory=LastOf)
    offered: LastOf[tuple[str, ...]] = field(default_factory=LastOf)
    unclear: LastOf[tuple[str, str]] = field(default_factory=LastOf)
    warned: LastOf[bool] = field(default_factory=LastOf)
    replies: Counter[str] = field(default_factory=Counter)  # since the start, by kind

    def forget(self, chat_id: int) -> None:
        """Nothing is remembered of this chat any more."""
        self.shown.forget(chat_id)
        self.offered.forget(chat_id)
        self.unclear.forget(chat_id)
        self.warned.forget(chat_id)


class Answering:
    """Decides on questions, and counts those that have no answer, without who asked.

    Deciding needs no database; while it is away, a miss is counted afterwards.
    """

    def __init__(
        self,
        deferring: Deferring,
        answerer: Answerer,
        faq: Faq,
        asking_on: AskingOn | None = None,
        remembered: Remembered | None = None,
        pseudonyms: Pseudonyms | None = None,
    ) -> None:
        """`pseudonyms` tell today's chats apart, so that what one of them asks counts within bounds; without
        them everything counts."""
        self._deferring = deferring
        self._counting = Counting(deferring)
        self._answerer = answerer
        self._faq = faq
        self._in_my_country = faq.organization.country  # what is known of single countries
        self._asking_on = asking_on or AskingOn({}, {})
        remembered = remembered or Remembered()
        self._last, self._offered, self._unclear = remembered.shown, remembered.offered, remembered.unclear
        self._warned, self._replies = remembered.warned, remembered.replies
        self._pseudonyms = pseudonyms

    def read(self, text: str) -> Question:
        """A message as it is asked; its language is told here, and nowhere again."""
        return self._answerer.read(text)

    def is_urgent(self, text: str) -> bool:
        """Whether a message is answered as one of somebody who is in danger now."""
        reply = self._answerer.reply_to(self.read(text))
        return isinstance(reply, Courtesy) and reply.kind in set(Danger)

    def is_about_writing(self, text: str) -> bool:
        """Whether somebody asks what becomes of what they write, or wants it gone."""
        reply = self._answerer.reply_to(self.read(text))
        return isinstance(reply, Courtesy) and reply.kind in ABOUT_WRITING

    def is_heard(self, language: str) -> bool:
        """Whether questions in a language can be told: not before somebody has written some."""
        return language in self._faq.languages or language in self._faq.asked_in

    async def ask(
        self, chat_id: int, question: Question, language: str, now: datetime
    ) -> Reply | GoesOn | OnlyAddresses:
        """The decision for one message; a miss is counted by its scrubbed wording, language and week.

        A message without a letter or number is no question: a mark alone asks for more of the last answer, or
        for what may be asked. Where nothing is left of a message to be read, it is not counted.
        """
        what = self._asking_on.going_on(question)
        if what is not None and (what is not GoingOn.MINE or self._in_my_country):
            self._replies["went_on"] += 1
            return self._going_on(chat_id, what, now)
        named = self._answerer.after(self._last.of(chat_id, now) or "", question)
        if named is None and (entry_id := chosen(question, self._offered.of(chat_id, now) or ())):
            self._replies["chosen"] += 1
            self._unclear.forget(chat_id)
            self.note_shown(chat_id, entry_id, language, now)
            return Answered((entry_id,), 1.0)
        alone = self._answerer.reply_to(question)
        wording = scrub(question.text)
        is_urgent = isinstance(alone, Courtesy) and alone.kind in set(Danger)
        is_courteous = isinstance(alone, Courtesy) and not question.words  # pictures
        if not is_urgent and not is_courteous and not any(map(str.isalnum, wording)):
            self._replies["nothing_to_read"] += 1
            return OnlyAddresses() if question.words else self._going_on(chat_id, GoingOn.MORE, now)
        if isinstance(alone, Missed) and GONE in wording and len(wording.split()) <= _FEW_BESIDE:
            self._replies["nothing_to_read"] += 1
            return OnlyAddresses()
        reply = named or self._in_context(chat_id, question, alone, language, now)
        self._replies[type(reply).__name__.lower()] += 1
        if isinstance(reply, Answered):
            self.note_shown(chat_id, reply.entry_ids[-1], language, now)
        self._note_offered(chat_id, reply, now)
        self._unclear.forget(chat_id)
        if is_unclear(reply):
            if isinstance(alone, Missed):
                self._count_miss(chat_id, language, wording, now)
            else:
                self._unclear.note(chat_id, (language, wording), now)
        return reply

    def must_warn(self, chat_id: int, question: Question, now: datetime) -> bool:
        """Whether a question names somebody, and the chat was not asked lately to name nobody."""
        if self._warned.of(chat_id, now) or not names_somebody(question.text):
            return False
        self._warned.note(chat_id, True, now)
        return True

    def none_of_these(self, chat_id: int, now: datetime) -> None:
        """Counts the chat's last question as missed: nothing that was shown for it was meant."""
        unclear = self._unclear.of(chat_id, now)
        if unclear is not None:
            self._unclear.forget(chat_id)
            self._count_miss(chat_id, *unclear, now)

    def _count_miss(self, chat_id: int, language: str, wording: str, now: datetime) -> None:
        """One chat's question counts once a day, and so do at most so many of its questions."""

        async def write(connection: Connection) -> None:
            if self._pseudonyms is not None:
                for what, most in (((wording,), 1), ((), MISSES_A_DAY)):
                    mark = self._pseudonyms.until(now.date(), chat_id, "miss", *what)
                    if await counted_today.once_more(connection, mark, now.date()) > most:
                        return
            await misses.add(connection, iso_week(now), language, wording)
            await daily_counts.add(connection, one(Countable.MISSED, language, now))

        self._deferring.write(write)

    def note_shown(self, chat_id: int, entry_id: str, language: str, now: datetime) -> None:
        """Remembers for some minutes what a chat is looking at, and counts an answer in that language."""
        self._counting.note(Countable.ANSWERED, language, now)
        self.note_looked_at(chat_id, entry_id, now)

    def note_looked_at(self, chat_id: int, entry_id: str, now: datetime) -> None:
        """Remembers for some minutes what a chat is looking at, where it was no answer: a lesson on it."""
        self._offered.forget(chat_id)
        self._last.note(chat_id, entry_id, now)

    def _note_offered(self, chat_id: int, reply: Reply, now: datetime) -> None:
        """Remembers for some minutes what a chat may choose from, by its number."""
        if isinstance(reply, Suggested):
            self._offered.note(chat_id, reply.entry_ids, now)
        elif isinstance(reply, Answered) and reply.near:
            self._offered.note(chat_id, reply.near, now)

    def nearest(self, question: Question, size: int) -> list[str]:
        """Ids of the entries that a question may mean, best first; none for small talk and personal cases."""
        reply = self._answerer.reply_to(question)
        if isinstance(reply, Courtesy | Missed):
            return []
        return list(dict.fromkeys((*reply.entry_ids, *self._answerer.nearest(question, size))))[:size]

    def in_general(self, question: Question) -> str | None:
        """The entry on the subject of somebody's own case, where there surely is one."""
        return self._answerer.in_general(question)

    def last_shown(self, chat_id: int, now: datetime) -> str | None:
        """The entry that a chat is looking at, None when that is too long ago."""
        return self._last.of(chat_id, now)

    def _going_on(self, chat_id: int, what: GoingOn, now: datetime) -> Reply | GoesOn:
        """What goes on from the last answer; who saw none hears what may be asked here."""
        last = self._last.of(chat_id, now)
        if last is None:
            return Courtesy("who-are-you")
        if what is not GoingOn.MINE:
            return GoesOn(last, what)
        self._offered.note(chat_id, self._in_my_country, now)
        return Suggested(self._in_my_country, 0.0)

    def _in_context(
        self, chat_id: int, question: Question, alone: Reply, language: str, now: datetime
    ) -> Reply:
        """What an unclear short message means after the entry that the chat was last shown."""
        if not is_unclear(alone) or not may_follow(question):
            return alone
        entry = self._faq.entry(self._last.of(chat_id, now) or "", language)
        if entry is None:
            return alone
        again = self._answerer.reply_to(in_context(question, entry.question))
        return second_look(alone, again, entry.id, entry.related)
