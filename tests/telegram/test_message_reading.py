"""What a message says, by its text or its caption."""

import time

from telegram import Message

from bot.telegram.groups.group_answer_limit import ANSWERED, REMEMBERED, GroupShare
from bot.telegram.message_reading import Spoken, command_of, is_from_person, is_stop, words_of
from tests.lines import each


def message(text: str, *, is_caption: bool = False) -> Message:
    raw = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
    read = Message.de_json(raw | {"caption" if is_caption else "text": text}, None)
    assert read is not None
    return read


def test_what_a_person_sent_is_told_from_service_messages_and_from_what_a_program_wrote_for_them():
    raw = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
    raw |= {"from": {"id": 1, "is_bot": False, "first_name": "A"}}
    ticked = {"checklist": {"title": "Buy", "tasks": [{"id": 1, "text": "x"}]}}
    assert is_from_person(Message.de_json(raw | ticked, None), 2)
    assert is_from_person(Message.de_json(raw | {"rich_message": {"blocks": []}}, None), 2)
    assert not is_from_person(Message.de_json(raw | {"group_chat_created": True}, None), 2)
    by_program = {"text": "hello", "sender_business_bot": {"id": 7, "is_bot": True, "first_name": "B"}}
    assert not is_from_person(Message.de_json(raw | by_program, None), 2)


@each("is_caption", [False, True])
@each(
    "text, spoken",
    [
        ("/stop", Spoken("stop", "", ())),
        ("/STOP@Compact_Bot now", Spoken("stop", "compact_bot", ("now",))),
        ("/stop.", Spoken("stop", "", (".",))),
        ("\u200f\u2068/ask is it\nlaw", Spoken("ask", "", ("is", "it", "law"))),
        ("/stopé", None),
        ("/stop/now", None),
        ("/", None),
        ("please /stop", None),
        ("https://example.org/stop", None),
        ("", None),
    ],
)
def test_a_command_is_read_from_the_beginning_of_the_words(
    text: str, spoken: Spoken | None, *, is_caption: bool
):
    assert command_of(message(text, is_caption=is_caption)) == spoken
    assert words_of(message(text, is_caption=is_caption)) == text


@each("text", ["/stop", "/stop@any_bot", "STOP", "stop.", "إلغاء"])
def test_a_stop_is_a_stop_by_command_or_word(text: str):
    assert is_stop(text)
    assert not is_stop(f"why {text}")


@each("piece", [" ", "\u200f", "/", "/a", "@", "/stop@", "a"])
def test_reading_a_command_takes_no_longer_than_the_length_of_the_words(piece: str):
    def seconds(length: int) -> float:
        said = message((piece * length)[:length])
        started = time.process_time()
        for _ in range(200):
            command_of(said)
        return time.process_time() - started

    short = min(seconds(200) for _ in range(3))
    assert min(seconds(4_000) for _ in range(3)) < 20 * 20 * max(short, 1e-4) / 2  # the square would be 400


def test_a_group_has_its_share_of_each_minute():
    now = [0.0]
    share = GroupShare(lambda: now[0])
    taken = []
    for _ in range(2 * ANSWERED):
        taken.append(share.take(-1))
        now[0] += 0.1
    assert taken.count(True) == ANSWERED
    assert share.take(-2)
    now[0] = 60.05  # the first is a minute old
    assert [share.take(-1), share.take(-1)] == [True, False]


def test_what_was_not_answered_does_not_count():
    share = GroupShare(lambda: 0.0)
    for _ in range(3 * ANSWERED):
        assert share.take(-1)
        share.give_back(-1)
    share.give_back(-2)


def test_the_quietest_group_is_forgotten_first():
    share = GroupShare(lambda: 0.0)
    for _ in range(ANSWERED):
        share.take(0)
    for group in range(1, REMEMBERED):
        share.take(-group)
    assert not share.take(0)
    for group in range(REMEMBERED):
        share.take(-10_000 - group)
    assert share.take(0)
