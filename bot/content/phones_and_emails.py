"""Finds telephone numbers and e-mail addresses in a text for everybody, in every usual form.

Years, numbers of documents and sums of money have the same digits and are let through: a number is told by
how it begins and how it is grouped, and where both could be meant, by a word such as "call" before it.
"""

import re
import unicodedata

_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_ADDRESS = re.compile(r"https?://\S+")
_AT = re.compile(r"[@＠]|[\[(]\s?(?:at|arroba)\s?[\])]", re.IGNORECASE)
_SPELT = re.compile(
    r"[\w.+-]{1,64}\s(?:at|arroba|arobase)\s[\w-]{1,63}\s(?:dot|punto|point)\s"
    r"(?:com|org|net|info|edu|eu|es|fr|mx)\b",
    re.IGNORECASE,
)
_DIALLED = re.compile(r"(?:(?:wa\.me/|phone=|tel:|sms:)\+?|t\.me/\+)\d{7}", re.IGNORECASE)
"""An address that calls somebody."""
_EMAIL = re.compile(
    r"[\w.+-]{1,64}\s?(?:[@＠]|[\[(]\s?(?:at|arroba)\s?[\])])\s?[\w-]{1,63}"
    r"(?:\s?(?:\.|[\[(]\s?(?:dot|punto|point)\s?[\])])\s?[\w-]{1,63}){1,8}",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"(?<![\w/.,])(?:\+\s?|\(\+?)?\d(?:[\s()\[\].\-–‑/·]{0,3}\d){5,16}(?!\d|[.,]\d)", re.UNICODE
)
_DATE = re.compile(
    r"(?:\d{4}[-–/.]\d{1,2}[-–/.]\d{1,2}|\d{1,2}[-–/.]\d{1,2}[-–/.]\d{4})(?:[\s–-]+\d{1,2}[:.]?\d{0,2})?"
)
_YEARS = re.compile(r"(?:(?:1[89]|20)\d\d[\s().\-–/]*)+(?:\d{1,3})?")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[\s.]\d{3})+")
_CALLING = re.compile(
    r"(?:\b(?:tel|t[eé]l|phone|telephone|t[ée]l[ée]fono|t[ée]l[ée]phone|call|ring|dial|mobile|cell|whatsapp|signal|"
    r"ll[aá]m\w*|m[oó]vil|celular|appel\w*|portable|num[ée]ro)\b|اتصل|هاتف|واتساب|جوال|رقم|تلفون)\D{0,25}$",
    re.IGNORECASE,
)


def number_or_address(text: str) -> str | None:
    """What in the text may be somebody's number or address, as a curator reads it; None where nothing is."""
    if _DIALLED.search(text):
        return "a telephone number"
    plain = _ADDRESS.sub(lambda found: " " * len(found[0]), text)
    plain = in_latin_digits(plain)
    if (_AT.search(plain) and _EMAIL.search(plain)) or _SPELT.search(plain):
        return "an e-mail address"
    found = (number for number in _DIGITS.finditer(plain) if _is_phone(number[0], plain[: number.start()]))
    return "a telephone number" if any(found) else None


def in_latin_digits(text: str) -> str:
    """The text with digits of other scripts as 0 to 9."""
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), text)


def _is_phone(written: str, before: str) -> bool:
    digits = re.sub(r"\D", "", written)
    if written.lstrip("(").startswith("+") or digits.startswith("00"):
        return 7 <= len(digits) <= 17
    if len(digits) > 15 or _DATE.fullmatch(written) or _YEARS.fullmatch(written):
        return False
    if _CALLING.search(before):
        return True
    groups = re.findall(r"\d+", written)
    if any(len(group) == 4 and group[:2] in ("19", "20") for group in groups[:-1]) and len(groups) == 2:
        return False  # a year, and a number that happens to follow it
    if written.startswith(("0", "(0")):
        return len(digits) >= 8
    if "/" in written or _THOUSANDS.fullmatch(written):
        return False
    return len(digits) >= 9 and all(
        re.fullmatch(r"[\s\-.()–‑·]{1,3}", gap) for gap in re.findall(r"\D+", written)
    )
