"""One reply for each act of a person, whatever Telegram makes of it, and none to what nobody did."""

import pytest

from bot.simulator.forms.json_values import JsonObject
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage
from tests.e2e.test_subscriptions import stored

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHOTO: JsonObject = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]}
PLACE: JsonObject = {"location": {"latitude": 1.5, "longitude": 2.5, "live_period": 28_800}}
QUESTION, ANSWER = "is the compact law yes or no", "legally binding"
ONLY_TEXT, STOPPED = "only read text", "deleted your subscription"


async def replies(stage: Stage, person: int, after: int, chat_id: int | None = None) -> list[str]:
    """What the bot said in a chat after a message: all that it will say, for a last word is answered too."""
    said = stage.simulator.say(person, "/help", chat_id=chat_id)
    last = await stage.simulator.wait_for_message(chat_id or person, said, containing="Or use:")
    return [
        message["text"]
        for message in stage.simulator.messages(chat_id or person, after)
        if message["is_outgoing"] and message["message_id"] != last["message_id"]
    ]


async def busy_group(stage: Stage) -> int:
    """A group of which the bot hears everything."""
    return stage.simulator.create_group("Organizers", [ADA, AMINA, DIEGO], bot_status="administrator")


async def test_a_stop_under_a_picture_is_a_stop(one_bot: Stage):
    for caption in ("/stop", "STOP", "/stop@compact_bot", "\u200f/stop", "إلغاء"):
        person = await one_bot.newcomer()
        await one_bot.ask(person, "/subscribe all")
        assert stored(one_bot, "subscribers", person) != []
        sent = one_bot.simulator.send(person, caption, PHOTO)
        reply = await one_bot.simulator.wait_for_message(person, after_message_id=sent)
        assert STOPPED in reply["text"]
        assert stored(one_bot, "subscribers", person) == [], caption


async def test_a_question_under_a_picture_is_answered(one_bot: Stage):
    person = await one_bot.newcomer()
    sent = one_bot.simulator.send(person, QUESTION, PHOTO)
    reply = await one_bot.simulator.wait_for_message(person, after_message_id=sent)
    assert ANSWER in reply["text"]


async def test_a_command_under_a_picture_is_obeyed(one_bot: Stage):
    person = await one_bot.newcomer()
    sent = one_bot.simulator.send(person, "/subscribe weekly", PHOTO)
    await one_bot.simulator.wait_for_message(person, after_message_id=sent)
    assert stored(one_bot, "subscriptions", person) == [("weekly", person)]


async def test_in_a_group_a_question_under_a_picture_is_answered(one_bot: Stage):
    group = await busy_group(one_bot)
    for caption in (f"/ask {QUESTION}", f"@compact_bot {QUESTION}"):
        sent = one_bot.simulator.send(AMINA, caption, PHOTO, group, further={})
        reply = await one_bot.simulator.wait_for_message(group, after_message_id=sent)
        assert ANSWER in reply["text"], caption


async def test_a_live_location_is_one_act_however_often_it_moves(one_bot: Stage):
    person = await one_bot.newcomer()
    sent = one_bot.simulator.send(person, "", PLACE)
    for _ in range(40):  # more than may wait in one chat
        one_bot.simulator.touch(person, sent)
    (reply,) = await replies(one_bot, person, sent)
    assert "never ask where you are" in reply


async def test_an_album_is_one_act(one_bot: Stage):
    person = await one_bot.newcomer()
    sent = [one_bot.simulator.send(person, "", PHOTO, further={"media_group_id": "7"}) for _ in range(10)]
    await one_bot.simulator.wait_for_message(person, after_message_id=sent[-1])
    (reply,) = await replies(one_bot, person, sent[0])
    assert ONLY_TEXT in reply


async def test_the_caption_of_an_album_is_read_on_whichever_part_it_is(one_bot: Stage):
    for place in (0, 4):
        person = await one_bot.newcomer()
        captions = ["", "", "", "", ""]
        captions[place] = QUESTION
        album = {"media_group_id": f"album {place}"}
        sent = [one_bot.simulator.send(person, text, PHOTO, further=album) for text in captions]
        await one_bot.simulator.wait_for_message(person, after_message_id=sent[-1])
        (reply,) = await replies(one_bot, person, sent[0])
        assert ANSWER in reply


