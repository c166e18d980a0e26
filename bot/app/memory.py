"""What reading and learning left behind goes back to the system, before the bot runs on for weeks."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot.content import check
from bot.matching.recognizing.normalize import forget_pieces

M_TRIM_THRESHOLD = -1  # malloc.h
KEPT_FREE = 128 * 1024  # bytes at the end of the heap; what is free beyond goes back to the system


@contextmanager
def settled() -> Iterator[None]:
    """While much is read that stays, nobody looks through it for garbage; the rest goes at the end."""
    # one large piece given back would make glibc keep twice as much for ever, which is twelve megabytes
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_TRIM_THRESHOLD, KEPT_FREE)
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
    check.forget()
    gc.collect()
    gc.freeze()
    with suppress(OSError, AttributeError):  # glibc has it, other C libraries need or know it not
        ctypes.CDLL(None).malloc_trim(0)
