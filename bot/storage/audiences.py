"""Audiences as columns, and who belongs to one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.domain.announcements import Audience

# `s` is a subscriber; no code of a language has a comma in it
MEANT = """
    (CAST(:languages AS TEXT) IS NULL OR ',' || :languages || ',' LIKE '%,' || s.language || ',%')
    AND (s.chat_id > 0 OR CAST(:with_groups AS INTEGER) = 1)
"""
"""Whether a subscriber of the topic is meant, by the parameters of `meant`."""


def columns(audience: Audience) -> dict[str, object]:
    """The values of the columns `topic`, `language` and `spares_groups`."""
    return {
        "topic": audience.topic,
        "language": ",".join(sorted(audience.languages)) or None,
        "spares_groups": not audience.with_groups,
    }


def meant(audience: Audience) -> dict[str, object]:
    """The parameters of `MEANT`, and the topic."""
    return {
        "topic": audience.topic,
        "languages": ",".join(audience.languages) or None,
        "with_groups": int(audience.with_groups),
    }


def read(row: Row[Any]) -> Audience:
    """The audience in a row that has the three columns."""
    languages = tuple(row.language.split(",")) if row.language else ()
    return Audience(row.topic, languages, not row.spares_groups)
