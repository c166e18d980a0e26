"""The settings: environment variables BOT_*, or a file `.env`; read once, all problems reported together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    SettingsConfigDict,
)

from bot.domain.people.shared_accounts import LONGEST_ID, why_nobodys
from bot.env_file import lines_of, noting_unread_lines
from bot.storage.database import parse_url

TELEGRAM = "https://api.telegram.org"
# messages a second: what Telegram sends for free, and the most with paid broadcasts (Bot API,
# sendMessage.allow_paid_broadcast; core.telegram.org/bots/faq)
FREE_PER_SECOND, PAID_PER_SECOND = 30, 1000

_SECRETS = {
    "token": (
        re.compile(r"[0-9]+:[A-Za-z0-9_-]+"),
        "not a bot token; @BotFather gives one like 123456789:AAaa...",
    ),
    "webhook_secret": (re.compile(r"[A-Za-z0-9_-]{1,256}"), "1 to 256 of the characters A-Z a-z 0-9 _ -"),
    "secret_key": (re.compile(r".{16,}"), "at least 16 characters"),
}
# what is wanted of a value of another form, in our words
_WANTED = {
    "api_url": "an address such as https://api.telegram.org, without /bot",
    "webhook_url": "an address without a path, such as https://bot.example.org",
    "staff_chat": "the number of a group, with its minus, for example -1001234567890",
    "ping_url": "an address such as https://hc-ping.com/...",
    "metrics": "true or false",
    "spool": "the path of a file",
    "content": "the path of a folder",
    "listen": "host:port, for example 127.0.0.1:8080",
    "messages_per_second": f"a number above 0, at most {PAID_PER_SECOND}",
    "paid_broadcast": "true or false",
    "retention_deliveries": "a whole number of days, 3 to 365",
    "retention_missed": "a whole number of days, 7 to 365",
    "log_level": "DEBUG, INFO, WARNING or ERROR",
    "log_format": "text or json",
}
_PREFIX = "BOT_"
ENV_FILE = ".env"
_NO_PATH = ("", "/")
_LAST_PORT = 65_535
# where Telegram calls (Bot API, setWebhook)
_WEBHOOK_PORTS = (443, 80, 88, 8443)
_METHODS = re.compile(r"/bot([0-9]+:.*)?/?$")  # what follows the address in each call
_QUOTED = re.compile(r"(['\"]).*\1")


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """What is wrong with a setting. Where the whole file of settings cannot be read, `setting` is that file.

    `setting` is the name of a field; of an unknown name it is the known one that was probably meant.
    """

    setting: str
    text: str


class Settings(BaseSettings):
    """Every setting with its default; docs/operating.md explains each."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    token: SecretStr | None = None
    admins: Annotated[tuple[int, ...], NoDecode] = ()
    staff_chat: int | None = Field(None, lt=0, gt=-(2**LONGEST_ID))
    api_url: str = TELEGRAM
    database_url: str = "sqlite:///bot.db"
    spool: Path | None = None
    content: Path | None = None
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    listen: str | None = Field(None, pattern=r"^[^:\s]*:[0-9]{1,5}$")
    messages_per_second: float = Field(25.0, gt=0, le=PAID_PER_SECOND)
    paid_broadcast: bool = False
    secret_key: SecretStr | None = None
    retention_deliveries: int = Field(14, ge=3, le=365)
    retention_missed: int = Field(30, ge=7, le=365)
    ping_url: str | None = None
    metrics: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: dict[str, object]) -> dict[str, object]:
        """Blanks round a value are nobody's wish; a value of nothing else counts as not set."""
        stripped = {name: v.strip() if isinstance(v, str) else v for name, v in values.items()}
        return {name: value for name, value in stripped.items() if value != "" or values[name] == ""}

    @field_validator("admins", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(re.fullmatch(r"-?[0-9]{1,40}", part) for part in parts):
            raise ValueError("numeric ids with commas between them, for example 123456789,987654321")
        return tuple(int(part) for part in parts)

    @field_validator("admins")
    @classmethod
    def _of_one_person_each(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        found = ((number, why_nobodys(admin)) for number, admin in enumerate(value, start=1))
        problems = [f"number {number} of them {problem}" for number, problem in found if problem]
        if problems:
            raise ValueError("\nBOT_ADMINS: ".join(problems))
        return value

    @field_validator("token", "webhook_secret", "secret_key")
    @classmethod
    def _well_formed(cls, value: SecretStr | None, field: ValidationInfo) -> SecretStr | None:
        form, words = _SECRETS[str(field.field_name)]
        if value is not None and not form.fullmatch(value.get_secret_value()):
            raise ValueError(words)
        return value

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _in_the_letters_of_its_values(cls, value: object, field: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        return value.upper() if field.field_name == "log_level" else value.lower()

    @field_validator("listen")
    @classmethod
    def _at_a_port(cls, value: str | None) -> str | None:
        if value is not None and int(value.rpartition(":")[2]) > _LAST_PORT:
            raise ValueError("there is no such port")
        return value

    @field_validator("spool", "content")
    @classmethod
    def _a_path(cls, value: Path | None) -> Path | None:
        if value is not None and _QUOTED.fullmatch(str(value)):
            raise ValueError("it stands in quotes")  # some programs hand them on as they stand
        return value

    @field_validator("database_url")
    @classmethod
    def _of_a_database(cls, value: str) -> str:
        parse_url(value)  # its error is a ValueError, in our words
        return value

    @field_validator("api_url", "webhook_url", "ping_url")
    @classmethod
    def _an_address(cls, value: str | None, field: ValidationInfo) -> str | None:
        parts = urlsplit(value or TELEGRAM)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError("it names no host")  # `port` raises for one that there is not
        if re.search(r"\s", value or "") or (
            field.field_name != "ping_url" and not parts.query == parts.fragment == ""
        ):
            raise ValueError("it holds what no address does")
        if field.field_name == "webhook_url" and (parts.path not in _NO_PATH or parts.username):
            raise ValueError("it has a path")
        if field.field_name == "api_url" and _METHODS.search(parts.path):
            raise ValueError("it goes on to where the program goes by itself")
        return value.rstrip("/") if value and field.field_name == "api_url" else value


def read_what_is_right(**given: object) -> tuple[Settings, list[SettingProblem]]:
    """The settings with the default in place of each that is wrong, and all that is wrong."""
    with noting_unread_lines() as unread:
        found, problems = _read(given)
    return found, [*problems, *_not_read(unread)]


def _read(given: dict[str, object]) -> tuple[Settings, list[SettingProblem]]:
    written, problems = _in_environment(), []
    try:
        written = {**_in_file(), **written}
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        problems.append(
            SettingProblem(ENV_FILE, f"{ENV_FILE} in the working directory cannot be read: {why}")
        )
        given["_env_file"] = None
    problems += _unknown(written)
    problems += [
        SettingProblem(name.removeprefix(_PREFIX).lower(), f"{name}: it has no value; write {name}=value")
        for name, value in written.items()
        if value is None
    ]
    try:
        found = Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        wrong = [(str(each["loc"][0]), each) for each in error.errors(include_url=False, include_input=False)]
        problems += [SettingProblem(name, _line(name, each, written)) for name, each in wrong]
        defaults = {name: Settings.model_fields[name].default for name, _ in wrong}
        found = Settings(**{**given, **defaults})
    return found, problems + list(_apart(found, {problem.setting for problem in problems}))


def is_in_environment(setting: str) -> bool:
    """Whether a setting, by the name of its field, has its value from there: the file says nothing of it."""
    return f"{_PREFIX}{setting.upper()}" in _in_environment()


def _in_environment() -> dict[str, str | None]:
    """What is written of settings there, by their names in capitals."""
    return _of_settings(EnvSettingsSource(Settings).env_vars)


def _in_file() -> dict[str, str | None]:
    """The same in the file, with names that are nearly one.

    Raises OSError, also for what is there and no file, and UnicodeDecodeError.
    """
    file = Path(ENV_FILE)
    if file.is_dir() or (file.is_symlink() and not file.exists()):
        file.read_bytes()
    written = {name.upper(): value for name, value in DotEnvSettingsSource(Settings).env_vars.items()}
    ends = tuple(f"{_PREFIX}{name}".upper().replace("_", "") for name in Settings.model_fields)
    slips = {name for name in written if re.sub(r"[\W_]", "", name).endswith(ends)}
    return _of_settings(written) | {name: written[name] for name in slips}


def _not_read(unread: Collection[int]) -> Iterator[SettingProblem]:
    """What such a line may have set has its default, and nobody would notice."""
    for number, line in lines_of(Path(ENV_FILE), unread):
        meant = next(
            (name for name in Settings.model_fields if f"{_PREFIX}{name.upper()}" in line.upper()), ""
        )
        text = "it cannot be read; write NAME=value, and close every quote"
        yield SettingProblem(meant, f"{ENV_FILE}, line {number}: {text}")


def _of_settings(variables: Mapping[str, str | None]) -> dict[str, str | None]:
    return {name.upper(): value for name, value in variables.items() if name.upper().startswith(_PREFIX)}


def _unknown(written: Mapping[str, str | None]) -> Iterator[SettingProblem]:
    """Names that nobody reads: a slip in one of them would go unnoticed."""
    known = {f"{_PREFIX}{name.upper()}": name for name in Settings.model_fields}
    for name in sorted(written.keys() - known.keys()):
        near = [each for each in known if name.endswith(each)] or get_close_matches(name, known, 1)
        if not name.startswith(_PREFIX) and written.keys() & near:  # another program's, with a longer name
            continue
        meant = f"; did you mean {near[0]}?" if near else ""
        yield SettingProblem(known[near[0]] if near else "", f"{name}: there is no such setting{meant}")


def _apart(found: Settings, wrong: Collection[str]) -> Iterator[SettingProblem]:
    """What is right by itself and does not go together. What is wrong by itself is there all the same."""
    has_listen = found.listen or "listen" in wrong
    # what another server than Telegram's own bears, a simulator above all, is for its operator to know
    is_free = found.api_url == TELEGRAM and not found.paid_broadcast
    if is_free and found.messages_per_second > FREE_PER_SECOND:
        yield SettingProblem(
            "messages_per_second",
            f"BOT_MESSAGES_PER_SECOND: at most {FREE_PER_SECOND}; more costs Stars and needs "
            "BOT_PAID_BROADCAST=true beside it",
        )
    if found.webhook_url and not ((found.webhook_secret or "webhook_secret" in wrong) and has_listen):
        yield SettingProblem(
            "webhook_url", "BOT_WEBHOOK_URL needs BOT_WEBHOOK_SECRET and BOT_LISTEN (host:port) beside it"
        )
    if found.webhook_url and found.api_url == TELEGRAM:
        parts = urlsplit(found.webhook_url)
        if parts.scheme != "https" or (parts.port or _WEBHOOK_PORTS[0]) not in _WEBHOOK_PORTS:
            ports = ", ".join(map(str, _WEBHOOK_PORTS))
            yield SettingProblem(
                "webhook_url", f"BOT_WEBHOOK_URL: Telegram calls https:// alone, at one of the ports {ports}"
            )
    if found.metrics and not has_listen:
        yield SettingProblem("metrics", "BOT_METRICS needs BOT_LISTEN (host:port) beside it")


def _line(name: str, problem: Mapping[str, object], written: Mapping[str, str | None]) -> str:
    said = str(problem.get("msg", "")).removeprefix("Value error, ")
    value = written.get(f"{_PREFIX}{name.upper()}") or ""
    quoted = " (without the quotes round it)" if _QUOTED.fullmatch(value.strip()) else ""
    return f"{_PREFIX}{name.upper()}: {_WANTED.get(name, said)}{quoted}"
