"""Every fault in a .po file that a translator can make is reported at its place."""

import pytest

EN = "bot/locales/en/LC_MESSAGES/bot.po"
AR = "bot/locales/ar/LC_MESSAGES/bot.po"

FAULTS = {
    "a text that is marked fuzzy": (
        AR,
        'msgid "start.welcome"',
        '#, fuzzy\nmsgid "start.welcome"',
        [f"{AR}:8:1: `start.welcome` is marked fuzzy: check it and take the mark away"],
    ),
    "a text that is not translated": (
        AR,
        'msgstr "أهلا {name}!"',
        'msgstr ""',
        [f"{AR}:7:1: `start.welcome` is not translated"],
    ),
    "a form of a plural that is not translated": (
        AR,
        'msgstr[2] "رسالتان"',
        'msgstr[2] ""',
        [f"{AR}:10:1: `news.count` is not translated"],
    ),
    "a text that is missing": (
        AR,
        'msgid "start.welcome"\nmsgstr "أهلا {name}!"\n',
        "",
        [f"{AR}:1:1: `start.welcome` is missing: {EN}:7"],
    ),
    "a text that English does not have": (
        EN,
        'msgid "start.welcome"',
        'msgid "start.hello"',
        [
            f"{AR}:1:1: `start.hello` is missing: {EN}:7",
            f"{AR}:7:1: `start.welcome` is not among the English texts",
        ],
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
        [f"{EN}:7:1: `start.welcome`: write a placeholder as {{name}}, and braces of the text itself twice"],
    ),
    "a brace that is alone": (
        AR,
        "أهلا {name}!",
        "أهلا {name!",
        [f"{AR}:7:1: `start.welcome`: write a placeholder as {{name}}, and braces of the text itself twice"],
    ),
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
        [
            f"{AR}:1:1: `Welcome` is missing: {EN}:7",
            f"{AR}:7:1: `start.welcome` is not among the English texts",
            f"{EN}:7:1: `Welcome` should be an id such as start.welcome",
        ],
    ),
    "a quotation mark that is missing": (
        AR,
        'msgid "start.welcome"',
        'msgid "start.welcome',
        [f'{AR}:7:1: should be msgid or msgstr and a text in "quotes", with \\" for a quote in it'],
    ),
    "a line that is neither": (
        AR,
        'msgid "start.welcome"',
        "msgid start.welcome",
        [f'{AR}:7:1: should be msgid or msgstr and a text in "quotes", with \\" for a quote in it'],
    ),
    "a message without a text": (
        AR,
        'msgstr "أهلا {name}!"\n',
        "",
        [f"{AR}:7:1: missing msgstr for msgid 'start.welcome'"],
    ),
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
        [f"{EN}:1:1: the header should say Plural-Forms"],
    ),
    "a rule of plurals that cannot be read": (
        EN,
        "plural=(n != 1)",
        "plural=(n != 1",
        [f"{EN}:5:1: Plural-Forms cannot be read: unbalanced parenthesis in plural form"],
    ),
    "more forms than the language has": (
        EN,
        'msgstr[1] "{n} messages"',
        'msgstr[1] "{n}"\nmsgstr[2] "{n}"',
        [f"{EN}:10:1: msg has more translations than num_plurals of catalog"],
    ),
    "the header of another language": (
        AR,
        "Language: ar",
        "Language: fa",
        [f"{AR}:3:1: the header should say Language: ar"],
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_reported_at_its_place(content, file, old, new, expected):
    content.edit(file, old, new)
    assert content.problems() == expected
