"""Lays what staff put in from the chat over what the files say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.content.check import Content
from bot.content.models import ContactForm, DocumentForm, EntryForm
from bot.content.news_rows import news_item, news_laid
from bot.content.topic_rows import topic_beneath, topic_laid
from bot.content.validation import fault_without_place
from bot.content.webinar_rows import webinar_laid, webinar_said
from bot.domain.content.contacts import Contact, Region
from bot.domain.content.faq import Entry, Faq, Source
from bot.domain.content.field_faults import FieldFault
from bot.domain.content.staff_content import (
    Item,
    RowKind,
    RowStanding,
    StaffRow,
    contact_id,
    contact_item,
    digest_of,
    standing,
)
from bot.domain.ids import is_id
from bot.matching.recognizing.normalize import normalize

Form = TypeVar("Form", bound=BaseModel)

_DOCUMENT = "staff-source"
"""The id of a document that stands in no file yet; exported, it gets one of its own."""


@dataclass(frozen=True)
class Beneath:
    """The files' content, with what it takes to hold rows against it."""

    content: Content

    @cached_property
    def entries_by_words(self) -> Mapping[tuple[str, str], str]:
        """Which entry a phrasing asks for, by its language and its words."""
        return {
            (language, normalize(text)): entry_id for language, entry_id, text in self.content.faq.phrasings()
        }

    def item(self, row: StaffRow) -> Item | None:
        """What the files say of the thing that a row is about; None where they say nothing."""
        match row.kind:
            case RowKind.ENTRY:
                return entry_item(self.content.faq, row.item_id)
            case RowKind.PHRASING:
                return self._phrasing(row)
            case RowKind.CONTACT:
                found = (each for each in self.content.contacts if _is_about(row, each))
                contact = next(found, None)
                return None if contact is None else contact_item(contact)
            case RowKind.TOPIC:
                return topic_beneath(self.content, row)
            case RowKind.WEBINAR:
                return webinar_said(self.content, row)
            case RowKind.NEWS:
                return news_item(self.content, row.item_id)

    def standing_anew(self, row: StaffRow) -> StaffRow:
        """The same row, standing over what the files say now."""
        return replace(row, stands_over=digest_of(self.item(row)))

    def _phrasing(self, row: StaffRow) -> Item | None:
        """The row's own item, or that of another entry which has these words."""
        if row.item is None:
            return None
        words = normalize(str(row.item.get("text")))
        entry_id = self.entries_by_words.get((str(row.item.get("language")), words))
        return None if entry_id is None else {**row.item, "entry": entry_id}


@dataclass(frozen=True, slots=True)
class Laid:
    """The content with the rows over it. `exact` are words that staff gave to an entry, normalized.

    `settled` rows say what the files say and may go; of those `asked` the file was changed otherwise, and
    they are in use until somebody decides, as those are that hold; those set `aside` do not fit any more, and
    are not in use.
    """

    content: Content
    exact: Mapping[str, str]
    holding: tuple[StaffRow, ...] = ()
    settled: tuple[StaffRow, ...] = ()
    asked: tuple[StaffRow, ...] = ()
    aside: tuple[StaffRow, ...] = ()


def laid_over(beneath: Beneath, rows: Iterable[StaffRow]) -> Laid:
    """Kind by kind: entries first, then phrasings, which may be theirs; in the order of the rows in each."""
    ordered = sorted(rows, key=lambda row: tuple(RowKind).index(row.kind))
    found: dict[RowStanding, list[StaffRow]] = {each: [] for each in RowStanding}
    aside, exact, laid = list[StaffRow](), dict[str, str](), beneath.content
    for row in ordered:
        try:
            over = _LAID[row.kind](laid, row)
        except (KeyError, TypeError, ValueError, AttributeError):
            aside.append(row)
            continue
        its = standing(row, beneath.item(row))
        found[its].append(row)
        if its is RowStanding.SETTLED:
            continue
        laid = over
        exact |= _exact(row)
    return Laid(
        laid,
        exact,
        tuple(found[RowStanding.HOLDS]),
        tuple(found[RowStanding.SETTLED]),
        tuple(found[RowStanding.ASKED]),
        tuple(aside),
    )


def fault_of(content: Content, row: StaffRow) -> FieldFault | None:
    """What keeps a row from being used; None for one that fits."""
    try:
        _LAID[row.kind](content, row)
    except ValidationError as error:
        return fault_without_place(error.errors()[0])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return FieldFault(str(error))
    return None


def entry_item(faq: Faq, entry_id: str) -> Item | None:
    """An entry of all languages as rows hold it: without its phrasings, which are rows of their own."""
    found = {language: faq.entries[language][entry_id] for language in faq.languages_of(entry_id)}
    if not found:
        return None
    leading = found.get(faq.leading) or next(iter(found.values()))
    source = leading.sources[0] if leading.sources else None
    return {
        "category": leading.category,
        "texts": {
            language: {"question": entry.question, "answer": entry.answer}
            for language, entry in found.items()
        },
        "source": source
        and {
            "author": source.author,
            "title": source.title,
            "date": source.date,
            "address": source.address,
        },
        "reviewed": leading.reviewed.isoformat(),
    }


