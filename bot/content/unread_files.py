"""Names every file in a content folder that nothing reads: who put it there believes otherwise."""

from collections.abc import Iterator
from pathlib import Path

from bot.content.lesson_files import LESSONS
from bot.content.problems import Problem

_IN_SCHEDULES = ("topics.yaml", "weekly.yaml", "webinars.yaml")
_ORGANIZATION = "organization.yaml"
_READ = ("faq", "schedules", "locales")
_SCHEMA = ".schema.json"
_YAML = (".yaml", ".yml")
_MEANT = {"faqs": "faq", "schedule": "schedules", "locale": "locales"}


def unread_files(folder: Path) -> list[Problem]:
    """A warning for each file in the content's folders that is read by nothing, with the reason.

    Beside those folders other things may lie, but hardly a second organization's file. Hidden files are an
    editor's business, schemas and README files are for people. What a reader reports as a problem (a name
    that no category can have) is left to it.
    """
    beside = (path for path in sorted(folder.glob("[oO]rgani[sz]ation*")) if path.name != _ORGANIZATION)
    misplaced = (path for path in sorted(folder.glob("[!.]*")) if _is_misplaced(path))
    inside = (path for parent in _READ for path in _files(folder / parent))
    return [
        Problem(path.relative_to(folder).as_posix(), 1, 1, f"is not read: {why}").as_warning()
        for path in (*inside, *beside, *misplaced)
        if not path.name.endswith(_SCHEMA) and (why := _why_not(path.relative_to(folder)))
    ]


def _is_misplaced(path: Path) -> bool:
    """Whether something beside our folders is named as one of them, or as a file in one of them."""
    if path.is_dir():
        return path.name not in _READ and _folder_meant(path.name) in _READ
    own = (path.parent / "faq", *(path.parent / "faq").glob("[!.]*"), path.parent / "schedules")
    is_yaml = path.suffix.casefold() in _YAML
    return is_yaml and any((folder / f"{path.stem}.yaml").exists() for folder in own)


def _folder_meant(name: str) -> str:
    return _MEANT.get(name.casefold(), name.casefold())


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("[!.]*")):
        if path.is_dir():
            yield from _files(path)
        elif not path.name.endswith(_SCHEMA) and path.stem.upper() != "README":
            yield path


def _why_not(path: Path) -> str:
    if len(path.parts) == 1:
        if path.suffix.casefold() in _YAML or path.stem.casefold().startswith("organi"):
            return f"here only {_ORGANIZATION} is"
        return f"the folder's name should be {_folder_meant(path.name)}"
    parent, *folders, name = path.parts
    if parent == "locales":
        return "" if name.endswith(".po") and not folders else "of locales/ only files that end in .po are"
    if parent == "schedules":
        if folders == [LESSONS]:
            return "" if name.endswith(".yaml") else "its name should end in .yaml"
        if folders:
            return f"schedules/ has no folder but {LESSONS} in it"
        return (
            ""
            if name in _IN_SCHEDULES
            else f"of schedules/ only {', '.join(_IN_SCHEDULES)} and {LESSONS}/ are"
        )
    if len(folders) > 1:
        return f"a language's folder has no folders in it: put it into faq/{folders[0]}"
    if name.casefold().endswith((".yaml", ".yml")):
        return ""
    if path.suffix in (".json", ".csv", ".txt", ".md", ".docx", ".odt", ".xlsx") and ".yaml" not in name:
        return "only files that end in .yaml are"
    return "its name should end in .yaml"
