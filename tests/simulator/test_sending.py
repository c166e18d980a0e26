"""sendMessage: texts, chats, keyboards, replies."""

import pytest

from tests.lines import each


async def test_html_comes_back_as_text_and_entities(simulator, api, amina):
    message = await api.send(amina, "Hello <b>👋 you</b>", parse_mode="HTML")
    assert message["text"] == "Hello 👋 you"
    assert message["entities"] == [{"type": "bold", "offset": 6, "length": 6}]
    assert message["from"]["is_bot"] is True
    assert message["chat"] == {"id": amina, "first_name": "Amina", "type": "private"}
    assert message["date"] == pytest.approx(simulator.now().timestamp(), abs=5)


async def test_parameters_may_come_as_query_form_json_or_multipart(api, amina):
    params = {"chat_id": str(amina), "text": "hi", "disable_notification": "true"}
    address = api.address("sendMessage")
    async with api.session.get(address, params=params) as by_query:
        assert (await by_query.json())["result"]["text"] == "hi"
    async with api.session.post(address, data=params) as by_form:
        assert (await by_form.json())["result"]["text"] == "hi"
    async with api.session.post(address, json=params) as by_json:
        assert (await by_json.json())["result"]["text"] == "hi"


async def test_a_text_may_have_4096_units_after_parsing_and_no_more(api, amina):
    emoji = "👋" * 2048
    assert len((await api.send(amina, f"<b>{emoji}</b>", parse_mode="HTML"))["text"]) == 2048
    too_long = await api.call("sendMessage", chat_id=amina, text=emoji + "x")
    assert too_long.description == "Bad Request: message is too long"


async def test_a_raw_text_over_32_kilobytes_is_refused(api, amina):
    heavy = await api.call("sendMessage", chat_id=amina, text="<b></b>" * 4700 + "x", parse_mode="HTML")
    assert heavy.description == "Bad Request: text is too long"


@each("text", ["", "   \n", "<b> </b>"])
async def test_an_empty_text_is_refused(api, amina, text):
    empty = await api.call("sendMessage", chat_id=amina, text=text, parse_mode="HTML")
    assert empty.description == "Bad Request: message text is empty"


async def test_given_entities_are_kept_and_must_lie_inside(api, amina):
    bold = {"type": "bold", "offset": 0, "length": 2}
    assert (await api.send(amina, "hi", entities=[bold]))["entities"] == [bold]
    outside = await api.call("sendMessage", chat_id=amina, text="hi", entities=[bold | {"length": 3}])
    assert outside.status == 400


async def test_half_a_surrogate_pair_is_refused(api, amina):
    half = await api.call("sendMessage", chat_id=amina, text="\ud83d")
    in_a_button = {"inline_keyboard": [[{"text": "\ud83d", "callback_data": "x"}]]}
    nested = await api.call("sendMessage", chat_id=amina, text="x", reply_markup=in_a_button)
    assert half.description == nested.description == "Bad Request: strings must be encoded in UTF-8"
    assert (await api.send(amina, "\U0001f44b"))["text"] == "👋"


async def test_a_body_that_is_no_json_is_refused(api):
    headers = {"Content-Type": "application/json"}
    async with api.session.post(api.address("sendMessage"), data="{", headers=headers) as answer:
        assert (await answer.json())["description"] == "Bad Request: can't parse request JSON object"


async def test_other_parse_modes_are_refused(api, amina):
    refused = await api.call("sendMessage", chat_id=amina, text="*hi*", parse_mode="MarkdownV2")
    assert refused.description == "Bad Request: unsupported parse_mode"


async def test_the_bot_cannot_write_first(simulator, api):
    shy = simulator.create_user("Shy")
    refused = await api.call("sendMessage", chat_id=shy, text="hi")
    assert (refused.status, refused.description) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    simulator.press_start(shy)
    assert (await api.send(shy, "hi"))["text"] == "hi"


