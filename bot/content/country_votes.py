"""Reads faq/country-votes.yaml, how each state voted, and faq/vote-words.yaml, how people ask for that.

A content folder may do without them: then no question is about a vote.
"""

from collections.abc import Callable, Collection
from pathlib import Path

from bot.content.country_names import ReadNames
from bot.content.fields import Languages, is_language
from bot.content.models import CountryVoteForm
from bot.content.organization_models import VoteWordsForm
from bot.content.problems import Problem
from bot.content.validation import listed, validated
from bot.content.yaml_file import Steps, read_yaml
from bot.domain.content.country_votes import CountryVote, Vote
from bot.domain.languages import ENGLISH
from bot.matching.recognizing.country_names import CountryNames
from bot.matching.recognizing.vote_questions import About, VoteQuestions

COUNTRY_VOTES = "country-votes.yaml"
VOTE_WORDS = "vote-words.yaml"


def read_country_votes(
    folder: Path, languages: Languages = (ENGLISH,)
) -> tuple[tuple[CountryVote, ...], list[Problem]]:
    """The sound rows of the file in `folder` and every problem; neither where there is no file."""
    path = folder / "faq" / COUNTRY_VOTES
    if not path.exists():
        return (), []
    file, problems = read_yaml(path, f"faq/{COUNTRY_VOTES}")
    if file is None:
        return (), problems
    items, wrong = listed(file)
    problems += wrong
    votes: dict[str, tuple[CountryVote, Steps]] = {}
    for steps, value in items:
        form, wrong = validated(CountryVoteForm, file, steps, value, languages)
        problems += wrong
        if form is None:
            continue
        for code in form.since:
            if not is_language(code):
                text = f"`{code}` is the code of no language, such as en or ar"
                problems.append(file.problem_with_key((*steps, "since", code), text))
        if form.country in votes:
            line = file.problem((*votes[form.country][1], "country"), "").line
            text = f"`{form.country}` is there already: faq/{COUNTRY_VOTES}:{line}"
            problems.append(file.problem((*steps, "country"), text))
            continue
        votes[form.country] = (CountryVote(form.country, Vote(form.vote), form.since), steps)
    return tuple(vote for vote, _ in votes.values()), problems


def read_vote_questions(
    folder: Path, names: Callable[[], ReadNames], entry_ids: Collection[str] | None
) -> tuple[VoteQuestions | None, list[Problem]]:
    """How a question for a vote is known, and every problem; neither where there is no file.

    The entries that it names must be among `entry_ids`, when these are known.
    `names` are those of the states; nobody reads them for content that knows of no vote.
    """
    path = folder / "faq" / VOTE_WORDS
    if not path.exists():
        return None, []
    file, problems = read_yaml(path, f"faq/{VOTE_WORDS}")
    if file is None:
        return None, problems
    form, wrong = validated(VoteWordsForm, file, (), file.value)
    problems += wrong
    if form is None:
        return None, problems
    for name in form.words:
        if name not in set(About):
            problems.append(file.problem_with_key(("words", name), f"nothing is known as `{name}`"))
    for place, entry_id in enumerate(form.entries):
        if entry_ids is not None and entry_id not in entry_ids:
            problems.append(file.problem(("entries", place), f"there is no entry `{entry_id}`"))
    if problems:
        return None, problems
    read = names()
    words = [word for group in form.words.values() for word in group if word[-1] != "*"]
    known = CountryNames(read.names, [*read.not_names, *words], read.regions)
    meant = {About(name): group for name, group in form.words.items()}
    return VoteQuestions(known, meant, form.entries), list(read.problems)
