"""A plot that is a drawing of its own, on a sheet as large as its words need."""

from collections.abc import Sequence

from utils.drawing.plot import Plot
from utils.drawing.scale import Scale
from utils.drawing.svg import Drawing

LEFT, TOP, RIGHT, BOTTOM = 86.0, 36.0, 20.0, 12.0


class Chart(Plot):
    """A frame of `width` by `height` pixels, and what belongs around it."""

    def __init__(self, x: Scale, y: Scale, *, width: float = 364.0, height: float = 205.0) -> None:
        self._own = Drawing(LEFT + width + RIGHT, TOP + height)
        super().__init__(self._own, LEFT, TOP, width, height, x, y)

    def drawing(
        self, title: str, x_name: str, y_name: str, *, x_marks: Sequence[tuple[float, str]] = ()
    ) -> Drawing:
        """The finished drawing. x_marks: as for `Plot.finish`."""
        self._own.height = self.finish(title, x_name, y_name, x_marks=x_marks) + BOTTOM
        return self._own
