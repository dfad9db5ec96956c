"""Pictures of the two-layer net: its gradients, its training, and what it has learned.

Drawn from what the student's own code computed. As in `utils.plots`, every
picture has a title, labelled axes and an alternative text.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from utils.drawing.chart import Chart
from utils.drawing.colours import BLUE, GREEN, ORANGE
from utils.drawing.matrices import Matrix, largest, side_by_side, with_axes
from utils.drawing.picture import show
from utils.drawing.scale import Scale, log_scale_around, scale_around
from utils.drawing.svg import FAINT, INK, Drawing, beside
from utils.exercises.exercise import Array
from utils.nonlinear_plots import demand_shape

ARM_COLOURS = (BLUE, ORANGE, GREEN)
ARM_MARKERS = ("circle", "square", "triangle")
# Of the plane whose places are classified: how far it reaches, and how many there are in a row.
REACH, PLACES = 1.15, 120


def forward_pass(Z: Array, H: Array, S: Array, P: Array) -> None:
    """Draw the four arrays of a forward pass.

    Z, H: (N, H). S, P: (N, K).
    """
    drawing = _panels(
        (
            ("your Z", Z, "sample n", "unit h"),
            ("your H", H, "sample n", "unit h"),
            ("your S", S, "sample n", "class k"),
            ("your P", P, "sample n", "class k"),
        ),
        "Forward, from left to right (each panel has its own colour scale)",
    )
    off = int(np.sum(np.all(np.asarray(H) == 0, axis=0)))
    show(
        drawing,
        f"Four heatmaps of {len(Z)} samples: your Z, H, S and P. {off} of the hidden units are "
        "off for every sample.",
    )


def output_layer(H: Array, dL_dS: Array, dL_dW2: Array, dL_db2: Array) -> None:
    """Draw what the output layer's parameters are asked for, beside what they are asked by.

    H: (N, H). dL_dS: (N, K). dL_dW2: (H, K). dL_db2: (1, K).
    """
    drawing = _panels(
        (
            ("H", H, "sample n", "unit h"),
            ("dL/dS", dL_dS, "sample n", "class k"),
            ("your dL/dW2", dL_dW2, "unit h", "class k"),
            ("your dL/db2", dL_db2, "one row", "class k"),
        ),
        "The output layer (each panel has its own colour scale)",
    )
    quiet = int(np.argmin(np.abs(dL_dW2).max(axis=1))) + 1
    show(
        drawing,
        f"Four heatmaps: H, dL/dS, your dL/dW2 and your dL/db2. The smallest row of your dL/dW2 "
        f"is that of unit {quiet}.",
    )


def _panels(panels: Sequence[tuple[str, Array, str, str]], headline: str) -> Drawing:
    """Heatmaps side by side: title, array, rows, columns of each."""
    return side_by_side(
        [
            Matrix(with_axes(2, np.atleast_2d(array), title), title, rows, columns)
            for title, array, rows, columns in panels
        ],
        headline,
    )


def loss_of_one_sample(cross_entropy: Callable[[Array, Array], float]) -> None:
    """Draw the loss of one sample against the probability of its right class.

    cross_entropy: P (1, 2), y (1,) -> number; the student's own.
    """
    probabilities = np.linspace(0.001, 0.999, 200)

    def loss(p: float) -> float:
        return float(cross_entropy(np.array([[p, 1 - p]]), np.array([0])))

    losses = np.array([loss(p) for p in probabilities])
    plot = Chart(scale_around(probabilities), scale_around(losses))
    plot.curve(probabilities, losses, BLUE)
    for p in (0.5, 0.01):
        plot.dots(p, loss(p), ORANGE, r=4.5)
        plot.note(p, loss(p), f"{loss(p):.3g} at {p:g}")
    show(
        plot.drawing("your loss of one sample", "probability of the right class", "loss"),
        f"Your loss against the probability of the right class: {losses[0]:.3g} at 0.001, falling "
        f"to {losses[-1]:.2g} at 0.999.",
    )


def pull_of_labels(P: Array, y: Array, dL_dS: Array) -> None:
    """Draw the probabilities, and beside them dL/dS, with the entry of each label framed.

    P: (N, K). y: (N,) integers. dL_dS: (N, K), whoever computed it.
    Raises: ValueError if dL_dS has not the shape of P.
    """
    demand_shape("dL_dS", dL_dS, P)
    N, K = np.shape(P)
    labels = list(enumerate(y))
    panels = [
        Matrix(np.asarray(array), title, "sample n", "class k", lit=labels)
        for array, title in ((P, "P"), (dL_dS, "your dL/dS"))
    ]
    sums = ", ".join(f"{round(float(total), 9) + 0.0:.2g}" for total in np.sum(dL_dS, axis=1))
    show(
        side_by_side(panels, "Framed: the class of the label", limit=1.0),
        f"Two heatmaps of {N} samples and {K} classes, P and your dL/dS, with the labels framed. "
        f"The rows of your dL/dS add up to {sums}.",
    )


def gate(dL_dH: Array, Z: Array, dL_dZ: Array) -> None:
    """Draw how the sign of Z decides what of dL/dH goes on to dL/dZ.

    dL_dH, Z: (N, H). dL_dZ: (N, H), whoever computed it.
    Raises: ValueError if dL_dZ has not the shape of Z.
    """
    demand_shape("dL_dZ", dL_dZ, Z)
    dL_dH, Z, dL_dZ = np.asarray(dL_dH), np.asarray(Z), np.asarray(dL_dZ)
    off = list(zip(*np.nonzero(Z <= 0), strict=True))
    limit = largest(dL_dH)
    panels = [
        Matrix(array, title, "sample n", "unit h", limit=full, hatched=off)
        for array, title, full in (
            (dL_dH, "upstream dL/dH", limit),
            (Z, "Z", 0.0),
            (dL_dZ, "your dL/dZ", limit),
        )
    ]
    through = int(np.count_nonzero(dL_dZ[Z <= 0]))
    show(
        side_by_side(panels, "Hatched: units that are off, because Z is not above zero"),
        f"Three heatmaps of {Z.shape[0]} by {Z.shape[1]} entries: upstream gradient, Z, your "
        f"dL/dZ. Of the {len(off)} entries that are off, {through} let something through.",
    )


def training(losses: Sequence[float], accuracies: Sequence[float]) -> None:
    """Draw loss and accuracy of one training run.

    losses: after each step, mean over the samples. accuracies: the same, from 0 to 1.
    """
    steps, chance = np.arange(len(losses)), np.log(3)
    scale = log_scale_around(np.asarray(losses), np.array([chance]), least_decades=1.0)
    left = Chart(scale_around(steps), scale, width=300)
    left.level(chance)
    left.curve(steps, np.asarray(losses), BLUE)
    left.name("log 3, three classes by chance", FAINT, dashes="3 3")
    right = Chart(scale_around(steps), Scale(0.0, 103.0), width=300)
    right.level(95.0)
    right.curve(steps, 100.0 * np.asarray(accuracies), ORANGE)
    right.name("95 %", FAINT, dashes="3 3")
    show(
        beside(
            left.drawing("mean cross-entropy", "step", "loss"),
            right.drawing("accuracy on the training points", "step", "% right"),
        ),
        f"Loss and accuracy over {len(losses)} steps. The loss goes from {losses[0]:.2f} to "
        f"{losses[-1]:.2g}, the accuracy from {accuracies[0]:.0%} to {accuracies[-1]:.1%}.",
    )


def runs(losses: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw the losses of several training runs over each other.

    losses: name of the run -> mean cross-entropy after each step.
    """
    values = {name: np.asarray(run, dtype=np.float64) for name, run in losses.items()}
    steps = [np.arange(len(run)) for run in values.values()]
    plot = Chart(scale_around(*steps), log_scale_around(*values.values()), width=430, height=240)
    # The first is broad and pale, and shows below another run that is the same.
    styles = ((BLUE, "", 6.0), (ORANGE, "7 4", 2.0), (GREEN, "7 3 2 3", 2.0), (INK, "2 3", 2.0))
    for (name, run), (colour, dashes, thick) in zip(values.items(), styles, strict=False):
        opacity = 1.0 if dashes else 0.55
        plot.curve(np.arange(len(run)), run, colour, dashes=dashes, thick=thick, opacity=opacity)
        plot.name(name, colour, dashes=dashes)
    ends = "; ".join(f"{name}: {run[-1]:.2g}" for name, run in values.items())
    show(
        plot.drawing(title, "step", "mean cross-entropy"),
        f"{title}. Loss at the last step: {ends}.",
    )


