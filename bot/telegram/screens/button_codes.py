"""What the buttons carry: short codes, at most 64 bytes (Bot API, InlineKeyboardButton.callback_data).

A code is a verb, an argument and, where it matters, the language that the button is written in. Nothing is
kept in memory, so old buttons work after a restart and on any replica. Verbs say the wanted state
("subscribe on"), never "the other one": pressing twice is once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

LONGEST = 64
MOST_DIGITS = 18  # of a number: it fits into 64 bits


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
    SHOW_LESSONS = "lessons"
    SHOW_LESSON = "lesson"
    ASK_A_PERSON = "person"
    SEND_QUESTION = "person!"
    DROP_QUESTION = "person0"
    FORGET_QUESTION = "person-"
    SEND_ANSWER = "reply!"
    DROP_ANSWER = "reply-"
    SHOW_ROUND = "round"
    CHOOSE_REGION = "round?"
    JOIN_ROUND = "round+"
    ANSWER_ROUND = "round."
    CHOOSE_ANSWER = "round="
    ANSWER_ANEW = "round~"
    KEEP_ANYWAY = "round!"
    WITHDRAW = "round-"
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
    UNDO_LEAVING = "undo"
    PAUSE = "rest"
    ONLY_TOPIC = "only"
    END_PAUSE = "wake"
    DELETE_ME = "erase"
    KEEP_ME = "keep"
    SHOW_PRIVACY = "privacy"
    SHOW_CONTACTS = "who"
    CONFIRM_DRAFT = "send"
    DISCARD_DRAFT = "drop"
    AIM_DRAFT = "aim"
    ADD_LANGUAGE = "text"
    SHOW_DRAFT = "draft"
    SHOW_AUDIENCE = "whom"
    SHOW_OPTIONS = "how"
    ASK_TIME = "time?"
    SET_TIME = "time"
    SILENCE_DRAFT = "hush"
    ASK_BUTTON = "key?"
    BUTTON_TO = "key"
    NO_BUTTONS = "key-"
    NO_FILE = "file-"
    SEND_NOW = "now"
    PAUSE_ANNOUNCEMENT = "wait"
    CANCEL_ANNOUNCEMENT = "stop"
    GO_ON = "go"
    ASK_TO_SEND_AGAIN = "again?"
    SEND_AGAIN = "again"
    LEAVE_UNKNOWN = "leave"
    SHOW_SENT = "sent"
    CORRECT = "fix?"
    CONFIRM_CORRECTION = "fix"
    ASK_TO_RECALL = "recall?"
    RECALL = "recall"
    KEEP_SENT = "fix-"
    SEND_ANEW = "anew"
    ADD_STAFF = "staff+"
    ASK_TO_REMOVE_STAFF = "staff?"
    REMOVE_STAFF = "staff-"
    KEEP_STAFF = "staff"
    DROP_ASKED = "never-mind"
    SHOW_INBOX = "in"
    SHOW_ASKED = "asked"
    GIVE_TO_ENTRY = "give"
    FIND_ENTRY = "find"
    CLEAR_ASKED = "clear"
    HIDE_ASKED = "hide"
    TAKE_BACK = "back"
    WRITE_ANSWER = "write"
    ADD_ANSWER_LANGUAGE = "answer+"
    USE_ANSWER = "use"
    SHOW_ANSWERS = "ours"
    SHOW_ANSWER = "our"
    SHOW_ROWS = "rows"
    KEEP_ROW = "row+"
    DROP_ROW = "row-"
    SHOW_STAFF_CONTACTS = "whos"
    SHOW_CONTACT = "who1"
    ADD_CONTACT = "who+"
    CONTACT_REGION = "where"
    USE_CONTACT = "who!"
    CONTACT_IS_RIGHT = "right"
    DROP_CONTACT = "who-"
    SHOW_STAFF_TOPICS = "tops"
    SHOW_TOPIC = "top"
    NEW_TOPIC = "top+"
    WRITE_TOPIC = "top="
    ADD_TOPIC_LANGUAGE = "top&"
    USE_TOPIC = "top!"
    ASK_TO_END_TOPIC = "top?"
    CHOOSE_TOPIC_END = "top~"
    END_TOPIC = "top-"
    UNDO_TOPIC_END = "top^"
    SHOW_STAFF_WEBINARS = "wbs"
    SHOW_STAFF_WEBINAR = "wb"
    NEW_WEBINAR = "wb+"
    ASK_OF_WEBINAR = "wb?"
    SET_WEBINAR = "wb="
    WEBINAR_TIME = "wbt"
    USE_WEBINAR = "wb!"
    UNDO_WEBINAR = "wb-"
    SHOW_ROUNDS = "rounds"
    NEW_ROUND = "rounds+"
    ROUND_TOPIC = "rounds.to"
    ADD_ROUND_LANGUAGE = "rounds.in"
    ROUND_REGIONS = "rounds.where"
    ROUND_DAYS = "rounds.days"
    OPEN_ROUND = "rounds!"
    SHOW_RESULT = "result"
    ASK_TO_CLOSE = "close?"
    CLOSE_ROUND = "close"
    SHOW_INPUTS = "inputs"
    ROUND_FILES = "inputs.csv"
    WRITE_OUTCOME = "told?"
    ADD_OUTCOME_LANGUAGE = "told+"
    SEND_OUTCOME = "told!"
    SHOW_NEXT = "next"
    SHOW_DRAWN = "drawn"
    SHOW_PIECE = "see"
    LEAVE_OUT = "out"
    PUT_BACK = "put"
    ADD_NEWS = "news+"
    EDIT_NEWS = "news"
    USE_NEWS = "news!"
    SEND_QUIZ = "quiz"


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button; `language` is the one that the button is written in, empty where it does not say."""

    verb: Verb
    argument: str = ""
    language: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The argument as numbers with dots between them, none of which a database cannot hold; else none."""
        parts = self.argument.split(".")
        if not all(part.isascii() and part.isdecimal() and len(part) <= MOST_DIGITS for part in parts):
            return ()
        return tuple(int(part) for part in parts)


def encode(verb: Verb, argument: str = "", language: str = "") -> str:
    """The code of a button: `verb:argument@language`. Raises ValueError when it does not fit."""
    code = f"{verb}:{argument}@{language}" if language else f"{verb}:{argument}"
    if len(code.encode()) > LONGEST:
        raise ValueError(f"a button's code has at most {LONGEST} bytes")
    return code


def decode(code: str | None) -> Press | None:
    """The press that a code stands for; None for one that `encode` never makes: an app can send anything."""
    if not code or not code.isprintable() or len(code.encode()) > LONGEST:
        return None
    verb, _, rest = code.partition(":")
    argument, _, language = rest.partition("@")
    if "@" in language:
        return None
    return Press(Verb(verb), argument, language) if verb in Verb._value2member_map_ else None
