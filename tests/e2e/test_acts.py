"""One reply for each act of a person, whatever Telegram makes of it, and none to what nobody did."""

from bot.simulator.forms.json_values import JsonObject
from tests.e2e.conftest import ADA, AMINA, DIEGO, Stage
from tests.e2e.test_subscriptions import stored

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


async def test_a_stop_under_a_picture_is_a_stop(stage: Stage):
    for caption in ("/stop", "STOP", "/stop@compact_bot", "\u200f/stop", "إلغاء"):
        person = await stage.newcomer()
        await stage.ask(person, "/subscribe all")
        assert stored(stage, "subscribers") != []
        sent = stage.simulator.send(person, caption, PHOTO)
        reply = await stage.simulator.wait_for_message(person, after_message_id=sent)
        assert STOPPED in reply["text"]
        assert stored(stage, "subscribers") == [], caption


async def test_a_question_under_a_picture_is_answered(stage: Stage):
    await stage.begin(AMINA)
    sent = stage.simulator.send(AMINA, QUESTION, PHOTO)
    reply = await stage.simulator.wait_for_message(AMINA, after_message_id=sent)
    assert ANSWER in reply["text"]


async def test_a_command_under_a_picture_is_obeyed(stage: Stage):
    await stage.begin(AMINA)
    sent = stage.simulator.send(AMINA, "/subscribe weekly", PHOTO)
    await stage.simulator.wait_for_message(AMINA, after_message_id=sent)
    assert stored(stage, "subscriptions") == [("weekly", AMINA)]


async def test_in_a_group_a_question_under_a_picture_is_answered(stage: Stage):
    group = await busy_group(stage)
    for caption in (f"/ask {QUESTION}", f"@compact_bot {QUESTION}"):
        sent = stage.simulator.send(AMINA, caption, PHOTO, group, further={})
        reply = await stage.simulator.wait_for_message(group, after_message_id=sent)
        assert ANSWER in reply["text"], caption


async def test_a_live_location_is_one_act_however_often_it_moves(stage: Stage):
    await stage.begin(AMINA)
    sent = stage.simulator.send(AMINA, "", PLACE)
    for _ in range(10):
        stage.simulator.touch(AMINA, sent)
    (reply,) = await replies(stage, AMINA, sent)
    assert "never ask where you are" in reply


async def test_an_album_is_one_act(stage: Stage):
    await stage.begin(AMINA)
    sent = [stage.simulator.send(AMINA, "", PHOTO, further={"media_group_id": "7"}) for _ in range(10)]
    await stage.simulator.wait_for_message(AMINA, after_message_id=sent[-1])
    (reply,) = await replies(stage, AMINA, sent[0])
    assert ONLY_TEXT in reply


async def test_the_caption_of_an_album_is_read_on_whichever_part_it_is(stage: Stage):
    for place in (0, 4):
        person = await stage.newcomer()
        captions = ["", "", "", "", ""]
        captions[place] = QUESTION
        album = {"media_group_id": f"album {place}"}
        sent = [stage.simulator.send(person, text, PHOTO, further=album) for text in captions]
        await stage.simulator.wait_for_message(person, after_message_id=sent[-1])
        (reply,) = await replies(stage, person, sent[0])
        assert ANSWER in reply


async def test_a_stop_on_a_later_part_of_an_album_is_a_stop(stage: Stage):
    await stage.subscribe(AMINA)
    for caption in (QUESTION, "", "STOP"):
        sent = stage.simulator.send(AMINA, caption, PHOTO, further={"media_group_id": "7"})
    await stage.simulator.wait_for_message(AMINA, after_message_id=sent, containing=STOPPED)
    assert stored(stage, "subscribers") == []


async def test_an_edit_that_changes_no_words_gets_no_reply(stage: Stage):
    await stage.begin(AMINA)
    group = await busy_group(stage)
    in_private = stage.simulator.say(AMINA, QUESTION)
    with_picture = stage.simulator.send(AMINA, QUESTION, PHOTO)
    in_group = stage.simulator.say(AMINA, f"@compact_bot {QUESTION}", chat_id=group)
    for message_id in (in_private, with_picture):
        stage.simulator.touch(AMINA, message_id)
    stage.simulator.touch(AMINA, in_group, group)
    assert len(await replies(stage, AMINA, in_private)) == 2
    assert len(await replies(stage, AMINA, in_group, group)) == 1


async def test_an_edit_that_changes_the_words_is_answered_once(stage: Stage):
    await stage.begin(AMINA)
    said = stage.simulator.say(AMINA, "who is in the coalition")
    await stage.simulator.wait_for_message(AMINA, after_message_id=said)
    stage.simulator.edit(AMINA, said, QUESTION)
    for _ in range(3):
        stage.simulator.touch(AMINA, said)
    first, second = await replies(stage, AMINA, said)
    assert ANSWER not in first
    assert ANSWER in second


