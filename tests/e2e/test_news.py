"""Staff put news into the weekly update, see it a day before, and leave out what they do not want in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.simulator.forms.json_values import JsonObject
from tests.builders import join
from tests.e2e.conftest import ADA, AMINA, LAYLA, Stage, code_of, labels
from tests.e2e.test_inbox import next_reply, pressed
from tests.e2e.test_schedule import next_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEWS = "The bakers meet on Friday."
LINK = "https://bakers.test/meeting"
READY = "Shall the update above be so?"


async def members(stage: Stage) -> None:
    """Amina and Layla get the weekly update."""
    await join(stage.database, [AMINA], "weekly")
    await join(stage.database, [LAYLA], "weekly", language="ar")


async def written(stage: Stage, text: str) -> JsonObject:
    """Ada has written news; the message that asks to confirm it."""
    said = stage.simulator.say(ADA, text)
    return await stage.simulator.wait_for_message(ADA, said, containing=READY)


async def put_in(stage: Stage, text: str) -> JsonObject:
    """Ada has put news in with one line; what she is told."""
    return await pressed(stage, await written(stage, f"/news {text}"), "Yes, put it in")


async def to_the_update(stage: Stage, person: int, words: str, *, after: int = 0) -> JsonObject:
    """The clock moves to the next weekly update; the message that this person gets."""
    stage.clock.move_to(next_of(stage, "weekly").due_at)
    return await stage.simulator.wait_for_message(person, after, containing=words)


async def previewed(stage: Stage, *, after: int = 0) -> JsonObject:
    """The clock moves to a day before the update; the message below its preview."""
    stage.clock.move_to(next_of(stage, "weekly").due_at - timedelta(days=1))
    return await stage.simulator.wait_for_message(ADA, after, containing="You have seen the next")


async def test_news_of_one_line_go_out_with_the_next_update_and_are_read_again_with_it(fresh: Stage):
    await members(fresh)
    done = await put_in(fresh, f"{NEWS} {LINK}")
    assert "It is in the weekly update" in done["text"]
    await to_the_update(fresh, AMINA, f"{NEWS}\n\n{LINK}")
    # who reads another language gets it all the same
    await fresh.simulator.wait_for_message(LAYLA, containing=f"{NEWS}\n\n{LINK}")
    listed = await fresh.ask(AMINA, "/updates")
    await fresh.press(AMINA, listed, labels(listed)[0])
    again = await fresh.simulator.wait_for_message(AMINA, listed["message_id"])
    assert NEWS in again["text"]
    assert NEWS not in "".join(labels(await fresh.ask(ADA, "/news")))  # it was for that week


async def test_lines_that_were_typed_stay_lines(fresh: Stage):
    text = "/news The *bakers* meet\nBring:\n- bread\n1) salt\nSee you\n\n\nAll of us"
    preview = await written(fresh, text)
    shown = fresh.shown(ADA, preview["message_id"] - 1)["text"]
    assert "The bakers meet\n\nBring:\n• bread\n1) salt\n\nSee you\n\nAll of us\n" in shown


async def test_each_reads_the_news_in_their_language_and_after_a_change_the_new_words(fresh: Stage):
    await members(fresh)
    page = await fresh.ask(ADA, "/news")
    how = await next_reply(fresh, page, "Add news")
    assert "in English" in how["text"]
    ready = await written(fresh, f"{NEWS} {LINK}")
    how = await next_reply(fresh, ready, "Add the text in العربية")
    ready = await written(fresh, "خبر عن الخبازين")
    await pressed(fresh, ready, "Yes, put it in")
    again = fresh.simulator.press_outdated(ADA, ready["message_id"], code_of(ready, "Yes, put it in"))
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(again) is not None)
    assert "↩ Take it back" in labels(fresh.shown(ADA, ready["message_id"]))
    page = await fresh.ask(ADA, "/news")
    piece = await pressed(fresh, page, "News: The bakers")
    assert NEWS in piece["text"]
    await next_reply(fresh, piece, "Change the text in English")
    await pressed(fresh, await written(fresh, "The bakers meet on Sunday."), "Yes, put it in")
    sent = await to_the_update(fresh, AMINA, "on Sunday")
    assert LINK in sent["text"]
    assert NEWS not in sent["text"]
    assert "خبر عن الخبازين" in (await fresh.simulator.wait_for_message(LAYLA, containing=LINK))["text"]


async def test_who_writes_in_another_language_than_the_leading_one_needs_no_other(fresh: Stage):
    await members(fresh)
    first = await fresh.ask(ADA, "/help")
    query = fresh.simulator.press_outdated(ADA, first["message_id"], "lang:es")
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(query) is not None)
    said = fresh.simulator.say(ADA, "/news Los panaderos se reúnen.")
    ready = await fresh.simulator.wait_for_message(ADA, said, containing="¿Será así")
    assert labels(ready)[1] == "➕ Añadir el texto en English"
    await pressed(fresh, ready, "Sí, incluirla")
    await to_the_update(fresh, AMINA, "Los panaderos se reúnen.")


async def test_what_was_put_in_is_taken_out_again_with_one_press(fresh: Stage):
    done = await put_in(fresh, NEWS)
    await fresh.press(ADA, done, "Take it back")
    assert NEWS[:12] not in "".join(labels(await fresh.ask(ADA, "/news")))
    log = (await fresh.ask(ADA, "/log"))["text"]
    assert "put news into the weekly update" in log
    assert "bakers" not in log


async def test_staff_see_the_update_a_day_before_and_what_they_leave_out_is_left_out_that_week_alone(
    fresh: Stage,
):
    await members(fresh)
    below = await previewed(fresh)
    assert labels(below) == ["Change it, or leave something out"]
    titles = [fresh.content.texts.text(language, "weekly.title") for language in ("en", "es", "fr", "ar")]
    for title in titles:
        await fresh.simulator.wait_for_message(ADA, containing=f"{title}\n\n")
    shown = [m["text"] for m in fresh.simulator.messages(ADA) if m["is_outgoing"]]
    assert [sum(text.startswith(f"{title}\n\n") for text in shown) for title in titles] == [1] * len(titles)
    assert sum("You have seen the next" in text for text in shown) == 1
    assert fresh.simulator.messages(AMINA) == []
    sent = await to_the_update(fresh, AMINA, "This week")
    assert sent["text"] in shown  # nobody reacted: it is what staff saw

    page = await pressed(fresh, await previewed(fresh, after=below["message_id"]), "Change it")
    piece = await pressed(fresh, page, "Lesson:")
    assert "left out of the next" in (await pressed(fresh, piece, "Leave it out this week"))["text"]
    await fresh.stop()
    fresh.start()
    page = await fresh.ask(ADA, "/news")
    assert any(label.startswith("Left out:") for label in labels(page))
    sent = await to_the_update(fresh, AMINA, "This week", after=sent["message_id"])
    assert "Lesson of the week" not in sent["text"]
    old = await pressed(fresh, page, "Left out:")
    assert "has gone out already" in old["text"]
    later = await to_the_update(fresh, AMINA, "This week", after=sent["message_id"])
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


async def test_what_is_no_news_is_refused_with_the_reason(fresh: Stage):
    for text, reason in (
        (f"{NEWS} http://bakers.test", "begins with https://"),
        (f"{NEWS} www.bakers.test", "begins with https://"),
        (LINK, "no words beside the link"),
        ("a" * 601, "601 characters"),
        ("Call Maria, +49 170 1234567", "it holds what looks like a telephone"),
    ):
        refused = await fresh.ask(ADA, f"/news {text}")
        assert "That cannot be used yet" in refused["text"], text
        assert reason in refused["text"], text
        assert "add the line" not in refused["text"], text  # there is no file to add one to
        assert labels(refused) == [], text
        await written(fresh, NEWS)  # the next text is awaited
        await fresh.ask(ADA, "/cancel")


async def test_news_that_no_message_would_hold_are_refused(fresh: Stage):
    await members(fresh)
    long = "word " * 115
    for _ in range(9):
        fresh.simulator.say(ADA, f"/news {long}")
        await fresh.until_handled()
        last = fresh.last(ADA)
        if "too long for one message" in last["text"]:
            break
        await pressed(fresh, last, "Yes, put it in")
    assert "too long for one message" in fresh.last(ADA)["text"]
    await fresh.ask(ADA, "/cancel")
    await to_the_update(fresh, AMINA, long.strip())
