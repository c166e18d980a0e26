"""Edits, deletions, copies, buttons and their answers."""

from datetime import timedelta

import pytest

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


async def test_an_edit_replaces_the_text_and_keeps_the_history(simulator, api, amina):
    sent = await api.send(amina, "first", reply_markup=KEYBOARD)
    edited = await api.call("editMessageText", chat_id=amina, message_id=sent["message_id"], text="second")
    assert edited.result["text"] == "second"
    assert edited.result["edit_date"] >= sent["date"]
    assert "reply_markup" not in edited.result
    (message,) = simulator.messages(amina)
    assert [version["text"] for version in message["history"]] == ["first"]


async def test_the_same_content_again_is_not_modified(api, amina):
    sent = await api.send(amina, "<b>x</b>", parse_mode="HTML", reply_markup=KEYBOARD)
    same = {"chat_id": amina, "message_id": sent["message_id"], "text": "x"}
    bold = [{"type": "bold", "offset": 0, "length": 1}]
    again = await api.call("editMessageText", **same, entities=bold, reply_markup=KEYBOARD)
    assert again.description == NOT_MODIFIED
    assert (await api.call("editMessageText", **same, reply_markup=KEYBOARD)).result["text"] == "x"


async def test_changing_only_buttons_does_not_mark_a_message_as_edited(api, amina):
    sent = await api.send(amina, "x", reply_markup=KEYBOARD)
    bare = await api.call("editMessageReplyMarkup", chat_id=amina, message_id=sent["message_id"])
    assert "reply_markup" not in bare.result
    assert "edit_date" not in bare.result


async def test_only_the_bots_own_messages_that_exist_can_be_edited(simulator, api, amina):
    theirs = simulator.say(amina, "mine")
    foreign = await api.call("editMessageText", chat_id=amina, message_id=theirs, text="x")
    missing = await api.call("editMessageText", chat_id=amina, message_id=999, text="x")
    assert foreign.description == "Bad Request: message can't be edited"
    assert missing.description == "Bad Request: message to edit not found"


async def test_a_message_can_be_deleted_within_48_hours(simulator, api, amina):
    old = await api.send(amina, "old")
    simulator.move_clock(simulator.now() + timedelta(hours=48))
    new = await api.send(amina, "new")
    too_late = await api.call("deleteMessage", chat_id=amina, message_id=old["message_id"])
    assert too_late.description == "Bad Request: message can't be deleted for everyone"
    assert (await api.call("deleteMessage", chat_id=amina, message_id=new["message_id"])).result is True
    again = await api.call("deleteMessage", chat_id=amina, message_id=new["message_id"])
    assert again.description == "Bad Request: message to delete not found"
    assert [bool(message["deleted_date"]) for message in simulator.messages(amina)] == [False, True]


async def test_an_old_message_in_a_supergroup_is_refused_in_other_words(simulator, api, amina):
    group = simulator.create_group("Organizers", [amina], is_supergroup=True)
    old = await api.send(group, "old")
    simulator.move_clock(simulator.now() + timedelta(hours=48))
    too_late = await api.call("deleteMessage", chat_id=group, message_id=old["message_id"])
    assert too_late.description == "Bad Request: message can't be deleted"


async def test_delete_messages_skips_what_it_cannot_delete(simulator, api, amina):
    first, second = await api.send(amina, "1"), await api.send(amina, "2")
    ids = [first["message_id"], 999, second["message_id"]]
    assert (await api.call("deleteMessages", chat_id=amina, message_ids=ids)).result is True
    assert all(message["deleted_date"] for message in simulator.messages(amina))


async def test_copies_and_forwards_differ_in_their_origin(simulator, api, amina):
    asked = simulator.say(amina, "question")
    copied = await api.call("copyMessage", chat_id=amina, from_chat_id=amina, message_id=asked)
    forwarded = await api.call("forwardMessage", chat_id=amina, from_chat_id=amina, message_id=asked)
    assert set(copied.result) == {"message_id"}
    assert forwarded.result["forward_origin"]["sender_user"]["id"] == amina
    assert [message["text"] for message in simulator.messages(amina)] == ["question"] * 3


async def test_a_pressed_button_is_a_query_that_the_bot_answers(simulator, api, amina):
    sent = await api.send(amina, "x", reply_markup=KEYBOARD)
    query_id = simulator.press(amina, sent["message_id"], "y")
    (update,) = (await api.call("getUpdates")).result
    query = update["callback_query"]
    assert (query["id"], query["data"], query["message"]["text"]) == (query_id, "y", "x")
    assert simulator.answer_to(query_id) is None
    await api.call("answerCallbackQuery", callback_query_id=query_id, text="Done", show_alert=True)
    assert simulator.answer_to(query_id) == {"text": "Done", "show_alert": True, "url": None}


async def test_a_button_that_is_not_there_cannot_be_pressed_but_an_outdated_one_can(simulator, api, amina):
    sent = await api.send(amina, "x")
    with pytest.raises(LookupError):
        simulator.press(amina, sent["message_id"], "y")
    simulator.press_outdated(amina, sent["message_id"], "y")
    assert (await api.call("getUpdates")).result[0]["callback_query"]["data"] == "y"


async def test_an_old_or_unknown_query_cannot_be_answered(simulator, api, amina):
    sent = await api.send(amina, "x", reply_markup=KEYBOARD)
    query_id = simulator.press(amina, sent["message_id"], "y")
    simulator.move_clock(simulator.now() + timedelta(hours=1))
    assert (await api.call("answerCallbackQuery", callback_query_id=query_id)).description == TOO_OLD
    assert (await api.call("answerCallbackQuery", callback_query_id="1")).description == TOO_OLD


async def test_what_is_too_long_for_one_message_goes_out_as_several(simulator, amina):
    text = "word " * 1000 + "🙂" * 2100
    simulator.say(amina, text)
    sent = [message["text"] for message in simulator.messages(amina)]
    assert [len(part.encode("utf-16-le")) // 2 <= 4096 for part in sent] == [True] * 3
    assert "".join(sent).replace(" ", "") == text.replace(" ", "")
    assert sent[0].endswith("word")


async def test_an_inline_query_is_asked_and_answered(simulator, api, amina):
    query_id = simulator.ask_inline(amina, "treaty")
    (update,) = (await api.call("getUpdates")).result
    assert update["inline_query"]["query"] == "treaty"
    article = {
        "type": "article",
        "id": "1",
        "title": "t",
        "input_message_content": {"message_text": "m"},
    }
    await api.call("answerInlineQuery", inline_query_id=query_id, results=[article])
    assert simulator.answer_to(query_id)["results"] == [article]


async def test_a_persons_edit_reaches_the_bot(simulator, api, amina):
    written = simulator.say(amina, "typo")
    simulator.edit(amina, written, "type")
    edited = (await api.call("getUpdates")).result[-1]["edited_message"]
    assert (edited["message_id"], edited["text"]) == (written, "type")
