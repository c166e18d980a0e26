"""Which files of faq/ are read, and what holds between them."""

from tests.content.conftest import ContentFolder, entry


def test_a_file_beside_the_languages_is_reported(content: ContentFolder):
    content.write("faq/more.yaml", "- id: x\n")
    assert content.problems() == ["faq/more.yaml:1:1: should be in a language's folder, such as faq/en"]


def test_a_folder_that_is_no_language_is_reported(content: ContentFolder):
    content.write("faq/English/compact.yaml", "- id: x\n")
    assert content.problems() == ["faq/English:1:1: should be named by a language code such as en"]


def test_an_id_that_stands_twice_in_different_files_is_reported(content: ContentFolder):
    content.write("faq/en/more.yaml", entry("binding", "Binding?", "members", 14).replace("words", "other"))
    assert content.problems() == ["faq/en/more.yaml:1:7: `binding` is there already: faq/en/compact.yaml:1"]


def test_a_translation_in_another_file_than_in_english_is_reported(content: ContentFolder):
    content.write("faq/es/other.yaml", entry("members", "¿Quiénes son?", "binding", 10))
    assert content.problems() == ["faq/es/other.yaml:1:7: in English this entry is in compact.yaml"]


def test_a_file_that_cannot_be_read_causes_no_further_reports(content: ContentFolder):
    content.edit("faq/en/compact.yaml", "- id: members", "- id: *members")
    content.write("faq/en/links.yaml", entry("links", "Useful links", "members", 14) + "\tx")
    assert content.problems() == [
        "faq/en/compact.yaml:26:7: *members is read as an alias: put text that begins with * in quotes",
        "faq/en/compact.yaml:26:7: is empty",
        "faq/en/links.yaml:26:1: a tab: use spaces",
    ]


def test_a_list_of_documents_that_cannot_be_read_causes_no_further_reports(content: ContentFolder):
    content.write("faq/documents.yaml", "- paper-2017\n")
    assert content.problems() == ["faq/documents.yaml:1:1: should be keys with values, not a list"]
    (content.path / "faq" / "documents.yaml").unlink()
    assert content.problems() == ["faq/documents.yaml:1:1: cannot be read: No such file or directory"]


def test_an_entry_whose_form_is_wrong_is_not_also_reported_as_missing(content: ContentFolder):
    content.edit("faq/en/compact.yaml", "question: Who are the members?", "question: 7")
    assert content.problems() == [
        "faq/en/compact.yaml:27:13: should be text, not the number 7: put it in quotes"
    ]


def test_an_unreviewed_translation_says_so(content: ContentFolder):
    content.edit("faq/es/compact.yaml", "  reviewed:", "  translation: unreviewed\n  reviewed:")
    found = content.check().content
    assert found is not None
    entries = [found.faq.entry("binding", language) for language in ("en", "es")]
    assert [found.translation_reviewed for found in entries if found is not None] == [True, False]
