"""Which updates take effect before anything else, read from the JSON alone."""

from bot.domain.immediate_requests import EndSome, Halt, Leave
from bot.telegram.receiving.immediate_requests import FirstWords
from tests.lines import each

ADMIN, MEMBER, GROUP = 9001, 1001, -77
WORDS = FirstWords(lambda user_id: user_id == ADMIN)


def message(text: str | None = None, *, sender: int = MEMBER, chat: int | None = None, **more: object):
    kind = "private" if chat is None else "group"
    content = {"chat": {"id": chat or sender, "type": kind}, "from": {"id": sender}, **more}
    if text is not None:
        content["text"] = text
    return content


@each(
    "text",
    [
        "stop",
        "STOP",
        " Stop!! ",
        "/stop",
        "/STOP",
        "/stop@compactbot",
        "/stop@any_bot",  # as its handler reads it
        "/stop.",
        "/stop!",
        "\u200f/stop",
        "\u2068 /stop",
        "/stop please",
        "baja",
        "arrêt",
        "توقف",
        "الغاء",
        "/baja",
        "/alto",
        "/arret",
        "／ｓｔｏｐ",
        "@a_bot /stop",
    ],
)
@each("kind", ["message", "edited_message"])
def test_a_stop_in_a_private_chat_is_one_in_text_caption_and_edit(text: str, kind: str):
    assert WORDS.wish_of({"update_id": 1, kind: message(text)}) == Leave(MEMBER)
    assert WORDS.wish_of({"update_id": 1, kind: message(caption=text, photo=[])}) == Leave(MEMBER)


def test_a_stop_that_is_only_touched_later_is_not_said_again():
    words = FirstWords(lambda user_id: user_id == ADMIN)
    said = message("stop", message_id=5)
    assert words.wish_of({"update_id": 1, "message": said}) == Leave(MEMBER)
    assert words.wish_of({"update_id": 2, "edited_message": said}) is None
    changed = message("stop", message_id=6)
    assert words.wish_of({"update_id": 3, "edited_message": changed}) == Leave(MEMBER)
    assert words.wish_of({"update_id": 3, "edited_message": changed}) == Leave(MEMBER)  # looked at twice
    assert words.wish_of({"update_id": 4, "edited_message": changed}) is None


def test_a_stop_that_was_taken_back_can_be_said_again_in_its_place():
    words = FirstWords(lambda user_id: user_id == ADMIN)
    assert words.wish_of({"update_id": 1, "message": message("stop", message_id=5)}) == Leave(MEMBER)
    assert words.wish_of({"update_id": 2, "edited_message": message("hello", message_id=5)}) is None
    assert words.wish_of({"update_id": 3, "edited_message": message("stop", message_id=5)}) == Leave(MEMBER)


@each("data", ["quit:", "quit:@fr"])
def test_the_button_for_leaving_is_one_also_under_a_message_of_long_ago(data: str):
    query = {"from": {"id": MEMBER}, "data": data, "message": message(date=0)}
    assert WORDS.wish_of({"update_id": 1, "callback_query": query}) == Leave(MEMBER)


@each("data", ["off:all", "off:urgent", "only:weekly", "remind-:orientation", "rest:@fr"])
def test_a_button_that_ends_a_part_of_what_somebody_gets_counts_before_its_place(data: str):
    query = {"from": {"id": MEMBER}, "data": data, "message": message()}
    assert WORDS.wish_of({"update_id": 1, "callback_query": query}) == EndSome(MEMBER)


@each("text", ["/unsubscribe all", "/unsubscribe urgent weekly", "/unsubscribe@compactbot all"])
def test_and_so_does_the_command(text: str):
    assert WORDS.wish_of({"update_id": 1, "message": message(text)}) == EndSome(MEMBER)
    assert not WORDS.may_be_dropped({"update_id": 1, "message": message(text)})


