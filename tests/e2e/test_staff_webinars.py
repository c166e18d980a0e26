"""/webinar: staff create webinars, move, cancel and put them back; everybody sees it at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.content.staff_content import RowKind
from bot.services.staff.staff_content import StaffContent
from bot.simulator.forms.json_values import JsonObject
from bot.storage import webinar_facts
from tests.builders import join, utc
from tests.e2e.conftest import ADA, ALONE, AMINA, DIEGO, FATOU, Stage, labels
from tests.e2e.test_inbox import next_reply, pressed
from tests.e2e.test_owners_and_staff import joined
from tests.e2e.test_staff_contacts import restarted
from tests.fakes import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINK = "https://example.org/bread"
START = "2026-12-01 16:00 UTC"


def moments(message: JsonObject) -> list[int]:
    """The instants that a phone shows in its own time."""
    return [each["unix_time"] for each in message.get("entities", []) if each["type"] == "date_time"]


async def made(stage: Stage, title: str, start: str = START) -> JsonObject:
    """Ada has made a webinar in one line; what she is told."""
    preview = await stage.ask(ADA, f"/webinar new {start} | {title} | {LINK}")
    return await pressed(stage, preview, "Yes, create it")


async def opened(stage: Stage, title: str) -> JsonObject:
    """A webinar in Ada's list, with its buttons."""
    return await pressed(stage, await stage.ask(ADA, "/webinar"), title)


async def rows_of(stage: Stage) -> list[str]:
    return [row.item_id for row in await StaffContent(stage.database).rows() if row.kind is RowKind.WEBINAR]


async def test_a_webinar_in_one_line_is_shown_first_and_then_listed_for_everybody(one_bot: Stage):
    before = await rows_of(one_bot)
    preview = await one_bot.ask(
        ADA, f"/webinar new {START} | Bread for all | {LINK} | We talk of *bread*. | Come!"
    )
    for part in ("Bread for all", "We talk of bread. | Come!", LINK, "Tue, Dec 1, 2026, 16:00 UTC"):
        assert part in preview["text"]
    assert moments(preview) == [1796140800]
    assert await rows_of(one_bot) == before
    done = await pressed(one_bot, preview, "Yes, create it")
    assert "Created: Bread for all" in done["text"]
    assert moments(done) == [1796140800]
    person = await one_bot.newcomer()
    assert "Bread for all" in (await one_bot.ask(person, "/webinars"))["text"]
    assert "Ada: created a webinar" in (await one_bot.ask(ADA, "/log"))["text"]
    assert "put in here" in (await opened(one_bot, "Bread for all"))["text"]


async def test_a_webinar_step_by_step_with_a_time_to_choose_and_another_language(one_bot: Stage):
    asked = await next_reply(one_bot, await one_bot.ask(ADA, "/webinar"), "New webinar")
    assert "When does it start?" in asked["text"]
    choice = await one_bot.ask(ADA, "2026-12-02 9:00")
    assert "By whose clock?" in choice["text"]
    asked = await next_reply(one_bot, choice, labels(choice)[0])
    assert "What is it called in English?" in asked["text"]
    assert "By which link" in (await one_bot.ask(ADA, "Rolls\nWhat rolls are for."))["text"]
    assert "Nobody could open that" in (await one_bot.ask(ADA, "zoom.us/1"))["text"]
    preview = await one_bot.ask(ADA, LINK)
    assert "No text in" in preview["text"]
    await next_reply(one_bot, preview, "Add the text in español")
    preview = await one_bot.ask(ADA, "Panecillos\nPara qué sirven.")
    assert "Panecillos" in preview["text"]
    await next_reply(one_bot, preview, "Interpretation")
    preview = await one_bot.ask(ADA, "en, español")
    await pressed(one_bot, preview, "Yes, create it")
    spanish, french = await one_bot.newcomer("es"), await one_bot.newcomer("fr")
    assert "Panecillos" in (await one_bot.ask(spanish, "/webinars"))["text"]
    assert "Rolls" in (await one_bot.ask(french, "/webinars"))["text"]
    listed = await one_bot.ask(spanish, "/webinars")
    await one_bot.press(spanish, listed, "Panecillos")
    shown = await one_bot.simulator.wait_for_message(spanish, after_message_id=listed["message_id"])
    assert "Para qué sirven." in shown["text"]
    assert "English, español" in "".join(sign for sign in shown["text"] if sign.isprintable())


