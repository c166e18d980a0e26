"""How long things took, counted by length: enough to say how many waited for longer than a second."""

from __future__ import annotations

from dataclasses import dataclass, field

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 90.0)  # seconds


@dataclass(slots=True)
class Durations:
    """Counts since the start of the process."""

    total: float = 0.0
    count: int = 0
    within: list[int] = field(default_factory=lambda: [0] * len(BOUNDS))

    def note(self, seconds: float) -> None:
        """One more."""
        self.total += seconds
        self.count += 1
        for place, bound in enumerate(BOUNDS):
            self.within[place] += seconds <= bound
