"""The content that is shipped, read once for a test process."""

from datetime import date
from functools import cache
from pathlib import Path

from bot.content.check import CheckReport, Content, check
from bot.content.locate import content_folder, locales_folder
from bot.domain.content.faq import Faq


@cache
def report() -> CheckReport:
    """What a check says of it; whether something is said twice is told by `tests/content/test_check.py`."""
    folder = content_folder()
    assert isinstance(folder, Path)
    return check(folder, locales_folder(), date.max, is_known=True)


def content() -> Content:
    """Everything; it has no problem."""
    found = report().content
    assert found is not None, "\n".join(str(problem) for problem in report().problems)
    return found


@cache
def closely() -> CheckReport:
    """The same of a check that looks closely."""
    folder = content_folder()
    assert isinstance(folder, Path)
    return check(folder, locales_folder(), date.max, closely=True, is_known=True)


def faq() -> Faq:
    """Its answers."""
    return content().faq
