"""Pictures of a chain of maps: the pull on one unit, every path through a layer, learning.

As in `utils.plots`, every picture has a title, labelled axes and an alternative
text, and a wrong gradient looks wrong in it.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from utils.drawing.chart import Chart
from utils.drawing.colours import BLUE, GREEN, ORANGE
from utils.drawing.picture import show
from utils.drawing.scale import scale_around
from utils.drawing.svg import FAINT, INK, PAPER, Drawing, beside
from utils.exercises.exercise import Array
from utils.nonlinear_plots import demand_shape

Place = tuple[float, float]


def error_and_pull(
    error: Callable[[float], float], pull: Callable[[float], float], *, target: float
) -> None:
    """Draw the error of one neuron and its derivative while the pre-activation varies.

    error, pull: number -> number. target: y, for the titles.
    """
    u = np.linspace(-8.0, 8.0, 161)
    errors, pulls = [np.array([float(f(x)) for x in u]) for f in (error, pull)]
    left = Chart(scale_around(u), scale_around(errors), width=300)
    left.curve(u, errors, BLUE)
    right = Chart(scale_around(u), scale_around(pulls), width=300)
    right.level(0.0)
    right.curve(u, pulls, ORANGE)
    strongest = u[np.argmax(np.abs(pulls))]
    show(
        beside(
            left.drawing(f"E of one neuron with target {target:g}", "u", "E"),
            right.drawing("your dE/du", "u", "dE/du"),
        ),
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
    W, dE_du, dE_dx = np.asarray(W), np.asarray(dE_du), np.asarray(dE_dx)
    H, D = W.shape
    demand_shape("dE_dx", dE_dx, W[0])
    if not 1 <= lit <= D:
        raise ValueError(f"there is no input {lit}; there are inputs 1 to {D}")
    products = dE_du * W[:, lit - 1]
    drawing = _graph(W, dE_du, lit - 1)
    middle = drawing.width / 2
    added = " + ".join(f"({product:.2g})" for product in products)
    title = f"Every path from x_{lit} to E: {added} = {products.sum():.2g}"
    drawing.text(middle, 22, title, anchor="middle", bold=True)
    yours = f"your dE/dx_{lit}: {dE_dx[lit - 1]:.2g}"
    drawing.text(middle, 42, yours, anchor="middle", bold=True)
    show(
        drawing,
        f"A graph of {D} inputs, {H} pre-activations and E. The {H} paths from x_{lit} are lit; "
        f"their products are {', '.join(f'{p:.2g}' for p in products)}, and they add up to "
        f"{products.sum():.2g}. Your dE/dx_{lit} is {dE_dx[lit - 1]:.2g}.",
    )


def _graph(W: Array, dE_du: Array, lit: int) -> Drawing:
    """The layer without its title, from the left to the right; lit: an input, from 0."""
    H, D = W.shape
    bottom = 60.0 + 80.0 * max(H, D)
    drawing = Drawing(640, bottom + 58)
    middle = (60.0 + bottom) / 2
    inputs, units, error = _column(80, D, middle), _column(330, H, middle), (560.0, middle)
    # Those that are lit last, so that no other line crosses their numbers.
    for l in sorted(range(D), key=lambda l: l == lit):  # noqa: E741
        for j in range(H):
            _edge(drawing, inputs[l], units[j], f"{W[j, l]:.2g}" if l == lit else "")
    for j in range(H):
        _edge(drawing, units[j], error, f"{dE_du[j]:.2g}")
    for number, place in enumerate(inputs):
        _node(drawing, place, f"x_{number + 1}", ORANGE if number == lit else INK)
    for number, place in enumerate(units):
        _node(drawing, place, f"u_{number + 1}", INK)
    _node(drawing, error, "E", INK)
    for x, words in ((80, "input"), (330, "pre-activation"), (560, "error")):
        drawing.text(x, bottom + 18, words, anchor="middle", size=12)
    drawing.text(320, bottom + 42, "along a path multiply, over paths add", anchor="middle")
    drawing.text(24, middle, "number 1 is at the top", anchor="middle", turned=True)
    return drawing


def _column(x: float, count: int, middle: float) -> list[Place]:
    return [(x, middle + 80.0 * (place - (count - 1) / 2)) for place in range(count)]


def _edge(drawing: Drawing, start: Place, end: Place, number: str) -> None:
    """A line, lit if it has a number."""
    colour, thick = (ORANGE, 2.5) if number else (FAINT, 1.0)
    drawing.line(np.array([start, end]), colour=colour, thick=thick)
    if number:
        x, y = (0.6 * a + 0.4 * b for a, b in zip(start, end, strict=True))
        half = 4 * len(number) + 3
        drawing.rectangle(x - half, y - 9, 2 * half, 18, fill=PAPER)
        drawing.text(x, y + 4, number, anchor="middle")


def _node(drawing: Drawing, place: Place, name: str, colour: str) -> None:
    x, y = place
    drawing.circle(x, y, 18, fill=PAPER, stroke=colour, thick=2.5)
    drawing.text(x, y + 4, name, anchor="middle")


def loss_curves(curves: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw several losses against the number of training steps.

    curves: name -> the loss before each step, in the loss's own units.
    """
    values = {name: np.asarray(losses, dtype=np.float64) for name, losses in curves.items()}
    steps = [np.arange(len(losses)) for losses in values.values()]
    plot = Chart(scale_around(*steps), scale_around(*values.values()))
    styles = ((BLUE, ""), (ORANGE, "7 4"), (GREEN, "2 3"))
    for (name, losses), (colour, dashes) in zip(values.items(), styles, strict=False):
        plot.curve(np.arange(len(losses)), losses, colour, dashes=dashes)
        plot.name(name, colour, dashes=dashes)
    told = "; ".join(f"{name}: from {c[0]:.3g} to {c[-1]:.3g}" for name, c in curves.items())
    show(
        plot.drawing(title, "training step", "loss"), f"Losses over the steps of training. {told}."
    )
