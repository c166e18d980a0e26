"""Somebody's own words stay as they wrote them, without what leads to a person."""

from bot.matching.recognizing.contact_details import without_contact_details
from tests.lines import each


@each(
    "text, kept",
    [
        ("Call +34 600 123 456 now", "Call … now"),
        ("Call (0034) 600-123-456", "Call …"),
        ("اتصلوا على ٠٦١٢٣٤٥٦٧٨", "اتصلوا على …"),
        ("Write to Noor.Haddad@Example.org, please", "Write to … please"),
        ("ask @noor_haddad or https://t.me/noor", "ask … or …"),
        ("full-width ｎｏｏｒ＠example.org", "full-width …"),
        ("no\u200boor@exam\u2060ple.org", "…"),
        ("passport 12345678", "passport …"),
        (
            "ring 6\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e35\ufe0f\u20e36\u20e3",
            "ring …",
        ),
        ("ring ⓪⑥①②③④⑤ or 600_123•456", "ring … or …"),
        ("Write to Ana at gmail dot com, please", "Write to …, please"),
        ("escriban a ana arroba correo punto es", "escriban a …"),
    ],
)
def test_addresses_handles_and_long_numbers_are_taken_out(text: str, kept: str):
    assert without_contact_details(text) == kept


@each(
    "text",
    [
        "They pay 1,200 a month, for 60 hours.",
        "From 2016-2018 and 2019 – 2021 nothing changed.",
        "Objective 13 of A/RES/73/195 says it.",
        "Line one.\n\nLine TWO, with “quotes” — and 12.5 %.",
        "لم ندفع منذ 2024",
        "We arrived at noon, point taken; we work at night. The dot is a point.",
        "",
    ],
)
def test_all_else_stays_as_it_was_written(text: str):
    assert without_contact_details(text) == text
