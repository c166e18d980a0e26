"""Every wait and back-off of the running program, as one value that is handed in at the start.

Seconds throughout. A test hands in `Waits().scaled(0.01)` and waits for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from bot.domain.delivery.pacing import CHAT_INTERVAL, GROUP_INTERVAL


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits that double from `first` up to `longest`."""

    first: float
    longest: float

    def after(self, failures: int) -> float:
        """The wait after so many failures in a row; the first failure is number 1."""
        return min(self.longest, self.first * 2.0 ** min(max(0, failures - 1), 30))

    def scaled(self, factor: float) -> Backoff:
        """The same, so many times as long."""
        return Backoff(self.first * factor, self.longest * factor)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long each part waits. The defaults are what `run` uses."""

    # getUpdates: short polls, so that a connection that hangs is noticed soon
    long_poll: float = 10.0
    poll_hangs_after: float = 17.0
    poll_again: float = 0.2  # between two polls that bring nothing new, whatever the server answers
    poll_flooded: float = 60.0  # at most, whatever a 429 asks for: a bot that does not ask hears no STOP
    spooled_after: float = 0.1  # what a handler has not done by then is kept on disk and confirmed
    line: Backoff = field(default_factory=lambda: Backoff(0.5, 8.0))  # a server that cannot be reached
    line_silent: float = 1.5  # a server that has not answered by then is said to be away
    caught_up_after: float = 10.0  # for what had queued up, before anything is sent to many
    # looks at the webhook: while updates are queued up, later, and while something is wrong
    webhook_catching_up: float = 1.0
    webhook_quiet: float = 60.0
    webhook_troubled: float = 10.0
    # answers to people
    reply: Backoff = field(default_factory=lambda: Backoff(0.5, 32.0))
    reply_given_up_after: float = 90.0  # who asked has gone by then
    beside: float = 3.0  # for a call that is no reply and stands before one, such as taking thumbs away
    told_after: float = 5.0  # who waits for the database hears so: a restart of it passes without a word
    parts_complete: float = 1.0  # of an album, or of a text that an app cut: they come one by one
    # the outbox
    outbox_idle: float = 1.0  # between two looks into an outbox that has nothing due; news end the wait
    settle: float = 0.02  # outcomes are gathered so long before they are written
    sweep: float = 1.0
    chat_rest: float = CHAT_INTERVAL  # between two messages to one chat, where the second is one to many
    group_rest: float = GROUP_INTERVAL
    progress: float = (
        2.0  # between two edits of an admin's message: well under the 20 a minute that a chat bears
    )
    broadcast_held: float = 60.0  # between a confirmation and the first message: a slip is noticed at once
    # the database
    database_look: float = 1.0  # between two looks for a server that was lost
    database_busy: float = 2.0  # for the turn to write, and for the lock that another program holds
    database_troubled: float = 0.25  # the same while the last write found the database away
    # without an answer to a statement the line is cut: the kernel notices neither a frozen server nor a
    # network that is cut behind a proxy
    database_silent: float = 20.0
    erase: float = 5.0  # between two times that what was deleted is taken out of the files
    # who works (several processes on one database)
    lease: float = 10.0
    lease_renewed: float = 3.0
    lease_asked: float = 1.0  # between two looks of a process that stands by, or is not certain of its turn
    # time and what is planned by it
    tick: float = 5.0
    tidy: float = 3600.0
    watch: float = 60.0  # between two looks whether all is well
    content_look: float = 5.0  # between two looks whether the content's files have changed
    # the end: from being told to stop to the last line
    finish: float = 4.0

    def scaled(self, factor: float) -> Waits:
        """All waits so many times as long."""
        changed: dict[str, Any] = {}
        for wait in fields(self):
            value = getattr(self, wait.name)
            changed[wait.name] = value.scaled(factor) if isinstance(value, Backoff) else value * factor
        return replace(self, **changed)
