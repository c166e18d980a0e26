"""Leaving, and what is kept: said in plain words, and done by the button below."""

from tests.e2e.conftest import AMINA, Stage, labels
from tests.e2e.test_subscriptions import stored

LEAVING = {
    "en": "how do I get off this list",
    "es": "borra mis datos",
    "fr": "comment me désabonner de la liste",
    "ar": "احذف رقمي",
}
PRIVACY = {
    "en": "do you save my number",
    "es": "la policia puede ver esto",
    "fr": "vous gardez mon numéro",
    "ar": "من يقرأ رسائلي",
}


async def test_who_wants_to_leave_does_so_by_one_button(stage: Stage):
    for language, wish in LEAVING.items():
        person = await stage.newcomer()
        await stage.ask(person, "/subscribe all")
        reply = await stage.ask(person, wish)
        assert "/stop" in reply["text"]
        assert stored(stage, "subscribers") != []
        leave, _pause = labels(reply)
        await stage.press(person, reply, leave)
        said = await stage.simulator.wait_for_message(person, after_message_id=reply["message_id"])
        assert said["text"].startswith(stage.content.texts.text(language, "stop.stopped"))
        assert stored(stage, "subscribers") == stored(stage, "subscriptions") == []


async def test_who_asks_what_is_kept_comes_to_all_of_it_by_one_button(stage: Stage):
    for language, question in PRIVACY.items():
        person = await stage.newcomer()
        reply = await stage.ask(person, question)
        (show,) = labels(reply)
        await stage.press(person, reply, show)
        shown = await stage.simulator.wait_for_message(person, after_message_id=reply["message_id"])
        heading = stage.content.texts.text(language, "privacy.heading")
        assert shown["text"].startswith(heading.replace("<b>", "").replace("</b>", ""))


async def test_in_a_group_there_is_no_button_that_everybody_could_leave_by(stage: Stage):
    group = stage.simulator.create_group("Organizers", [AMINA])
    reply = await stage.ask(AMINA, "/ask how do i get off this list", chat_id=group)
    assert "/stop" in reply["text"]
    assert labels(reply) == []


async def test_a_forged_button_makes_no_group_leave(stage: Stage):
    group = stage.simulator.create_group("Organizers", [AMINA])
    reply = await stage.ask(AMINA, "/ask how do i get off this list", chat_id=group)
    before = len(stage.simulator.messages(group))
    for code in ("quit:", "privacy:"):
        query = stage.simulator.press_outdated(AMINA, reply["message_id"], code, chat_id=group)
        await stage.simulator.wait_until(lambda query=query: stage.simulator.answer_to(query) is not None)
    assert len(stage.simulator.messages(group)) == before
