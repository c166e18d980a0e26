"""The shape of the program: the import contracts of pyproject.toml hold and would notice a breach."""

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


def test_no_class_has_the_name_of_another() -> None:
    names = Counter(
        name
        for module in MODULES
        if "migrations" not in module.parts
        for name in re.findall(r"^class (\w+)", (ROOT / module).read_text(), re.MULTILINE)
    )

    assert [name for name, count in names.items() if count > 1] == []
