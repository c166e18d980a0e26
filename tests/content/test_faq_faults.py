"""Every fault in faq/ that a curator can make is reported at its place."""

EN = "faq/en/compact.yaml"
ES = "faq/es/compact.yaml"
COURTESY = "faq/en/courtesy.yaml"
DOCUMENTS = "faq/documents.yaml"
PRIVATE = (
    "holds what looks like a telephone number: those of persons are not published; where it is an "
    "organization's own, add the line `contact: organization`"
)

FAULTS = {
    EN: {
        "a key that is misspelt": (
            "  related:",
            "  relatd:",
            "23:3: unknown key `relatd`: did you mean `related`?",
        ),
        "a key that is missing": ("  reviewed: 2026-11-20\n", "", "1:3: `reviewed` is missing"),
        "a key that nobody knows, further in": (
            "document: paper-2017,",
            "document: paper-2017, page: 3,",
            "22:30: unknown key `page`",
        ),
        "an item that is no entry": (
            "- id: members",
            "- just text\n- id: members",
            "26:3: should be keys with values, not text",
        ),
        "text that is a number": (
            "question: Is it binding?",
            "question: 2018",
            "2:13: should be text, not the number 2018: put it in quotes",
        ),
        "text that YAML 1.2 reads as true": (
            "words 3 for binding",
            "true",
            "7:7: should be text, not true: put it in quotes",
        ),
        "text that is nothing": ("question: Is it binding?", "question:", "2:12: is empty"),
        "text that is blank": ("question: Is it binding?", 'question: "  "', "2:13: is empty"),
        "text that a colon turned into keys": (
            "words 3 for binding",
            "do they: obey",
            "7:7: should be text; a colon made it a key with a value: put the whole text in quotes",
        ),
        "a list that is text": (
            "related: [members]",
            "related: members",
            "23:12: should be a list, not text: put it in [ ]",
        ),
        "an id with capitals": (
            "- id: members",
            "- id: Members",
            "26:7: should be lower-case words or numbers joined by hyphens",
        ),
        "a question that is too long": (
            "Is it binding?",
            "Is it " + "x" * 55,
            "2:13: is 61 characters long, at most 60 are allowed",
        ),
        "a phrasing that is too long": (
            "words 3 for binding",
            "words " + "x" * 115,
            "7:7: is 121 characters long, at most 120 are allowed",
        ),
        "an answer that is too long": (
            "The answer of binding.",
            "x" * 901,
            "18:11: is 901 characters long, at most 900 are allowed",
        ),
        "a since-note that is too long": (
            "since: It has changed.",
            "since: " + "x" * 401,
            "20:10: is 401 characters long, at most 400 are allowed",
        ),
        "a section that is too long": (
            "section: Beginning",
            "section: " + "x" * 81,
            "22:39: is 81 characters long, at most 80 are allowed",
        ),
        "too few phrasings in English": (
            "    - words 3 for binding\n",
            "",
            "4:5: 13 are too few to be found by: at least 14",
        ),
        "no source": (
            "sources:\n    - {document: paper-2017, section: Beginning}",
            "sources: []",
            "21:12: is empty",
        ),
        "a document that is not listed": (
            "document: paper-2017",
            "document: paper-2018",
            "22:18: `paper-2018` is not in faq/documents.yaml: did you mean `paper-2017`?",
        ),
        "a document of another size of letters": (
            "document: paper-2017",
            "document: Paper-2017",
            "22:18: should be lower-case words or numbers joined by hyphens",
        ),
        "a related entry that is misspelt": (
            "related: [members]",
            "related: [member]",
            "23:13: there is no entry `member`: did you mean `members`?",
        ),
        "a related entry that does not exist": (
            "related: [members]",
            "related: [members, nobody]",
            "23:22: there is no entry `nobody`",
        ),
        "an entry that is related to itself": (
            "related: [members]",
            "related: [members, binding]",
            "23:22: an entry is not related to itself",
        ),
        "a related entry that stands twice": (
            "related: [members]",
            "related: [members, members]",
            "23:22: `members` stands here twice",
        ),
        "a phrasing that another entry has": (
            "words 3 for members",
            "WORDS 3, for binding!",
            f"32:7: says the same as {EN}:7, in `binding`",
        ),
        "a phrasing that is another entry's question": (
            "words 3 for members",
            "is it binding",
            f"32:7: says the same as {EN}:2, in `binding`",
        ),
        "a phrasing that stands twice in its entry": (
            "words 3 for binding",
            "Words 2 for Binding",
            f"7:7: says the same as {EN}:6, in this entry",
        ),
        "a phrasing that a courtesy has": (
            "words 3 for binding",
            "say thanks",
            f"7:7: says the same as {COURTESY}:5, in `thanks`",
        ),
        "a phrasing without a letter": ("words 3 for binding", '"???"', "7:7: holds no letter and no number"),
        "an id that stands twice": (
            "- id: members",
            "- id: binding",
            f"26:7: `binding` is there already: {EN}:1",
        ),
        "a day of review that is no date": (
            "reviewed: 2026-11-20",
            "reviewed: 2026-11-31",
            "24:13: there is no day 31: 2026-11 has 30 days",
        ),
        "a day of review in another form": (
            "reviewed: 2026-11-20",
            "reviewed: 20.11.2026",
            "24:13: should be a day that exists, written as 2026-11-21",
        ),
        "a day of review that is to come": (
            "reviewed: 2026-11-20",
            "reviewed: 2026-11-22",
            "24:13: lies in the future (today is 2026-11-21)",
        ),
        "a telephone number in an answer": (
            "The answer of binding.",
            "Call +1 (917) 555-0142.",
            f"18:11: {PRIVATE}",
        ),
        "a telephone number in a since-note": (
            "It has changed.",
            "Call 917-555-0142 now.",
            f"20:10: {PRIVATE}",
        ),
        "bold that does not end": (
            "The answer of binding.",
            "**No. It is not.",
            "18:11: has ** that is opened and never closed",
        ),
        "HTML in an answer": (
            "The answer of binding.",
            "<b>No.</b>",
            "18:11: holds HTML, which would be shown as it stands: "
            "only **bold**, *emphasis* and https:// links are shown",
        ),
        "an English entry marked as a translation": (
            "  reviewed:",
            "  translation: unreviewed\n  reviewed:",
            "24:16: only a translation carries this key",
        ),
    },
    ES: {
        "too few phrasings in another language": (
            "    - words 3 for binding\n",
            "",
            "4:5: 9 are too few to be found by: at least 10",
        ),
        "a mark of translation that is unknown": (
            "  reviewed:",
            "  translation: yes\n  reviewed:",
            "20:16: should be 'unreviewed'",
        ),
        "a translation of no English entry": (
            "- id: binding",
            "- id: unbinding",
            "1:7: there is no English entry `unbinding`",
        ),
        "a translation without the since-note": (
            "  since: It has changed.\n",
            "",
            "1:3: `since` is missing: the English entry has it, without it the answer is outdated",
        ),
    },
    DOCUMENTS: {
        "a document of the future": (
            "date: 2018",
            "date: 2081",
            "9:9: lies in the future (today is 2026-11-21)",
        ),
        "a document without an author": ("  author: The Coalition\n", "", "3:3: `author` is missing"),
        "a document with a month that does not exist": (
            "date: 2017-04-12",
            "date: 2017-13",
            "5:9: should be a date written as 2016, 2016-09 or 2016-09-19, or the word undated",
        ),
        "a document whose date is words": (
            "date: 2018",
            "date: in spring",
            "9:9: should be a date written as 2016, 2016-09 or 2016-09-19, or the word undated",
        ),
        "a document whose address is none": (
            "https://example.org/page",
            "example.org",
            "10:12: should be a web address that begins with https:// (or http://)",
        ),
        "a document that stands twice": (
            "page-2018:",
            "paper-2017:",
            "6:1: `paper-2017` stands here a second time, first on line 2",
        ),
    },
    COURTESY: {
        "a courtesy of no known kind": (
            "id: insult",
            "id: flattery",
            "13:7: should be 'greeting', 'thanks', 'who-are-you', 'are-you-human', 'insult', "
            "'acknowledgement', 'goodbye', 'leaving', 'privacy', 'personal-case', 'emergency', "
            "'emergency-police', 'language', 'safety', 'other-subject' or 'warmth'",
        ),
        "a courtesy that stands twice": (
            "id: insult",
            "id: thanks",
            f"13:7: `thanks` is there already: {COURTESY}:4",
        ),
    },
}


def test_a_fault_is_reported_at_its_place(content):
    assert content.told_otherwise(FAULTS) == {}
