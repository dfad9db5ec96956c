"""Matrices side by side under one headline, each with its title and its axes named.

For pictures that stand still: their sheet is made as large as they need it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from utils.drawing.cells import cells, numbers, room_for_names
from utils.drawing.svg import Drawing
from utils.exercises.exercise import Array

ABOVE, BELOW, HEADLINE, APART = 44.0, 26.0, 30.0, 12.0
# How wide a letter is at the most, in the fonts that browsers take where none is named.
LETTER = 8.4


@dataclass(frozen=True)
class Matrix:
    """One matrix (R, C) of a picture. rows, columns: what the two axes count.

    limit: the value at which the colour is full; 0 for that of the picture.
    row_names, column_names: one for each; default: numbers.
    blocks: after how many rows and columns to draw a line; 0 for none.
    lit, hatched: cells to frame and to hatch, (row, column) from 0.
    """

    array: Array
    title: str
    rows: str
    columns: str
    limit: float = 0.0
    row_names: Sequence[str] | None = None
    column_names: Sequence[str] | None = None
    blocks: tuple[int, int] = (0, 0)
    lit: Collection[tuple[int, ...]] = ()
    hatched: Collection[tuple[int, ...]] = ()

    def room(self, side: float) -> tuple[float, float, float]:
        """Pixels to the left of the cells, of the cells, and to their right."""
        across = side * self.array.shape[1]
        words = LETTER * max(len(self.title), len(self.columns))
        over = max(0.0, (words - across) / 2)
        return max(self.left(), over), across, over

    def left(self) -> float:
        """Pixels to the left of the cells, for what the rows are called."""
        if self.row_names is None:
            return room_for_names(numbers(len(self.array))) + 12
        return room_for_names(self.row_names) + 12

    def height(self, side: float) -> float:
        """Pixels of the cells, or of the name of the rows if it is longer."""
        return max(side * len(self.array), LETTER * len(self.rows))


def side_by_side(matrices: Sequence[Matrix], headline: str = "", *, limit: float = 0.0) -> Drawing:
    """A drawing of matrices in a row.

    limit: the value at which the colour is full, for all that have none of their own;
        0 for the largest finite one in each.
    """
    arrays = [matrix.array for matrix in matrices]
    side = side_for(*arrays)
    rooms = [matrix.room(side) for matrix in matrices]
    row = sum(map(sum, rooms)) + APART * (len(matrices) + 1)
    width = max(row, LETTER * 1.1 * len(headline))
    top = ABOVE + (HEADLINE if headline else 0.0)
    drawing = Drawing(width, top + max(m.height(side) for m in matrices) + BELOW)
    drawing.text(width / 2, 22, headline, anchor="middle", size=15, bold=True)
    x = (width - row) / 2 + APART
    for matrix, (before, across, after) in zip(matrices, rooms, strict=True):
        cells(
            drawing,
            x + before,
            top,
            matrix.array,
            matrix.title,
            limit=matrix.limit or limit or largest(matrix.array),
            rows=matrix.rows,
            columns=matrix.columns,
            row_names=matrix.row_names,
            column_names=matrix.column_names,
            lit=matrix.lit,
            side=side,
            in_words=three_digits,
        )
        _draw_lines(drawing, x + before, top, matrix, side)
        x += before + across + after + APART
    return drawing


def _draw_lines(drawing: Drawing, left: float, top: float, matrix: Matrix, side: float) -> None:
    """The lines between blocks; black, because the cells do not follow the theme either."""
    R, C = matrix.array.shape
    high, wide = matrix.blocks
    right, bottom = left + side * C, top + side * R
    for y in (top + side * row for row in (range(high, R, high) if high else ())):
        drawing.line(np.array([[left, y], [right, y]]), colour="#000000", thick=1.5)
    for x in (left + side * column for column in (range(wide, C, wide) if wide else ())):
        drawing.line(np.array([[x, top], [x, bottom]]), colour="#000000", thick=1.5)

    for row, column in matrix.hatched:
        _hatch(drawing, left + side * column, top + side * row, side)


def _hatch(drawing: Drawing, x: float, y: float, side: float) -> None:
    """Strokes in two corners of a cell, which leave its number alone."""
    for start in (-0.8, -0.6, 0.6, 0.8):
        low, high = max(start, 0.0), min(1.0 + start, 1.0)
        ends = [[x + side * low, y + side * (1 + start - low)]]
        ends += [[x + side * high, y + side * (1 + start - high)]]
        drawing.line(np.array(ends), colour="#808080", thick=1.2)


def with_axes(count: int, array: Array, name: str) -> Array:
    """The array, which may come as nested lists. Raises: ValueError if it has other axes."""
    array = np.asarray(array)
    if array.ndim != count:
        words = {2: "two", 3: "three", 4: "four"}
        raise ValueError(f"{name} has shape {array.shape}; expected {words[count]} axes")
    return array


def largest(*arrays: Array) -> float:
    """The largest finite size of an entry, at which the colour may be full; 1 if all are zero."""
    sizes = np.abs(np.concatenate([np.ravel(array) for array in arrays]).astype(np.float64))
    return float(sizes[np.isfinite(sizes)].max(initial=0.0)) or 1.0


def side_for(*arrays: Array) -> float:
    """How large a cell is, in pixels, so that the longest number fits, within reason."""
    longest = max(
        (len(three_digits(value)) for array in arrays for value in np.ravel(array)), default=1
    )
    return float(np.clip(7.0 * longest + 5.0, 40.0, 60.0))


def three_digits(value: float) -> str:
    """A number with three digits; adding zero turns -0.0 into 0.0, which reads better."""
    return f"{value + 0.0:.3g}"
