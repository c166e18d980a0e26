"""What reading and learning left behind goes back to the system, before the bot runs on for weeks."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot.matching.recognizing.normalize import forget_pieces


@contextmanager
def settled() -> Iterator[None]:
    """While much is read that stays, nobody looks through it for garbage; the rest goes at the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        _settle()


def settle() -> None:
    """What is there now stays: looking through it again would take a tenth of a second each time."""
    gc.unfreeze()  # what was there before, of which some is not needed any more
    _settle()


def _settle() -> None:
    forget_pieces()
    gc.collect()
    gc.freeze()
    with suppress(OSError, AttributeError):  # glibc has it, other C libraries need or know it not
        ctypes.CDLL(None).malloc_trim(0)
