"""Reads danger/: the words by which the bot knows that somebody is in danger, one file a language.

They belong to the program and not to an organization's content, and are checked like it all the same. What an
organization adds are the words of its subject: who uses them asks about it.
"""

from collections.abc import Mapping
from pathlib import Path

from bot.content.problems import Problem
from bot.content.validation import keyed
from bot.content.yaml_file import read_yaml
from bot.matching.danger.idea_words import Idea
from bot.matching.danger.message_kinds import MessageKinds
from bot.matching.ranking.array_file import opened

FOLDER = Path(__file__).parent / "danger"

KINDS_FILE = FOLDER / "kinds.npz"
"""What was learned of the lines in `training/`; `make danger` makes it anew."""

Words = Mapping[str, Mapping[Idea, tuple[str, ...]]]


def read_danger_words(folder: Path = FOLDER) -> tuple[Words, list[Problem]]:
    """The words for each idea by language, and every problem in the files."""
    words: dict[str, dict[Idea, tuple[str, ...]]] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        file, wrong = read_yaml(path, f"danger/{path.name}")
        problems += wrong
        if file is None:
            continue
        ideas, wrong = keyed(file)
        problems += wrong
        known = words.setdefault(path.stem, {})
        for name, phrases in ideas:
            if name not in set(Idea):
                problems.append(file.problem_with_key((name,), f"there is no idea `{name}`"))
            elif not isinstance(phrases, list) or not all(isinstance(phrase, str) for phrase in phrases):
                problems.append(file.problem((name,), "should be a list of words"))
            else:
                known[Idea(name)] = tuple(str(phrase) for phrase in phrases)
    return words, problems


def read_message_kinds(file: Path = KINDS_FILE) -> MessageKinds:
    """What was learned from lines, and comes with the program; raises where that is not there."""
    return MessageKinds.from_arrays(opened(file))


def well_known(words: Words) -> frozenset[str]:
    """The languages in which also what only asks about danger is known, not just the clearest cries."""
    return frozenset(language for language, ideas in words.items() if ideas.get(Idea.ABOUT))


def with_subject(words: Words, subject_words: Mapping[str, tuple[str, ...]]) -> Words:
    """The same, with the words of a subject by language among those of what is asked about."""
    both = {language: dict(ideas) for language, ideas in words.items()}
    for language, phrases in subject_words.items():
        ideas = both.setdefault(language, {})
        ideas[Idea.ABOUT] = (*ideas.get(Idea.ABOUT, ()), *phrases)
    return both
