"""The chat page's files, served as they lie in `page/`, and the files that were sent in chats."""

import asyncio
from pathlib import Path

from aiohttp import web

from bot.simulator.world.world import World

_FOLDER = Path(__file__).parent / "page"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    # Nothing from elsewhere, and no script inside the page: what a bot writes stays text.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
}


class PageRoutes:
    """`/` and what it needs."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """For the application's router."""
        return [
            web.get("/", self._serve),
            web.get("/page/{name:[a-z]+\\.(?:css|js)}", self._serve),
            web.get("/page/file/{file_id}", self._serve_sent_file),
        ]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path = _FOLDER / request.match_info.get("name", "index.html")
        try:
            text = await asyncio.to_thread(path.read_text, "utf-8")
        except FileNotFoundError:
            raise web.HTTPNotFound from None
        return web.Response(text=text, content_type=_TYPES[path.suffix], charset="utf-8", headers=_HEADERS)

    async def _serve_sent_file(self, request: web.Request) -> web.StreamResponse:
        stored = self._world.files.find(request.match_info["file_id"])
        if stored is None:
            raise web.HTTPNotFound
        is_picture = stored.width > 0
        kind = "image/png" if stored.upload.content.startswith(b"\x89PNG") else "image/jpeg"
        return web.Response(
            body=stored.upload.content,
            content_type=kind if is_picture else "application/octet-stream",
            headers=_HEADERS,
        )
