"""Forum topics of groups: they are made, closed, opened again and deleted."""

from typing import Literal

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.chats import Message, MessageContent
from bot.simulator.world.groups import find_group
from bot.simulator.world.people import bot_hears, find_user
from bot.simulator.world.world import World

TopicState = Literal["open", "closed", "deleted"]


def create_topic(world: World, user_id: int, chat_id: int, name: str) -> Message:
    """A person makes one; its number is that of the service message with which it begins."""
    group = find_group(world, chat_id)
    if not group.is_supergroup:
        raise ValueError("only a supergroup has forum topics")
    made: JsonObject = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
    message = world.write(chat_id, find_user(world, user_id).user_id, MessageContent(), extra=made)
    made |= inside(message.message_id)
    group.is_forum = True
    group.forum_topics[message.message_id] = True
    if bot_hears(world, group, message):
        world.updates.add("message", chat_id, world.show(message))
    return message


def set_topic(world: World, chat_id: int, thread_id: int, state: TopicState) -> None:
    """What happens to one. With a deleted one its messages go; the bot is not told."""
    topics = find_group(world, chat_id).forum_topics
    if thread_id not in topics:
        raise LookupError(f"there is no forum topic {thread_id}")
    if state != "deleted":
        topics[thread_id] = state == "open"
        return
    del topics[thread_id]
    for message in list(world.chats.messages(chat_id)):
        if (message.extra or {}).get("message_thread_id") == thread_id and message.deleted_at is None:
            world.delete(message)


def inside(thread_id: int) -> JsonObject:
    """The fields by which a message says that it stands in a forum topic."""
    return {"message_thread_id": thread_id, "is_topic_message": True}
