"""Pictures of the two-layer net: its gradients, its training, and what it has learned.

Drawn from what the student's own code computed. As in `utils.plots`, every
figure has a title, labelled axes and an alternative text.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Rectangle

from utils.drawing.colours import BLUE, GREEN, ORANGE
from utils.exercises.exercise import Array
from utils.figures import heatmap, show
from utils.nonlinear_plots import demand_shape

ARM_COLOURS = (BLUE, ORANGE, GREEN)
ARM_MARKERS = ("o", "s", "^")


def forward_pass(Z: Array, H: Array, S: Array, P: Array) -> None:
    """Draw the four arrays of a forward pass.

    Z, H: (N, H). S, P: (N, K).
    """
    figure = _panels(
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
        figure,
        f"Four heatmaps of {len(Z)} samples: your Z, H, S and P. {off} of the hidden units are "
        "off for every sample.",
    )


def output_layer(H: Array, dL_dS: Array, dL_dW2: Array, dL_db2: Array) -> None:
    """Draw what the output layer's parameters are asked for, beside what they are asked by.

    H: (N, H). dL_dS: (N, K). dL_dW2: (H, K). dL_db2: (1, K).
    """
    figure = _panels(
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
        figure,
        f"Four heatmaps: H, dL/dS, your dL/dW2 and your dL/db2. The smallest row of your dL/dW2 "
        f"is that of unit {quiet}.",
    )


def loss_of_one_sample(cross_entropy: Callable[[Array, Array], float]) -> None:
    """Draw the loss of one sample against the probability of its right class.

    cross_entropy: P (1, 2), y (1,) -> number; the student's own.
    """
    probabilities = np.linspace(0.001, 0.999, 200)
    label = np.array([0])
    losses = [float(cross_entropy(np.array([[p, 1 - p]]), label)) for p in probabilities]
    figure = Figure(figsize=(5.0, 3.0), layout="constrained")
    ax = figure.add_subplot()
    ax.plot(probabilities, losses, color=BLUE, linewidth=2)
    for p in (0.5, 0.01):
        at = float(cross_entropy(np.array([[p, 1 - p]]), label))
        ax.plot([p], [at], "o", color=ORANGE)
        ax.annotate(f"{at:.3g} at {p:g}", (p, at), (8, 4), textcoords="offset points")
    ax.set(title="your loss of one sample", xlabel="probability of the right class", ylabel="loss")
    show(
        figure,
        f"Your loss against the probability of the right class: {losses[0]:.3g} at 0.001, falling "
        f"to {losses[-1]:.2g} at 0.999.",
    )


def pull_of_labels(P: Array, y: Array, dL_dS: Array) -> None:
    """Draw the probabilities, and beside them dL/dS, with the entry of each label framed.

    P: (N, K). y: (N,) integers. dL_dS: (N, K), whoever computed it.
    Raises: ValueError if dL_dS has not the shape of P.
    """
    demand_shape("dL_dS", dL_dS, P)
    N, K = P.shape
    figure = Figure(
        figsize=(2 * (0.75 * K + 1.0), 0.6 * N + 1.6), layout=ConstrainedLayoutEngine(wspace=0.1)
    )
    for ax, array, title in zip(
        figure.subplots(1, 2), (P, dL_dS), ("P", "your dL/dS"), strict=True
    ):
        heatmap(ax, array, title, rows="sample n", columns="class k", limit=1.0)
        for n, label in enumerate(y):
            frame = Rectangle((label - 0.5, n - 0.5), 1, 1, fill=False, linewidth=3)
            ax.add_patch(frame)
    figure.suptitle("Framed: the class of the label")
    sums = ", ".join(f"{round(float(total), 9) + 0.0:.2g}" for total in np.sum(dL_dS, axis=1))
    show(
        figure,
        f"Two heatmaps of {N} samples and {K} classes, P and your dL/dS, with the labels framed. "
        f"The rows of your dL/dS add up to {sums}.",
    )


def gate(dL_dH: Array, Z: Array, dL_dZ: Array) -> None:
    """Draw how the sign of Z decides what of dL/dH goes on to dL/dZ.

    dL_dH, Z: (N, H). dL_dZ: (N, H), whoever computed it.
    Raises: ValueError if dL_dZ has not the shape of Z.
    """
    demand_shape("dL_dZ", dL_dZ, Z)
    N, H = Z.shape
    figure = Figure(
        figsize=(3 * (0.65 * H + 0.9), 0.6 * N + 1.6), layout=ConstrainedLayoutEngine(wspace=0.1)
    )
    limit = float(np.abs(dL_dH).max()) or 1.0
    panels = ((dL_dH, "upstream dL/dH", limit), (Z, "Z", None), (dL_dZ, "your dL/dZ", limit))
    for ax, (array, title, full) in zip(figure.subplots(1, 3), panels, strict=True):
        heatmap(ax, array, title, rows="sample n", columns="unit h", limit=full)
        for n, h in np.argwhere(Z <= 0):
            cell = Rectangle((h - 0.5, n - 0.5), 1, 1, fill=False, hatch="//", linewidth=0)
            cell.set_edgecolor("grey")
            ax.add_patch(cell)
    figure.suptitle("Hatched: units that are off, because Z is not above zero")
    through = int(np.count_nonzero(np.asarray(dL_dZ)[Z <= 0]))
    show(
        figure,
        f"Three heatmaps of {N} by {H} entries: upstream gradient, Z, your dL/dZ. Of the "
        f"{int(np.sum(Z <= 0))} entries that are off, {through} let something through.",
    )


def training(losses: Sequence[float], accuracies: Sequence[float]) -> None:
    """Draw loss and accuracy of one training run.

    losses: after each step, mean over the samples. accuracies: the same, from 0 to 1.
    """
    figure = Figure(figsize=(7.6, 3.0), layout="constrained")
    left, right = figure.subplots(1, 2)
    _curve(left, losses, BLUE)
    left.axhline(np.log(3), color="grey", linestyle=":", label="log 3, three classes by chance")
    left.set(title="mean cross-entropy", xlabel="step", ylabel="loss", yscale="log")
    left.legend()
    _curve(right, 100.0 * np.asarray(accuracies), ORANGE)
    right.axhline(95.0, color="grey", linestyle=":", label="95 %")
    right.set(title="accuracy on the training points", xlabel="step", ylabel="% right")
    right.set_ylim(0.0, 103.0)
    right.legend(loc="lower right")
    show(
        figure,
        f"Loss and accuracy over {len(losses)} steps. The loss goes from {losses[0]:.2f} to "
        f"{losses[-1]:.2g}, the accuracy from {accuracies[0]:.0%} to {accuracies[-1]:.1%}.",
    )


def runs(losses: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw the losses of several training runs over each other.

    losses: name of the run -> mean cross-entropy after each step.
    """
    figure = Figure(figsize=(6.6, 3.4), layout="constrained")
    ax = figure.add_subplot()
    styles = ("-", "--", "-.", ":")
    colours = (BLUE, ORANGE, GREEN, "black")
    for (name, values), colour, style in zip(losses.items(), colours, styles, strict=False):
        finite = np.where(np.isfinite(values), values, np.nan)
        ax.plot(np.arange(len(values)), finite, color=colour, linestyle=style, label=name)
    ax.set(title=title, xlabel="step", ylabel="mean cross-entropy", yscale="log")
    ax.legend()
    ends = "; ".join(f"{name}: {values[-1]:.2g}" for name, values in losses.items())
    show(figure, f"{title}. Loss at the last step: {ends}.")


