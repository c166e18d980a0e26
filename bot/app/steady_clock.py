"""A clock that nobody sets."""

from __future__ import annotations

import time


def steady() -> float:
    """Seconds since some instant of the past.

    Where there is CLOCK_BOOTTIME it goes on while the computer sleeps, as the wall clock does. Elsewhere the
    time stands still in a long sleep, until Telegram says how late it is.
    """
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)
