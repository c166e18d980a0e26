"""The Plural-Forms of a .po file: read, and held against CLDR by what they make of numbers, not as text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from gettext import c2py  # in no manual, but what gettext itself reads a header with
from itertools import pairwise

from babel import Locale, UnknownLocaleError

from bot.domain.languages import cldr_code

COUNTED = range(1001)  # beyond these a language's rule brings nothing new for what a bot counts

_FORMS = re.compile(r"nplurals=(\d+);plural=(.+)")
_ORDER = ("zero", "one", "two", "few", "many", "other")  # CLDR's
_USUAL = (
    "nplurals=1; plural=0;",
    "nplurals=2; plural=(n != 1);",
    "nplurals=2; plural=(n > 1);",
    "nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);",
    "nplurals=3; plural=(n==1 ? 0 : n==0 || n%100>0 && n%100<20 ? 1 : 2);",
    "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);",
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
)
"""What is proposed to a translator, the first that fits the language."""


@dataclass(frozen=True, slots=True)
class PluralRule:
    """How many forms a counted sentence has, and which of them a number takes."""

    forms: int
    form_of: Callable[[int], int]


@cache
def plural_rule(forms: str, language: str) -> PluralRule | str:
    """The rule of a Plural-Forms header, or what is wrong with it.

    It may be written in any way and have forms for numbers beyond a thousand, but its forms have to stand in
    CLDR's order: the tools that make .po files swap two of Arabic.
    """
    rule = _read(forms)
    if not isinstance(rule, str) and _fits(rule, language):
        return rule
    wanted = usual_forms(language) or "as CLDR counts in this language"
    wrong = f" ({rule})" if isinstance(rule, str) and forms else ""
    return f"the header should say Plural-Forms: {wanted}{wrong}"


def usual_forms(language: str) -> str:
    """A Plural-Forms that is right for a language, empty where none of the usual ones is."""
    rules = ((forms, _read(forms)) for forms in _USUAL)
    return next((forms for forms, rule in rules if not isinstance(rule, str) and _fits(rule, language)), "")


def _read(forms: str) -> PluralRule | str:
    found = _FORMS.fullmatch("".join(forms.split()).removesuffix(";"))
    if found is None:
        return "this cannot be read"
    try:
        form_of = c2py(found[2])
        outside = any(not 0 <= form_of(n) < int(found[1]) for n in COUNTED)
    except (ValueError, ZeroDivisionError) as error:
        return f"this cannot be read: {error}"
    return "this counts more forms than it says" if outside else PluralRule(int(found[1]), form_of)


def _fits(rule: PluralRule, language: str) -> bool:
    """Whether each category has one form, and the forms stand in the order of the categories."""
    categories = _categories(language)
    if categories is None:
        return True
    pairs = {(categories[n], rule.form_of(n)) for n in COUNTED}
    ordered = sorted(pairs)
    return all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(ordered))


@cache
def _categories(language: str) -> tuple[int, ...] | None:
    """For each number the place of its CLDR category; None for a language that CLDR does not have."""
    try:
        rule = Locale.parse(cldr_code(language)).plural_form
    except UnknownLocaleError:
        return None
    return tuple(_ORDER.index(rule(n)) for n in COUNTED)
