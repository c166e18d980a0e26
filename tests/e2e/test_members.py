"""The first minute, what is no text, and groups that choose for themselves."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

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
SENT: dict[str, JsonObject] = {
    "picture": {"photo": [{**FILE, "width": 9, "height": 9}]},
    "voice": {"voice": {**FILE, "duration": 3}},
    "place": {"location": {"latitude": 1.5, "longitude": 2.5}},
    "contact": {"contact": {"phone_number": "12345", "first_name": "Somebody"}},
    "sticker": {
        "sticker": {
            **FILE,
            "width": 9,
            "height": 9,
            "is_animated": False,
            "is_video": False,
            "type": "regular",
        }
    },
    "poll": {"poll": POLL},
}
ONLY, WHO = "Only administrators", "administrators can choose"


def said_in(stage: Stage, language: str, msgid: str) -> str:
    return stage.content.texts.text(language, msgid)


async def group_of(stage: Stage) -> tuple[int, int]:
    """Somebody who owns a group of which Amina is a member, and the group."""
    owner = await stage.newcomer()
    return owner, stage.simulator.create_group("Organizers", [owner, AMINA])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SENT)
async def test_each_kind_of_what_is_no_text_gets_one_kind_sentence(one_bot: Stage, kind: str, language: str):
    person = await one_bot.newcomer(language)
    sent = one_bot.simulator.send(person, "", SENT[kind])
    reply = await one_bot.simulator.wait_for_message(person, after_message_id=sent)
    assert reply["text"] == said_in(one_bot, language, f"other.{kind}")
    assert stored(one_bot, "missed_questions") == []


async def test_a_document_and_a_round_video_are_answered_as_what_they_are(one_bot: Stage):
    person = await one_bot.newcomer()
    for content, kind in (
        ({"document": FILE}, "picture"),
        ({"video_note": {**FILE, "length": 9, "duration": 3}}, "voice"),
    ):
        sent = one_bot.simulator.send(person, "", content)
        reply = await one_bot.simulator.wait_for_message(person, after_message_id=sent)
        assert reply["text"] == said_in(one_bot, "en", f"other.{kind}")


async def test_who_sends_nothing_that_can_be_told_hears_that_too(one_bot: Stage):
    person = await one_bot.newcomer()
    sent = one_bot.simulator.send(person, "", {"game": {"title": "g", "description": "g", "photo": []}})
    reply = await one_bot.simulator.wait_for_message(person, after_message_id=sent)
    assert reply["text"] == said_in(one_bot, "en", "other.anything")


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


async def test_members_find_their_commands_in_the_order_in_which_they_need_them(one_bot: Stage):
    person = await one_bot.newcomer()
    shown = [command["command"] for command in one_bot.simulator.commands(person)]
    assert shown[:3] == ["ask", "topics", "lessons"]
    assert shown.index("webinars") < shown.index("subscribe") < shown.index("pause")
    assert shown.index("pause") < shown.index("stop") < shown.index("deleteme")
    assert shown[-2:] == ["help", "start"]


async def test_rights_come_first_among_the_topics_of_questions(one_bot: Stage):
    person = await one_bot.newcomer()
    choice = await one_bot.ask(person, "/topics")
    assert labels(choice)[0] == one_bot.content.faq.category_names["rights"]["en"]


async def test_a_shared_link_carries_the_words_of_the_question(one_bot: Stage):
    person = await one_bot.newcomer()
    answer = await one_bot.ask(person, "is the compact law yes or no")
    addresses = [b["url"] for row in answer["reply_markup"]["inline_keyboard"] for b in row if "url" in b]
    shared = parse_qs(urlsplit(addresses[0]).query)
    assert shared["text"] == [one_bot.content.faq.entries["en"]["legally-binding"].question]
    assert shared["url"][0].endswith("?start=q_legally-binding")


class TestStartingAgain:
    """With a bot of its own, which is started again."""

    pytestmark = pytest.mark.asyncio(loop_scope="function")

    @pytest.fixture
    def described_sqlite_file(self, migrated_sqlite_file: Path) -> Path:
        """Of a bot that was never started."""
        return migrated_sqlite_file

    async def test_the_bot_is_described_in_every_language_once_before_somebody_presses_start(
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
        await stage.begin(AMINA)
        await stage.stop()
        before = len(calls("setMyCommands"))
        stage.start()
        await until(lambda: len(calls("setMyCommands")) > before)
        await stage.ask(AMINA, "/help")
        await stage.stop()
        assert len(calls("setMyDescription")) == len(LANGUAGES) + 1

    async def test_where_setting_it_is_refused_for_long_people_are_answered_and_starts_do_not_ask_again(
        self, stage: Stage
    ):
        await until(lambda: len(stage.simulator.calls("setMyShortDescription")) == len(LANGUAGES) + 1)
        await stage.stop()
        async with stage.database.transaction() as connection:
            await connection.exec_driver_sql("DELETE FROM marks WHERE name = 'described'")
        stage.simulator.set_faults([Fault("too_many_requests", "setMyDescription", retry_after=900)])
        tried = len(stage.simulator.calls("setMyDescription"))
        for _ in range(3):
            stage.start()
            await stage.begin(AMINA)
            await stage.ask(AMINA, "/help")
            await until(lambda: len(stage.simulator.calls("setMyDescription")) == tried + 1)
            await stage.stop()
        assert len(stage.simulator.calls("setMyDescription")) == tried + 1
        stage.simulator.set_faults([])
        stage.clock.move_by(timedelta(hours=2))
        stage.start()
        await until(lambda: len(stage.simulator.calls("setMyDescription")) > tried + 1)
        await stage.stop()
        stage.start()
