"""Reads bot/locales/<language>/LC_MESSAGES/bot.po, and an organization's own sentences that stand over these.

Every language is held against English. What is missing or wrong in one language is left out: the English
sentence stands in for it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from string import Formatter

from bot.content.po_file import PoFile, PoMessage, read_po_file
from bot.content.problems import Problem
from bot.content.sentence_uses import commands_in, faults_of_use, use_of
from bot.domain.content.organization import Organization
from bot.domain.languages import ENGLISH, normalise
from bot.domain.texts import Catalog, Texts

_ID = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")
_NAMED = 5  # untranslated sentences that a warning names

OWN = frozenset({"organization", "subject", "about", "example", "elsewhere"})
"""Placeholders that an organization's own sentence may leave out, for it may say the thing itself."""


def load_texts(
    folder: Path,
    own: Path | None = None,
    organization: Organization | None = None,
    spare: Path | None = None,
) -> tuple[Texts | None, list[Problem], list[Problem]]:
    """The texts of every language in `folder` (bot/locales), every problem, and what is not translated.

    `own` holds <language>.po with some of the sentences, each in place of the program's.

    None where English has a problem: it stands in for everything, and nothing is held against it before;
    unless an earlier English file, `spare`, has whatever is wrong there. A language whose file cannot be read
    is there, in English. Files are named relative to the folder above the package.
    """
    spare = spare if spare is not None and spare.is_file() else None
    shipped = _shipped(folder, _digest(folder, spare), spare)
    problems, warnings, english = list(shipped.problems), list(shipped.warnings), shipped.english
    if english is None:
        return None, problems, warnings
    catalogs = {language: list(sound) for language, sound in shipped.catalogs.items()}
    offered = Texts(catalogs, organization).languages
    for path in sorted(own.glob("[!._]*.po")) if own is not None else ():
        name = f"{path.parent.name}/{path.name}"
        if path.stem not in offered:
            wanted = ", ".join(f"{language}.po" for language in offered)
            warnings.append(
                Problem(name, 1, 1, f"is not read: no language is offered by this code: {wanted}")
            )
            continue
        file, wrong = read_po_file(path, name, path.stem)
        problems += wrong
        if file is not None:
            sound, wrong = checked(file, english, OWN)
            catalogs.setdefault(file.language, []).insert(0, sound)
            problems += wrong
            unfinished: dict[str, PoMessage | None] = {
                message.id: message for message in file.messages.values() if not _is_translated(message)
            }
            warnings += _told(file, "not finished, and said as the program says it", unfinished)
    return Texts(catalogs, organization), problems, warnings


@dataclass(frozen=True, slots=True)
class _Shipped:
    """What the program's own files say; `english` is None where that file has a problem."""

    english: PoFile | None
    catalogs: Mapping[str, Sequence[Catalog]]
    problems: Sequence[Problem]
    warnings: Sequence[Problem]


def english_file(folder: Path) -> Path:
    """The catalog that stands in for everything."""
    return folder / ENGLISH / "LC_MESSAGES" / "bot.po"


def _digest(folder: Path, spare: Path | None) -> str:
    """Tells one state of the files from another."""
    digest = hashlib.sha256(spare.read_bytes() if spare is not None else b"")
    for path in sorted(folder.glob("[!._]*")):
        file = path / "LC_MESSAGES" / "bot.po"
        digest.update(f"{path.name} {path.is_dir()} {file.is_file()}\0".encode())
        with suppress(OSError):  # whoever reads it says so
            digest.update(file.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=2)
