"""A clock that follows real time at a distance that people may change."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class MovableClock:
    """Real time plus an offset; the offset starts at nothing and changes by `move_to`.

    Whoever takes part in a demonstration or a test (simulator, bot, page) shares one of these, so that
    moving it brings next week's messages to all of them.
    """

    def __init__(self) -> None:
        self._offset = timedelta()
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The simulated instant, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    def move_to(self, instant: datetime, *, force: bool = False) -> None:
        """Let the clock show `instant` (aware) from now on.

        Raises ValueError for an instant without zone, and for one in the past unless `force` is given:
        programs that keep due times in a database rarely survive a clock that runs backward.
        """
        if instant.utcoffset() is None:
            raise ValueError("the instant needs a time zone")
        now = self.now()
        if instant < now and not force:
            raise ValueError("the clock only moves forward")
        self._offset += instant.astimezone(UTC) - now
        for listener in self._listeners:
            listener()

    def move_by(self, step: timedelta, *, force: bool = False) -> None:
        """Move by `step`; the same rule for the past as in `move_to`."""
        self.move_to(self.now() + step, force=force)

    def call_when_moved(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every move, in the thread that moved the clock."""
        self._listeners.append(listener)
