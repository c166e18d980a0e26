"""What is told of something that surprised us: what was under way, and where to find it in the log."""

from __future__ import annotations

import hashlib
import traceback

from telegram import Update

from bot.domain.alerts import Doing


def reference_of(error: BaseException) -> str:
    """Eight digits that are the same for the same class of error at the same place of ours."""
    return hashlib.sha256(f"{type(error).__name__}{_place(error)}".encode()).hexdigest()[:8]


def doing(update: object) -> Doing:
    """What somebody did whose update could not be handled."""
    match update:
        case Update(callback_query=query) if query is not None:
            return Doing.BUTTON
        case Update(inline_query=query) if query is not None:
            return Doing.INLINE
        case Update(effective_message=message) if message is not None:
            return Doing.MESSAGE
    return Doing.OTHER


def _place(error: BaseException) -> str:
    """Module and line of ours where the error was raised; nothing of its message, which may be personal."""
    # not extract_tb: it reads each file whole, and keeps its lines for as long as the process lives
    frames = traceback.walk_tb(error.__traceback__)
    places = [(frame.f_code.co_filename.replace("\\", "/"), line) for frame, line in frames]
    ours = [(file, line) for file, line in places if "/bot/" in file]
    if not ours:
        return "outside"
    file, line = ours[-1]
    return f"bot/{file.rpartition('/bot/')[2]}:{line}"
