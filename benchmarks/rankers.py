"""Our matcher and its peers in one form: built from phrasings, they name the best entry for a question."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from rapidfuzz import fuzz, process

from benchmarks.lexical_peers import Bm25, CharacterTfidf
from bot.matching.matcher import Matcher
from bot.matching.recognizing.normalize import normalize

OURS = "compact-bot"
SCIKIT_LEARN = "scikit-learn logistic regression"

Phrasings = Sequence[tuple[str, str]]


class Ranker(Protocol):
    """`best` gives the best entry and its score; any entry with 0 when nothing is like the question."""

    def best(self, question: str) -> tuple[str, float]: ...


class Ours:
    """The matcher of the bot."""

    def __init__(self, phrasings: Phrasings, languages: Sequence[str] = ()) -> None:
        self._matcher = Matcher(phrasings, languages)

    def best(self, question: str) -> tuple[str, float]:
        found = self._matcher.rank(question, limit=1)
        return (found[0].entry_id, found[0].score) if found else ("", 0.0)


class BestPhrasing:
    """The entry of the phrasing that a scorer of rapidfuzz likes best. The texts are normalized as ours."""

    def __init__(self, phrasings: Phrasings, scorer: Callable[..., float]) -> None:
        self._entry_ids = [entry_id for entry_id, _ in phrasings]
        self._texts = [normalize(text) for _, text in phrasings]
        self._scorer = scorer

    def best(self, question: str) -> tuple[str, float]:
        found = process.extractOne(normalize(question), self._texts, scorer=self._scorer)
        return (self._entry_ids[found[2]], found[1] / 100) if found else ("", 0.0)


class LogisticRegression:
    """Softmax regression of scikit-learn over TF-IDF of character 1- to 4-grams inside words."""

    def __init__(self, phrasings: Phrasings, sklearn: tuple[Any, Any]) -> None:
        text_module, linear_module = sklearn
        self._vectorizer = text_module.TfidfVectorizer(
            analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, preprocessor=normalize
        )
        self._regression = linear_module.LogisticRegression(C=100.0, max_iter=200)
        features = self._vectorizer.fit_transform([text for _, text in phrasings])
        self._regression.fit(features, [entry_id for entry_id, _ in phrasings])

    def best(self, question: str) -> tuple[str, float]:
        shares = self._regression.predict_proba(self._vectorizer.transform([question]))[0]
        number = int(shares.argmax())
        return str(self._regression.classes_[number]), float(shares[number])


RANKERS: Mapping[str, Callable[[Phrasings], Ranker]] = {
    OURS: Ours,
    "rapidfuzz WRatio": lambda phrasings: BestPhrasing(phrasings, fuzz.WRatio),
    "rapidfuzz token_sort_ratio": lambda phrasings: BestPhrasing(phrasings, fuzz.token_sort_ratio),
    "rapidfuzz token_set_ratio": lambda phrasings: BestPhrasing(phrasings, fuzz.token_set_ratio),
    "BM25": Bm25,
    "character TF-IDF": CharacterTfidf,
}
"""What needs nothing but the bot's own dependencies."""


def builder(name: str, languages: Sequence[str] = ()) -> Callable[[Phrasings], Ranker]:
    """What builds this ranker; its library is imported already. Raises ModuleNotFoundError, KeyError.

    Ours alone can make use of the phrasings' `languages`.
    """
    if name == OURS:
        return lambda phrasings: Ours(phrasings, languages)
    if name != SCIKIT_LEARN:
        return RANKERS[name]
    # by name: scikit-learn is no dependency, and neither type checker nor import linter has to know it
    sklearn = (
        importlib.import_module("sklearn.feature_extraction.text"),
        importlib.import_module("sklearn.linear_model"),
    )
    return lambda phrasings: LogisticRegression(phrasings, sklearn)
