"""Webinars as staff see them: the list, one of them, and what would become of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.content.schedules import Schedule, Webinar
from bot.domain.content.staff_content import digest_of
from bot.domain.languages import name
from bot.domain.people.staff import Act
from bot.domain.times.typed_times import Unclear, Why
from bot.services.announcing.webinar_editing import Editing, KnownWebinar, Part
from bot.services.announcing.webinars import Reminded
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import FAR, far_time, in_words, local_time, on_a_button
from bot.telegram.screens.markup import escape, isolate, listed
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row
from bot.telegram.screens.webinar_screens import WebinarScreens

PAGE = 8  # webinars in one message
LONGEST_PLACE = 60  # characters of a place that is not known, said again
CANCELLED, STANDING, AS_IN_FILES = "off", "on", "files"
_NOBODY = Reminded(of_all=True, asked=frozenset())


class StaffWebinarScreens:
    """`members` draws a webinar as members see it."""

    def __init__(self, words: Words, schedule: Schedule, members: WebinarScreens) -> None:
        self._words = words
        self._schedule = schedule
        self._members = members

    def page(self, webinars: Sequence[KnownWebinar], number: int, language: str, now: datetime) -> Screen:
        """One page of them, counted from 1."""
        say, label = self._words.say, self._words.label
        pages = max(1, -(-len(webinars) // PAGE))
        number = min(max(1, number), pages)
        shown = webinars[(number - 1) * PAGE : number * PAGE]
        lines = [
            "\n".join(
                [
                    f"• <b>{isolate(escape(each.webinar.title(language)), language)}</b>",
                    self.when(each.webinar, language, now),
                    *self._marks(each, language, now),
                ]
            )
            for each in shown
        ]
        buttons = [
            Button.of(each.webinar.title(language), Verb.SHOW_STAFF_WEBINAR, each.webinar.id)
            for each in shown
        ]
        ways = tuple(
            Button.of(label(language, msgid), Verb.SHOW_STAFF_WEBINARS, str(page))
            for msgid, page in (("page.back", number - 1), ("page.next", number + 1))
            if 1 <= page <= pages
        )
        rows = (*one_a_row(buttons), *([ways] if ways else ()))
        new = Button.of(label(language, "webinar.new"), Verb.NEW_WEBINAR)
        heading = say(language, "webinar.heading" if shown else "live.no_webinar")
        return Screen("\n\n".join([heading, *lines, say(language, "webinar.by_line")]), (*rows, (new,)))

    def one(self, known: KnownWebinar, language: str, now: datetime) -> Screen:
        """One of them with all that can be changed, and what the files say where that is something else."""
        say, label, webinar = self._words.say, self._words.label, known.webinar
        parts = [self._members.one(webinar, _NOBODY, language, now, is_bare=True).html]
        marks = self._marks(known, language, now)
        if marks:
            parts.append("\n".join(marks))
        if known.is_ours and known.in_file is not None:
            below = known.in_file
            off = [say(language, "webinar.is_cancelled")] if known.is_cancelled_in_file else []
            title, link = isolate(escape(below.title(language)), language), escape(below.link)
            parts.append(
                "\n".join(
                    [
                        say(language, "webinar.files_say"),
                        title,
                        self.when(below, language, now),
                        *off,
                        link,
                    ]
                )
            )
        if webinar.recording:
            parts.append(f"{say(language, 'webinar.recorded')} {escape(webinar.recording)}")
        parts.append(f"<code>{escape(webinar.id)}</code>")
        rows = self._changes(known, language, now)
        if known.is_asked:
            rows.append((Button.of(label(language, "rows.show"), Verb.SHOW_ROWS),))
        elif known.is_ours and known.file_item is not None:
            rows.append((self._set(language, "webinar.let_files", AS_IN_FILES, webinar.id),))
        rows.append((Button.of(label(language, "webinar.list"), Verb.SHOW_STAFF_WEBINARS, "1"),))
        return Screen("\n\n".join(parts), tuple(rows))

    def preview(
        self,
        editing: Editing,
        webinar: Webinar,
        act: Act,
        before: KnownWebinar | None,
        language: str,
        now: datetime,
        *,
        told: int | None,
    ) -> Screen:
        """What would hold, with its time in words too, and the question whether it shall.

        So many were `told` what would not be true any more; None where no message follows.
        """
        say, label = self._words.say, self._words.label
        shown = editing.language or language
        parts = [
            say(language, f"webinar.preview_{_name(act)}"),
            self._members.one(webinar, _NOBODY, shown, now, is_bare=True).html,
        ]
        if act in (Act.WEBINAR_MADE, Act.WEBINAR_MOVED, Act.WEBINAR_PUT_BACK):
            parts.append(say(language, "webinar.in_words", when=self._in_words(webinar, language)))
        if act is Act.WEBINAR_MOVED and before is not None:
            former = self.when(before.webinar, language, now)
            parts.append(f"{say(language, 'webinar.before')}\n{former}")
        without = [code for code in self._words.languages if code not in editing.item["title"]]
        if without and act is not Act.WEBINAR_CANCELLED:
            base = next(iter(editing.item["title"]))
            if self._words.languages[0] in editing.item["title"]:
                base = self._words.languages[0]
            names = listed((isolate(name(code), language) for code in without), language)
            parts.append(say(language, "webinar.stands_in", languages=names, base=name(base)))
        parts.append(self._consequence(editing, webinar, act, before, language, now, told))
        confirm = label(language, f"webinar.confirm_{_name(act)}")
        rows = [*one_a_row([Button.of(confirm, Verb.USE_WEBINAR, digest_of(editing.item))])]
        if act is not Act.WEBINAR_CANCELLED:
            rows += one_a_row(
                self._ask_words(language, editing.webinar_id, code, is_there=False) for code in without
            )
        if act is Act.WEBINAR_MADE:
            rows += self._more(editing.webinar_id, language, [Part.WHEN, Part.LINK, Part.SPOKEN, Part.LENGTH])
        rows.append((Button.of(label(language, "webinar.keep"), Verb.DROP_ASKED),))
        return Screen("\n\n".join(parts), tuple(rows))

    def done(
        self, webinar: Webinar, act: Act, batch: str, language: str, now: datetime, *, is_told: bool
    ) -> Screen:
        """What holds now, with a button that takes it back."""
        title = self._words.say(language, f"webinar.done_{_name(act)}", title=webinar.title(language))
        said = [f"{title}\n{self.when(webinar, language, now)}", self._words.say(language, "webinar.done")]
        if is_told:
            said.append(self._words.say(language, "webinar.done_told"))
        back = Button.of(self._words.label(language, "inbox.take_back"), Verb.UNDO_WEBINAR, batch)
        to_list = Button.of(self._words.label(language, "webinar.list"), Verb.SHOW_STAFF_WEBINARS, "1")
        return Screen("\n\n".join(said), one_a_row([back, to_list]))

    def asked_time(self, asked: Unclear, language: str) -> Screen:
        """Why a time cannot be taken as it was written, and those to choose from."""
        html = self._words.say(language, f"time.{asked.why.value}", place=asked.place[:LONGEST_PLACE])
        if asked.why is Why.UNKNOWN_PLACE and asked.near:
            html += " " + self._words.say(
                language,
                "time.near",
                names=listed((isolate(place, language) for place in asked.near), language),
            )
        buttons = [
            Button.of(
                on_a_button(option.at, self._schedule.shown_zone(option.zone), language),
                Verb.WEBINAR_TIME,
                f"{int(option.at.timestamp())}/{option.zone}",
            )
            for option in asked.options
        ]
        return Screen(html, one_a_row(buttons))

    def when(self, webinar: Webinar, language: str, now: datetime) -> str:
        """Its start on the reader's clock, as HTML."""
        zone = self._schedule.shown_zone(webinar.zone.key)
        return (far_time if webinar.starts_at - now > FAR else local_time)(webinar.starts_at, zone, language)

    def _in_words(self, webinar: Webinar, language: str) -> str:
        return in_words(webinar.starts_at, self._schedule.shown_zone(webinar.zone.key), language)

    def _marks(self, known: KnownWebinar, language: str, now: datetime) -> list[str]:
        marks = {
            "webinar.is_cancelled": known.is_cancelled,
            "webinar.is_over": known.webinar.ends_at <= now,
            "webinar.is_ours": known.is_ours and known.file_item is None,
            "webinar.is_over_files": known.is_ours and known.file_item is not None,
            "webinar.is_asked": known.is_asked,
        }
        return [self._words.say(language, msgid) for msgid, is_so in marks.items() if is_so]

    def _changes(self, known: KnownWebinar, language: str, now: datetime) -> list[tuple[Button, ...]]:
        """What can be done about it as it stands."""
        webinar_id, label = known.webinar.id, self._words.label
        again = Button.of(label(language, "webinar.ask_when"), Verb.ASK_OF_WEBINAR, f"when/{webinar_id}")
        if known.webinar.ends_at <= now:
            return self._more(webinar_id, language, [Part.RECORDING])
        if known.is_cancelled:
            return [(self._set(language, "webinar.put_back", STANDING, webinar_id),), (again,)]
        spoken = [
            self._ask_words(language, webinar_id, code, is_there=code in known.item["title"])
            for code in self._words.languages
        ]
        return [
            *self._more(webinar_id, language, [Part.WHEN, Part.LINK, Part.SPOKEN, Part.LENGTH]),
            *one_a_row(spoken),
            *self._more(webinar_id, language, [Part.RECORDING]),
            (self._set(language, "webinar.cancel", CANCELLED, webinar_id),),
        ]

    def _more(self, webinar_id: str, language: str, parts: Sequence[Part]) -> list[tuple[Button, ...]]:
        """Buttons for these parts, two in a row."""
        buttons = [
            Button.of(
                self._words.label(language, f"webinar.ask_{part}"),
                Verb.ASK_OF_WEBINAR,
                f"{part}/{webinar_id}",
            )
            for part in parts
        ]
        return [tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2)]

    def _ask_words(self, language: str, webinar_id: str, code: str, *, is_there: bool) -> Button:
        msgid = "webinar.ask_words" if is_there else "broadcast.add_language"
        text = self._words.label(language, msgid, language=name(code))
        return Button.of(text, Verb.ASK_OF_WEBINAR, f"{Part.WORDS}.{code}/{webinar_id}")

    def _set(self, language: str, msgid: str, state: str, webinar_id: str) -> Button:
        return Button.of(self._words.label(language, msgid), Verb.SET_WEBINAR, f"{state}/{webinar_id}")

    def _consequence(
        self,
        editing: Editing,
        webinar: Webinar,
        act: Act,
        before: KnownWebinar | None,
        language: str,
        now: datetime,
        told: int | None,
    ) -> str:
        """Who gets a message of it."""
        if act is Act.WEBINAR_MADE:
            return self._words.say(language, "webinar.first_reminders")
        if told is not None:
            counted = self._words.count(language, "webinar.told", told)
            return counted if told else self._words.say(language, "webinar.nobody_told")
        was = before.webinar.recording if before is not None else ""
        if webinar.recording and webinar.recording != was:
            return self._words.say(language, "webinar.recording_goes")
        return self._words.say(language, "webinar.silent")


def _name(act: Act) -> str:
    """As sentences are named after it."""
    return act.value.removeprefix("webinar_")
