"""Reads faq/country-votes.yaml: how each state voted on the Compact. A content folder may do without it."""

from pathlib import Path

from bot.content.language_keys import is_language
from bot.content.models import CountryVoteForm
from bot.content.problems import Problem
from bot.content.validation import listed, validated
from bot.content.yaml_file import Steps, read_yaml
from bot.domain.country_votes import CountryVote, Vote

COUNTRY_VOTES = "country-votes.yaml"


def read_country_votes(folder: Path) -> tuple[tuple[CountryVote, ...], list[Problem]]:
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
        form, wrong = validated(CountryVoteForm, file, steps, value)
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
