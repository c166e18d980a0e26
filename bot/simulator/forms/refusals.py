"""Telegram's answers with `ok: false`, in Telegram's own words.

A refusal is an exception because it may come from any depth of any method and always ends the call:
`server` catches it once and writes it as JSON.
"""

from bot.simulator.forms.json_values import JsonObject


class ApiError(Exception):
    """The call is answered with this HTTP status, description and parameters."""

    def __init__(self, status: int, description: str, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters or {}

    def as_json(self) -> JsonObject:
        """The body of the answer."""
        body: JsonObject = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> ApiError:
    """400, the reason as Telegram words it."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """403, the reason as Telegram words it."""
    return ApiError(403, f"Forbidden: {reason}")


def unauthorized() -> ApiError:
    """401: the token is not this bot's."""
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    """404: no such method."""
    return ApiError(404, "Not Found")


def conflict(reason: str) -> ApiError:
    """409, the reason as Telegram words it."""
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """429; `retry_after` in whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def migrated(new_chat_id: int) -> ApiError:
    """400: the group lives on as the supergroup `new_chat_id`."""
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": new_chat_id},
    )


SECOND_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_IS_SET = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
