"""The first minute, what is no text, and groups that choose for themselves."""

import itertools
from datetime import timedelta
from pathlib import Path

import pytest

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.faults import Fault
from tests import shipped
from tests.e2e.conftest import AMINA, Stage, code_of, labels
from tests.e2e.test_subscriptions import stored
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = shipped.content().texts.languages
FILE = {"file_id": "f", "file_unique_id": "f"}
YES = {"persistent_id": "1", "text": "yes", "voter_count": 0}
POLL = {
    "id": "1",
    "question": "Yes?",
    "options": [YES],
    "allows_revoting": False,
    "members_only": False,
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
}
STICKER = {**FILE, "width": 9, "height": 9, "is_animated": False, "is_video": False, "type": "regular"}
SENT: list[tuple[str, JsonObject]] = [
    ("picture", {"photo": [{**FILE, "width": 9, "height": 9}]}),
    ("picture", {"document": FILE}),
    ("voice", {"voice": {**FILE, "duration": 3}}),
    ("voice", {"video_note": {**FILE, "length": 9, "duration": 3}}),
    ("place", {"location": {"latitude": 1.5, "longitude": 2.5}}),
    ("contact", {"contact": {"phone_number": "12345", "first_name": "Somebody"}}),
    ("sticker", {"sticker": STICKER}),
    ("poll", {"poll": POLL}),
    ("anything", {"game": {"title": "g", "description": "g", "photo": []}}),
]
ONLY, WHO = "Only administrators", "administrators can choose"


async def group_of(stage: Stage) -> tuple[int, int]:
    """Somebody who owns a group of which Amina is a member, and the group."""
    owner = await stage.newcomer()
    return owner, stage.simulator.create_group("Organizers", [owner, AMINA])


async def test_each_kind_of_what_is_no_text_gets_one_kind_sentence(one_bot: Stage):
    """Each kind in some language, and each language."""
    people = {language: await one_bot.newcomer(language) for language in LANGUAGES}
    for (kind, content), language in zip(SENT, itertools.cycle(LANGUAGES), strict=False):
        sent = one_bot.simulator.send(people[language], "", content)
        reply = await one_bot.simulator.wait_for_message(people[language], after_message_id=sent)
        assert reply["text"] == one_bot.content.texts.text(language, f"other.{kind}"), (kind, language)
    assert stored(one_bot, "missed_questions") == []


async def test_an_administrator_subscribes_the_group_and_ends_it(one_bot: Stage):
    owner, group = await group_of(one_bot)
    choice = await one_bot.ask(owner, "/subscribe@compact_bot", chat_id=group)
    query = one_bot.simulator.press(owner, choice["message_id"], code_of(choice, "Webinars"), group)
    await one_bot.simulator.wait_until(lambda: one_bot.simulator.answer_to(query) is not None)
    assert ("webinars", group) in stored(one_bot, "subscriptions")
    await one_bot.ask(owner, "/subscribe urgent", chat_id=group)
    assert ("urgent", group) in stored(one_bot, "subscriptions")
    await one_bot.ask(owner, "/unsubscribe webinars", chat_id=group)
    assert [row for row in stored(one_bot, "subscriptions") if row[1] == group] == [("urgent", group)]
    await one_bot.ask(owner, "/stop", chat_id=group)
    assert group not in [row[0] for row in stored(one_bot, "subscribers")]


async def test_another_member_chooses_nothing_for_the_group_by_command_or_button(one_bot: Stage):
    owner, group = await group_of(one_bot)
    told = await one_bot.ask(AMINA, "/subscribe all", chat_id=group)
    assert WHO in told["text"]
    assert "Person" not in told["text"]
    choice = await one_bot.ask(owner, "/subscribe", chat_id=group)
    query = one_bot.simulator.press(AMINA, choice["message_id"], code_of(choice, "Webinars"), group)
    await one_bot.simulator.wait_until(lambda: one_bot.simulator.answer_to(query) is not None)
    assert ONLY in (one_bot.simulator.answer_to(query) or {}).get("text", "")
    assert group not in [row[0] for row in stored(one_bot, "subscribers")]


async def test_an_anonymous_administrator_subscribes_the_group(one_bot: Stage):
    owner, group = await group_of(one_bot)
    said = one_bot.simulator.send(owner, "/subscribe weekly", chat_id=group, as_group=True)
    await one_bot.simulator.wait_for_message(group, after_message_id=said)
    assert ("weekly", group) in stored(one_bot, "subscriptions")


async def test_members_find_commands_and_topics_in_the_order_in_which_they_need_them(one_bot: Stage):
    person = await one_bot.newcomer()
    shown = [command["command"] for command in one_bot.simulator.commands(person)]
    assert shown[:3] == ["ask", "topics", "lessons"]
    assert shown.index("webinars") < shown.index("subscribe") < shown.index("pause")
    assert shown.index("pause") < shown.index("stop") < shown.index("deleteme")
    assert shown[-2:] == ["help", "start"]
    choice = await one_bot.ask(person, "/topics")
    assert labels(choice)[0] == one_bot.content.faq.category_names["rights"]["en"]


class TestStartingAgain:
    """With a bot of its own, which is started again."""

    pytestmark = pytest.mark.asyncio(loop_scope="function")

    @pytest.fixture
    def described_sqlite_file(self, migrated_sqlite_file: Path) -> Path:
        """Of a bot that was never started."""
        return migrated_sqlite_file

    async def test_it_is_described_in_every_language_once_and_where_that_is_refused_people_are_answered(
        self, stage: Stage
    ):
        calls = stage.simulator.calls
        await until(lambda: len(calls("setMyShortDescription")) == len(LANGUAGES) + 1)
        for method, name, longest in (
            ("setMyDescription", "description", 512),
            ("setMyShortDescription", "short_description", 120),
        ):
            texts = {call.params.get("language_code", ""): call.params[name] for call in calls(method)}
            assert set(texts) == {"", *LANGUAGES}
            assert len(set(texts.values())) == len(LANGUAGES)
            assert all(0 < len(text) <= longest and not text[-1].isalnum() for text in texts.values())
            assert {call.status for call in calls(method)} == {200}
        await stage.stop()
        before = len(calls("setMyCommands"))
        stage.start()
        await until(lambda: len(calls("setMyCommands")) > before)
        await stage.begin(AMINA)
        await stage.stop()
        tried = len(calls("setMyDescription"))
        assert tried == len(LANGUAGES) + 1

        async with stage.database.transaction() as connection:
            await connection.exec_driver_sql("DELETE FROM marks WHERE name = 'described'")
        stage.simulator.set_faults([Fault("too_many_requests", "setMyDescription", retry_after=900)])
        for _ in range(2):
            stage.start()
            await stage.ask(AMINA, "/help")
            await until(lambda: len(calls("setMyDescription")) == tried + 1)
            await stage.stop()
        assert len(calls("setMyDescription")) == tried + 1
        stage.simulator.set_faults([])
        stage.clock.move_by(timedelta(hours=2))
        stage.start()
        await until(lambda: len(calls("setMyDescription")) > tried + 1)
