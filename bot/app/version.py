"""Which release this is."""

from __future__ import annotations

import subprocess
from pathlib import Path

VERSION = "1.0.0"  # the same as in pyproject.toml
_CHECKOUT = Path(__file__).parents[2]


def commit() -> str | None:
    """The commit that a checkout stands at; None for what was installed, and where git is missing."""
    if not (_CHECKOUT / ".git").exists():
        return None
    try:
        asked = subprocess.run(  # noqa: S603 - no word of it comes from outside
            ["git", "-C", str(_CHECKOUT), "rev-parse", "--short=12", "HEAD"],  # noqa: S607 - whichever git is in use
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return asked.stdout.strip() or None
