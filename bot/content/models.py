"""The forms that content files must have, as pydantic models.

They check one item at a time, by itself; whatever needs other items or other files is checked by the
readers. Every field's description is what an editor shows to a curator through the JSON Schema.
"""

import re
from datetime import date, time
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

MAX_QUESTION = 60
MAX_PHRASING = 120
MAX_ANSWER = 900
MAX_SINCE = 400
MAX_SECTION = 80
MAX_NEWS = 600

CourtesyKind = Literal[
    "greeting",
    "thanks",
    "who-are-you",
    "are-you-human",
    "insult",
    "acknowledgement",
    "goodbye",
    "personal-case",
]

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_LANGUAGE = r"^[a-z]{2,3}$"
