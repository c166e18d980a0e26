"""Leaving, and what is kept: said in plain words, and done by the button below."""

import pytest

from tests.e2e.conftest import AMINA, Stage, labels
from tests.e2e.test_subscriptions import stored

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAVING = {
    "fr": "comment me désabonner de la liste",
    "ar": "احذف رقمي",
}
PRIVACY = {
    "es": "la policia puede ver esto",
    "ar": "من يقرأ رسائلي",
}


async def test_who_wants_to_leave_does_so_by_one_button(one_bot: Stage):
    for language, wish in LEAVING.items():
        person = await one_bot.newcomer()
        await one_bot.ask(person, "/subscribe all")
        reply = await one_bot.ask(person, wish)
        assert "/stop" in reply["text"]
        assert stored(one_bot, "subscribers", person) != []
        leave, _pause = labels(reply)
        await one_bot.press(person, reply, leave)
        said = await one_bot.simulator.wait_for_message(person, after_message_id=reply["message_id"])
        assert said["text"].startswith(one_bot.content.texts.text(language, "stop.stopped"))
        assert stored(one_bot, "subscribers", person) == stored(one_bot, "subscriptions", person) == []


async def test_who_asks_what_is_kept_comes_to_all_of_it_by_one_button(one_bot: Stage):
    for language, question in PRIVACY.items():
        person = await one_bot.newcomer()
        reply = await one_bot.ask(person, question)
        (show,) = labels(reply)
        await one_bot.press(person, reply, show)
        shown = await one_bot.simulator.wait_for_message(person, after_message_id=reply["message_id"])
        heading = one_bot.content.texts.text(language, "privacy.heading")
        assert shown["text"].startswith(heading.replace("<b>", "").replace("</b>", ""))


async def test_in_a_group_there_is_no_button_that_everybody_could_leave_by(one_bot: Stage):
    group = one_bot.simulator.create_group("Organizers", [AMINA])
    reply = await one_bot.ask(AMINA, "/ask how do i get off this list", chat_id=group)
    assert "/stop" in reply["text"]
    assert labels(reply) == []


async def test_without_a_chat_of_the_staff_no_person_is_promised(one_bot: Stage):
    noor = await one_bot.newcomer()
    assert "Ask a person" not in labels(await one_bot.ask(noor, "are you a human"))
    assert "/person" not in (await one_bot.ask(noor, "/help"))["text"]
