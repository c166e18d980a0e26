"""What takes too long for every start of the bot, and is looked at when somebody asks for a check."""

from collections.abc import Iterator
from datetime import date

from bot.content.faq_checks import Found, Reading, texts_to_match
from bot.content.other_language import in_another_language
from bot.content.problems import Problem
from bot.content.translations import translation_warnings
from bot.content.untrue_with_time import made_untrue
from bot.content.yaml_file import Steps
from bot.matching.near_phrasings import near_pairs
from bot.matching.recognizing.stop_words import means_stop


def closer_look(reading: Reading, today: date) -> Iterator[Problem]:
    """Warnings about answers and phrasings."""
    told = list(translation_warnings(reading.entries, reading.courtesies, reading.leading))
    yield from told
    places = {(each.file, each.line) for each in told if each.text.startswith("reads like")}
    yield from (each for each in in_another_language(reading) if (each.file, each.line) not in places)
    for found in reading.entries:
        yield from made_untrue(found, reading.leading, today)
        for steps, text in texts_to_match(found):
            if means_stop(text):
                said = "ends the subscription of who writes it, and is never taken for a question"
                yield found.problem(said, *steps).as_warning()
    yield from _near_phrasings(reading)


def _near_phrasings(reading: Reading) -> Iterator[Problem]:
    """In whatever files they stand: a question is held against the phrasings of all languages."""
    listed: list[tuple[str, str, Found, Steps]] = [
        (found.form.id, text, found, steps)
        for found in reading.everything()
        for steps, text in texts_to_match(found)
    ]
    listed += [
        (found.id, text, found, (position,))
        for found in reading.phrasings
        for position, text in enumerate(found.form.root)
    ]
    for one, other in near_pairs([(entry_id, text) for entry_id, text, _, _ in listed]):
        first, second = sorted((one, other))
        entry_id, text, there, steps = listed[first]
        place = there.problem("", *steps)
        where = f"`{entry_id}` ({place.file}:{place.line})"
        said = f"is nearly “{text}” of {where}: which is meant may be guessed"
        _, _, found, at = listed[second]
        yield found.problem(said, *at).as_warning()
