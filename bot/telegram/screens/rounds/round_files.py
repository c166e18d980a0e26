"""What was answered in a round as two files: one to read, one for a table program. No id is in them."""

from __future__ import annotations

from bot.domain.rounds import FEW, as_csv, wanted_regions
from bot.services.rounds.results import Result
from bot.telegram.screens.rounds.announced import answer_of, shortened
from bot.telegram.screens.rounds.staff_screens import StaffRoundScreens
from bot.telegram.screens.screen import Words


class RoundFiles:
    """Both go by question, then by region; within one in no order that anybody made.

    A number stands for one answer to one question: nothing says that two answers are of the same person.
    """

    def __init__(self, words: Words, screens: StaffRoundScreens) -> None:
        self._words = words
        self._screens = screens

    def markdown(self, found: Result, language: str) -> bytes:
        """Themes, counts and all answers as Markdown."""
        text, label = found.round.text(language), self._words.label
        people = (
            label(language, "round.plain_few")
            if found.people < FEW
            else self._words.counted_label(language, "round.plain_people", found.people)
        )
        lines = [f"# {_plain(text.theme)}", "", people]
        for question, region, number, said in self._rows(found, language):
            if number == 1:
                lines += ["", f"## {question + 1}. {_plain(text.questions[question].text)}", ""]
                given = [each for each in found.inputs if each.question == question]
                lines += [
                    f"- {_plain(what)}: {n}"
                    for what, n in self._screens.counted(found.round, given, question, language)
                ]
                heading = ""
            if region != heading:
                heading = region
                lines += ["", f"### {region}"]
            lines += ["", f"{question + 1}.{number}", *(f"> {_plain(each)}" for each in said.splitlines())]
        return ("\n".join(lines) + "\n").encode()

    def csv(self, found: Result, language: str) -> bytes:
        """One row for each answer."""
        text, label = found.round.text(language), self._words.label
        rows = [
            [label(language, f"round.column_{name}") for name in ("number", "question", "region", "answer")]
        ]
        rows += [
            [f"{question + 1}.{number}", text.questions[question].text, region, said]
            for question, region, number, said in self._rows(found, language)
        ]
        return as_csv(rows)

    def name(self, found: Result) -> str:
        """The beginning of both files' names."""
        words = shortened(found.round.text("en").theme, 40).casefold()
        ascii_only = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in words).strip("-")
        return "-".join(part for part in ascii_only.split("-") if part) or "round"

    def _rows(self, found: Result, language: str) -> list[tuple[int, str, int, str]]:
        """Question, region, the answer's number within its question, and what it says."""
        text, rows = found.round.text(language), []
        for question in range(len(found.round.shape)):
            given = [each for each in found.inputs if each.question == question]
            order = wanted_regions({each.region for each in given}) if found.round.has_regions else [""]
            number = 0
            for region in order:
                for each in given:
                    if found.round.has_regions and each.region != region:
                        continue
                    number += 1
                    named = self._screens.region(region, language) if region else ""
                    rows.append((question, named, number, answer_of(text, each)))
        return rows


def _plain(text: str) -> str:
    """Words of people, in which Markdown sees no link, picture or markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|!" else sign for sign in " ".join(text.split()))
