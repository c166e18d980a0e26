"""Addresses and numbers that a field may hold: each function returns the value read, or raises ValueError."""

import re

from bot.domain.content.field_faults import FaultKind, FieldError
from bot.domain.light_markup import SECURE_ADDRESS


def web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/.]+(?:\.[^\s/.]+)+(?:/\S*)?", text):
        raise FieldError("should be a web address that begins with https:// (or http://)", FaultKind.ADDRESS)
    return text


def secure_address(text: str) -> str:
    if not SECURE_ADDRESS.fullmatch(text):
        raise FieldError("should be a web address that begins with https://", FaultKind.ADDRESS)
    return text


_MADE_UP = re.compile(
    r"\+00 |https?://(?:(?:[^/?#\s]*[.@])?(?:example(?![\w-])|(?:invalid|localhost)(?![\w.-]))"
    r"|\S*(?:x{4}|[.]{3}|your-(?:room|link|page|site|id|domain|meeting)))",
    re.IGNORECASE,
)
"""Hosts that are nobody's (RFC 2606 and 6761), and what stands where the real one is to be written."""


def is_made_up(text: str | None) -> bool:
    """Whether it is an address or a number of the shipped examples, or one that waits for the real one."""
    return text is not None and _MADE_UP.match(text) is not None


_RESERVED_NUMBER = re.compile(r"1?(?:\d{3})?55501\d\d|0+")


def real(text: str) -> str:
    """An address or a number that may be somebody's: not one that is kept for examples and films."""
    digits = "".join(filter(str.isdigit, text))
    is_number = "://" not in text and _RESERVED_NUMBER.fullmatch(digits) is not None
    if is_made_up(text) or is_number:
        raise FieldError("is that of the example: write the real one", FaultKind.EXAMPLE)
    return text


def own_page(text: str) -> str:
    return real(secure_address(text))


def hotline(text: str) -> str:
    """A number to call, with nothing but digits and what parts them; short numbers are authorities'."""
    if re.fullmatch(r"\+?[\d ()-]+", text) is None or not 4 <= sum(map(str.isdigit, text)) <= 15:
        raise FieldError(
            "should be an organization's number of 4 to 15 digits, written as +32 2 000 00 00; "
            "the numbers of authorities do not belong here",
            FaultKind.HOTLINE,
        )
    return real(text)