def entries_of(row: StaffRow, categories: Iterable[str]) -> tuple[Entry, ...]:
    """A row's entry in each of its languages. Raises ValueError and the like where it does not fit."""
    item = _of(row)
    if not is_id(row.item_id) or item["category"] not in categories:
        raise ValueError("there is no such category")
    _checked(DocumentForm, item["source"])
    source = Source(
        _DOCUMENT,
        item["source"]["title"],
        item["source"]["title"],
        item["source"]["author"],
        item["source"]["date"],
        item["source"]["address"],
    )
    if not item["texts"]:
        raise ValueError("there is no text")
    return tuple(
        Entry(
            id=row.item_id,
            category=item["category"],
            language=language,
            question=form.question,
            phrasings=(),
            answer=form.answer,
            since=None,
            sources=(source,),
            related=(),
            reviewed=date.fromisoformat(item["reviewed"]),
            by_staff=True,
        )
        for language, texts in item["texts"].items()
        for form in (entry_form(row.item_id, texts["question"], texts["answer"], item["reviewed"]),)
    )


def entry_form(entry_id: str, question: str, answer: str, reviewed: str) -> EntryForm:
    """The texts as a file's would be held against the form. Raises ValueError, in words for a curator."""
    return _checked(
        EntryForm,
        {
            "id": entry_id,
            "question": question,
            "phrasings": [question],
            "answer": answer,
            "sources": [{"document": _DOCUMENT, "section": "-"}],
            "reviewed": reviewed,
            "by_staff": True,
        },
    )


def _entry_laid(content: Content, row: StaffRow) -> Content:
    entries = dict(content.faq.entries)
    categories = {entry.category for by_id in entries.values() for entry in by_id.values()}
    for language in content.faq.languages_of(row.item_id):
        entries[language] = {key: one for key, one in entries[language].items() if key != row.item_id}
    if row.item is not None:
        for entry in entries_of(row, {*categories, *content.faq.category_names}):
            if entry.language not in content.texts.languages:
                raise ValueError("nobody is shown this language")
            entries[entry.language] = {**entries.get(entry.language, {}), row.item_id: entry}
    return replace(content, faq=replace(content.faq, entries=entries))


def _phrasing_laid(content: Content, row: StaffRow) -> Content:
    item, faq = _of(row), content.faq
    language, text, entry_id = item["language"], item["text"], item["entry"]
    if not faq.languages_of(entry_id) or not normalize(text):
        raise ValueError("there is no such entry")
    entry = faq.entries.get(language, {}).get(entry_id)
    if entry is None:
        of_language = faq.asked_in.get(language, {})
        asked = {**of_language, entry_id: (*of_language.get(entry_id, ()), text)}
        return replace(content, faq=replace(faq, asked_in={**faq.asked_in, language: asked}))
    more = replace(entry, phrasings=(*entry.phrasings, text))
    entries = {**faq.entries, language: {**faq.entries[language], entry_id: more}}
    return replace(content, faq=replace(faq, entries=entries))


def _contact_laid(content: Content, row: StaffRow) -> Content:
    others = list(content.contacts)
    place = next(
        (n for n, each in enumerate(others) if _is_about(row, each)),
        len(others),
    )
    others[place : place + 1] = [] if row.item is None else [contact_of(row)]
    return replace(content, contacts=tuple(others))


def contact_of(row: StaffRow) -> Contact:
    """The contact that a row says. Raises ValueError, in words for a curator."""
    form = _checked(ContactForm, _of(row))
    if form.link is None and form.public_hotline is None:
        raise ValueError("needs a link, a public hotline, or both")
    return Contact(
        form.name,
        Region(form.region),
        tuple(form.languages),
        form.checked,
        form.link,
        form.public_hotline,
    )


_LAID: Mapping[RowKind, Callable[[Content, StaffRow], Content]] = {
    RowKind.ENTRY: _entry_laid,
    RowKind.PHRASING: _phrasing_laid,
    RowKind.CONTACT: _contact_laid,
    RowKind.TOPIC: topic_laid,
    RowKind.WEBINAR: webinar_laid,
    RowKind.NEWS: news_laid,
}


def _is_about(row: StaffRow, contact: Contact) -> bool:
    return contact_id(contact.name, contact.region) == row.item_id


def _of(row: StaffRow) -> Item:
    if row.item is None:
        raise ValueError("there is nothing in it")
    return row.item


def _checked(form: type[Form], value: object) -> Form:
    return form.model_validate(value, context=("en",))


def _exact(row: StaffRow) -> Mapping[str, str]:
    match row.kind:
        case RowKind.PHRASING if row.item is not None:
            return {normalize(row.item["text"]): row.item["entry"]}
        case RowKind.ENTRY if row.item is not None:
            return {normalize(texts["question"]): row.item_id for texts in row.item["texts"].values()}
    return {}
