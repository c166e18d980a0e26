"""JSON on the wire: its types, and how it is written."""

import json
from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]


def write_json(value: object) -> str:
    """Compact JSON, letters of every script as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
