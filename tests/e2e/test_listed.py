"""Somebody whom an operator's list subscribed learns so before anything else, and ends it by a button."""

from bot.domain.announcements import Audience, BroadcastBody, FormattedText
from bot.domain.people.subscriptions import Subscriber
from bot.services.announcing.broadcasting import Broadcasting
from bot.services.members.subscribing import Subscribing
from tests.e2e.conftest import AMINA, DIEGO, Stage, labels


async def test_the_first_message_says_who_subscribed_them_and_its_button_ends_it(stage: Stage):
    await stage.begin(AMINA)
    await stage.begin(DIEGO)
    broadcasting = Broadcasting(stage.database, Audience("urgent"))
    subscribing = Subscribing(stage.database, ("urgent",))
    people = [
        Subscriber(AMINA, "en", frozenset({"urgent"}), "2026-W48"),
        Subscriber(DIEGO, "es", frozenset({"urgent"}), "2026-W48"),
    ]
    now = stage.clock.now()
    await broadcasting.halt(now)
    assert await subscribing.bring_in(people, now) == 2
    body = BroadcastBody({"en": FormattedText("Please come")}, "en")
    assert await broadcasting.enqueue("broadcast/k", Audience("urgent"), body, now)
    await broadcasting.resume()
    await stage.simulator.wait_until(lambda: "Please come" in stage.last(AMINA)["text"])
    await stage.simulator.wait_until(lambda: "Please come" in stage.last(DIEGO)["text"])
    for person, word in ((AMINA, "list of those"), (DIEGO, "lista de quienes")):
        texts = [m["text"] for m in stage.simulator.messages(person) if m["is_outgoing"]]
        told = next(place for place, text in enumerate(texts) if word in text)
        assert texts[told].startswith(("Global Coalition on Migration", "Coalición Global sobre Migración"))
        assert told < next(place for place, text in enumerate(texts) if "Please come" in text)
    message = next(m for m in stage.simulator.messages(AMINA) if "list of those" in m["text"])
    assert labels(message) == ["🔕 End all messages to me now"]
    await stage.press(AMINA, message, "End all")
    assert await subscribing.find(AMINA) is None
    assert await subscribing.find(DIEGO) is not None
