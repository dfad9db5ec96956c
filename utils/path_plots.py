"""Pictures of a chain of maps: the pull on one unit, every path through a layer, learning.

As in `utils.plots`, every figure has a title, labelled axes and an alternative
text, and a wrong gradient looks wrong in it.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.drawing.colours import BLUE, GREEN, ORANGE
from utils.exercises.exercise import Array
from utils.figures import show
from utils.nonlinear_plots import demand_shape, label


def error_and_pull(
    error: Callable[[float], float], pull: Callable[[float], float], *, target: float
) -> None:
    """Draw the error of one neuron and its derivative while the pre-activation varies.

    error, pull: number -> number. target: y, for the titles.
    """
    u = np.linspace(-8.0, 8.0, 161)
    errors, pulls = [np.array([float(f(x)) for x in u]) for f in (error, pull)]
    figure = Figure(figsize=(8.6, 3.0), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(u, errors, color=BLUE, linewidth=2)
    label(left, f"E of one neuron with target {target:g}", "u", "E")
    right.plot(u, pulls, color=ORANGE, linewidth=2)
    right.axhline(0.0, color="grey", linewidth=1, linestyle=":")
    label(right, "your dE/du", "u", "dE/du")
    strongest = u[np.argmax(np.abs(pulls))]
    show(
        figure,
        f"Left, the error of one neuron with target {target:g}, from {errors[0]:.2g} at u = -8 to "
        f"{errors[-1]:.2g} at u = 8. Right, your dE/du: strongest at u = {strongest:.1f}, "
        f"{pulls[0]:.2g} at u = -8 and {pulls[-1]:.2g} at u = 8.",
    )


def paths_from_input(W: Array, dE_du: Array, dE_dx: Array, *, lit: int) -> None:
    """Draw a layer as a graph, inputs to pre-activations to E, and light every path of one input.

    W: (H, D). dE_du: (H,). dE_dx: (D,), whoever computed it.
    lit: the input to follow, counted from 1.
    Raises: ValueError if dE_dx has not the shape (D,), or lit is not one of its entries.
    """
    H, D = W.shape
    demand_shape("dE_dx", dE_dx, W[0])
    if not 1 <= lit <= D:
        raise ValueError(f"there is no input {lit}; there are inputs 1 to {D}")
    products = dE_du * W[:, lit - 1]
    figure = Figure(figsize=(7.6, 0.9 * max(H, D) + 1.6))
    ax = figure.add_subplot()
    inputs, units = _column(0.0, D), _column(1.0, H)
    for l, start in enumerate(inputs):  # noqa: E741
        for j, end in enumerate(units):
            on = l == lit - 1
            _edge(ax, start, end, f"{W[j, l]:.2g}" if on else "", lit=on)
    for j, start in enumerate(units):
        _edge(ax, start, (2.0, 0.0), f"{dE_du[j]:.2g}", lit=True)
    _nodes(ax, inputs, "x", lit=lit - 1)
    _nodes(ax, units, "u", lit=None)
    _nodes(ax, [(2.0, 0.0)], "E", lit=None)
    ax.set_xticks([0.0, 1.0, 2.0], ["input", "pre-activation", "error"])
    ax.set_yticks([])
    ax.set_xlim(-0.25, 2.25)
    ax.set_title(
        f"Every path from x_{lit} to E: {' + '.join(f'({p:.2g})' for p in products)} = "
        f"{products.sum():.2g}\nyour dE/dx_{lit}: {dE_dx[lit - 1]:.2g}"
    )
    ax.set_xlabel("along a path multiply, over paths add")
    ax.set_ylabel("number 1 is at the top")
    show(
        figure,
        f"A graph of {D} inputs, {H} pre-activations and E. The {H} paths from x_{lit} are lit; "
        f"their products are {', '.join(f'{p:.2g}' for p in products)}, and they add up to "
        f"{products.sum():.2g}. Your dE/dx_{lit} is {dE_dx[lit - 1]:.2g}.",
    )


def loss_curves(curves: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw several losses against the number of training steps.

    curves: name -> the loss before each step, in the loss's own units.
    """
    styles = ((BLUE, "-"), (ORANGE, "--"), (GREEN, ":"))
    figure = Figure(figsize=(5.6, 3.2))
    ax = figure.add_subplot()
    for (name, losses), (colour, line) in zip(curves.items(), styles, strict=False):
        ax.plot(losses, line, color=colour, linewidth=2, label=name)
    label(ax, title, "training step", "loss")
    ax.legend()
    told = "; ".join(f"{name}: from {c[0]:.3g} to {c[-1]:.3g}" for name, c in curves.items())
    show(figure, f"Losses over the steps of training. {told}.")


def _column(x: float, count: int) -> list[tuple[float, float]]:
    return [(x, (count - 1) / 2 - place) for place in range(count)]


def _edge(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], text: str, *, lit: bool
) -> None:
    colour = ORANGE if lit else "lightgrey"
    ax.plot(*zip(start, end, strict=True), color=colour, linewidth=2 if lit else 1, zorder=1)
    if text:
        x, y = (0.6 * a + 0.4 * b for a, b in zip(start, end, strict=True))
        box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
        ax.text(x, y, text, ha="center", va="center", fontsize=9, bbox=box, zorder=2)


def _nodes(ax: Axes, places: Sequence[tuple[float, float]], name: str, *, lit: int | None) -> None:
    for number, (x, y) in enumerate(places):
        edge = ORANGE if number == lit else "black"
        text = name if len(places) == 1 else f"{name}_{number + 1}"
        circle = {"boxstyle": "circle,pad=0.3", "facecolor": "white", "edgecolor": edge}
        ax.text(x, y, text, ha="center", va="center", bbox={**circle, "linewidth": 2}, zorder=3)
