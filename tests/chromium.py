"""The browser that the chat page is tested in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

# The first that is there. Without windows of its own Chromium needs a third less of the processor.
_PROGRAMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
PROGRAM = next(filter(Path.exists, _PROGRAMS), None)

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

_PATIENCE = 60_000  # milliseconds that the page may take before the test gives up

# For a test that needs it.
NEEDED = (
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None, reason=f"there is no {_PROGRAMS[0]}"),
)


@asynccontextmanager
async def running() -> AsyncIterator[Browser]:
    """A browser without any page."""
    expect.set_options(timeout=_PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=PROGRAM, args=_ARGUMENTS)
        yield browser
        await browser.close()


async def new_page(browser: Browser, **options) -> Page:
    """With nothing kept. Nothing moves by itself: that is drawn sixty times a second, by the processor."""
    page = await browser.new_page(reduced_motion="reduce", **options)
    page.set_default_timeout(_PATIENCE)
    return page
