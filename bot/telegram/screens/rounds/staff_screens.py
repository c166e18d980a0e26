"""Rounds as staff see them: put together, and read. Nobody's answers stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.announcements import RoundBody
from bot.domain.content.schedules import Schedule
from bot.domain.languages import name
from bot.domain.rounds import (
    FEW,
    LONGEST_CHOICE,
    LONGEST_QUESTION,
    LONGEST_THEME,
    MOST_CHOICES,
    MOST_QUESTIONS,
    Input,
    Round,
    TextFault,
    last_day,
    wanted_regions,
)
from bot.services.rounds.opening import RoundDraft
from bot.services.rounds.results import Result
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import document_date
from bot.telegram.screens.markup import escape, isolate, line, listed, named, written
from bot.telegram.screens.person_screens import quoted
from bot.telegram.screens.rounds.announced import announced_round, answer_of
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

PAGE = 4  # inputs in one message
IN_CHAT = 700  # characters of one; the file has all of it
WEEKS = (1, 2, 3, 4)
ON, OFF = "1", "0"


class StaffRoundScreens:
    """Draws what staff see. Members' words stand as code: none of them is a link."""

    def __init__(self, words: Words, schedule: Schedule) -> None:
        self._words = words
        self._schedule = schedule

    def said(self, msgid: str, language: str, /, **values: object) -> Screen:
        """One sentence."""
        return Screen(self._words.say(language, msgid, **values))

    def listed(self, found: Sequence[Round], language: str) -> Screen:
        """The newest rounds, and the button to open one."""
        lines = [line(self._stands(each, language), language) for each in found]
        said = self._words.say(language, "round.list" if found else "round.list_none")
        buttons = [
            Button.of(each.text(language).theme, Verb.SHOW_RESULT, str(each.round_id)) for each in found
        ]
        new = Button.of(self._words.label(language, "round.new"), Verb.NEW_ROUND)
        return Screen("\n".join([said, *lines]), one_a_row([*buttons, new]))

    def has_topic(self, topic_id: str) -> bool:
        """Whether there is such a topic: an old button may name one that is gone."""
        return self._schedule.topic(topic_id) is not None

    def topics(self, language: str) -> Screen:
        """Whose subscribers are asked."""
        buttons = [Button.of(t.name(language), Verb.ROUND_TOPIC, t.id) for t in self._schedule.topics]
        return Screen(self._words.say(language, "round.which_topic"), one_a_row(buttons))

    def how(self, language: str, spoken: str) -> Screen:
        """How to write what is asked, in the first language."""
        return Screen(
            self._words.say(
                language,
                "round.how",
                language=name(spoken),
                theme=LONGEST_THEME,
                question=LONGEST_QUESTION,
                questions=MOST_QUESTIONS,
                choices=MOST_CHOICES,
                choice=LONGEST_CHOICE,
            )
        )

    def fault(self, found: TextFault, language: str) -> Screen:
        """Why what was written cannot be asked."""
        problem = self._words.label(language, f"round.fault_{found.value}")
        return self.said("asking.not_usable", language, problem=problem)

    def preview(self, draft: RoundDraft, shown: str, people: int, language: str) -> Screen:
        """What those get who read it in the language `shown`, and all that is to be known before it goes."""
        drawn = announced_round(draft.body(), self._words, shown).html
        choices = [
            written(f"{number}. {question.text}\n{' · '.join(question.choices)}", shown)
            for number, question in enumerate(draft.texts[shown].questions, start=1)
            if question.choices
        ]
        msgid = "round.asks_regions" if draft.has_regions else "round.asks_no_regions"
        about = [
            self._words.say(language, "round.preview", language=name(shown)),
            drawn,
            *([self._words.say(language, "round.offers"), *choices] if choices else ()),
            self._words.say(language, "round.languages", languages=self._names(draft.texts, language)),
            self._words.say(language, "round.closes", day=self._day(draft.closes_at, language)),
            self._words.say(language, msgid),
        ]
        return Screen("\n\n".join(about), self._draft_buttons(draft, people, language))

    def result(self, found: Result, language: str) -> Screen:
        """How a round stands, and what can be done about it."""
        of, say = found.round, self._words.say
        parts = [f"<b>{written(of.text(language).theme, language)}</b>", self._stands(of, language)]
        few = found.people < FEW
        parts.append(
            say(language, "round.few") if few else self._words.count(language, "round.people", found.people)
        )
        number = str(of.round_id)
        if not of.is_closed:
            parts.append(say(language, "round.read_later"))
            close = Button.of(self._words.label(language, "round.close"), Verb.ASK_TO_CLOSE, number)
            return Screen("\n\n".join(parts), one_a_row([close, self._to_list(language)]))
        parts += self._counts(found, language)
        buttons = [
            Button.of(
                self._words.label(language, "round.read", number=at + 1),
                Verb.SHOW_INPUTS,
                f"{number}.{at}.1",
            )
            for at in range(len(of.shape))
            if any(each.question == at for each in found.inputs)
        ]
        if found.inputs:
            buttons.append(Button.of(self._words.label(language, "round.files"), Verb.ROUND_FILES, number))
        if found.is_told:
            parts.append(say(language, "round.is_told"))
        else:
            buttons.append(Button.of(self._words.label(language, "round.tell"), Verb.WRITE_OUTCOME, number))
        return Screen("\n\n".join(parts), one_a_row([*buttons, self._to_list(language)]))

    def ask_to_close(self, found: Round, language: str) -> Screen:
        """Asks once: what is cut loose is not tied again."""
        number = str(found.round_id)
        close = Button.of(self._words.label(language, "round.close_yes"), Verb.CLOSE_ROUND, number)
        keep = Button.of(self._words.label(language, "round.close_no"), Verb.SHOW_RESULT, number)
        said = self._words.say(language, "round.close_ask", theme=found.text(language).theme)
        return Screen(said, one_a_row([close, keep]))

    def inputs(self, found: Result, question: int, page: int, language: str) -> Screen:
        """A page of what was answered to one question, counted from 1, in no order that anybody made."""
        given = [each for each in found.inputs if each.question == question]
        pages = max(1, -(-len(given) // PAGE))
        page = min(max(1, page), pages)
        text, first = found.round.text(language), (page - 1) * PAGE
        parts = [f"<b>{written(text.questions[question].text, language)}</b>"]
        for place, each in enumerate(given[first : first + PAGE], start=first + 1):
            heading = f"{question + 1}.{place}"
            if found.round.has_regions:
                heading += f" · {escape(self.region(each.region, language))}"
            said = answer_of(text, each)
            cut = said if len(said) <= IN_CHAT else f"{said[:IN_CHAT]}…"
            parts.append(f"{line(heading, language)}\n{quoted(cut)}")
        number = f"{found.round.round_id}.{question}"
        ways = tuple(
            Button.of(self._words.label(language, msgid), Verb.SHOW_INPUTS, f"{number}.{to}")
            for msgid, to in (("page.back", page - 1), ("page.next", page + 1))
            if 1 <= to <= pages
        )
        back = Button.of(
            self._words.label(language, "round.back"), Verb.SHOW_RESULT, str(found.round.round_id)
        )
        return Screen("\n\n".join(parts), (*((ways,) if ways else ()), (back,)))

    def outcome(self, body: RoundBody, shown: str, people: int, digest: str, language: str) -> Screen:
        """What came of a round as it is read in the language `shown`, before it goes."""
        drawn = announced_round(body, self._words, shown).html
        said = self._words.say(language, "round.preview", language=name(shown))
        send = self._words.counted_label(language, "round.send", people)
        more = self._further(body.lines, "round.add_language", Verb.ADD_OUTCOME_LANGUAGE, language)
        drop = Button.of(self._words.label(language, "asking.drop"), Verb.DROP_ASKED)
        languages = self._words.say(language, "round.languages", languages=self._names(body.lines, language))
        return Screen(
            "\n\n".join([said, drawn, languages]),
            one_a_row([Button.of(send, Verb.SEND_OUTCOME, digest), *more, drop]),
        )

    def region(self, region: str, language: str) -> str:
        """The name of a region, or that it is another."""
        known = self._words.label(language, "round.other")
        return known if region in ("", "other") else self._words.label(language, f"region.{region}")

    def _counts(self, found: Result, language: str) -> list[str]:
        """By question: how many answered, from where, and what they chose."""
        text, parts = found.round.text(language), []
        for at, question in enumerate(text.questions):
            given = [each for each in found.inputs if each.question == at]
            lines = [f"<b>{at + 1}. {escape(question.text)}</b>"]
            lines.append(self._words.count(language, "round.inputs", len(given)))
            counted = self.counted(found.round, given, at, language)
            lines += [named(f"• {escape(what)}", n, language) for what, n in counted]
            parts.append("\n".join(line(each, language) for each in lines))
        return parts

    def counted(
        self, found: Round, given: Sequence[Input], question: int, language: str
    ) -> list[tuple[str, int]]:
        """What was chosen how often, and from where how many answered, as plain words."""
        chosen = Counter(each.choice for each in given)
        choices = found.text(language).questions[question].choices
        counts = [(choice, chosen[at]) for at, choice in enumerate(choices)]
        if found.has_regions:
            regions = Counter(each.region for each in given)
            counts += [(self.region(each, language), regions[each]) for each in wanted_regions(regions)]
        return counts

    def _draft_buttons(self, draft: RoundDraft, people: int, language: str) -> tuple[tuple[Button, ...], ...]:
        label, counted = self._words.label, self._words.counted_label
        topic = self._schedule.topic(draft.topic)
        to_whom = topic.name(language) if topic else label(language, "headline.topic_gone")
        open_ = Button.of(
            counted(language, "round.open", people, topic=to_whom), Verb.OPEN_ROUND, draft.digest
        )
        weeks = tuple(
            Button.of(counted(language, "round.weeks", each), Verb.ROUND_DAYS, str(7 * each))
            for each in WEEKS
        )
        msgid = "round.without_regions" if draft.has_regions else "round.with_regions"
        regions = Button.of(label(language, msgid), Verb.ROUND_REGIONS, OFF if draft.has_regions else ON)
        more = self._further(draft.texts, "round.add_language", Verb.ADD_ROUND_LANGUAGE, language)
        drop = Button.of(label(language, "asking.drop"), Verb.DROP_ASKED)
        return ((open_,), *one_a_row(more), weeks[:2], weeks[2:], (regions,), (drop,))

    def _further(self, there: Iterable[str], msgid: str, verb: Verb, language: str) -> list[Button]:
        """A button for each language that has no text yet."""
        known = set(there)
        return [
            Button.of(self._words.label(language, msgid, language=name(code)), verb, code)
            for code in self._words.languages
            if code not in known
        ]

    def _stands(self, found: Round, language: str) -> str:
        msgid = "round.was_open" if found.is_closed else "round.is_open"
        day = self._day(found.closes_at, language)
        return self._words.say(language, msgid, theme=found.text(language).theme, day=day)

    def _day(self, closes_at: datetime, language: str) -> str:
        return document_date(last_day(closes_at), language) or ""

    def _names(self, codes: Iterable[str], language: str) -> str:
        return listed((isolate(name(code), language) for code in codes), language)

    def _to_list(self, language: str) -> Button:
        return Button.of(self._words.label(language, "round.to_list"), Verb.SHOW_ROUNDS)
