"""The peers of the benchmarks, installed into a folder of their own: the bot needs none of them.

Their own dependencies are left out where the bot has them already, in versions that may be others than they
ask for: aiogram wants an older pydantic, and sends with the bot's all the same.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PACKAGES: Mapping[str, tuple[str, ...]] = {
    "aiogram": ("aiogram>=3.31", "aiofiles", "magic-filter"),
    "aiolimiter": ("aiolimiter>=1.3",),
    "sklearn": ("scikit-learn>=1.9", "scipy", "joblib", "threadpoolctl", "narwhals"),
}
"""By the module that a peer is known by: what pip has to install, with nothing else."""

SECONDS = 300.0  # for the registry


def provide(folder: Path, *modules: str) -> str | None:
    """Lets processes that are started from now on import these peers.

    Why not, in a line, if it cannot be done.
    """
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = f"{folder}{os.pathsep}{before}" if before else str(folder)
    wanted = [
        package
        for module in modules
        if importlib.util.find_spec(module) is None and not (folder / module).is_dir()
        for package in PACKAGES[module]
    ]
    if not wanted:
        return None
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
    try:
        ran = subprocess.run([*command, *wanted], capture_output=True, text=True, timeout=SECONDS)  # noqa: S603 - our own Python
    except subprocess.TimeoutExpired:
        return "the peers could not be installed in time"
    if ran.returncode == 0:
        return None
    reason = (ran.stderr.strip().splitlines() or ["pip failed"])[-1]
    return f"some peers could not be installed: {reason}"
