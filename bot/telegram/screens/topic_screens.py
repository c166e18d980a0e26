"""What one receives: topics as buttons on a message that changes in place, pauses, leaving, undoing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.announcements import URGENT
from bot.domain.content.schedules import Schedule
from bot.domain.people.subscriptions import Subscriber
from bot.domain.people.undoing import Undoing
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import document_date
from bot.telegram.screens.markup import listed
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

ALL = "all"  # in place of a topic, in a button


class TopicScreens:
    """Draws what a chat chose. The button that undoes a leaving carries all that was chosen."""

    def __init__(
        self, words: Words, schedule: Schedule, undoing: Undoing, now: Callable[[], datetime]
    ) -> None:
        self._words = words
        self._schedule = schedule
        self._undoing = undoing
        self.now = now

    @property
    def topics(self) -> tuple[str, ...]:
        """The ids of the topics, in the order shown."""
        return tuple(topic.id for topic in self._schedule.topics)

    def choice(self, stored: Subscriber | None, language: str, before: str = "") -> Screen:
        """All topics, those chosen with a mark; a button says what pressing it brings about.

        `before` is a sentence that comes first.
        """
        chosen = stored.chosen & {*self.topics} if stored else frozenset()
        lines, buttons = [], []
        for topic in self._schedule.topics:
            name, mark = topic.name(language), "✅" if topic.id in chosen else "▫️"
            described = topic.description(language)
            lines.append(
                self._words.say(language, "topics.line", mark=mark, name=name, description=described)
            )
            verb = Verb.UNSUBSCRIBE if topic.id in chosen else Verb.SUBSCRIBE
            buttons.append(Button.of(f"{mark} {name}", verb, topic.id))
        if len(chosen) < len(buttons):
            every = Button.of(self._words.label(language, "topics.all"), Verb.SUBSCRIBE, ALL)
        else:
            every = Button.of(self._words.label(language, "topics.none"), Verb.UNSUBSCRIBE, ALL)
        buttons.append(every)
        stands = [before] if before else []
        if stored is not None and stored.paused_until is not None:
            stands.append(self._resting(stored, language, "topics.paused"))
            buttons.append(self._end_of_pause(language))
        elif chosen:
            stands.append(self._words.count(language, "topics.heading", len(chosen)))
        else:
            stands.append(self._words.say(language, "topics.nothing_yet"))
        text = "\n\n".join([*stands, "\n".join(lines), self._words.say(language, "topics.stored")])
        return Screen(text, one_a_row(buttons))

    def stopped(self, left: Subscriber | None, language: str) -> Screen:
        """The last word to who left, and for a while the way back."""
        done = self._words.say(language, "stop.stopped")
        if left is None or not left.joined_week:  # a reminder of one webinar is not brought back
            return Screen(done)
        hint = self._words.say(language, "stop.undo_hint")
        return Screen(f"{done}\n\n{hint}", ((self._undo(left, language),),))

    def pauses(self, stored: Subscriber | None, language: str) -> Screen:
        """The ways to rest from messages without leaving."""
        if stored is None or not stored.chosen:
            return Screen(self._words.say(language, "pause.nothing"))
        if stored.paused_until is not None:
            return self.paused(stored, language)
        buttons = [Button.of(self._words.label(language, "pause.month"), Verb.PAUSE)]
        urgent = self._schedule.topic(URGENT)
        if urgent is not None and stored.chosen != {URGENT}:
            label = self._words.label(language, "pause.only", topic=urgent.name(language))
            buttons.append(Button.of(label, Verb.ONLY_TOPIC, URGENT))
        buttons.append(Button.of(self._words.label(language, "leaving.now"), Verb.LEAVE, "", language))
        return Screen(self._words.say(language, "pause.choose"), one_a_row(buttons))

    def paused(self, stored: Subscriber, language: str) -> Screen:
        """Until when nothing comes, and what comes then."""
        return Screen(self._resting(stored, language, "pause.paused"), ((self._end_of_pause(language),),))

    def only(self, left: Subscriber, topic_id: str, language: str) -> Screen:
        """One topic is left of what somebody chose, and for a while a way back."""
        text = self._words.say(language, "pause.only_done", topic=self._names({topic_id}, language))
        return Screen(text, ((self._undo(left, language),),))

    def read_undo(self, code: str, chat_id: int, language: str) -> Subscriber | None:
        """What a button that undoes carries; None where it holds no more."""
        return self._undoing.read(code, chat_id, language, self.topics, self.now())

    def _undo(self, left: Subscriber, language: str) -> Button:
        code = self._undoing.code(left, self.topics, self.now())
        return Button.of(self._words.label(language, "stop.undo"), Verb.UNDO_LEAVING, code, left.language)

    def _end_of_pause(self, language: str) -> Button:
        return Button.of(self._words.label(language, "pause.end"), Verb.END_PAUSE)

    def _resting(self, stored: Subscriber, language: str, msgid: str) -> str:
        day = document_date(f"{stored.paused_until:%Y-%m-%d}", language)
        return self._words.say(language, msgid, day=day, topics=self._names(stored.chosen, language))

    def _names(self, topic_ids: frozenset[str] | set[str], language: str) -> str:
        names = self._schedule.names_of_chosen(language)
        return listed((name for topic_id, name in names.items() if topic_id in topic_ids), language)
