"""Reads bot/locales/<language>/LC_MESSAGES/bot.po, and an organization's own sentences that stand over these.

Every language is held against English.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from bot.content.po_file import PoFile, PoMessage, read_po_file
from bot.content.problems import Problem
from bot.domain.languages import ENGLISH
from bot.domain.organization import Organization
from bot.domain.texts import Texts

_ID = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")

# The tools that make .po files swap two forms of Arabic; these are CLDR's, in CLDR's order.
_PLURAL_FORMS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    )
}


OWN = frozenset({"organization", "subject", "about", "example"})
"""Placeholders that an organization's own sentence may leave out, for it may say the thing itself."""


def load_texts(
    folder: Path, own: Path | None = None, organization: Organization | None = None
) -> tuple[Texts | None, list[Problem]]:
    """The texts of every language in `folder` (bot/locales), and every problem.

    None when there is no English to fall back to. Files are named relative to the folder above the package.
    `own` holds <language>.po with some of the sentences, each in place of the program's.
    """
    problems: list[Problem] = []
    files: dict[str, PoFile] = {}
    for language_folder in sorted(path for path in folder.glob("[!._]*") if path.is_dir()):
        path = language_folder / "LC_MESSAGES" / "bot.po"
        name = path.relative_to(folder.parent.parent).as_posix()
        if not re.fullmatch("[a-z]{2,3}", language_folder.name):
            problems.append(Problem(name, 1, 1, "its folder should be named by a language code such as en"))
            continue
        file, wrong = read_po_file(path, name, language_folder.name)
        problems += wrong
        if file is not None:
            files[file.language] = file
    english = files.get(ENGLISH)
    if english is None:
        if not problems:
            problems.append(Problem(f"{folder.name}/{ENGLISH}", 1, 1, "there are no English texts"))
        return None, problems
    for file in files.values():
        problems += _problems_within(file)
        if file is not english:
            problems += _missing(file, english)
            problems += _problems_between(file, english)
    layers = {language: [file.translations] for language, file in files.items()}
    for path in sorted(own.glob("[!._]*.po")) if own is not None else ():
        file, wrong = read_po_file(path, f"{path.parent.name}/{path.name}", path.stem)
        problems += wrong
        if file is not None:
            problems += _problems_within(file)
            problems += _problems_between(file, english, OWN)
            layers.setdefault(file.language, []).insert(0, file.translations)
    return Texts.of(layers, organization), problems


def _problems_within(file: PoFile) -> Iterator[Problem]:
    language, line = file.headers.get("Language", ("", 1))
    if language != file.language:
        yield file.problem(line, f"the header should say Language: {file.language}")
    forms, line = file.headers.get("Plural-Forms", ("", 1))
    wanted = _PLURAL_FORMS.get(file.language)
    if not forms:
        yield file.problem(line, "the header should say Plural-Forms")
    elif wanted is not None and "".join(forms.split()) != "".join(wanted.split()):
        yield file.problem(line, f"the header should say Plural-Forms: {wanted}")
    for message in file.messages.values():
        if not _ID.fullmatch(message.id):
            yield file.problem(message.line, f"`{message.id}` should be an id such as start.welcome")
        if message.is_fuzzy:
            yield file.problem(
                message.line, f"`{message.id}` is marked fuzzy: check it and take the mark away"
            )
        if not all(message.forms):
            yield file.problem(message.line, f"`{message.id}` is not translated")
        if any(_placeholders(form) is None for form in message.forms):
            wrong = f"`{message.id}`: write a placeholder as {{name}}, and braces of the text itself twice"
            yield file.problem(message.line, wrong)


def _missing(file: PoFile, english: PoFile) -> Iterator[Problem]:
    for message in english.messages.values():
        if message.id not in file.messages:
            yield file.problem(1, f"`{message.id}` is missing: {english.name}:{message.line}")


def _problems_between(
    file: PoFile, english: PoFile, may_lack: frozenset[str] = frozenset()
) -> Iterator[Problem]:
    for message in english.messages.values():
        translated = file.messages.get(message.id)
        if translated is None:
            continue
        if translated.is_plural != message.is_plural:
            yield file.problem(
                translated.line, f"`{message.id}` has a plural in one of this and English only"
            )
        else:
            yield from _different_placeholders(file, translated, message, may_lack)
    for message in file.messages.values():
        if message.id not in english.messages:
            yield file.problem(message.line, f"`{message.id}` is not among the English texts")


def _different_placeholders(
    file: PoFile, translated: PoMessage, english: PoMessage, may_lack: frozenset[str]
) -> Iterator[Problem]:
    """A form of a plural may leave {n} out, as "one person" does; nothing else but `may_lack` may differ."""
    in_english = [_placeholders(form) for form in english.forms]
    free = may_lack | ({"n"} if english.is_plural else set())
    wanted = set().union(*(names for names in in_english if names is not None)) | free
    for form in translated.forms if None not in in_english else ():
        found = _placeholders(form)
        if form and found is not None and (found | free) != wanted:
            differing = ", ".join(f"{{{name}}}" for name in sorted((found | free) ^ wanted))
            yield file.problem(translated.line, f"`{translated.id}` differs from English in {differing}")


def _placeholders(text: str) -> set[str] | None:
    """The names in braces, None when braces are used in another way."""
    try:
        fields = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text)]
    except ValueError:
        return None
    named = [(name, spec, conversion) for name, spec, conversion in fields if name is not None]
    if all(name.isidentifier() and not spec and not conversion for name, spec, conversion in named):
        return {name for name, _, _ in named}
    return None
