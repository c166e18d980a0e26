"""What is wrong with a field: in English for curators, and of kinds that staff hear of in their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """Faults that somebody can make who types in a chat; the sentence for each is `fault.<kind>`."""

    NUMBER = "number"
    SHOWN_RAW = "shown_raw"  # with the `sign`
    LINK_FORM = "link_form"
    NOTHING = "nothing"
    TOO_LONG = "too_long"  # with its `length`, and the `most`
    ONE_LINE = "one_line"
    ADDRESS = "address"
    YES_OR_NO = "yes_or_no"  # with the `word`
    EXAMPLE = "example"
    HOTLINE = "hotline"
    DATE = "date"
    LANGUAGE = "language"  # with its `name`


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What keeps a text from being used. Of one without a `kind` nothing but the English words is known."""

    said: str
    kind: FaultKind | None = None
    values: Mapping[str, object] = field(default_factory=dict)


class FieldError(ValueError):
    """Raised where a field is read."""

    def __init__(self, said: str, kind: FaultKind, **values: object) -> None:
        super().__init__(said)
        self.fault = FieldFault(said, kind, values)
