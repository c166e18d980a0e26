"""Groups: privacy mode, membership, migration."""

import pytest

from bot.simulator.simulator import Simulator


@pytest.fixture
def group(simulator, amina):
    return simulator.create_group("Volunteers", [amina])


async def heard(api) -> list[str]:
    updates = (await api.call("getUpdates")).result
    return [update["message"]["text"] for update in updates if "text" in update.get("message", {})]


async def test_with_privacy_the_bot_hears_its_commands_and_replies_to_it(simulator, api, amina, group):
    simulator.say(amina, "plain", group)
    simulator.say(amina, "@compact_bot plain mention", group)
    simulator.say(amina, "/help", group)
    simulator.say(amina, "/help@compact_bot", group)
    simulator.say(amina, "/help@another_bot", group)
    sent = await api.send(group, "I am here")
    simulator.say(amina, "a reply", group, reply_to=sent["message_id"])
    assert await heard(api) == ["/help", "/help@compact_bot", "a reply"]


async def test_an_administrator_hears_everything(simulator, api, amina, group):
    simulator.set_bot_status(group, "administrator")
    simulator.say(amina, "plain", group)
    assert await heard(api) == ["plain"]


async def test_without_privacy_the_bot_hears_everything(session):
    async with Simulator(privacy=False) as open_minded:
        member = open_minded.create_user("Amina")
        group = open_minded.create_group("Volunteers", [member])
        open_minded.say(member, "plain", group)
        async with session.get(f"{open_minded.url}/bot{open_minded.token}/getUpdates") as answer:
            (update,) = (await answer.json())["result"]
        async with session.get(f"{open_minded.url}/bot{open_minded.token}/getMe") as answer:
            me = (await answer.json())["result"]
    assert update["message"]["chat"]["type"] == "group"
    assert me["can_read_all_group_messages"] is True


async def test_the_bot_is_told_when_it_comes_and_goes(simulator, api, amina, group):
    simulator.set_bot_status(group, "kicked", by=amina)
    refused = await api.call("sendMessage", chat_id=group, text="x")
    simulator.set_bot_status(group, "member", by=amina)
    updates = (await api.call("getUpdates")).result
    changes = [update["my_chat_member"]["new_chat_member"]["status"] for update in updates]
    assert (refused.status, refused.description) == (403, "Forbidden: bot was kicked from the group chat")
    assert changes == ["kicked", "member"]


async def test_members_who_come_and_go_are_service_messages(simulator, api, group):
    newcomer = simulator.create_user("Noor")
    simulator.add_member(group, newcomer)
    simulator.remove_member(group, newcomer)
    came, went = [update["message"] for update in (await api.call("getUpdates")).result]
    assert came["new_chat_members"][0]["id"] == newcomer
    assert went["left_chat_member"]["id"] == newcomer


async def test_an_upgraded_group_answers_with_its_new_id_and_says_so_twice(simulator, api, amina, group):
    new_id = simulator.upgrade_group(group)
    old_side, new_side = [update["message"] for update in (await api.call("getUpdates")).result]
    refused = await api.call("sendMessage", chat_id=group, text="x")
    assert (old_side["chat"]["id"], old_side["migrate_to_chat_id"]) == (group, new_id)
    assert (new_side["chat"]["id"], new_side["migrate_from_chat_id"]) == (new_id, group)
    assert refused.body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new_id},
    }
    assert (await api.send(new_id, "here"))["chat"]["type"] == "supergroup"


async def test_members_and_administrators_can_be_looked_up(simulator, api, amina, group):
    other = simulator.create_user("Other")
    owner = await api.call("getChatMember", chat_id=group, user_id=amina)
    stranger = await api.call("getChatMember", chat_id=group, user_id=other)
    admins = await api.call("getChatAdministrators", chat_id=group)
    assert (owner.result["status"], stranger.result["status"]) == ("creator", "left")
    assert [admin["user"]["id"] for admin in admins.result] == [amina]


async def test_get_chat_has_the_fields_that_telegram_never_leaves_out(api, amina, group):
    for chat_id in (amina, group):
        chat = (await api.call("getChat", chat_id=chat_id)).result
        assert {"accent_color_id", "max_reaction_count", "accepted_gift_types", "type"} <= set(chat)


async def test_pinning_needs_rights_and_leaves_a_service_message(simulator, api, group):
    sent = await api.send(group, "pin me")
    pin = {"chat_id": group, "message_id": sent["message_id"]}
    refused = await api.call("pinChatMessage", **pin)
    assert refused.description == "Bad Request: not enough rights to manage pinned messages in the chat"
    simulator.set_bot_status(group, "administrator")
    assert (await api.call("pinChatMessage", **pin)).result is True
    assert simulator.messages(group)[-1]["pinned_message"]["text"] == "pin me"


async def test_a_bot_that_left_cannot_write(api, group):
    await api.call("leaveChat", chat_id=group)
    refused = await api.call("sendMessage", chat_id=group, text="x")
    assert refused.description == "Forbidden: bot is not a member of the group chat"


async def test_an_administrator_may_write_in_the_groups_name_and_nobody_else(simulator, api, amina, group):
    stranger = simulator.create_user("Stranger")
    simulator.add_member(group, stranger)
    simulator.send(amina, "/help", chat_id=group, as_group=True)
    update = (await api.call("getUpdates")).result[-1]
    assert update["message"]["from"]["username"] == "GroupAnonymousBot"
    assert update["message"]["sender_chat"]["id"] == group
    with pytest.raises(ValueError, match="administrators"):
        simulator.send(stranger, "/help", chat_id=group, as_group=True)


async def test_a_message_of_any_sort_may_be_touched_and_its_caption_edited(simulator, api, amina):
    sent = simulator.send(amina, "a caption", {"sticker": {}}, further={"media_group_id": "7"})
    simulator.touch(amina, sent)
    simulator.edit(amina, sent, "another")
    first, touched, edited = (await api.call("getUpdates")).result
    assert first["message"]["caption"] == touched["edited_message"]["caption"] == "a caption"
    assert edited["edited_message"]["caption"] == "another"
    assert first["message"]["media_group_id"] == edited["edited_message"]["media_group_id"] == "7"
