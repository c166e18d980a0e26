"""The bot's own sentences by language, looked up by dotted ids such as `start.welcome`."""

from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations
from typing import Self

from bot.domain.languages import ENGLISH


class _Nothing(NullTranslations):
    """The end of every chain: an id without an English text is a mistake in the program."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise KeyError(msgid1)


class Texts:
    """Looks a sentence up in a language, else in English, and fills in its {placeholders}.

    A text without an English version raises KeyError, and so does a placeholder without a value.
    Values are filled in as they are: escaping is the renderer's.
    """

    def __init__(self, translations: Mapping[str, NullTranslations]) -> None:
        self._translations = translations

    @classmethod
    def of(cls, catalogs: Mapping[str, GNUTranslations]) -> Self:
        """Takes over the catalogs, "en" among them, and makes English the fallback of each."""
        english = catalogs[ENGLISH]
        english.add_fallback(_Nothing())
        for language, translations in catalogs.items():
            if language != ENGLISH:
                translations.add_fallback(english)
        return cls(catalogs)

    @property
    def languages(self) -> tuple[str, ...]:
        """English first, then by code."""
        return tuple(sorted(self._translations, key=lambda language: (language != ENGLISH, language)))

    def text(self, language: str, msgid: str, /, **values: object) -> str:
        return self._in(language).gettext(msgid).format(**values)

    def plural(self, language: str, singular_id: str, n: int, /, **values: object) -> str:
        """The form that `language` uses for `n`, which is also the value of {n} in the text."""
        return self._in(language).ngettext(singular_id, singular_id, n).format(n=n, **values)

    def _in(self, language: str) -> NullTranslations:
        return self._translations.get(language) or self._translations[ENGLISH]
