"""Reply markup: what Telegram accepts, and what it keeps of it."""

from dataclasses import dataclass

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.refusals import ApiError, bad_request

MOST_BUTTONS = 100
LONGEST_CALLBACK_BYTES = 64
_KEPT = (
    "url",
    "callback_data",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
)
_REFUSED = ("web_app", "login_url", "callback_game", "pay")
_SCHEMES = ("http://", "https://", "tg://", "ton://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Markup:
    """`inline` belongs to the message and comes back with it; `reply` goes to the person's phone only."""

    inline: JsonObject | None = None
    reply: JsonObject | None = None


def read_markup(given: JsonObject | None) -> Markup:
    """Check the reply markup of a send or an edit. Raises ApiError in Telegram's words."""
    if given is None:
        return Markup()
    if "inline_keyboard" in given:
        return Markup(inline=_inline(given["inline_keyboard"]))
    if "keyboard" in given:
        rows = _rows(given["keyboard"])
        keyboard = [[_reply_button(button) for button in row] for row in rows if row]
        if not keyboard:
            raise bad_request("reply keyboard is empty")
        return Markup(reply={**given, "keyboard": keyboard})
    if given.get("remove_keyboard") or given.get("force_reply"):
        return Markup(reply=given)
    return Markup()


def _inline(value: object) -> JsonObject | None:
    rows = [[_inline_button(button) for button in row] for row in _rows(value) if row]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": rows} if rows else None


def _rows(value: object) -> list[list[object]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request("object expected as reply markup")
    return value


def _inline_button(button: object) -> JsonObject:
    if not isinstance(button, dict):
        raise _wrong_button("object expected as an inline keyboard button")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise _wrong_button('field "text" must be a non-empty string')
    if any(button.get(name) for name in _REFUSED):
        raise bad_request("BUTTON_TYPE_INVALID")
    actions = [name for name in _KEPT if button.get(name) is not None]
    if not actions:
        raise _wrong_button("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("BUTTON_TYPE_INVALID")
    value = button[actions[0]]
    if actions[0] == "callback_data" and not _is_callback_data(value):
        raise bad_request("BUTTON_DATA_INVALID")
    if actions[0] == "url" and not (isinstance(value, str) and value.lower().startswith(_SCHEMES)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: wrong HTTP URL")
    kept = {"text": text, actions[0]: value}
    return kept | {"style": button["style"]} if button.get("style") else kept


def _is_callback_data(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value.encode()) <= LONGEST_CALLBACK_BYTES


def _reply_button(button: object) -> JsonObject:
    if isinstance(button, str):
        return {"text": button}
    if isinstance(button, dict) and isinstance(button.get("text"), str):
        return button
    raise bad_request('can\'t parse keyboard button: field "text" must be of type String')


def _wrong_button(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
