"""Where the content is: organization.yaml, faq/ and schedules/ in one folder, bot/locales/ in the package."""

from importlib import resources
from pathlib import Path

from bot.content.problems import Problem

FOLDERS = ("faq", "schedules")


def content_folder(wanted: Path | None = None, package: Path | None = None) -> Path | Problem:
    """The folder that holds faq/ and schedules/, as an absolute path.

    `wanted` (BOT_CONTENT, --content) must be right. Without it: the folder above the package when that is
    a checkout, then `_content` inside the package, where the wheel puts a copy, then the folder above.
    Only the package that is running is looked at, never the working directory: an older copy elsewhere
    on the path does not count. `package` is the folder of the package `bot`, for tests.
    """
    if wanted is not None:
        folder = wanted.expanduser().absolute()
        missing = [name for name in FOLDERS if not (folder / name).is_dir()]
        return (
            Problem(str(folder), 1, 1, f"holds no {' and no '.join(missing)} folder") if missing else folder
        )
    package = package or package_folder()
    checkout, packaged = package.parent, package / "_content"
    candidates = [checkout] if (checkout / "pyproject.toml").is_file() else []
    for folder in (*candidates, packaged, checkout):
        if all((folder / name).is_dir() for name in FOLDERS):
            return folder
    return Problem(str(packaged), 1, 1, f"there is no content here, nor in {checkout}: set BOT_CONTENT")


def locales_folder() -> Path:
    """The folder with <language>/LC_MESSAGES/bot.po."""
    return package_folder() / "locales"


def package_folder() -> Path:
    return Path(str(resources.files("bot")))
