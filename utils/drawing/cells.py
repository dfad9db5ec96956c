"""Matrices as coloured cells with their numbers: red positive, blue negative, zero white.

The colours of a cell do not follow the theme, so its number is black or white,
whichever reads better.
"""

from collections.abc import Collection

import matplotlib as mpl
import numpy as np

from utils.drawing.colours import DIVERGING, ORANGE
from utils.drawing.svg import FAINT, INK, Drawing
from utils.exercises.exercise import Array

SIDE = 40.0


def cells(
    drawing: Drawing,
    left: float,
    top: float,
    array: Array,
    title: str,
    *,
    limit: float,
    rows: str = "",
    columns: str = "",
    lit: Collection[tuple[int, ...]] = (),
    faded: Collection[int] = (),
    side: float = SIDE,
) -> None:
    """Draw a matrix whose upper left cell is at (left, top).

    Above it there must be room for 40 pixels, to its left for 30, and below it for 20.
    array: (R, C). rows, columns: what the two axes count; not named if empty.
    limit: the value at which the colour is full. side: of a cell, in pixels.
    lit: cells to frame, (row, column) from 0. faded: rows that are there and do not count yet.
    """
    R, C = array.shape
    shares = np.nan_to_num(array / limit, nan=0.0, posinf=1.0, neginf=-1.0)
    colours = _colours(shares)
    for (row, column), value in np.ndenumerate(array):
        x, y = left + side * column, top + side * row
        waits = row in faded
        ink = "#ffffff" if abs(shares[row, column]) > 0.6 else "#000000"
        drawing.rectangle(
            x, y, side, side, fill=colours[row][column], stroke=FAINT, opacity=0.25 if waits else 1
        )
        drawing.text(
            x + side / 2,
            y + side / 2 + 4,
            _short(value),
            anchor="middle",
            colour=INK if waits else ink,
            size=12,
        )
    for row, column in lit:
        x, y = left + side * column, top + side * row
        drawing.rectangle(x + 2, y + 2, side - 4, side - 4, stroke=ORANGE, thick=4)
    drawing.text(left + side * C / 2, top - 26, title, anchor="middle", bold=True)
    for column in range(C):
        x = left + side * (column + 0.5)
        drawing.text(x, top - 7, str(column + 1), anchor="middle", size=12)
    for row in range(R if rows else 0):
        drawing.text(left - 7, top + side * (row + 0.5) + 4, str(row + 1), anchor="end", size=12)
    drawing.text(left - 26, top + side * R / 2, rows, anchor="middle", turned=True)
    drawing.text(left + side * C / 2, top + side * R + 16, columns, anchor="middle")


def _colours(shares: Array) -> list[list[str]]:
    """The colour of each cell, for shares of the limit from -1 to 1."""
    colours = mpl.colormaps[DIVERGING](0.5 + 0.5 * np.clip(shares, -1.0, 1.0))
    levels = (255 * colours[..., :3]).round().astype(int).tolist()
    return [[f"rgb({r},{g},{b})" for r, g, b in row] for row in levels]


def _short(value: float) -> str:
    """At most six characters or so; adding zero turns -0.0 into 0.0, which reads better."""
    digits = 3 if abs(value) >= 1 else 2 if abs(value) >= 0.01 else 1
    return f"{value + 0.0:.{digits}g}" if abs(value) >= 0.001 or value == 0 else f"{value:.0e}"
