"""Groups with forum topics: what a group gets comes where its administrator asked for it."""

import pytest

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.faults import Fault
from bot.simulator.world.forums import inside
from tests.e2e.conftest import ADA, AMINA, FATOU, Stage, code_of
from tests.e2e.test_faults import announce, until_over
from tests.e2e.test_groups import ENDED, WHO
from tests.e2e.test_subscriptions import stored

pytestmark = pytest.mark.asyncio(loop_scope="module")

HERE, GONE = "comes into this topic", "is gone"


class Forum:
    """A supergroup of Amina's with topics, where Fatou is a member."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.group = stage.simulator.create_group("Organizers", [AMINA, FATOU], is_supergroup=True)
        self.news, self.talk = (
            stage.simulator.create_forum_topic(AMINA, self.group, name) for name in ("News", "Talk")
        )
        self.announced = 0

    async def say(self, text: str, thread: int | None, person: int = AMINA) -> JsonObject:
        """Somebody writes in a topic, or in the general one; the bot's next message in the group."""
        simulator, further = self.stage.simulator, None if thread is None else inside(thread)
        said = simulator.send(person, text, chat_id=self.group, reply_to=thread, further=further)
        return await simulator.wait_for_message(self.group, after_message_id=said)

    async def announce(self) -> int:
        self.announced += 1
        return await announce(self.stage, key=f"test/{self.announced}")

    def got(self) -> list[tuple[str, int | None]]:
        """The announcements, and the words about topics, by the topic in which each appeared."""
        return [
            ("word" if GONE in message["text"] else "announcement", message.get("message_thread_id"))
            for message in self.stage.simulator.messages(self.group)
            if message["is_outgoing"] and ("Hear this" in message["text"] or GONE in message["text"])
        ]


async def test_what_a_group_gets_comes_into_the_topic_where_its_administrator_subscribed(fresh: Stage):
    forum = Forum(fresh)
    offered = await forum.say("/subscribe", forum.news)
    assert HERE in offered["text"]
    assert offered["message_thread_id"] == forum.news
    query = fresh.simulator.press(AMINA, offered["message_id"], code_of(offered, "Urgent"), forum.group)
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(query) is not None)
    assert await until_over(fresh, await forum.announce()) == {"sent": 1}
    assert forum.got() == [("announcement", forum.news)]


async def test_subscribe_in_another_topic_or_the_general_one_brings_it_there(fresh: Stage):
    forum = Forum(fresh)
    await forum.say("/subscribe urgent", forum.news)
    assert HERE in (await forum.say("/subscribe", forum.talk))["text"]
    assert HERE not in (await forum.say("/unsubscribe", forum.news))["text"]
    await until_over(fresh, await forum.announce())
    assert HERE in (await forum.say("/subscribe", None))["text"]
    await until_over(fresh, await forum.announce())
    assert forum.got() == [("announcement", forum.talk), ("announcement", None)]


async def test_in_a_topic_only_administrators_choose_and_end_what_the_group_gets(fresh: Stage):
    forum = Forum(fresh)
    await forum.say("/subscribe urgent", forum.news)
    await forum.say("/subscribe", forum.talk, FATOU)
    refused = await forum.say("/stop", forum.news, FATOU)
    assert WHO in refused["text"]
    assert refused["message_thread_id"] == forum.news
    await until_over(fresh, await forum.announce())
    assert forum.got() == [("announcement", forum.news)]
    assert ENDED in (await forum.say("/stop", forum.news))["text"]
    assert stored(fresh, "subscribers") == []


async def test_a_closed_topic_ends_nothing_and_staff_see_that_the_group_was_out_of_reach(fresh: Stage):
    forum = Forum(fresh)
    await forum.say("/subscribe urgent", forum.news)
    fresh.simulator.set_forum_topic(forum.group, forum.news, "closed")
    assert await until_over(fresh, await forum.announce()) == {"unreachable": 1}
    fresh.simulator.set_forum_topic(forum.group, forum.news, "open")
    assert await until_over(fresh, await forum.announce()) == {"sent": 1}
    assert forum.got() == [("announcement", forum.news)]
    assert stored(fresh, "subscriptions") == [("urgent", forum.group)]


async def test_where_the_topic_was_deleted_the_group_hears_so_once_and_gets_everything_all_the_same(
    fresh: Stage,
):
    forum = Forum(fresh)
    await forum.say("/subscribe urgent", forum.news)
    fresh.simulator.set_forum_topic(forum.group, forum.news, "deleted")
    heard = len(fresh.simulator.messages(ADA))
    waiting = [await forum.announce(), await forum.announce()]
    for announcement_id in waiting:
        assert await until_over(fresh, announcement_id) == {"sent": 1}
    assert forum.got() == [("word", None), ("announcement", None), ("announcement", None)]
    assert len(fresh.simulator.messages(ADA)) == heard
    await forum.say("/subscribe", forum.talk)
    await until_over(fresh, await forum.announce())
    assert forum.got()[3:] == [("announcement", forum.talk)]


async def test_a_refusal_for_a_topic_of_who_named_none_is_a_refusal_like_others(fresh: Stage):
    """Such an answer to a message without a topic must not be tried for ever."""
    forum = Forum(fresh)
    await forum.say("/subscribe urgent", None)
    fresh.simulator.set_faults([Fault("bad_request", chat_id=forum.group, reason="TOPIC_DELETED")])
    assert await until_over(fresh, await forum.announce()) == {"refused": 1}


async def test_an_answer_for_a_topic_that_is_gone_meanwhile_is_no_surprise(
    fresh: Stage, caplog: pytest.LogCaptureFixture
):
    forum = Forum(fresh)
    further = inside(forum.talk)
    fresh.simulator.send(FATOU, "/ask what is it", chat_id=forum.group, reply_to=forum.talk, further=further)
    fresh.simulator.set_forum_topic(forum.group, forum.talk, "deleted")
    await fresh.until_handled()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_an_answer_in_a_topic_stands_in_that_topic(fresh: Stage):
    forum = Forum(fresh)
    answer = await forum.say("/ask Is the compact legally binding?", forum.talk, FATOU)
    assert answer["message_thread_id"] == forum.talk
    assert await until_over(fresh, await forum.announce()) == {}
