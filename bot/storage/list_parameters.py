"""Many values as one parameter: no statement grows with them, and none is read anew for another number."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection


def among(connection: AsyncConnection, name: str) -> str:
    """SQL for "is one of the numbers in the parameter `name`", whose value `listed` gives.

    On PostgreSQL an array and no subquery: that would be joined by reading the whole table.
    """
    if connection.dialect.name == "sqlite":
        return f"IN (SELECT value FROM json_each(:{name}))"  # noqa: S608 - a name of ours
    return f"= ANY(CAST(:{name} AS BIGINT[]))"


def listed(connection: AsyncConnection, numbers: Sequence[int]) -> str | list[int]:
    """The numbers as the value of a parameter."""
    return json.dumps(list(numbers)) if connection.dialect.name == "sqlite" else list(numbers)
