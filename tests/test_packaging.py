"""The wheel, built of the sdist alone, is whole and works without the checkout; the locked versions agree."""

import os
import re
import shutil
import subprocess
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.app.version import VERSION

ROOT = Path(__file__).parent.parent
COMMAND = """
from importlib.metadata import entry_points
from bot.content.locate import content_folder, locales_folder
print(content_folder(), locales_folder(), sep="\\n", flush=True)
(command,) = entry_points(group="console_scripts", name="compact-bot")
command.load()()
"""
EXPORTS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of what the sdist holds and nothing else."""
    from hatchling.builders.sdist import SdistBuilder  # one process reads it, and not all
    from hatchling.builders.wheel import WheelBuilder

    class Sources(SdistBuilder):
        """The sdist as a folder: to pack it and unpack it again takes longer than all else here."""

        def build_standard(self, directory: str, **_: object) -> str:
            for included in self.recurse_included_files():
                file = Path(directory, included.distribution_path)
                file.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(included.path, file)
            Path(directory, "PKG-INFO").write_text(self.config.core_metadata_constructor(self.metadata))
            return directory

    folder = tmp_path_factory.mktemp("wheel")
    (sources,) = Sources(str(ROOT)).build(directory=str(folder / "sources"))
    (wheel,) = WheelBuilder(sources).build(directory=str(folder))
    return Path(wheel)


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    """The paths in the wheel."""
    return zipfile.ZipFile(wheel).namelist()


@pytest.fixture(scope="module")
def fresh_environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and shares the libraries of this one, but not the checkout.

    The wheel is unpacked, which is all that an installer does with it but for the command.
    """
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, symlinks=True)
    site_packages = Path(
        sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}, scheme="venv")
    )
    zipfile.ZipFile(wheel).extractall(site_packages)
    # A folder named in a .pth file comes last, and the .pth files in it are not followed.
    (site_packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return folder


@pytest.mark.packaging
def test_the_wheel_holds_every_content_file(names: list[str]) -> None:
    for pattern in ("faq/**/*", "schedules/*", "locales/*", "organization.*"):
        files = [path.relative_to(ROOT) for path in ROOT.glob(pattern) if path.is_file()]

        assert files
        assert {f"bot/_content/{file}" for file in files} <= set(names)


@pytest.mark.packaging
def test_the_wheel_holds_the_whole_program_and_the_licence(names: list[str]) -> None:
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / "bot").rglob("*") if path.is_file()]
    wanted = {file for file in files if "__pycache__" not in file and not file.startswith("bot/_content/")}

    assert {"bot/__main__.py", "bot/locales/en/LC_MESSAGES/bot.po"} <= wanted
    assert wanted - set(names) == set()
    assert [name for name in names if re.fullmatch(r"compact_bot-[\d.]+\.dist-info/licenses/LICENSE", name)]


@pytest.mark.packaging
def test_the_wheel_holds_nothing_else(names: list[str]) -> None:
    assert [name for name in names if not re.match(r"bot/|compact_bot-[\d.]+\.dist-info/", name)] == []
    assert [name for name in names if name.endswith((".pyc", ".db", ".env"))] == []


@pytest.mark.packaging
def test_the_installed_program_is_a_command_and_finds_its_own_content(
    fresh_environment: Path, tmp_path: Path
) -> None:
    """With nothing in its environment that leads back to the checkout."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "PYTHON"))
    }
    asked = subprocess.run(
        [fresh_environment / "bin" / "python", "-c", COMMAND, "version"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    found, own_locales, version, *_ = asked.stdout.splitlines()
    content, locales = Path(found), Path(own_locales)

    assert version.startswith(f"compact-bot {VERSION}")
    assert (content.name, locales.name) == ("_content", "locales")
    assert content.parent == locales.parent
    assert content.is_relative_to(fresh_environment)
    assert (content / "organization.yaml").is_file()


def pins(export: Path) -> Iterator[tuple[str, str]]:
    """Name and version of everything that a file in requirements/ asks for."""
    for line in export.read_text().splitlines():
        if found := re.match(r"([\w.-]+)==([\w.+!]+)", line):
            yield canonicalize_name(found[1]), found[2]


@pytest.fixture(scope="module")
def locked() -> list[dict[str, object]]:
    """The packages in uv.lock."""
    packages: list[dict[str, object]] = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    return packages


def test_the_requirements_are_the_locked_versions_wherever_they_are_loaded_from(
    locked: list[dict[str, object]],
) -> None:
    versions = {(package["name"], package.get("version")) for package in locked}
    for export in EXPORTS:
        exported = set(pins(export))

        assert exported, export
        assert exported - versions == set()
        assert not re.search(r"://|^-", export.read_text(), flags=re.MULTILINE), export


def test_everything_that_was_locked_still_meets_the_project_file(locked: list[dict[str, object]]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [
        *project["project"]["dependencies"],
        *(line for lines in project["project"]["optional-dependencies"].values() for line in lines),
        *(line for lines in project["dependency-groups"].values() for line in lines if isinstance(line, str)),
    ]
    versions = {(package["name"], str(package["version"])) for package in locked}

    unmet = []
    for line in asked:
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        if not any(name == known and requirement.specifier.contains(version) for known, version in versions):
            unmet.append(line)
    assert unmet == []


def test_the_package_says_the_version_that_it_is_published_under():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
