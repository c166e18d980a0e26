"""What staff are asked before a broadcast goes out: to whom, what it takes, what looks like a slip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.announcements import Audience, BroadcastBody
from bot.domain.content.schedules import Schedule
from bot.domain.delivery.estimates import duration_of, most_stars
from bot.domain.languages import name
from bot.services.announcing.drafting import Preview
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import in_words as date_in_words
from bot.telegram.screens.dates import local_time
from bot.telegram.screens.durations import in_words
from bot.telegram.screens.markup import escape, isolate, listed
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row, utf16_length

A_MINUTE = timedelta(minutes=1)
_ASKS = ("?", "؟")


@dataclass(frozen=True, slots=True)
class TooLong:
    """The text in this language has so many UTF-16 units more than fit."""

    language: str
    over: int
    room: int


class PreviewScreens:
    """`per_second` is the pace, `is_paid` whether Telegram charges for it: both are told."""

    def __init__(
        self,
        screens: AnnouncementScreens,
        schedule: Schedule,
        words: Words,
        *,
        per_second: float,
        is_paid: bool,
    ) -> None:
        self._screens = screens
        self._schedule = schedule
        self._words = words
        self._per_second = per_second
        self._is_paid = is_paid

    def too_long(self, body: BroadcastBody) -> TooLong | None:
        """The first text that would not fit, whichever topic is chosen yet; None when all of them fit."""
        topics = [topic.id for topic in self._schedule.topics]
        as_caption = body.attached is not None
        room = min(
            self._screens.room(topic, self._words.languages, as_caption=as_caption) for topic in topics
        )
        for language, written in body.texts.items():
            over = utf16_length(written.text) - room
            if over > 0:
                return TooLong(language, over, room)
        return None

    def refusal(self, found: TooLong, body: BroadcastBody, language: str) -> Screen:
        """That it is too long; of several texts it says which."""
        msgid = "broadcast.too_long" if body.attached is None else "broadcast.caption_too_long"
        said = self._words.count(language, msgid, found.over, room=found.room)
        which = f"<b>{escape(name(found.language))}</b>\n" if len(body.texts) > 1 else ""
        return Screen(which + said)

    def question(self, preview: Preview, language: str, now: datetime, zone: str = "UTC") -> str:
        """To whom it goes, in which language, when, what it takes, and what looks like a slip.

        `zone` is the one that its time was written in.
        """
        say, body = self._words.say, preview.body
        told = [*self.whom(preview, language), *self.how(preview, language, now, zone)]
        told.append(
            self._words.count(
                language,
                "broadcast.preview",
                preview.recipients,
                topic=self.topic(preview.audience, language),
                costs=self._costs(preview.recipients, language),
            )
        )
        base = name(body.fallback)
        others = {spoken: count for spoken, count in preview.languages.items() if spoken not in body.texts}
        if others or len(body.texts) > 1:
            lines = [
                say(language, "broadcast.in_own", language=name(spoken), n=count)
                if spoken in body.texts
                else say(language, "broadcast.in_base", language=name(spoken), n=count, base=base)
                for spoken, count in preview.languages.items()
            ]
            told.insert(0, "\n".join(lines))
        slips = [
            ("broadcast.looks_asked", _looks_like_question(body.text_for(body.fallback).text)),
            ("broadcast.repeats", preview.repeats),
            ("broadcast.runs", preview.runs),
        ]
        told = [say(language, msgid) for msgid, is_so in slips if is_so] + told
        return "\n\n".join(told)

    def how(self, preview: Preview, language: str, now: datetime, zone: str = "UTC") -> list[str]:
        """Whether it comes without a sound, and when it goes out."""
        told, leaves_at = [], preview.leaves_at
        if preview.body.is_silent:
            told.append(self._words.say(language, "broadcast.silent"))
        if leaves_at is not None:
            time = in_words(leaves_at - now, self._words, language)
            when = local_time(leaves_at, self._schedule.shown_zone(zone), language)
            told.append(f"{self._words.say(language, 'broadcast.leaves', time=time)}\n{when}")
        return told

    def whom(self, preview: Preview, language: str) -> list[str]:
        """What narrows the audience beside its topic, and how many groups are in it."""
        told, audience = [], preview.audience
        if audience.languages:
            names = self._names(audience.languages, language)
            told.append(self._words.say(language, "broadcast.only_for", languages=names))
        if not audience.with_groups:
            told.append(self._words.say(language, "broadcast.spares_groups"))
        elif preview.groups:
            told.append(self._words.count(language, "broadcast.groups", preview.groups))
        return told

    def has_topic(self, audience: Audience) -> bool:
        """Whether there still is the topic that a draft is for: staff end topics."""
        return self._schedule.topic(audience.topic) is not None

    def topic(self, audience: Audience, language: str) -> str:
        """What the topic is called."""
        topic = self._schedule.topic(audience.topic)
        return self._words.label(language, "headline.topic_gone") if topic is None else topic.name(language)

    def no_topic(self, language: str) -> Screen:
        """That the topic has ended, and the ways on; nothing can be confirmed."""
        label = self._words.label
        whom = Button.of(label(language, "broadcast.whom"), Verb.SHOW_AUDIENCE)
        discard = Button.of(label(language, "broadcast.discard"), Verb.DISCARD_DRAFT)
        return Screen(self._words.say(language, "broadcast.topic_gone"), one_a_row([whom, discard]))

    def buttons(self, preview: Preview, language: str) -> tuple[tuple[Button, ...], ...]:
        """The one that sends comes first; those that change something say so."""
        label, topic = self._words.label, self.topic(preview.audience, language)
        if preview.leaves_at is None:
            confirm = self._words.counted_label(
                language, "broadcast.confirm", preview.recipients, topic=topic
            )
        else:
            when = date_in_words(preview.leaves_at, "UTC", language)
            confirm = self._words.counted_label(
                language, "broadcast.confirm_later", preview.recipients, topic=topic, when=when
            )
        more = [
            Button.of(
                label(language, "broadcast.add_language", language=name(spoken)),
                Verb.ADD_LANGUAGE,
                spoken,
            )
            for spoken in self._words.languages
            if spoken not in preview.body.texts
        ]
        return one_a_row(
            [
                Button.of(confirm, Verb.CONFIRM_DRAFT, preview.digest),
                *more,
                Button.of(label(language, "broadcast.whom"), Verb.SHOW_AUDIENCE),
                Button.of(label(language, "broadcast.how"), Verb.SHOW_OPTIONS),
                Button.of(label(language, "broadcast.discard"), Verb.DISCARD_DRAFT, preview.digest),
            ]
        )

    def _names(self, languages: Iterable[str], language: str) -> str:
        return listed((isolate(name(code), language) for code in languages), language)

    def _costs(self, recipients: int, language: str) -> str:
        """How long it takes and, where Telegram charges for it, how much it costs at most."""
        duration = duration_of(recipients, self._per_second)
        if duration < A_MINUTE:
            told = self._words.label(language, "preview.quick")
        else:
            time = in_words(duration, self._words, language)
            told = self._words.label(language, "preview.takes", time=time)
        if self._is_paid:
            told += " " + self._words.count(language, "preview.stars", most_stars(recipients))
        return told


def _looks_like_question(text: str) -> bool:
    """Whether somebody may have meant to ask the bot: one short line that ends in a question mark."""
    line = text.strip()
    return "\n" not in line and len(line) <= 120 and line.endswith(_ASKS)