async def test_a_stop_on_a_later_part_of_an_album_is_a_stop(one_bot: Stage):
    person = await one_bot.newcomer()
    await one_bot.ask(person, "/subscribe all")
    for caption in (QUESTION, "", "STOP"):
        sent = one_bot.simulator.send(person, caption, PHOTO, further={"media_group_id": "7"})
    await one_bot.simulator.wait_for_message(person, after_message_id=sent, containing=STOPPED)
    assert stored(one_bot, "subscribers", person) == []


async def test_an_edit_that_changes_no_words_gets_no_reply(one_bot: Stage):
    await one_bot.begin(AMINA)
    group = await busy_group(one_bot)
    in_private = one_bot.simulator.say(AMINA, QUESTION)
    with_picture = one_bot.simulator.send(AMINA, QUESTION, PHOTO)
    in_group = one_bot.simulator.say(AMINA, f"@compact_bot {QUESTION}", chat_id=group)
    for message_id in (in_private, with_picture):
        one_bot.simulator.touch(AMINA, message_id)
    one_bot.simulator.touch(AMINA, in_group, group)
    assert len(await replies(one_bot, AMINA, in_private)) == 2
    assert len(await replies(one_bot, AMINA, in_group, group)) == 1


async def test_an_edit_that_changes_the_words_is_answered_once(one_bot: Stage):
    person = await one_bot.newcomer()
    said = one_bot.simulator.say(person, "who is in the coalition")
    await one_bot.simulator.wait_for_message(person, after_message_id=said)
    one_bot.simulator.edit(person, said, QUESTION)
    for _ in range(3):
        one_bot.simulator.touch(person, said)
    first, second = await replies(one_bot, person, said)
    assert ANSWER not in first
    assert ANSWER in second


async def test_a_command_that_was_misspelt_is_obeyed_when_it_is_put_right(one_bot: Stage):
    person = await one_bot.newcomer()
    said = one_bot.simulator.say(person, "/subscrib weekly")
    await one_bot.simulator.wait_for_message(person, after_message_id=said)
    one_bot.simulator.edit(person, said, "/subscribe weekly")
    assert len(await replies(one_bot, person, said)) == 2
    assert stored(one_bot, "subscriptions", person) == [("weekly", person)]


async def test_an_old_stop_that_is_touched_later_stops_nothing(one_bot: Stage):
    person = await one_bot.newcomer()
    await one_bot.ask(person, "/subscribe all")
    said = one_bot.simulator.say(person, "STOP")
    await one_bot.simulator.wait_for_message(person, after_message_id=said)
    await one_bot.ask(person, "/subscribe weekly")
    one_bot.simulator.touch(person, said)
    await one_bot.ask(person, "/help")
    assert stored(one_bot, "subscriptions", person) == [("weekly", person)]


