"""Writes a catalog for translators: with the English text beside each sentence, or with names alone.

Poedit and its like show a msgid as the text to translate: there it is the English text, and the name of the
sentence stands in msgctxt. Weblate takes the English catalog as the source, and needs names alone.
"""

from collections.abc import Iterator

from babel.messages.pofile import normalize

from bot.content.locale_files import is_outdated
from bot.content.plural_rules import plural_rule, usual_forms
from bot.content.po_file import PoFile, PoMessage


def catalog_for_translators(english: PoFile, own: PoFile | None, language: str, *, names_alone: bool) -> str:
    """Every sentence in the order of English, with what `own` has of it and what the English notes say.

    A translation whose English text has changed since is marked fuzzy, so that the tool shows it.
    """
    forms = own.headers["Plural-Forms"][0] if own is not None and own.plural_rule is not None else ""
    forms = forms or usual_forms(language)
    rule = plural_rule(forms, language)
    count = 1 if isinstance(rule, str) else rule.forms
    header = (
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {forms}",
    )
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(f'"{line}\\n"' for line in header)]
    for message in english.messages.values():
        found = own.messages.get(message.id) if own is not None else None
        blocks.append("\n".join(_lines(message, found, count, names_alone=names_alone)))
    return "\n\n".join(blocks) + "\n"


def _lines(original: PoMessage, found: PoMessage | None, count: int, *, names_alone: bool) -> Iterator[str]:
    if found is not None and found.is_plural != original.is_plural:
        found = None
    forms = found.forms if found is not None else ("",) * (count if original.is_plural else 1)
    shown = (original.id, original.id) if names_alone else (original.forms[0], original.forms[-1])
    if original.note:
        yield f"#. {original.note}"
    if found is not None and (found.is_fuzzy or is_outdated(found, original)):
        yield "#, fuzzy"
    if not names_alone:
        yield f"msgctxt {_quoted(original.id)}"
    yield f"msgid {_quoted(shown[0])}"
    if original.is_plural:
        yield f"msgid_plural {_quoted(shown[1])}"
        yield from (f"msgstr[{number}] {_quoted(form)}" for number, form in enumerate(forms))
    else:
        yield f"msgstr {_quoted(forms[0])}"


def _quoted(text: str) -> str:
    return normalize(text, width=0)
