"""The parameters of one call, whichever way they came: query, form, JSON or multipart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.refusals import bad_request

_WHOLE_NUMBERS = frozenset(
    [
        "offset",
        "limit",
        "timeout",
        "message_id",
        "message_thread_id",
        "reply_to_message_id",
        "max_connections",
        "cache_time",
        "chat_id",
        "from_chat_id",
        "user_id",
    ]
)
_TEXTS = frozenset(
    ["text", "caption", "description", "short_description", "name", "title", "url", "callback_query_id"]
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    file_name: str
    content_type: str
    content: bytes


class Parameters:
    """Reads what a method needs and refuses what is malformed.

    An absent value, an empty one and JSON null are the same to Telegram: None.
    """

    def __init__(self, values: Mapping[str, object], uploads: Mapping[str, Upload] | None = None) -> None:
        self._values = {name: value for name, value in values.items() if value not in (None, "")}
        self.uploads = dict(uploads or {})

    def text(self, name: str) -> str | None:
        """As it was written; numbers count as texts too."""
        value = self._values.get(name)
        return value if isinstance(value, str) or value is None else str(value)

    def required_text(self, name: str) -> str:
        """As `text`, refused when absent."""
        value = self.text(name)
        if value is None:
            raise bad_request(f'parameter "{name}" is required')
        return value

    def integer(self, name: str) -> int | None:
        """A whole number, also when written as a text."""
        value = self._values.get(name)
        if value is None:
            return None
        try:
            return int(str(value))
        except ValueError:
            raise bad_request(f'parameter "{name}" must be an integer') from None

    def required_integer(self, name: str) -> int:
        """As `integer`, refused when absent."""
        value = self.integer(name)
        if value is None:
            raise bad_request(f'parameter "{name}" is required')
        return value

    def boolean(self, name: str) -> bool:
        """True for true, "true", "yes" and 1; anything else is false."""
        return str(self._values.get(name, "")).lower() in ("true", "yes", "1")

    def structure(self, name: str) -> object:
        """A JSON value, decoded; None when absent."""
        value = self._values.get(name)
        return _read_json(value, name) if isinstance(value, str) else value

    def mapping(self, name: str) -> JsonObject | None:
        """A JSON object, decoded; None when absent; refused when it is something else."""
        value = self.structure(name)
        if value is None or isinstance(value, dict):
            return value
        raise bad_request(f"object expected as {name.replace('_', ' ')}")

    def array(self, name: str) -> list[object] | None:
        """A JSON array, decoded; None when absent; refused when it is something else."""
        value = self.structure(name)
        if value is None or isinstance(value, list):
            return value
        raise bad_request(f"array expected as {name.replace('_', ' ')}")

    def readable(self) -> JsonObject:
        """All of them, numbers, booleans and JSON decoded, for the record of calls."""
        shown: JsonObject = {name: _decoded(name, value) for name, value in self._values.items()}
        for name, upload in self.uploads.items():
            shown[name] = {"file_name": upload.file_name, "size": len(upload.content)}
        return shown


async def read_parameters(request: web.Request) -> Parameters:
    """Query and body together; the body wins. Raises ApiError 400 for a body that is not valid."""
    values: dict[str, object] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        text = await request.text()
        body = _read_json(text, "request") if text else {}
        if not isinstance(body, dict):
            raise bad_request("can't parse request JSON object")
        values.update(body)
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.content_type, value.file.read())
            elif isinstance(value, bytes | bytearray):
                uploads[name] = Upload(name, "application/octet-stream", bytes(value))
            else:
                values[name] = value
    return Parameters(values, uploads)


def _read_json(text: str, name: str) -> object:
    try:
        value = json.loads(text)
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None
    if "\\ud" in text.lower():  # half of a pair can only come in by an escape
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    return value


def _decoded(name: str, value: object) -> object:
    if not isinstance(value, str) or name in _TEXTS:
        return value
    if name in _WHOLE_NUMBERS and value.lstrip("-").isdigit():
        return int(value)
    if value in ("true", "false"):
        return value == "true"
    if value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