async def test_what_cannot_be_true_is_refused_with_a_clear_sentence(one_bot: Stage):
    before = await rows_of(one_bot)
    for line, said in (
        ("new 2020-01-01 9:00 UTC | Old | https://example.org/a", "That time is past"),
        ("new 2062-01-01 9:00 UTC | Far | https://example.org/a", "more than a year away"),
        ("new tomorrow 9:00 Springfield | Lost | https://example.org/a", "I do not know the place"),
        ("new tomorrow 9:00 UTC | Odd | http://example.org/a", "Nobody could open that"),
        ("new tomorrow 9:00 UTC | " + "long " * 30 + "| https://example.org/a", "does not fit"),
        ("new tomorrow 9:00 UTC | Bold <b>it</b> | https://example.org/a", "cannot be used yet"),
        ("move nothing like this | tomorrow 9:00 UTC", "I know no webinar"),
        ("cancel theme", "More than one webinar fits"),
        ("minutes orientation | 3", "no number from 5 to 600"),
        ("languages orientation | en klingon", "I do not know the language"),
        ("help", "In one line"),
    ):
        assert said in (await one_bot.ask(ADA, f"/webinar {line}"))["text"]
        await one_bot.ask(ADA, "/cancel")
    assert await rows_of(one_bot) == before


async def test_what_is_not_confirmed_changes_nothing_and_a_text_in_between_is_no_question(one_bot: Stage):
    preview = await one_bot.ask(ADA, f"/webinar new {START} | Never | {LINK}")
    assert "press one of the buttons" in (await one_bot.ask(ADA, "what is the compact"))["text"]
    assert "Nothing was changed" in (await one_bot.ask(ADA, "/cancel"))["text"]
    assert "That is over" in (await pressed(one_bot, preview, "Yes, create it"))["text"]
    assert "Never" not in (await one_bot.ask(ADA, "/webinars"))["text"]


async def test_what_somebody_else_changed_in_the_meantime_is_not_written_over(one_bot: Stage):
    await made(one_bot, "Flour and water")
    preview = await one_bot.ask(ADA, "/webinar move Flour | 2026-12-03 16:00 UTC")
    ben = await joined(one_bot)
    of_ben = await one_bot.ask(ben, "/webinar link Flour | https://example.org/ben")
    await pressed_by(one_bot, ben, of_ben, "Yes, change it")
    assert "Somebody changed this webinar" in (await pressed(one_bot, preview, "Yes, move it"))["text"]


async def pressed_by(stage: Stage, person: int, message: JsonObject, label: str) -> JsonObject:
    await stage.press(person, message, label)
    return stage.shown(person, message["message_id"])


async def test_a_webinar_of_the_files_is_shown_as_overridden_until_the_files_hold_again(one_bot: Stage):
    preview = await one_bot.ask(ADA, "/webinar title theme-3-governance | Borders and bread")
    await pressed(one_bot, preview, "Yes, change it")
    one = await opened(one_bot, "Borders and bread")
    assert "changed here, over what the files say" in one["text"]
    assert "Theme 3: cooperation, borders and return" in one["text"].partition("Not in use")[2]
    preview = await next_reply(one_bot, one, "Let the files hold again")
    await pressed(one_bot, preview, "Yes, change it")
    one = await opened(one_bot, "Theme 3")
    assert "changed here" not in one["text"]


async def test_taking_back_brings_back_what_was_before_that_act_and_no_more(one_bot: Stage):
    done = await made(one_bot, "Ovens", "2026-12-04 16:00 UTC")
    first: JsonObject = {}
    for hour in (17, 18):
        first = done if hour == 18 else first
        preview = await one_bot.ask(ADA, f"/webinar move Ovens | 2026-12-04 {hour}:00 UTC")
        done = await pressed(one_bot, preview, "Yes, move it")
    assert "somebody has changed it since" in (await pressed(one_bot, first, "Take it back"))["text"]
    assert "as it was before" in (await pressed(one_bot, done, "Take it back"))["text"]
    one = await opened(one_bot, "Ovens")
    assert moments(one) == [1796403600]
    assert "put in here" in one["text"]


