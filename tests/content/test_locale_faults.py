"""Every fault in a .po file that a translator can make is reported at its place, and English stands in."""

from tests.content.conftest import ARABIC_TEXTS

EN = "bot/locales/en/LC_MESSAGES/bot.po"
AR = "bot/locales/ar/LC_MESSAGES/bot.po"
BRACE = "has a stray brace: write a placeholder as {name}, and braces of the text itself twice"
LINE = 'should be msgid or msgstr and a text in "quotes", with \\" for a quote in it'
ORDER = "after msgid should stand msgstr once, or msgid_plural and msgstr[0], msgstr[1] and so on"

FAULTS = {
    "a text that English does not have": (
        EN,
        'msgid "start.welcome"',
        'msgid "start.hello"',
        [f"{AR}:7:1: `start.welcome` is not among the English texts"],
    ),
    "a text that stands twice": (
        EN,
        'msgid "news.count"',
        'msgid "start.welcome"\nmsgstr "Hi"\n\nmsgid "news.count"',
        [f"{EN}:10:1: `start.welcome` stands here a second time, first on line 7"],
    ),
    "a placeholder that is misspelt": (
        AR,
        "أهلا {name}!",
        "أهلا {nombre}!",
        [f"{AR}:7:1: `start.welcome` differs from English in {{name}}, {{nombre}}"],
    ),
    "a placeholder that was left out": (
        AR,
        "أهلا {name}!",
        "أهلا!",
        [f"{AR}:7:1: `start.welcome` differs from English in {{name}}"],
    ),
    "a placeholder that looks into a value": (
        EN,
        "Welcome, {name}!",
        "Welcome, {name.secret}!",
        [f"{EN}:7:1: `start.welcome` {BRACE}"],
    ),
    "a brace that is alone": (AR, "أهلا {name}!", "أهلا {name!", [f"{AR}:7:1: `start.welcome` {BRACE}"]),
    "a placeholder in a form of a plural": (
        AR,
        "{n} رسائل",
        "{m} رسائل",
        [f"{AR}:10:1: `news.count` differs from English in {{m}}"],
    ),
    "a plural that English does not have": (
        EN,
        'msgid_plural "news.count"\nmsgstr[0] "One message"\nmsgstr[1]',
        "msgstr",
        [f"{AR}:10:1: `news.count` has a plural in one of this and English only"],
    ),
    "an id that is a sentence": (
        EN,
        'msgid "start.welcome"',
        'msgid "Welcome"',
        [f"{EN}:7:1: `Welcome` should be an id such as start.welcome"],
    ),
    "a quotation mark that is missing": (
        AR,
        'msgid "start.welcome"',
        'msgid "start.welcome',
        [f"{AR}:7:1: {LINE}"],
    ),
    "a line that is neither": (AR, 'msgid "start.welcome"', "msgid start.welcome", [f"{AR}:7:1: {LINE}"]),
    "a message without a text": (AR, 'msgstr "أهلا {name}!"\n', "", [f"{AR}:7:1: {ORDER}"]),
    "forms of Arabic as pybabel writes them": (
        AR,
        "n%100>=11 ? 4 : 5",
        "n%100>=0 && n%100<=2 ? 4 : 5",
        [
            f"{AR}:5:1: the header should say Plural-Forms: nplurals=6; "
            "plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
        ],
    ),
    "no word on plurals": (
        EN,
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n',
        "",
        [f"{EN}:1:1: the header should say Plural-Forms: nplurals=2; plural=(n != 1);"],
    ),
    "a rule of plurals that cannot be read": (
        EN,
        "plural=(n != 1)",
        "plural=(n != 1",
        [
            f"{EN}:5:1: the header should say Plural-Forms: nplurals=2; plural=(n != 1);"
            " (this cannot be read: unbalanced parenthesis in plural form)"
        ],
    ),
    "more forms than the language has": (
        EN,
        'msgstr[1] "{n} messages"',
        'msgstr[1] "{n}"\nmsgstr[2] "{n}"',
        [f"{EN}:10:1: `news.count` has 3 forms, and by Plural-Forms in the header it should have 2"],
    ),
    "fewer forms than the header says": (
        AR,
        'msgstr[5] "{n} رسالة."\n',
        "",
        [f"{AR}:10:1: `news.count` has 5 forms, and by Plural-Forms in the header it should have 6"],
    ),
    "a form that is skipped": (AR, 'msgstr[2] "رسالتان"\n', "", [f"{AR}:10:1: {ORDER}"]),
    "a text that has two translations": (
        AR,
        'msgstr "أهلا {name}!"',
        'msgstr "أهلا {name}!"\nmsgstr "{name}"',
        [f"{AR}:7:1: {ORDER}"],
    ),
    "a rule that counts more forms than it says": (
        EN,
        "nplurals=2",
        "nplurals=1",
        [
            f"{EN}:5:1: the header should say Plural-Forms: nplurals=2; plural=(n != 1);"
            " (this counts more forms than it says)"
        ],
    ),
    "a rule that divides by nothing": (
        EN,
        "plural=(n != 1)",
        "plural=n%0",
        [
            f"{EN}:5:1: the header should say Plural-Forms: nplurals=2; plural=(n != 1);"
            " (this cannot be read: integer modulo by zero)"
        ],
    ),
    "a quotation mark that is missing in the header": (
        AR,
        '"Language: ar',
        "Language: ar",
        [f"{AR}:3:1: {LINE}"],
    ),
    "no header": (
        AR,
        ARABIC_TEXTS.partition('msgid "start')[0],
        "",
        [
            f"{AR}:1:1: the header should say Plural-Forms: nplurals=6; "
            "plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
        ],
    ),
    "a word before msgid that is misspelt": (
        AR,
        'msgid "news.count"',
        'msgd "news.count"',
        [f"{AR}:10:1: {LINE}"],
    ),
    "a bare angle bracket": (
        AR,
        "أهلا {name}!",
        "{name} <3",
        [f"{AR}:7:1: `start.welcome` has a bare <: write it as &lt;"],
    ),
    "a bare ampersand": (
        AR,
        "أهلا {name}!",
        "{name} & co",
        [f"{AR}:7:1: `start.welcome` has a bare &: write it as &amp;"],
    ),
    "a reference that Telegram does not know": (
        AR,
        "أهلا {name}!",
        "{name}&nbsp;!",
        [f"{AR}:7:1: `start.welcome` has a bare &: write it as &amp;"],
    ),
    "bold without an end": (
        AR,
        "أهلا {name}!",
        "<b>{name}",
        [f"{AR}:7:1: `start.welcome` opens <b> and does not close it"],
    ),
    "an end without a beginning": (
        AR,
        "أهلا {name}!",
        "{name}</b>",
        [f"{AR}:7:1: `start.welcome` has </b> where no <b> is to be closed"],
    ),
    "bold and italics crossed": (
        AR,
        "أهلا {name}!",
        "<b><i>{name}</b></i>",
        [f"{AR}:7:1: `start.welcome` has </b> where no <b> is to be closed"],
    ),
    "a tag of web pages": (
        AR,
        "أهلا {name}!",
        "<p>{name}</p>",
        [
            f"{AR}:7:1: `start.welcome` has <p>, which Telegram does not know:"
            " <b> and <i> may be used, < is written &lt;"
        ],
    ),
    "a text too long for a message": (
        AR,
        "أهلا {name}!",
        f"{{name}}{'ا' * 2000}",
        [f"{AR}:7:1: `start.welcome` has 2006 characters; 2000 fit"],
    ),
    "the header of another language": (
        AR,
        "Language: ar",
        "Language: fa",
        [f"{AR}:3:1: the header should say Language: ar"],
    ),
}