def _shipped(folder: Path, _state: str, spare: Path | None) -> _Shipped:
    """Read once for each state: these files are most of what a small change of content would read again."""
    problems: list[Problem] = []
    warnings: list[Problem] = []
    files: dict[str, PoFile | None] = {}
    for language_folder in sorted(path for path in folder.glob("[!._]*") if path.is_dir()):
        path = language_folder / "LC_MESSAGES" / "bot.po"
        name = path.relative_to(folder.parent.parent).as_posix()
        if not re.fullmatch("[a-z]{2,3}", language_folder.name):
            problems.append(Problem(name, 1, 1, "its folder should be named by a language code such as en"))
            continue
        files[language_folder.name], wrong = read_po_file(path, name, language_folder.name)
        problems += wrong
    english = files.pop(ENGLISH, None)
    name = english_file(folder).relative_to(folder.parent.parent).as_posix()
    if english is None:
        if not problems:
            problems.append(Problem(f"{folder.name}/{ENGLISH}", 1, 1, "there are no English texts"))
    else:
        problems += [*checked(english, english)[1], *untranslated(english, english)]
    is_wrong = english is None or any(problem.file == name for problem in problems)
    more = _named_in(files.values()) - english.messages.keys() if english is not None else set()
    if is_wrong or more:
        mended = _mended(english, spare, files.values())
        if english is not None and not is_wrong:
            lost = sorted(more & mended.messages.keys()) if mended is not None else []
            problems += [Problem(name, 1, 1, f"`{each}` is lost: other languages have it") for each in lost]
            mended = mended or english
        english = mended
    if english is None:
        return _Shipped(None, {}, problems, warnings)
    sound, _ = checked(english, english)
    catalogs = {ENGLISH: [sound]}
    for language, file in files.items():
        catalogs[language] = []
        if file is not None:
            sound, wrong = checked(file, english)
            catalogs[language] = [sound]
            problems += wrong
            warnings += [*untranslated(file, english), *outdated(file, english)]
    return _Shipped(english, catalogs, problems, warnings)


def _mended(english: PoFile | None, spare: Path | None, others: Iterable[PoFile | None]) -> PoFile | None:
    """The English file with sentences of the spare one where its own are wrong or lost.

    None where it lacks one all the same that it names, or that another language has.
    """
    earlier = read_po_file(spare, spare.name, ENGLISH)[0] if spare is not None else None
    if earlier is None:
        return None
    sound: dict[str, PoMessage] = {}
    if english is not None and english.plural_rule is not None:
        forms = checked(english, english)[0].forms
        sound = {each.id: each for each in english.messages.values() if each.id in forms}
    mended = replace(earlier, messages={**earlier.messages, **sound})
    return mended if _named_in([english, *others]) <= checked(mended, mended)[0].forms.keys() else None


def _named_in(files: Iterable[PoFile | None]) -> set[str]:
    return {message_id for file in files if file is not None for message_id in file.messages}


def checked(
    file: PoFile, english: PoFile, may_lack: frozenset[str] = frozenset()
) -> tuple[Catalog, list[Problem]]:
    """What of a file can be said as it stands, and every problem of the rest.

    `english` is the catalog that tells what each sentence is used for; it may be the file itself. Its
    placeholders stand in the file too, but for those that a sentence `may_lack`.
    """
    problems = []
    language, line = file.headers.get("Language", ("", 1))
    if file.headers and normalise(language) != file.language:
        problems.append(file.problem(line, f"the header should say Language: {file.language}"))
    forms: dict[str, tuple[str, ...]] = {}
    for message in file.messages.values():
        faults = list(dict.fromkeys(_faults(message, file, english, may_lack)))
        problems += [file.problem(message.line, f"`{message.id}` {fault}") for fault in faults]
        can_be_counted = file.plural_rule is not None or not message.is_plural
        if not faults and can_be_counted and _is_translated(message):
            forms[message.id] = message.forms
    rule = file.plural_rule
    return Catalog(forms) if rule is None else Catalog(forms, rule.form_of), problems


def untranslated(file: PoFile, english: PoFile) -> list[Problem]:
    """One line on the sentences that a file lacks or has not finished; none where there are none."""
    lacking: dict[str, PoMessage | None] = {}
    for message_id in english.messages:
        message = file.messages.get(message_id)
        if message is None or not _is_translated(message):
            lacking[message_id] = message
    count = f"{len(lacking)} of {len(english.messages)} sentences"
    return _told(file, f"{count} are not translated, English stands in", lacking)