@each("status", ["kicked", "left"])
@each("chat", [MEMBER, GROUP])
def test_a_block_is_one_and_so_is_a_group_that_throws_the_bot_out(status: str, chat: int):
    change = {"chat": {"id": chat}, "from": {"id": MEMBER}, "new_chat_member": {"status": status}}
    assert WORDS.wish_of({"update_id": 1, "my_chat_member": change}) == Leave(chat)


@each(
    "update",
    [
        {"message": message("/stop", chat=GROUP)},
        {"message": message("stop", chat=GROUP)},
        {"message": message("do not stop")},
        {"message": message("/stopwatch")},
        {"message": message("/unsubscribe")},
        {"message": message("")},
        {"message": message()},
        {"callback_query": {"from": {"id": MEMBER}, "data": "quit:", "message": message(chat=GROUP)}},
        {"message": message("/unsubscribe all", chat=GROUP)},
        {"callback_query": {"from": {"id": MEMBER}, "data": "off:all", "message": message(chat=GROUP)}},
        {"callback_query": {"from": {"id": MEMBER}, "data": "on:urgent", "message": message()}},
        {"callback_query": {"from": {"id": MEMBER}}},
        {"my_chat_member": {"chat": {"id": MEMBER}, "new_chat_member": {"status": "member"}}},
        {"my_chat_member": {}},
        {"message": {"chat": {"id": [], "type": "private"}, "text": "stop"}},
        {"message": {"chat": {"id": 2**70, "type": "private"}, "text": "stop"}},
        {"message": "stop"},
        {"inline_query": {"from": {"id": MEMBER}, "query": "stop"}},
        {},
    ],
)
def test_everything_else_is_none(update: dict[str, object]):
    assert WORDS.wish_of({"update_id": 1, **update}) is None


def test_a_halt_is_staffs_own_word_in_private():
    assert WORDS.wish_of({"update_id": 1, "message": message("/halt", sender=ADMIN)}) == Halt()
    for foreign in (
        message("/halt"),
        message("/halt", sender=ADMIN, chat=GROUP),
        message("/halt", sender=ADMIN, forward_origin={"type": "user"}),
        message("/halt", sender=ADMIN, via_bot={"id": 5}),
        message("halt", sender=ADMIN),
    ):
        assert WORDS.wish_of({"update_id": 1, "message": foreign}) is None
    assert WORDS.wish_of({"update_id": 1, "edited_message": message("/halt", sender=ADMIN)}) is None


def test_only_what_is_a_mere_question_may_be_dropped():
    assert WORDS.may_be_dropped({"update_id": 1, "message": message("why?")})
    assert WORDS.may_be_dropped({"update_id": 1, "message": message("stop", chat=GROUP)})
    assert WORDS.may_be_dropped({"update_id": 1, "inline_query": {"from": {"id": MEMBER}}})
    for kept in (
        {"message": message("stop")},
        {"message": message("/stop@compactbot", chat=GROUP)},
        {"message": message("why?", sender=ADMIN)},
        {"message": message(chat=GROUP, migrate_to_chat_id=-100)},
        {"callback_query": {"from": {"id": MEMBER}, "data": "q:x", "message": message()}},
        {"my_chat_member": {"chat": {"id": MEMBER}, "new_chat_member": {"status": "member"}}},
    ):
        assert not WORDS.may_be_dropped({"update_id": 1, **kept})


@each(
    "further",
    [
        {"forward_date": 1},
        {"forward_sender_name": "somebody"},
        {"sender_business_bot": {"id": 5}},
        {"sender_chat": {"id": -5}},
        {"is_automatic_forward": True},
        {"from": {"id": ADMIN, "is_bot": True}},
        {"chat": {"id": MEMBER, "type": "private"}},
    ],
)
def test_a_halt_that_staff_did_not_write_to_the_bot_is_none(further: dict[str, object]):
    said = message("/halt", sender=ADMIN)
    assert WORDS.wish_of({"update_id": 1, "message": {**said, **further}}) is None
