"""The chat page without a mouse, with large letters, on a small screen, and without a font for symbols."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    expect,
)

from bot.simulator.simulator import Simulator
from tests import chromium
from tests.simulator.conftest import Api, handed, new_window, take_all_updates

LOCALES = Path(__file__).parents[2] / "bot" / "locales"
SYMBOL = re.compile("[\u2300-\u2bff\U0001f000-\U0001faff]")  # arrows are in every font
WIDE, LAPTOP, SMALL = (1360, 900), (1280, 800), (390, 844)
HOUR = timedelta(hours=1)

pytestmark = [
    *chromium.NEEDED,
    pytest.mark.asyncio(loop_scope="package"),
]


class Visit:
    """The page as somebody opened it: what it complains of, and what it asks of other computers."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self._address = address
        page.context.on("page", self.note_opened)
        page.on("request", self.note_request)
        page.on("console", self.note_line)
        page.on("pageerror", self.note_error)

    def leave(self) -> None:
        self.page.context.remove_listener("page", self.note_opened)
        self.page.remove_listener("request", self.note_request)
        self.page.remove_listener("console", self.note_line)
        self.page.remove_listener("pageerror", self.note_error)

    def note_opened(self, opened: Page) -> None:
        self.elsewhere.append(opened.url)

    def note_request(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:")):
            self.elsewhere.append(request.url)

    def note_line(self, line: ConsoleMessage) -> None:
        if "status of 400" not in line.text:  # so the browser tells that the clock refused to go somewhere
            self.complaints.append(line.text)

    def note_error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def phone(self, number: int) -> Locator:
        return self.page.get_by_test_id(f"phone-{number}")

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def resize(self, size: tuple[int, int]) -> None:
        await self.page.set_viewport_size({"width": size[0], "height": size[1]})

    async def enlarge(self, to: str = "200%") -> None:
        """Letters twice as large, as people set it."""
        await self.page.evaluate(f"document.documentElement.style.fontSize = '{to}'")


@asynccontextmanager
async def opened(window: Page, simulator: Simulator, size: tuple[int, int] = WIDE) -> AsyncIterator[Visit]:
    """The page of a simulator in a window of a size."""
    visit = Visit(window, simulator.url)
    await visit.resize(size)
    await window.goto(simulator.url)
    await visit.phone(1).get_by_test_id("person-1001").wait_for()
    yield visit
    visit.leave()
    await window.goto("about:blank")
    assert visit.complaints == []


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def own_window(browser: Browser) -> AsyncIterator[Page]:
    """For who loads the page anew."""
    async with new_window(browser) as page:
        yield page


@pytest.fixture
def simulator(page_simulator: Simulator) -> Simulator:
    return page_simulator


@pytest_asyncio.fixture(loop_scope="package")
async def visit(loaded: Page, page_simulator: Simulator, api: Api) -> AsyncIterator[Visit]:
    """The page on a wide screen, with no update left; nothing may appear on its console."""
    visit = Visit(loaded, page_simulator.url)
    await visit.resize(WIDE)
    await take_all_updates(api)
    yield visit
    visit.leave()
    assert visit.complaints == []


@pytest_asyncio.fixture(loop_scope="package")
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def somebody(simulator: Simulator) -> int:
    """Who is new."""
    return simulator.create_user("Somebody", "en")


@pytest_asyncio.fixture(loop_scope="package")
async def member(visit: Visit, somebody: int) -> Locator:
    """The second phone, held by somebody."""
    return await handed(visit.phone(2), somebody)


@pytest_asyncio.fixture(loop_scope="package")
async def alone(session: aiohttp.ClientSession) -> AsyncIterator[tuple[Simulator, Api]]:
    """A simulator with its first people, and a bot in it: for who looks at the whole page."""
    async with Simulator() as simulator:
        yield simulator, Api(simulator, session)


def keys(*rows: list[tuple[str, str]]) -> dict:
    """A keyboard of (label, code); a code with `://` in it is an address."""
    return {
        "inline_keyboard": [
            [{"text": label, ("url" if "://" in code else "callback_data"): code} for label, code in row]
            for row in rows
        ]
    }


async def asks(api, chat_id: int, *rows: list[tuple[str, str]], text: str = "Which?") -> dict:
    """The bot asks somebody; its message."""
    params = {"chat_id": chat_id, "text": text, "reply_markup": keys(*rows)}
    return (await api.call("sendMessage", **params)).result


async def hears_of_a_press(api) -> None:
    """Until then the button has to be there: a press of what is gone is refused."""
    offset, pressed = 0, False
    while not pressed:
        updates = (await api.call("getUpdates", offset=offset, timeout=30)).result
        offset = max([offset, *(update["update_id"] + 1 for update in updates)])
        pressed = any("callback_query" in update for update in updates)


# without a mouse


async def test_after_start_one_writes_at_once(visit: Visit, member: Locator):
    await member.get_by_test_id("start").focus()
    await visit.press("Enter")
    await expect(member.get_by_test_id("composer")).to_be_focused()
    await member.get_by_test_id("block").focus()
    await visit.press("Enter")
    await expect(member.get_by_test_id("start")).to_have_text("Restart")
    await expect(member.get_by_test_id("block")).to_be_focused()


async def test_a_message_that_changes_keeps_the_focus_on_the_button_in_the_same_place(
    simulator, api, visit: Visit, somebody, member
):
    simulator.press_start(somebody)
    sent = await asks(api, somebody, [("▫️ One", "1")], [("▫️ Two", "2")])
    button = member.get_by_test_id("inline-button").nth(1)
    await button.focus()
    await visit.press("Enter")
    await hears_of_a_press(api)
    where = {"chat_id": somebody, "message_id": sent["message_id"], "text": "Which?"}
    await api.call("editMessageText", **where, reply_markup=keys([("▫️ One", "1")], [("✅ Two", "2")]))
    await expect(button).to_have_text("✅ Two")
    await expect(button).to_be_focused()
    await api.call("editMessageText", **where, reply_markup=keys([("Back", "0")]))
    await expect(button).to_have_count(0)
    await expect(member.get_by_test_id("inline-button")).to_be_focused()


@pytest.mark.parametrize("method", ["editMessageText", "deleteMessage"])
async def test_where_the_buttons_go_away_one_writes_next(
    simulator, api, visit: Visit, somebody, member, method: str
):
    simulator.press_start(somebody)
    sent = await asks(api, somebody, [("Yes", "yes")])
    await member.get_by_test_id("inline-button").focus()
    await visit.press("Enter")
    await hears_of_a_press(api)
    words = {"text": "You said yes."} if method == "editMessageText" else {}
    await api.call(method, chat_id=somebody, message_id=sent["message_id"], **words)
    await expect(member.get_by_test_id("composer")).to_be_focused()


async def test_another_chat_and_another_person_leave_the_focus_where_it_is(simulator, visit: Visit):
    (group,) = simulator.state()["groups"]
    member = await handed(visit.phone(2), 1001)
    for button in (f"chat-{group['chat_id']}", "chat-1001", "person-1003"):
        await member.get_by_test_id(button).focus()
        await visit.press("Enter")
        await expect(member.get_by_test_id(button)).to_have_attribute("aria-pressed", "true")
        await expect(member.get_by_test_id(button)).to_be_focused()


async def test_a_new_person_begins_with_start(visit: Visit):
    left = visit.phone(1)
    await left.get_by_test_id("add-person").focus()
    await visit.press("Enter", "Escape")
    await expect(left.get_by_test_id("add-person")).to_be_focused()
    await visit.press("Enter")
    await visit.page.get_by_test_id("new-name").fill("Salma")
    await visit.press("Enter")
    await expect(left.get_by_role("button", name="Salma")).to_have_attribute("aria-pressed", "true")
    await expect(left.get_by_test_id("start")).to_be_focused()


async def rings(visit: Visit) -> list[str]:
    """What is focused with each Tab, to the end of the page: a ring, or what has none."""
    seen: list[str] = []
    for _ in range(45):
        await visit.press("Tab")
        seen.append(
            await visit.page.evaluate(
                """() => {
                    const node = document.activeElement, style = getComputedStyle(node);
                    if (node === document.body) return "the end";
                    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
                    return ring ? "ring" : node.outerHTML.slice(0, 80);
                }"""
            )
        )
        if seen[-1] == "the end":
            break
    return seen


# the clock


@pytest_asyncio.fixture(loop_scope="package")
async def travelling() -> AsyncIterator[tuple[Simulator, asyncio.Event, list[datetime]]]:
    """A simulator that offers three moments, whose clock moves when it is told to; and where it was sent."""
    go_on, asked = asyncio.Event(), list[datetime]()

    async def travel(instant: datetime) -> None:
        if instant > start + 9 * HOUR:
            raise ValueError("the clock does not go so far")
        asked.append(instant)
        await go_on.wait()
        simulator.move_clock(instant)

    def targets() -> list[tuple[str, datetime]]:
        moments = [("Breakfast", start + HOUR), ("Lunch", start + 5 * HOUR), ("Supper", start + 8 * HOUR)]
        return [(label, instant) for label, instant in moments if instant > simulator.now()]

    async with Simulator(clock_targets=targets, travel=travel) as simulator:
        start = simulator.now()
        yield simulator, go_on, asked


async def test_the_clock_says_what_comes_next_and_goes_there_and_on_as_far_as_something_comes(
    travelling, own_window
):
    simulator, go_on, asked = travelling
    async with opened(own_window, simulator) as visit:
        targets, problem = (visit.page.get_by_test_id(f"clock-{name}") for name in ("target", "problem"))
        await visit.page.get_by_test_id("clock-plus-day").click()
        await expect(problem).to_have_text("the clock does not go so far")
        await expect(visit.page.get_by_test_id("clock-plus-day")).to_be_focused()
        assert asked == []
        await expect(targets).to_contain_text(["Breakfast", "Lunch", "Supper"])
        await expect(targets.filter(has_text="Next")).to_contain_text(["Breakfast"])
        await targets.nth(1).focus()
        await visit.press("Enter")
        await expect(visit.page.get_by_test_id("clock-news")).to_contain_text("On the way")
        await expect(targets.nth(1)).to_be_focused()
        await visit.press("Enter")
        go_on.set()
        await expect(targets).to_have_count(1)  # a list of texts would be content with some of the three
        await expect(targets).to_contain_text(["Supper"])
        await expect(targets).to_be_focused()
        await expect(targets.filter(has_text="Next")).to_have_count(1)
        await expect(visit.page.get_by_test_id("clock-news")).to_be_empty()
        await expect(problem).to_be_empty()
        assert len(asked) == 1  # the second press came while the clock was on its way
        await visit.press("Enter")
        await expect(visit.page.get_by_test_id("clock-plus-hour")).to_be_focused()
        await expect(visit.page.get_by_test_id("clock-targets")).to_be_hidden()


# large letters, small screens

CUT = """() => [...document.querySelectorAll("body *")].filter((node) => {
    const box = node.getBoundingClientRect();
    if (!box.width || node.closest("svg, .symbol, .log")) return false;
    const style = getComputedStyle(node);
    const isWindow = !["visible", "auto"].includes(style.overflowX);
    return isWindow && node.scrollWidth > node.clientWidth + 1 || box.right > innerWidth + 1 || box.left < -1;
}).map((node) => node.className)"""


async def test_whatever_the_tab_key_comes_to_has_a_ring_and_with_letters_twice_as_large_nothing_is_cut(
    alone, own_window
):
    simulator, api = alone
    simulator.press_start(1001)
    buttons = [("👍", "up"), ("👎", "down"), ("Share", "https://t.me/share/url?url=x")]
    await asks(api, 1001, buttons, text="/help says more")
    async with opened(own_window, simulator) as visit:
        await expect(visit.phone(2).get_by_test_id("inline-button")).to_have_count(3)
        assert set(await rings(visit)) == {"ring", "the end"}
        await visit.enlarge()
        await visit.resize(LAPTOP)
        await handed(visit.phone(1), 1001)
        for size in (LAPTOP, SMALL, (320, 640)):
            await visit.resize(size)
            await expect(visit.phone(1).get_by_test_id("inline-button")).to_have_count(3)
            await expect(visit.phone(2)).to_be_hidden()
            assert await visit.page.evaluate(CUT) == [], size
            assert await visit.page.evaluate("document.documentElement.scrollWidth") == size[0]
            letter = 32
            field = await visit.phone(1).get_by_test_id("composer").bounding_box()
            assert field is not None
            assert field["width"] >= 8 * letter, size


async def is_seen(visit: Visit, *found: Locator) -> list[bool]:
    """Whether each lies in the window as a whole, without scrolling."""
    size = visit.page.viewport_size
    boxes = [await one.bounding_box() for one in found]
    return [
        bool(box and size and box["y"] >= 0 and box["y"] + box["height"] <= size["height"]) for box in boxes
    ]


async def see_first(visit: Visit) -> None:
    """Heading, guide and start."""
    heading = visit.page.get_by_role("heading", name="Try the bot")
    start = visit.phone(1).get_by_test_id("start")
    assert await is_seen(visit, heading, visit.page.get_by_test_id("hints"), start) == [True] * 3


async def test_one_sees_how_to_begin_and_two_phones_where_they_fit_and_then_the_guide_makes_room(
    alone, own_window
):
    async with opened(own_window, alone[0], SMALL) as visit:
        await see_first(visit)
        await visit.resize(LAPTOP)
        await see_first(visit)
        await expect(visit.phone(2)).to_be_visible()
        await visit.enlarge()
        await expect(visit.phone(2)).to_be_hidden()
        await visit.resize((2560, 1600))
        await expect(visit.phone(2)).to_be_visible()
        await visit.enlarge("100%")
        await visit.resize(SMALL)
        await visit.phone(1).get_by_test_id("start").click()
        await expect(visit.page.get_by_test_id("hints")).to_be_hidden()
        log = await visit.phone(1).get_by_test_id("log").bounding_box()
        assert log is not None
        assert log["height"] > SMALL[1] / 2
        # on the commonest width of a phone all faces stand in one row
        await visit.resize((360, 640))
        faces = [
            await visit.phone(1).get_by_test_id(each).bounding_box() for each in ("person-1001", "add-person")
        ]
        assert len({face["y"] for face in faces if face is not None}) == 1
        # the clock is a bar that opens
        await expect(visit.page.get_by_test_id("clock-now")).to_be_visible()
        await expect(visit.page.get_by_test_id("clock-plus-day")).to_be_hidden()
        before = alone[0].now()
        await visit.page.get_by_test_id("clock-now").click()
        await visit.page.get_by_test_id("clock-plus-day").click()
        tomorrow = f"{before + timedelta(days=1):%Y-%m-%d}"
        await expect(visit.page.get_by_test_id("clock-utc")).to_contain_text(tomorrow)


# symbols


async def test_every_symbol_of_the_bots_sentences_is_drawn(simulator, api, somebody, member):
    simulator.press_start(somebody)
    texts = [file.read_text(encoding="utf-8") for file in LOCALES.rglob("*.po")]
    symbols = sorted({sign for text in texts for sign in SYMBOL.findall(text)} | {"👍", "👎", "▫"})
    await api.send(somebody, f"a{' b '.join(symbols)}c")
    words = member.locator(".bubble__text").last
    await expect(words).to_have_text(f"a{' b '.join(symbols)}c")  # to copy, and to hear
    await expect(words.locator("svg")).to_have_count(len(symbols))
    drawn = await words.locator("svg").evaluate_all("found => found.map((one) => one.innerHTML)")
    assert len(set(drawn)) == len(symbols)


async def test_symbols_are_drawn_on_buttons_in_toasts_and_beside_them_as_letters(
    simulator, api, somebody, member
):
    simulator.press_start(somebody)
    await asks(api, somebody, [("👍 12", "up"), ("👎", "down"), ("✅ ▫️", "box"), ("🙂 😡 ❤️", "face")])
    buttons = member.get_by_test_id("inline-button")
    await expect(buttons.locator("svg")).to_have_count(7)
    drawn = await buttons.locator("svg").evaluate_all("found => found.map((one) => one.innerHTML)")
    signs = await buttons.locator("[data-symbol]").evaluate_all(
        "found => found.map((one) => one.dataset.symbol)"
    )
    assert len(set(signs)) == 7
    assert len(set(drawn)) == 7
    await buttons.first.click()
    await simulator.wait_until(lambda: simulator.pending_updates() == 2)
    query = (await api.call("getUpdates")).result[-1]
    await api.call("answerCallbackQuery", callback_query_id=query["callback_query"]["id"], text="⚠️ <b>no</b>")
    toast = member.get_by_test_id("toast")
    await expect(toast).to_have_text("⚠️ <b>no</b>")
    await expect(toast.locator("svg")).to_have_count(1)


async def test_a_face_that_is_pressed_while_the_page_is_drawn_anew_is_pressed(simulator, api, visit: Visit):
    somebody, other = (simulator.create_user(name, "en", started=True) for name in ("Somebody", "Other"))
    face = visit.phone(1).get_by_test_id(f"person-{somebody}")
    await face.hover()
    await visit.page.mouse.down()
    await asks(api, other, [("Yes", "yes")])
    await visit.phone(1).get_by_test_id(f"person-{other}").get_by_test_id("unread").wait_for()
    await visit.page.mouse.up()
    await expect(face).to_have_attribute("aria-pressed", "true")


# a reload, and what would leave this computer


async def test_after_a_reload_the_same_people_hold_the_phones_with_the_same_chat(simulator, visit: Visit):
    (group,) = simulator.state()["groups"]
    await visit.phone(1).get_by_test_id("person-1002").click()
    await visit.phone(2).get_by_test_id("person-1003").click()
    await visit.phone(2).get_by_test_id(f"chat-{group['chat_id']}").click()
    await expect(visit.phone(2).locator(".top__title")).to_have_text("Organizers' group")
    await visit.page.reload()
    for number, person in ((1, 1002), (2, 1003)):
        holder = visit.phone(number).get_by_test_id(f"person-{person}")
        await expect(holder).to_have_attribute("aria-pressed", "true")
    await expect(visit.phone(2).locator(".top__title")).to_have_text("Organizers' group")


async def test_who_is_not_there_any_more_holds_no_phone_after_a_reload(visit: Visit):
    await visit.phone(1).get_by_test_id("person-1002").click()
    # As the page begins: until it is left, it may remember who holds its phones at any time. The script stays
    # in the window, which other tests share.
    await visit.page.add_init_script(
        """if (sessionStorage.getItem("somebody left")) {
            sessionStorage.removeItem("somebody left");
            sessionStorage.setItem("holders", '[{"userId": 4242, "chatId": 4242}]');
        }"""
    )
    await visit.page.evaluate("sessionStorage.setItem('somebody left', 'yes')")
    await visit.page.reload()
    await expect(visit.phone(1).get_by_test_id("person-9001")).to_have_attribute("aria-pressed", "true")


QUESTION = "https%3A%2F%2Ft.me%2Fcompact_bot%3Fstart%3Dq_one"
LEADING_ELSEWHERE = {
    f"https://t.me/share/url?url={QUESTION}&text=Read%20this%20%E2%9C%85": (
        "Read this ✅\nhttps://t.me/compact_bot?start=q_one"
    ),
    "https://example.org/webinar": "https://example.org/webinar",
}


async def test_a_button_that_leads_elsewhere_shows_where_and_nothing_leaves(
    simulator, api, visit: Visit, somebody, member
):
    simulator.press_start(somebody)
    await asks(api, somebody, *([(f"To {address[:20]}", address)] for address in LEADING_ELSEWHERE))
    for number, where in enumerate(LEADING_ELSEWHERE.values()):
        button = member.get_by_test_id("inline-button").nth(number)
        await button.focus()
        await visit.press("Enter")
        await expect(visit.page.get_by_test_id("outside-shared")).to_have_text(where)
        await visit.press("Enter")
        await expect(visit.page.get_by_test_id("outside")).to_be_hidden()
        await expect(button).to_be_focused()
    assert visit.elsewhere == []
