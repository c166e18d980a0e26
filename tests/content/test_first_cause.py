"""The cause comes first; what follows from it is counted."""

from tests.content.conftest import ENGLISH, SPANISH, ContentFolder

EN = "faq/en/compact.yaml"


def test_a_file_that_cannot_be_read_is_the_only_problem(content: ContentFolder):
    content.edit(EN, "question: Is it binding?", 'question: "Is it binding?')
    report = content.check()
    assert [problem.file for problem in report.problems] == [EN]
    assert report.follow_ons > 0


def test_a_file_whose_name_cannot_stand_on_a_button_is_named_and_not_what_it_takes_along(
    content: ContentFolder,
):
    file = content.path / EN
    for name in ("compact (1)", "Compact", "c" * 41, "compact_one", "über", "compact.en"):
        file = file.rename(file.with_name(f"{name}.yaml"))
        report = content.check()
        assert [str(problem) for problem in report.problems] == [
            f"faq/en/{name}.yaml:1:1: is not read: a file's name is small letters (a-z), numbers and "
            "hyphens, at most 40 of them, such as taking-part.yaml"
        ]
        assert report.follow_ons > 0


def test_a_copy_of_a_file_brings_one_problem(content: ContentFolder):
    content.write("faq/en/compact (1).yaml", ENGLISH)
    assert len(content.problems()) == 1


def test_a_document_that_was_renamed_is_told_once_with_its_new_name(content: ContentFolder):
    content.edit("faq/documents.yaml", "paper-2017:", "paper-of-2017:")
    report = content.check()
    assert [str(problem) for problem in report.problems] == [
        f"{EN}:22:18: `paper-2017` is not in faq/documents.yaml; "
        "`paper-of-2017` is, and nothing cites it: was its id changed?"
    ]
    assert report.follow_ons == 2


def test_without_the_english_folder_nothing_else_is_missed(content: ContentFolder):
    for file in ("compact", "courtesy"):
        (content.path / f"faq/en/{file}.yaml").unlink()
    (content.path / "faq/en").rmdir()
    report = content.check()
    assert [str(problem) for problem in report.problems] == ["faq/en:1:1: there are no English entries"]
    assert report.follow_ons > 0


def test_a_translation_of_an_entry_that_is_gone_is_told_once(content: ContentFolder):
    content.write("faq/fr/compact.yaml", SPANISH.replace("words", "mots"))
    content.edit("organization.yaml", "languages: [en, es]", "languages: [en, es, fr]")
    content.write("faq/pt/phrasings.yaml", "binding: [palavras]\n")
    content.write(EN, ENGLISH[ENGLISH.index("- id: members") :])
    report = content.check()
    told = [str(problem) for problem in report.problems if "schedules" not in problem.file]
    assert told == [f"{EN}:23:13: there is no entry `binding`"]
    assert report.follow_ons == 3


def test_an_entry_that_is_gone_is_missed_once(content: ContentFolder):
    english = ENGLISH.index("- id: members")
    content.write(EN, ENGLISH[:english])
    report = content.check()
    assert [str(problem) for problem in report.problems] == [
        f"{EN}:23:13: there is no entry `members`",
        "organization.yaml:7:12: there is no entry `members`",
        "organization.yaml:8:14: there is no entry `members`",
        "schedules/weekly.yaml:4:22: there is no entry `members` in faq/en",
    ]
    assert report.follow_ons == 1


def test_hard_spaces_are_named_where_the_first_one_stands(content: ContentFolder):
    content.edit(EN, "  question: Is it binding?", "\u00a0 question: Is it binding?")
    content.edit(EN, "  related: [members]", " \u00a0related: [members]")
    report = content.check()
    assert [str(problem) for problem in report.problems] == [
        f"{EN}:2:1: a hard space, as web pages and word processors write it: "
        "type an ordinary space in its place"
    ]


def test_there_may_be_no_webinar_and_no_news(content: ContentFolder):
    for written in ("", "# nothing planned\n", "[]\n", "webinars: []\n", "webinars:\n"):
        content.write("schedules/webinars.yaml", written)
        report = content.check()
        assert (report.problems, report.webinars) == ((), 0), written
    for key in ("news:", "news: []"):
        content.write("schedules/weekly.yaml", f"day: monday\ntime: 09:00\nzone: UTC\nquestions:\n{key}\n")
        assert content.problems() == [], key


