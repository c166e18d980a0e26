"""A folder with phrasings.yaml alone: a language in which people ask and nothing is answered."""

from pathlib import Path

from bot.content.conversation_words_file import read_conversation_words
from bot.content.faq_files import FaqReading, read_faq
from bot.content.language_signs import read_tongues
from tests.builders import NOW
from tests.small_content import FILES

SOUND = "# Perguntas\none: [o que é um, um]\nthanks: [obrigado]\n"


def reading(folder: Path, phrasings: str, **more: str) -> FaqReading:
    files = {name: text for name, text in FILES.items() if name.startswith("faq/")}
    for name, text in {**files, "faq/pt/phrasings.yaml": phrasings, **more}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return read_faq(folder, NOW.date())


def test_its_phrasings_are_matched_and_it_is_no_language_of_answers(tmp_path: Path):
    found = reading(tmp_path, SOUND)
    assert not found.problems
    assert found.faq.languages == ("en",)
    assert list(found.faq.phrasings())[-2:] == [("pt", "one", "o que é um"), ("pt", "one", "um")]
    assert list(found.faq.courtesies())[-1] == ("pt", "thanks", "obrigado")
    assert found.faq.wordings()["pt"] == ["o que é um", "um", "obrigado"]


def test_a_fault_in_it_is_reported_at_its_place(tmp_path: Path):
    for phrasings, problem in (
        ("five: [a]\n", "faq/pt/phrasings.yaml:1:1: there is no entry or courtesy `five`"),
        ("one: [a]\ntwo: [b, A]\n", "faq/pt/phrasings.yaml:2:10: says the same as line 1, in `one`"),
        ("one: ['?']\n", "faq/pt/phrasings.yaml:1:7: holds no letter and no number"),
        ("- one\n", "faq/pt/phrasings.yaml:1:1: should be keys with values, not a list"),
    ):
        assert [str(found) for found in reading(tmp_path, phrasings).problems] == [problem]


def test_what_two_such_languages_say_for_two_entries_is_reported_and_for_one_is_not(tmp_path: Path):
    italian = {"faq/it/phrasings.yaml": "two: [o que e um]\nthanks: [obrigado]\n"}
    assert [str(found) for found in reading(tmp_path, SOUND, **italian).problems] == [
        "faq/pt/phrasings.yaml:2:7: says the same as faq/it/phrasings.yaml:1, in `two`"
    ]


def test_beside_answers_it_is_refused(tmp_path: Path):
    found = reading(tmp_path, SOUND, **{"faq/pt/compact.yaml": "[]\n"})
    assert "faq/pt/phrasings.yaml:2:1: stands alone" in str(found.problems[0])


def test_the_shipped_lists_of_languages_and_words_have_no_fault():
    tongues, problems = read_tongues()
    assert not problems
    assert not read_conversation_words()[1]
    spoken = {"en", "es", "fr", "ar", "arabizi", "other"}
    assert all(tongue.sentence for code, tongue in tongues.items() if code not in spoken)
    assert all(set(tongues[code].instead) == {"en", "es", "fr", "ar"} for code in ("pt", "tl"))
