"""Holds translations against the leading language's originals: what is older, or says something else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.faq_checks import FoundCourtesy, FoundEntry
from bot.content.fields import called
from bot.content.phones_and_emails import in_latin_digits
from bot.content.problems import Problem
from bot.domain.content.faq import Faq

_ADDRESS = re.compile(r"https?://[^\s)]+")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:[.,\u066c\s]\d{3})+(?!\d)")
_NUMBER = re.compile(r"\d+")
# What stands alone: at the beginning of a line, of a sentence or of what is set apart, and to the end of it.
_BEFORE = r"(?:^|(?<=[\[(<{*_\"“«•:;.!?…-])|(?<=[\[(<{*_\"“«•:;.!?…-]\s))\s?\b"
_BEHIND = r"(?=\s?(?:$|[\])>}*_\"”»:;.!?…-]))"
_TO_DO = "translat|tradu|write|escrib|complet|finish|fix|add|ask|check|revis|review|update|termin|pon"
_UNDONE = re.compile(
    r"\b(?:TBD|FIXME|XXX)\b|\?{3}|\b(?i:lorem ipsum)\b"
    # in Spanish "todo" is everything, also in capitals: what is to be done stands alone or before a beginning
    rf"|\bTODO\b(?=\s?[:\]])|\bTODO\b(?=\s(?:[A-ZÀ-Þ][a-zß-ÿ]|(?i:{_TO_DO})))|{_BEFORE}(?:TODO{_BEHIND}|todo:)"
    r"|\[\W{0,3}(?i:translat|traduc|traduir|ترجم)(?![^\]\n]*\]\()"
    rf"|{_BEFORE}(?:PENDIENTE(?: DE \w+)?|للترجمة|(?i:to be translated|translation missing|à traduire|"
    r"à compléter|à relire|a traducir|por traducir|falta traducir|por completar))" + _BEHIND,
    re.MULTILINE,
)
# ... and the number of thirty
_THIRTIETH = re.compile(r"\b(?i:art\w+|chap\w+|cap\w+|t[ií]t\w+|ann?ex\w*|anexo|part\w*|siglo)\s+XXX\b")
_WORD = re.compile(r"[^\W\d_]+")
ALIKE = 0.6  # of a text's words: so many in common have a text and its copy, hardly two languages
COPIED = 0.9  # the same of two translations: French and Spanish have many words in common


@dataclass(frozen=True, slots=True)
class Behind:
    """Ids of one language's entries: not read by a second speaker, and older than the original."""

    unreviewed: tuple[str, ...]
    outdated: tuple[str, ...]


def behind(faq: Faq) -> dict[str, Behind]:
    """What is to be done for translations, by language."""
    led_by = faq.entries.get(faq.leading, {})
    return {
        language: Behind(
            tuple(each.id for each in entries.values() if not each.translation_reviewed),
            tuple(
                each.id
                for each in entries.values()
                if each.id in led_by and each.reviewed < led_by[each.id].reviewed
            ),
        )
        for language, entries in faq.entries.items()
        if language != faq.leading
    }


def translation_warnings(
    entries: list[FoundEntry], courtesies: list[FoundCourtesy], leading: str
) -> Iterator[Problem]:
    """What a translator should look at, at its place; originals are in the `leading` language."""
    said = {found.form.id: found.form.answer for found in courtesies if found.language == leading}
    for courtesy in courtesies:
        if courtesy.language != leading and courtesy.form.id in said:
            for text in signs_of_text(courtesy.form.answer, said[courtesy.form.id], called(leading)):
                yield courtesy.problem(text, "answer").as_warning()
    originals = {found.form.id: found for found in entries if found.language == leading}
    by_id: dict[str, list[FoundEntry]] = {}
    for found in entries:
        by_id.setdefault(found.form.id, []).append(found)
    for found in entries:
        if found.language != leading:
            yield from _copied(found, by_id[found.form.id])
        original = originals.get(found.form.id)
        if original is not None and found is not original:
            yield from (found.problem(text, *steps).as_warning() for steps, text in _signs(found, original))
        elif original is found and (undone := unfinished(_text(found))):
            yield found.problem(f"says {undone}: is it finished?", "answer").as_warning()


