"""Whose word on the time is heard: the Bot API's own answers, refusals too, and nothing from in between."""

from contextlib import suppress

from aiohttp import web
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.telegram.wire.transport import AiohttpRequest
from tests.lines import each

DATE = "Tue, 24 Nov 2026 12:00:00 GMT"
PAGE = "<html><body>Please log in to the network</body></html>"


async def heard(status: int, text: str) -> list[str | None]:
    """The dates that were passed on after one call to a server that answers like this."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, text=text, headers={"Date": DATE})

    app = web.Application()
    app.router.add_post("/sendMessage", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    found: list[str | None] = []
    request: BaseRequest = AiohttpRequest(2, found.append)
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        await request.initialize()
        with suppress(TelegramError):
            await request.post(f"http://127.0.0.1:{port}/sendMessage")
    finally:
        await request.shutdown()
        await runner.cleanup()
    return found


@each(
    "status, text",
    [
        (200, '{"ok":true,"result":{"message_id":1}}'),
        (400, '{"ok":false,"error_code":400,"description":"Bad Request: message text is empty"}'),
        (502, '{"ok":false,"error_code":502,"description":"Bad Gateway"}'),
    ],
)
async def test_an_answer_of_the_bot_api_says_what_time_it_is(status: int, text: str):
    assert await heard(status, text) == [DATE]


@each("status", [200, 403, 502])
async def test_a_page_of_a_proxy_does_not(status: int):
    assert await heard(status, PAGE) == []
