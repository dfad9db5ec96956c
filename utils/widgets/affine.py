"""The widget of the affine map: a batch arrives sample by sample, and its gradients add up.

The student's function is asked twice: with the upstream gradient of one sample
(or of a single entry) and zeros elsewhere, which shows what that entry touches;
and with all samples so far, which shows the sum. Gradients of a wrong shape are
drawn in that shape.
"""

import numpy as np

from utils.drawing.cells import SIDE, cells
from utils.drawing.scale import in_short
from utils.drawing.svg import Drawing
from utils.exercises.exercise import Array
from utils.widgets.asking import Function, Trouble, results
from utils.widgets.controls import Settings, Slider
from utils.widgets.panel import Panel, View

PARTS = ("dL_dW", "dL_db", "dL_dX")
NAMES = {"dL_dW": "your dL/dW", "dL_db": "your dL/db", "dL_dX": "your dL/dX"}
# The batch of the notebook.
INPUTS = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]])
WEIGHTS = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
BIAS = np.array([100.0, 200.0, 300.0])
UPSTREAM = np.array([[3.0, -2.0, 0.0], [-1.0, 1.0, 2.0], [0.0, 1.0, -1.0], [0.0, -1.0, 0.0]])
LARGEST = 8
AXES = {"dL_dW": ("output", "input"), "dL_db": ("", "output"), "dL_dX": ("sample", "input")}
TOP, BETWEEN, GAP = 76.0, 92.0, 75.0


def affine(
    batched_affine_vjp: Function,
    dL_dU: Array = UPSTREAM,
    X: Array = INPUTS,
    W: Array = WEIGHTS,
    b: Array = BIAS,
) -> Panel:
    """What one upstream entry touches, and how a batch adds up, by the student's function.

    batched_affine_vjp: the student's, of the exercise of this name.
    dL_dU: (N, H). X: (N, D). W: (H, D). b: (H,); at most 8 of each.
    """
    N, H = np.shape(dL_dU)
    controls = [
        Slider("sample", "sample", 1, N, min(2, N)),
        Slider("output", "output (0: all)", 0, H, 0),
    ]
    batch = tuple(np.array(array, dtype=np.float64) for array in (dL_dU, X, W, b))
    return Panel(controls, lambda settings: _view(batched_affine_vjp, batch, settings))


def _view(function: Function, batch: tuple[Array, ...], settings: Settings) -> View:
    dL_dU, X, W, b = batch
    n, j = int(settings["sample"]) - 1, int(settings["output"]) - 1
    alone, so_far = np.zeros_like(dL_dU), np.zeros_like(dL_dU)
    chosen = slice(None) if j < 0 else j
    alone[n, chosen] = dL_dU[n, chosen]
    so_far[: n + 1] = dL_dU[: n + 1]
    one, added = (_gradients(function, G, X, W, b) for G in (alone, so_far))
    who = f"sample {n + 1}" if j < 0 else f"entry {n + 1},{j + 1} of dL/dU"
    together = f"samples 1 to {n + 1}" if n else "sample 1"
    drawing = _drawn({f"{who} alone": one, f"{together} so far": added}, batch, n, j)
    pieces = [np.outer(g, x) for g, x in zip(so_far, X, strict=True)]
    words = f"{_touched(who, one)} {_verdict(added['dL_dW'], pieces, together)}"
    alt = (
        f"Heatmaps of dL/dU and X with sample {n + 1} framed, and two rows of your three "
        f"gradients: for {who} alone, and for {together} so far. {words}"
    )
    return View(drawing, alt, words)


def _gradients(function: Function, dL_dU: Array, X: Array, W: Array, b: Array) -> dict[str, Array]:
    dL_dX, dL_dW, dL_db = results("batched_affine_vjp", function, dL_dU=dL_dU, X=X, W=W, b=b)
    found = {"dL_dW": dL_dW, "dL_db": dL_db, "dL_dX": dL_dX}
    for name, array in found.items():
        if array.ndim > 2 or max(array.shape, default=1) > LARGEST:
            raise Trouble(f"`{name}` has shape {array.shape}, which cannot be drawn here.")
    return {name: np.atleast_2d(array) for name, array in found.items()}


