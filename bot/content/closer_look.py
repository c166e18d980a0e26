"""What takes too long for every start of the bot, and is looked at when somebody asks for a check."""

from collections.abc import Iterator

from bot.content.faq_checks import FoundCourtesy, FoundEntry, Reading, texts_to_match
from bot.content.problems import Problem
from bot.content.translations import translation_warnings
from bot.content.yaml_file import Steps
from bot.matching.near_phrasings import near_pairs


def closer_look(reading: Reading) -> Iterator[Problem]:
    """Warnings about answers and phrasings."""
    yield from translation_warnings(reading.entries, reading.leading)
    yield from _near_phrasings(reading)


def _near_phrasings(reading: Reading) -> Iterator[Problem]:
    by_language: dict[str, list[tuple[str, str, FoundEntry | FoundCourtesy, Steps]]] = {}
    for found in reading.everything():
        for steps, text in texts_to_match(found):
            by_language.setdefault(found.language, []).append((found.form.id, text, found, steps))
    for listed in by_language.values():
        for one, other in near_pairs([(entry_id, text) for entry_id, text, _, _ in listed]):
            first, second = sorted((one, other))
            entry_id, text, there, steps = listed[first]
            place = there.problem("", *steps)
            where = f"`{entry_id}` ({place.file}:{place.line})"
            said = f"is nearly “{text}” of {where}: which is meant may be guessed"
            _, _, found, at = listed[second]
            yield found.problem(said, *at).as_warning()
