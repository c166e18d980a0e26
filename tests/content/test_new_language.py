"""What a language lacks is told, most urgent first; languages that lack nothing are not named."""

from bot.content.check import CheckReport
from tests import shipped
from tests.content.conftest import ContentFolder


def lacking(report: CheckReport, language: str) -> list[str]:
    return [f"{language}: {each.text}" for each in report.warnings if each.file == f"faq/{language}"]


def told(content: ContentFolder, language: str) -> list[str]:
    return lacking(content.check(), language)


def begin(content: ContentFolder, language: str) -> None:
    content.write(
        f"bot/locales/{language}/LC_MESSAGES/bot.po",
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n',
    )
    if language != "es":  # which is offered already
        content.edit("organization.yaml", "languages: [en, es]", f"languages: [en, es, {language}]")


def test_a_new_language_lacks_first_what_somebody_in_danger_needs(content: ContentFolder):
    begin(content, "ha")
    first, second, third, fourth, fifth, sixth, last = told(content, "ha")
    assert first == (
        "ha: who is in danger is answered in another language: "
        "write emergency, emergency-police, personal-case in faq/ha/courtesy.yaml"
    )
    assert second == "ha: danger is hardly seen in it: fill bot/content/danger/ha.yaml"
    assert "/stop" in third
    assert "missed questions" in fourth
    assert fifth == "ha: no question is understood in it: write faq/ha/phrasings.yaml, or answers"
    assert sixth.startswith("ha: small talk in it is not understood: write greeting, ")
    assert last == "ha: it is offered by its code: add its name to bot/domain/languages.py"


def test_a_language_that_nothing_is_known_of_is_not_told_from_others(content: ContentFolder):
    begin(content, "et")
    assert "et: it is not told from other languages: add its words to bot/content/tongues.yaml" in told(
        content, "et"
    )


def test_answers_that_are_not_translated_are_counted(content: ContentFolder):
    begin(content, "es")
    assert "es: in the leading language alone: 1 of the answers; translate them in faq/es/" in told(
        content, "es"
    )


def test_answers_that_cannot_be_read_in_the_leading_language_are_no_lack_of_another(content: ContentFolder):
    for title in ("question: Is it binding?", "question: Who are the members?"):
        content.edit("faq/en/compact.yaml", title, "question: []")
    begin(content, "es")
    assert [each for each in told(content, "es") if "answers come" in each] == []


def test_the_shipped_languages_lack_nothing():
    assert [
        lack for language in ("en", "es", "fr", "ar") for lack in lacking(shipped.report(), language)
    ] == []