def _drawn(rows: dict[str, dict[str, Array]], batch: tuple[Array, ...], n: int, j: int) -> Drawing:
    """The batch on the left; on the right two titled rows of gradients, one below the other."""
    titles, (above, below) = list(rows), rows.values()
    dL_dU, X = batch[:2]
    wide = {name: max(above[name].shape[1], below[name].shape[1], 2) for name in PARTS}
    deep = [max(array.shape[0] for array in row.values()) for row in (above, below)]
    left = SIDE * (dL_dU.shape[1] + X.shape[1]) + 190
    second = TOP + SIDE * deep[0] + BETWEEN
    height = max(second + SIDE * deep[1], TOP + SIDE * len(X)) + 24
    drawing = Drawing(left + SIDE * sum(wide.values()) + GAP * len(PARTS), height)
    _draw_batch(drawing, dL_dU, X, n, j)
    _draw_titles(drawing, left, {TOP: titles[0], second: titles[1]})
    for name in PARTS:
        _draw_part(drawing, left, name, {TOP: above[name], second: below[name]})
        left += SIDE * wide[name] + GAP
    return drawing


def _draw_part(drawing: Drawing, left: float, name: str, arrays: dict[float, Array]) -> None:
    """One gradient twice, at two heights and in one scale of colours; the upper one framed."""
    limit = max(float(np.abs(array).max(initial=0.0)) for array in arrays.values()) or 1.0
    down, across = AXES[name]
    for top, array in arrays.items():
        touched = np.argwhere(array != 0).tolist() if top == TOP else []
        lit = [(row, column) for row, column in touched]
        cells(
            drawing, left, top, array, NAMES[name], limit=limit, rows=down, columns=across, lit=lit
        )


def _draw_titles(drawing: Drawing, left: float, titles: dict[float, str]) -> None:
    for top, title in titles.items():
        drawing.text(left - 30, top - 50, title, bold=True, size=14)


def _draw_batch(drawing: Drawing, dL_dU: Array, X: Array, n: int, j: int) -> None:
    """The upstream gradient and the inputs, with what is asked for framed."""
    (N, H), D = dL_dU.shape, X.shape[1]
    later = range(n + 1, N)
    outputs = range(H) if j < 0 else (j,)
    _draw_titles(drawing, 50, {TOP: "what comes in"})
    for left, array, title, columns, framed in (
        (50.0, dL_dU, "dL/dU", "output", outputs),
        (100.0 + SIDE * H, X, "X", "input", range(D)),
    ):
        limit = float(np.abs(array).max()) or 1.0
        lit = [(n, column) for column in framed]
        cells(
            drawing,
            left,
            TOP,
            array,
            title,
            limit=limit,
            rows="sample",
            columns=columns,
            lit=lit,
            faded=later,
        )


def _touched(who: str, one: dict[str, Array]) -> str:
    counts = ", ".join(
        f"{np.count_nonzero(one[name])} of {one[name].size} entries of {NAMES[name]}"
        for name in PARTS
    )
    return f"{who[0].upper()}{who[1:]} touches {counts}."


def _verdict(dL_dW: Array, pieces: list[Array], together: str) -> str:
    """pieces: the outer products of each sample's upstream gradient and input, N arrays (H, D)."""
    wanted = np.sum(pieces, axis=0)
    if dL_dW.shape != wanted.shape:
        return f"Your dL/dW has shape {dL_dW.shape}, and W has shape {wanted.shape}."
    if np.allclose(dL_dW, wanted):
        return f"Your dL/dW is the sum of the outer products of {together}."
    off = in_short(float(np.abs(dL_dW - wanted).max()))
    return f"Your dL/dW is not the sum of the outer products of {together}: off by up to {off}."
