"""What is kept: /privacy says it of everybody, /mydata shows it of one, /deleteme asks once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields

from bot.domain import languages
from bot.domain.content.schedules import Schedule
from bot.domain.delivery.deliveries import State
from bot.domain.rounds import last_day
from bot.services.members.retention import Retention
from bot.services.own_rows import KeptOfOne
from bot.storage.personal_rows import SAID, SAID_TO_STAFF, SentTo
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import document_date
from bot.telegram.screens.markup import line, listed
from bot.telegram.screens.rounds.announced import answer_of, shortened
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

FILE_NAME = "my-data.json"
OF_STAFF = frozenset(table for tables in SAID_TO_STAFF.values() for table in tables)
FIRST = ("privacy.questions", "privacy.subscriber")
"""What concerns nearly everybody."""

SHOWN = 20  # lines of what was sent; the file has all of them
_WAITS = (State.PENDING, State.SENDING)


class PrivacyScreens:
    """Draws it by the tables, by how long things are kept in fact, and in the reader's language."""

    def __init__(self, words: Words, schedule: Schedule, retention: Retention) -> None:
        self._words = words
        self._schedule = schedule
        self._kept_for = {f"{each.name}_days": getattr(retention, each.name) for each in fields(retention)}

    def privacy(self, language: str, *, is_staff: bool) -> Screen:
        """What is kept of everybody, and what of the staff where the reader is one of them.

        A phone shows at once what concerns nearly everybody and what people can do; the rest is folded.
        """
        lines = [each for each in (*SAID, *(SAID_TO_STAFF if is_staff else ())) if each not in FIRST]
        kept_for = self._lengths(language)

        def said(msgids: Iterable[str], parting: str) -> str:
            return parting.join(self._words.say(language, msgid, **kept_for) for msgid in msgids)

        shown = [self._words.say(language, "privacy.heading"), said(FIRST, "\n")]
        shown += [self._words.say(language, msgid) for msgid in ("privacy.telegram", "privacy.rights")]
        rest = "\n\n".join([said(lines, "\n"), said(("privacy.log", "privacy.copies"), "\n\n")])
        return Screen("\n\n".join([*shown, f"<blockquote expandable>{rest}</blockquote>"]))

    def mine(self, kept: KeptOfOne, language: str) -> Screen:
        """Every row in words."""
        if not kept.rows:
            return Screen(self._words.say(language, "mydata.nothing"))
        parts = [self._words.say(language, "mydata.heading"), "\n".join(self._rows(kept, language))]
        if kept.sent:
            heading = self._words.say(language, "mydata.sent", **self._lengths(language))
            parts.append("\n".join([heading, *self._sent(kept.sent, language)]))
        return Screen("\n\n".join(part for part in parts if part))

    def file(self, kept: KeptOfOne) -> bytes:
        """Every row as it is stored."""
        return json.dumps(kept.rows, ensure_ascii=False, indent=2).encode()

    def about_file(self, language: str) -> Screen:
        """What the file is, below it."""
        return Screen(self._words.say(language, "mydata.file"))

    def ask(self, language: str) -> Screen:
        """Asks once before everything is deleted."""
        confirm = Button.of(self._words.label(language, "deleteme.confirm"), Verb.DELETE_ME, "", language)
        keep = Button.of(self._words.label(language, "deleteme.keep"), Verb.KEEP_ME, "", language)
        return Screen(self._words.say(language, "deleteme.ask"), one_a_row([confirm, keep]))

    def kept(self, language: str) -> Screen:
        """Nothing was deleted."""
        return Screen(self._words.say(language, "deleteme.kept"))

    def deleted(self, language: str, *, is_staff: bool) -> Screen:
        """Everything was deleted; what stays of the staff is said to them."""
        done = self._words.say(language, "deleteme.done")
        return Screen(f"{done}\n\n{self._words.say(language, 'deleteme.staff')}" if is_staff else done)

    def _lengths(self, language: str) -> dict[str, str]:
        """For how long each is kept, in words."""
        return {
            name: self._words.count(language, "duration.days", length.days)
            for name, length in self._kept_for.items()
        }

    def _rows(self, kept: KeptOfOne, language: str) -> list[str]:
        found = []
        stored = kept.subscriber
        if stored is not None:
            found += [
                self._words.say(language, "mydata.chat", chat_id=str(stored.chat_id)),
                self._words.say(language, "mydata.language", language=languages.name(stored.language)),
            ]
            if stored.joined_week:
                found.append(self._words.say(language, "mydata.week", week=stored.joined_week))
            if stored.topics:
                found.append(
                    self._words.say(language, "mydata.topics", topics=self._names(stored.topics, language))
                )
            if stored.paused_until is not None:
                day = document_date(f"{stored.paused_until:%Y-%m-%d}", language)
                topics = self._names(stored.paused, language)
                found.append(self._words.say(language, "mydata.paused", day=day, topics=topics))
        for question in kept.rows.get("personal_questions", ()):
            found.append(self._words.say(language, "mydata.question", number=str(question["number"])))
        for each in kept.rounds:
            text = each.round.text(language)
            day = document_date(last_day(each.round.closes_at), language)
            found.append(self._words.say(language, "mydata.round", theme=text.theme, day=day))
            if each.inputs and each.inputs[0].region:
                region = self._words.label(language, f"region.{each.inputs[0].region}")
                found.append(self._words.say(language, "mydata.region", region=region))
            for own in each.inputs:
                if own.is_answered:
                    said = shortened(answer_of(text, own))
                    found.append(self._words.say(language, "mydata.input", text=said))
        of_staff = sum(len(rows) for table, rows in kept.rows.items() if table in OF_STAFF)
        if of_staff:
            found.append(self._words.count(language, "mydata.staff", of_staff))
        return [line(each, language) for each in found]

    def _sent(self, sent: Sequence[SentTo], language: str) -> list[str]:
        lines = [
            self._words.say(
                language,
                "mydata.delivery",
                day=document_date(f"{each.announced_at:%Y-%m-%d}", language),
                topic=self._names({each.topic}, language) or each.topic,
                state=self._words.label(language, _state(each.state)),
            )
            for each in sent[-SHOWN:]
        ]
        left_out = len(sent) - len(lines)
        more = [self._words.count(language, "mydata.more", left_out)] if left_out else []
        return [line(each, language) for each in [*more, *lines]]

    def _names(self, topic_ids: frozenset[str] | set[str], language: str) -> str:
        """In the order of the schedule; a topic that it has no more goes by its id."""
        known = self._schedule.names_of_chosen(language)
        gone = sorted(topic_ids - known.keys())
        return listed([*(name for id_, name in known.items() if id_ in topic_ids), *gone], language)


def _state(state: str) -> str:
    if state == State.SENT:
        return "mydata.arrived"
    return "mydata.waits" if state in _WAITS else "mydata.not_known"
