"""A plot inside a drawing: two axes with ticks and names, and curves, dots and bars on them.

Whatever lies beyond the axes is cut off at their edge; what is not finite is
left out, so that a gradient full of NaN shows as a gap.
"""

from collections.abc import Sequence

import numpy as np

from utils.drawing.scale import Scale
from utils.drawing.svg import FAINT, INK, Drawing, boxes, marks
from utils.exercises.exercise import Array


class Plot:
    """A frame of `width` by `height` pixels whose upper left corner is at (left, top)."""

    def __init__(
        self,
        drawing: Drawing,
        left: float,
        top: float,
        width: float,
        height: float,
        x: Scale,
        y: Scale,
    ) -> None:
        self._sheet, self._left, self._top = drawing, left, top
        self.x, self.y = x, y
        self._inside = Drawing(width, height)
        self._legend: list[tuple[str, str, str, str]] = []

    def at(self, x: Array | float, y: Array | float) -> Array:
        """Points of the plot as pixels inside the frame, (M, 2)."""
        across, up = np.broadcast_arrays(self.x.places(x), self.y.places(y))
        inside = self._inside
        return np.stack([inside.width * across.ravel(), inside.height * (1 - up.ravel())], axis=1)

    def curve(
        self,
        x: Array,
        y: Array,
        colour: str,
        *,
        dashes: str = "",
        thick: float = 2.0,
        opacity: float = 1.0,
    ) -> None:
        """A line through the points (x, y)."""
        points = self.at(x, y)
        self._inside.line(points, colour=colour, thick=thick, dashes=dashes, opacity=opacity)

    def dots(
        self, x: Array | float, y: Array | float, colour: str, kind: str = "circle", r: float = 3.5
    ) -> None:
        """A mark at each point: "circle", "square", "triangle" or "diamond", of r pixels."""
        self._inside.area(marks(self.at(x, y), kind, r), fill=colour)

    def bars(
        self,
        x: Array,
        y: Array,
        colour: str,
        *,
        wide: float,
        foot: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """A bar from `foot` to y at each x. wide: in units of x."""
        feet, tops = self.at(x - wide / 2, foot), self.at(x + wide / 2, y)
        self._inside.area(
            boxes(
                (x0, min(y0, y1), x1 - x0, abs(y1 - y0))
                for (x0, y0), (x1, y1) in zip(feet.tolist(), tops.tolist(), strict=True)
                if np.isfinite(y0) and np.isfinite(y1)
            ),
            fill=colour,
            opacity=opacity,
        )

    def squares(self, middles: Array, inside: Array, colour: str, *, opacity: float) -> None:
        """Fill the squares of a grid, neighbours in a row as one shape.

        middles: (M,) evenly spaced, of the columns and of the rows. inside: (M, M), row by row.
        """
        half = (middles[1] - middles[0]) / 2
        corners = []
        for y, row in zip(middles, inside, strict=True):
            changes = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
            for first, end in changes.reshape(-1, 2).tolist():
                ends = np.array([middles[first] - half, middles[end - 1] + half])
                (x0, y0), (x1, y1) = self.at(ends, np.array([y + half, y - half])).tolist()
                corners.append((x0, y0, x1 - x0, y1 - y0))
        self._inside.area(boxes(corners), fill=colour, opacity=opacity)

    def level(self, y: float, colour: str = FAINT, dashes: str = "3 3") -> None:
        """A line across the whole plot at height y."""
        self.curve(np.array([self.x.low, self.x.high]), np.array([y, y]), colour, dashes=dashes)

    def upright(self, x: float, colour: str = FAINT, dashes: str = "3 3") -> None:
        """A line from the bottom to the top at x."""
        self.curve(np.array([x, x]), np.array([self.y.low, self.y.high]), colour, dashes=dashes)

    def shade(self, low: float, high: float, colour: str, opacity: float = 0.18) -> None:
        """Shade everything between two values of x."""
        (x0, _), (x1, _) = self.at(np.array([low, high]), self.y.low).tolist()
        self._inside.rectangle(x0, 0, x1 - x0, self._inside.height, fill=colour, opacity=opacity)

    def shade_where(self, x: Array, flags: Array, colour: str, opacity: float = 0.3) -> None:
        """Shade the stretches of x (M,), in order, over which the flags (M,) are true."""
        edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
        for first, end in edges.reshape(-1, 2).tolist():
            self.shade(float(x[first]), float(x[end - 1]), colour, opacity)

    def arrow(self, x: float, start: float, end: float, colour: str) -> None:
        """An upright arrow at x, if both of its ends are finite."""
        points = self.at(x, np.array([start, end]))
        if np.isfinite(points).all():
            self._inside.arrow(*points, colour=colour)

    def note(self, x: float, y: float, words: str) -> None:
        """Words to the upper right of a point."""
        ((across, down),) = self.at(x, y).tolist()
        if np.isfinite(down):
            self._inside.text(across + 8, down - 6, words, size=12)

    def name(self, words: str, colour: str, *, dashes: str = "", kind: str = "") -> None:
        """An entry of the legend, which stands in a row below the plot: a dash or a mark."""
        self._legend.append((words, colour, dashes, kind))

    def words(self, across: float, y: float, words: str) -> None:
        """Words that end at a share of the plot's width, at height y."""
        height = self._inside.height * (1 - float(self.y.places(y)))
        self._inside.text(self._inside.width * across, height, words, anchor="end", size=12)

    def finish(
        self,
        title: str,
        x_name: str,
        y_name: str,
        *,
        x_ticks: bool = True,
        y_ticks: bool = True,
        x_marks: Sequence[tuple[float, str]] = (),
    ) -> float:
        """Put the plot onto its sheet, with its frame, ticks, title and the names of its axes.

        x_marks: values to mark in place of round ones, and the words for each, in lines.
        Returns: how far down the sheet all of it reaches, in pixels.
        """
        sheet, inside = self._sheet, self._inside
        left, top, width, height = self._left, self._top, inside.width, inside.height
        sheet.inset(left, top, inside)
        sheet.rectangle(left, top, width, height, stroke=INK)
        across = x_marks or (self.x.ticks(int(width // 45)) if x_ticks else [])
        for value, words in across:
            x = left + width * float(self.x.places(value))
            sheet.line(np.array([[x, top + height], [x, top + height + 4]]))
            for number, line in enumerate(words.splitlines()):
                sheet.text(x, top + height + 17 + 15 * number, line, anchor="middle", size=12)
        marked = self.y.ticks(int(height // 32)) if y_ticks else []
        for value, words in marked:
            y = top + height * (1 - float(self.y.places(value)))
            sheet.line(np.array([[left - 4, y], [left, y]]))
            sheet.text(left - 7, y + 4, words, anchor="end", size=12)
        sheet.text(left + width / 2, top - 9, title, anchor="middle", bold=True)
        bottom = top + height + 34 + 15 * max((w.count("\n") for _, w in across), default=0)
        sheet.text(left + width / 2, bottom, x_name, anchor="middle")
        # Beside the longest number, and where it is short, at the same place in every plot.
        beside = max(52.0, 18.0 + 7.0 * max((len(words) for _, words in marked), default=0))
        sheet.text(left - beside, top + height / 2, y_name, anchor="middle", turned=True)
        return self._write_legend(left, bottom + 22) if self._legend else bottom

    def _write_legend(self, left: float, y: float) -> float:
        x = left
        for words, colour, dashes, kind in self._legend:
            if x > left and x + 32 + 6.9 * len(words) > self._sheet.width:
                x, y = left, y + 20
            ends = np.array([[x, y - 4], [x + 26, y - 4]])
            if kind:
                self._sheet.area(marks(ends.mean(axis=0, keepdims=True), kind, 4), fill=colour)
            else:
                self._sheet.line(ends, colour=colour, thick=2.5, dashes=dashes)
            self._sheet.text(x + 32, y, words)
            x += 32 + 6.9 * len(words) + 14
        return y