async def test_a_blocked_bot_is_told_so_and_again_when_it_is_unblocked(simulator, api, amina):
    simulator.block(amina)
    refused = await api.call("sendMessage", chat_id=amina, text="hi")
    assert (refused.status, refused.description) == (403, "Forbidden: bot was blocked by the user")
    simulator.press_start(amina)
    updates = (await api.call("getUpdates")).result
    statuses = [
        update["my_chat_member"]["new_chat_member"]["status"]
        for update in updates
        if "my_chat_member" in update
    ]
    assert statuses == ["kicked", "member"]
    assert updates[-1]["message"]["text"] == "/start"


async def test_deactivated_and_unknown_people_have_their_own_errors(simulator, api, amina):
    simulator.deactivate(amina)
    gone = await api.call("sendMessage", chat_id=amina, text="hi")
    unknown = await api.call("sendMessage", chat_id=999_999, text="hi")
    assert (gone.status, gone.description) == (403, "Forbidden: user is deactivated")
    assert (unknown.status, unknown.description) == (400, "Bad Request: chat not found")


async def test_an_inline_keyboard_comes_back_and_a_reply_keyboard_does_not(simulator, api, amina):
    inline = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    reply = {"keyboard": [["A", {"text": "B"}]], "resize_keyboard": True}
    with_inline = await api.send(amina, "1", reply_markup=inline)
    with_reply = await api.send(amina, "2", reply_markup=reply)
    assert with_inline["reply_markup"] == inline
    assert "reply_markup" not in with_reply
    seen_by_the_page = simulator.messages(amina)[-1]["reply_keyboard"]
    assert seen_by_the_page["keyboard"] == [[{"text": "A"}, {"text": "B"}]]


@each(
    "button, description",
    [
        ({"text": "x", "callback_data": "é" * 33}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "x", "web_app": {"url": "https://example.org"}}, "Bad Request: BUTTON_TYPE_INVALID"),
        (
            {"text": "x", "url": "https://example.org", "callback_data": "y"},
            "Bad Request: BUTTON_TYPE_INVALID",
        ),
        (
            {"text": "x"},
            "Bad Request: can't parse inline keyboard button: "
            "text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "url": "javascript:alert(1)"},
            "Bad Request: inline keyboard button URL 'javascript:alert(1)' is invalid: wrong HTTP URL",
        ),
    ],
)
async def test_wrong_buttons_are_refused(api, amina, button, description):
    markup = {"inline_keyboard": [[button]]}
    refused = await api.call("sendMessage", chat_id=amina, text="x", reply_markup=markup)
    assert refused.description == description


async def test_64_bytes_of_callback_data_are_accepted(api, amina):
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "é" * 32}]]}
    assert (await api.send(amina, "x", reply_markup=markup))["reply_markup"] == markup


async def test_a_reply_carries_the_message_it_answers(simulator, api, amina):
    asked = simulator.say(amina, "question")
    reply = await api.send(amina, "answer", reply_parameters={"message_id": asked})
    assert reply["reply_to_message"]["text"] == "question"
    lost = await api.call("sendMessage", chat_id=amina, text="x", reply_parameters={"message_id": 777})
    assert lost.description == "Bad Request: message to be replied not found"
    anyway = {"message_id": 777, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await api.send(amina, "x", reply_parameters=anyway)


async def test_calls_are_recorded_with_decoded_parameters(simulator, api, amina):
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    await api.call("sendMessage", chat_id=str(amina), text="12", reply_markup=markup)
    await api.call("sendMessage", chat_id=str(amina), text="")
    good, bad = simulator.calls("sendMessage", amina)
    assert good.params == {"chat_id": amina, "text": "12", "reply_markup": markup}
    assert (good.status, bad.status) == (200, 400)
    assert simulator.counts()["by_chat"]["sendMessage"] == {str(amina): 2}


async def test_chat_actions_are_known_by_name(api, amina):
    assert (await api.call("sendChatAction", chat_id=amina, action="typing")).result is True
    assert (await api.call("sendChatAction", chat_id=amina, action="juggling")).status == 400
