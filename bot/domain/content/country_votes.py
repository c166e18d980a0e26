"""How each state voted on what the curators keep a list of, and what is known of it since."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Vote(StrEnum):
    """What a state did when the vote was called; not to vote is not a no."""

    IN_FAVOUR = "in_favour"
    AGAINST = "against"
    ABSTAINED = "abstained"
    DID_NOT_VOTE = "did_not_vote"


@dataclass(frozen=True, slots=True)
class CountryVote:
    """One state by its code of ISO 3166 (two capitals); `since` by language, empty where nothing is known."""

    country: str
    vote: Vote
    since: Mapping[str, str]
