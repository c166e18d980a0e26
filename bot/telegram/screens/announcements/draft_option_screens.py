"""What can be changed about a draft besides its words: to whom, when, with a sound, with buttons.

None of these buttons sends anything, and each names the state that it leads to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.announcements import Audience
from bot.domain.content.schedules import Schedule
from bot.domain.languages import name
from bot.domain.times.typed_times import FARTHEST, Instant, Unclear, Why
from bot.services.announcing.drafting import Preview
from bot.telegram.screens.announcements.preview_screens import PreviewScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import on_a_button
from bot.telegram.screens.markup import isolate, listed
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

ON, OFF = "on", "off"


def audience_code(audience: Audience) -> str:
    """An audience as a button carries it."""
    return f"{audience.topic}/{','.join(audience.languages)}/{int(audience.with_groups)}"


class DraftOptionScreens:
    """`previews` says who gets a draft, `answers` what the entries are called that a button may open."""

    def __init__(
        self, previews: PreviewScreens, answers: AnswerScreens, schedule: Schedule, words: Words
    ) -> None:
        self._previews = previews
        self._answers = answers
        self._schedule = schedule
        self._words = words

    def audience_in(self, code: str) -> Audience | None:
        """The audience that a button carries; None for one that there is not, or is not any more."""
        topic, *rest = code.split("/")
        if self._schedule.topic(topic) is None or len(rest) not in (0, 2):
            return None
        languages = tuple(filter(None, rest[0].split(","))) if rest else ()
        if not set(languages) <= set(self._words.languages):
            return None
        return Audience(topic, languages, not rest or rest[1] == "1")

    def audience(self, preview: Preview, language: str) -> Screen:
        """Who gets the draft, and who else might."""
        say, audience = self._words.say, preview.audience
        as_it_is = self._words.count(
            language,
            "broadcast.as_it_is",
            preview.recipients,
            topic=self._previews.topic(audience, language),
        )
        buttons = [
            self._button(
                language, "broadcast.aim", replace(audience, topic=topic.id), topic=topic.name(language)
            )
            for topic in self._schedule.topics
            if topic.id != audience.topic
        ]
        buttons += self._languages(audience, language)
        groups = "broadcast.groups_not" if audience.with_groups else "broadcast.groups_too"
        buttons.append(
            self._button(language, groups, replace(audience, with_groups=not audience.with_groups))
        )
        buttons.append(Button.of(self._words.label(language, "topic.new"), Verb.NEW_TOPIC))
        told = [say(language, "broadcast.whom_title"), as_it_is, *self._previews.whom(preview, language)]
        return Screen("\n\n".join(told), one_a_row([*buttons, self._back(language)]))

    def options(self, preview: Preview, language: str, now: datetime) -> Screen:
        """When and how the draft goes out, and how else it might."""
        label, body = self._words.label, preview.body
        buttons = [Button.of(label(language, "broadcast.later"), Verb.ASK_TIME)]
        if preview.leaves_at is not None:
            buttons.append(Button.of(label(language, "broadcast.at_once"), Verb.SET_TIME))
        sound = "broadcast.sound_on" if body.is_silent else "broadcast.sound_off"
        buttons.append(Button.of(label(language, sound), Verb.SILENCE_DRAFT, OFF if body.is_silent else ON))
        buttons.append(Button.of(label(language, "broadcast.button_add"), Verb.ASK_BUTTON))
        if body.buttons:
            buttons.append(Button.of(label(language, "broadcast.buttons_off"), Verb.NO_BUTTONS))
        if body.attached is not None:
            buttons.append(Button.of(label(language, "broadcast.file_off"), Verb.NO_FILE))
        told = [self._words.say(language, "broadcast.how_title"), *self._previews.how(preview, language, now)]
        return Screen("\n\n".join(told), one_a_row([*buttons, self._back(language)]))

    def asked(self, asked: Unclear, language: str) -> Screen:
        """Why a time cannot be taken as it was written, and those to choose from."""
        html = self._words.say(language, f"time.{asked.why.value}", place=asked.place)
        if asked.why is Why.UNKNOWN_PLACE and asked.near:
            html += " " + self._words.say(
                language,
                "time.near",
                names=listed((isolate(place, language) for place in asked.near), language),
            )
        return Screen(html, one_a_row(self._choice(option, language) for option in asked.options))

    def time_past(self, language: str) -> Screen:
        """That the time of a confirmed draft has passed."""
        label = self._words.label
        return Screen(
            self._words.say(language, "broadcast.time_past"),
            one_a_row(
                [
                    Button.of(label(language, "broadcast.later"), Verb.ASK_TIME),
                    Button.of(label(language, "broadcast.at_once"), Verb.SET_TIME),
                ]
            ),
        )

    def answers(self, entry_ids: Sequence[str], language: str) -> Screen:
        """Entries that a button may open."""
        titled = [(self._answers.question_title(entry_id, language), entry_id) for entry_id in entry_ids]
        buttons = [Button.of(title, Verb.BUTTON_TO, entry_id) for title, entry_id in titled if title]
        msgid = "broadcast.button_choose" if buttons else "broadcast.button_none"
        return Screen(self._words.say(language, msgid), one_a_row(buttons))

    def _languages(self, audience: Audience, language: str) -> list[Button]:
        chosen = audience.languages
        buttons: list[Button] = []
        wanted: tuple[str, ...]
        for spoken in self._words.languages:
            if not chosen:
                msgid, wanted = "broadcast.language_only", (spoken,)
            elif spoken not in chosen:
                msgid, wanted = "broadcast.language_also", tuple(sorted({*chosen, spoken}))
                wanted = () if set(wanted) == set(self._words.languages) else wanted
            elif len(chosen) > 1:
                msgid, wanted = "broadcast.language_not", tuple(code for code in chosen if code != spoken)
            else:
                continue
            aimed = replace(audience, languages=wanted)
            buttons.append(self._button(language, msgid, aimed, language=name(spoken)))
        if chosen:
            buttons.append(self._button(language, "broadcast.language_all", replace(audience, languages=())))
        return buttons

    def _choice(self, option: Instant, language: str) -> Button:
        zone = self._schedule.shown_zone(option.zone) if option.zone == "UTC" else option.zone
        return Button.of(
            on_a_button(option.at, zone, language), Verb.SET_TIME, str(int(option.at.timestamp()))
        )

    def _button(self, language: str, msgid: str, audience: Audience, /, **values: str) -> Button:
        label = self._words.label(language, msgid, **values)
        return Button.of(label, Verb.AIM_DRAFT, audience_code(audience))

    def _back(self, language: str) -> Button:
        return Button.of(self._words.label(language, "broadcast.back"), Verb.SHOW_DRAFT)


def chosen_time(argument: str, now: datetime) -> datetime | None:
    """The instant that a button carries, if it is one that is still to come, and near enough."""
    try:
        at = datetime.fromtimestamp(int(argument), tz=now.tzinfo)
    except (ValueError, OverflowError, OSError):  # no button of ours carries that
        return None
    return at if now < at <= now + FARTHEST else None
