"""Pictures as a notebook shows them: an image, and for plain text what is to be seen on it."""

from IPython.display import display

from utils.drawing.svg import Drawing


class Picture:
    """An image with an alternative text, for HTML and for plain text.

    html: an image element that carries the alternative text.
    alt: what a reader who cannot see the picture should know.
    """

    def __init__(self, html: str, alt: str) -> None:
        self._html = html
        self.alt = alt

    def _repr_html_(self) -> str:
        return self._html

    def __repr__(self) -> str:
        return f"[picture: {self.alt}]"


def show(drawing: Drawing, alt: str) -> None:
    """Show a drawing. alt: what a reader who cannot see it should know."""
    display(Picture(drawing.image(alt), alt))
