"""What there is to read in languages that the bot does not speak."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfficialText:
    """A document that exists in more languages than the bot, by its number and its page.

    `sentences` say so by language, and hold {address} once; each follows on "I do not speak ... yet".
    """

    number: str
    address: str | None
    sentences: Mapping[str, str]
