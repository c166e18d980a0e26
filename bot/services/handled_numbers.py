"""Which updates were handled last, by their numbers, in little memory."""

from __future__ import annotations

REMEMBERED = 100_000  # numbers; the platform serves again what came last, not what came so long before
NEIGHBOURS = 512  # numbers that are kept together


class HandledNumbers:
    """The numbers of updates that were handled last: so many at least; the oldest are forgotten first.

    The platform counts on by one, so neighbours are kept as the bits of one integer: a hundred thousand in a
    row take fifty kilobytes. One that stands alone takes as much as in a set.
    """

    def __init__(self, at_least: int = REMEMBERED) -> None:
        self._at_least = at_least
        self._added = 0
        # bits, and how many numbers had been added when one of them came last: the latest last
        self._blocks: dict[int, tuple[int, int]] = {}

    def add(self, number: int) -> None:
        """From now on it is known."""
        place, bit = divmod(number, NEIGHBOURS)
        bits, _ = self._blocks.pop(place, (0, 0))
        self._added += 1
        self._blocks[place] = (bits | 1 << bit, self._added)
        oldest = next(iter(self._blocks))
        if self._added - self._blocks[oldest][1] >= self._at_least:
            del self._blocks[oldest]

    def __contains__(self, number: int) -> bool:
        place, bit = divmod(number, NEIGHBOURS)
        bits, _ = self._blocks.get(place, (0, 0))
        return bool(bits >> bit & 1)
