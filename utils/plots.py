"""Pictures of gradients. Every figure has a title, labelled axes and an alternative text.

The functions take arrays that the student's own code computed, so that a wrong
gradient looks wrong. Figures are sent to the notebook as images, which look the
same in JupyterLab, VS Code, classic Notebook and on a feedback page.
"""

import base64
import io
from collections.abc import Callable, Sequence
from html import escape

import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from utils.drawing.colours import BLUE, DIVERGING, ORANGE
from utils.exercises.exercise import Array


class Picture:
    """A figure as an image with an alternative text, for HTML and for plain text."""

    def __init__(self, figure: Figure, alt: str) -> None:
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight", facecolor="white")
        self._data = base64.b64encode(buffer.getvalue()).decode("ascii")
        self.alt = alt

    def _repr_html_(self) -> str:
        source = f"data:image/png;base64,{self._data}"
        return f'<img style="max-width:100%" alt="{escape(self.alt)}" src="{source}">'

    def __repr__(self) -> str:
        return f"[picture: {self.alt}]"


def show(figure: Figure, alt: str) -> None:
    """Show a figure.

    alt: what a reader who cannot see it should know.
    """
    display(Picture(figure, alt))


def heatmap(
    ax: Axes, array: Array, title: str, *, rows: str, columns: str, limit: float | None = None
) -> None:
    """Draw a small matrix as coloured cells with their numbers, zero in white.

    array: (R, C). rows, columns: what the two axes count.
    limit: the value at which the colour is full; default: the largest in the array.
    """
    array = np.asarray(array)  # a gradient may come as nested lists
    limit = limit or float(np.abs(array).max()) or 1.0
    ax.imshow(array, cmap=DIVERGING, vmin=-limit, vmax=limit, aspect="equal")
    ax.set_title(title)
    ax.set_xlabel(columns)
    ax.set_ylabel(rows)
    ax.set_xticks(range(array.shape[1]), [str(i + 1) for i in range(array.shape[1])])
    ax.set_yticks(range(array.shape[0]), [str(i + 1) for i in range(array.shape[0])])
    for (row, column), value in np.ndenumerate(array):
        dark = abs(value) > 0.6 * limit
        ax.text(
            column,
            row,
            f"{value + 0.0:.3g}",  # adding zero turns -0.0 into 0.0, which reads better
            ha="center",
            va="center",
            fontsize=9,
            color="white" if dark else "black",
        )


def slope(
    function: Callable[[float], float], at: float, derivative: float, *, name: str, letter: str
) -> None:
    """Draw a function of one number, and through one of its points the line of a given slope.

    function: scalar -> scalar. at: where to touch it.
    derivative: the slope to draw, in units of the function per unit of the letter.
    name, letter: labels of the two axes.
    """
    xs = np.linspace(at - 2.0, at + 2.0, 41)
    figure = Figure(figsize=(4.6, 3.0))
    ax = figure.add_subplot()
    ax.plot(xs, [function(x) for x in xs], color=BLUE, linewidth=5, alpha=0.35, label=name)
    line = function(at) + derivative * (xs - at)
    ax.plot(xs, line, color=ORANGE, linestyle="--", label=f"line of slope {derivative:.3g}")
    ax.plot([at], [function(at)], "o", color="black")
    ax.set_title(f"{name} as {letter} varies")
    ax.set_xlabel(letter)
    ax.set_ylabel(name)
    ax.legend()
    show(
        figure,
        f"{name} drawn against {letter}, and through the point at {letter} = {at:g} "
        f"a dashed line of slope {derivative:.3g}.",
    )


def outer_products(dL_dU: Array, X: Array, dL_dW: Array) -> None:
    """Draw dL/dW as the sum of one outer product for each sample.

    dL_dU: (N, H) upstream gradient. X: (N, D) inputs. dL_dW: (H, D), whoever computed it.
    Raises: ValueError if dL_dW has not the shape (H, D).
    """
    pieces = [np.outer(g, x) for g, x in zip(dL_dU, X, strict=True)]
    if np.shape(dL_dW) != pieces[0].shape:
        raise ValueError(f"dL_dW has shape {np.shape(dL_dW)}; expected {pieces[0].shape} = (H, D)")
    limit = float(max(np.abs(piece).max() for piece in [*pieces, dL_dW]))
    H, D = np.shape(dL_dW)
    size = ((0.55 * D + 1.0) * (len(pieces) + 1), 0.55 * H + 1.5)
    figure = Figure(figsize=size, layout=ConstrainedLayoutEngine(wspace=0.1))
    axes = figure.subplots(1, len(pieces) + 1)
    for n, (ax, piece) in enumerate(zip(axes, pieces, strict=False)):
        sign = "" if n == 0 else "+ "
        heatmap(ax, piece, f"{sign}sample {n + 1}", rows="output i", columns="input l", limit=limit)
    heatmap(axes[-1], dL_dW, "your dL/dW", rows="output i", columns="input l", limit=limit)
    figure.suptitle("dL/dW, one outer product for each sample")
    agree = np.allclose(sum(pieces), dL_dW)
    show(
        figure,
        f"{len(pieces)} heatmaps, the outer product of each sample's upstream gradient and "
        f"input, and beside them your dL/dW, which {'is' if agree else 'is not'} their sum.",
    )


