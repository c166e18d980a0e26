"""What a machine can see of the Arabic wording: direction, months, ranges, quotation marks, imperatives."""

import re
from functools import cache

from tests.content.shown import shown

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"
MONTHS = (
    ("كانون الثاني", "يناير"),
    ("شباط", "فبراير"),
    ("آذار", "مارس"),
    ("نيسان", "أبريل"),
    ("أيار", "مايو"),
    ("حزيران", "يونيو"),
    ("تموز", "يوليو"),
    ("آب", "أغسطس"),
    ("أيلول", "سبتمبر"),
    ("تشرين الأول", "أكتوبر"),
    ("تشرين الثاني", "نوفمبر"),
    ("كانون الأول", "ديسمبر"),
)
TO_ONE_MAN = re.compile(
    r"\b(?:انظر|اسأل|اسألني|اكتب|اضغط|ابحث|اختر|استخدم|أضف|راجع|شاهد|تابع|راقبوا|أحضروا|أخبرونا|تشاركوا)\b"
)
SEND = re.compile(r"(?<!لا )(?<!أن )(?<!هل )(?<!عندما )\bأرسل\b")
A_COMMAND = re.compile(r"(?<![\w/.:<])(.?)/(?=[a-z]{3,}\b)")
A_HANDLE = re.compile(r"(?<![\w/.])(.?)@(?=[A-Za-z])")
# Written without vowels, these say two things, and one of them frightens or misleads.
TWO_READINGS = (
    r"\bو?(?:ال)?مستقدم(?:ون|ين)\b",  # who recruits, or who was recruited
    r"\bو?(?:ال)?مهرب(?:ون|ين)\b",  # smugglers, or the smuggled
    r"\b[يت]رحلو?ن?\b",  # leave, or are deported
    r"أصولي",  # due process, or fundamentalist
    r"لا حد للأسعار",  # no price limit, or prices without limit
    r"هذا حتى",  # known until a day, or in force until it
    r"العمال غير النظاميين|العاملين غير النظاميين",  # of the informal economy, or without papers
)
A_QUESTION_AS_SUBJECT = re.compile(r"^(?:• )?و?(?:هل|كيف|كم)\b[^؟]*(?:غير مؤكد|ليس في مصادر|يتوقف)")
A_RANGE = re.compile(r"\d\s?[-–]\s?\d+\s(?:" + "|".join(name for name, _ in MONTHS) + ")")


@cache
def lines() -> list[str]:
    """Every line that people read in Arabic, without its marks of form."""
    return [re.sub(r"\*\*|</?\w+>", "", line) for _, text in shown("ar") for line in text.splitlines()]


def found(pattern: re.Pattern[str]) -> list[str]:
    return [line for line in lines() if pattern.search(line)]


def test_a_line_whose_first_letter_is_latin_begins_with_a_mark():
    first = re.compile(rf"[A-Za-z{LEFT_TO_RIGHT}]|[\u0600-\u06ff{RIGHT_TO_LEFT}]")
    wrong = []
    for line in lines():
        strong = first.search(re.sub(r"\{\w+\}", "", line))
        if (
            strong
            and re.search("[\u0600-\u06ff]", line)
            and (strong[0].isascii() or strong[0] == LEFT_TO_RIGHT)
        ):
            wrong.append(line)
    assert wrong == []


def test_a_command_or_handle_has_its_sign_on_its_left():
    signs = [
        (line, match)
        for pattern in (A_COMMAND, A_HANDLE)
        for line in lines()
        for match in pattern.finditer(line)
    ]
    assert [line for line, match in signs if match[1] != LEFT_TO_RIGHT] == []


def test_a_month_has_both_its_names():
    alone = (rf"\b{eastern}\b(?!/{western})|(?<!{eastern}/)\b{western}\b" for eastern, western in MONTHS)
    assert found(re.compile("|".join(alone))) == []


def test_a_range_of_days_is_in_words():
    assert found(A_RANGE) == []


def test_arrows_point_the_way_that_arabic_is_read():
    assert found(re.compile("^◀|▶\ufe0f?$")) == []


def test_a_latin_mark_does_not_end_an_arabic_word():
    assert found(re.compile("[\u0600-\u06ff]»?[,?;]")) == []


def test_there_is_one_kind_of_quotation_marks():
    assert found(re.compile('["“”„]')) == []


def test_nobody_is_spoken_to_as_a_man():
    assert found(TO_ONE_MAN) + found(SEND) == []


def test_no_word_can_be_read_in_two_ways_by_somebody_afraid():
    assert found(re.compile("|".join(TWO_READINGS))) == []


def test_an_indirect_question_does_not_begin_a_sentence():
    assert found(A_QUESTION_AS_SUBJECT) == []


def test_words_are_spelled_in_one_way():
    """Without the sign on a final alef; and the bot has one name."""
    assert found(re.compile("\u064b|\\bالبوت\\b(?! الآخر)")) == []
