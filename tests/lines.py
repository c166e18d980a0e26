"""Long tables of lines that go through the same code: one test, which names every line that fails."""

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest


def each(names: str, lines: Iterable[Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """As `pytest.mark.parametrize`, for what leaves nothing behind: a line costs less than a test of its own.

    Fixtures are made once for all lines. All lines are tried, and what fails is raised together.
    """
    of_line = [name.strip() for name in names.split(",")]
    table = list(lines)
    assert table, "a table without a line protects nothing"

    def decorate(test: Callable[..., Any]) -> Callable[..., Any]:
        failed: list[BaseException] = []

        @contextlib.contextmanager
        def on(line: Any) -> Iterator[dict[str, Any]]:
            """The arguments of a line."""
            values = line if len(of_line) > 1 else [line]
            try:
                yield dict(zip(of_line, values, strict=True))
            except (Exception, pytest.fail.Exception) as error:
                error.add_note(f"line: {line!r}")
                failed.append(error)

        def tell() -> None:
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(table)} lines", failed)

        @functools.wraps(test)
        def all_lines(**fixtures: Any) -> None:
            failed.clear()
            for line in table:
                with on(line) as arguments:
                    test(**arguments, **fixtures)
            tell()

        @functools.wraps(test)
        async def all_lines_awaited(**fixtures: Any) -> None:
            failed.clear()
            for line in table:
                with on(line) as arguments:
                    await test(**arguments, **fixtures)
            tell()

        made = all_lines_awaited if inspect.iscoroutinefunction(test) else all_lines
        others = [one for name, one in inspect.signature(test).parameters.items() if name not in of_line]
        made.__signature__ = inspect.Signature(others)  # type: ignore[attr-defined]
        return made

    return decorate
