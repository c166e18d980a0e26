"""Holds a value of a YAML file against its form, and says what is wrong in words a curator understands."""

import re
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.content.fields import Languages
from bot.content.problems import Problem
from bot.content.yaml_file import Steps, Value, YamlFile
from bot.domain.languages import CODE_PATTERN, ENGLISH

Form = TypeVar("Form", bound=BaseModel)
_SAYS_WHAT = re.compile(r"(?:String )?(?=(?:has|holds|is|needs|should|shows) )")


def validated(
    form: type[Form], file: YamlFile, steps: Steps, value: Value, languages: Languages = (ENGLISH,)
) -> tuple[Form | None, list[Problem]]:
    """The `value` that stands at `steps` in its form, or None and every problem with it.

    Texts by language are there in each of `languages`, of which the first one leads.
    """
    try:
        return form.model_validate(value, context=languages), []
    except ValidationError as error:
        return None, [_problem(form, file, steps, details) for details in error.errors(include_url=False)]


def listed(file: YamlFile) -> tuple[list[tuple[Steps, Value]], list[Problem]]:
    """The items of a file that is a list, each with the steps to it.

    A list without items may also be written as the name of the file, with nothing or [] behind it.
    """
    if isinstance(file.value, list):
        return [((position,), item) for position, item in enumerate(file.value)], []
    if isinstance(file.value, dict) and list(file.value.values()) in ([None], [[]]):
        return [], []
    wrong = f"should be a list (each item begins with -), not {_what(file.value)}"
    return [], [file.problem((), wrong)]


def keyed(file: YamlFile) -> tuple[list[tuple[str, Value]], list[Problem]]:
    """The keys of a file that is a mapping, each with its value."""
    if isinstance(file.value, dict):
        return list(file.value.items()), []
    return [], [file.problem((), f"should be keys with values, not {_what(file.value)}")]


def said_without_place(error: ErrorDetails) -> str:
    """What is wrong with what, to who writes in a chat: there is no place to show, and no line to add."""
    said = str(error.get("ctx", {}).get("error") or error["msg"]).partition("; where it is")[0]
    which = next((step for step in error["loc"] if isinstance(step, str)), "").replace("_", " ")
    found = _SAYS_WHAT.match(said)
    return f"the {which} {said[found.end() :]}" if which and found else said


def _problem(form: type[BaseModel], file: YamlFile, steps: Steps, error: ErrorDetails) -> Problem:
    at = (*steps, *(step for step in error["loc"] if step != "[key]"))
    match error["type"]:
        case "missing":
            return file.problem(at[:-1], f"`{at[-1]}` is missing")
        case "extra_forbidden":
            known = [field.alias or name for name, field in form.model_fields.items()]
            near = get_close_matches(str(at[-1]), known, n=1) if len(error["loc"]) == 1 else []
            hint = f": did you mean `{near[0]}`?" if near else ""
            return file.problem_with_key(at, f"unknown key `{at[-1]}`{hint}")
        case _ if error["loc"] and error["loc"][-1] == "[key]":
            return file.problem_with_key(at, f"`{at[-1]}` should be a language code such as en")
    if error["input"] is None and "#" in file.text.splitlines()[(place := file.problem(at, "")).line - 1]:
        return replace(
            place, text="is empty: text that begins with # is a remark; put the whole text in quotes"
        )
    say = _SAID.get(error["type"])
    return file.problem(at, error["msg"] if say is None else say(error))


def _should_be(wanted: str) -> Callable[[ErrorDetails], str]:
    return lambda error: f"should be {wanted}, not {_what(error['input'])}"


def _should_be_text(error: ErrorDetails) -> str:
    match error["input"]:
        case None:
            return "is empty"
        case bool() | int() | float():
            return f"should be text, not {_what(error['input'])}: put it in quotes"
        case dict():
            return "should be text; a colon made it a key with a value: put the whole text in quotes"
    return f"should be text, not {_what(error['input'])}"


def _what(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case str():
            return "text"
        case list():
            return "a list"
    return "keys with values"


_PATTERNS = {CODE_PATTERN: "should be the code of a language, of two or three letters, such as pt"}
_SAID: dict[str, Callable[[ErrorDetails], str]] = {
    "string_type": _should_be_text,
    "list_type": lambda error: (
        f"should be a list, not {_what(error['input'])}"
        + (": put it in [ ]" if isinstance(error["input"], str) else "")
    ),
    "dict_type": lambda error: (
        f"should hold a text for each language, such as en: ..., not {_what(error['input'])}"
    ),
    "model_type": _should_be("keys with values"),
    "bool_type": _should_be("true or false"),
    "int_type": _should_be("a whole number"),
    "string_too_short": lambda error: "is empty",
    "too_short": lambda error: "is empty",
    "string_too_long": lambda error: (
        f"is {len(error['input'].strip())} characters long, at most {error['ctx']['max_length']} are allowed"
    ),
    "string_pattern_mismatch": lambda error: _PATTERNS.get(
        error["ctx"]["pattern"], "should be lower-case words or numbers joined by hyphens"
    ),
    "greater_than_equal": lambda error: f"should be at least {error['ctx']['ge']}",
    "less_than_equal": lambda error: f"should be at most {error['ctx']['le']}",
    "literal_error": lambda error: f"should be {error['ctx']['expected']}",
    "value_error": lambda error: str(error["ctx"]["error"]),
}
