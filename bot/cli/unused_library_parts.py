"""Parts of libraries that nobody here uses, and that a start would read all the same.

python-telegram-bot reads an HTTP client of which ours takes the place (`telegram/wire/transport.py`), and
SQLAlchemy's asyncio part its sessions, and with them the object mapper: a sixth of each start, and twelve
megabytes for as long as the bot runs.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType

UNREAD = ("httpx", "sqlalchemy.ext.asyncio.scoping", "sqlalchemy.ext.asyncio.session")


class StandInModule(ModuleType):
    """Has every name that a library asks for while it is read; using what bears one is an ImportError."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)

        def refuse(*_: object, **__: object) -> None:
            raise ImportError(
                f"{self.__name__} is not read by this program: bot/cli/unused_library_parts.py", name=name
            )

        return type(name, (), {"__init__": refuse})


def leave_unread() -> None:
    """Before any library is read, in a process of the program's own."""
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # it looks into every installed package for one
    for name in UNREAD:
        sys.modules.setdefault(name, StandInModule(name))
