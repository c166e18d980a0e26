"""ask --why: what a question was read as, what it was near to, and by which phrasing."""

from __future__ import annotations

from bot.cli import opening
from bot.domain.content.faq import Faq
from bot.matching.answerer import Answerer
from bot.matching.likeness import most_alike
from bot.matching.ranking.calibration import SURE, UNSURE, WORTH_SUGGESTING
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered, Courtesy, Reply

NEAREST = 5


def show_reasons(question: Question, reply: Reply, answerer: Answerer, faq: Faq) -> None:
    """Prints them. Of each entry the phrasing with the most letters in common is shown; all of them count."""
    told = question.language or "not clear"
    opening.out.print(f"\nRead as: {question.matched.normalized}\nLanguage: {told}", markup=False)
    parts = question.matched.parts
    for part in (question, *parts) if len(parts) > 1 else (question,):
        _show_nearest(part, answerer, faq)
    opening.out.print(
        f"From {SURE} on an answer is sure, from {UNSURE} on it is given with a doubt, "
        f"from {WORTH_SUGGESTING} on it is offered."
    )
    matches = answerer.candidates(question, NEAREST)
    first = matches[0].entry_id if matches else None
    shown = f"courtesy-{reply.kind}" if isinstance(reply, Courtesy) else None
    if isinstance(reply, Answered) and reply.entry_ids[0] != first:
        opening.out.print("The entry that was given is named outright, or answers a part of the message.")
    elif shown is not None and shown != first:
        opening.out.print(f"{shown} was recognized before matching, or in a part of the message.")


def _show_nearest(question: Question, answerer: Answerer, faq: Faq) -> None:
    opening.out.print(f"\nNearest to: {question.matched.normalized}", markup=False)
    for match in answerer.candidates(question, NEAREST):
        known = _phrasings(faq, match.entry_id)
        place, share = most_alike(question, [text for _, text in known]) or (0, 0.0)
        language, text = known[place] if known else ("", "")
        opening.out.print(f"  {match.score:.2f} {match.entry_id}", markup=False)
        opening.out.print(f"       {language}: {text} ({share:.0%} alike)", markup=False)


def _phrasings(faq: Faq, name: str) -> list[tuple[str, str]]:
    """(language, text) of all that are written for an entry or a kind of courtesy."""
    kind = name.removeprefix("courtesy-")
    written = faq.phrasings() if kind == name else faq.courtesies()
    return [(language, text) for language, known_as, text in written if known_as == kind]
