"""The widget of the deep chain: why a gradient vanishes or explodes, and what helps.

Three plots for one chain of 1 to 60 layers: the norm of the student's gradient
at each layer with the norms that theory expects, the pre-activations, and the
singular values of the student's Jacobian. A wrong gradient leaves the dashed
line of theory, which knows nothing of the student's functions.
"""

from typing import Any

import numpy as np

from utils.drawing.colours import BLUE, GREEN, ORANGE
from utils.drawing.plot import Plot
from utils.drawing.scale import Scale, in_short, log_scale_around
from utils.drawing.svg import INK, Drawing
from utils.exercises.exercise import Array
from utils.widgets import chain, theory
from utils.widgets.asking import Function
from utils.widgets.chain import ACTIVATIONS, Chain
from utils.widgets.chain_gradients import (
    HE,
    NORMAL,
    ORTHOGONAL,
    UNITS,
    XAVIER,
    gradients,
    jacobian,
    weights,
)
from utils.widgets.controls import Choice, Control, Settings, Slider, Switch
from utils.widgets.panel import Panel, View
from utils.widgets.spectrum import expected_singular_values, resolved

HISTOGRAMS = 5
SAMPLES = 20


def deep_chain(
    chain_backward: Function,
    jacobian_product: Function,
    *,
    residual_layer_vjp: Function | None = None,
    xavier_init: Function | None = None,
    he_init: Function | None = None,
) -> Panel:
    """Gradients of a deep chain, as the student's functions compute them.

    All functions are the student's, of the exercises of the same names. Without
    one of the last three, the control that needs it is left out.
    """
    functions: dict[str, Function | None] = {
        "chain_backward": chain_backward,
        "jacobian_product": jacobian_product,
        "residual_layer_vjp": residual_layer_vjp,
        "xavier_init": xavier_init,
        "he_init": he_init,
    }
    mine = {name: function for name, function in functions.items() if function is not None}
    options = [NORMAL, ORTHOGONAL]
    options += [XAVIER] * (xavier_init is not None) + [HE] * (he_init is not None)
    controls: list[Control] = [
        Slider("depth", "depth", 1, chain.DEEPEST, 30),
        Slider("scale", "weight scale", 0.25, 20.25, 1.0, step=0.25),
        Choice("activation", "activation", tuple(ACTIVATIONS), "sigmoid"),
        Choice("init", "initialisation", tuple(options), NORMAL),
        Choice("of", "norm of", ("dL/db", "dL/dA"), "dL/db"),
    ]
    if residual_layer_vjp is not None:
        controls.append(Switch("residual", "residual"))
    return Panel(controls, lambda settings: _view(mine, settings))


def _view(mine: dict[str, Function], settings: Settings) -> View:
    depth, scale = int(settings["depth"]), float(settings["scale"])
    residual = bool(settings.get("residual", False))
    activation, of = ACTIVATIONS[settings["activation"]], str(settings["of"])
    with np.errstate(all="ignore"):
        ones = weights(mine, settings["init"], depth, residual=residual)
        links = Chain([scale * A_l for A_l in ones], activation, residual)
        batch = chain.inputs(ones[0].shape[1], SAMPLES)
        x = batch[:, 0].copy()
        found = gradients(mine, links, x)[of]
        norms = np.sqrt([np.sum(gradient**2) for gradient in found])
        values = np.linalg.svd(jacobian(mine, links, x), compute_uv=False)
        many = links.forward(batch)[1]
        c = scale * UNITS[settings["init"]]
        wanted = theory.expected(activation.value, c, depth, x, residual=residual)
        spectrum = expected_singular_values(
            activation.value,
            c,
            wanted.spread,
            residual=residual,
            orthogonal=settings["init"] == ORTHOGONAL,
        )
    drawing = Drawing(1000, 372)
    _draw_norms(drawing, of, norms, wanted.norms[of])
    _draw_preactivations(drawing, many, wanted.spread)
    _draw_singular_values(drawing, resolved(values), spectrum)
    words = in_words(of, norms, wanted.norms[of])
    return View(drawing, _alt(depth, settings, many, values, words), words)


def _draw_norms(drawing: Drawing, of: str, norms: Array, wanted: Array) -> None:
    layers = np.arange(1, len(norms) + 1)
    x = Scale(0.0, max(len(norms) + 1.0, 6.0))
    plot = Plot(drawing, 72, 36, 320, 262, x, log_scale_around(norms, wanted, least_decades=4.0))
    plot.curve(layers, wanted, INK, dashes="7 4")
    if len(norms) == 1:
        plot.dots(layers, wanted, INK, "square", r=5)
    plot.dots(layers, norms, BLUE)
    plot.name("your gradients", BLUE, kind="circle")
    plot.name("theory", INK, dashes="7 4")
    plot.finish(f"norm of {of} at each layer", "layer l", "norm")


