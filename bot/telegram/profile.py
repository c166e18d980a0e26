"""What people read of the bot before they press Start, and in its profile."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from bot.services.describing import Describing
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.telegram.screens.screen import Words

LONGEST = {"profile.description": 512, "profile.short": 120}
"""The sentences by how many characters they may have (Bot API, setMyDescription, setMyShortDescription)."""

TRIED_AGAIN_AFTER = timedelta(hours=1)

logger = logging.getLogger(__name__)


class SelfDescription:
    """Set when its texts changed, one call after the other, each tried once: nobody waits for it.

    What cannot be set is tried again at a later start, not before Telegram wants it; starting again and
    again does not ask again.
    """

    def __init__(self, bot: Bot, words: Words, describing: Describing, now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._words = words
        self._describing = describing
        self._now = now

    async def set_if_changed(self) -> None:
        """In every language. Raises nothing that Telegram or the database say."""
        texts = {language: self._texts(language) for language in self._words.languages}
        digest = hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()[:16]
        try:
            if await self._describing.is_due(digest, self._now()):
                await self._set(texts, digest)
        except DatabaseUnreachableError:
            pass  # the log says so already

    async def _set(self, texts: dict[str, tuple[str, str]], digest: str) -> None:
        # Telegram knows them by codes of two letters; who has another language gets the first one's
        leading = self._words.languages[0]
        by_code = {None: texts[leading]} | {code: said for code, said in texts.items() if len(code) == 2}
        try:
            for code, (description, short) in by_code.items():
                await self._bot.set_my_description(description, code)
                await self._bot.set_my_short_description(short, code)
        except TelegramError as error:
            logger.info("profile.not_set", extra={"trouble": type(error).__name__})
            wait = error.retry_after if isinstance(error, RetryAfter) else 0
            seconds = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
            await self._describing.put_off(self._now() + max(seconds, TRIED_AGAIN_AFTER))
        else:
            await self._describing.stands(digest, self._now())

    def _texts(self, language: str) -> tuple[str, str]:
        description, short = (
            self._words.label(language, name)[:longest] for name, longest in LONGEST.items()
        )
        return description, short
