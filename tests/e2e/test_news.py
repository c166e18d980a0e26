"""Staff put news into the weekly update, see it a day before, and leave out what they do not want in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.simulator.forms.json_values import JsonObject
from tests.e2e.conftest import ADA, ALONE, AMINA, LAYLA, Stage, code_of, labels
from tests.e2e.test_inbox import next_reply, pressed
from tests.e2e.test_schedule import next_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEWS = "The bakers meet on Friday."
LINK = "https://bakers.test/meeting"
READY = "Shall the update above be so?"


async def written(stage: Stage, text: str) -> JsonObject:
    """Ada has written news; the message that asks to confirm it."""
    said = stage.simulator.say(ADA, text)
    return await stage.simulator.wait_for_message(ADA, said, containing=READY)


async def put_in(stage: Stage, text: str) -> JsonObject:
    """Ada has put news in with one line; what she is told."""
    await stage.begin(ADA)
    return await pressed(stage, await written(stage, f"/news {text}"), "Yes, put it in")


async def to_the_update(stage: Stage, person: int, words: str) -> JsonObject:
    """The clock moves to the next weekly update; the message that this person gets."""
    stage.clock.move_to(next_of(stage, "weekly").due_at)
    return await stage.simulator.wait_for_message(person, containing=words)


async def previewed(stage: Stage, *, after: int = 0) -> JsonObject:
    """The clock moves to a day before the update; the message below its preview."""
    stage.clock.move_to(next_of(stage, "weekly").due_at - timedelta(days=1))
    return await stage.simulator.wait_for_message(ADA, after, containing="You have seen the next")


@ALONE
async def test_news_of_one_line_go_out_with_the_next_update_and_are_read_again_with_it(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    await stage.subscribe(LAYLA, "weekly")
    done = await put_in(stage, f"{NEWS} {LINK}")
    assert "It is in the weekly update" in done["text"]
    await to_the_update(stage, AMINA, f"{NEWS}\n\n{LINK}")
    # who reads another language gets it all the same
    await stage.simulator.wait_for_message(LAYLA, containing=f"{NEWS}\n\n{LINK}")
    listed = await stage.ask(AMINA, "/updates")
    await stage.press(AMINA, listed, labels(listed)[0])
    again = await stage.simulator.wait_for_message(AMINA, listed["message_id"])
    assert NEWS in again["text"]
    assert NEWS not in "".join(labels(await stage.ask(ADA, "/news")))  # it was for that week


async def test_lines_that_were_typed_stay_lines_and_what_cannot_be_used_is_named(fresh: Stage):
    text = "/news The *bakers* meet\nBring:\n- bread\n1) salt\nSee you\n\n\nAll of us"
    preview = await written(fresh, text)
    shown = fresh.shown(ADA, preview["message_id"] - 1)["text"]
    assert "The bakers meet\n\nBring:\n• bread\n1) salt\n\nSee you\n\nAll of us\n" in shown
    refused = await fresh.ask(ADA, "/news Call Maria, +49 170 1234567")
    assert "it holds what looks like" in refused["text"]
    assert "add the line" not in refused["text"]  # there is no file to add one to


@ALONE
async def test_each_reads_the_news_in_their_language_and_after_a_change_the_new_words(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    await stage.subscribe(LAYLA, "weekly")
    await stage.begin(ADA)
    page = await stage.ask(ADA, "/news")
    how = await next_reply(stage, page, "Add news")
    assert "in English" in how["text"]
    ready = await written(stage, f"{NEWS} {LINK}")
    how = await next_reply(stage, ready, "Add the text in العربية")
    ready = await written(stage, "خبر عن الخبازين")
    await pressed(stage, ready, "Yes, put it in")
    again = stage.simulator.press_outdated(ADA, ready["message_id"], code_of(ready, "Yes, put it in"))
    await stage.simulator.wait_until(lambda: stage.simulator.answer_to(again) is not None)
    assert "↩ Take it back" in labels(stage.shown(ADA, ready["message_id"]))
    page = await stage.ask(ADA, "/news")
    piece = await pressed(stage, page, "News: The bakers")
    assert NEWS in piece["text"]
    await next_reply(stage, piece, "Change the text in English")
    await pressed(stage, await written(stage, "The bakers meet on Sunday."), "Yes, put it in")
    sent = await to_the_update(stage, AMINA, "on Sunday")
    assert LINK in sent["text"]
    assert NEWS not in sent["text"]
    assert "خبر عن الخبازين" in (await stage.simulator.wait_for_message(LAYLA, containing=LINK))["text"]


@ALONE
async def test_who_writes_in_another_language_than_the_leading_one_needs_no_other(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    first = await stage.begin(ADA)
    query = stage.simulator.press_outdated(ADA, first["message_id"], "lang:es")
    await stage.simulator.wait_until(lambda: stage.simulator.answer_to(query) is not None)
    said = stage.simulator.say(ADA, "/news Los panaderos se reúnen.")
    ready = await stage.simulator.wait_for_message(ADA, said, containing="¿Será así")
    assert labels(ready)[1] == "➕ Añadir el texto en English"
    await pressed(stage, ready, "Sí, incluirla")
    await to_the_update(stage, AMINA, "Los panaderos se reúnen.")


async def test_what_was_put_in_is_taken_out_again_with_one_press(fresh: Stage):
    done = await put_in(fresh, NEWS)
    await fresh.press(ADA, done, "Take it back")
    assert NEWS[:12] not in "".join(labels(await fresh.ask(ADA, "/news")))
    log = (await fresh.ask(ADA, "/log"))["text"]
    assert "put news into the weekly update" in log
    assert "bakers" not in log


@ALONE
async def test_staff_see_the_update_a_day_before_as_members_will_in_each_language(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    await stage.begin(ADA)
    before = stage.last(AMINA)["message_id"]
    below = await previewed(stage)
    assert labels(below) == ["Change it, or leave something out"]
    titles = [stage.content.texts.text(language, "weekly.title") for language in ("en", "es", "fr", "ar")]
    for title in titles:
        await stage.simulator.wait_for_message(ADA, containing=f"{title}\n\n")
    shown = [m["text"] for m in stage.simulator.messages(ADA) if m["is_outgoing"]]
    assert stage.last(AMINA)["message_id"] == before
    sent = await to_the_update(stage, AMINA, "This week")
    assert sent["text"] in shown  # nobody reacted: it is what staff saw
    for title in titles:
        assert sum(text.startswith(f"{title}\n\n") for text in shown) == 1
    assert sum("You have seen the next" in text for text in shown) == 1


@ALONE
async def test_what_is_left_out_of_a_preview_is_left_out_that_week_alone_and_over_a_restart(stage: Stage):
    await stage.subscribe(AMINA, "weekly")
    await stage.begin(ADA)
    page = await pressed(stage, await previewed(stage), "Change it")
    piece = await pressed(stage, page, "Lesson:")
    assert "left out of the next" in (await pressed(stage, piece, "Leave it out this week"))["text"]
    await stage.stop()
    stage.start()
    await stage.until_it_listens()
    page = await stage.ask(ADA, "/news")
    assert any(label.startswith("Left out:") for label in labels(page))
    sent = await to_the_update(stage, AMINA, "This week")
    assert "Lesson of the week" not in sent["text"]
    old = await pressed(stage, page, "Left out:")
    assert "has gone out already" in old["text"]
    stage.clock.move_to(next_of(stage, "weekly").due_at)
    later = await stage.simulator.wait_for_message(AMINA, sent["message_id"], containing="This week")
    assert "Lesson of the week" in later["text"]


async def test_what_was_left_out_is_put_back_and_the_whole_is_seen_at_any_time(fresh: Stage):
    page = await fresh.ask(ADA, "/news")
    piece = await pressed(fresh, page, "Lesson:")
    piece = await pressed(fresh, piece, "Leave it out")
    piece = await pressed(fresh, piece, "Put it back")
    assert "left out" not in piece["text"]
    page = await pressed(fresh, piece, "Back to the list")
    drawn = await next_reply(fresh, page, "See it in español")
    assert "Esta semana" in drawn["text"]
    assert "Lección de la semana" in drawn["text"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{NEWS} http://bakers.test", "begins with https://"),
        (f"{NEWS} www.bakers.test", "begins with https://"),
        (LINK, "no words beside the link"),
        ("a" * 601, "601 characters"),
        ("Call +32 470 12 34 56", "telephone"),
    ],
)
async def test_what_is_no_news_is_refused_with_the_reason(fresh: Stage, text: str, reason: str):
    refused = await fresh.ask(ADA, f"/news {text}")
    assert "That cannot be used yet" in refused["text"]
    assert reason in refused["text"]
    assert labels(refused) == []
    await written(fresh, NEWS)  # the next text is awaited
    await fresh.ask(ADA, "/cancel")


@ALONE
async def test_news_that_no_message_would_hold_are_refused(stage: Stage):
    await stage.begin(ADA)
    long = "word " * 115
    for _ in range(9):
        stage.simulator.say(ADA, f"/news {long}")
        await stage.until_handled()
        last = stage.last(ADA)
        if "too long for one message" in last["text"]:
            break
        await pressed(stage, last, "Yes, put it in")
    assert "too long for one message" in stage.last(ADA)["text"]
    await stage.ask(ADA, "/cancel")


async def test_members_have_no_news_desk(fresh: Stage):
    person = await fresh.newcomer()
    assert "next weekly update" not in (await fresh.ask(person, f"/news {NEWS}"))["text"]
    shown = fresh.last(person)
    for code in ("next:", "news+:", "drawn:en", "out:2026-W49/lesson/x", "news!:x", "see:x", "news:en/x"):
        query = fresh.simulator.press_outdated(person, shown["message_id"], code)
        await fresh.simulator.wait_until(lambda query=query: fresh.simulator.answer_to(query) is not None)
    assert fresh.last(person)["message_id"] == shown["message_id"]