async def until_said(stage: Stage, person: int, words: str) -> JsonObject:
    await stage.simulator.wait_until(lambda: words in stage.last(person).get("text", ""))
    return stage.last(person)


async def has_seen_a_change(stage: Stage) -> bool:
    async with stage.database.reading() as connection:
        return any(state.other_fact is not None for state in await webinar_facts.states(connection))


async def stands(stage: Stage) -> None:
    """What was just confirmed has stood for as long as notices wait."""
    await until(lambda: has_seen_a_change(stage))
    stage.clock.move_by(timedelta(minutes=3))


@ALONE
async def test_who_was_reminded_hears_of_each_change_and_in_the_end_of_the_recording(stage: Stage):
    """Moved, cancelled, put back, held; one change is taken back before anybody hears of it."""
    await stage.begin(ADA)
    await made(stage, "Yeast")
    await join(stage.database, [AMINA], "webinars")
    await join(stage.database, [DIEGO], "weekly")
    for person in (AMINA, DIEGO):
        await stage.begin(person)
    stage.clock.move_by(timedelta(days=6, hours=4, minutes=1))  # the day before
    reminder = await until_said(stage, AMINA, "Yeast")
    assert moments(reminder)[0] == 1796140800
    await stage.simulator.wait_for_message(DIEGO, containing="Yeast")
    preview = await stage.ask(ADA, "/webinar move Yeast | 2026-12-02 16:00 UTC")
    assert "2 chats were told of it" in preview["text"]
    assert "Until now it was to start" in preview["text"]
    done = await pressed(stage, preview, "Yes, move it")
    await pressed(stage, done, "Take it back")
    preview = await stage.ask(ADA, "/webinar move Yeast | 2026-12-03 16:00 UTC")
    await pressed(stage, preview, "Yes, move it")
    await stands(stage)
    for person in (AMINA, DIEGO):
        await stage.simulator.wait_until(
            lambda person=person: moments(stage.last(person))[:1] == [1796140800 + 2 * 86400]
        )
    assert all(1796140800 + 86400 not in moments(m) for m in stage.simulator.messages(AMINA))
    await pressed(stage, await stage.ask(ADA, "/webinar cancel Yeast"), "Yes, cancel it")
    assert "Yeast" not in (await stage.ask(FATOU, "/webinars"))["text"]
    await stands(stage)
    await until_said(stage, AMINA, "Cancelled")
    one = await opened(stage, "Yeast")
    preview = await next_reply(stage, one, "Put it back")
    await pressed(stage, preview, "Yes, it takes place")
    await stands(stage)
    await until_said(stage, AMINA, "It takes place after all")
    stage.clock.move_to(utc("2026-12-03 16:00"))
    await until_said(stage, AMINA, "starts now")
    await stage.move_by(timedelta(hours=2))
    preview = await stage.ask(ADA, "/webinar recording Yeast | https://example.org/seen")
    assert "Subscribers who were reminded of it" in preview["text"]
    await pressed(stage, preview, "Yes, change it")
    assert "https://example.org/seen" in (await until_said(stage, AMINA, "recording"))["text"]


@ALONE
async def test_a_dialogue_and_what_was_made_outlive_restarts_and_a_time_that_passed_meanwhile_is_refused(
    stage: Stage,
):
    await stage.begin(ADA)
    await next_reply(stage, await stage.ask(ADA, "/webinar"), "New webinar")
    await stage.ask(ADA, "2026-11-24 12:20 UTC")
    await restarted(stage)
    await stage.ask(ADA, "Late")
    preview = await stage.ask(ADA, LINK)
    await stage.move_by(timedelta(minutes=21))
    await stage.press(ADA, preview, "Yes, create it")
    await stage.simulator.wait_until(lambda: "That time is past" in stage.last(ADA)["text"])
    preview = await stage.ask(ADA, "2026-11-24 13:00 UTC")
    await pressed(stage, preview, "Yes, create it")
    await restarted(stage)
    assert "Late" in (await stage.ask(AMINA, "/webinars"))["text"]
    preview = await stage.ask(ADA, "/webinar move Late | 2026-12-24 13:00 UTC")
    done = await pressed(stage, preview, "Yes, move it")
    await stage.move_by(timedelta(hours=1))
    await stage.press(ADA, done, "Take it back")
    await stage.simulator.wait_until(lambda: "cannot be taken back" in stage.last(ADA)["text"])