def decision_boundary(classify: Callable[[Array], Array], X: Array, y: Array, title: str) -> None:
    """Draw which class the net gives to every place of the plane, and the points on top.

    classify: (M, 2) points -> (M,) classes from 0 to 2. X: (N, 2). y: (N,) integers.
    """
    edge = np.linspace(-1.15, 1.15, 160)
    grid = np.stack(np.meshgrid(edge, edge), axis=-1).reshape(-1, 2)
    classes = np.asarray(classify(grid)).reshape(len(edge), len(edge))
    figure = Figure(figsize=(5.6, 4.4), layout="constrained")
    ax = figure.add_subplot()
    ax.contourf(edge, edge, classes, levels=[-0.5, 0.5, 1.5, 2.5], colors=ARM_COLOURS, alpha=0.25)
    _scatter_arms(ax, X, y)
    ax.set(title=title, xlabel="first input", ylabel="second input", aspect="equal")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    hits = float(np.mean(np.asarray(classify(X)) == y))
    show(
        figure,
        f"The plane in three colours, one for each class that the net gives, and {len(X)} points "
        f"of a three-arm spiral on it; {hits:.1%} of them lie in their own colour.",
    )


def points(X: Array, y: Array, title: str) -> None:
    """Draw the points of the spiral, each arm with its own colour and marker.

    X: (N, 2). y: (N,) integers from 0 to 2.
    """
    figure = Figure(figsize=(5.2, 4.0), layout="constrained")
    ax = figure.add_subplot()
    _scatter_arms(ax, X, y)
    ax.set(title=title, xlabel="first input", ylabel="second input", aspect="equal")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    show(figure, f"{len(X)} points in three arms that wind around the middle, in three colours.")


def _panels(panels: Sequence[tuple[str, Array, str, str]], title: str) -> Figure:
    """Heatmaps side by side, each cell of the same size: title, array, rows, columns of each."""
    widths = [np.shape(array)[1] for _, array, _, _ in panels]
    height = max(np.shape(array)[0] for _, array, _, _ in panels)
    figure = Figure(
        figsize=(0.6 * sum(widths) + 0.7 * len(panels), 0.6 * height + 1.5),
        layout=ConstrainedLayoutEngine(wspace=0.05),
    )
    axes = np.atleast_1d(figure.subplots(1, len(panels), width_ratios=widths))
    for ax, (name, array, rows, columns) in zip(axes, panels, strict=True):
        heatmap(ax, array, name, rows=rows, columns=columns)
    figure.suptitle(title)
    return figure


def _scatter_arms(ax: Axes, X: Array, y: Array) -> None:
    for arm, (colour, marker) in enumerate(zip(ARM_COLOURS, ARM_MARKERS, strict=True)):
        first, second = X[y == arm].T
        ax.scatter(first, second, s=14, color=colour, marker=marker, label=f"arm {arm}")


def _curve(ax: Axes, values: Sequence[float] | Array, colour: str) -> None:
    ax.plot(np.arange(len(values)), values, color=colour)
