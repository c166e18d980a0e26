"""A round as all get it who are asked: the question, the reminder, and what came of it."""

from __future__ import annotations

from bot.domain.announcements import Occasion, RoundBody
from bot.domain.content.schedules import in_language
from bot.domain.light_markup import in_one_line
from bot.domain.rounds import FEW, Input, OwnInput, RoundText, last_day
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import document_date
from bot.telegram.screens.markup import written
from bot.telegram.screens.screen import Button, Screen, Words

IN_A_LINE = 120  # characters of an input where several stand together


def announced_round(body: RoundBody, words: Words, language: str) -> Screen:
    """The message without its footer; what asks has a button to answer."""
    code = in_language({each: each for each in body.lines}, language)
    theme, *lines = body.lines[code]
    heading = words.say(language, f"round.{body.occasion.value}", theme=theme)
    if body.occasion is Occasion.TOLD:
        few = body.people < FEW
        people = (
            words.say(language, "round.few") if few else words.count(language, "round.people", body.people)
        )
        return Screen("\n\n".join([heading, *(written(each, language) for each in lines), people]))
    until = words.say(language, "round.until", day=day_of(body, language))
    parts = [heading, *numbered(lines, language), until]
    if body.occasion is Occasion.REMINDED:
        parts.append(words.say(language, "round.only_reminder"))
    answer = Button.of(words.label(language, "round.answer"), Verb.SHOW_ROUND, str(body.round_id), language)
    return Screen("\n\n".join(parts), ((answer,),))


def day_of(body: RoundBody, language: str) -> str:
    """The last day to answer, in words."""
    return document_date(last_day(body.closes_at), language) or ""


def numbered(lines: list[str], language: str) -> list[str]:
    """Questions as HTML, with their numbers where there are several."""
    if len(lines) == 1:
        return [written(lines[0], language)]
    return [written(f"{number}. {line}", language) for number, line in enumerate(lines, start=1)]


def answer_of(text: RoundText, given: Input | OwnInput) -> str:
    """What somebody answered, as plain text: what they chose, and their words."""
    parts = [given.text] if given.text else []
    if given.choice is not None:
        choices = text.questions[given.question].choices
        parts.insert(0, f"☑ {choices[given.choice]}" if given.choice < len(choices) else "☑")
    return "\n".join(parts)


def shortened(text: str, longest: int = IN_A_LINE) -> str:
    """The text in one line, cut where it is long."""
    one = in_one_line(text)
    return one if len(one) <= longest else f"{one[: longest - 1].rstrip()}…"
