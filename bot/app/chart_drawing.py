"""Draws a picture that it reads as JSON, and writes it as a PNG. Runs as a process of its own.

It has to be read on a phone, in a light app and a dark one: large letters, its own dark ground, and colours
that differ in brightness too. The library shapes Arabic and sets it from right to left.
"""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

from bot.domain.statistics import Picture, Plot, Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, PANEL_HEIGHT, NOTE_HEIGHT = 10.8, 6.0, 0.7  # inches, of 100 dots: as wide as a phone shows
DOTS = 100
GROUND, INK, FAINT = "#17212b", "#f5f7fa", "#5b6b7b"
COLOURS = ("#56b4e9", "#f0c94d", "#5fd39b", "#e58ac0", "#ff9166", "#b8a6ff", "#d6dde5", "#a5e0dd")
DASHES = ((0, ()), (0, (4, 1)), (0, (1.5, 0.8)), (0, (4, 1, 1.5, 1)))
LETTERS, TITLE, SMALL = 21, 27, 18  # points
TICKS = 4
LONGEST_NAME = 26  # characters
FEW_POINTS = 12  # a line of fewer points shows them


def read(given: dict[str, Any]) -> Picture:
    """The picture that was written as JSON."""
    panels = [
        Plot(
            panel["title"],
            tuple(panel["labels"]),
            tuple(Series(series["name"], tuple(series["values"])) for series in panel["series"]),
            panel["are_bars"],
        )
        for panel in given["panels"]
    ]
    return Picture(tuple(panels), given["note"], given["is_right_to_left"])


def draw(picture: Picture) -> bytes:
    """The PNG."""
    import matplotlib as mpl  # not where the module is looked at: the bot does without it
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    mpl.rcParams.update(
        {
            "font.size": LETTERS,
            "text.parse_math": False,
            "text.color": INK,
            "axes.edgecolor": FAINT,
            "axes.facecolor": GROUND,
            "xtick.color": INK,
            "ytick.color": INK,
        }
    )
    panels, from_right = picture.panels, picture.is_right_to_left
    height = PANEL_HEIGHT * len(panels) + NOTE_HEIGHT
    around = (0, NOTE_HEIGHT / height, 1, 1 - NOTE_HEIGHT / height)
    layout = ConstrainedLayoutEngine(h_pad=0.35, w_pad=0.3, rect=around)
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS, facecolor=GROUND, layout=layout)
    for axes, panel in zip(figure.subplots(len(panels), squeeze=False)[:, 0], panels, strict=True):
        _panel(axes, panel, from_right)
    edge, side = (0.97, "right") if from_right else (0.03, "left")
    figure.text(edge, 0.2 / height, picture.note, ha=side, fontsize=SMALL, color=INK)
    written = io.BytesIO()
    figure.savefig(written, format="png")
    return written.getvalue()


def _panel(axes: Axes, panel: Plot, from_right: bool) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_title(
        panel.title, loc="right" if from_right else "left", fontsize=TITLE, fontweight="bold", pad=18
    )
    places = range(len(panel.labels))
    if panel.are_bars:
        _bars(axes, panel, places)
    else:
        _lines(axes, panel, places)
    axes.set_ylim(bottom=0)
    beside = 0.6 if panel.are_bars else 1.5
    axes.set_xlim(-beside, places[-1] + beside)
    axes.yaxis.set_major_locator(MaxNLocator(TICKS, integer=True))
    step = max(1, (len(places) - 1) // (TICKS - 1))
    shown = list(places)[::-step][::-1]  # the last one always
    axes.set_xticks(shown, [panel.labels[place] for place in shown], va="baseline")
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=8)
    axes.tick_params(axis="x", pad=LETTERS + 8)
    for edge in ("top", "right", "left"):
        axes.spines[edge].set_visible(False)
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.12),
        ncols=2,
        frameon=False,
        markerfirst=not from_right,
        handlelength=1.6,
    )


def _bars(axes: Axes, panel: Plot, places: range) -> None:
    below = [0] * len(places)
    for series, colour in zip(panel.series, COLOURS, strict=False):
        values = [value or 0 for value in series.values]
        axes.bar(places, values, 0.75, below, color=colour, label=_short(series.name))
        below = [low + value for low, value in zip(below, values, strict=True)]


def _lines(axes: Axes, panel: Plot, places: range) -> None:
    for number, series in enumerate(panel.series):
        values = [float("nan") if value is None else value for value in series.values]
        known = sum(value is not None for value in series.values)
        axes.plot(
            places,
            values,
            color=COLOURS[number % len(COLOURS)],
            linestyle=DASHES[number % len(DASHES)],
            linewidth=4,
            marker="o" if known < FEW_POINTS else None,
            markersize=10,
            label=_short(series.name),
            clip_on=False,
        )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(read(json.load(sys.stdin))))
