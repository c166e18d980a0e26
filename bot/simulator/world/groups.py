"""What happens to groups: they are made, the bot comes and goes, a group becomes a supergroup."""

from collections.abc import Iterable
from dataclasses import asdict

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.chats import Group, MemberStatus, Message, MessageContent
from bot.simulator.world.objects import group_json, member_json, user_json
from bot.simulator.world.people import find_user
from bot.simulator.world.world import World


def create_group(
    world: World,
    title: str,
    members: Iterable[int] = (),
    *,
    chat_id: int | None = None,
    is_supergroup: bool = False,
    bot_status: MemberStatus = "member",
) -> Group:
    """Make a group; its first member is the owner. The bot is in it without having been told."""
    ids = [find_user(world, user_id).user_id for user_id in members]
    if chat_id is None:
        chat_id = world.chats.new_group_id(is_supergroup=is_supergroup)
    if chat_id in world.chats.groups or chat_id >= 0:
        raise ValueError(f"{chat_id} cannot be the id of a new group")
    statuses: dict[int, MemberStatus] = dict.fromkeys(ids, "member")
    if ids:
        statuses[ids[0]] = "creator"
    group = Group(chat_id, title, is_supergroup, statuses, bot_status)
    world.chats.groups[chat_id] = group
    world.stream.publish("group", chat_id=chat_id)
    return group


def set_bot_status(world: World, chat_id: int, status: MemberStatus, by: int | None = None) -> None:
    """Add, promote, remove the bot (`by` a member, the owner when not given): a my_chat_member update."""
    group = find_group(world, chat_id)
    old, group.bot_status = group.bot_status, status
    if old == status:
        return
    bot = world.profile.as_user()
    world.updates.add(
        "my_chat_member",
        chat_id,
        {
            "chat": group_json(group),
            "from": _actor(world, group, by),
            "date": world.unix_now(),
            "old_chat_member": member_json(bot, old),
            "new_chat_member": member_json(bot, status),
        },
    )
    world.stream.publish("group", chat_id=chat_id)


def add_member(world: World, chat_id: int, user_id: int) -> None:
    """A person joins: a service message that the bot receives, whatever its privacy."""
    group = find_group(world, chat_id)
    user = find_user(world, user_id)
    group.members[user_id] = "member"
    extra: JsonObject = {"new_chat_members": [user_json(user)]}
    _serve_notice(world, group, world.write(chat_id, user_id, MessageContent(), extra=extra))


def remove_member(world: World, chat_id: int, user_id: int) -> None:
    """A person leaves: a service message that the bot receives, whatever its privacy."""
    group = find_group(world, chat_id)
    user = find_user(world, user_id)
    group.members[user_id] = "left"
    extra: JsonObject = {"left_chat_member": user_json(user)}
    _serve_notice(world, group, world.write(chat_id, user_id, MessageContent(), extra=extra))


def upgrade_group(world: World, chat_id: int) -> Group:
    """The group lives on as a supergroup with a new id; the old id answers with migrate_to_chat_id."""
    old = find_group(world, chat_id)
    if old.is_supergroup:
        raise ValueError("this is a supergroup already")
    new_id = world.chats.new_group_id(is_supergroup=True)
    new = Group(new_id, old.title, True, dict(old.members), old.bot_status)
    world.chats.groups[new_id] = new
    owner = next(iter(old.members), world.profile.bot_id)
    farewell = world.write(chat_id, owner, MessageContent(), extra={"migrate_to_chat_id": new_id})
    _serve_notice(world, old, farewell)
    old.migrated_to = new_id
    arrival = world.write(new_id, owner, MessageContent(), extra={"migrate_from_chat_id": chat_id})
    _serve_notice(world, new, arrival)
    world.stream.publish("group", chat_id=new_id)
    return new


def describe(group: Group) -> JsonObject:
    """A group as the page shows it; `members` are those who are in it."""
    members = [user_id for user_id, status in group.members.items() if status not in ("left", "kicked")]
    return asdict(group) | {"members": members}


def find_group(world: World, chat_id: int) -> Group:
    """A group by id."""
    group = world.chats.groups.get(chat_id)
    if group is None:
        raise LookupError(f"there is no group {chat_id}")
    return group


def _serve_notice(world: World, group: Group, message: Message) -> None:
    if group.bot_status not in ("left", "kicked"):
        world.updates.add("message", group.chat_id, world.show(message))


def _actor(world: World, group: Group, by: int | None) -> JsonObject:
    user_id = by if by is not None else next(iter(group.members), None)
    return user_json(find_user(world, user_id)) if user_id is not None else world.profile.as_user()
