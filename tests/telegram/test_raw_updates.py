"""Whatever an update holds, reading it raises nothing, and what no server sends is found."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.receiving.immediate_requests import FirstWords
from bot.telegram.receiving.raw_updates import chat_of, fault_of, id_of, key_of, kind_of
from bot.telegram.receiving.reading import read
from tests.lines import each

NAMES = st.sampled_from(
    [
        "update_id", "message", "edited_message", "callback_query", "my_chat_member", "inline_query", "chat",
        "from", "id", "type", "text", "caption", "data", "new_chat_member", "status", "date", "message_id",
        "via_bot", "forward_origin", "reply_to_message", "migrate_to_chat_id",
    ]
)  # fmt: skip
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8),
    st.sampled_from(["private", "group", "stop", "/stop", "/halt", "quit:", "kicked", 9001]),
)  # fmt: skip
JSON = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, JSON, max_size=3))
def test_reading_an_update_of_any_form_raises_nothing(raw: dict[str, object]):
    words = FirstWords(lambda user_id: user_id == 9001)
    words.wish_of(raw)
    words.may_be_dropped(raw)
    fault_of(raw)
    chat_of(raw)
    key_of(raw)
    kind_of(raw)
    id_of(raw)


@each(
    "message",
    [
        {"message_id": 1, "date": 1, "chat": {"id": [], "type": "private"}},
        {"message_id": 1, "date": 1, "chat": {"id": 2**63, "type": "private"}},
        {"message_id": 1, "date": 1, "chat": {"type": "private"}},
        {"message_id": 1, "date": 1, "chat": None},
        {"message_id": 1, "date": None, "chat": {"id": 5, "type": "private"}},
        {"message_id": 2.5, "date": 1, "chat": {"id": 5, "type": "private"}},
        {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "from": {"id": True}},
        {"message_id": 1, "date": 2**70, "chat": {"id": 5, "type": "private"}},
        {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": ["/stop"]},
        {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "caption": 7},
        {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "media_group_id": {}},
        {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "group"}, "entities": [{"type": "mention"}]},
        {
            "message_id": 1,
            "date": 1,
            "chat": {"id": 5, "type": "private"},
            "from": {"id": 5, "language_code": 1},
        },
        {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "half of a pair: \ud83d"},
        {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "caption": "\x00"},
        {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private", "first_name": "\udc00"}},
        {"message_id": 1, "date": 1},
        "hello",
    ],
)
def test_what_no_server_sends_is_found(message: object):
    assert fault_of({"update_id": 1, "message": message}) is not None


@each(
    "content",
    [
        {"inline_query": {"id": "1", "query": "is it law"}},
        {"inline_query": {"id": "1", "from": {"id": 5}, "query": None}},
        {"my_chat_member": {"chat": {"id": 5, "type": "private"}, "from": {"id": 5}}},
        {
            "my_chat_member": {
                "chat": {"id": 5, "type": "private"},
                "from": {"id": 5},
                "new_chat_member": {"user": {"id": 9}},
            }
        },
        {"callback_query": {"id": "1", "data": "q:a"}},
        {"callback_query": {"id": "1", "from": {"id": 5}, "data": []}},
    ],
)
def test_an_update_without_what_belongs_to_its_kind_is_found(content: dict[str, object]):
    assert fault_of({"update_id": 1, **content}) is not None


def test_a_press_on_a_message_without_a_chat_is_found():
    press = {"id": "1", "from": {"id": 5}, "data": "quit:"}
    assert fault_of({"update_id": 1, "callback_query": press}) is None  # on one of inline mode
    whole = {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}
    assert fault_of({"update_id": 1, "callback_query": press | {"message": whole}}) is None
    for name in whole:
        broken = {key: value for key, value in whole.items() if key != name}
        assert fault_of({"update_id": 1, "callback_query": press | {"message": broken}}) is not None


def test_what_else_a_person_may_send_is_sound():
    passport = {"data": [{"type": "passport"}], "credentials": {"data": "x", "hash": "y", "secret": "z"}}
    message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "passport_data": passport}
    assert fault_of({"update_id": 1, "message": message}) is None


def test_what_is_nested_without_an_end_is_found():
    raw: object = {"id": 1}
    for _ in range(10_000):
        raw = {"reply_to_message": raw}
    assert fault_of(raw) == "too deep"


def test_an_ordinary_update_is_sound():
    raw = json.loads("""{"update_id": 1, "callback_query": {"id": "77", "from": {"id": 5, "first_name": "A"},
        "chat_instance": "x", "data": "q:a", "message": {"message_id": 3, "date": 0, "from": {"id": 9,
        "is_bot": true}, "chat": {"id": 5, "type": "private"}, "entities": [{"type": "bold", "offset": 0,
        "length": 1}]}}}""")
    assert fault_of(raw) is None
    assert chat_of(raw) == 5


def test_who_types_inline_waits_for_nothing_in_the_chat():
    inline = {"update_id": 1, "inline_query": {"id": "1", "from": {"id": 5}, "query": "x"}}
    written = {"update_id": 2, "message": {"chat": {"id": 5, "type": "private"}}}
    assert key_of(inline) != key_of(written)


@each("kind", ["message", "edited_message", "callback_query"])
def test_what_somebody_says_counts_though_what_they_say_it_to_cannot_be_read(kind: str):
    chat, person = {"id": 5, "type": "private"}, {"id": 5, "is_bot": False, "first_name": "A"}
    quiz = {"message_id": 1, "date": 1, "chat": chat, "poll": {"id": "1"}}  # as a server of another release
    said = {
        "message_id": 2,
        "date": 1,
        "chat": chat,
        "from": person,
        "text": "STOP",
        "reply_to_message": quiz,
    }
    press = {"id": "1", "from": person, "chat_instance": "1", "data": "leave:", "message": said}
    update = read({"update_id": 1, kind: press if kind == "callback_query" else said}, None)
    assert update.effective_message.text == "STOP"
    assert update.effective_user.id == 5
