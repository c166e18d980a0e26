"""A text in another language than the one it stands under is warned of, in whatever file."""

import re
from datetime import date
from pathlib import Path

from bot.content.check import check
from bot.content.starter_folder import LANGUAGES, write_starter
from tests.small_content import LOCALES

TODAY = date(2026, 11, 24)


def answered(file: Path, item: str, instead: str | None = None) -> str:
    """The answer of an entry or a courtesy, which stands `instead` of what was there."""
    text = file.read_text(encoding="utf-8")
    found = re.compile(rf"(?ms)^- id: {item}\n.*?^  answer: \|?\s*(.+?)(?=\n+(?:- id:|  \w+:)|\Z)").search(
        text
    )
    assert found is not None
    if instead is not None:
        file.write_text(text[: found.start(1)] + instead + text[found.end(1) :], encoding="utf-8")
    return found[1]


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_each_is_told_at_its_place(tmp_path: Path):
    write_starter(tmp_path, LANGUAGES, TODAY)
    faq = tmp_path / "faq"
    answered(
        faq / "fr/about.yaml",
        "contact",
        "Escríbanos y diga qué necesita: esta es la página, y aquí dice cuándo estamos y qué puede hacer.",
    )
    answered(faq / "ar/about.yaml", "contact", "Uktub lana huna wa qul lana matha turid min fadlak.")
    answered(faq / "fr/courtesy.yaml", "emergency", answered(faq / "en/courtesy.yaml", "emergency"))
    answered(faq / "es/courtesy.yaml", "thanks", "Llame al 999.")
    answered(faq / "es/about.yaml", "taking-part", "[traducir] Vengan todas y todos.")
    replaced(faq / "fr/about.yaml", "question: Comment vous contacter", "question: How do I contact you? #")
    replaced(
        tmp_path / "organization.yaml",
        "fr: Nous sommes des personnes",
        "fr: We are people who help each other in the city #",
    )
    replaced(tmp_path / "schedules/topics.yaml", "ar: نداءات عاجلة", "ar: Nida'at 'ajila lilnas")
    report = check(tmp_path, LOCALES, TODAY, closely=True)
    assert report.problems == ()
    told = {re.sub(r":\d+:\d+:", "", str(each), count=1) for each in report.warnings}
    assert told >= {
        "faq/fr/about.yaml reads like Spanish: is it in its language?",
        "faq/ar/about.yaml is not written in the letters of `ar`",
        "faq/fr/courtesy.yaml reads like the English text: is it translated?",
        "faq/es/courtesy.yaml the number 999 is not in the English text",
        "faq/es/about.yaml says [traduc: is it translated?",
        "faq/fr/about.yaml reads like the English question: is it translated?",
        "organization.yaml reads like the English text: is it translated?",
        "schedules/topics.yaml is not written in the letters of `ar`",
    }, told


def test_words_of_a_subject_that_are_cries_for_help_are_told(tmp_path: Path):
    write_starter(tmp_path, ("en",), TODAY)
    file = tmp_path / "organization.yaml"
    sound = file.read_text(encoding="utf-8")
    file.write_text(f"{sound}subject_words:\n  en: [eviction*, rent, help]\n", encoding="utf-8")
    report = check(tmp_path, LOCALES, TODAY)
    assert report.problems == ()
    (told,) = [each.text for each in report.warnings if each.file == "organization.yaml"]
    assert told.startswith("stands in ")
    assert told.endswith("courtesy.yaml: who is in danger would be taken to ask something")
    file.write_text(f'{sound}subject_words:\n  en: ["*", "he*"]\n', encoding="utf-8")
    assert [each.text for each in check(tmp_path, LOCALES, TODAY).problems] == [
        "a star needs four letters before it: else it takes cries for help in"
    ] * 2


def test_a_phrasing_that_ends_the_subscription_is_told(tmp_path: Path):
    write_starter(tmp_path, ("en", "es"), TODAY)
    replaced(tmp_path / "faq/en/about.yaml", "    - how do i join\n", "    - unsubscribe\n")
    replaced(
        tmp_path / "faq/es/about.yaml", "  phrasings:\n", "  phrasings:\n    - ya no quiero más mensajes\n"
    )
    told = "ends the subscription of who writes it, and is never taken for a question"
    found = check(tmp_path, LOCALES, TODAY, closely=True)
    assert [each.file for each in found.warnings if each.text == told] == [
        f"faq/{language}/about.yaml" for language in ("en", "es")
    ]