UNTRANSLATED = (
    (
        'msgid "start.welcome"',
        '#, fuzzy\nmsgid "start.welcome"',
        f"{AR}:8:1: 1 of 2 sentences are not translated, English stands in: "
        "`start.welcome` on line 8 (marked fuzzy)",
    ),
    (
        'msgstr "أهلا {name}!"',
        'msgstr ""',
        f"{AR}:7:1: 1 of 2 sentences are not translated, English stands in: `start.welcome` on line 7",
    ),
    (
        'msgstr[2] "رسالتان"',
        'msgstr[2] ""',
        f"{AR}:10:1: 1 of 2 sentences are not translated, English stands in: `news.count` on line 10",
    ),
    (
        'msgid "start.welcome"\nmsgstr "أهلا {name}!"\n',
        "",
        f"{AR}:1:1: 1 of 2 sentences are not translated, English stands in: `start.welcome`",
    ),
)


def test_a_fault_is_reported_at_its_place_and_one_in_a_translation_stops_nothing(content):
    told = {}
    for fault, (file, old, new, expected) in FAULTS.items():
        with content.edited(file, old, new):
            report = content.check()
        if (problems := [str(problem) for problem in report.problems]) != expected:
            told[fault] = problems
        if file == AR:
            texts = report.content.texts
            assert texts.text("ar", "start.welcome", name="Ana") in ("Welcome, Ana!", "أهلا Ana!"), fault
            assert texts.plural("ar", "news.count", 3) in ("3 messages", "3 رسائل"), fault
    assert told == {}


def test_what_is_not_translated_is_no_problem_and_named_once(content):
    for old, new, expected in UNTRANSLATED:
        with content.edited(AR, old, new):
            report = content.check()
        assert report.problems == (), expected
        assert [warning for warning in map(str, report.warnings) if "locales" in warning] == [expected]


def test_a_sentence_with_a_fault_is_said_in_english(content):
    content.edit(AR, "أهلا {name}!", "أهلا <b>{name}!")
    loaded = content.check().content
    assert loaded is not None
    assert loaded.texts.text("ar", "start.welcome", name="Ana") == "Welcome, Ana!"
    assert loaded.texts.plural("ar", "news.count", 3) == "3 رسائل"


def test_english_forms_are_chosen_by_english_numbers(content):
    content.edit(AR, 'msgstr[2] "رسالتان"', 'msgstr[2] ""')
    loaded = content.check().content
    assert loaded is not None
    assert [loaded.texts.plural("ar", "news.count", n) for n in (1, 2)] == ["One message", "2 messages"]


def test_a_fault_in_english_is_told_alone_and_stops(content):
    content.edit(EN, "Welcome, {name}!", "<b>Welcome, {name}!")
    content.edit(AR, "أهلا {name}!", "أهلا!")
    assert content.problems() == [f"{EN}:7:1: `start.welcome` opens <b> and does not close it"]
    assert content.check().content is None


def test_a_catalog_that_cannot_be_read_leaves_its_language_in_english(content):
    content.write(AR, b"\xff\xfe")
    report = content.check()
    assert [str(problem) for problem in report.problems] == [
        f"{AR}:1:1: not UTF-8 (byte 0xFF): save the file as UTF-8"
    ]
    assert report.content is not None
    assert report.content.texts.text("ar", "start.welcome", name="Ana") == "Welcome, Ana!"
