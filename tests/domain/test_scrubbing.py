"""What admins read of missed questions names nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scrubbing import LONGEST, scrub


@pytest.mark.parametrize(
    "secret",
    [
        "https://example.org/case/77",
        "HTTP://EXAMPLE.ORG/x",
        "www.example.org/me",
        "t.me/some_person",
        "tg://user?id=123456789",
        "some.person@example.org",
        "@some_person",
        "+32 470 12 34 56",
        "(0470) 12.34.56",
        "0470/12.34.56",
        "12/03/1990",
        "1990-03-12",
        "123456789",
        "٠٤٧٠١٢٣٤٥٦",
    ],
)
def test_addresses_and_long_numbers_are_taken_out(secret):
    assert scrub(f"Please write to {secret} about my case") == "please write to … about my case"


def test_numbers_that_name_nobody_stay():
    question = "what does objective 21 of the 23 objectives say"
    assert scrub(question) == question


def test_it_is_one_line_in_lower_case():
    assert scrub("  What\n\tIS   it? ") == "what is it?"


@given(st.text(max_size=600))
def test_it_is_never_long_and_never_names_a_mailbox(question):
    scrubbed = scrub(question)
    assert len(scrubbed) <= LONGEST
    assert "@" not in scrubbed
    assert "\n" not in scrubbed


@pytest.mark.parametrize("character", ["@", "a", "1", ".", "(", "1.", "a@", "@.", " 1"])
def test_the_longest_message_that_telegram_takes_is_scrubbed_like_any_other(character):
    assert len(scrub((character * 4096)[:4096])) <= LONGEST


@pytest.mark.parametrize(
    "written",
    [
        "+33\u20116\u201112\u201134\u201156\u201178",
        "+33\u2013612\u2013345",
        "06_12_34_56_78",
        "A1B2C3D4E5",
        "bit.ly/abc",
        "someone.example.org",
    ],
)
def test_numbers_and_addresses_written_in_unusual_ways_go_too(written: str):
    scrubbed = scrub(f"call me {written} please")
    assert scrubbed == "call me … please"
