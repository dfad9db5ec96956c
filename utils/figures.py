"""Figures of matplotlib, for pictures that need more than `utils.drawing` can do.

Every figure has a title, labelled axes and an alternative text. They are sent
to the notebook as images.
"""

import base64
import io
from html import escape

import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.drawing.colours import readable_on, shares_of
from utils.drawing.matrices import largest, three_digits
from utils.drawing.picture import Picture
from utils.exercises.exercise import Array

# Red and blue stay apart for every common kind of colour blindness; white is zero.
DIVERGING = "RdBu_r"


def show(figure: Figure, alt: str) -> None:
    """Show a figure.

    alt: what a reader who cannot see it should know.
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight", facecolor="white")
    source = f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"
    display(Picture(f'<img style="max-width:100%" alt="{escape(alt)}" src="{source}">', alt))


def heatmap(
    ax: Axes, array: Array, title: str, *, rows: str, columns: str, limit: float | None = None
) -> None:
    """Draw a small matrix as coloured cells with their numbers, zero in white.

    array: (R, C). rows, columns: what the two axes count.
    limit: the value at which the colour is full; default: the largest in the array.
    """
    array = np.asarray(array)  # a gradient may come as nested lists
    limit = limit or largest(array)
    ax.imshow(array, cmap=DIVERGING, vmin=-limit, vmax=limit, aspect="equal")
    ax.set_title(title)
    ax.set_xlabel(columns)
    ax.set_ylabel(rows)
    ax.set_xticks(range(array.shape[1]), [str(i + 1) for i in range(array.shape[1])])
    ax.set_yticks(range(array.shape[0]), [str(i + 1) for i in range(array.shape[0])])
    shares = shares_of(limit, array)
    for (row, column), value in np.ndenumerate(array):
        ax.text(
            column,
            row,
            three_digits(value),
            ha="center",
            va="center",
            fontsize=9,
            color=readable_on(float(shares[row, column])),
        )
