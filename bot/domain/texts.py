"""The bot's own sentences by language, looked up by dotted ids such as `start.welcome`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.content.organization import Organization
from bot.domain.languages import ENGLISH


@dataclass(frozen=True, slots=True)
class Catalog:
    """Sentences of one language: the forms of each by its id, and which of several a number takes."""

    forms: Mapping[str, tuple[str, ...]]
    form_of: Callable[[int], int] = lambda n: 0


class Texts:
    """Looks a sentence up in a language, else in English, and fills in its {placeholders}.

    A language that is not offered gets the leading one. A text without an English version raises KeyError,
    and so does a placeholder without a value. Values are filled in as they are: escaping is the renderer's.
    """

    def __init__(
        self, catalogs: Mapping[str, Sequence[Catalog]], organization: Organization | None = None
    ) -> None:
        """By language, "en" among them; of a language's catalogs the first that has a sentence says it.

        A language may lack sentences, or have none at all. Offered is what the organization says; without
        one, every language that has catalogs.
        """
        english = catalogs[ENGLISH]
        known = tuple(sorted(catalogs, key=lambda language: (language != ENGLISH, language)))
        self._organization = organization or Organization(known)
        chains = {language: (*own, *english) for language, own in catalogs.items() if language != ENGLISH}
        self._english = english
        self._catalogs = {**dict.fromkeys(self._organization.languages, english), **chains}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that are offered, the leading one first."""
        return self._organization.languages

    def own(self, language: str) -> Mapping[str, str]:
        """What of the organization stands in its sentences, by placeholder."""
        sentences = self._organization.sentences
        return sentences.get(language) or sentences.get(self._organization.leading, {})

    def has(self, msgid: str) -> bool:
        """Whether there is such a sentence, in English at least."""
        return any(msgid in catalog.forms for catalog in self._english)

    def text(self, language: str, msgid: str, /, **values: object) -> str:
        _, forms = self._found(language, msgid)
        return forms[0].format(**values)

    def plural(self, language: str, msgid: str, n: int, /, **values: object) -> str:
        """The form that `language` uses for `n`, which is also the value of {n} in the text."""
        catalog, forms = self._found(language, msgid)
        return forms[catalog.form_of(n)].format(n=n, **values)

    def _found(self, language: str, msgid: str) -> tuple[Catalog, tuple[str, ...]]:
        for catalog in self._catalogs.get(language) or self._catalogs[self._organization.leading]:
            if msgid in catalog.forms:
                return catalog, catalog.forms[msgid]
        raise KeyError(msgid)
