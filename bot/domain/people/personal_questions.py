"""A member's question to a person of the staff, while somebody may still answer it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ANSWERED_WITHIN = timedelta(hours=48)  # then the member is told that nobody did
LINK_LASTS = timedelta(days=7)  # then nobody can tell whose question it was
DRAFT_LASTS = timedelta(hours=24)  # what was written and not sent
WRITING_LASTS = timedelta(hours=1)  # for so long the next message is taken for the question
LONGEST = 2000  # characters of a question or an answer: it is shown whole, with words around it


class Stage(StrEnum):
    """How far a question has come."""

    WRITING = "writing"  # its words are awaited
    SHOWN = "shown"  # its writer sees what would be sent
    SENT = "sent"
    LATE = "late"  # sent, and its writer knows that nobody answered in time
    ANSWERED = "answered"


NOT_SENT = (Stage.WRITING, Stage.SHOWN)
LINKED = (Stage.SENT, Stage.LATE, Stage.ANSWERED)


@dataclass(frozen=True, slots=True)
class PersonalQuestion:
    """`number` is all that staff see of who asked; `text` is None once it was sent."""

    chat_id: int
    number: int
    language: str
    stage: Stage
    text: str | None = None
