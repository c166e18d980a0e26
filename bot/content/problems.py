"""A fault in content, with the place where a curator finds it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum


class Weight(IntEnum):
    """What a fault means for the content it is found in."""

    PROBLEM = 0  # the bot does not run with it
    FOLLOW_ON = 1  # the same, but it goes away with another problem: it is counted, not listed
    WARNING = 2  # it works, and is probably not what was meant


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`file` is relative to the content folder; line and column count from 1, columns in characters."""

    file: str
    line: int
    column: int
    text: str
    weight: Weight = Weight.PROBLEM

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.text}"

    def as_warning(self) -> "Problem":
        """The same, as something that works."""
        return replace(self, weight=Weight.WARNING)

    def following(self, follows: bool = True) -> "Problem":
        """The same, as one that another problem brings with it, where that `follows`."""
        return replace(self, weight=Weight.FOLLOW_ON) if follows else self


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that was found, apart by weight, each thing once, by file and place."""

    problems: tuple[Problem, ...]
    follow_ons: int
    warnings: tuple[Problem, ...]


def sorted_out(found: Iterable[Problem]) -> Findings:
    """What can be listed, and how much follows from it.

    Where nothing but follow-ons was found they are problems themselves: content is not sound by a cause that
    nobody sees.
    """
    of: dict[Weight, list[Problem]] = {weight: [] for weight in Weight}
    for problem in sorted(dict.fromkeys(found), key=lambda each: (each.file, each.line, each.column)):
        of[problem.weight].append(problem)
    problems, follow_ons = of[Weight.PROBLEM], of[Weight.FOLLOW_ON]
    if not problems:
        problems, follow_ons = follow_ons, []
    return Findings(tuple(problems), len(follow_ons), tuple(of[Weight.WARNING]))
