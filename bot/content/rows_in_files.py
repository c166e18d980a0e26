"""Writes what staff put in from the chat into the files, as a curator would: lines are added, none moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.check import Content
from bot.content.contacts import CONTACTS
from bot.content.faq_files import DOCUMENTS
from bot.content.news_in_files import WEEKLY, with_news
from bot.content.schedule_files import WEBINARS_FILE
from bot.content.staff_rows import Beneath, entry_item
from bot.content.topic_rows import TOPICS, topic_lines
from bot.content.yaml_file import Steps, Value, YamlFile, quoted, read_yaml, yaml_of
from bot.domain.content.staff_content import (
    Item,
    RowKind,
    RowStanding,
    StaffRow,
    contact_id,
    ends,
    short_digest,
    standing,
)
from bot.matching.recognizing.normalize import normalize

DEFAULT_LEADS = ["24h", "1h", "start"]
_SECTION = 80  # characters


class NotWritableError(Exception):
    """Why a row stays a row; the text is for an operator."""


@dataclass(slots=True)
class RowsWritten:
    """The texts of the files that change, by name, the rows that are in them, and why others are not."""

    files: dict[str, str] = field(default_factory=dict)
    rows: list[StaffRow] = field(default_factory=list)
    left: list[tuple[StaffRow, str]] = field(default_factory=list)


def written(folder: Path, content: Content, rows: Iterable[StaffRow]) -> RowsWritten:
    """The files in `folder`, which hold this content, with the rows in them. Nothing is stored here."""
    writing = _Writing(folder, content)
    result = RowsWritten(writing.changed)
    for row in sorted(rows, key=lambda each: tuple(RowKind).index(each.kind)):
        its = standing(row, writing.beneath.item(row))
        if its is RowStanding.SETTLED:
            continue
        try:
            if its is RowStanding.ASKED:
                raise NotWritableError("the files were changed otherwise: somebody decides in /inbox first")
            writing.write(row)
            result.rows.append(row)
        except NotWritableError as why:
            result.left.append((row, str(why)))
    return result


class _Writing:
    def __init__(self, folder: Path, content: Content) -> None:
        self._folder = folder
        self._content = content
        self.beneath = Beneath(content)
        self.changed: dict[str, str] = {}
        self._meant: dict[str, str] = {}
        for _, what, text in (*content.faq.phrasings(), *content.faq.courtesies()):
            self._meant.setdefault(normalize(text), what)
        self._new: dict[str, Item] = {}

    def write(self, row: StaffRow) -> None:
        """Raises NotWritableError, and has written nothing then."""
        match row.kind:
            case RowKind.ENTRY:
                self._entry(row)
            case RowKind.PHRASING:
                self._phrasing(row)
            case RowKind.CONTACT:
                self._contact(row)
            case RowKind.TOPIC if ends(row):
                raise NotWritableError("it has just been ended in the chat")
            case RowKind.TOPIC:
                self._append(TOPICS, topic_lines(row, self._content.texts.languages))
            case RowKind.WEBINAR:
                self._webinar(row)
            case RowKind.NEWS:
                self.changed[WEEKLY] = with_news(self._read(WEEKLY), row)

    def _entry(self, row: StaffRow) -> None:
        leading = self._content.faq.leading
        if row.item is None or entry_item(self._content.faq, row.item_id) is not None:
            raise NotWritableError("an answer of the files is changed in the files")
        if leading not in row.item["texts"]:
            raise NotWritableError(f"its text in the leading language ({leading}) is missing")
        for texts in row.item["texts"].values():
            self._mean(texts["question"], row.item_id)
        document = self._document(row.item["source"])
        for language, texts in row.item["texts"].items():
            lines = [
                f"- id: {row.item_id}",
                f"  question: {quoted(texts['question'])}",
                "  phrasings:",
                f"    - {quoted(texts['question'])}",
                "  answer: |",
                *(f"    {line.strip()}".rstrip() for line in texts["answer"].strip().splitlines()),
                "  sources:",
                f"    - document: {document}",
                f"      section: {quoted(row.item['source']['title'][:_SECTION].strip())}",
                "  by_staff: true",
                *([] if language == leading else ["  translation: unreviewed"]),
                f"  reviewed: {quoted(row.item['reviewed'])}",
            ]
            self._append(f"faq/{language}/{row.item['category']}.yaml", lines)
        self._new[row.item_id] = row.item

    def _document(self, source: Item) -> str:
        """The id of the document with this title and date: one that is there, or a new one."""
        name = f"faq/{DOCUMENTS}"
        for document_id, known in self._mapping(name):
            if isinstance(known, dict):
                of_file = {key: known.get(key) for key in ("author", "title", "date", "address")}
                if {**of_file, "date": str(of_file["date"])} == source:
                    return document_id
        document_id = f"staff-{short_digest(*(str(value) for value in source.values()))}"
        address = [f"  address: {quoted(source['address'])}"] if source["address"] else []
        self._append(
            name,
            [
                f"{document_id}:",
                f"  title: {quoted(source['title'])}",
                f"  author: {quoted(source['author'])}",
                f"  date: {quoted(source['date'])}",
                *address,
            ],
            apart=False,
        )
        return document_id

    def _phrasing(self, row: StaffRow) -> None:
        item = row.item or {}
        language, text, entry_id = item["language"], item["text"], item["entry"]
        found = self._new.get(entry_id) or entry_item(self._content.faq, entry_id)
        if found is None or language not in found["texts"]:
            raise NotWritableError(f"there is no answer `{entry_id}` in {language}")
        name = f"faq/{language}/{found['category']}.yaml"
        file = self._read(name)
        place = next((n for n, one in enumerate(_items(file)) if one.get("id") == entry_id), None)
        first = file.places.get((place, "phrasings", 0)) if place is not None else None
        lines = file.text.splitlines()
        if first is None or not lines[first[0] - 1].lstrip().startswith("- "):
            raise NotWritableError(f"the phrasings of `{entry_id}` in {name} do not stand one a line")
        self._mean(text, entry_id)
        line = lines[first[0] - 1]
        lines.insert(first[0] - 1, f"{line[: len(line) - len(line.lstrip())]}- {quoted(text)}")
        self.changed[name] = "\n".join(lines) + "\n"

    def _contact(self, row: StaffRow) -> None:
        name = f"faq/{CONTACTS}"
        lines = (
            []
            if row.item is None
            else [
                f"- name: {quoted(row.item['name'])}",
                f"  region: {row.item['region']}",
                f"  languages: [{', '.join(row.item['languages'])}]",
                *(
                    f"  {key}: {quoted(row.item[key])}"
                    for key in ("link", "public_hotline")
                    if row.item[key] is not None
                ),
                f"  checked: {quoted(row.item['checked'])}",
            ]
        )
        self._put_item(
            name,
            lines,
            lambda one: contact_id(str(one.get("name")), str(one.get("region"))) == row.item_id,
        )

    def _webinar(self, row: StaffRow) -> None:
        item = row.item or {}
        leading = self._content.faq.leading
        if leading not in item["title"] or (item["summary"] and leading not in item["summary"]):
            raise NotWritableError(f"its text in the leading language ({leading}) is missing")
        former = next(
            (one for one in self._items_of(WEBINARS_FILE) if one.get("id") == row.item_id), dict[str, Value]()
        )
        lines = [f"- id: {row.item_id}"]
        if contact := former.get("contact"):
            lines.append(f"  contact: {contact}")
        for key in ("title", "summary"):
            texts = [f"    {language}: {quoted(text)}" for language, text in item[key].items()]
            lines += [f"  {key}:", *texts] if texts else []
        lines += [f"  {key}: {item[key]}" for key in ("starts", "zone", "minutes", "link")]
        for key in ("leads", "languages", "reading"):
            if item[key] and (key != "leads" or item[key] != DEFAULT_LEADS):
                lines.append(f"  {key}: [{', '.join(item[key])}]")
        if item["recording"]:
            lines.append(f"  recording: {item['recording']}")
        lines += [f"  {key}: true" for key in ("cancelled", "example") if item[key]]
        self._put_item(WEBINARS_FILE, lines, lambda one: one.get("id") == row.item_id)

    def _items_of(self, name: str) -> list[dict[str, Value]]:
        return _items(self._read(name)) if self._exists(name) else []

    def _put_item(self, name: str, lines: list[str], is_it: Callable[[dict[str, Value]], bool]) -> None:
        """Writes an item of a list in place of the one that it is, else at the end."""
        if not self._exists(name):
            self.changed[name] = "\n".join(lines) + "\n"
            return
        file = self._read(name)
        for n, one in enumerate(_items(file)):
            if is_it(one):
                self._replace(file, n, lines)
                return
        if not _items(file):
            empty = ("[]", f"{Path(name).stem}: []")
            kept = [line for line in file.text.splitlines() if line.strip() not in empty]
            self.changed[name] = "\n".join([*kept, *lines]) + "\n"
            return
        self._append(name, lines)

    def _replace(self, file: YamlFile, number: int, lines: list[str]) -> None:
        """Puts these lines in place of an item; without any, an empty list may be left."""
        old, items = file.text.splitlines(), _items(file)
        start = _first_line(file, (number,)) - 1
        end = _first_line(file, (number + 1,)) - 1 if number + 1 < len(items) else len(old)
        while end > start + 1 and (not old[end - 1].strip() or old[end - 1].startswith("#")):
            end -= 1  # what stands above the next one is its own
        rest = lines or ([] if len(items) > 1 else ["[]"])
        self.changed[file.name] = "\n".join([*old[:start], *rest, *old[end:]]).rstrip("\n") + "\n"

    def _mean(self, text: str, what: str) -> None:
        """Notes that words ask for an entry: no other may have them, in whatever language."""
        meant = self._meant.setdefault(normalize(text), what)
        if meant != what:
            raise NotWritableError(f"the same words ask for `{meant}` already")

    def _mapping(self, name: str) -> Iterator[tuple[str, object]]:
        value = self._read(name).value
        yield from (value.items() if isinstance(value, dict) else ())

    def _append(self, name: str, lines: list[str], *, apart: bool = True) -> None:
        before = self._read(name).text.rstrip("\n") if self._exists(name) else ""
        between = "\n\n" if apart else "\n"
        self.changed[name] = (before + between if before else "") + "\n".join(lines) + "\n"

    def _exists(self, name: str) -> bool:
        return name in self.changed or (self._folder / name).exists()

    def _read(self, name: str) -> YamlFile:
        if name in self.changed:
            return _composed(name, self.changed[name])
        file, _ = read_yaml(self._folder / name, name, empty=[])
        if file is None:
            raise NotWritableError(f"{name} cannot be read")
        return file


def _composed(name: str, text: str) -> YamlFile:
    file, _ = yaml_of(name, text, empty=[])
    if file is None:
        raise NotWritableError(f"{name} could not be read as it would be written")
    return file


def _items(file: YamlFile) -> list[dict[str, Value]]:
    return [one for one in file.value if isinstance(one, dict)] if isinstance(file.value, list) else []


def _first_line(file: YamlFile, steps: Steps) -> int:
    return file.places[steps][0]
