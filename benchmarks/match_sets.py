"""What matchers are compared on: phrasings to know, questions to ask, and some that nothing answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.domain.content.faq import Entry, Faq
from bot.matching.recognizing.normalize import normalize

HELD_OUT = 5  # of so many phrasings of an entry one is asked instead of known
HIDDEN = 10  # of so many entries one is not known at all: its questions have no answer
_SEED = 13

Labelled = tuple[str, str]  # (entry id, text)


@dataclass(frozen=True, slots=True)
class MatchSet:
    """`out_of_scope` are texts by kind, such as "near" and "far"; `languages` are those of the phrasings."""

    name: str
    phrasings: Sequence[Labelled]
    questions: Sequence[Labelled]
    out_of_scope: Mapping[str, Sequence[str]]
    languages: Sequence[str] = ()


class SetError(ValueError):
    """A file does not have the form of a set; the text says where."""


def read_set(path: Path) -> MatchSet:
    """`{"phrasings": [[entry, text], ...], "questions": [...], "out_of_scope": {kind: [text, ...]}}`.

    Raises SetError.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        phrasings, questions = (_labelled(found[field]) for field in ("phrasings", "questions"))
        out_of_scope = {
            str(kind): [str(text) for text in texts] for kind, texts in found.get("out_of_scope", {}).items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SetError(
            f"{path}: not a set of phrasings and questions ({type(error).__name__}: {error})"
        ) from None
    if not phrasings or not questions:
        raise SetError(f"{path}: there are no phrasings or no questions in it")
    return MatchSet(path.stem, phrasings, questions, out_of_scope)


def shipped_set(faq: Faq) -> MatchSet:
    """Our own FAQ: every fifth phrasing is held out and asked, every tenth entry is hidden altogether.

    What is held out and hidden depends on the content alone. A phrasing that also stands among the known
    ones is not asked.
    """
    ids = sorted({entry_id for entries in faq.entries.values() for entry_id in entries})
    hidden = set(ids[HIDDEN - 1 :: HIDDEN])
    phrasings: list[Labelled] = []
    asked: list[Labelled] = []
    languages: list[str] = []
    for entries in faq.entries.values():
        for entry in entries.values():
            known, held_out = _divided(entry)
            asked += [(entry.id, text) for text in held_out]
            if entry.id not in hidden:
                phrasings += [(entry.id, text) for text in known]
                languages += [entry.language] * len(known)
    texts = {normalize(text) for _, text in phrasings}
    asked = [(entry_id, text) for entry_id, text in asked if normalize(text) not in texts]
    return MatchSet(
        f"shipped FAQ ({' '.join(faq.languages)})",
        phrasings,
        [(entry_id, text) for entry_id, text in asked if entry_id not in hidden],
        {"hidden": [text for entry_id, text in asked if entry_id in hidden]},
        languages,
    )


def synthetic_set(source: MatchSet, size: int, questions: int) -> MatchSet:
    """`size` phrasings of ten an entry, and questions of the same making; the same every time.

    An entry begins with a phrasing of the source. Each of its phrasings keeps about half of those words
    and draws the others from all words of the source, as often as they occur there.
    """
    random = Random(_SEED)  # noqa: S311 - not for secrets
    seeds = [words for _, text in source.phrasings if (words := text.split())]
    pool = [word for words in seeds for word in words]
    entries = [(f"entry-{number}", random.choice(seeds)) for number in range(max(1, size // 10))]

    def recombined(words: list[str]) -> str:
        return " ".join(word if random.random() < 0.5 else random.choice(pool) for word in words)

    phrasings = [
        (entry_id, recombined(words)) for entry_id, words in (entries[n % len(entries)] for n in range(size))
    ]
    asked = [(entry_id, recombined(words)) for entry_id, words in random.choices(entries, k=questions)]
    return MatchSet(f"synthetic, {size:,} phrasings", phrasings, asked, {})


def _divided(entry: Entry) -> tuple[list[str], list[str]]:
    """Known and held-out phrasings; the question itself is always known."""
    known = [text for place, text in enumerate(entry.phrasings, 1) if place % HELD_OUT]
    return [entry.question, *known], list(entry.phrasings[HELD_OUT - 1 :: HELD_OUT])


def _labelled(pairs: Sequence[Sequence[str]]) -> list[Labelled]:
    return [(str(entry_id), str(text)) for entry_id, text in pairs]
