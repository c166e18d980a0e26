"""Whatever staff type and press without confirming it, nothing that members see has changed."""

from __future__ import annotations

import random

import pytest

from bot.services.staff.staff_content import StaffContent
from bot.telegram.screens.button_codes import Verb, decode
from tests.e2e.conftest import ADA, Stage
from tests.e2e.test_inbox import missed

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACTS = 25
CONFIRMING = {
    *(Verb.GIVE_TO_ENTRY, Verb.USE_ANSWER, Verb.USE_CONTACT, Verb.CONTACT_IS_RIGHT, Verb.DROP_CONTACT),
    *(Verb.USE_TOPIC, Verb.END_TOPIC),
}
MEMBERS = {Verb.SHOW_ENTRY, Verb.HELPFUL, Verb.UNHELPFUL, Verb.NONE_OF_THESE, Verb.SET_LANGUAGE}
TYPED = (
    "/inbox",
    "/contacts",
    "/edittopics",
    "Calls: Andalucía\nCalls for people there.",
    "/cancel",
    "/log",
    "what is the compact",
    "Do bakers rest?\nThey do.",
    "A baker\nOn bread\n2018",
    "A baker\nOn bread\nsome day",
    "Bread Aid\nen\nhttps://bread-aid.org",
    "Bread Aid\nen\n\n\n",
    "<b>\u202e&amp; \U0001d54f\n" * 3,
    "?",
)


async def test_without_a_confirmation_nothing_is_put_in(one_bot: Stage):
    chance = random.Random(1)  # noqa: S311 - an order of acts, no secret
    asker = await missed(one_bot, *(f"what do bakers number {n} say" for n in range(8)))
    heard = len(one_bot.simulator.messages(asker))
    for _ in range(ACTS):
        codes = [
            (message["message_id"], button["callback_data"])
            for message in one_bot.simulator.messages(ADA)[-6:]
            if message["is_outgoing"]
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if "callback_data" in button
        ]
        pressable = [
            (message_id, code)
            for message_id, code in codes
            if (press := decode(code)) is not None and press.verb not in CONFIRMING | MEMBERS
        ]
        if pressable and chance.random() < 0.6:
            message_id, code = chance.choice(pressable)
            query = one_bot.simulator.press_outdated(ADA, message_id, code)
            await one_bot.simulator.wait_until(
                lambda query=query: one_bot.simulator.answer_to(query) is not None
            )
        else:
            await one_bot.ask(ADA, chance.choice(TYPED))
    assert await StaffContent(one_bot.database).rows() == []
    assert len(one_bot.simulator.messages(asker)) == heard
    said = [m["text"] for m in one_bot.simulator.messages(ADA) if m["is_outgoing"]]
    assert not any("went wrong" in text for text in said)
