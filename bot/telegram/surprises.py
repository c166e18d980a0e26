"""What is told of something that surprised us: class and place, nothing of its message."""

from __future__ import annotations

import hashlib
import traceback

from bot.domain.alerts import HandlerFailed


def told_of(error: BaseException) -> HandlerFailed:
    """The alert for it; its `reference` is the same for the same class at the same place."""
    place = _place(error)
    reference = hashlib.sha256(f"{type(error).__name__}{place}".encode()).hexdigest()[:8]
    return HandlerFailed(type(error).__name__, place, reference)


def _place(error: BaseException) -> str:
    """Module and line of ours where the error was raised; nothing of its message, which may be personal."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/bot/" in frame.filename.replace("\\", "/")]
    if not ours:
        return "outside"
    frame = ours[-1]
    module = frame.filename.replace("\\", "/").rpartition("/bot/")[2]
    return f"bot/{module}:{frame.lineno}"
