"""What the buttons carry: short codes, at most 64 bytes (Bot API, InlineKeyboardButton.callback_data).

A code is a verb, an argument and, where it matters, the language that the button is written in. Nothing is
kept in memory, so old buttons work after a restart and on any replica. Verbs say the wanted state
("subscribe on"), never "the other one": pressing twice is once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

LONGEST = 64


@unique  # two of one code would be one verb
class Verb(StrEnum):
    """What pressing a button asks for."""

    SHOW_ENTRY = "q"
    SHOW_COUNTRY = "land"
    NONE_OF_THESE = "none"
    HELPFUL = "up"
    UNHELPFUL = "down"
    SHOW_CATEGORIES = "cats"
    SHOW_CATEGORY = "cat"
    SET_LANGUAGE = "lang"
    SHOW_LANGUAGES = "langs"
    SHOW_UPDATE = "week"
    SHOW_WEBINARS = "webs"
    SHOW_WEBINAR = "web"
    REMIND = "remind+"
    REMIND_NO_MORE = "remind-"
    CALENDAR_FILE = "ics"
    SHOW_TOPICS = "topics"
    SUBSCRIBE = "on"
    UNSUBSCRIBE = "off"
    LEAVE = "quit"
    SHOW_PRIVACY = "privacy"
    SHOW_CONTACTS = "who"
    CONFIRM_DRAFT = "send"
    DISCARD_DRAFT = "drop"
    AIM_DRAFT = "aim"
    ADD_LANGUAGE = "text"
    SEND_NOW = "now"
    CANCEL_ANNOUNCEMENT = "stop"
    GO_ON = "go"
    ASK_TO_SEND_AGAIN = "again?"
    SEND_AGAIN = "again"
    LEAVE_UNKNOWN = "leave"
    ADD_STAFF = "staff+"
    ASK_TO_REMOVE_STAFF = "staff?"
    REMOVE_STAFF = "staff-"
    KEEP_STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button; `language` is the one that the button is written in, empty where it does not say."""

    verb: Verb
    argument: str = ""
    language: str = ""


def encode(verb: Verb, argument: str = "", language: str = "") -> str:
    """The code of a button: `verb:argument@language`. Raises ValueError when it does not fit."""
    code = f"{verb}:{argument}@{language}" if language else f"{verb}:{argument}"
    if len(code.encode()) > LONGEST:
        raise ValueError(f"a button's code has at most {LONGEST} bytes")
    return code


def decode(code: str | None) -> Press | None:
    """The press that a code stands for; None for a code that is not ours."""
    verb, _, rest = (code or "").partition(":")
    argument, _, language = rest.partition("@")
    return Press(Verb(verb), argument, language) if verb in Verb._value2member_map_ else None
