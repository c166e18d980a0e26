"""JSON on the wire: its types, and how it is written."""

import json
from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]


def write_json(value: object) -> str:
    """Compact JSON, with what is not ASCII escaped, as the Bot API writes it."""
    return json.dumps(value, separators=(",", ":"))
