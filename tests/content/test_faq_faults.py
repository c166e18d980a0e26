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
    "a key that is misspelt": (
        EN,
        "  related:",
        "  relatd:",
        [f"{EN}:23:3: unknown key `relatd`: did you mean `related`?"],
    ),
    "a key that is missing": (
        EN,
        "  reviewed: 2026-11-20\n",
        "",
        [f"{EN}:1:3: `reviewed` is missing"],
    ),
    "a key that nobody knows, further in": (
        EN,
        "document: paper-2017,",
        "document: paper-2017, page: 3,",
        [f"{EN}:22:30: unknown key `page`"],
    ),
    "an item that is no entry": (
        EN,
        "- id: members",
        "- just text\n- id: members",
        [f"{EN}:26:3: should be keys with values, not text"],
    ),
    "text that is a number": (
        EN,
        "question: Is it binding?",
        "question: 2018",
        [f"{EN}:2:13: should be text, not the number 2018: put it in quotes"],
    ),
    "text that YAML 1.2 reads as true": (
        EN,
        "words 3 for binding",
        "true",
        [f"{EN}:7:7: should be text, not true: put it in quotes"],
    ),
    "text that is nothing": (
        EN,
        "question: Is it binding?",
        "question:",
        [f"{EN}:2:12: is empty"],
    ),
    "text that is blank": (
        EN,
        "question: Is it binding?",
        'question: "  "',
        [f"{EN}:2:13: is empty"],
    ),
    "text that a colon turned into keys": (
        EN,
        "words 3 for binding",
        "do they: obey",
        [f"{EN}:7:7: should be text; a colon made it a key with a value: put the whole text in quotes"],
    ),
    "a list that is text": (
        EN,
        "related: [members]",
        "related: members",
        [f"{EN}:23:12: should be a list, not text: put it in [ ]"],
    ),
    "an id with capitals": (
        EN,
        "- id: members",
        "- id: Members",
        [f"{EN}:26:7: should be lower-case words or numbers joined by hyphens"],
    ),
    "a question that is too long": (
        EN,
        "Is it binding?",
        "Is it " + "x" * 55,
        [f"{EN}:2:13: is 61 characters long, at most 60 are allowed"],
    ),
    "a phrasing that is too long": (
        EN,
        "words 3 for binding",
        "words " + "x" * 115,
        [f"{EN}:7:7: is 121 characters long, at most 120 are allowed"],
    ),
    "an answer that is too long": (
        EN,
        "The answer of binding.",
        "x" * 901,
        [f"{EN}:18:11: is 901 characters long, at most 900 are allowed"],
    ),
    "a since-note that is too long": (
        EN,
        "since: It has changed.",
        "since: " + "x" * 401,
        [f"{EN}:20:10: is 401 characters long, at most 400 are allowed"],
    ),
    "a section that is too long": (
        EN,
        "section: Beginning",
        "section: " + "x" * 81,
        [f"{EN}:22:39: is 81 characters long, at most 80 are allowed"],
    ),
    "too few phrasings in English": (
        EN,
        "    - words 3 for binding\n",
        "",
        [f"{EN}:4:5: 13 are too few to be found by: at least 14"],
    ),
    "too few phrasings in another language": (
        ES,
        "    - words 3 for binding\n",
        "",
        [f"{ES}:4:5: 9 are too few to be found by: at least 10"],
    ),
    "no source": (
        EN,
        "sources:\n    - {document: paper-2017, section: Beginning}",
        "sources: []",
        [f"{EN}:21:12: is empty"],
    ),
    "a document that is not listed": (
        EN,
        "document: paper-2017",
        "document: paper-2018",
        [f"{EN}:22:18: `paper-2018` is not in faq/documents.yaml: did you mean `paper-2017`?"],
    ),
    "a document of another size of letters": (
        EN,
        "document: paper-2017",
        "document: Paper-2017",
        [f"{EN}:22:18: should be lower-case words or numbers joined by hyphens"],
    ),
    "a document of the future": (
        "faq/documents.yaml",
        "date: 2018",
        "date: 2081",
        ["faq/documents.yaml:9:9: lies in the future (today is 2026-11-21)"],
    ),
    "a related entry that is misspelt": (
        EN,
        "related: [members]",
        "related: [member]",
        [f"{EN}:23:13: there is no entry `member`: did you mean `members`?"],
    ),
    "a related entry that does not exist": (
        EN,
        "related: [members]",
        "related: [members, nobody]",
        [f"{EN}:23:22: there is no entry `nobody`"],
    ),
    "an entry that is related to itself": (
        EN,
        "related: [members]",
        "related: [members, binding]",
        [f"{EN}:23:22: an entry is not related to itself"],
    ),
    "a related entry that stands twice": (
        EN,
        "related: [members]",
        "related: [members, members]",
        [f"{EN}:23:22: `members` stands here twice"],
    ),
    "a phrasing that another entry has": (
        EN,
        "words 3 for members",
        "WORDS 3, for binding!",
        [f"{EN}:32:7: says the same as {EN}:7, in `binding`"],
    ),
    "a phrasing that is another entry's question": (
        EN,
        "words 3 for members",
        "is it binding",
        [f"{EN}:32:7: says the same as {EN}:2, in `binding`"],
    ),
    "a phrasing that stands twice in its entry": (
        EN,
        "words 3 for binding",
        "Words 2 for Binding",
        [f"{EN}:7:7: says the same as {EN}:6, in this entry"],
    ),
    "a phrasing that a courtesy has": (
        EN,
        "words 3 for binding",
        "say thanks",
        [f"{EN}:7:7: says the same as {COURTESY}:5, in `thanks`"],
    ),
    "a phrasing without a letter": (
        EN,
        "words 3 for binding",
        '"???"',
        [f"{EN}:7:7: holds no letter and no number"],
    ),
    "an id that stands twice": (
        EN,
        "- id: members",
        "- id: binding",
        [f"{EN}:26:7: `binding` is there already: {EN}:1"],
    ),
    "a day of review that is no date": (
        EN,
        "reviewed: 2026-11-20",
        "reviewed: 2026-11-31",
        [f"{EN}:24:13: there is no day 31: 2026-11 has 30 days"],
    ),
    "a day of review in another form": (
        EN,
        "reviewed: 2026-11-20",
        "reviewed: 20.11.2026",
        [f"{EN}:24:13: should be a day that exists, written as 2026-11-21"],
    ),
    "a day of review that is to come": (
        EN,
        "reviewed: 2026-11-20",
        "reviewed: 2026-11-22",
        [f"{EN}:24:13: lies in the future (today is 2026-11-21)"],
    ),
    "a telephone number in an answer": (
        EN,
        "The answer of binding.",
        "Call +1 (917) 555-0142.",
        [f"{EN}:18:11: {PRIVATE}"],
    ),
    "a telephone number in a since-note": (
        EN,
        "It has changed.",
        "Call 917-555-0142 now.",
        [f"{EN}:20:10: {PRIVATE}"],
    ),
    "bold that does not end": (
        EN,
        "The answer of binding.",
        "**No. It is not.",
        [f"{EN}:18:11: has ** that is opened and never closed"],
    ),
    "HTML in an answer": (
        EN,
        "The answer of binding.",
        "<b>No.</b>",
        [
            f"{EN}:18:11: holds HTML, which would be shown as it stands: "
            "only **bold**, *emphasis* and https:// links are shown"
        ],
    ),
    "an English entry marked as a translation": (
        EN,
        "  reviewed:",
        "  translation: unreviewed\n  reviewed:",
        [f"{EN}:24:16: only a translation carries this key"],
    ),
    "a mark of translation that is unknown": (
        ES,
        "  reviewed:",
        "  translation: yes\n  reviewed:",
        [f"{ES}:20:16: should be 'unreviewed'"],
    ),
    "a translation of no English entry": (
        ES,
        "- id: binding",
        "- id: unbinding",
        [f"{ES}:1:7: there is no English entry `unbinding`"],
    ),
    "a translation without the since-note": (
        ES,
        "  since: It has changed.\n",
        "",
        [f"{ES}:1:3: `since` is missing: the English entry has it, without it the answer is outdated"],
    ),
    "a courtesy of no known kind": (
        COURTESY,
        "id: insult",
        "id: flattery",
        [
            f"{COURTESY}:13:7: should be 'greeting', 'thanks', 'who-are-you', 'are-you-human', 'insult', "
            "'acknowledgement', 'goodbye', 'leaving', 'privacy', 'personal-case', 'emergency', "
            "'emergency-police', 'language', 'safety', 'other-subject' or 'warmth'",
        ],
    ),
    "a courtesy that stands twice": (
        COURTESY,
        "id: insult",
        "id: thanks",
        [
            f"{COURTESY}:13:7: `thanks` is there already: {COURTESY}:4",
        ],
    ),
    "a document without an author": (
        DOCUMENTS,
        "  author: The Coalition\n",
        "",
        [f"{DOCUMENTS}:3:3: `author` is missing"],
    ),
    "a document with a month that does not exist": (
        DOCUMENTS,
        "date: 2017-04-12",
        "date: 2017-13",
        [f"{DOCUMENTS}:5:9: should be a date written as 2016, 2016-09 or 2016-09-19, or the word undated"],
    ),
    "a document whose date is words": (
        DOCUMENTS,
        "date: 2018",
        "date: in spring",
        [f"{DOCUMENTS}:9:9: should be a date written as 2016, 2016-09 or 2016-09-19, or the word undated"],
    ),
    "a document whose address is none": (
        DOCUMENTS,
        "https://example.org/page",
        "example.org",
        [f"{DOCUMENTS}:10:12: should be a web address that begins with https:// (or http://)"],
    ),
    "a document that stands twice": (
        DOCUMENTS,
        "page-2018:",
        "paper-2017:",
        [f"{DOCUMENTS}:6:1: `paper-2017` stands here a second time, first on line 2"],
    ),
}


def test_a_fault_is_reported_at_its_place(content):
    assert content.told_otherwise(FAULTS) == {}
