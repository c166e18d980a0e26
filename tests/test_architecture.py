"""The shape of the program: the import contracts of pyproject.toml hold and would notice a breach."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path.relative_to(ROOT) for room in ("bot", "benchmarks") for path in (ROOT / room).rglob("*.py")
)
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
LONGEST_MODULE = 300
# Words that say nothing about what a module is for.
EMPTY_WORDS = re.compile(r"(manager|helper|util|common|base|misc|data|info|process|do|job|task|event)s?")

# The importing module, what it imports, the contract that forbids it, and how the contract names it
# where that is not the import itself.
BREACHES = [
    ("bot.domain.planted", "bot.storage", "layers", None),
    ("bot.storage.planted", "bot.services", "layers", None),
    ("bot.services.planted", "bot.content", "layers", None),
    ("bot.services.planted", "bot.telegram", "layers", None),
    ("bot.telegram.planted", "bot.content", "layers", None),
    ("bot.content.planted", "bot.simulator", "layers", None),
    ("bot.simulator.planted", "bot.telegram", "layers", None),
    ("bot.telegram.planted", "bot.app", "layers", None),
    ("bot.app", "bot.cli", "layers", None),
    ("bot.cli", "bot.__main__", "layers", None),
    ("bot.planted", "bot.domain", "layers", "- bot.planted\n"),
    ("bot.matching.planted", "bot.domain", "layers", None),
    ("bot.domain.planted", "bot.matching", "layers", None),
    ("bot.matching.planted", "bot.services", "layers", None),
    ("bot.telegram.wire.planted", "bot.telegram.screens", "wire", None),
    ("bot.telegram.wire.planted", "bot.telegram.features", "wire", None),
    ("bot.telegram.screens.planted", "bot.telegram.features", "screens", None),
    ("bot.telegram.features.members.planted", "bot.telegram.features.staff.planted_too", "features", None),
    ("bot.telegram.features.staff.planted_too", "bot.telegram.features.members.ratings", "features", None),
    ("bot.simulator.world.planted", "bot.simulator.bot_api", "bot_api", None),
    ("bot.simulator.forms.planted", "bot.simulator.world", "bot_api", None),
    ("bot.content.planted", "bot.services", "content", None),
    ("bot.content.planted", "bot.storage", "content", None),
    ("bot.simulator.planted", "bot.domain", "simulator", None),
    ("bot.simulator.planted", "bot.services", "simulator", None),
    ("bot.simulator.planted", "bot.storage", "simulator", None),
    ("bot.services.planted", "bot.config", "settings", None),
    ("bot.telegram.planted", "bot.config", "settings", None),
    ("bot.domain.planted", "bot.domain.planted_too", "cycles", "No cycles are allowed in bot.domain.\n"),
    ("bot.domain.planted_too", "bot.domain.planted", "cycles", "No cycles are allowed in bot.domain.\n"),
    ("bot.telegram.planted", "aiohttp", "homes", None),
    ("bot.content.planted", "yaml", "homes", None),
    *(
        ("bot.services.planted", library, "homes", None)
        for library in CONTRACTS["homes"]["forbidden_modules"]
    ),
]


def lint_imports(folder: Path) -> tuple[int, str]:
    """The exit code and the text of import-linter on the package `bot` in `folder`."""
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "300"},  # no line is broken in two
    )
    return ran.returncode, ran.stdout + ran.stderr


# Imports in a process of its own what a bot that runs needs, then every module. Prints what was there before
# the content is read, what there is when the bot runs, and what happened besides importing.
IMPORT_ALL = """
import asyncio, importlib, json, os, sys, threading

effects = []

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        path, mode = os.path.abspath(arguments[0]), arguments[1] or "r"
        own = path.startswith(os.path.join(os.getcwd(), "")) and not path.startswith(sys.prefix)
        if set(mode) & set("wax+") or own and not path.endswith((".py", ".pyc")):
            effects.append(f"opened {path}")
    elif event.startswith(("socket.", "sqlite3.connect", "subprocess.", "os.mkdir")):
        effects.append(event)

