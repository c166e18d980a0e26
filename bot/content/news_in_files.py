"""Writes news that staff put in from the chat into schedules/weekly.yaml, as a curator would."""

from __future__ import annotations

from bot.content.yaml_file import YamlFile, quoted
from bot.domain.content.staff_content import StaffRow

WEEKLY = "schedules/weekly.yaml"
_KEY = "news"


def with_news(file: YamlFile, row: StaffRow) -> str:
    """The file's text with the news of the row in it, in place of those of the same id, else at the end."""
    lines = file.text.splitlines()
    value = file.value if isinstance(file.value, dict) else {}
    listed = value.get(_KEY)
    news = listed if isinstance(listed, list) else []
    starts = [file.places[_KEY, n][0] - 1 for n in range(len(news))]
    ids = [each.get("id") if isinstance(each, dict) else None for each in news]
    place = ids.index(row.item_id) if row.item_id in ids else len(ids)
    if not news:
        return _as_first(file, lines, row)
    dash = lines[starts[0]]
    indent = dash[: len(dash) - len(dash.lstrip())]
    end = _end(lines, starts[-1])
    start = starts[place] if place < len(ids) else end
    following = [*starts, end][place + 1] if place < len(ids) else end
    while following > start and not _says_something(lines[following - 1]):
        following -= 1  # what stands above the next one is its own
    apart = [""] if place == len(ids) and len(ids) > 1 and "" in lines[starts[-2] : starts[-1]] else []
    return _joined([*lines[:start], *apart, *_lines(row, indent), *lines[following:]])


def _as_first(file: YamlFile, lines: list[str], row: StaffRow) -> str:
    found = file.key_places.get((_KEY,))
    if found is None:
        return _joined([*lines, "", f"{_KEY}:", *_lines(row, "  ")])
    number = found[0] - 1
    return _joined([*lines[:number], f"{_KEY}:", *_lines(row, "  "), *lines[number + 1 :]])


def _end(lines: list[str], last: int) -> int:
    """Behind the last line of a list whose last item begins on the line `last`."""
    end = last + 1
    while end < len(lines) and not (_says_something(lines[end]) and not lines[end][0].isspace()):
        end += 1
    while not _says_something(lines[end - 1]):
        end -= 1
    return end


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _lines(row: StaffRow, indent: str) -> list[str]:
    if row.item is None:
        return []
    item = row.item
    link = [f"  link: {quoted(item['link'])}"] if item["link"] else []
    lines = [
        f"- id: {row.item_id}",
        f"  from: {item['from']}",
        f"  until: {item['until']}",
        "  text:",
        *(f"    {language}: {quoted(text)}" for language, text in item["text"].items()),
        *link,
    ]
    return [indent + line for line in lines]


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
