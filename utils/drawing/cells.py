"""Matrices as coloured cells with their numbers: red positive, blue negative, zero white.

The colours of a cell do not follow the theme, so its number is black or white,
whichever reads better.
"""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from utils.drawing.colours import ORANGE, diverging, readable_on, shares_of
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
    row_names: Sequence[str] | None = None,
    column_names: Sequence[str] | None = None,
    lit: Collection[tuple[int, ...]] = (),
    faded: Collection[int] = (),
    side: float = SIDE,
    in_words: Callable[[float], str] | None = None,
) -> None:
    """Draw a matrix whose upper left cell is at (left, top).

    Above it there must be room for 40 pixels, to its left for `room_for_names`,
    and below it for 20.
    array: (R, C). rows, columns: what the two axes count; not named if empty.
    row_names, column_names: one for each; default: numbers, those of the rows if `rows` is given.
    limit: the value at which the colour is full. side: of a cell, in pixels.
    lit: cells to frame, (row, column) from 0. faded: rows that are there and do not count yet.
    in_words: how a number is written; default: with few digits.
    """
    R, C = array.shape
    if row_names is None:
        row_names = numbers(R if rows else 0)
    if column_names is None:
        column_names = numbers(C)
    shares, write = shares_of(limit, array), in_words or _short
    colours = diverging(shares)
    for (row, column), value in np.ndenumerate(array):
        x, y = left + side * column, top + side * row
        waits = row in faded
        drawing.rectangle(
            x, y, side, side, fill=colours[row][column], stroke=FAINT, opacity=0.25 if waits else 1
        )
        said = write(value)
        drawing.text(
            x + side / 2,
            y + side / 2 + 4,
            said,
            anchor="middle",
            colour=INK if waits else readable_on(float(shares[row, column])),
            size=min(12.0, (side - 4) / (0.6 * len(said))),
        )
    for row, column in lit:
        x, y = left + side * column, top + side * row
        drawing.rectangle(x + 2, y + 2, side - 4, side - 4, stroke=ORANGE, thick=4)
    drawing.text(left + side * C / 2, top - 26, title, anchor="middle", bold=True)
    for column, name in enumerate(column_names):
        x = left + side * (column + 0.5)
        drawing.text(x, top - 7, name, anchor="middle", size=12)
    for row, name in enumerate(row_names):
        drawing.text(left - 7, top + side * (row + 0.5) + 4, name, anchor="end", size=12)
    middle = left - room_for_names(row_names) + 4
    drawing.text(middle, top + side * R / 2, rows, anchor="middle", turned=True)
    drawing.text(left + side * C / 2, top + side * R + 16, columns, anchor="middle")


def numbers(count: int) -> list[str]:
    """How rows and columns are called, if not otherwise: 1, 2, 3."""
    return [str(number + 1) for number in range(count)]


def room_for_names(names: Sequence[str]) -> float:
    """How many pixels the names of the rows, and the name of their axis, take to the left."""
    return 23.0 + 7.0 * max(map(len, names), default=1)


def _short(value: float) -> str:
    """At most six characters or so; adding zero turns -0.0 into 0.0, which reads better."""
    digits = 3 if abs(value) >= 1 else 2 if abs(value) >= 0.01 else 1
    return f"{value + 0.0:.{digits}g}" if abs(value) >= 0.001 or value == 0 else f"{value:.0e}"
