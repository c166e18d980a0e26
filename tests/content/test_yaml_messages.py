"""What a curator is told of a slip in YAML: the line where it is, and what to write."""

from tests.content.conftest import ContentFolder

EN = "faq/en/compact.yaml"
QUESTION = "question: Is it binding?"
WORDS = "- words 3 for binding"
ALL_IN_QUOTES = "put the whole text in quotes"
NEITHER = "this line is neither a key nor an item: items begin with - , and text that goes on is indented"
BEHIND = "text that begins with a quotation mark and goes on behind it: put all of it in '...'"
ANOTHER_DASH = "this dash is another sign than -: items begin with - and a space"
HARD_SPACE = "a hard space, as web pages and word processors write it: type an ordinary space in its place"

SLIPS = {
    "a star": (
        QUESTION,
        "question: *really* binding?",
        f"2:13: text that begins with a star: {ALL_IN_QUOTES}",
    ),
    "a brace": (QUESTION, "question: {x} binding?", f"2:13: text that begins with a {{: {ALL_IN_QUOTES}"),
    "a bracket": (WORDS, "- [what] is binding", f"7:7: text that begins with a [: {ALL_IN_QUOTES}"),
    "an ampersand": (WORDS, "- & binding", f"7:7: text that begins with an ampersand: {ALL_IN_QUOTES}"),
    "a >": (QUESTION, "question: > binding?", f"2:13: text that begins with a >: {ALL_IN_QUOTES}"),
    "a star before words": (
        WORDS,
        "- *words 3",
        "7:7: *words is read as an alias: put text that begins with * in quotes",
    ),
    "a remark": (
        WORDS,
        "- #binding 3",
        f"7:6: is empty: text that begins with # is a remark; {ALL_IN_QUOTES}",
    ),
    "a remark that cuts": (
        WORDS,
        "- what is objective #13 about",
        f"7:7: what stands behind # is a remark: {ALL_IN_QUOTES}",
    ),
    "a question mark": (
        QUESTION,
        "question: ? binding",
        f"2:13: text that begins with a question mark: {ALL_IN_QUOTES}",
    ),
    "two changes": (
        WORDS,
        "- one\n<<<<<<< HEAD\n    - words 3 for binding",
        "8:1: git left this here where two changes meet: keep one of them, and delete this line",
    ),
    "words behind a quotation": (WORDS, '- "pact" is it binding', f"7:7: {BEHIND}"),
    "words behind a quotation in a key": (QUESTION, "question: 'Pact' is it binding?", f"2:13: {BEHIND}"),
    "no space behind a dash": (WORDS, "-words 3 for binding", "7:5: a space is missing behind the dash"),
    "no dash": (WORDS, "words 3 for binding", f"7:5: {NEITHER}"),
    "no space behind a colon": (
        QUESTION,
        "question:Is it binding?",
        "2:11: the colon behind a key needs a space behind it",
    ),
    "another colon": (QUESTION, "question： Binding?", "2:11: the colon behind a key is another sign than :"),
    "another dash": (WORDS, "– words 3 for binding", f"7:5: {ANOTHER_DASH}"),
    "a key too far in below a text that has such a dash": (
        "    The answer of binding.\n  since: It",
        "    – The answer.\n   since: It",
        "20:4: expected the next item or key, indented like the ones before it",
    ),
    "another dash before a key": ("- id: members", "— id: members", f"26:1: {ANOTHER_DASH}"),
    "another dash at the top": ("- id: binding", "– id: binding", f"1:1: {ANOTHER_DASH}"),
    "a hard space behind a colon": (QUESTION, "question:\u00a0Binding?", f"2:12: {HARD_SPACE}"),
    "a hard space behind the first colon": ("- id: binding", "- id:\u00a0binding", f"1:6: {HARD_SPACE}"),
    "a mark before all": (
        "- id: binding",
        "\u200b- id: binding",
        "1:1: a mark that nobody sees: delete it, and type what follows it anew",
    ),
    "a key too far in": (
        f"  {QUESTION}",
        f"    {QUESTION}",
        "2:5: this key is not indented like the ones before it: give it as many spaces as they have",
    ),
    "an answer that is not indented": (
        "    The answer of binding.",
        "The answer of binding.",
        f"19:1: {NEITHER}",
    ),
    "an item without its dash": (
        "- id: members",
        "  id: members",
        "26:3: `id` stands here a second time, first on line 1; "
        "if a new item begins here, it needs a dash and a space before it",
    ),
    "a list that is never closed": (
        "[members]",
        "[members",
        "23:12: expected a comma or a closing ]; text with , : [ ] in it needs quotes",
    ),
    "an item behind its key": (
        "phrasings:\n    - words 0",
        "phrasings: - words 0",
        "3:14: an item cannot begin here: begin it on a line of its own",
    ),
    "a backslash in double quotes": (
        WORDS,
        r'- "\words 3 for binding"',
        r"7:8: a \ in double quotes is read as a sign: put the text in single quotes",
    ),
    "an answer without |": (
        "answer: |\n    The answer of binding.",
        "answer: Some things\n    • one\n    • two",
        "18:3: its lines would run together: write `answer: |`, and the text on the lines below it",
    ),
    "an answer with >": (
        "answer: |",
        "answer: >",
        "18:3: its lines would run together: write `answer: |`, and the text on the lines below it",
    ),
    "a quoted answer of two paragraphs": (
        "answer: |\n    The answer of binding.",
        'answer: "One\n\n    two"',
        "18:3: its lines would run together: write `answer: |`, and the text on the lines below it",
    ),
}


def test_a_slip_is_told_where_it_is_with_what_to_write(content: ContentFolder):
    assert content.told_otherwise({EN: SLIPS}) == {}
