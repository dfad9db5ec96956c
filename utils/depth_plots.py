"""Pictures of deep chains: how large a gradient is at each layer, and why.

Drawn from what the student's own code computed, on logarithmic scales, where a
power of the depth is a straight line. As in `utils.plots`, every figure has a
title, labelled axes and an alternative text.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from utils.drawing.colours import BLUE, GREEN, ORANGE
from utils.exercises.exercise import Array
from utils.figures import show

COLOURS = (BLUE, ORANGE, GREEN, "black", "#CC79A7", "#56B4E9")
MARKERS = ("o", "s", "^", "D", "v", "P")


def norms_by_layer(norms: Mapping[str, Array], title: str, ylabel: str = "norm of dL/dA") -> None:
    """Draw one number for each layer, for several chains, on a logarithmic scale.

    norms: name of the chain -> (L,) numbers from the first layer to the last.
    """
    figure = Figure(figsize=(6.6, 3.6), layout="constrained")
    ax = figure.add_subplot()
    told = []
    for (name, values), colour, marker in zip(norms.items(), COLOURS, MARKERS, strict=False):
        values = np.asarray(values)
        layers = np.arange(1, len(values) + 1)
        ax.plot(layers, values, color=colour, marker=marker, markersize=4, label=name)
        told.append(f"{name}: {values[0]:.1e} at the first layer, {values[-1]:.1e} at the last")
    ax.set(title=title, xlabel="layer l", ylabel=ylabel, yscale="log")
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    show(figure, f"{title}, on a logarithmic scale. {'; '.join(told)}.")


def let_through(passed_back: Callable[[float], float]) -> None:
    """Draw how much of an upstream gradient of 1 comes back through one unit.

    passed_back: pre-activation -> number, the student's own.
    """
    ps = np.linspace(-8.0, 8.0, 121)
    values = np.array([float(passed_back(p)) for p in ps])
    figure = Figure(figsize=(5.4, 3.0), layout="constrained")
    ax = figure.add_subplot()
    ax.plot(ps, values, color=BLUE, linewidth=2, label="through your layer")
    ax.axhline(0.25, color="grey", linestyle=":", label="1/4")
    ax.set(
        title="what one unit passes back", xlabel="pre-activation p", ylabel="of a gradient of 1"
    )
    ax.legend()
    peak = int(np.argmax(values))
    show(
        figure,
        "What comes back through one unit, against its pre-activation: at most "
        f"{values[peak]:.3g}, at p = {ps[peak]:.2g}, and {values[-1]:.1g} at p = 8.",
    )


def causes(slopes: Array, stretches: Array) -> None:
    """Draw the two factors of each layer, and how far their products get.

    slopes: (L,) largest sigma' of each layer. stretches: (L,) largest singular value of each A.
    """
    layers = np.arange(1, len(slopes) + 1)
    figure = Figure(figsize=(8.4, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(layers, stretches, "s-", color=ORANGE, markersize=4, label="largest stretch by A")
    left.plot(layers, slopes, "o-", color=BLUE, markersize=4, label="largest slope")
    left.plot(layers, slopes * stretches, "^-", color="black", markersize=4, label="their product")
    left.axhline(1.0, color="grey", linestyle=":")
    left.set(title="one layer", xlabel="layer l", ylabel="factor", yscale="log")
    left.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22))
    for values, name, colour, marker in (
        (stretches, "stretches alone", ORANGE, "s"),
        (slopes, "slopes alone", BLUE, "o"),
        (slopes * stretches, "both: no Jacobian is larger", "black", "^"),
    ):
        downwards = np.cumprod(values[::-1])[::-1]
        right.plot(layers, downwards, color=colour, marker=marker, markersize=4, label=name)
    right.axhline(1.0, color="grey", linestyle=":")
    right.set(
        title="from the top down to layer l", xlabel="layer l", ylabel="product", yscale="log"
    )
    right.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22))
    show(
        figure,
        f"Left: largest slope and largest stretch of {len(layers)} layers. Right: their products "
        f"from the top down. At the first layer the slopes alone come to {np.prod(slopes):.1e}, "
        f"the stretches alone to {np.prod(stretches):.1e}, both to "
        f"{np.prod(slopes * stretches):.1e}.",
    )


def norms_by_scale(scales: Sequence[float], norms: Mapping[str, Array], title: str) -> None:
    """Draw the norm of the Jacobian against the weight scale: each seed a point, medians a line.

    scales: M numbers. norms: name of the chain -> (M, seeds) norms.
    """
    figure = Figure(figsize=(6.6, 3.8), layout="constrained")
    ax = figure.add_subplot()
    told = []
    for (name, values), colour, marker in zip(norms.items(), COLOURS, MARKERS, strict=False):
        medians = np.median(values, axis=1)
        ax.plot(scales, medians, color=colour, label=f"{name}, median")
        for column in np.asarray(values).T:
            ax.plot(scales, column, marker, color=colour, markersize=4, alpha=0.6)
        pairs = zip(scales, medians, strict=True)
        told.append(f"{name}: " + ", ".join(f"{m:.0e} at {s:g}" for s, m in pairs))
    ax.axhline(1.0, color="grey", linestyle=":")
    ax.set(title=title, xlabel="weight scale s", ylabel="norm of the Jacobian")
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xticks(list(scales), [f"{scale:g}" for scale in scales])
    ax.minorticks_off()
    ax.legend()
    show(figure, f"{title}, both axes logarithmic. Medians: {'; '.join(told)}.")
