"""Drawings as SVG text: lines, bars, cells and words, with no library in between.

A picture made here takes a few milliseconds, takes its colours for text and
paper from JupyterLab's theme, and is dark on white where there is no theme.
What it shows is up to its callers; nothing here looks at a gradient.
"""

import base64
from collections.abc import Iterable
from html import escape

import numpy as np

from utils.exercises.exercise import Array

# The second colour is for wherever JupyterLab's variables are not: a feedback page, an image.
INK = "var(--jp-content-font-color1, #212121)"
PAPER = "var(--jp-layout-color0, #ffffff)"
FAINT = "var(--jp-border-color1, #9e9e9e)"

FONT = "font-family:sans-serif;font-size:13px"

# An image sees nothing of the page but its color scheme. A page that has none, such as one of
# feedback, which is light, or VS Code's, would leave that to the reader's desktop, so it is set
# here. JupyterLab 4.6 sets one itself, which serves where it takes this style away.
_CLASS = "utils-drawing"
_SCHEME = (
    f"<style>.{_CLASS}{{color-scheme:light}}"
    f"[data-jp-theme-light=false] .{_CLASS},.vscode-dark .{_CLASS}{{color-scheme:dark}}</style>"
)
# The colours of JupyterLab's dark theme.
_DARK = (
    "<style>@media (prefers-color-scheme:dark){svg{--jp-content-font-color1:#fff;"
    "--jp-layout-color0:#111;--jp-border-color1:#616161}}</style>"
)


class Drawing:
    """A sheet of a given size, in pixels, onto which shapes are put one after the other."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._pieces: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        colour: str = INK,
        size: float = 13.0,
        turned: bool = False,
        bold: bool = False,
    ) -> None:
        """Words whose baseline is at (x, y). anchor: "start", "middle" or "end"."""
        style = f"fill:{colour};font-size:{size:g}px" + (";font-weight:bold" if bold else "")
        turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
        self._pieces.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="{style}"{turn}>'
            f"{escape(words)}</text>"
        )

    def rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        stroke: str = "none",
        thick: float = 1.0,
        opacity: float = 1.0,
    ) -> None:
        """A rectangle from its upper left corner."""
        style = f"fill:{fill};stroke:{stroke};stroke-width:{thick:g};opacity:{opacity:g}"
        self._pieces.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'style="{style}"/>'
        )

    def circle(
        self, x: float, y: float, radius: float, *, fill: str = "none", stroke: str, thick: float
    ) -> None:
        """A circle about a point."""
        style = f"fill:{fill};stroke:{stroke};stroke-width:{thick:g}"
        self._pieces.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" style="{style}"/>')

    def line(
        self,
        points: Array,
        *,
        colour: str = INK,
        thick: float = 1.0,
        dashes: str = "",
        opacity: float = 1.0,
    ) -> None:
        """A line through points (M, 2); it is interrupted where one is not finite."""
        style = f"fill:none;stroke:{colour};stroke-width:{thick:g};stroke-linejoin:round"
        style += f";stroke-dasharray:{dashes}" if dashes else ""
        style += f";opacity:{opacity:g}" if opacity < 1 else ""
        self._pieces.append(f'<path d="{path(points)}" style="{style}"/>')

    def area(self, data: str, *, fill: str, opacity: float = 1.0) -> None:
        """A filled shape. data: what SVG calls path data."""
        self._pieces.append(f'<path d="{data}" style="fill:{fill};opacity:{opacity:g}"/>')

    def arrow(self, start: Array, end: Array, *, colour: str = INK) -> None:
        """An arrow from one point (2,) to another; none if they are the same."""
        way = end - start
        length = float(np.hypot(*way))
        if length == 0.0:
            return
        head = min(11.0, length) * way / length
        aside = 0.55 * np.array([-head[1], head[0]])
        foot = end - head
        self.line(np.stack([start, foot]), colour=colour, thick=2.5)
        self.area(f"{path(np.stack([end, foot + aside, foot - aside]))}z", fill=colour)

    def inset(self, x: float, y: float, inner: "Drawing") -> None:
        """Another drawing inside this one; what is beyond its edges is cut off."""
        self._pieces.append(
            f'<svg aria-hidden="true" x="{x:.1f}" y="{y:.1f}" width="{inner.width:.1f}" '
            f'height="{inner.height:.1f}">'
            f"{''.join(inner._pieces)}</svg>"
        )

    def svg(self, alt: str) -> str:
        """The drawing as one element of a page. alt: what a reader who cannot see it should know.

        It takes its colours from the page around it.
        """
        return self._element(alt)

    def image(self, alt: str) -> str:
        """The drawing as an HTML image, which pages that strip SVG elements show as well."""
        data = base64.b64encode(self._element(alt, _DARK).encode("utf-8")).decode("ascii")
        source = f"data:image/svg+xml;base64,{data}"
        return (
            f'<img style="max-width:100%" alt="{escape(alt)}" class="{_CLASS}" src="{source}">'
            f"{_SCHEME}"
        )

    def _element(self, alt: str, style: str = "") -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(alt)}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}" width="{self.width:g}" '
            f'style="max-width:100%;height:auto;{FONT}">{style}'
            f'<rect width="100%" height="100%" style="fill:{PAPER}"/>'
            f"{''.join(self._pieces)}</svg>"
        )


def beside(*drawings: Drawing) -> Drawing:
    """Drawings in a row, as one."""
    row = Drawing(sum(d.width for d in drawings), max(d.height for d in drawings))
    x = 0.0
    for drawing in drawings:
        row.inset(x, 0, drawing)
        x += drawing.width
    return row


def path(points: Array) -> str:
    """Path data of a line through points (M, 2), with a gap where one is not finite."""
    pieces, pen = [], "M"
    for x, y in points.tolist():
        if not (np.isfinite(x) and np.isfinite(y)):
            pen = "M"
            continue
        pieces.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return "".join(pieces)


def boxes(corners: Iterable[tuple[float, float, float, float]]) -> str:
    """Path data of many rectangles at once. corners: x, y, width, height of each."""
    return "".join(f"M{x:.1f} {y:.1f}h{w:.1f}v{h:.1f}h{-w:.1f}z" for x, y, w, h in corners)


def marks(points: Array, kind: str, radius: float) -> str:
    """Path data of one mark at each point (M, 2).

    kind: "circle", "square", "triangle" or "diamond".
    """
    finite = points[np.isfinite(points).all(axis=1)]
    return "".join(_MARKS[kind](x, y, radius) for x, y in finite.tolist())


def _circle(x: float, y: float, r: float) -> str:
    return f"M{x - r:.1f} {y:.1f}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"


def _square(x: float, y: float, r: float) -> str:
    return boxes([(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r)])


def _triangle(x: float, y: float, r: float) -> str:
    return f"M{x - 1.1 * r:.1f} {y + 0.9 * r:.1f}h{2.2 * r:.1f}l{-1.1 * r:.1f} {-2.0 * r:.1f}z"


def _diamond(x: float, y: float, r: float) -> str:
    far = 1.2 * r
    return f"M{x:.1f} {y - far:.1f}l{far:.1f} {far:.1f}l{-far:.1f} {far:.1f}l{-far:.1f} {-far:.1f}z"


_MARKS = {"circle": _circle, "square": _square, "triangle": _triangle, "diamond": _diamond}
