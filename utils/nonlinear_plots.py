"""Pictures of losses and nonlinearities, drawn from what the student's own code computed.

As in `utils.plots`, every figure has a title, labelled axes and an alternative
text, and a wrong gradient looks wrong in it.
"""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from utils.drawing.colours import BLUE, GREEN, ORANGE
from utils.exercises.exercise import Array
from utils.figures import heatmap, show

# Below a hundredth of a nudge passing through, a unit is called saturated here.
SATURATED = 0.01


def steps_to_targets(Z: Array, Y: Array, dE_dZ: Array) -> None:
    """Draw predictions and targets, and from each prediction one step against its gradient.

    Z: (N, K) predictions. Y: (N, K) targets. dE_dZ: (N, K), whoever computed it.
    Raises: ValueError if dE_dZ has not the shape of Z.
    """
    demand_shape("dE_dZ", dE_dZ, Z)
    K = Z.shape[1]
    figure = Figure(figsize=(1.2 + 0.7 * Z.size, 3.2))
    ax = figure.add_subplot()
    places = np.arange(Z.size)
    ax.plot(places, Y.ravel(), "s", color=GREEN, markersize=11, fillstyle="none", label="target Y")
    ax.plot(places, Z.ravel(), "o", color=BLUE, label="prediction Z")
    for place, start, step in zip(places, Z.ravel(), -np.ravel(dE_dZ), strict=True):
        if step:
            arrow = {"arrowstyle": "-|>", "color": ORANGE, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", (place, start + step), (place, start), arrowprops=arrow)
    ends = Z - dE_dZ
    low, high = min(Z.min(), Y.min(), ends.min()), max(Z.max(), Y.max(), ends.max())
    ax.set_ylim(low - 0.6, high + 0.6)
    ax.set_xlim(-0.5, Z.size - 0.5)
    ax.set_xticks(places, [f"{place // K + 1},{place % K + 1}" for place in places])
    ax.set_title("One step of size 1 against your dE/dZ (arrows)")
    ax.set_xlabel("entry n, k")
    ax.set_ylabel("value")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    hits = int(np.isclose(ends, Y).sum())
    show(
        figure,
        f"{Z.size} predictions and their targets. From each prediction an arrow shows one step "
        f"against your gradient; {hits} of {Z.size} arrows end on their target.",
    )


def sigmoid_and_slope(
    sigmoid: Callable[[Array], Array], slope: Callable[[Array], Array] | None = None
) -> None:
    """Draw sigma, and beside it its slope with the saturated regions shaded.

    sigmoid, slope: array -> array of the same shape; without a slope only sigma is drawn.
    """
    u = np.linspace(-9.0, 9.0, 181)
    figure = Figure(figsize=(8.6 if slope else 4.6, 3.0), layout="constrained")
    axes = figure.subplots(1, 2 if slope else 1, squeeze=False)[0]
    z = np.asarray(sigmoid(u))
    axes[0].plot(u, z, color=BLUE, linewidth=2)
    for height in (0.0, 1.0):
        axes[0].axhline(height, color="grey", linewidth=1, linestyle=":")
    label(axes[0], "your sigma(u)", "u", "sigma(u)")
    told = f"Your sigma: {z[0]:.2g} at u = -9, {z[len(z) // 2]:.2g} at 0, {z[-1]:.2g} at 9."
    if slope:
        told += " " + _draw_slope(axes[1], u, np.asarray(slope(u)))
    show(figure, told)


def _draw_slope(ax: Axes, u: Array, slopes: Array) -> str:
    ax.plot(u, slopes, color=ORANGE, linewidth=2, label="your slope")
    ax.axhline(0.25, color="grey", linewidth=1, linestyle=":", label="1/4")
    flat = np.abs(slopes) < SATURATED
    ax.fill_between(u, 0.0, 0.27, where=flat, color="lightgrey", label=f"slope below {SATURATED:g}")
    label(ax, "your slope of sigma at u", "u", "d sigma / du")
    ax.legend(loc="upper right", fontsize=8)
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
    N, H = dL_dY.shape
    figure = Figure(
        figsize=(3 * (0.62 * H + 1.2), 0.62 * N + 1.5), layout=ConstrainedLayoutEngine(wspace=0.1)
    )
    titles = ("upstream dL/dY", "slopes h'(X)", "your dL/dX")
    for ax, array, title in zip(figure.subplots(1, 3), (dL_dY, dh_dX, dL_dX), titles, strict=True):
        heatmap(ax, array, title, rows="sample n", columns="unit j")
    figure.suptitle("What each entry lets through (each panel has its own colour scale)")
    flat = int(np.sum(np.abs(dh_dX) < SATURATED))
    show(
        figure,
        f"Three heatmaps of {N} by {H} entries: upstream gradient, slopes, your dL/dX. "
        f"{flat} slopes are below {SATURATED:g}.",
    )


def probabilities(u: Array, rows: Mapping[str, Array]) -> None:
    """Draw several probability vectors over the same classes as grouped bars.

    u: (K,) logits, which label the classes. rows: name -> (K,) probabilities.
    """
    K = len(u)
    width = 0.8 / len(rows)
    colours = (BLUE, ORANGE, GREEN, "#CC79A7", "#56B4E9")
    hatches = ("", "//", "..", "xx", "--")
    figure = Figure(figsize=(7.0, 3.2))
    ax = figure.add_subplot()
    for place, (name, s) in enumerate(rows.items()):
        ax.bar(
            np.arange(K) + (place - (len(rows) - 1) / 2) * width,
            s,
            width,
            label=name,
            color=colours[place % len(colours)],
            hatch=hatches[place % len(hatches)],
            edgecolor="white",
        )
    ax.set_xticks(range(K), [f"class {k + 1}\nlogit {value:g}" for k, value in enumerate(u)])
    label(ax, "your softmax of the same logits", "class and its logit", "probability")
    ax.set_ylim(0.0, 1.0)
    ax.legend()
    largest = ", ".join(f"{name}: {np.max(s):.2f}" for name, s in rows.items())
    show(figure, f"Grouped bars of probabilities over {K} classes. The largest one is {largest}.")


def jacobian_and_spectrum(J: Array) -> None:
    """Draw a square Jacobian as a heatmap, and its singular values on a log scale beside it.

    J: (K, K), output index first.
    """
    J = np.asarray(J)
    values = np.linalg.svd(J, compute_uv=False)
    # What rounding leaves of a zero; drawn at the bottom, because a log scale has no zero.
    floor = 1e-17 * max(values[0], 1e-300)
    K = len(J)
    figure = Figure(figsize=(0.75 * K + 5.8, 0.62 * K + 1.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    heatmap(left, J, "your J: ds_j/du_i", rows="probability j", columns="logit i")
    right.semilogy(range(1, K + 1), np.maximum(values, floor), "o", color=ORANGE, markersize=9)
    right.set_xticks(range(1, K + 1))
    label(right, "singular values of your J", "number", "singular value")
    rank = int(np.linalg.matrix_rank(J))
    show(
        figure,
        f"A heatmap of your {K} by {K} Jacobian, and its singular values on a log scale, from "
        f"{values[0]:.2g} down to {values[-1]:.2g}; its rank is {rank}.",
    )


def above_the_average(dL_ds: Array, s: Array, dL_du: Array) -> None:
    """Draw one sample's upstream gradient about its weighted average, and below it dL/du.

    dL_ds: (K,) upstream gradient. s: (K,) probabilities. dL_du: (K,), whoever computed it.
    Raises: ValueError if dL_du has not the shape of dL_ds.
    """
    demand_shape("dL_du", dL_du, dL_ds)
    average = float(np.sum(dL_ds * s))
    places = np.arange(1, len(s) + 1)
    figure = Figure(figsize=(6.4, 4.6), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    above.bar(places, dL_ds - average, bottom=average, color=BLUE, width=0.6)
    above.axhline(average, color="black", linestyle="--", label=f"average {average:.3g}")
    label(above, "upstream gradient, seen from its average", "", "dL/ds")
    above.legend()
    below.bar(places, dL_du, color=ORANGE, width=0.6)
    below.axhline(0.0, color="black", linewidth=1)
    below.set_xticks(places, [f"class {k}\ns = {p:.2f}" for k, p in zip(places, s, strict=True)])
    label(below, "your dL/du", "class and its probability", "dL/du")
    signs = int(np.sum(np.sign(dL_du) == np.sign(dL_ds - average)))
    show(
        figure,
        f"Above, bars of the upstream gradient starting from its average {average:.3g}, weighted "
        f"by the probabilities; below, your dL/du, which has the same sign in {signs} of {len(s)} "
        f"classes and sums to {np.sum(dL_du) + 0.0:.2g}.",
    )


def label(ax: Axes, title: str, x: str, y: str) -> None:
    """Give a panel its title and name its axes."""
    ax.set_title(title)
    ax.set_xlabel(x)
    ax.set_ylabel(y)


def demand_shape(name: str, got: Array, wanted: Array) -> None:
    """Raise a ValueError that names the array, unless it has the shape of the other one."""
    if np.shape(got) != np.shape(wanted):
        raise ValueError(f"{name} has shape {np.shape(got)}; expected {np.shape(wanted)}")