def tensor_blocks(J_W: Array) -> None:
    """Draw du/dW, a tensor with three axes, as one heatmap for each output.

    J_W: (H, H, D), output index first.
    """
    limit = float(np.abs(J_W).max()) or 1.0
    figure = Figure(figsize=(2.8 * len(J_W), 2.6), layout="constrained")
    axes = np.atleast_1d(figure.subplots(1, len(J_W)))
    for j, (ax, block) in enumerate(zip(axes, J_W, strict=True)):
        heatmap(
            ax, block, f"du_{j + 1}/dW", rows="row i of W", columns="column l of W", limit=limit
        )
    figure.suptitle("J_W, one block for each output")
    zeros = int(np.sum(J_W == 0))
    show(
        figure, f"{len(J_W)} heatmaps, one for each output; {zeros} of {J_W.size} entries are zero."
    )


def unfolded(jacobian: Array, title: str, *, outputs: str, inputs: str) -> None:
    """Draw a tensor with four axes as a matrix, one row for each output entry.

    jacobian: (N, H, A, B), output indices first.
    outputs, inputs: the index letters of the two pairs, such as "n, j" and "m, l".
    Raises: ValueError if the tensor has not four axes.
    """
    if np.ndim(jacobian) != 4:
        raise ValueError(f"{title} has shape {np.shape(jacobian)}; expected four axes")
    N, H, A, B = np.shape(jacobian)
    matrix = np.reshape(jacobian, (N * H, A * B))
    figure = Figure(figsize=(0.55 * A * B + 1.2, 0.4 * N * H + 1.2))
    ax = figure.add_subplot()
    heatmap(ax, matrix, title, rows=f"entry of U: {outputs}", columns=f"nudged entry: {inputs}")
    ax.set_xticks(range(A * B), [f"{a + 1},{b + 1}" for a, b in np.ndindex(A, B)])
    ax.set_yticks(range(N * H), [f"{n + 1},{j + 1}" for n, j in np.ndindex(N, H)])
    # A line wherever the first index of a pair goes up.
    for a in range(1, A):
        ax.axvline(a * B - 0.5, color="black", linewidth=1)
    for n in range(1, N):
        ax.axhline(n * H - 0.5, color="black", linewidth=1)
    show(
        figure,
        f"{title} unfolded into {N * H} rows and {A * B} columns; "
        f"{int(np.sum(matrix == 0))} of its {matrix.size} entries are zero.",
    )


def falling_rows(dL_dU: Array, dL_db: Array, *, lit: int) -> None:
    """Draw the rows of an upstream gradient above a bias gradient, one column lit.

    dL_dU: (N, H) upstream gradient. dL_db: (H,), whoever computed it; one that
        still has a row for each sample, (N, H), is drawn with all its rows.
    lit: the entry of b to follow, counted from 1.
    Raises: ValueError if dL_db has another shape, or lit is not one of its entries.
    """
    N, H = dL_dU.shape
    if np.shape(dL_db) not in ((H,), (N, H)):
        raise ValueError(f"dL_db has shape {np.shape(dL_db)}; expected ({H},) = (H,)")
    if not 1 <= lit <= H:
        raise ValueError(f"there is no entry {lit} of b; it has entries 1 to {H}")
    fallen = np.reshape(dL_db, (-1, H))
    limit = float(max(np.abs(dL_dU).max(), np.abs(fallen).max()))
    figure = Figure(figsize=(0.8 * H + 2.0, 0.5 * (N + len(fallen)) + 1.9))
    above, below = figure.subplots(2, 1, height_ratios=(N, len(fallen)), sharex=True)
    figure.subplots_adjust(hspace=1.6 / (N + len(fallen)))
    heatmap(
        above, dL_dU, "The rows of dL/dU above your dL/db", rows="sample n", columns="", limit=limit
    )
    heatmap(below, fallen, "", rows="your dL/db", columns="output j", limit=limit)
    below.set_yticks([])
    below.yaxis.label.set(rotation=0, ha="right", va="center")
    _arrows(above, below, start=N - 0.5, count=H, lit=lit)
    for ax in (above, below):
        ax.set_aspect("auto")
        ax.axvspan(lit - 1.5, lit - 0.5, fill=False, edgecolor=ORANGE, linewidth=4)
    column, entries = ([f"{v:.3g}" for v in a[:, lit - 1]] for a in (dL_dU, fallen))
    show(
        figure,
        f"{N} rows of dL/dU above {len(fallen)} of your dL/db. In the lit column, {lit}, stand "
        f"{', '.join(column)} above {', '.join(entries)}.",
    )


