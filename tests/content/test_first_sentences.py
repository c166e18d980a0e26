"""What an answer begins with: a sentence that is true by itself, whichever way it was asked."""

import re
from itertools import pairwise

from bot.content.fields import FieldError, true_by_itself
from tests.content.conftest import ContentFolder
from tests.content.facts import material

BARE = (
    *(
        "Yes.",
        "**Yes**, it is.",
        "“No”, says the paper.",
        "**No:** it is none.",
        "Of course. Send it.",
        "NO!",
    ),
    *(
        "**Sí, está adoptado.**",
        "Sí. Lo es.",
        "¡Claro que sí!",
        "Por supuesto que está.",
        "No, dice ella.",
        "Si.",
    ),
    *(
        "**Oui, il est là.**",
        "Oui. Il est là.",
        "« Non » : il n'y en a pas.",
        "Non : il n'y en a pas.",
        "Bien sûr.",
    ),
    *(
        "**نعم.** هو كذلك.",
        "نعم، اعتُمد.",
        "**لا، يقول التحالف.**",
        "لا. ليس كذلك.",
        "بالتأكيد. الأمر",
        "\u200fلا: ليس",
    ),
    *("Never, says the Coalition.", "Exactly: it does.", "En absoluto.", "Tout à fait, c'est vrai.", "Não."),
)
WHOLE = (
    *(
        "No state signs it.",
        "Non-binding it is.",
        "No. 2 of the list came first.",
        "Nobody knows.",
        "Sure signs.",
        "Never had states agreed on it.",
        "Right of asylum: it is not there.",
    ),
    *("No hay dirección.", "Si solo pregunta, no guardo nada.", "Non seulement cela.", "Nonante pages."),
    *("لا يوجد عنوان.", "لا يستطيع البرنامج أن يؤكد ذلك.", "لأن الدول قررت."),
)
FIRST_SENTENCE = {"en": 200, "es": 170}  # characters; whoever hears it read out keeps it
BEFORE_THE_FOLD = 600  # characters of an answer and its note: one screen of a small phone
LISTS = {"member-acronyms", "us-travel-ban"}  # names of which none may be left out
_END = re.compile(r"(?<=[.!?:])[*\"”)]*\s")


def is_bare(text: str) -> bool:
    try:
        return true_by_itself(text) != text
    except FieldError as fault:
        return "begins with a bare “" in str(fault)


def test_a_bare_yes_or_no_is_refused(content: ContentFolder):
    assert [text for text in BARE if not is_bare(text)] == []
    content.edit("faq/en/compact.yaml", "The answer of binding.", BARE[0])
    (problem,) = content.problems()
    assert problem.startswith("faq/en/compact.yaml:18:11: begins with a bare “")


def test_a_sentence_that_begins_with_such_a_word_is_none():
    assert [text for text in WHOLE if is_bare(text)] == []


def test_a_courtesy_does_not_begin_so_either(content: ContentFolder):
    content.edit("faq/en/courtesy.yaml", "answer: Answer.", "answer: Of course. Send /stop.")
    assert ["bare" in problem for problem in content.problems()] == [True]


def test_every_answer_begins_with_a_short_sentence_and_fits_before_the_fold():
    for language, longest in FIRST_SENTENCE.items():
        for entry in material().faq.entries[language].values():
            first = _END.split(entry.answer.replace("**", ""))[0]
            assert len(first) <= longest, (entry.id, language)
            fits = len(entry.answer) + len(entry.since or "") <= BEFORE_THE_FOLD
            assert fits or entry.id in LISTS, (entry.id, language)


def test_no_line_stands_right_after_an_item():
    """It would go on in the item: an empty line begins a paragraph."""
    for language in FIRST_SENTENCE:
        for entry in material().faq.entries[language].values():
            for before, after in pairwise(entry.answer.splitlines()):
                glued = before.startswith("• ") and after.strip() and not after.startswith("• ")
                assert not glued, (entry.id, language, after)
