"""Whose bot it is: what it is called, which languages it offers, and where it sends people."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.languages import ENGLISH


@dataclass(frozen=True, slots=True)
class Organization:
    """What is one organization's own, and no other's.

    `sentences` are, by language, what stands in the bot's sentences as {organization}, {subject}, {about},
    {example} and, where people are told where else it is, {elsewhere}. Ids are of entries: `contact` says
    how to reach somebody, `personal` are offered to who has a case of their own, `country` to who asks about
    their country. Words of the subject are by language: `subject_words` say that a message is about it,
    `other_languages` in which language it is.
    """

    languages: tuple[str, ...] = (ENGLISH,)
    sentences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    contact: str = ""
    personal: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    second_zone: str = ""
    subject_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    other_languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def leading(self) -> str:
        """The language that every text has, and that stands in where another is missing."""
        return self.languages[0]

    @property
    def name(self) -> str:
        """What it is called in the leading language."""
        return self.sentences.get(self.leading, {}).get("organization", "")
