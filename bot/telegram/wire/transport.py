"""The one HTTP client towards the Bot API: python-telegram-bot's request class on aiohttp.

It adds one thing to the library's errors: whether the request had left when it failed. That decides
between trying again and `unknown`. And it believes no answer that is not the Bot API's: a 403 with a page
of HTML comes from a proxy, and says nothing about a chat or a token.
"""

from __future__ import annotations

import json
import math
import os
import ssl
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter  # has no public name

from bot.domain.ids import LARGEST_NUMBER

CONNECT_TIMEOUT = 5.0  # seconds
READ_TIMEOUT = 20.0  # seconds for one answer; a long poll adds its own
FORM_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
OURS = b'{"ok"'  # so every answer of the Bot API begins, and no page of a proxy
_MESSAGE = frozenset({"message_id", "date", "chat"})
# what a call gives back, and how that usually begins, where something else would surprise its caller: a list,
# or an object that has these fields
RESULTS: Mapping[str, tuple[frozenset[str] | None, bytes]] = {
    "getUpdates": (None, b'{"ok":true,"result":['),
    "getMe": (frozenset({"id", "is_bot", "first_name"}), b'{"ok":true,"result":{"id":'),
    "getWebhookInfo": (frozenset({"url"}), b'{"ok":true,"result":{"url":'),
    **dict.fromkeys(
        ("sendMessage", "sendPhoto", "sendDocument", "sendVideo", "sendPoll"),
        (_MESSAGE, b'{"ok":true,"result":{"message_id":'),
    ),
}
ANYTHING: tuple[frozenset[str], bytes] = (frozenset(), b'{"ok":true,"result":')
LONGEST_WAIT = 86_400  # seconds; a server that asks for more is tried once a day
TAKEN_AWAY = "sent message was immediately deleted"  # as the Bot API words it
KNOWN_REFUSALS = frozenset({400, 401, 403, 404, 409})  # what the library has an error for, beside a flood
_NOT_GIVEN = BaseRequest.DEFAULT_NONE


class NotSentError(NetworkError):
    """The connection could not be made: certainly nothing was sent."""


class ServerFaultError(NetworkError):
    """The server answered 5xx, or something in between refused: the request was not accepted."""


class TakenAwayError(TelegramError):
    """The server answered 5xx, and yet the message was sent: somebody deletes there what bots write."""


class GarbledError(NetworkError):
    """An answer that nobody can read, or of an unexpected form: the request may have been accepted."""


def form(parameters: Mapping[str, str]) -> RequestData:
    """Parameters that are strings already, for calls that need none of the library's conversions."""
    return RequestData([RequestParameter(name, value, None) for name, value in parameters.items()])


