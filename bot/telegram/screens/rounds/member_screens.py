"""A round as a member sees it: what becomes of an answer, the questions, and what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.rounds import LONGEST_INPUT, REGIONS, OwnInput, Round, last_day
from bot.services.rounds.taking_part import OwnRound
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import document_date
from bot.telegram.screens.durations import in_words
from bot.telegram.screens.markup import written
from bot.telegram.screens.person_screens import quoted
from bot.telegram.screens.rounds.announced import answer_of, shortened
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

IN_LIST = 300  # characters of an own answer where all of them stand together


class RoundScreens:
    """Words of members stand as code in a quotation: nothing in them can be tapped.

    `kept_for`: for so long answers are kept after the end.
    """

    def __init__(self, words: Words, kept_for: timedelta) -> None:
        self._words = words
        self._kept_for = kept_for

    def said(self, msgid: str, language: str, /, **values: object) -> Screen:
        """One sentence."""
        return Screen(self._words.say(language, msgid, **values))

    def listed(self, found: Sequence[Round], language: str) -> Screen:
        """The rounds that are open."""
        if not found:
            return self.said("rounds.none", language)
        buttons = [self._button(each.text(language).theme, Verb.SHOW_ROUND, language, each) for each in found]
        return Screen(self._words.say(language, "rounds.heading"), one_a_row(buttons))

    def explained(self, found: Round, language: str) -> Screen:
        """What it is for, who reads it and what is kept: before anything is."""
        text, kept = found.text(language), in_words(self._kept_for, self._words, language)
        parts = [
            self._words.say(language, "round.before", theme=text.theme),
            self._words.say(language, "round.terms", day=self._day(found, language), kept=kept),
            self._words.say(language, "round.no_names"),
        ]
        agree = self._words.label(language, "round.agree")
        button = (
            self._button(agree, Verb.CHOOSE_REGION, language, found)
            if found.has_regions
            else self._button(agree, Verb.JOIN_ROUND, language, found, 0)
        )
        return Screen("\n\n".join(parts), ((button,),))

    def where(self, found: Round, language: str) -> Screen:
        """Which part of the world it is about; nobody has to say."""
        buttons = [
            self._button(
                self._words.label(language, f"region.{region}"), Verb.JOIN_ROUND, language, found, at
            )
            for at, region in enumerate(REGIONS, start=1)
        ]
        rather_not = self._words.label(language, "round.no_region")
        buttons.append(self._button(rather_not, Verb.JOIN_ROUND, language, found, 0))
        return Screen(self._words.say(language, "round.where"), one_a_row(buttons))

    def question(self, own: OwnRound, question: int, language: str) -> Screen:
        """One question: what was answered to it so far, and how to answer."""
        found, text = own.round, own.round.text(language)
        asked, given = text.questions[question], own.inputs[question]
        parts = [self._heading(found, question, language), written(asked.text, language)]
        if given.is_answered:
            parts += [self._words.say(language, "round.kept"), quoted(answer_of(text, given))]
        msgid = "round.write_or_press" if asked.choices else "round.write"
        parts.append(self._words.say(language, "round.write_on" if given.is_answered else msgid))
        choices = [
            self._button(choice, Verb.CHOOSE_ANSWER, language, found, question, at)
            for at, choice in enumerate(asked.choices)
            if at != given.choice
        ]
        return Screen("\n\n".join(parts), one_a_row([*choices, *self._ways(own, question, language)]))

    def own(self, own: OwnRound, language: str) -> Screen:
        """Everything that somebody answered, and what they can do about it."""
        found, text = own.round, own.round.text(language)
        parts = [self._words.say(language, "round.own", theme=text.theme)]
        for question, given in zip(text.questions, own.inputs, strict=True):
            said = (
                quoted(shortened(answer_of(text, given), IN_LIST))
                if given.is_answered
                else self._words.say(language, "round.not_answered")
            )
            parts.append(f"{written(question.text, language)}\n{said}")
        parts.append(self._words.say(language, "round.own_until", day=self._day(found, language)))
        buttons = [self._change(found, given, language) for given in own.inputs]
        withdraw = self._words.label(language, "round.withdraw")
        return Screen(
            "\n\n".join(parts),
            one_a_row([*buttons, self._button(withdraw, Verb.WITHDRAW, language, found)]),
        )

    def withdrawn(self, found: Round, language: str) -> Screen:
        """Nothing is kept any more, and how to begin anew."""
        text = self._words.say(language, "round.withdrawn", day=self._day(found, language))
        answer = self._words.label(language, "round.answer")
        return Screen(text, ((self._button(answer, Verb.SHOW_ROUND, language, found),),))

    def of_words_alone(self, screen: Screen, language: str) -> Screen:
        """The same where the words came with a picture or the like, which is not kept."""
        return Screen(f"{self._words.say(language, 'round.only_words')}\n\n{screen.html}", screen.rows)

    def too_long(self, language: str) -> Screen:
        """What somebody wrote last is not kept."""
        return self.said("round.too_long", language, most=LONGEST_INPUT)

    def in_danger(self, round_id: int, question: int, words: str, language: str) -> Screen:
        """What reads as a cry for help is kept only when its writer says so."""
        return self._set_aside("round.danger", round_id, question, words, language)

    def aside(self, round_id: int, question: int, words: str, language: str) -> Screen:
        """Words about answers are one only when their writer says so; here all answers can be withdrawn."""
        screen = self._set_aside("round.aside", round_id, question, words, language)
        label = self._words.label(language, "round.withdraw")
        return Screen(
            screen.html, (*screen.rows, (Button.of(label, Verb.WITHDRAW, str(round_id), language),))
        )

    def _set_aside(self, msgid: str, round_id: int, question: int, words: str, language: str) -> Screen:
        keep = Button.of(
            self._words.label(language, "round.keep_anyway"),
            Verb.KEEP_ANYWAY,
            f"{round_id}.{question}",
            language,
        )
        said = self._words.say(language, msgid)
        return Screen(f"{said}\n\n{quoted(words[:LONGEST_INPUT])}", ((keep,),))

    def _ways(self, own: OwnRound, question: int, language: str) -> list[Button]:
        """To write it anew, to the next question, and to the end."""
        found, label = own.round, self._words.label
        ways = []
        if question + 1 < len(own.inputs):
            further = label(language, "round.next")
            ways.append(self._button(further, Verb.ANSWER_ROUND, language, found, question + 1))
        if own.inputs[question].is_answered:
            anew = label(language, "round.anew")
            ways.append(self._button(anew, Verb.ANSWER_ANEW, language, found, question))
        ways.append(self._button(label(language, "round.done"), Verb.SHOW_ROUND, language, found))
        return ways

    def _change(self, found: Round, given: OwnInput, language: str) -> Button:
        msgid = "round.change" if given.is_answered else "round.answer_one"
        label = self._words.label(language, msgid, number=given.question + 1)
        return self._button(label, Verb.ANSWER_ROUND, language, found, given.question)

    def _heading(self, found: Round, question: int, language: str) -> str:
        return self._words.say(language, "round.question", number=question + 1, total=len(found.shape))

    def _day(self, found: Round, language: str) -> str:
        return document_date(last_day(found.closes_at), language) or ""

    def _button(self, label: str, verb: Verb, language: str, found: Round, *numbers: int) -> Button:
        return Button.of(label, verb, ".".join(map(str, (found.round_id, *numbers))), language)
