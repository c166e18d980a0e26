"""Bot API methods about chats and their members."""

from bot.simulator.bot_api.sending import known_chat, writable_chat
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.parameters import Parameters
from bot.simulator.forms.refusals import bad_request
from bot.simulator.world.chats import Group, MessageContent
from bot.simulator.world.objects import chat_json, member_json, user_json
from bot.simulator.world.world import World

MOST_REACTIONS = 11


def get_chat(world: World, given: Parameters) -> JsonObject:
    """getChat: the full description, with the fields that Telegram never leaves out."""
    chat_id = known_chat(world, given)
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return chat_json(world.chats, chat_id) | {
        "accent_color_id": abs(chat_id) % 7,
        "max_reaction_count": MOST_REACTIONS,
        "accepted_gift_types": dict.fromkeys(gifts, chat_id > 0),
    }


def get_chat_member(world: World, given: Parameters) -> JsonObject:
    """getChatMember, for groups and for private chats."""
    chat_id = known_chat(world, given)
    user_id = given.required_integer("user_id")
    group = world.chats.groups.get(chat_id)
    if user_id == world.profile.bot_id:
        return member_json(world.profile.as_user(), group.bot_status if group else "member")
    user = world.chats.users.get(user_id)
    if user is None or (group is None and user_id != chat_id):
        raise bad_request("PARTICIPANT_ID_INVALID" if group else "user not found")
    return member_json(user_json(user), group.members.get(user_id, "left") if group else "member")


def get_chat_administrators(world: World, given: Parameters) -> list[JsonObject]:
    """getChatAdministrators: people first, the bot too when it is one."""
    group = _group(world, given)
    found = [
        member_json(user_json(world.chats.users[user_id]), status)
        for user_id, status in group.members.items()
        if status in ("creator", "administrator")
    ]
    if group.bot_status == "administrator":
        found.append(member_json(world.profile.as_user(), "administrator"))
    return found


def get_chat_member_count(world: World, given: Parameters) -> int:
    """getChatMemberCount, the bot included."""
    chat_id = known_chat(world, given)
    group = world.chats.groups.get(chat_id)
    statuses = [*group.members.values(), group.bot_status] if group else ["member", "member"]
    return sum(status not in ("left", "kicked") for status in statuses)


def leave_chat(world: World, given: Parameters) -> bool:
    """leaveChat."""
    group = _group(world, given)
    group.bot_status = "left"
    world.stream.publish("group", chat_id=group.chat_id)
    return True


def pin_chat_message(world: World, given: Parameters) -> bool:
    """pinChatMessage; Telegram writes a service message about it."""
    chat_id = writable_chat(world, given)
    message = world.chats.find(chat_id, given.required_integer("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    group = world.chats.groups.get(chat_id)
    if group and group.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    world.write(
        chat_id, world.profile.bot_id, MessageContent(), extra={"pinned_message": world.show(message)}
    )
    return True


def unpin_chat_message(world: World, given: Parameters) -> bool:
    """unpinChatMessage: the page shows no pins, so there is nothing to take off."""
    writable_chat(world, given)
    return True


def _group(world: World, given: Parameters) -> Group:
    chat_id = known_chat(world, given)
    group = world.chats.groups.get(chat_id)
    if group is None:
        raise bad_request("there are no administrators in the private chat")
    return group
