"""The chat page in a real browser."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import ConsoleMessage, Error, Locator, Page, Route, ViewportSize, expect

from bot.simulator.simulator import Simulator
from tests import chromium
from tests.simulator.conftest import handed, take_all_updates
from tests.simulator.test_files import png

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Yes", "callback_data": "yes"}, {"text": "التفاصيل", "callback_data": "alert"}],
    ]
}
ARABIC = "الاتفاق العالمي <b>ليس معاهدة</b>"
RICH = (
    '<b>bold</b> <i>it</i> <code>code</code> <a href="https://example.org/">link</a> '
    '<tg-spoiler>secret</tg-spoiler> <tg-time unix="1800000000" format="wDt">then</tg-time>'
    "\n<blockquote>quoted</blockquote> &lt;img src=x onerror=alert(1)&gt;"
)

WIDE = ViewportSize(width=1360, height=900)

pytestmark = [
    *chromium.NEEDED,
    pytest.mark.asyncio(loop_scope="package"),
]


@pytest.fixture
def simulator(page_simulator: Simulator) -> Simulator:
    return page_simulator


@pytest_asyncio.fixture(loop_scope="package")
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest_asyncio.fixture(loop_scope="package")
async def answering(page, api) -> AsyncIterator[None]:
    """A small bot behind the page: greets, asks, edits."""

    async def serve() -> None:
        offset = 0
        while True:
            updates = (await api.call("getUpdates", offset=offset, timeout=50)).result
            for update in updates:
                offset = update["update_id"] + 1
                await answer(api, update)

    serving = asyncio.create_task(serve())
    yield
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def answer(api, update: dict) -> None:
    if query := update.get("callback_query"):
        is_alert = query["data"] == "alert"
        await api.call(
            "answerCallbackQuery", callback_query_id=query["id"], text="Noted", show_alert=is_alert
        )
        if not is_alert:
            message = query["message"]
            where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
            await api.call("editMessageText", **where, text="You said yes.")
    elif message := update.get("message"):
        text = RICH if message["text"] == "rich" else f"{ARABIC} 👋"
        chat_id = message["chat"]["id"]
        await api.call("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", reply_markup=KEYBOARD)


@pytest_asyncio.fixture(loop_scope="package")
async def page(loaded: Page, api) -> AsyncIterator[Page]:
    """The page on a wide screen, with no update left; nothing may appear on its console."""
    complaints: list[str] = []

    def note_line(line: ConsoleMessage) -> None:
        complaints.append(line.text)

    def note_error(error: Error) -> None:
        complaints.append(str(error))

    loaded.on("console", note_line)
    loaded.on("pageerror", note_error)
    await loaded.set_viewport_size(WIDE)
    await take_all_updates(api)
    yield loaded
    loaded.remove_listener("console", note_line)
    loaded.remove_listener("pageerror", note_error)
    # A line that the test itself cut is told by the browser in these words.
    assert [complaint for complaint in complaints if "net::ERR_" not in complaint] == []


@pytest.fixture
def somebody(simulator: Simulator) -> int:
    """Who is new."""
    return simulator.create_user("Somebody", "en")


@pytest_asyncio.fixture(loop_scope="package")
async def member(page: Page, somebody: int) -> Locator:
    """The second phone, held by somebody."""
    return await handed(phone(page, 2), somebody)


def phone(page: Page, number: int) -> Locator:
    return page.get_by_test_id(f"phone-{number}")


async def test_a_newcomer_starts_closes_an_alert_presses_a_button_and_sees_the_edit_in_place(
    member, answering
):
    await member.get_by_test_id("start").click()
    await member.get_by_test_id("inline-button").nth(1).click()
    await expect(member.get_by_test_id("alert")).to_contain_text("Noted")
    await member.get_by_test_id("alert-ok").click()
    await expect(member.get_by_test_id("alert")).to_be_hidden()
    greeting = member.get_by_test_id("bubble").nth(1)
    await expect(greeting.locator("strong")).to_have_text("ليس معاهدة")
    message_id = await greeting.get_attribute("data-message-id")
    await greeting.get_by_test_id("inline-button").first.click()
    await expect(member.get_by_test_id("toast")).to_have_text("Noted")
    edited = member.locator(f"[data-message-id='{message_id}']")
    await expect(edited).to_contain_text("You said yes.")
    await expect(edited.get_by_test_id("edited")).to_be_visible()
    await expect(member.get_by_test_id("bubble")).to_have_count(2)


async def test_enter_sends_and_rich_text_is_shown_and_nothing_runs(member, answering):
    await member.get_by_test_id("start").click()
    await member.get_by_test_id("composer").fill("rich")
    await member.get_by_test_id("composer").press("Enter")
    bubble = member.get_by_test_id("bubble").nth(3)
    await expect(bubble.locator("blockquote")).to_have_text("quoted")
    await expect(bubble.locator("a[href='https://example.org/']")).to_have_text("link")
    await expect(bubble).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(bubble.locator("img")).to_have_count(0)
    moment = bubble.locator("time.rich-date_time")
    await expect(moment).to_have_text("Friday, January 15, 2027 at 3:00 AM")
    await expect(moment).to_have_attribute("title", "2027-01-15 08:00 UTC")
    await expect(member.get_by_test_id("composer")).to_have_value("")


async def test_what_an_admin_sends_arrives_on_the_other_phone_and_is_counted_elsewhere(
    simulator, page, api, somebody, member
):
    left, other = phone(page, 1), simulator.create_user("Other", "en")
    for user_id in (somebody, other):
        simulator.press_start(user_id)
    await expect(member.get_by_test_id("bubble")).to_have_count(1)
    for user_id in (somebody, other):
        await api.send(user_id, "An announcement")
    await expect(member.get_by_test_id("bubble").last).to_contain_text("An announcement")
    await expect(left.get_by_test_id(f"person-{other}").get_by_test_id("unread")).to_have_text("1")
    await expect(left.get_by_test_id(f"person-{somebody}").get_by_test_id("unread")).to_have_count(0)
    await left.get_by_test_id(f"person-{other}").click()
    await expect(left.get_by_test_id("bubble").last).to_contain_text("An announcement")
    await expect(left.get_by_test_id(f"person-{other}").get_by_test_id("unread")).to_have_count(0)


async def test_a_deleted_message_vanishes(simulator, api, somebody, member):
    simulator.press_start(somebody)
    sent = await api.send(somebody, "a mistake")
    bubble = member.locator(f"[data-message-id='{sent['message_id']}']")
    await expect(bubble).to_be_visible()
    await api.call("deleteMessage", chat_id=somebody, message_id=sent["message_id"])
    await expect(bubble).to_have_count(0)


async def test_the_command_menu_speaks_the_persons_language(simulator, page, api):
    simulator.press_start(1004)
    await api.call("setMyCommands", commands=[{"command": "help", "description": "what I can do"}])
    arabic = [{"command": "help", "description": "مساعدة"}, {"command": "stop", "description": "إيقاف"}]
    await api.call("setMyCommands", commands=arabic, language_code="ar")
    left = phone(page, 1)
    await left.get_by_test_id("person-1004").click()
    await left.get_by_test_id("menu").click()
    await expect(left.get_by_test_id("command-stop")).to_contain_text("إيقاف")
    await left.get_by_test_id("composer").press("Escape")
    await expect(left.get_by_test_id("commands")).to_be_hidden()
    await left.get_by_test_id("composer").press_sequentially("/s")
    await left.get_by_test_id("composer").press("Enter")
    await expect(left.get_by_test_id("bubble").last).to_contain_text("/stop")


async def test_a_menu_that_comes_late_is_not_that_of_who_holds_the_phone_now(simulator, page, api):
    simulator.press_start(1004)
    await api.call("setMyCommands", commands=[{"command": "help", "description": "what I can do"}])
    await api.call(
        "setMyCommands", commands=[{"command": "stop", "description": "إيقاف"}], language_code="ar"
    )
    answered = asyncio.Event()

    async def wait(route: Route) -> None:
        await answered.wait()
        await route.continue_()

    menus_of_diego = "**/simulator/commands?user_id=1002*"
    await page.route(menus_of_diego, wait)
    left = phone(page, 1)
    await left.get_by_test_id("person-1002").click()
    await left.get_by_test_id("person-1004").click()
    await left.get_by_test_id("menu").click()
    await expect(left.get_by_test_id("command-stop")).to_be_visible()
    async with page.expect_response(menus_of_diego):
        answered.set()
    await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
    await expect(left.get_by_test_id("command-stop")).to_be_visible()
    await page.unroute(menus_of_diego)


async def test_the_clock_moves_and_refuses_the_past(simulator, page):
    before = simulator.now()
    await page.get_by_test_id("clock-plus-day").click()
    await expect(page.get_by_test_id("clock-utc")).to_contain_text(f"{before + timedelta(days=1):%Y-%m-%d}")
    await page.get_by_test_id("clock-monday").click()
    await expect(page.get_by_test_id("clock-utc")).to_contain_text("09:00 UTC")
    assert simulator.now().weekday() == 0
    await page.get_by_test_id("clock-goto").fill("2001-01-01T00:00")
    await page.get_by_test_id("clock-go").click()
    await expect(page.get_by_test_id("clock-problem")).to_have_text("The clock only moves forward.")
    await page.get_by_test_id("clock-goto").fill("2045-01-01T00:00")
    await page.get_by_test_id("clock-go").click()
    await expect(page.get_by_test_id("clock-utc")).to_have_text("2045-01-01 05:00 UTC")


async def test_another_person_can_be_added_and_talks_at_once(page, answering):
    left = phone(page, 1)
    await left.get_by_test_id("add-person").click()
    await page.get_by_test_id("new-name").fill("Noor")
    await page.get_by_test_id("new-language").select_option("ar")
    await page.get_by_test_id("new-add").click()
    await expect(left.get_by_role("button", name="Noor")).to_have_attribute("aria-pressed", "true")
    await left.get_by_test_id("start").click()
    await expect(left.get_by_test_id("bubble")).to_have_count(2)


async def test_a_group_answers_to_replies(simulator, page, api):
    (group,) = simulator.state()["groups"]
    right = await handed(phone(page, 2), 1001)
    await right.get_by_test_id(f"chat-{group['chat_id']}").click()
    await expect(right.locator(".greeting")).to_be_visible()
    sent = await api.send(group["chat_id"], "Who is coming?")
    bubble = right.locator(f"[data-message-id='{sent['message_id']}']")
    await bubble.hover()
    await bubble.get_by_test_id("reply-button").click()
    await right.get_by_test_id("composer").fill("I am")
    await right.get_by_test_id("send").click()
    await expect(right.get_by_test_id("bubble").last).to_contain_text("Who is coming?")
    await simulator.wait_until(lambda: simulator.pending_updates() == 1)
    (update,) = (await api.call("getUpdates")).result
    assert update["message"]["reply_to_message"]["message_id"] == sent["message_id"]


async def test_blocking_and_restarting(member, answering):
    await member.get_by_test_id("start").click()
    await expect(member.get_by_test_id("bubble")).to_have_count(2)
    await member.get_by_test_id("block").click()
    await expect(member.get_by_test_id("start")).to_have_text("Restart")
    await expect(member.get_by_test_id("composer")).to_be_hidden()
    await member.get_by_test_id("start").click()
    await expect(member.get_by_test_id("bubble")).to_have_count(4)


async def test_the_page_survives_a_broken_line(simulator, page, somebody, member):
    simulator.press_start(somebody)
    await expect(member.get_by_test_id("bubble")).to_have_count(1)
    simulator.stop_listening(0.1)
    await expect(page.get_by_test_id("connection")).not_to_be_empty()
    simulator.say(somebody, "said while the page was away")
    await expect(member.get_by_test_id("bubble").last).to_contain_text("while the page was away")
    await expect(page.get_by_test_id("connection")).to_be_empty()


async def test_the_page_comes_back_when_it_could_not_ask_for_what_it_heard_of(simulator, page):
    asked = "**/simulator/clock?*"
    await page.route(asked, lambda route: route.abort())
    simulator.clock.move_by(timedelta(minutes=1))
    await expect(page.get_by_test_id("connection")).not_to_be_empty()
    await page.unroute(asked)
    await expect(page.get_by_test_id("connection")).to_be_empty()


async def test_a_narrow_screen_is_one_phone_without_sideways_scrolling(page):
    await page.set_viewport_size({"width": 360, "height": 640})
    await expect(phone(page, 2)).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_a_picture_is_attached_with_the_words_of_the_field_as_its_caption(simulator, somebody, member):
    await member.get_by_test_id("start").click()
    await member.get_by_test_id("composer").fill("Come on Friday")
    picture = {"name": "poster.png", "mimeType": "image/png", "buffer": png(3, 2)}
    await member.get_by_test_id("file").set_input_files(picture)
    await expect(member.get_by_test_id("composer")).to_have_value("")
    await expect(member.locator("img.bubble__photo")).to_have_attribute("width", "3")
    sent = simulator.messages(somebody)[-1]
    assert (sent["caption"], sent["photo"][0]["width"]) == ("Come on Friday", 3)


async def test_whatever_people_send_instead_of_words_can_be_sent_by_hand(simulator, page, somebody, member):
    await member.get_by_test_id("start").click()
    for name, shown in (
        ("voice", "Voice message"),
        ("sticker", "Sticker"),
        ("location", "Location"),
        ("contact", "Contact"),
    ):
        await member.get_by_test_id("attach").click()
        await member.get_by_test_id(f"attach-{name}").click()
        await expect(member.get_by_test_id("bubble").last).to_contain_text(shown)
        assert name in simulator.messages(somebody)[-1]
    await member.get_by_test_id("attach").press("Enter")
    await expect(member.get_by_test_id("attach-file")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(member.get_by_test_id("attach")).to_be_focused()
    await expect(member.get_by_test_id("attachments")).to_be_hidden()


async def test_several_pictures_are_an_album_with_the_words_below_the_first(simulator, somebody, member):
    await member.get_by_test_id("start").click()
    await member.get_by_test_id("composer").fill("Come on Friday")
    pictures = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": png(3, 2)} for n in "ab"]
    await member.get_by_test_id("file").set_input_files(pictures)
    await expect(member.locator("img.bubble__photo")).to_have_count(2)
    first, second = simulator.messages(somebody)[-2:]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second.get("caption")) == ("Come on Friday", None)


async def test_a_question_for_any_chat_is_offered_answers_and_the_chosen_one_is_sent(
    simulator, api, somebody, member
):
    await member.get_by_test_id("start").click()
    await member.get_by_test_id("composer").fill("treaty")
    await member.get_by_test_id("attach").click()
    await member.get_by_test_id("attach-inline").click()
    await expect(member.get_by_test_id("attachments")).to_be_hidden()
    await simulator.wait_until(lambda: simulator.pending_updates() == 2)
    asked = (await api.call("getUpdates")).result[-1]["inline_query"]
    assert asked["query"] == "treaty"
    answer = {
        "type": "article",
        "id": "1",
        "title": "Is it a treaty?",
        "input_message_content": {"message_text": "<b>No treaty</b>\nat all", "parse_mode": "HTML"},
    }
    await api.call("answerInlineQuery", inline_query_id=asked["id"], results=[answer])
    await member.get_by_test_id("attach-offer-0").click()
    await expect(member.get_by_test_id("bubble").last).to_contain_text("No treaty")
    sent = simulator.messages(somebody)[-1]
    assert (sent["text"], sent["via_bot"]["is_bot"]) == ("No treaty\nat all", True)
    await expect(member.get_by_test_id("composer")).to_have_value("")


async def test_a_quiz_shows_what_is_right_once_something_was_chosen(simulator, api, somebody, member):
    simulator.press_start(somebody)
    await api.call(
        "sendPoll",
        chat_id=somebody,
        question="أي منهما؟",
        options=[{"text": "this"}, {"text": "that"}],
        type="quiz",
        correct_option_ids=[1],
        explanation="That is so.",
    )
    poll = member.get_by_test_id("poll")
    await expect(poll).to_contain_text("Anonymous quiz")
    await expect(poll).not_to_contain_text("That is so.")
    await poll.get_by_text("this").click()
    await expect(poll).to_contain_text("✗ That is so.")
    await expect(poll.locator(".poll__option--right")).to_have_text("that")
    await expect(poll.get_by_role("button", name="that")).to_be_disabled()
