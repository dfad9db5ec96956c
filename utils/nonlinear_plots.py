"""Pictures of losses and nonlinearities, drawn from what the student's own code computed.

As in `utils.plots`, every picture has a title, labelled axes and an alternative
text, and a wrong gradient looks wrong in it.
"""

from collections.abc import Callable, Mapping

import numpy as np

from utils.drawing.chart import Chart
from utils.drawing.colours import BLUE, GREEN, ORANGE, PINK, SKY
from utils.drawing.matrices import Matrix, side_by_side, with_axes
from utils.drawing.picture import show
from utils.drawing.plot import Plot
from utils.drawing.scale import Scale, log_scale_around, scale_around
from utils.drawing.svg import FAINT, INK, Drawing, beside
from utils.exercises.exercise import Array

# Below a hundredth of a nudge passing through, a unit is called saturated here.
SATURATED = 0.01


def steps_to_targets(Z: Array, Y: Array, dE_dZ: Array) -> None:
    """Draw predictions and targets, and from each prediction one step against its gradient.

    Z: (N, K) predictions. Y: (N, K) targets. dE_dZ: (N, K), whoever computed it.
    Raises: ValueError if dE_dZ has not the shape of Z.
    """
    demand_shape("dE_dZ", dE_dZ, Z)
    Z, Y = np.asarray(Z, dtype=np.float64), np.asarray(Y, dtype=np.float64)
    ends = Z - np.asarray(dE_dZ)
    places = np.arange(Z.size)
    plot = Chart(
        Scale(-0.5, Z.size - 0.5),
        scale_around(Z, Y, ends, margin=0.12),
        width=min(max(330, 75 * Z.size), 700),
    )
    plot.dots(places, Y.ravel(), GREEN, "square", r=10)
    plot.dots(places, Z.ravel(), BLUE, r=5)
    for place, (start, end) in enumerate(zip(Z.ravel(), ends.ravel(), strict=True)):
        plot.arrow(place, start, end, ORANGE)
    plot.name("target Y", GREEN, kind="square")
    plot.name("prediction Z", BLUE, kind="circle")
    entries = [f"{n + 1},{k + 1}" for n, k in np.ndindex(Z.shape)]
    title = "One step of size 1 against your dE/dZ (arrows)"
    hits = int(np.isclose(ends, Y).sum())
    show(
        plot.drawing(title, "entry n, k", "value", x_marks=list(enumerate(entries))),
        f"{Z.size} predictions and their targets. From each prediction an arrow shows one step "
        f"against your gradient; {hits} of {Z.size} arrows end on their target.",
    )


def sigmoid_and_slope(
    sigmoid: Callable[[Array], Array], slope: Callable[[Array], Array] | None = None
) -> None:
    """Draw sigma, and beside it its slope with the saturated regions shaded.

    sigmoid, slope: array -> array of the same shape; without a slope only sigma is drawn.
    Raises: ValueError if one of them returns another shape.
    """
    u = np.linspace(-9.0, 9.0, 181)
    z = np.asarray(sigmoid(u))
    demand_shape("sigma(u)", z, u)
    plot = Chart(scale_around(u), scale_around(z, np.array([0.0, 1.0])), width=300)
    for height in (0.0, 1.0):
        plot.level(height)
    plot.curve(u, z, BLUE)
    drawing = plot.drawing("your sigma(u)", "u", "sigma(u)")
    told = f"Your sigma: {z[0]:.2g} at u = -9, {z[len(z) // 2]:.2g} at 0, {z[-1]:.2g} at 9."
    if slope:
        slopes = np.asarray(slope(u))
        demand_shape("the slope", slopes, u)
        drawing = beside(drawing, _slope(u, slopes))
        told += " " + _slope_in_words(u, slopes)
    show(drawing, told)


def _slope(u: Array, slopes: Array) -> Drawing:
    plot = Chart(scale_around(u), scale_around(slopes, np.array([0.0, 0.27])), width=300)
    plot.shade_where(u, np.abs(slopes) < SATURATED, FAINT)
    plot.level(0.25)
    plot.curve(u, slopes, ORANGE)
    plot.name("your slope", ORANGE)
    plot.name("1/4", FAINT, dashes="3 3")
    plot.name(f"slope below {SATURATED:g}", FAINT, kind="square")
    return plot.drawing("your slope of sigma at u", "u", "d sigma / du")


def _slope_in_words(u: Array, slopes: Array) -> str:
    flat = np.abs(slopes) < SATURATED
    return (
        f"Beside it your slope, largest at u = {u[np.argmax(slopes)]:.1f} with {slopes.max():.3g}; "
        f"it is below {SATURATED:g} over {np.mean(flat):.0%} of the range, which is shaded."
    )


def hadamard(dL_dY: Array, dh_dX: Array, dL_dX: Array) -> None:
    """Draw an upstream gradient, the slopes, and the gradient that comes out, side by side.

    dL_dY, dh_dX: (N, H). dL_dX: (N, H), whoever computed it.
    Raises: ValueError if dL_dX has not the shape of dL_dY.
    """
    demand_shape("dL_dX", dL_dX, dL_dY)
    N, H = np.shape(dL_dY)
    titles = ("upstream dL/dY", "slopes h'(X)", "your dL/dX")
    panels = [
        Matrix(with_axes(2, array, title), title, "sample n", "unit j")
        for array, title in zip((dL_dY, dh_dX, dL_dX), titles, strict=True)
    ]
    headline = "What each entry lets through (each panel has its own colour scale)"
    flat = int(np.sum(np.abs(dh_dX) < SATURATED))
    show(
        side_by_side(panels, headline),
        f"Three heatmaps of {N} by {H} entries: upstream gradient, slopes, your dL/dX. "
        f"{flat} slopes are below {SATURATED:g}.",
    )