def others(*names):
    for name in names:
        importlib.import_module(name)
        if effects or threading.active_count() > 1 or asyncio._get_running_loop():
            return f"{name} {effects} {threading.enumerate()}"

sys.addaudithook(watch)
from bot.cli.unused_library_parts import leave_unread
leave_unread()
from bot.cli.verbs import application
application("run")
before = sorted(sys.modules)
found = others("bot.app.running")
loaded = sorted(sys.modules)
print(json.dumps([before, loaded, found or others(*sys.argv[1:])]))
"""
Imported = tuple[set[str], set[str], str | None]


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What each broken contract says, by its name, about a copy of the program with all breaches in it."""
    folder = tmp_path_factory.mktemp("breaches")
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for importer, imported, _, _ in BREACHES:
        path = folder.joinpath(*importer.split("."))
        module = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        with module.open("a") as file:
            file.write(f"\nimport {imported}\n")
    _, report = lint_imports(folder)
    parts = re.split(r"^(.+)\n-+\n", report.partition("Broken contracts")[2], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_import_contracts_hold() -> None:
    code, report = lint_imports(ROOT)

    assert code == 0, report


def test_a_breach_breaks_the_contract_that_forbids_it(complaints: Mapping[str, str]) -> None:
    unnoticed = [
        (importer, imported, contract)
        for importer, imported, contract, named_as in BREACHES
        if (named_as or f"{importer} -> {imported} (l.") not in complaints[CONTRACTS[contract]["name"]]
    ]

    assert unnoticed == []


def test_every_library_that_is_imported_has_a_home() -> None:
    graph = grimp.build_graph("bot", include_external_packages=True, cache_dir=None)
    libraries = {name for name in graph.modules if name.partition(".")[0] != "bot"} - sys.stdlib_module_names

    assert libraries <= set(CONTRACTS["homes"]["forbidden_modules"])


def test_modules_are_named_after_what_they_are_for() -> None:
    assert [str(m) for m in MODULES if any(EMPTY_WORDS.fullmatch(word) for word in m.stem.split("_"))] == []


def test_modules_are_short_enough_to_be_read_at_once() -> None:
    lines = {str(module): len((ROOT / module).read_text().splitlines()) for module in MODULES}

    assert {module: count for module, count in lines.items() if count > LONGEST_MODULE} == {}


def test_a_package_says_nothing_of_its_own() -> None:
    packages = [module for module in MODULES if module.name == "__init__.py"]

    assert packages
    assert [str(module) for module in packages if (ROOT / module).read_text()] == []


@pytest.fixture(scope="module")
def imported() -> Imported:
    # Alembic runs the files in migrations; nothing imports them, nor the benchmarks' tests.
    modules = [module for module in MODULES if not {"migrations", "tests"} & {*module.parts}]
    names = [".".join(module.with_suffix("").parts).removesuffix(".__init__") for module in modules]

    ran = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_ALL, *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    before, loaded, effects = json.loads(ran.stdout)
    return set(before), set(loaded), effects


def test_importing_the_program_does_nothing_else(imported: Imported) -> None:
    assert imported[2] is None


def test_a_bot_that_runs_has_read_no_verb_but_its_own_and_no_library_of_telegram_before_the_content(
    imported: Imported,
) -> None:
    before, loaded, _ = imported
    assert "bot.app.content.learning" in before
    assert before.isdisjoint({"telegram", "aiohttp"})
    assert "telegram" in loaded
    assert loaded.isdisjoint(
        {
            "bot.simulator.simulator",
            "bot.cli.content.check_verb",
            "bot.matching.evaluation",
            "benchmarks.verbs",
            "icalendar",
            "aiohttp.web",
            "httpcore",
            "rich.console",
            "sqlalchemy.orm",
        }
    )


def test_no_class_has_the_name_of_another() -> None:
    names = Counter(
        name
        for module in MODULES
        if "migrations" not in module.parts
        for name in re.findall(r"^class (\w+)", (ROOT / module).read_text(), re.MULTILINE)
    )

    assert [name for name, count in names.items() if count > 1] == []