def _arrows(above: Axes, below: Axes, *, start: float, count: int, lit: int) -> None:
    """An arrow down each column from one pair of axes to the next, one of them lit."""
    for j in range(count):
        color = ORANGE if j == lit - 1 else "lightgrey"
        arrow = {"arrowstyle": "-|>", "color": color, "linewidth": 2, "shrinkA": 3, "shrinkB": 3}
        above.annotate(
            "",
            (j, -0.5),
            (j, start),
            xycoords=below.transData,
            textcoords=above.transData,
            arrowprops=arrow,
            annotation_clip=False,
        )


def both_layouts(rows_are_outputs: Array, columns_are_outputs: Array) -> None:
    """Draw the weight gradients of one map, written in both layouts, side by side.

    rows_are_outputs: (H, D). columns_are_outputs: (D, H).
    """
    H, D = np.shape(rows_are_outputs)
    figure = Figure(
        figsize=(0.6 * (H + D) + 3.2, 0.6 * max(H, D) + 1.4),
        layout=ConstrainedLayoutEngine(wspace=0.15),
    )
    left, right = figure.subplots(1, 2, width_ratios=(D, H))
    heatmap(left, rows_are_outputs, "rows are outputs", rows="output", columns="input")
    heatmap(right, columns_are_outputs, "columns are outputs", rows="input", columns="output")
    figure.suptitle("your dL/dW in both layouts")
    same = np.array_equal(np.transpose(rows_are_outputs), columns_are_outputs)
    show(
        figure,
        "The two weight gradients as heatmaps; the second "
        f"{'is' if same else 'is not'} the first with its axes swapped.",
    )


def matrix(array: Array, title: str, *, rows: str, columns: str) -> None:
    """Draw one matrix as a heatmap.

    array: (R, C). rows, columns: what the two axes count.
    """
    figure = Figure(figsize=(1.4 + 0.6 * array.shape[1], 1.2 + 0.6 * array.shape[0]))
    heatmap(figure.add_subplot(), array, title, rows=rows, columns=columns)
    zeros = int(np.sum(array == 0))
    show(
        figure,
        f"A heatmap, {title}: {rows} downwards, {columns} across; "
        f"{zeros} of {array.size} entries are zero.",
    )


def contraction(dL_du: Array, J_W: Array, dL_dW: Array) -> None:
    """Draw the blocks of du/dW, each times its upstream entry, beside the dL/dW they add up to.

    dL_du: (H,) upstream gradient. J_W: (H, H, D).
    dL_dW: whoever computed it; any shape of at most two axes, so that a wrong one can be seen.
    """
    dL_dW = np.atleast_2d(dL_dW)
    pieces = [g * block for g, block in zip(dL_du, J_W, strict=True)]
    limit = float(max(np.abs(piece).max() for piece in [*pieces, dL_dW]))
    size = (2.65 * (len(pieces) + 1), 2.6)
    figure = Figure(figsize=size, layout=ConstrainedLayoutEngine(wspace=0.1))
    axes = figure.subplots(1, len(pieces) + 1)
    titles = [f"{g:.3g} times block {j + 1}" for j, g in enumerate(dL_du)]
    for ax, piece, title in zip(axes, [*pieces, dL_dW], [*titles, "your dL/dW"], strict=True):
        heatmap(ax, piece, title, rows="row i of W", columns="column l of W", limit=limit)
    figure.suptitle("dL/dW, by way of the tensor and without it")
    agree = dL_dW.shape == pieces[0].shape and np.allclose(sum(pieces), dL_dW)
    show(
        figure,
        f"{len(pieces)} heatmaps, each block of J_W times its upstream entry, and beside them "
        f"your dL/dW, which {'is' if agree else 'is not'} their sum.",
    )


def loss_curve(losses: Sequence[float]) -> None:
    """Draw the loss against the number of training steps.

    losses: the loss before each step, in the loss's own units.
    """
    figure = Figure(figsize=(4.6, 3.0))
    ax = figure.add_subplot()
    ax.plot(range(len(losses)), losses, "o-", color=BLUE)
    ax.set_title("The loss, trained with your gradients")
    ax.set_xlabel("training step")
    ax.set_ylabel("loss")
    show(figure, f"The loss over {len(losses)} steps, from {losses[0]:.3g} to {losses[-1]:.3g}.")
