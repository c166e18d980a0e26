"""Translations that fell behind their originals are named, and so is what nearly says the same."""

import pytest

from bot.content.check import check
from bot.content.translations import behind, signs_of_text
from tests import shipped
from tests.content.conftest import TODAY, ContentFolder

EN = "faq/en/compact.yaml"
ES = "faq/es/compact.yaml"
ANSWER = "The answer of binding."


def warned(content: ContentFolder) -> list[str]:
    report = check(content.path, content.path / "bot" / "locales", TODAY, closely=True)
    assert report.problems == ()
    return [
        str(each) for each in report.warnings if each.file.startswith("faq/e") and each.file.endswith(".yaml")
    ]


@pytest.fixture
def translated(content: ContentFolder) -> ContentFolder:
    """With an answer in each of two languages."""
    content.edit(EN, ANSWER, "States voted: 152 for it, 1,250 words long, https://example.org/vote")
    content.edit(ES, ANSWER, "Los países votaron: 152 a favor, 1 250 palabras, https://example.org/vote")
    return content


def test_a_translation_that_says_the_same_is_not_warned_of(translated: ContentFolder):
    assert warned(translated) == []


def test_what_a_translation_lacks_is_said_at_its_place(translated: ContentFolder):
    for file, old, new, said in (
        (
            EN,
            "reviewed: 2026-11-20",
            "reviewed: 2026-11-21",
            "20:13: is older than its English original, which was reviewed on 2026-11-21",
        ),
        (ES, "152", "125", "14:11: the number 152 of the English text is not here"),
        (ES, "example.org/vote", "example.org/voto", "not in the English text"),
        (EN, "  since: It has changed.\n", "", "16:10: the English entry has no `since` any more"),
        (ES, "Los países", "TODO Los países", "14:11: says TODO: is it translated?"),
        (
            ES,
            "Los países votaron: 152 a favor, 1 250 palabras, https://example.org/vote",
            "States voted: 152 for it, 1,250 words long, https://example.org/vote",
            "14:11: reads like the English text: is it translated?",
        ),
        (EN, "States voted", "TODO: states voted", "18:11: says TODO: is it finished?"),
        (ES, "Los países", "(falta traducir) Los países", "14:11: says falta traducir: is it translated?"),
    ):
        with translated.edited(file, old, new):
            told = warned(translated)
        assert any(said in each for each in told), (said, told)


@pytest.mark.parametrize(
    "text",
    [
        "Está aquí TODO el mundo, y TODO es gratis. Gracias por TODO.",
        "EL PACTO ES PARA TODO EL MUNDO",
        "Lo necesitan todo: comida, techo y papeles",
        "Le ayudan a traducir sus papeles, y cobran por traducir cada hoja",
        "Quedan dos hojas por completar. Su cita PENDIENTE no se pierde.",
        "Lea la [traducción del Pacto](https://example.org/pacto)",
        "Papers have to be translated by a sworn translator.",
        "Il y a un formulaire à compléter, et des papiers à traduire ou à relire.",
        "هناك مكتب للترجمة في المدينة",
        "Lo dice el artículo XXX de la ley",
    ],
)
def test_ordinary_words_are_no_signs_of_something_unfinished(text):
    assert [each for each in signs_of_text(text, "Words.", "English") if each.startswith("says")] == []


@pytest.mark.parametrize(
    "text",
    [
        *("TODO", "TODO.", "TODO translate this", "Los países votaron. TODO traducir", "• TODO Los países"),
        *(
            "todo: el resto",
            "Llame al XXX",
            "La fecha: TBD",
            "[traducir la frase de arriba",
            "Vengan (por traducir)",
        ),
        *("to be translated", "**À compléter**", "À traduire : la suite", "La suite.\nPENDIENTE DE TRADUCIR"),
        *("[للترجمة] نص", "للترجمة: النص", "¿cuándo???", "[à compléter]", "Lorem ipsum dolor"),
    ],
)
def test_what_stands_for_what_is_to_come_is_a_sign_of_it(text):
    assert [each.endswith(": is it translated?") for each in signs_of_text(text, "Words.", "English")] == [
        True
    ]


def test_numbers_in_arabic_digits_are_the_same(translated: ContentFolder):
    translated.edit(ES, "152 a favor", "١٥٢ a favor")
    assert warned(translated) == []


def test_phrasings_a_letter_apart_are_warned_of_with_both_entries(content: ContentFolder):
    content.edit(EN, "words 3 for binding", "how many members does it have now")
    content.edit(EN, "words 3 for members", "how many membres does it have now")
    assert warned(content) == [
        f"{EN}:32:7: is nearly “how many members does it have now” of `binding` ({EN}:7): "
        "which is meant may be guessed"
    ]


def test_nearly_the_same_is_warned_of_in_whatever_file_and_order_it_stands(content: ContentFolder):
    content.write("faq/pt/phrasings.yaml", "binding: [when did the states adopt t]\n")
    content.edit(EN, "words 3 for members", "when did the states adopt it")
    content.edit(EN, "words 3 for binding", "it states when the did adopt")
    content.edit(ES, "words 3 for binding", "when did the sates adopt it")
    guessed = "which is meant may be guessed"
    said = f"is nearly “when did the states adopt it” of `members` ({EN}:32): {guessed}"
    assert sorted(each for each in warned(content) if "is nearly" in each) == [
        f"{EN}:32:7: is nearly “it states when the did adopt” of `binding` ({EN}:7): {guessed}",
        f"{ES}:7:7: {said}",
    ]
    assert f"faq/pt/phrasings.yaml:1:11: {said}" in map(
        str, check(content.path, content.path / "bot" / "locales", TODAY, closely=True).warnings
    )


def test_the_very_same_is_a_problem_and_no_warning_beside_it(content: ContentFolder):
    content.edit(EN, "words 3 for binding", "how many members does it have now")
    content.edit(EN, "words 3 for members", "how many members does it have, now?")
    report = check(content.path, content.path / "bot" / "locales", TODAY, closely=True)
    assert len(report.problems) == 1
    assert not [each for each in report.warnings if "nearly" in each.text]


def test_the_shipped_translations_are_up_to_date():
    for language, found in behind(shipped.faq()).items():
        assert found.outdated == (), language