def probabilities(u: Array, rows: Mapping[str, Array]) -> None:
    """Draw several probability vectors over the same classes as grouped bars.

    u: (K,) logits, which label the classes. rows: name -> (K,) probabilities.
    """
    K = len(u)
    width = 0.8 / len(rows)
    colours = (BLUE, ORANGE, GREEN, PINK, SKY)
    plot = Chart(Scale(-0.5, K - 0.5), Scale(0.0, 1.0), width=min(max(330, 110 * K), 700))
    for place, (name, s) in enumerate(rows.items()):
        middles = np.arange(K) + (place - (len(rows) - 1) / 2) * width
        colour = colours[place % len(colours)]
        plot.bars(middles, np.asarray(s), colour, wide=0.94 * width)
        plot.name(name, colour, kind="square")
    marks = [(float(k), f"class {k + 1}\nlogit {value:g}") for k, value in enumerate(u)]
    title, across = "your softmax of the same logits", "class and its logit"
    largest = ", ".join(f"{name}: {np.max(s):.2f}" for name, s in rows.items())
    show(
        plot.drawing(title, across, "probability", x_marks=marks),
        f"Grouped bars of probabilities over {K} classes. The largest one is {largest}.",
    )


def jacobian_and_spectrum(J: Array) -> None:
    """Draw a square Jacobian as a heatmap, and its singular values on a log scale beside it.

    J: (K, K), output index first.
    """
    J = with_axes(2, J, "J")
    left = side_by_side([Matrix(J, "your J: ds_j/du_i", "probability j", "logit i")])
    told = f"A heatmap of your {len(J)} by {len(J)} Jacobian"
    if np.isfinite(J).all():
        values = np.linalg.svd(J, compute_uv=False)
        show(
            beside(left, _spectrum(values)),
            f"{told}, and its singular values on a log scale, from {values[0]:.2g} down to "
            f"{values[-1]:.2g}; its rank is {int(np.linalg.matrix_rank(J))}.",
        )
    else:
        show(left, f"{told}, with entries that are no numbers, and so without singular values.")


def _spectrum(values: Array) -> Drawing:
    # What rounding leaves of a zero; drawn at the bottom, because a log scale has no zero.
    floor = 1e-17 * max(values[0], 1e-300)
    heights, places = np.maximum(values, floor), np.arange(1, len(values) + 1)
    plot = Chart(Scale(0.5, len(values) + 0.5), log_scale_around(heights), width=280)
    plot.dots(places, heights, ORANGE, r=5.5)
    marks = [(float(place), str(place)) for place in places]
    return plot.drawing("singular values of your J", "number", "singular value", x_marks=marks)


def above_the_average(dL_ds: Array, s: Array, dL_du: Array) -> None:
    """Draw one sample's upstream gradient about its weighted average, and below it dL/du.

    dL_ds: (K,) upstream gradient. s: (K,) probabilities. dL_du: (K,), whoever computed it.
    Raises: ValueError if dL_du has not the shape of dL_ds.
    """
    demand_shape("dL_du", dL_du, dL_ds)
    dL_ds, s, dL_du = np.asarray(dL_ds), np.asarray(s), np.asarray(dL_du)
    average = float(np.sum(dL_ds * s))
    signs = int(np.sum(np.sign(dL_du) == np.sign(dL_ds - average)))
    show(
        _above_and_below(dL_ds, s, dL_du, average),
        f"Above, bars of the upstream gradient starting from its average {average:.3g}, weighted "
        f"by the probabilities; below, your dL/du, which has the same sign in {signs} of {len(s)} "
        f"classes and sums to {np.sum(dL_du) + 0.0:.2g}.",
    )


def _above_and_below(dL_ds: Array, s: Array, dL_du: Array, average: float) -> Drawing:
    K, zero = len(s), np.zeros(1)
    places, x = np.arange(1, K + 1), Scale(0.5, K + 0.5)
    width = float(min(max(300, 85 * K), 700))
    drawing = Drawing(width + 106, 0)
    y = scale_around(dL_ds, np.array([average]), margin=0.08)
    above = Plot(drawing, 86, 36, width, 140, x, y)
    above.bars(places, dL_ds, BLUE, wide=0.6, foot=average)
    above.level(average, INK, dashes="7 4")
    above.name(f"average {average:.3g}", INK, dashes="7 4")
    title = "upstream gradient, seen from its average"
    top = above.finish(title, "", "dL/ds", x_ticks=False) + 44
    below = Plot(drawing, 86, top, width, 140, x, scale_around(dL_du, zero, margin=0.08))
    below.bars(places, dL_du, ORANGE, wide=0.6)
    below.level(0.0, INK, dashes="")
    marks = [(float(k), f"class {k}\ns = {p:.2f}") for k, p in zip(places, s, strict=True)]
    across = "class and its probability"
    drawing.height = below.finish("your dL/du", across, "dL/du", x_marks=marks) + 12
    return drawing


def demand_shape(name: str, got: Array, wanted: Array) -> None:
    """Raise a ValueError that names the array, unless it has the shape of the other one."""
    if np.shape(got) != np.shape(wanted):
        raise ValueError(f"{name} has shape {np.shape(got)}; expected {np.shape(wanted)}")
