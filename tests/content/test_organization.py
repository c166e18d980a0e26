"""Whose bot it is: every fault in what says so is reported at its place."""

from tests.content.conftest import ContentFolder, entry

ORGANIZATION = "organization.yaml"
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def test_a_fault_is_reported_at_its_place(content: ContentFolder):
    faults = {
        "name: {": ("name: {en: A union,", "name: {", "1:7: the English text (en) is missing"),
        "contact: office": ("contact: members", "contact: office", "7:12: there is no entry `office`"),
        "[members, nobody]": ("[members]", "[members, nobody]", "8:23: there is no entry `nobody`"),
        "[en]": ("[en, es]", "[en]", "5:12: faq/es holds entries: add es, or take the folder away"),
        "[en, es, es]": ("[en, es]", "[en, es, es]", "5:21: `es` stands here twice"),
        "second_zone: Mars\nentries:": (
            "entries:",
            "second_zone: Mars\nentries:",
            "6:14: unknown time zone: should be UTC or a name such as Europe/Brussels or Asia/Manila",
        ),
        "[en, es, qqq]": (
            "[en, es]",
            "[en, es, qqq]",
            "5:21: dates cannot be written in `qqq`: it is not among the languages of the CLDR",
        ),
        "[en, es, tl]": ("[en, es]", "[en, es, tl]"),
        "[en, es, fil]": (
            "[en, es]",
            "[en, es, fil]",
            "5:21: write `tl`: that is how the bot knows this language",
        ),
        "[en, es, pt-br]": (
            "[en, es]",
            "[en, es, pt-br]",
            "5:21: should be the code of a language, of two or three small letters, such as pt",
        ),
    }
    assert content.told_otherwise({ORGANIZATION: faults}) == {}


def test_a_folder_that_does_not_say_whose_it_is_is_told_how_to_begin(content: ContentFolder):
    (content.path / ORGANIZATION).unlink()
    assert content.problems() == [
        f"{ORGANIZATION}:1:1: is missing: it says whose bot this is. `compact-bot content init` writes one "
        "to begin from"
    ]


def test_entries_are_held_against_the_leading_language(content: ContentFolder):
    content.edit(ORGANIZATION, "[en, es]", "[es, en]")
    content.write("faq/es/compact.yaml", entry("binding", "¿Es vinculante?", "", 14))
    found = content.problems()
    assert "faq/en/compact.yaml:26:7: there is no Spanish entry `members`" in found
    assert "faq/es/courtesy.yaml:1:1: these are missing: greeting," in "\n".join(found)
    assert "schedules/webinars.yaml:2:10: the Spanish text (es) is missing" in found


def test_categories_have_names_in_the_order_in_which_they_are_shown(content: ContentFolder):
    content.write("faq/categories.yaml", "- id: compact\n  name: {en: The first, es: La primera}\n")
    checked = content.check().content
    assert checked is not None
    assert checked.faq.category_names == {"compact": {"en": "The first", "es": "La primera"}}


def test_a_fault_in_the_names_of_categories_is_reported(content: ContentFolder):
    for written, problem in (
        ("[]\n", "faq/categories.yaml:1:1: these categories have no name: compact"),
        ("- {id: rent, name: {en: Rent}}\n", "faq/categories.yaml:1:8: there is no faq/en/rent.yaml"),
        (
            "- {id: compact, name: {es: La primera}}\n",
            "faq/categories.yaml:1:23: the English text (en) is missing",
        ),
    ):
        content.write("faq/categories.yaml", written)
        assert content.problems() == [problem]


def test_an_own_sentence_stands_over_the_programs_and_the_rest_stays(content: ContentFolder):
    content.write(
        "locales/en.po", HEADER.format(language="en") + 'msgid "start.welcome"\nmsgstr "Hey {name}!"\n'
    )
    checked = content.check().content
    assert checked is not None
    assert checked.texts.text("en", "start.welcome", name="Ana") == "Hey Ana!"
    assert checked.texts.text("ar", "start.welcome", name="Ana") == "أهلا Ana!"
    assert checked.texts.plural("en", "news.count", 2) == "2 messages"


