"""Pictures of numbers, drawn in a process of their own: what draws is large, and slows no answer there."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.domain.statistics import Picture

LIBRARY = "matplotlib"  # the extra `charts`
DRAWING = "bot.app.chart_drawing"
DRAWN_WITHIN = 60.0  # seconds, on a small and busy computer
PNG = b"\x89PNG\r\n\x1a\n"

logger = logging.getLogger(__name__)


class Charts:
    """One picture after another: a second process at the same time would only take the memory."""

    def __init__(self, module: str = DRAWING, within: float = DRAWN_WITHIN) -> None:
        self._module = module
        self._within = within
        self._one_by_one = asyncio.Semaphore(1)

    async def draw(self, picture: Picture) -> bytes | None:
        """The picture as a PNG; None without the library, and when it cannot be drawn: the log says so."""
        if find_spec(LIBRARY) is None:
            return None
        try:
            async with self._one_by_one:
                with TemporaryDirectory() as folder:
                    return await self._drawn(json.dumps(asdict(picture)).encode(), folder)
        except OSError as error:  # no room for a file or a process
            logger.warning("chart.not_drawn", extra={"trouble": type(error).__name__})
            return None

    async def _drawn(self, given: bytes, folder: str) -> bytes | None:
        # of the bot's surroundings the child gets what a program needs to run: no token, no key
        surroundings = {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "MPLCONFIGDIR": folder,
            "HOME": folder,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", self._module),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=folder,
            env=surroundings,
        )
        trouble = "late"
        try:
            async with asyncio.timeout(self._within):
                drawn, _ = await process.communicate(given)
            if process.returncode == 0 and drawn.startswith(PNG):
                return drawn
            trouble = f"ended with {process.returncode}"
        except TimeoutError:
            pass
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        logger.warning("chart.not_drawn", extra={"trouble": trouble})
        return None