def _copied(found: FoundEntry, others: list[FoundEntry]) -> Iterator[Problem]:
    """A question in another language, and an answer like that of another translation."""
    for other in others:
        if other.language != found.language and (
            _reads_like(found.form.question, other.form.question)
            or _is_the_same(found.form.question, other.form.question)
        ):
            text = f"reads like the {called(other.language)} question: is it translated?"
            yield found.problem(text, "question").as_warning()
        if other.language not in (found.language, others[0].language) and _reads_like(
            found.form.answer, other.form.answer, COPIED
        ):
            text = f"reads like the {called(other.language)} text: is it in its language?"
            yield found.problem(text, "answer").as_warning()


def _signs(found: FoundEntry, original: FoundEntry) -> Iterator[tuple[tuple[str, ...], str]]:
    form, led_by = found.form, original.form
    leading = called(original.language)
    if form.reviewed < led_by.reviewed:
        text = f"is older than its {leading} original, which was reviewed on {led_by.reviewed}"
        yield ("reviewed",), text
    if form.since is not None and led_by.since is None:
        yield ("since",), f"the {leading} entry has no `since` any more"
    notes = (form.since or "", led_by.since or "")
    yield from (
        (("answer",), said) for said in signs_of_text(form.answer, led_by.answer, leading, notes=notes)
    )


def signs_of_text(
    text: str, original: str, leading: str, *, notes: tuple[str, str] = ("", "")
) -> Iterator[str]:
    """What a translator should look at in a text, beside that in the language which is called `leading`.

    The `notes` of both are read with them.
    """
    ours, theirs = f"{text}\n{notes[0]}", f"{original}\n{notes[1]}"
    if undone := unfinished(ours):
        yield f"says {undone}: is it translated?"
    elif _reads_like(text, original):
        yield f"reads like the {leading} text: is it translated?"
    else:
        yield from _differences("number", _numbers(ours), _numbers(theirs), leading)
        yield from _differences("address", _addresses(ours), _addresses(theirs), leading)


def unfinished(text: str) -> str:
    """The first sign that something of it is still to come; empty where there is none."""
    found = _UNDONE.search(_THIRTIETH.sub("", text))
    return found[0].strip() if found else ""


def _differences(what: str, ours: set[str], theirs: set[str], leading: str) -> Iterator[str]:
    if missing := sorted(theirs - ours):
        yield f"the {what} {', '.join(missing)} of the {leading} text is not here"
    if more := sorted(ours - theirs):
        yield f"the {what} {', '.join(more)} is not in the {leading} text"


def _text(found: FoundEntry) -> str:
    return f"{found.form.answer}\n{found.form.since or ''}"


def _numbers(text: str) -> set[str]:
    plain = in_latin_digits(_ADDRESS.sub("", text))
    return set(_NUMBER.findall(_THOUSANDS.sub(lambda found: re.sub(r"\D", "", found[0]), plain)))


def _addresses(text: str) -> set[str]:
    return {address.rstrip(".,;:") for address in _ADDRESS.findall(text)}


def _reads_like(text: str, other: str, share: float = ALIKE) -> bool:
    words = unnamed_words_in(text)
    return len(words) >= 4 and len(words & unnamed_words_in(other)) >= share * len(words)


def _is_the_same(text: str, other: str) -> bool:
    """Whether both hold the same words, and not names alone: in two languages that is hardly so."""
    words = unnamed_words_in(text)
    return len(words) >= 2 and _WORD.findall(text.casefold()) == _WORD.findall(other.casefold())


def words_in(text: str) -> set[str]:
    """All of them in small letters, without addresses."""
    return {word.casefold() for word in _WORD.findall(_ADDRESS.sub("", text))}


def unnamed_words_in(text: str) -> set[str]:
    """Without names, which are the same in many languages."""
    return {word for word in _WORD.findall(_ADDRESS.sub("", text)) if not word[0].isupper()}
