"""Names every file in a content folder that nothing reads: who put it there believes otherwise."""

from collections.abc import Iterator
from pathlib import Path

from bot.content.lesson_files import LESSONS
from bot.content.problems import Problem

_IN_SCHEDULES = ("topics.yaml", "weekly.yaml", "webinars.yaml")
_SCHEMA = ".schema.json"


def unread_files(folder: Path) -> list[Problem]:
    """A warning for each file in faq/ and schedules/ that is read by nothing, with the reason.

    Hidden files are an editor's business, schemas and README files are for people. What a reader reports as a
    problem (a name that no category can have) is left to it.
    """
    return [
        Problem(path.relative_to(folder).as_posix(), 1, 1, f"is not read: {why}").as_warning()
        for parent in ("faq", "schedules")
        for path in _files(folder / parent)
        if (why := _why_not(path.relative_to(folder)))
    ]


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("[!.]*")):
        if path.is_dir():
            yield from _files(path)
        elif not path.name.endswith(_SCHEMA) and path.stem.upper() != "README":
            yield path


def _why_not(path: Path) -> str:
    parent, *folders, name = path.parts
    if parent == "schedules":
        if folders == [LESSONS]:
            return "" if name.endswith(".yaml") else "its name should end in .yaml"
        if folders:
            return f"schedules/ has no folder but {LESSONS} in it"
        return "" if name in _IN_SCHEDULES else f"of schedules/ only {', '.join(_IN_SCHEDULES)} are"
    if len(folders) > 1:
        return f"a language's folder has no folders in it: put it into faq/{folders[0]}"
    if name.endswith((".yaml", ".yml")):
        return ""
    if path.suffix in (".json", ".csv", ".txt", ".md", ".docx", ".odt", ".xlsx") and ".yaml" not in name:
        return "only files that end in .yaml are"
    return "its name should end in .yaml"
