"""The bot's own sentences by language, looked up by dotted ids such as `start.welcome`."""

from collections.abc import Mapping, Sequence
from gettext import GNUTranslations, NullTranslations
from typing import Self

from bot.domain.languages import ENGLISH
from bot.domain.organization import Organization


class _Nothing(NullTranslations):
    """The end of every chain: an id without an English text is a mistake in the program."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise KeyError(msgid1)


class Texts:
    """Looks a sentence up in a language, else in English, and fills in its {placeholders}.

    A language that is not offered gets the leading one. A text without an English version raises KeyError,
    and so does a placeholder without a value. Values are filled in as they are: escaping is the renderer's.
    """

    def __init__(self, translations: Mapping[str, NullTranslations], organization: Organization) -> None:
        self._translations = translations
        self._organization = organization

    @classmethod
    def of(
        cls,
        catalogs: Mapping[str, Sequence[GNUTranslations]],
        organization: Organization | None = None,
    ) -> Self:
        """Takes over the catalogs of each language, "en" among them.

        Of several of a language each stands over the next, and English comes after the last. Offered is what
        the organization says; without one, every language that has a catalog.
        """
        chains = {language: _chained(found) for language, found in catalogs.items()}
        english = chains[ENGLISH]
        english.add_fallback(_Nothing())
        for language, first in chains.items():
            if language != ENGLISH:
                first.add_fallback(english)
        languages = tuple(sorted(chains, key=lambda language: (language != ENGLISH, language)))
        offered = organization or Organization(languages)
        return cls({**dict.fromkeys(offered.languages, english), **chains}, offered)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that are offered, the leading one first."""
        return self._organization.languages

    def own(self, language: str) -> Mapping[str, str]:
        """What of the organization stands in its sentences, by placeholder."""
        sentences = self._organization.sentences
        return sentences.get(language) or sentences.get(self._organization.leading, {})

    def text(self, language: str, msgid: str, /, **values: object) -> str:
        return self._in(language).gettext(msgid).format(**values)

    def plural(self, language: str, singular_id: str, n: int, /, **values: object) -> str:
        """The form that `language` uses for `n`, which is also the value of {n} in the text."""
        return self._in(language).ngettext(singular_id, singular_id, n).format(n=n, **values)

    def _in(self, language: str) -> NullTranslations:
        return self._translations.get(language) or self._translations[self._organization.leading]


def _chained(catalogs: Sequence[GNUTranslations]) -> GNUTranslations:
    """The first of them, with the others behind it."""
    for catalog in catalogs[1:]:
        catalogs[0].add_fallback(catalog)
    return catalogs[0]
