"""Takes out of an installation what the bot never runs, while the image is built: `slim.py SITE_PACKAGES`.

Of languages that the program does not speak Babel's data is cut down to their plural rules, by which a
catalog for translators is begun. What goes besides: tests, headers and type stubs of libraries, and the
formats of pictures that nobody draws. It prints how much went.
"""

from __future__ import annotations

import pickle
import shutil
import sys
from pathlib import Path

KEPT_OF_OTHERS = ("plural_form", "ordinal_form")
NEVER_READ = (
    "*/tests",
    "*/*/tests",
    "*/*/*/tests",
    "numpy/*/include",
    "matplotlib/mpl-data/sample_data",
    "matplotlib/backends/web_backend",
)
NEVER_READ_FILES = ("*.pyi", "*.pxd", "*.pyx", "*.h", "*.a")


def slim(site_packages: Path) -> int:
    """How many bytes went."""
    before = size(site_packages)
    spoken = {folder.name for folder in (site_packages / "bot" / "locales").iterdir() if folder.is_dir()}
    if not spoken:
        raise SystemExit(f"{site_packages} holds no catalog of the bot")
    parents = read(site_packages / "babel" / "global.dat")["parent_exceptions"]
    stay = {parent for language, parent in parents.items() if "_" not in language}
    for file in (site_packages / "babel" / "locale-data").glob("*.dat"):
        if file.stem in spoken or file.stem == "root":
            continue
        if "_" in file.stem and file.stem not in stay:  # a region's own ways; the bot knows languages
            file.unlink()
            continue
        data = read(file)
        kept = {key: data[key] for key in KEPT_OF_OTHERS if key in data}
        file.write_bytes(pickle.dumps(kept, protocol=4))
    for pattern in NEVER_READ:
        for folder in site_packages.glob(pattern):
            shutil.rmtree(folder)
    for pattern in NEVER_READ_FILES:
        for file in site_packages.rglob(pattern):
            file.unlink()
    return before - size(site_packages)


def read(file: Path) -> dict[str, object]:
    """What Babel keeps in a file of its own."""
    return pickle.loads(file.read_bytes())  # noqa: S301 - Babel's own


def size(folder: Path) -> int:
    """Of all files below it, in bytes."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


if __name__ == "__main__":
    sys.stdout.write(f"{slim(Path(sys.argv[1])) / 1e6:.0f} MB went\n")
