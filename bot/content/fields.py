"""What a field of a content file may say: each function returns the value read, or raises ValueError.

The error's text goes to a curator as it is, after the place of the value.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core.core_schema import CoreSchema, no_info_after_validator_function

from bot.content.phones_and_emails import number_or_address
from bot.domain.content.field_faults import FaultKind, FieldError
from bot.domain.languages import ENGLISH, NAMES, cldr_code, normalise
from bot.domain.light_markup import INLINE, length_of, unmarked, with_items, without_turns

Languages = tuple[str, ...]
"""The languages that the bot offers, the leading one first: what forms are told of the content."""

_LEAD = re.compile(r"(\d{1,3})(h|m)")
_CALLED = {"ar": "Arabic", "en": "English", "es": "Spanish", "fr": "French"}
_HTML = re.compile(r"</?[a-zA-Z][^<>\n]*>|<!--")


def lead(value: object) -> timedelta:
    """How long before the start a reminder goes out: 24h, 30m, or start."""
    if value == "start":
        return timedelta(0)
    written = _LEAD.fullmatch(value) if isinstance(value, str) else None
    if written is None or not int(written[1]):
        raise ValueError("should be a number of hours or minutes such as 24h or 30m, or the word start")
    return timedelta(hours=int(written[1])) if written[2] == "h" else timedelta(minutes=int(written[1]))


_ENTITY = re.compile(r"&(?:[a-zA-Z]+|#\d+);")
_UNDERLINED = re.compile(r"(?<!\w)__(?=\S)")
_ESCAPED = re.compile(r"\\[*_#\[\]()>`~.-]")
_SPACED_LINK = re.compile(r"\] \(https?://")
_NO_ADDRESS = re.compile(r"\]\((?!https?://)")
_PLACEHOLDER = re.compile(r"\{\w+\}|%\(\w+\)s")
_IN_TEXTS: tuple[tuple[str, Callable[[str], object], str, str], ...] = (
    ("<", _HTML.search, "holds HTML", "only **bold**, *emphasis* and https:// links are shown"),
    ("&", _ENTITY.search, "holds HTML", "write the sign itself"),
    ("`", bool, "holds a `", 'put words of others into quotation marks, "as here"'),
    ("\\", _ESCAPED.search, "holds a \\ before a sign", "leave out the \\"),
    ("] (", _SPACED_LINK.search, "has a space within a link", "write [words](https://...)"),
    ("~~", bool, "holds ~~", "leave out what does not hold any more"),
    ("![", bool, "holds a picture", "write the picture's https:// address"),
    ("__", _UNDERLINED.search, "holds __", "write **bold**"),
    ("](", _NO_ADDRESS.search, "has a link that does not begin with https://", "write its whole address"),
    ("[^", bool, "has a footnote", "name what it rests on under `sources`"),
    ("][", bool, "has a link by reference", "write [words](https://...)"),
    ("\\n", bool, "holds \\n", "begin a new line in its place, below `|`"),
    ("{", _PLACEHOLDER.search, "holds a {word} in braces", "write the word that is meant"),
    ("](", lambda text: "](" in unmarked(text), "has [ ] within a link", "write [words](https://...)"),
)
"""What would be shown as it stands: a sign of it, whether it is so, what is wrong, what to write instead."""
_IN_LINES: tuple[tuple[str, Callable[[str], object], str, str], ...] = (
    (
        "#",
        lambda line: line[:1] == "#" and line.lstrip("#")[:1].isspace(),
        "has a line that begins with #",
        "write a heading as **Heading**",
    ),
    (">", lambda line: line[:1] == ">", "has a line that begins with >", 'write what you quote "as here"'),
    (
        "|",
        lambda line: "|" in line and (line[:1] == "|" or not line.strip("|-: ")),
        "holds a table",
        "write a line for each row, beginning with •",
    ),
    (
        "---",
        lambda line: len(drawn := "".join(line.split())) > 2 and drawn in (n * len(drawn) for n in "-*_="),
        "holds a drawn line",
        "leave an empty line",
    ),
    (
        "[ ]",
        lambda line: line[:5] in ("• [ ]", "• [x]", "• [X]"),
        "has a box to tick",
        "leave out the [ ]",
    ),
    (
        "][",
        lambda line: line[:1] == "[" and "]: " in line,
        "has a link by reference",
        "write [words](https://...)",
    ),
)
"""The same for what begins a line."""
_OF_LINKS = frozenset(("] (", "](", "][", "!["))
# Words that agree or refuse, in all our languages: some wherever they begin, others (which may also begin a
# whole sentence, such as "No state ...") only before a stop.
_BEFORE_WORDS = "[\\s\"'“”„«»‘’¡¿(\u200e\u200f\u2066-\u2069]*"
_AGREES = (
    "yes|yeah|yep|of course|sí|claro que|por supuesto|desde luego|oui|bien sûr|bien entendu|"
    "نعم|بالطبع|بالتأكيد|أجل|بلى|sim|oo|opo"
)
_ALONE = (
    "no|nope|never|not at all|by no means|sure|certainly|absolutely|exactly|indeed|"
    "correct|right|true|false|wrong|"
    "claro|si|nunca|jamás|para nada|en absoluto|de ningún modo|así es|exacto|correcto|cierto|falso|"
    "non|certainement|jamais|pas du tout|en aucun cas|absolument|tout à fait|exactement|exact|vrai|faux|"
    "لا|كلا|طبعا|أكيد|أبدا|إطلاقا|مطلقا|صحيح|بالضبط|خطأ|não|claro|hindi|nein|ja|doch|nee"
)
_BARE = re.compile(
    rf"{_BEFORE_WORDS}(?P<word>(?:{_AGREES})\b|(?:{_ALONE})(?=\s*(?:[.,:;!?…،؛؟–—»”\"]|\s-\s|$)))(?!\.\s?\d)",
    re.IGNORECASE,
)
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


def publishable(text: str, known: ValidationInfo) -> str:
    """A text for everybody: nobody's number, and no marks that would be shown raw.

    Its items begin with "• ", and signs that turn the direction of what follows them are left out.

    Where the item says `contact: organization`, a number or an address in it is an organization's own.
    """
    if all(unicodedata.category(character)[0] in "ZC" for character in text):
        raise FieldError("shows nothing: what stands here are signs that nobody sees", FaultKind.NOTHING)
    text = without_turns(text)
    found = number_or_address(text)
    if found and (known.data or {}).get("contact") is None:
        raise FieldError(
            f"holds what looks like {found}: those of persons are not published; where it is an "
            "organization's own, add the line `contact: organization`",
            FaultKind.NUMBER,
        )
    if "**" in text and any(paragraph.count("**") % 2 for paragraph in _paragraphs(text)):
        raise FieldError("has ** that is opened and never closed", FaultKind.SHOWN_RAW, sign="**")
    text = with_items(text)
    lines = [line.strip() for line in text.splitlines()]
    found_in = [each for each in _IN_TEXTS if each[0] in text and each[1](text)]
    found_in += [each for each in _IN_LINES if any(map(each[1], lines))]
    for sign, _, wrong, instead in found_in:
        kind = FaultKind.LINK_FORM if sign in _OF_LINKS else FaultKind.SHOWN_RAW
        raise FieldError(f"{wrong}, which would be shown as it stands: {instead}", kind, sign=sign)
    if "*" in _BOLD.sub(r"\1", text) and "*" in unmarked(text):
        said = "holds a * that marks nothing, which would be shown as it stands: take it away"
        raise FieldError(said, FaultKind.SHOWN_RAW, sign="*")
    return text


@dataclass(frozen=True)
class AtMost:
    """That a text in paragraphs has so many characters at most. Editors count empty lines as well."""

    most: int

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self._measured, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        return {**handler(schema), "maxLength": self.most}

    def _measured(self, text: str) -> str:
        if (length := length_of(text)) > self.most:
            said = f"is {length} characters long, at most {self.most} are allowed"
            raise FieldError(said, FaultKind.TOO_LONG, length=length, most=self.most)
        return text


def true_by_itself(text: str) -> str:
    """A text that begins with no yes or no: right for one way of asking, it is wrong for another."""
    if bare := _BARE.match(text.replace("**", "")):
        said = f"begins with a bare “{bare['word']}”: begin with a sentence that is true by itself"
        raise FieldError(said, FaultKind.YES_OR_NO, word=bare["word"])
    return text


def one_line(text: str) -> str:
    """A text that is shown without any marks, as a button or a title is."""
    if "\n" in text or any(found["address"] is None for found in INLINE.finditer(text)):
        said = "is shown as it stands, in one line: write it without marks and line breaks"
        raise FieldError(said, FaultKind.ONE_LINE)
    return text


def plain(text: str, known: ValidationInfo) -> str:
    """The same for everybody: nobody's number."""
    return one_line(publishable(text, known))