def outdated(file: PoFile, english: PoFile) -> list[Problem]:
    """One line on the sentences whose English text has changed since, where the file says what it was."""
    old: dict[str, PoMessage | None] = {
        message.id: message
        for message in file.messages.values()
        if (original := english.messages.get(message.id)) is not None and is_outdated(message, original)
    }
    return _told(file, "the English text has changed since these were translated", old)


def is_outdated(message: PoMessage, original: PoMessage) -> bool:
    """Whether the English text is another than the one that the translation was made from, if it says."""
    return message.original != (original.forms[0], original.forms[-1])[: len(message.original)]


def _told(file: PoFile, text: str, found: Mapping[str, PoMessage | None]) -> list[Problem]:
    """A warning that names the first of the sentences and stands where the first of them does."""
    if not found:
        return []
    named = ", ".join(
        f"`{message_id}`"
        + (f" on line {message.line}{' (marked fuzzy)' if message.is_fuzzy else ''}" if message else "")
        for message_id, message in list(found.items())[:_NAMED]
    )
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    line = next((message.line for message in found.values() if message is not None), 1)
    return [file.problem(line, f"{text}: {named}{more}")]


def _is_translated(message: PoMessage) -> bool:
    return not message.is_fuzzy and all(form.strip() for form in message.forms)


def _faults(message: PoMessage, file: PoFile, english: PoFile, may_lack: frozenset[str]) -> Iterator[str]:
    """What is wrong with a sentence, each as the end of a sentence about it; to be untranslated is not."""
    original, rule = english.messages.get(message.id), file.plural_rule
    if not _ID.fullmatch(message.id):
        yield "should be an id such as start.welcome"
    if original is None:
        yield "is not among the English texts"
    elif original.is_plural != message.is_plural:
        yield "has a plural in one of this and English only"
    elif message.is_plural and rule is not None and len(message.forms) != rule.forms:
        yield f"has {len(message.forms)} forms, and by Plural-Forms in the header it should have {rule.forms}"
    elif any(placeholders_in(form) is None for form in message.forms):
        yield "has a stray brace: write a placeholder as {name}, and braces of the text itself twice"
    elif _is_translated(message):
        yield from _other_placeholders(message, original, may_lack)
        yield from _other_commands(message, original, english)
        for form in message.forms:
            yield from faults_of_use(form, use_of(original.note))


def _other_placeholders(message: PoMessage, original: PoMessage, may_lack: frozenset[str]) -> Iterator[str]:
    """A form of a plural may leave {n} out, as "one person" does; nothing else but `may_lack` may differ."""
    free = may_lack | ({"n"} if original.is_plural else frozenset())
    wanted = free.union(*(placeholders_in(form) or () for form in original.forms))
    for form in message.forms:
        found = free.union(placeholders_in(form) or ())
        if found != wanted:
            yield f"differs from English in {', '.join(f'{{{name}}}' for name in sorted(found ^ wanted))}"


def _other_commands(message: PoMessage, original: PoMessage, english: PoFile) -> Iterator[str]:
    """Commands are typed as they stand: a translation has those of the original, and that has real ones."""
    found = commands_in(" ".join(message.forms))
    if message is original:
        unknown = sorted(name for name in found if f"command.{name}" not in english.messages)
        yield from (f"names /{name}, which is no command" for name in unknown)
    elif found != (wanted := commands_in(" ".join(original.forms))):
        differing = ", ".join(f"/{name}" for name in sorted(found ^ wanted))
        yield f"differs from English in {differing}: commands are not translated"


@lru_cache(maxsize=2_000)  # English is asked again for each language
def placeholders_in(text: str) -> frozenset[str] | None:
    """The names in braces, None when braces are used in another way."""
    if "{" not in text and "}" not in text:
        return frozenset()
    try:
        fields = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text)]
    except ValueError:
        return None
    named = [(name, spec, conversion) for name, spec, conversion in fields if name is not None]
    if all(name.isidentifier() and not spec and not conversion for name, spec, conversion in named):
        return frozenset(name for name, _, _ in named)
    return None
