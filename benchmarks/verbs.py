"""bench match, bench deliver: the bot's own measurements, each beside its peers."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks import peers
from benchmarks.children import LeftOut
from benchmarks.match_sets import MatchSet, SetError, read_set, shipped_set
from bot.cli import opening
from bot.domain.content.faq import Faq
from bot.domain.languages import ENGLISH

if TYPE_CHECKING:  # benchmarks and their peers' libraries are loaded by who runs them, not by a running bot
    from benchmarks import deliver_benchmark, match_benchmark
    from benchmarks.children import LeftOut
    from benchmarks.match_sets import MatchSet

WIDTH = 180  # characters; no table needs more
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    group = typer.Typer(
        help="Measure the bot beside its peers; see docs/performance.md.", no_args_is_help=True
    )
    group.command()(match)
    group.command()(deliver)
    app.add_typer(group, name="bench")


def match(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Sets as JSON; else the shipped FAQ.")
    ] = None,
    as_json: AsJson = False,
    seconds: Annotated[float, typer.Option(min=0.1, max=600, help="Asking, for each method and set.")] = 30.0,
    scales: Annotated[bool, typer.Option("--scales/--no-scales", help="Also on 1,000 and 10,000.")] = True,
) -> None:
    """Compare the matcher with other ways to find an entry."""
    from benchmarks import match_benchmark  # see above

    _provide_peers("sklearn")
    sets, source = _sets(files or [])
    compared = [match_benchmark.compare(found, seconds) for found in sets]
    if scales:
        compared += match_benchmark.compare_scales(source)
    report_matching(compared, as_json=as_json)


def deliver(
    messages: Annotated[int, typer.Option(min=1, max=20_000, help="Sent each way.")] = 2000,
    as_json: AsJson = False,
) -> None:
    """Compare the delivery worker with other ways to send; no message leaves this computer."""
    from benchmarks import deliver_benchmark  # see above

    _provide_peers("aiogram", "aiolimiter")
    compared = [
        deliver_benchmark.compare_free(messages),
        deliver_benchmark.compare_paced(min(messages, deliver_benchmark.PACED_MESSAGES)),
    ]
    report_delivering(compared, as_json=as_json)


def _provide_peers(*modules: str) -> None:
    """They are kept for the next time; where there is no home, for this time only."""
    cache = opening.cache()
    trouble = peers.provide(cache / "peers" if cache else Path(tempfile.mkdtemp()), *modules)
    if trouble is not None:
        typer.echo(trouble, err=True)


def report_matching(compared: Sequence[match_benchmark.MatchComparison], *, as_json: bool) -> None:
    """Writes the tables, or one JSON object."""
    if as_json:
        _write_json({"sets": [comparison.to_dict() for comparison in compared]})
        return
    for comparison in compared:
        _show(_match_table(comparison), comparison.left_out)


def report_delivering(compared: Sequence[deliver_benchmark.DeliverComparison], *, as_json: bool) -> None:
    """Writes the tables, or one JSON object."""
    if as_json:
        _write_json({"comparisons": [comparison.to_dict() for comparison in compared]})
        return
    for comparison in compared:
        _show(_deliver_table(comparison), comparison.left_out)


def _sets(files: Sequence[Path]) -> tuple[list[MatchSet], MatchSet]:
    """What to compare on, and what to make synthetic phrasings of: of our own FAQ only the English part,
    because nobody mixes the words of four languages."""

    settings = opening.settings()
    if not files:
        faq = opening.content(settings.content).faq
        return [shipped_set(faq)], shipped_set(Faq({ENGLISH: faq.entries[ENGLISH]}, {}))
    try:
        sets = [read_set(file) for file in files]
    except SetError as error:
        opening.fail(str(error), 2)
    return sets, sets[0]


def _match_table(comparison: match_benchmark.MatchComparison) -> Table:
    from benchmarks import match_benchmark  # see above

    rows = [(found, match_benchmark.plain(found)) for found in comparison.figures]
    names = list(rows[0][1]) if rows else []
    table = _table(comparison.name, "asked", *(name.replace("_", " ").replace("/", " ") for name in names))
    for found, values in rows:
        cells = [_number(values.get(name)) for name in names]
        table.add_row(found.method, f"{found.asked}", *cells)
    for peer, ratios in (("the best peer", comparison.ratios), (comparison.peer, comparison.peer_ratios)):
        cells = [f"{ratios[name]:.2f}x" if name in ratios else "" for name in names]
        table.add_row(f"ours / {peer}", "", *cells)
    return table


def _deliver_table(comparison: deliver_benchmark.DeliverComparison) -> Table:
    heads = ("messages/s", "CPU-ms each", "most in 1 s", "429s", "lost", "doubled", "ours / it: /s", "CPU")
    table = _table(comparison.name, *heads)
    for found in comparison.figures:
        counts = (found.most_in_a_second, found.refused, found.lost, found.doubled)
        ratios = comparison.ratios.get(found.way, {})
        table.add_row(
            found.way,
            f"{found.per_second:.0f}",
            f"{found.cpu_ms:.2f}",
            *(str(count) for count in counts),
            *(f"{ratio:.2f}x" for ratio in ratios.values()),
        )
    return table


def _table(name: str, *heads: str) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(name, no_wrap=True)
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if value < 10 else f"{value:.0f}"


def _show(table: Table, left_out: Sequence[LeftOut]) -> None:
    """The table at its full width: a figure that is cut off says something else."""
    Console(width=max(WIDTH, opening.out.console.width), highlight=False).print(table, crop=False)
    for left in left_out:
        opening.out.print(f"{left.name}: left out, {left.reason}", markup=False)
    opening.out.print()


def _write_json(found: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
