"""The settings: environment variables BOT_*, or a file `.env`; read once, all problems reported together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.people.shared_accounts import SHARED

TELEGRAM = "https://api.telegram.org"
LONGEST_ID = 52  # bits of a person's id at most (Bot API, User.id)
# messages a second: what Telegram sends for free, and the most with paid broadcasts (Bot API,
# sendMessage.allow_paid_broadcast; core.telegram.org/bots/faq)
FREE_PER_SECOND, PAID_PER_SECOND = 30, 1000

_SECRETS = {
    "token": (
        re.compile(r"\d+:[A-Za-z0-9_-]+"),
        "not a bot token; @BotFather gives one like 123456789:AAaa...",
    ),
    "webhook_secret": (re.compile(r"[A-Za-z0-9_-]{1,256}"), "1 to 256 of the characters A-Z a-z 0-9 _ -"),
    "secret_key": (re.compile(r".{16,}"), "at least 16 characters"),
}


class SettingsError(ValueError):
    """The settings cannot be used; one line a problem, without any secret."""


class Settings(BaseSettings):
    """Every setting with its default; docs/operating.md explains each."""

    model_config = SettingsConfigDict(
        env_prefix="BOT_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    token: SecretStr | None = None
    admins: Annotated[tuple[int, ...], NoDecode] = ()
    staff_chat: int | None = Field(None, lt=0)
    api_url: str = Field(TELEGRAM, pattern=r"^https?://")
    database_url: str = "sqlite:///bot.db"
    spool: Path | None = None
    content: Path | None = None
    webhook_url: str | None = Field(None, pattern=r"^https?://")
    webhook_secret: SecretStr | None = None
    listen: str | None = Field(None, pattern=r"^[^:]*:\d{1,5}$")
    messages_per_second: float = Field(25.0, gt=0, le=PAID_PER_SECOND)
    paid_broadcast: bool = False
    secret_key: SecretStr | None = None
    retention_deliveries: int = Field(14, ge=3, le=365)
    retention_missed: int = Field(30, ge=7, le=365)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

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
        found = ((number, _not_a_person(admin)) for number, admin in enumerate(value, start=1))
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

    @field_validator("api_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _they_go_together(self) -> Settings:
        problems = []
        # what another server than Telegram's own bears, a simulator above all, is for its operator to know
        is_free = self.api_url == TELEGRAM and not self.paid_broadcast
        if is_free and self.messages_per_second > FREE_PER_SECOND:
            problems.append(
                f"BOT_MESSAGES_PER_SECOND: at most {FREE_PER_SECOND}; more costs Stars and needs "
                "BOT_PAID_BROADCAST=true beside it"
            )
        if self.webhook_url and not (self.webhook_secret and self.listen):
            problems.append("BOT_WEBHOOK_URL needs BOT_WEBHOOK_SECRET and BOT_LISTEN (host:port) beside it")
        if problems:
            raise ValueError("\n".join(problems))
        return self


def read_settings(**given: object) -> Settings:
    """The settings; what is `given` goes before the environment. Raises SettingsError."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        lines = [_line(problem) for problem in error.errors(include_url=False, include_input=False)]
        raise SettingsError("\n".join(lines)) from None


def _not_a_person(admin: int) -> str | None:
    """Why nobody can have this id for their own; None when somebody can. The id itself is not printed."""
    if admin in SHARED:
        return f"is the id of {SHARED[admin]}, not of one person"
    if admin < 0:
        return "is the id of a group or channel; the ids of people are above 0"
    if not 0 < admin < 2**LONGEST_ID:
        return f"cannot be the id of anybody: those are from 1 to 2^{LONGEST_ID}"
    return None


def _line(problem: Mapping[str, object] | object) -> str:
    fields = problem if isinstance(problem, Mapping) else {}
    place = fields.get("loc")
    name = f"BOT_{str(place[0]).upper()}: " if isinstance(place, tuple) and place else ""
    return f"{name}{str(fields.get('msg', '')).removeprefix('Value error, ')}"
