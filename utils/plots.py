"""Pictures of gradients. Each has a title, labelled axes and an alternative text.

The functions take arrays that the student's own code computed, so that a wrong
gradient looks wrong. Drawn with `utils.drawing` alone, because a notebook has
many of them and its reader, or the grader, waits for each.
"""

from collections.abc import Callable, Sequence

import numpy as np

from utils.drawing.cells import cells
from utils.drawing.chart import Chart
from utils.drawing.colours import BLUE, ORANGE
from utils.drawing.matrices import (
    Matrix,
    largest,
    side_by_side,
    side_for,
    three_digits,
    with_axes,
)
from utils.drawing.picture import show
from utils.drawing.scale import scale_around
from utils.drawing.svg import FAINT, INK, Drawing
from utils.exercises.exercise import Array


def slope(
    function: Callable[[float], float], at: float, derivative: float, *, name: str, letter: str
) -> None:
    """Draw a function of one number, and through one of its points the line of a given slope.

    function: scalar -> scalar. at: where to touch it.
    derivative: the slope to draw, in units of the function per unit of the letter.
    name, letter: labels of the two axes.
    """
    xs = np.linspace(at - 2.0, at + 2.0, 41)
    values, here = _numbers([function(x) for x in xs]), _numbers([function(at)])
    with np.errstate(all="ignore"):  # what cannot be drawn is left out
        line = here + derivative * (xs - at)
    plot = Chart(scale_around(xs), scale_around(values, line))
    plot.curve(xs, values, BLUE, thick=7, opacity=0.65)
    plot.curve(xs, line, ORANGE, dashes="7 4", thick=2.5)
    plot.dots(at, here, INK, r=5)
    plot.name(name, BLUE)
    plot.name(f"line of slope {derivative:.3g}", ORANGE, dashes="7 4")
    show(
        plot.drawing(f"{name} as {letter} varies", letter, name),
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
    titles = [f"{'+ ' if n else ''}sample {n + 1}" for n in range(len(pieces))]
    headline = "dL/dW, one outer product for each sample"
    show(
        _sum_of(pieces, titles, np.asarray(dL_dW), headline, rows="output i", columns="input l"),
        f"{len(pieces)} heatmaps, the outer product of each sample's upstream gradient and "
        f"input, and beside them your dL/dW, which {_is_their_sum(dL_dW, pieces)} their sum.",
    )


def tensor_blocks(J_W: Array) -> None:
    """Draw du/dW, a tensor with three axes, as one heatmap for each output.

    J_W: (H, H, D), output index first.
    Raises: ValueError if the tensor has not three axes.
    """
    J_W = with_axes(3, J_W, "J_W")
    blocks = [
        Matrix(block, f"du_{j + 1}/dW", "row i of W", "column l of W")
        for j, block in enumerate(J_W)
    ]
    zeros = int(np.sum(J_W == 0))
    show(
        side_by_side(blocks, "J_W, one block for each output", limit=largest(J_W)),
        f"{len(J_W)} heatmaps, one for each output; {zeros} of {J_W.size} entries are zero.",
    )


def unfolded(jacobian: Array, title: str, *, outputs: str, inputs: str) -> None:
    """Draw a tensor with four axes as a matrix, one row for each output entry.

    jacobian: (N, H, A, B), output indices first.
    outputs, inputs: the index letters of the two pairs, such as "n, j" and "m, l".
    Raises: ValueError if the tensor has not four axes.
    """
    jacobian = with_axes(4, jacobian, title)
    N, H, A, B = jacobian.shape
    matrix = jacobian.reshape(N * H, A * B)
    drawing = side_by_side(
        [
            Matrix(
                matrix,
                title,
                f"entry of U: {outputs}",
                f"nudged entry: {inputs}",
                row_names=[f"{n + 1},{j + 1}" for n, j in np.ndindex(N, H)],
                column_names=[f"{a + 1},{b + 1}" for a, b in np.ndindex(A, B)],
                blocks=(H, B),
            )
        ]
    )
    show(
        drawing,
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
    dL_dU = np.asarray(dL_dU)
    N, H = dL_dU.shape
    if np.shape(dL_db) not in ((H,), (N, H)):
        raise ValueError(f"dL_db has shape {np.shape(dL_db)}; expected ({H},) = (H,)")
    if not 1 <= lit <= H:
        raise ValueError(f"there is no entry {lit} of b; it has entries 1 to {H}")
    fallen = np.reshape(dL_db, (-1, H))
    column, entries = (", ".join(map(three_digits, a[:, lit - 1])) for a in (dL_dU, fallen))
    show(
        _falling(dL_dU, fallen, lit - 1),
        f"{N} rows of dL/dU above {len(fallen)} of your dL/db. In the lit column, {lit}, stand "
        f"{column} above {entries}.",
    )


def _falling(above: Array, below: Array, lit: int) -> Drawing:
    """Two matrices of as many columns, an arrow down each column, and one column framed."""
    side, fall = side_for(above, below), 44.0
    (N, H), left, top = above.shape, 110.0, 46.0
    floor = top + side * N + fall
    right = left + side * H
    drawing = Drawing(max(right + 30, 340), floor + side * len(below) + 26)
    limit = largest(above, below)
    cells(
        drawing,
        left,
        top,
        above,
        "",
        limit=limit,
        rows="sample n",
        side=side,
        in_words=three_digits,
    )
    cells(
        drawing,
        left,
        floor,
        below,
        "",
        limit=limit,
        columns="output j",
        column_names=(),
        side=side,
        in_words=three_digits,
    )
    title = "The rows of dL/dU above your dL/db"
    drawing.text(drawing.width / 2, 18, title, anchor="middle", bold=True)
    drawing.text(left - 8, floor + side * len(below) / 2 + 4, "your dL/db", anchor="end")
    for column in range(H):
        x = left + side * (column + 0.5)
        start, end = np.array([[x, floor - fall + 6], [x, floor - 6]])
        drawing.arrow(start, end, colour=ORANGE if column == lit else FAINT)
    for y, rows in ((top, N), (floor, len(below))):
        drawing.rectangle(left + side * lit, y, side, side * rows, stroke=ORANGE, thick=4)
    return drawing


def both_layouts(rows_are_outputs: Array, columns_are_outputs: Array) -> None:
    """Draw the weight gradients of one map, written in both layouts, side by side.

    rows_are_outputs: (H, D). columns_are_outputs: (D, H).
    """
    left = with_axes(2, rows_are_outputs, "rows_are_outputs")
    right = with_axes(2, columns_are_outputs, "columns_are_outputs")
    both = [
        Matrix(left, "rows are outputs", "output", "input"),
        Matrix(right, "columns are outputs", "input", "output"),
    ]
    same = np.array_equal(left.T, right)
    show(
        side_by_side(both, "your dL/dW in both layouts"),
        "The two weight gradients as heatmaps; the second "
        f"{'is' if same else 'is not'} the first with its axes swapped.",
    )


def matrix(array: Array, title: str, *, rows: str, columns: str) -> None:
    """Draw one matrix as a heatmap.

    array: (R, C). rows, columns: what the two axes count.
    Raises: ValueError if it has not two axes.
    """
    array = with_axes(2, array, title)
    zeros = int(np.sum(array == 0))
    show(
        side_by_side([Matrix(array, title, rows, columns)]),
        f"A heatmap, {title}: {rows} downwards, {columns} across; "
        f"{zeros} of {array.size} entries are zero.",
    )


def contraction(dL_du: Array, J_W: Array, dL_dW: Array) -> None:
    """Draw the blocks of du/dW, each times its upstream entry, beside the dL/dW they add up to.

    dL_du: (H,) upstream gradient. J_W: (H, H, D).
    dL_dW: whoever computed it; any shape of at most two axes, so that a wrong one can be seen.
    """
    dL_dW = with_axes(2, np.atleast_2d(dL_dW), "dL_dW")
    with np.errstate(all="ignore"):  # an infinite entry shows as one, or as NaN
        pieces = [g * np.asarray(block) for g, block in zip(dL_du, J_W, strict=True)]
    titles = [f"{three_digits(g)} times block {j + 1}" for j, g in enumerate(dL_du)]
    headline = "dL/dW, by way of the tensor and without it"
    show(
        _sum_of(pieces, titles, dL_dW, headline, rows="row i of W", columns="column l of W"),
        f"{len(pieces)} heatmaps, each block of J_W times its upstream entry, and beside them "
        f"your dL/dW, which {_is_their_sum(dL_dW, pieces)} their sum.",
    )


def loss_curve(losses: Sequence[float]) -> None:
    """Draw the loss against the number of training steps.

    losses: the loss before each step, in the loss's own units.
    """
    steps, values = np.arange(float(len(losses))), _numbers(losses)
    plot = Chart(scale_around(steps), scale_around(values))
    plot.curve(steps, values, BLUE)
    plot.dots(steps, values, BLUE, r=4)
    show(
        plot.drawing("The loss, trained with your gradients", "training step", "loss"),
        f"The loss over {len(losses)} steps, from {losses[0]:.3g} to {losses[-1]:.3g}.",
    )


def _sum_of(
    pieces: Sequence[Array],
    titles: Sequence[str],
    dL_dW: Array,
    headline: str,
    *,
    rows: str,
    columns: str,
) -> Drawing:
    """The pieces that should add up to dL/dW, and it beside them, all in one scale of colours."""
    named = [*zip(titles, pieces, strict=True), ("your dL/dW", dL_dW)]
    return side_by_side(
        [Matrix(array, title, rows, columns) for title, array in named],
        headline,
        limit=largest(*pieces, dL_dW),
    )


def _is_their_sum(dL_dW: Array, pieces: Sequence[Array]) -> str:
    with np.errstate(all="ignore"):
        wanted = np.sum(pieces, axis=0)
        agree = np.shape(dL_dW) == wanted.shape and np.allclose(wanted, dL_dW)
    return "is" if agree else "is not"


def _numbers(values: Sequence[float]) -> Array:
    """(M,) floats, of numbers that may each come as an array of one entry."""
    return np.array([np.asarray(value, dtype=np.float64).item() for value in values])