def _paragraphs(text: str) -> Iterator[str]:
    lines: list[str] = []
    for line in (*text.splitlines(), ""):
        if line.strip():
            lines.append(line)
        elif lines:
            yield "\n".join(lines)
            lines = []


def nothing_as_a_list(value: object) -> object:
    """A key with nothing behind it, where a list may be empty."""
    return [] if value is None else value


def as_a_tuple(value: object) -> object:
    """A list of a file, where the form keeps what nobody changes."""
    return tuple(value) if isinstance(value, list) else value


def is_language(code: str) -> bool:
    """Whether there is a language with this code, here or anywhere."""
    return code in _codes()


@cache
def _codes() -> frozenset[str]:
    return frozenset(NAMES) | {name.partition("_")[0] for name in locale_identifiers()}


def spoken(code: str) -> str:
    if not is_language(code):
        raise FieldError(
            f"`{code}` is the code of no language, such as en or ar", FaultKind.LANGUAGE, name=code
        )
    return code


def in_all_languages(texts: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
    """Texts in every language that is offered: the leading one's stands in, and must be there."""
    languages: Languages = info.context or (ENGLISH,)
    leading = languages[0]
    if leading not in texts:
        raise ValueError(f"the {called(leading)} text ({leading}) is missing")
    return {**dict.fromkeys(languages, texts[leading]), **texts}


def called(language: str) -> str:
    """A language's name in English; of those in which the bot has no sentences, the code."""
    return _CALLED.get(language, language)


def dated_language(code: str) -> str:
    """A language in which dates can be written."""
    try:
        Locale(cldr_code(code))
    except UnknownLocaleError:
        raise ValueError(
            f"dates cannot be written in `{code}`: it is not among the languages of the CLDR"
        ) from None
    if (ours := normalise(code)) != code:
        raise ValueError(f"write `{ours}`: that is how the bot knows this language")
    return code


def country_code(text: str) -> str:
    """Two capital letters, as in ISO 3166."""
    if re.fullmatch("[A-Z]{2}", text) is None:
        raise ValueError("should be two capital letters, such as FR")
    return text
