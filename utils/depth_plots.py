"""Pictures of deep chains: how large a gradient is at each layer, and why.

Drawn from what the student's own code computed, on logarithmic scales, where a
power of the depth is a straight line. As in `utils.plots`, every picture has a
title, labelled axes and an alternative text.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from utils.drawing.chart import Chart
from utils.drawing.colours import BLUE, GREEN, ORANGE, PINK, SKY
from utils.drawing.picture import show
from utils.drawing.scale import log_scale_around, scale_around
from utils.drawing.svg import FAINT, INK, Drawing, beside
from utils.exercises.exercise import Array

LINES = (
    (BLUE, "circle"),
    (ORANGE, "square"),
    (GREEN, "triangle"),
    (INK, "diamond"),
    (PINK, "circle"),
    (SKY, "square"),
)


class Line(NamedTuple):
    """One line over the layers: (L,) values, from the first layer to the last."""

    name: str
    values: Array
    colour: str
    kind: str


def norms_by_layer(norms: Mapping[str, Array], title: str, ylabel: str = "norm of dL/dA") -> None:
    """Draw one number for each layer, for several chains, on a logarithmic scale.

    norms: name of the chain -> (L,) numbers from the first layer to the last.
    """
    series = {name: np.asarray(values) for name, values in norms.items()}
    told = [
        f"{name}: {values[0]:.1e} at the first layer, {values[-1]:.1e} at the last"
        for name, values in series.items()
    ]
    lines = [
        Line(name, values, *line)
        for (name, values), line in zip(series.items(), LINES, strict=False)
    ]
    show(
        _by_layer(lines, title, ylabel, 430),
        f"{title}, on a logarithmic scale. {'; '.join(told)}.",
    )


def _by_layer(
    lines: Sequence[Line],
    title: str,
    ylabel: str,
    width: float,
    *,
    levels: Sequence[float] = (),
) -> Drawing:
    """Lines over each other. levels: numbers to mark, which are on the scale then."""
    values = [line.values for line in lines]
    x = scale_around(*(np.arange(1, len(v) + 1) for v in values))
    y = log_scale_around(*values, np.array(levels))
    plot = Chart(x, y, width=width, height=240)
    for level in levels:
        plot.level(level)
    for line in lines:
        layers = np.arange(1, len(line.values) + 1)
        plot.curve(layers, line.values, line.colour, thick=1.5)
        plot.dots(layers, line.values, line.colour, line.kind, r=3)
        plot.name(line.name, line.colour, kind=line.kind)
    return plot.drawing(title, "layer l", ylabel)


def let_through(passed_back: Callable[[float], float]) -> None:
    """Draw how much of an upstream gradient of 1 comes back through one unit.

    passed_back: pre-activation -> number, the student's own.
    """
    ps = np.linspace(-8.0, 8.0, 121)
    values = np.array([float(passed_back(p)) for p in ps])
    plot = Chart(scale_around(ps), scale_around(values, np.array([0.0, 0.25])))
    plot.level(0.25)
    plot.curve(ps, values, BLUE)
    plot.name("through your layer", BLUE)
    plot.name("1/4", FAINT, dashes="3 3")
    peak = int(np.argmax(values))
    show(
        plot.drawing("what one unit passes back", "pre-activation p", "of a gradient of 1"),
        "What comes back through one unit, against its pre-activation: at most "
        f"{values[peak]:.3g}, at p = {ps[peak]:.2g}, and {values[-1]:.1g} at p = 8.",
    )


def causes(slopes: Array, stretches: Array) -> None:
    """Draw the two factors of each layer, and how far their products get.

    slopes: (L,) largest sigma' of each layer. stretches: (L,) largest singular value of each A.
    """
    slopes, stretches = np.asarray(slopes), np.asarray(stretches)
    both = slopes * stretches
    factors = [
        Line("largest stretch by A", stretches, ORANGE, "square"),
        Line("largest slope", slopes, BLUE, "circle"),
        Line("their product", both, INK, "triangle"),
    ]
    names = ("stretches alone", "slopes alone", "both: no Jacobian is larger")
    with np.errstate(over="ignore"):  # what is infinite is left out of the picture, and told
        products = [
            line._replace(name=name, values=np.cumprod(line.values[::-1])[::-1])
            for name, line in zip(names, factors, strict=True)
        ]
    stretched, sloped, at_first = (float(line.values[0]) for line in products)
    show(
        beside(
            _by_layer(factors, "one layer", "factor", 300, levels=[1.0]),
            _by_layer(products, "from the top down to layer l", "product", 300, levels=[1.0]),
        ),
        f"Left: largest slope and largest stretch of {len(slopes)} layers. Right: their products "
        f"from the top down. At the first layer the slopes alone come to {sloped:.1e}, "
        f"the stretches alone to {stretched:.1e}, both to {at_first:.1e}.",
    )


def norms_by_scale(scales: Sequence[float], norms: Mapping[str, Array], title: str) -> None:
    """Draw the norm of the Jacobian against the weight scale: each seed a point, medians a line.

    scales: M numbers. norms: name of the chain -> (M, seeds) norms.
    """
    series = {name: np.asarray(values) for name, values in norms.items()}
    x, y = np.asarray(scales, dtype=np.float64), log_scale_around(np.ones(1), *series.values())
    plot = Chart(log_scale_around(x, least_decades=0.5), y, width=430, height=260)
    plot.level(1.0)
    told = []
    for (name, values), (colour, kind) in zip(series.items(), LINES, strict=False):
        medians = np.median(values, axis=1)
        plot.curve(x, medians, colour)
        for column in values.T:
            plot.dots(x, column, colour, kind, r=3)
        plot.name(f"{name}, median", colour)
        pairs = zip(scales, medians, strict=True)
        told.append(f"{name}: " + ", ".join(f"{m:.0e} at {s:g}" for s, m in pairs))
    marks = [(float(scale), f"{scale:g}") for scale in scales]
    show(
        plot.drawing(title, "weight scale s", "norm of the Jacobian", x_marks=marks),
        f"{title}, both axes logarithmic. Medians: {'; '.join(told)}.",
    )
