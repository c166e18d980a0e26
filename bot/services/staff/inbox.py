"""What people asked in vain, in groups, and what staff do with a group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from hashlib import sha256

from bot.domain.people.staff import Recorded
from bot.matching.answerer import Answerer
from bot.matching.asked_alike import Asked, AskedAlike, grouped
from bot.matching.matcher import Match
from bot.matching.recognizing.normalize import normalize
from bot.services.deferred_writes import Deferring
from bot.storage import misses, staff
from bot.storage.database import Database

READ = 300  # questions, the most asked ones: the others are a group's in some later week
NEAR = 3  # entries that are offered for a group
_CANDIDATES = 12  # courtesies stand among them
_COURTESY = "courtesy-"


class Inbox:
    """Reads the questions that were missed. `answered` says of a question's words that staff gave them to an
    entry meanwhile: such a question waits for nothing any more."""

    def __init__(
        self,
        database: Database,
        deferring: Deferring,
        answerer: Answerer,
        answered: Callable[[str], bool],
    ) -> None:
        self._database = database
        self._deferring = deferring
        self._answerer = answerer
        self._answered = answered
        self._near: dict[tuple[str, str], tuple[Match, ...]] = {}  # of one content, so it is never stale

    async def groups(self) -> list[AskedAlike]:
        """All groups, most asked first."""
        await self._deferring.flush()
        async with self._database.reading() as connection:
            found = await misses.most_asked(connection, READ)
            hidden = await misses.hidden(connection)
        asked = [Asked(*each) for each in found]
        waiting = [
            each
            for each in asked
            if digest_of_words(each) not in hidden and not self._answered(normalize(each.text))
        ]
        still = [(each.language, each.text) for each in waiting]
        self._near = {key: self._near[key] for key in still if key in self._near}
        return await asyncio.to_thread(grouped, waiting, self._nearest_of)

    async def group(self, digest: str) -> AskedAlike | None:
        """The group of this `group_digest`, as long as it holds the same questions."""
        found = (group for group in await self.groups() if group_digest(group) == digest)
        return next(found, None)

    async def nearest(self, words: str) -> tuple[str, ...]:
        """Ids of the entries that somebody may mean by these words, best first."""
        found = await asyncio.to_thread(self._candidates, words)
        return tuple(match.entry_id for match in found)

    async def clear(self, group: AskedAlike, recorded: Recorded) -> None:
        """Forgets the group's questions; who asks one again puts it there again."""
        await self._see_to(group, recorded, for_good=False)

    async def hide(self, group: AskedAlike, recorded: Recorded) -> None:
        """The same, and questions in these words are never shown again."""
        await self._see_to(group, recorded, for_good=True)

    async def _see_to(self, group: AskedAlike, recorded: Recorded, *, for_good: bool) -> None:
        async with self._database.transaction() as connection:
            for asked in group.questions:
                await misses.take(connection, asked.language, asked.text)
                if for_good:
                    await misses.hide(connection, digest_of_words(asked))
            await staff.record(connection, recorded)

    def _nearest_of(self, asked: Asked) -> Sequence[Match]:
        key = (asked.language, asked.text)
        if key not in self._near:
            self._near[key] = self._candidates(asked.text)
        return self._near[key]

    def _candidates(self, words: str) -> tuple[Match, ...]:
        found = self._answerer.candidates(self._answerer.read(words), _CANDIDATES)
        return tuple(match for match in found if not match.entry_id.startswith(_COURTESY))[:NEAR]


def group_digest(group: AskedAlike) -> str:
    """What a button names a group by: its questions, not its place, nor how often they were asked."""
    words = sorted(f"{asked.language}\0{asked.text}" for asked in group.questions)
    return sha256("\0".join(words).encode()).hexdigest()[:10]


def digest_of_words(asked: Asked) -> str:
    """By which a question is known that is not to be shown: its words cannot be read from it."""
    return sha256(f"{asked.language}\0{normalize(asked.text)}".encode()).hexdigest()