def _draw_preactivations(drawing: Drawing, ps: list[Array], spread: Array) -> None:
    """A histogram for up to five layers, the last one on top, with theory's bell over each."""
    shown = np.unique(np.linspace(1, len(ps), HISTOGRAMS).round().astype(int))
    reach = 3.0 * max(float(np.std(ps[layer - 1])) for layer in shown)
    reach = max(reach, 3.0 * float(spread[shown - 1].max()), 1e-12)
    plot = Plot(drawing, 432, 36, 215, 262, Scale(-reach, reach), Scale(-0.1, HISTOGRAMS + 0.35))
    edges = np.linspace(-reach, reach, 42)
    middles, wide = (edges[1:] + edges[:-1]) / 2, edges[1] - edges[0]
    for foot, layer in enumerate(shown):
        counts = np.histogram(ps[layer - 1], edges)[0]
        bell = np.exp(-((middles / spread[layer - 1]) ** 2) / 2)
        top = 1.1 * max(counts.max(), 1)
        bell *= ps[0].size * wide / (spread[layer - 1] * np.sqrt(2 * np.pi)) / top
        steps = np.repeat(foot + counts / top, 2)
        plot.curve(np.repeat(edges, 2)[1:-1], steps, GREEN, thick=2)
        plot.curve(middles, foot + np.minimum(bell, 1.2), INK, dashes="4 3", thick=1)
        plot.words(0.98, foot + 0.45, f"layer {layer}")
    plot.finish("pre-activations p", "p", "", y_ticks=False)


def _draw_singular_values(drawing: Drawing, values: Array, wanted: Array) -> None:
    y = log_scale_around(values, wanted, least_decades=4.0)
    plot = Plot(drawing, 740, 36, 240, 262, Scale(0.0, len(values) + 1.0), y)
    numbers = np.arange(1, len(values) + 1)
    plot.curve(numbers, wanted, INK, dashes="7 4")
    plot.dots(numbers, values, ORANGE, "triangle", r=3)
    plot.name("your J", ORANGE, kind="triangle")
    plot.name("theory", INK, dashes="7 4")
    plot.finish("singular values of dy_L/dx", "number", "singular value")


def in_words(of: str, norms: Array, wanted: Array) -> str:
    """How the gradient changes on its way to the first layer, measured and expected, (L,) each.

    of: which gradient.
    """
    layers = len(norms)
    first, last = in_short(norms[0]), in_short(norms[-1])
    if layers == 1:
        return f"One layer: the norm of your {of} is {last}. Theory expects {in_short(wanted[0])}."
    ends = f"{last} at layer {layers}, {first} at layer 1"
    measured, theirs = _factor(norms), _factor(wanted)
    if measured is None:
        return f"The norm of your {of}: {ends}."
    return (
        f"Your {of} {_verb(measured)} {measured:.2f} times a layer on its way down: {ends}. "
        f"Theory expects {theirs:.2f} times a layer."
    )


def _factor(norms: Array) -> float | None:
    """By how much each layer multiplies on the way down; None if one end is no positive number."""
    first, last = float(norms[0]), float(norms[-1])
    if not (0.0 < first < np.inf and 0.0 < last < np.inf):
        return None
    return float(np.exp((np.log(first) - np.log(last)) / (len(norms) - 1)))


def _verb(factor: float) -> str:
    if 0.97 < factor < 1.03:
        return "keeps its size,"
    return "shrinks" if factor < 1.0 else "grows"


def _alt(depth: int, settings: dict[str, Any], ps: list[Array], values: Array, words: str) -> str:
    spread = [float(np.std(ps[0])), float(np.std(ps[-1]))]
    residual = " with residual connections" if settings.get("residual") else ""
    return (
        f"Three plots for a chain of {depth} {settings['activation']} layers{residual}, weight "
        f"scale {settings['scale']:.3g}, initialisation {settings['init']}. Norm of "
        f"{settings['of']} at each layer on a logarithmic scale: {words} "
        f"Pre-activations: spread {in_short(spread[0])} at layer 1, {in_short(spread[1])} at layer "
        f"{depth}. Singular values of the Jacobian: from {in_short(values[0])} down to "
        f"{in_short(values[-1])}."
    )
