"""A group became a supergroup while somebody was being answered: the answer follows it to its new id."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram.error import TelegramError
from telegram.ext import BaseRateLimiter

from bot.domain.delivery.outcomes import Moved
from bot.storage.database_reachability import DatabaseUnreachableError
from bot.telegram.wire.outcomes import outcome_of_failure

logger = logging.getLogger(__name__)


class Following(BaseRateLimiter[None]):
    """A lane around the lane of replies. A call that is refused because its group moved is made once more.

    `moved` is told both ids before. Calls about one message are not made again: in the new chat its number is
    another message's. Nor is the look who somebody is: what follows from it would be stored of the old chat.
    """

    def __init__(self, lane: BaseRateLimiter[None], moved: Callable[[int, int], Awaitable[None]]) -> None:
        self._lane = lane
        self._moved = moved

    async def initialize(self) -> None:
        await self._lane.initialize()

    async def shutdown(self) -> None:
        await self._lane.shutdown()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - the library's signature
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:  # noqa: ANN401 - the library's signature
        """Calls the API through the inner lane; `data` is what `args` hold, and gets the new chat."""
        try:
            return await self._lane.process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
        except TelegramError as error:
            outcome, chat_id = outcome_of_failure(error), data.get("chat_id")
            if not isinstance(outcome, Moved) or not isinstance(chat_id, int):
                raise
            logger.info("reply.group_moved")
            try:
                await self._moved(chat_id, outcome.new_chat_id)
            except DatabaseUnreachableError:
                logger.info("reply.move_not_stored")  # the group's own service message says it again
            if "message_id" in data or endpoint == "getChatMember":
                raise
            data["chat_id"] = outcome.new_chat_id
            data.pop("reply_parameters", None)
            return await self._lane.process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
