"""The documents name what the program has, all of it and nothing else, and their links lead somewhere."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import click
import pytest
from typer.main import get_command

from bot.cli.main import app
from bot.config import Settings
from bot.domain.announcements import Kind
from bot.domain.delivery.outcomes import Outcome
from bot.matching.replies import Reply
from bot.storage.schema import METADATA
from tests.assembled import parts

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

_LINK = re.compile(r"\]\(([^()\s]+)\)")
_EVENT = re.compile(r'logger\.(?:debug|info|warning|error|exception)\(\s*"([a-z_]+\.[a-z_]+)"')
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def table(text: str, heading: str) -> dict[str, list[str]]:
    """The rows of the first table under a heading: the word in the first cell's backticks, all cells."""
    section = re.split(r"^## ", text.partition(f"## {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    assert rows, f"there is no table under {heading}"
    return {cells[0].strip(" `"): [cell.strip() for cell in cells] for cells in rows}


def verbs() -> Iterator[tuple[str, click.Command]]:
    """Every verb with its words, such as `subscribers import`."""
    group = get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from ((f"{name} {inner}", verb) for inner, verb in command.commands.items())
        else:
            yield name, command


@cache
def anchors(file: Path) -> set[str]:
    """The anchors that Markdown viewers give its headings."""
    headings = _HEADING.findall(file.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def test_every_verb_is_documented_and_every_documented_verb_exists():
    assert set(table(OPERATING, "Command line")) == {name for name, _ in verbs()}


def test_the_options_of_a_verb_are_documented_with_it():
    rows = table(OPERATING, "Command line")
    for name, verb in verbs():
        options = {word for parameter in verb.params for word in parameter.opts if word.startswith("--")}
        assert set(re.findall(r"`(--[a-z-]+)`", rows[name][2])) == options, name


def test_every_setting_is_documented_with_its_default_and_every_documented_setting_exists():
    documented = {name: cells[1].strip("`") for name, cells in table(OPERATING, "Settings").items()}
    defaults = {}
    for name, field in Settings.model_fields.items():
        match field.default:
            case None | ():
                said = "none"
            case bool():
                said = str(field.default).lower()
            case float():
                said = f"{field.default:g}"
            case _:
                said = str(field.default)
        defaults[f"BOT_{name.upper()}"] = said
    assert documented == defaults


def test_every_setting_named_anywhere_in_the_documents_exists():
    known = {f"BOT_{name.upper()}" for name in Settings.model_fields}
    for document in DOCUMENTS:
        named = set(re.findall(r"\bBOT_[A-Z]+(?:_[A-Z]+)*\b", document.read_text(encoding="utf-8")))
        assert named <= known, document.name


def test_every_command_is_documented_and_every_documented_command_exists():
    commands = parts(staff_chat=-100).current.parts.commands
    rows = table(OPERATING, "Commands in Telegram")
    assert set(rows) == {f"/{command.name}" for command in commands}
    for command in commands:
        readers = rows[f"/{command.name}"][1]
        assert ("staff" in readers or "owners" in readers) == command.staff_only, command.name
        assert ("groups" in readers) == command.in_groups, command.name


def test_every_line_of_the_log_is_documented_and_every_documented_one_is_written():
    sources = [file.read_text(encoding="utf-8") for file in (ROOT / "bot").rglob("*.py")]
    written = {event for source in sources for event in _EVENT.findall(source)}
    assert len(written) > 60
    documented = {
        event for cells in table(OPERATING, "Logs").values() for event in re.findall("`([^`]+)`", cells[0])
    }
    kinds = {event.removesuffix(".*") for event in documented if event.endswith(".*")}
    assert {event for event in written if event.partition(".")[0] not in kinds} - documented == set()
    plain = {event for event in documented if event.partition(".")[0] not in kinds}
    source = "\n".join(sources)
    unwritten = {event for event in plain if f'"{event}"' not in source}
    assert {event for event in unwritten if f'"{event.removesuffix(".failed")}"' not in source} == set()


def test_every_make_target_is_documented_and_every_documented_target_exists():
    phony = re.search(r"^\.PHONY:(.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony is not None
    targets = set(phony[1].split())
    assert set(table(CONTRIBUTING, "Set up")) == {f"make {target}" for target in targets}
    for document in DOCUMENTS:
        named = set(re.findall(r"`make (?:[A-Z]+=\S+ )*([a-z]+)", document.read_text(encoding="utf-8")))
        assert named <= targets, document.name


def test_paths_in_the_table_of_changes_exist():
    section = CONTRIBUTING.partition("## To do this, touch that\n")[2].partition("\n## ")[0]
    paths = [path for path in re.findall(r"`([\w./-]+/[\w./-]*)`", section) if "<" not in path]
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_links_between_files_lead_to_a_file_and_a_heading():
    dead = []
    for document in DOCUMENTS:
        for target in _LINK.findall(document.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, fragment = target.partition("#")
            file = (document.parent / path).resolve() if path else document
            if not file.exists() or (fragment and fragment not in anchors(file)):
                dead.append((document.name, target))
    assert dead == []


def test_the_data_model_draws_every_table_with_every_column_that_is_used():
    text = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    drawn = {
        name: set(re.findall(r"^        \w+ (\w+)", columns, re.MULTILINE))
        for name, columns in re.findall(r"^    (\w+) \{\n(.*?)^    \}", text, re.MULTILINE | re.DOTALL)
    }
    unused = re.findall(r"`(\w+)`", text[text.index("`handled_updates`") : text.index("not used any more")])
    assert drawn == {
        table.name: {column.name for column in table.columns} - set(unused)
        for table in METADATA.sorted_tables
        if table.name not in unused
    }


def test_the_outcomes_and_replies_that_are_counted_stand_with_the_metrics():
    rows = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8").splitlines()
    answering = (ROOT / "bot" / "services" / "answering.py").read_text(encoding="utf-8")
    counted = set(re.findall(r'_replies\["([a-z_]+)"\]', answering))
    for name, kinds in (
        ("compact_bot_attempts_total", named_after(Outcome)),
        ("compact_bot_replies_total", named_after(Reply) | counted),
    ):
        row = next(row for row in rows if row.startswith(f"| `{name}` |"))
        assert set(re.findall(r"`([a-z_]+)`", row)) - {name, "outcome", "reply"} == kinds


def named_after(union: object) -> set[str]:
    return {each.__name__.lower() for each in get_args(union)}


@pytest.mark.parametrize(
    ("document", "row"), [("glossary.md", "| kind |"), ("data-model.md", "| `announcements` |")]
)
def test_every_kind_of_announcement_is_named_where_kinds_are_told(document: str, row: str):
    lines = (ROOT / "docs" / document).read_text(encoding="utf-8").splitlines()
    told = next(line for line in lines if line.startswith(row)).partition("`language`")[0]
    assert not [kind for kind in Kind if kind.replace("_", " ") not in told.replace("_", " ")]


def test_the_index_of_the_design_notes_names_every_one():
    notes = (ROOT / "docs" / "design-notes.md").read_text(encoding="utf-8")
    assert re.findall(r"^- \[(.+)\]\(#", notes, re.MULTILINE) == re.findall(r"^## (.+)$", notes, re.MULTILINE)
