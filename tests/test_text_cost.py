"""No message costs more than its length: whatever 4,096 characters hold, each step of reading them is quick.

Steps are held against what a long, plain message takes in the same process, in processor time.
"""

import math
import random
from collections.abc import Callable
from functools import cache
from time import thread_time
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import fields
from bot.content.conversation_words_file import read_conversation_words
from bot.content.danger_words import read_danger_words, read_message_kinds
from bot.content.language_signs import read_tongues
from bot.matching.answerer import Answerer
from bot.matching.danger.danger_signs import DangerSigns
from bot.matching.follow_ups import in_context, may_follow
from bot.matching.recognizing.contact_details import without_contact_details
from bot.matching.recognizing.conversation_words import AskingOn
from bot.matching.recognizing.language.question_language import QuestionLanguages
from bot.matching.recognizing.message_parts import joined_pairs, marked_parts, what_is_read
from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.question import Question
from bot.matching.recognizing.scrubbing import names_somebody, scrub
from bot.matching.recognizing.stop_words import means_stop
from bot.matching.replies import Answered
from bot.telegram.screens import markup
from tests import shipped

LONGEST = 4096  # characters that Telegram takes
LONGEST_INLINE = 256
TIMES = 20  # as long as a plain message; what once took four seconds took a thousand times as long


@cache  # each test process imports this module, and few of them ask
def made_up_answerer() -> Answerer:
    """Of 6,000 words in three languages, so that finding the nearest to an unknown word is work."""
    rng = random.Random(1)  # noqa: S311 - no secrets here
    phrasings = []
    for letters in ("abcdefgh", "ijklmnop", "ابتثجحخد"):
        words = ["".join(rng.choices(letters, k=rng.randint(4, 9))) for _ in range(2_000)]
        phrasings += [
            (f"entry-{number}", " ".join(rng.sample(words, 8))) for number in range(40) for _ in range(10)
        ]
    return Answerer(phrasings, {"greeting": ["hi", "hola"], "personal-case": ["my boss took my passport"]})


def published(text: str) -> None:
    try:
        fields.publishable(text, SimpleNamespace(data={}))
    except ValueError:
        return


@cache
def steps() -> dict[str, Callable[[str], object]]:
    tongues = read_tongues()[0]
    languages = QuestionLanguages(
        {"en": ["is the pact a law"], "es": ["el pacto es una ley"], "ar": ["ما هو"]}, tongues
    )
    danger, votes = (
        DangerSigns(read_danger_words()[0], read_message_kinds()),
        shipped.content().vote_questions,
    )
    asking_on, answerer = AskingOn(read_conversation_words()[0], tongues), made_up_answerer()
    return {
        "reading": what_is_read,
        "parts": marked_parts,
        "pairs": joined_pairs,
        "pairs of what is read": lambda text: joined_pairs(what_is_read(text)),
        "scrubbing": scrub,
        "contact details": without_contact_details,
        "naming": names_somebody,
        "stop words": means_stop,
        "language": languages.read,
        "spelling": languages.in_its_letters,
        "wish": lambda text: asking_on.language_wish(Question.of(text)),
        "going on": lambda text: asking_on.going_on(Question.of(text)),
        "symbols": lambda text: asking_on.by_symbols(Question.of(text)),
        "thanks": lambda text: asking_on.is_thanking(Question.of(text)),
        "normalizing": normalize,
        "follow-up": lambda text: may_follow(Question.of(text)),
        "in context": lambda text: in_context(Question.of(text), "what is it"),
        "danger": lambda text: danger.look(Question.of(text)),
        "states": lambda text: votes.voters(Question.of(text)),
        "a state alone": lambda text: votes.are_all_of(Question.of(text).words),
        "votes": lambda text: votes.asks(Question.of(text).words),
        "deciding": lambda text: answerer.decide(text),
        "inline": lambda text: answerer.nearest(Question.of(text[:LONGEST_INLINE]), 4),
        "publishing": published,
        "markup": lambda text: markup.to_html(text, "ar"),
    }


def seconds(step: Callable[[str], object], text: str, enough: float = 0) -> float:
    """Of this thread; the least of some tries, so that what else runs here hardly counts. The first that
    is not above `enough` will do. Each is of another text: what was just decided on is remembered.
    """
    least = math.inf
    for ending in "xyz":
        tried = text[:-1] + ending
        began = thread_time()
        step(tried)
        least = min(least, thread_time() - began)
        if least <= enough:
            break
    return least


@pytest.fixture(scope="module")
def plain() -> float:
    """What it takes to decide on a long message of many sentences, none of them like another."""
    rng = random.Random(2)  # noqa: S311 - no secrets here
    words = ["".join(rng.choices("abcdefgh", k=rng.randint(2, 7))) for _ in range(800)]
    story = ". ".join(" ".join(words[start : start + 9]) for start in range(0, 800, 9))[:LONGEST]
    return seconds(made_up_answerer().decide, story)


RUNS = (
    *" \n\t,;?.+(@1a-'\"<&*#_/",
    *"\u00a0\u3000\u2028\u200b\u0301\u0323\u064b\u0e31\u093c\u0915\u0648\u061f\U0001f642\ufdfa\ufb01\u1100\u79fb",
    *"\u337f\u0149",  # one character that is several letters, and no blank between them
    *(
        " and ",
        " y ",
        " \u0648",
        ",  and",
        "a and b ",
        "1.",
        "1 ",
        "a1",
        "a@",
        "a.",
        "1(",
        "a.com ",
        "http://",
    ),
    *(
        "**",
        "**a",
        "<a",
        "\u0301\u0323",
        "\u0915\u093c\u0301",
        "zxcvb ",
        "aabcd? ",
        "\ufdfa ",
        "t.me/",
        "\n \n",
    ),
)
RANDOM = random.Random(2)  # noqa: S311 - no secrets here
UNKNOWN = " ".join("".join(RANDOM.choices("aeijklmn", k=6)) for _ in range(600))


def dear(text: str, plain: float) -> list[str]:
    """The steps that take too long over it."""
    enough = TIMES * plain
    return [name for name, step in steps().items() if seconds(step, text, enough) > enough]


def test_a_message_of_one_thing_or_of_blanks_between_two_letters_costs_no_more_than_words(plain: float):
    texts = {run: (run * LONGEST)[:LONGEST] for run in (*RUNS, UNKNOWN)}
    texts |= {f"a{blank}b": "a" + blank * 998 + "b" for blank in (" ", "\n", "\t", " ,", "\n ")}
    found = {ascii(run): dear(text, plain) for run, text in texts.items()}
    assert {run: steps for run, steps in found.items() if steps} == {}


@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(RUNS) | st.text(max_size=3), st.integers(1, 2_000)), max_size=6))
def test_a_message_of_any_mixture_costs_no_more_than_words(plain: float, runs: list[tuple[str, int]]):
    assert dear("".join(run * times for run, times in runs)[:LONGEST], plain) == []


def test_a_question_at_the_end_of_a_long_story_is_understood():
    answerer = Answerer(
        [
            *(
                ("binding", text)
                for text in ("is the compact legally binding", "must states obey the compact")
            ),
            *(("members", text) for text in ("who are the members of the coalition", "list of members")),
        ],
        {},
    )
    story = "We came over the mountains in winter, my sister and our neighbours. Nobody told us where to go! "
    for question in ("Is the compact legally binding?", "who are the members of the coalition"):
        reply = answerer.decide((story * 42)[: LONGEST - 100] + ". " + question)
        assert isinstance(reply, Answered), question