class AiohttpRequest(BaseRequest):
    """A pool of keep-alive connections to one Bot API server.

    `heard` is told the `Date` header of each answer that is the Bot API's own; None where it has none.
    """

    def __init__(self, connections: int = 128, heard: Callable[[str | None], None] = lambda _: None) -> None:
        self._connections = connections
        self._heard = heard
        self._open_session: aiohttp.ClientSession | None = None
        self.floods = 0  # answers 429 since the start

    @property
    def read_timeout(self) -> float:
        return READ_TIMEOUT

    async def initialize(self) -> None:
        if self._open_session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=15)
            self._open_session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        if self._open_session is not None:
            await self._open_session.close()
            self._open_session = None

    async def post_encoded(self, url: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of what answers a form that was encoded beforehand: one text that goes to many.

        Raises NotSentError, TimedOut or NetworkError.
        """
        return await self._exchange(url, "POST", body, FORM_HEADERS, _within(CONNECT_TIMEOUT, READ_TIMEOUT))

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = _NOT_GIVEN,
        write_timeout: ODVInput[float] = _NOT_GIVEN,
        connect_timeout: ODVInput[float] = _NOT_GIVEN,
        pool_timeout: ODVInput[float] = _NOT_GIVEN,
    ) -> tuple[int, bytes]:
        """Status and body. Raises NotSentError, ServerFaultError, TakenAwayError, TimedOut or NetworkError.

        No error carries the URL: the token stands in it.
        """
        to_connect, to_read = _given(connect_timeout, CONNECT_TIMEOUT), _given(read_timeout, READ_TIMEOUT)
        within = _within(to_connect, to_read)
        status, payload = await self._exchange(url, method, *_encode(request_data), within)
        expected, usual = RESULTS.get(url.rpartition("/")[2], ANYTHING)
        if status < 300 and not payload.startswith(usual):
            status = _said_status(payload, status, expected)
        if status >= 300:
            answer = _read(payload)
            known = status in KNOWN_REFUSALS or (answer is not None and answer.get("parameters"))
            if answer is not None and TAKEN_AWAY in answer.get("description", ""):
                raise TakenAwayError(TAKEN_AWAY)
            if status >= 500 or answer is None or not known:
                raise ServerFaultError(f"the server answered {status}")
        return status, payload

    async def _exchange(
        self,
        url: str,
        method: str,
        body: bytes | aiohttp.FormData | None,
        headers: Mapping[str, str],
        within: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        if self._open_session is None:
            raise RuntimeError("the request class is not initialized")
        try:
            async with self._open_session.request(
                method, url, data=body, headers=headers, timeout=within, allow_redirects=False
            ) as response:
                payload = await response.read()
        except aiohttp.ClientConnectorError as error:
            raise NotSentError(f"no connection to the server ({_reason(error.os_error)})") from None
        except aiohttp.ConnectionTimeoutError:
            raise NotSentError("no connection to the server in time") from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"the connection broke ({type(error).__name__})") from None
        self.floods += response.status == 429
        if payload.startswith(OURS):
            self._heard(response.headers.get("Date"))
        return response.status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer of the Bot API. Raises GarbledError; the library's own way writes the text to the log."""
        answer = _read(payload)
        if answer is None:
            raise GarbledError("the answer cannot be read")
        return answer


def _within(to_connect: float | None, to_read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=None if to_read is None else CONNECT_TIMEOUT + 2 * to_read,  # an answer that only trickles
        connect=to_connect,
        sock_connect=to_connect,
        sock_read=to_read,
    )


def _reason(error: OSError) -> str:
    """What the system says, such as "Connection refused", or what TLS says: its errors have other numbers."""
    if isinstance(error, ssl.SSLError):
        return f"TLS: {getattr(error, 'verify_message', '') or error.reason or type(error).__name__}"
    if error.errno is not None and error.errno > 0:  # those below are of looking a name up
        return os.strerror(error.errno)
    return error.strerror or type(error).__name__


def _read(payload: bytes) -> dict[str, Any] | None:
    """The answer if it is one of the Bot API (core.telegram.org/bots/api, "Making requests"), else None.

    Of its `parameters` only what has sense is left, and a `description` only if it is a text: the library
    trusts both.
    """
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or not ("result" in answer or answer.get("ok") is False):
        return None
    if "parameters" in answer:
        answer["parameters"] = _with_sense(answer["parameters"])
    if not isinstance(answer.get("description", ""), str):
        del answer["description"]
    return answer


def _with_sense(parameters: object) -> dict[str, int]:
    """`retry_after` as seconds above 0, and a `migrate_to_chat_id` that can be stored; nobody needs more."""
    given = parameters if isinstance(parameters, dict) else {}
    found: dict[str, int] = {}
    for name in ("retry_after", "migrate_to_chat_id"):
        try:
            found[name] = math.ceil(float(given[name])) if name == "retry_after" else int(given[name])
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
    if abs(found.get("migrate_to_chat_id", 0)) > LARGEST_NUMBER:
        del found["migrate_to_chat_id"]
    wait = found.pop("retry_after", 0)
    return {**found, "retry_after": min(wait, LONGEST_WAIT)} if wait > 0 else found


def _said_status(payload: bytes, status: int, expected: frozenset[str] | None) -> int:
    """What an answer with a status of success says itself: a server may put a refusal into one.

    Raises GarbledError for one that is no answer, or whose result is not what the call gives.
    """
    answer = _read(payload)
    if answer is None:
        raise GarbledError("the answer cannot be read")
    if answer.get("ok") is not False:
        if not _is_of_form(answer["result"], expected):
            raise GarbledError("the result is of an unexpected form")
        return status
    code = answer.get("error_code")
    if isinstance(code, int) and 400 <= code < 600:
        return code
    raise GarbledError("the answer says neither yes nor why not")


def _is_of_form(result: object, expected: frozenset[str] | None) -> bool:
    if expected is None:
        return isinstance(result, list)
    return not expected or (isinstance(result, dict) and expected <= result.keys())


def _given(value: ODVInput[float], otherwise: float) -> float | None:
    if isinstance(value, DefaultValue):
        return otherwise
    return None if value is None else float(value)


def _encode(request_data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, Mapping[str, str]]:
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        return urlencode(request_data.json_parameters).encode(), FORM_HEADERS
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime_type) in (request_data.multipart_data or {}).items():
        form.add_field(name, content, filename=file_name, content_type=mime_type)
    return form, {}
