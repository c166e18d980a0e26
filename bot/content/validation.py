"""Holds a value of a YAML file against its form, and says what is wrong in words a curator understands."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.content.fields import Languages
from bot.content.problems import Problem
from bot.content.yaml_file import Steps, Value, YamlFile
from bot.domain.content.field_faults import FaultKind, FieldError, FieldFault
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
        return None, _problems(form, file, steps, error.errors(include_url=False))


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


def fault_without_place(error: ErrorDetails) -> FieldFault:
    """What is wrong with what, to who writes in a chat: there is no place to show, and no line to add."""
    context = error.get("ctx", {})
    raised = context.get("error")
    said = str(raised or error["msg"]).partition("; where it is")[0]
    which = next((step for step in error["loc"] if isinstance(step, str)), "").replace("_", " ")
    found = _SAYS_WHAT.match(said)
    said = f"the {which} {said[found.end() :]}" if which and found else said
    match error["type"]:
        case "string_too_long":
            length, most = len(error["input"].strip()), context["max_length"]
            return FieldFault(said, FaultKind.TOO_LONG, {"length": length, "most": most})
        case "string_too_short" | "too_short":
            return FieldFault(said, FaultKind.NOTHING)
        case "string_pattern_mismatch" if context["pattern"] == CODE_PATTERN:
            return FieldFault(said, FaultKind.LANGUAGE, {"name": error["input"]})
    return replace(raised.fault, said=said) if isinstance(raised, FieldError) else FieldFault(said)


def _problems(
    form: type[BaseModel], file: YamlFile, steps: Steps, errors: list[ErrorDetails]
) -> list[Problem]:
    """A key that is missing follows from the one that was misspelt for it."""
    missing = [str(each["loc"][-1]) for each in errors if each["type"] == "missing" and len(each["loc"]) == 1]
    unknown = [each for each in errors if each["type"] == "extra_forbidden" and len(each["loc"]) == 1]
    meant = {str(each["loc"][-1]): _meant(form, str(each["loc"][-1]), missing) for each in unknown}
    if len(missing) == len(unknown) == 1 and isinstance(unknown[0]["input"], str | list):
        meant = {key: near or missing[0] for key, near in meant.items()}  # in another language, perhaps
    found = []
    for error in errors:
        name = str(error["loc"][-1]) if len(error["loc"]) == 1 else ""
        problem = _problem(file, steps, error, meant.get(name, ""))
        follows = error["type"] == "missing" and name != "" and name in meant.values()
        found.append(problem.following(follows))
    return found


def _meant(form: type[BaseModel], key: str, missing: list[str]) -> str:
    """The known key that this is nearly, of those that are missing if it may be; empty where it is none."""
    known = [field.alias or name for name, field in form.model_fields.items()]
    near = get_close_matches(key.casefold(), missing, n=1) or get_close_matches(key.casefold(), known, n=1)
    return near[0] if near else ""


def _problem(file: YamlFile, steps: Steps, error: ErrorDetails, meant: str) -> Problem:
    at = (*steps, *(step for step in error["loc"] if step != "[key]"))
    match error["type"]:
        case "missing":
            return file.problem(at[:-1], f"`{at[-1]}` is missing")
        case "extra_forbidden":
            place = file.problem_with_key(at, "")
            is_cut = error["input"] is None and "{" in file.text.splitlines()[place.line - 1]
            hint = f": did you mean `{meant}`?" if meant else ""
            hint = ": text with a comma within { } needs quotes" if is_cut else hint
            return replace(place, text=f"unknown key `{at[-1]}`{hint}")
        case _ if error["loc"] and error["loc"][-1] == "[key]":
            code = str(at[-1]).casefold()[:2]
            such = code if re.fullmatch(r"[a-z]{2}(?:[-_].*)?", str(at[-1]).casefold()) else "en"
            return file.problem_with_key(at, f"`{at[-1]}` should be a language code such as {such}")
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


def _should_be_a_list(error: ErrorDetails) -> str:
    match error["input"]:
        case str() as text if text.startswith("-"):
            return "should be a list: a space is missing behind the dash"
        case str():
            return "should be a list, not text: put it in [ ]"
        case dict():
            return "should be a list, not keys with values: begin each item with a dash and a space"
    return f"should be a list, not {_what(error['input'])}"


def _should_have_a_form(error: ErrorDetails) -> str:
    hidden = next((sign for sign in str(error["input"]) if unicodedata.category(sign) == "Cf"), "")
    if hidden:
        return f"holds an invisible character (U+{ord(hidden):04X}): delete it all, and type it anew"
    usual = "should be lower-case words or numbers joined by hyphens"
    return _PATTERNS.get(error["ctx"]["pattern"], usual)


def _should_be_one_of(error: ErrorDetails) -> str:
    known = re.findall("'([^']+)'", error["ctx"]["expected"])
    near = get_close_matches(str(error["input"]).casefold(), known, n=1)
    return f"should be {error['ctx']['expected']}" + (f": did you mean `{near[0]}`?" if near else "")


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


_PATTERNS = {CODE_PATTERN: "should be the code of a language, of two or three small letters, such as pt"}
_SAID: dict[str, Callable[[ErrorDetails], str]] = {
    "string_type": _should_be_text,
    "list_type": _should_be_a_list,
    "tuple_type": _should_be_a_list,
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
    "string_pattern_mismatch": _should_have_a_form,
    "greater_than_equal": lambda error: f"should be at least {error['ctx']['ge']}",
    "less_than_equal": lambda error: f"should be at most {error['ctx']['le']}",
    "literal_error": _should_be_one_of,
    "value_error": lambda error: str(error["ctx"]["error"]),
}