def decision_boundary(classify: Callable[[Array], Array], X: Array, y: Array, title: str) -> None:
    """Draw which class the net gives to every place of the plane, and the points on top.

    classify: (M, 2) points -> (M,) classes from 0 to 2. X: (N, 2). y: (N,) integers.
    """
    middles = REACH * (2 * (np.arange(PLACES) + 0.5) / PLACES - 1)
    grid = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    classes = np.asarray(classify(grid)).reshape(PLACES, PLACES)
    plot = _plane()
    for arm, colour in enumerate(ARM_COLOURS):
        plot.squares(middles, classes == arm, colour, opacity=0.3)
    hits = float(np.mean(np.asarray(classify(X)) == y))
    show(
        _with_arms(plot, X, y, title),
        f"The plane in three colours, one for each class that the net gives, and {len(X)} points "
        f"of a three-arm spiral on it; {hits:.1%} of them lie in their own colour.",
    )


def points(X: Array, y: Array, title: str) -> None:
    """Draw the points of the spiral, each arm with its own colour and marker.

    X: (N, 2). y: (N,) integers from 0 to 2.
    """
    show(
        _with_arms(_plane(), X, y, title),
        f"{len(X)} points in three arms that wind around the middle, in three colours.",
    )


def _plane() -> Chart:
    """Both inputs, with units of the same length."""
    return Chart(Scale(-REACH, REACH), Scale(-REACH, REACH), width=330, height=330)


def _with_arms(plot: Chart, X: Array, y: Array, title: str) -> Drawing:
    for arm, (colour, kind) in enumerate(zip(ARM_COLOURS, ARM_MARKERS, strict=True)):
        first, second = X[y == arm].T
        plot.dots(first, second, colour, kind, r=2.8)
        plot.name(f"arm {arm}", colour, kind=kind)
    return plot.drawing(title, "first input", "second input")