async def test_a_command_that_was_misspelt_is_obeyed_when_it_is_put_right(stage: Stage):
    await stage.begin(AMINA)
    said = stage.simulator.say(AMINA, "/subscrib weekly")
    await stage.simulator.wait_for_message(AMINA, after_message_id=said)
    stage.simulator.edit(AMINA, said, "/subscribe weekly")
    assert len(await replies(stage, AMINA, said)) == 2
    assert stored(stage, "subscriptions") == [("weekly", AMINA)]


async def test_an_old_stop_that_is_touched_later_stops_nothing(stage: Stage):
    await stage.subscribe(AMINA)
    said = stage.simulator.say(AMINA, "STOP")
    await stage.simulator.wait_for_message(AMINA, after_message_id=said)
    await stage.ask(AMINA, "/subscribe weekly")
    stage.simulator.touch(AMINA, said)
    await stage.ask(AMINA, "/help")
    assert stored(stage, "subscriptions") == [("weekly", AMINA)]


async def test_pins_polls_and_service_messages_that_change_get_no_reply(stage: Stage):
    await stage.begin(AMINA)
    pinned = {"pinned_message": stage.simulator.messages(AMINA)[0]}
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
    before = stage.simulator.send(AMINA, "", pinned)
    stage.simulator.send(AMINA, "", {"something_new_of_telegrams": {"amount": 1}})
    asked = stage.simulator.send(AMINA, "", poll)
    for _ in range(5):  # as it is answered
        stage.simulator.touch(AMINA, asked)
    (reply,) = await replies(stage, AMINA, before)
    assert "cannot vote" in reply


async def test_what_the_bot_wrote_is_no_question_when_it_comes_back_by_inline_mode(stage: Stage):
    await stage.begin(AMINA)
    answer = await stage.ask(AMINA, QUESTION)
    bot = stage.simulator.state()["bot"]
    me = {"id": bot["id"], "is_bot": True, "first_name": "bot", "username": bot["username"]}
    sent = stage.simulator.send(AMINA, answer["text"], further={"via_bot": me})
    assert await replies(stage, AMINA, sent) == []


async def test_quoting_the_bot_with_an_empty_ask_asks_nothing(stage: Stage):
    group = await busy_group(stage)
    answer = await stage.ask(AMINA, f"/ask {QUESTION}", chat_id=group)
    said = stage.simulator.say(AMINA, "/ask", chat_id=group, reply_to=answer["message_id"])
    reply = await stage.simulator.wait_for_message(group, after_message_id=said)
    assert "after the command" in reply["text"]


async def test_another_bot_that_replies_to_each_message_is_not_answered(stage: Stage):
    group = await busy_group(stage)
    answer = await stage.ask(AMINA, f"/ask {QUESTION}", chat_id=group)
    other = {"id": 777_888, "is_bot": True, "first_name": "Echo", "username": "echo_bot"}
    said = answer["message_id"]
    for text in ("what is the compact", f"/ask {QUESTION}", "/stop@compact_bot"):
        stage.simulator.send(
            DIEGO, text, chat_id=group, reply_to=answer["message_id"], further={"from": other}
        )
    assert await replies(stage, AMINA, said, group) == []


async def test_a_post_that_a_linked_channel_forwards_by_itself_is_not_answered(stage: Stage):
    group = await busy_group(stage)
    channel = {"id": -1001234, "type": "channel", "title": "News"}
    further = {
        "from": {"id": 777_000, "is_bot": False, "first_name": "Telegram"},
        "sender_chat": channel,
        "is_automatic_forward": True,
    }
    said = stage.simulator.send(DIEGO, f"@compact_bot {QUESTION}", chat_id=group, further=further)
    assert await replies(stage, AMINA, said, group) == []


async def test_anonymous_administrators_and_who_writes_as_a_channel_are_people(stage: Stage):
    group = await busy_group(stage)
    channel = {"id": -1001234, "type": "channel", "title": "News"}
    writes_as_channel = {
        "from": {"id": 136_817_688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"},
        "sender_chat": channel,
    }
    said = stage.simulator.send(ADA, f"/ask {QUESTION}", chat_id=group, as_group=True)
    reply = await stage.simulator.wait_for_message(group, after_message_id=said)
    assert ANSWER in reply["text"]
    said = stage.simulator.send(ADA, f"/ask {QUESTION}", chat_id=group, further=writes_as_channel)
    reply = await stage.simulator.wait_for_message(group, after_message_id=said)
    assert ANSWER in reply["text"]


async def test_in_a_topic_that_the_bot_made_talk_among_people_is_left_alone(stage: Stage):
    group = await busy_group(stage)
    answer = await stage.ask(AMINA, f"/ask {QUESTION}", chat_id=group)
    bot = answer["from"]
    made = {
        "message_id": 1,
        "date": 1,
        "chat": answer["chat"],
        "from": bot,
        "forum_topic_created": {"name": "Questions", "icon_color": 7322096},
    }
    said = stage.simulator.send(AMINA, QUESTION, chat_id=group, further={"reply_to_message": made})
    assert await replies(stage, AMINA, said, group) == []
