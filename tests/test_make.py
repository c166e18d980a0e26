"""The Makefile's decisions, with a stand-in for Python that writes down how it is called."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
INSTALL = "pip install --quiet --require-hashes -r requirements/run.txt"

# A Python of version $VERSION that has the modules in $HAS.
STAND_IN = """#!/bin/sh
echo "$@" >> calls
case "$*" in
  *version_info*) test "$VERSION" = new ;;
  "-c import "*) case " $HAS " in *" ${2#import } "*) ;; *) exit 1 ;; esac ;;
  "-m pip "*) case " $HAS " in *" pip "*) ;; *) exit 1 ;; esac ;;
  "-m venv "*)
    mkdir -p .venv/bin
    case "$*" in *--without-pip*) has= ;; *) has=pip ;; esac
    sed "2i HAS='$has'" "$0" > .venv/bin/python
    chmod +x .venv/bin/python ;;
esac
"""

Make = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the Makefile, the requirements and the stand-in, which is called ./python."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "python").write_text(STAND_IN)
    (tmp_path / "python").chmod(0o755)
    return tmp_path


@pytest.fixture
def make(checkout: Path) -> Make:
    """Calls make with a target and an environment of its own."""
    if not shutil.which("make"):
        pytest.skip("make is not installed")

    def call(target: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", "PYTHON=./python", target],
            cwd=checkout,
            env={"PATH": os.environ["PATH"], "VERSION": "new", "HAS": "ensurepip pip", **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return call


def calls(checkout: Path) -> list[str]:
    """The calls of Python since the last time, without the questions what it can do."""
    file = checkout / "calls"
    lines = file.read_text().splitlines()
    file.unlink()
    return [line for line in lines if not line.startswith("-c ") and line != "-m pip --version"]


def test_run_makes_an_environment_installs_by_hash_and_starts_and_the_second_installs_what_changed(
    checkout: Path, make: Make
) -> None:
    assert make("run").returncode == 0
    assert calls(checkout) == ["-m venv --clear .venv", f"-m {INSTALL}", "-m bot demo"]
    make("run", BOT_TOKEN="1:a")
    assert calls(checkout) == ["-m bot run"], "a token in the environment means Telegram"
    later = (checkout / ".venv/run.installed").stat().st_mtime + 1
    os.utime(checkout / "requirements/run.txt", (later, later))
    make("run")
    assert calls(checkout) == [f"-m {INSTALL}", "-m bot demo"]


def test_a_python_without_ensurepip_installs_with_its_own_pip(checkout: Path, make: Make) -> None:
    assert make("run", HAS="pip").returncode == 0
    assert calls(checkout) == [
        "-m venv --clear --without-pip .venv",
        f"-m pip --python .venv/bin/python {INSTALL.removeprefix('pip ')}",
        "-m bot demo",
    ]


def test_a_failed_installation_is_tried_again(checkout: Path, make: Make) -> None:
    make("run", HAS="pip")
    calls(checkout)
    (checkout / ".venv/run.installed").unlink()
    failed = make("run", HAS="ensurepip")
    calls(checkout)
    make("run", HAS="pip")

    assert failed.returncode != 0
    assert calls(checkout)[-1] == "-m bot demo"


def test_a_token_in_the_settings_file_decides_between_telegram_and_demo(checkout: Path, make: Make) -> None:
    for settings, verb in (
        ("BOT_TOKEN=1:a\n", "run"),
        ("# mine\nBOT_ADMINS=1\nexport BOT_TOKEN = '1:a'\n", "run"),
        ('BOT_TOKEN="1:a"', "run"),
        ("BOT_TOKEN=\n", "demo"),
        ('BOT_TOKEN=""\n', "demo"),
        ("BOT_TOKEN= # later\n", "demo"),
        ("# BOT_TOKEN=1:a\n", "demo"),
        ("MY_BOT_TOKEN=1:a\n", "demo"),
    ):
        (checkout / ".env").write_text(settings)
        make("run")

        assert calls(checkout)[-1] == f"-m bot {verb}", settings


def test_an_unfit_python_is_refused_with_the_reason(checkout: Path, make: Make) -> None:
    for environment, message in (
        ({"VERSION": "old"}, "The bot needs Python 3.11 or newer"),
        ({"HAS": ""}, '"./python" has no pip.'),
    ):
        refused = make("run", **environment)

        assert refused.returncode != 0
        assert message in refused.stdout
        assert not (checkout / ".venv").exists()


def test_help_names_every_target_that_people_use(make: Make) -> None:
    listed = [line.split()[1] for line in make("help").stdout.splitlines()]

    everyday = ["help", "run", "test", "check", "format", "setup"]
    assert listed == [*everyday, "lock", "audit", "danger", "image", "pin"]
