"""The chat page's three files, served as they lie in `page/`."""

import asyncio
from pathlib import Path

from aiohttp import web

_FOLDER = Path(__file__).parent / "page"
_TYPES = {"index.html": "text/html", "chat.css": "text/css", "chat.js": "text/javascript"}
_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    # Nothing from elsewhere, and no script inside the page: what a bot writes stays text.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
}


def page_routes() -> list[web.RouteDef]:
    """`/` and what it needs."""
    return [web.get("/", _serve), web.get("/page/{name}", _serve)]


async def _serve(request: web.Request) -> web.StreamResponse:
    name = request.match_info.get("name", "index.html")
    if name not in _TYPES:
        raise web.HTTPNotFound
    text = await asyncio.to_thread((_FOLDER / name).read_text, "utf-8")
    return web.Response(text=text, content_type=_TYPES[name], charset="utf-8", headers=_HEADERS)