def test_a_sentence_may_stand_in_a_language_that_the_program_does_not_have(content: ContentFolder):
    content.write(
        "locales/es.po", HEADER.format(language="es") + 'msgid "start.welcome"\nmsgstr "¡Hola, {name}!"\n'
    )
    checked = content.check().content
    assert checked is not None
    assert checked.texts.text("es", "start.welcome", name="Ana") == "¡Hola, Ana!"
    assert checked.texts.plural("es", "news.count", 1) == "One message"


def test_own_sentences_that_count_nothing_need_no_header(content: ContentFolder):
    content.write("locales/en.po", 'msgid "start.welcome"\nmsgstr "Hey {name}!\\r\\n"\n')
    checked = content.check()
    assert [str(problem) for problem in checked.problems] == []
    assert checked.content is not None
    assert checked.content.texts.text("en", "start.welcome", name="Ana") == "Hey Ana!\n"


def test_a_file_of_own_sentences_that_no_language_takes_is_told(content: ContentFolder):
    names = ("ES.po", "bot.po", "es (1).po", "es-1.po", "es_ES.po", "pt.po", "é.po")
    for name in names:
        content.write(f"locales/{name}", 'msgid "start.welcome"\nmsgstr "¡Hola, {name}!"\n')
    checked = content.check()
    assert [str(problem) for problem in checked.problems] == []
    assert sorted(str(warning) for warning in checked.warnings if "locales" in warning.file) == [
        f"locales/{name}:1:1: is not read: no language is offered by this code: en.po, es.po"
        for name in names
    ]


def test_a_fault_in_an_own_sentence_is_reported_at_its_place(content: ContentFolder):
    faults = 'msgid "start.welcome"\nmsgstr "Hey!"\n\nmsgid "start.other"\nmsgstr "Other"\n'
    content.write("locales/en.po", HEADER.format(language="en") + faults)
    assert content.problems() == [
        "locales/en.po:7:1: `start.welcome` differs from English in {name}",
        "locales/en.po:10:1: `start.other` is not among the English texts",
    ]


def test_the_organizations_name_fills_its_place_in_a_sentence(content: ContentFolder):
    content.edit("bot/locales/en/LC_MESSAGES/bot.po", "Welcome, {name}!", "{organization} greets {name}!")
    content.edit("bot/locales/ar/LC_MESSAGES/bot.po", "أهلا {name}!", "{organization}: أهلا {name}!")
    checked = content.check().content
    assert checked is not None
    assert checked.texts.own("es")["organization"] == "Un sindicato"
    assert checked.texts.own("fr")["organization"] == "A union"


def test_parts_are_asked_for_by_number_where_a_file_says_so(content: ContentFolder):
    numbered = (
        "list: members\n"
        "items: {words: [article], many: [articles], entries: {'1': binding, '2': nobody}}\n"
        "paragraphs: {words: [line], many: [lines], entries: {'7': binding}}\n"
        "other_documents: [statute]\n"
    )
    content.write("faq/numbered.yaml", numbered)
    assert content.problems() == ["faq/numbered.yaml:2:74: there is no entry `nobody`"]
    content.write("faq/numbered.yaml", numbered.replace("'2': nobody", "two: members"))
    assert content.problems() == ["faq/numbered.yaml:2:69: `two` should be a whole number from 1 to 999"]


def test_an_official_text_is_offered_where_a_file_says_so(content: ContentFolder):
    content.write(
        "faq/official-text.yaml",
        "document: paper-2018\nnumber: No. 1\nsentences: {de: ; der Text steht dort}\n",
    )
    assert content.problems() == [
        "faq/official-text.yaml:1:11: `paper-2018` is not in faq/documents.yaml",
        "faq/official-text.yaml:3:17: should hold {address} once",
    ]