def test_words_of_danger_are_left_where_they_are_and_the_entry_is_told(content: ContentFolder):
    content.edit(EN, "words 3 for members", "say emergency")
    assert content.problems() == [f"{EN}:32:7: says the same as faq/en/courtesy.yaml:32, in `emergency`"]


def test_a_phrasing_is_found_in_another_languages_file_too(content: ContentFolder):
    content.edit("faq/es/compact.yaml", "words 3 for binding", "Who are the members")
    assert content.problems() == [
        f"faq/es/compact.yaml:7:7: says the same as {EN}:27, in `members`: it can have one answer only"
    ]
    content.edit("faq/es/compact.yaml", "Who are the members", "Is it binding")
    assert content.problems() == []


def test_a_phrasing_of_a_language_without_answers_is_held_against_all(content: ContentFolder):
    content.edit("organization.yaml", "languages: [en, es]", "languages: [en, es, fr]")
    content.write("faq/pt/phrasings.yaml", "binding: [who are the members]\n")
    assert content.problems() == [f"faq/pt/phrasings.yaml:1:11: says the same as {EN}:27, in `members`"]


def test_the_cause_is_told_and_not_what_it_takes_along(content: ContentFolder):
    causes = [
        (EN, "  answer: |", "  anwser: |", "18:3: unknown key `anwser`: did you mean `answer`?"),
        (EN, "  question: Is", "  Question: Is", "2:3: unknown key `Question`: did you mean `question`?"),
        (
            "faq/es/compact.yaml",
            "  question: ¿",
            "  pregunta: ¿",
            "2:3: unknown key `pregunta`: did you mean `question`?",
        ),
        (
            EN,
            "section: Beginning",
            "section: Beginning, end",
            "22:50: unknown key `end`: text with a comma within { } needs quotes",
        ),
        (
            EN,
            "    - words 0 for",
            "    -words 0 for",
            "4:5: should be a list: a space is missing behind the dash",
        ),
        (
            EN,
            "- id: binding",
            "- id: bind\u200bing",
            "1:7: holds an invisible character (U+200B): delete it all, and type it anew",
        ),
        (
            "faq/en/courtesy.yaml",
            "id: greeting",
            "id: greetings",
            "1:7: should be 'greeting', 'thanks', 'who-are-you', 'are-you-human', 'insult', "
            "'acknowledgement', 'goodbye', 'leaving', 'privacy', 'personal-case', 'emergency', "
            "'emergency-police', 'language', 'safety', 'other-subject' or 'warmth': did you mean `greeting`?",
        ),
        (
            "schedules/weekly.yaml",
            "{en: Something new.}",
            '\n      en: "Something new.\n      es: "Algo nuevo."',
            "10:11: a quotation mark that was opened is never closed",
        ),
        (
            "schedules/webinars.yaml",
            "  minutes: 60",
            "  languages: en, es\n  minutes: 60",
            "6:14: should be a list, not text: put it in [ ]",
        ),
        (
            "organization.yaml",
            "[en, es]",
            "[English]",
            "5:13: should be the code of a language, of two or three small letters, such as pt",
        ),
        *(
            (
                "organization.yaml",
                "[en, es]",
                f"[{leading}, es]",
                "5:13: should be the code of a language, of two or three small letters, such as pt",
            )
            for leading in ("EN", "en-GB", "english")
        ),
        (
            "schedules/webinars.yaml",
            "{en: Orientation}",
            "{en: Orientation, es-MX: Orientación}",
            "2:28: `es-MX` should be a language code such as es",
        ),
    ]
    for file, old, new, expected in causes:
        assert content.told_otherwise({file: {new: (old, new, expected)}}) == {}


def test_of_a_file_with_another_ending_only_the_ending_is_told(content: ContentFolder):
    file = content.path / EN
    for ending in (".yml", ".YAML"):
        file = file.rename(file.with_suffix(ending))
        report = content.check()
        assert [each.text for each in report.problems] == [f"ends in {ending} and is not read: name it .yaml"]
        assert report.follow_ons > 0


def test_what_no_editor_wrote_is_told_as_what_it_is(content: ContentFolder):
    for begins, kind in (
        (b"PK\x03\x04\x14\x00", "a file of a word processor"),
        (b"{\\rtf1 - id: x}", "a file of a word processor"),
        (b"<html><body>- id: x", "a web page"),
    ):
        content.write("faq/es/compact.yaml", begins)
        assert content.problems() == [f"faq/es/compact.yaml:1:1: is {kind}: save it as plain text, in UTF-8"]