async def test_pins_polls_and_service_messages_that_change_get_no_reply(one_bot: Stage):
    person = await one_bot.newcomer()
    pinned = {"pinned_message": await one_bot.begin(person)}
    poll = {
        "poll": {
            "id": "1",
            "question": "Shall we meet?",
            "options": [{"persistent_id": "1", "text": "yes", "voter_count": 0}],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    }
    before = one_bot.simulator.send(person, "", pinned)
    one_bot.simulator.send(person, "", {"something_new_of_telegrams": {"amount": 1}})
    asked = one_bot.simulator.send(person, "", poll)
    for _ in range(5):  # as it is answered
        one_bot.simulator.touch(person, asked)
    (reply,) = await replies(one_bot, person, before)
    assert "cannot vote" in reply


async def test_what_the_bot_wrote_is_no_question_when_it_comes_back_by_inline_mode(one_bot: Stage):
    person = await one_bot.newcomer()
    answer = await one_bot.ask(person, QUESTION)
    bot = one_bot.simulator.state()["bot"]
    me = {"id": bot["id"], "is_bot": True, "first_name": "bot", "username": bot["username"]}
    sent = one_bot.simulator.send(person, answer["text"], further={"via_bot": me})
    assert await replies(one_bot, person, sent) == []


async def test_quoting_the_bot_with_an_empty_ask_asks_nothing(one_bot: Stage):
    group = await busy_group(one_bot)
    answer = await one_bot.ask(AMINA, f"/ask {QUESTION}", chat_id=group)
    said = one_bot.simulator.say(AMINA, "/ask", chat_id=group, reply_to=answer["message_id"])
    reply = await one_bot.simulator.wait_for_message(group, after_message_id=said)
    assert "after the command" in reply["text"]


async def test_another_bot_that_replies_to_each_message_is_not_answered(one_bot: Stage):
    group = await busy_group(one_bot)
    answer = await one_bot.ask(AMINA, f"/ask {QUESTION}", chat_id=group)
    other = {"id": 777_888, "is_bot": True, "first_name": "Echo", "username": "echo_bot"}
    said = answer["message_id"]
    for text in ("what is the compact", f"/ask {QUESTION}", "/stop@compact_bot"):
        one_bot.simulator.send(
            DIEGO, text, chat_id=group, reply_to=answer["message_id"], further={"from": other}
        )
    assert await replies(one_bot, AMINA, said, group) == []


async def test_a_post_that_a_linked_channel_forwards_by_itself_is_not_answered(one_bot: Stage):
    group = await busy_group(one_bot)
    channel = {"id": -1001234, "type": "channel", "title": "News"}
    further = {
        "from": {"id": 777_000, "is_bot": False, "first_name": "Telegram"},
        "sender_chat": channel,
        "is_automatic_forward": True,
    }
    said = one_bot.simulator.send(DIEGO, f"@compact_bot {QUESTION}", chat_id=group, further=further)
    assert await replies(one_bot, AMINA, said, group) == []


async def test_anonymous_administrators_and_who_writes_as_a_channel_are_people(one_bot: Stage):
    group = await busy_group(one_bot)
    channel = {"id": -1001234, "type": "channel", "title": "News"}
    writes_as_channel = {
        "from": {"id": 136_817_688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"},
        "sender_chat": channel,
    }
    said = one_bot.simulator.send(ADA, f"/ask {QUESTION}", chat_id=group, as_group=True)
    reply = await one_bot.simulator.wait_for_message(group, after_message_id=said)
    assert ANSWER in reply["text"]
    said = one_bot.simulator.send(ADA, f"/ask {QUESTION}", chat_id=group, further=writes_as_channel)
    reply = await one_bot.simulator.wait_for_message(group, after_message_id=said)
    assert ANSWER in reply["text"]


async def test_in_a_topic_that_the_bot_made_talk_among_people_is_left_alone(one_bot: Stage):
    group = await busy_group(one_bot)
    answer = await one_bot.ask(AMINA, f"/ask {QUESTION}", chat_id=group)
    bot = answer["from"]
    made = {
        "message_id": 1,
        "date": 1,
        "chat": answer["chat"],
        "from": bot,
        "forum_topic_created": {"name": "Questions", "icon_color": 7322096},
    }
    said = one_bot.simulator.send(AMINA, QUESTION, chat_id=group, further={"reply_to_message": made})
    assert await replies(one_bot, AMINA, said, group) == []


async def pressed_on_old(stage: Stage, person: int, data: str) -> JsonObject:
    """What the bot says to a press on a message of which Telegram tells no more than its number."""
    told = stage.simulator.say(person, "/help")
    await stage.simulator.wait_for_message(person, after_message_id=told)
    await stage.until_handled()
    last = stage.last(person)["message_id"]
    sender: JsonObject = {"id": person, "is_bot": False, "first_name": "A", "language_code": "en"}
    chat: JsonObject = {"id": person, "type": "private", "first_name": "A"}
    message: JsonObject = {"chat": chat, "message_id": 77_777, "date": 0}
    press = {"id": f"old {data}", "from": sender, "chat_instance": "1", "data": data, "message": message}
    stage.simulator.push("callback_query", press, person)
    return await stage.simulator.wait_for_message(person, after_message_id=last)


async def test_who_presses_a_button_of_a_message_too_old_to_be_seen_is_answered(one_bot: Stage):
    for data, kept, said in (
        ("off:weekly", 2, "on:weekly"),
        ("quit:", 0, STOPPED),
        ("quit:@es", 0, "suscripción"),
        ("topics:", 3, "off:weekly"),
    ):
        person = await one_bot.newcomer()
        for topic in ("weekly", "urgent", "webinars"):
            await one_bot.subscribe(person, topic)
        reply = await pressed_on_old(one_bot, person, data)
        assert said in reply["text"] + str(reply["reply_markup"]), data
        assert len(stored(one_bot, "subscriptions", person)) == kept, data
