"""The widget of softmax: logits and an inverse temperature, and everything that follows.

Probabilities, the Jacobian, and the gradient that comes down when the upstream
one is 1 for a single class. That gradient is a row of the Jacobian, and both
are what nudging the logits does to the student's softmax; the three are drawn
on top of each other, so that the one that is wrong stands apart.
"""

import numpy as np

from utils.drawing.cells import cells
from utils.drawing.colours import BLUE, GREEN, ORANGE
from utils.drawing.plot import Plot
from utils.drawing.scale import Scale, in_short
from utils.drawing.svg import INK, Drawing
from utils.exercises.exercise import Array
from utils.widgets.asking import Function, results, shaped
from utils.widgets.controls import Choice, Control, Settings, Slider
from utils.widgets.panel import Panel, View

START = (2.0, 1.0, 0.0, -1.0)
K = len(START)
NUDGE = 1e-4
AGREE = 1e-3


def softmax(softmax: Function, softmax_jacobian: Function, softmax_vjp: Function) -> Panel:
    """The student's probabilities, Jacobian and vjp for four logits that can be moved.

    All three are the student's, of the exercises of these names.
    """
    controls: list[Control] = [
        *(Slider(f"u{k}", f"logit {k + 1}", -5.0, 5.0, u, step=0.25) for k, u in enumerate(START)),
        Slider("beta", "beta", 0.25, 8.25, 1.0, step=0.25),
        Choice("follow", "upstream gradient of 1 for class", tuple("1234"), "2"),
    ]
    functions = (softmax, softmax_jacobian, softmax_vjp)
    return Panel(controls, lambda settings: _view(*functions, settings))


def _view(
    softmax: Function, softmax_jacobian: Function, softmax_vjp: Function, settings: Settings
) -> View:
    u = np.array([float(settings[f"u{k}"]) for k in range(K)])
    beta, k = float(settings["beta"]), int(settings["follow"]) - 1
    s = _asked("softmax", softmax, (K,), u=u, beta=beta)
    J = _asked("softmax_jacobian", softmax_jacobian, (K, K), u=u, beta=beta)
    # A batch with every class upstream, because a batch of one would hide a wrong axis.
    batch = {"dL_ds": np.eye(K), "u": np.tile(u, (K, 1))}
    dL_du = _asked("softmax_vjp", softmax_vjp, (K, K), **batch, beta=beta)[k]
    nudged = _nudged(softmax, u, beta)[k]
    drawing = Drawing(960, 350)
    _draw_probabilities(drawing, s)
    _draw_jacobian(drawing, J, k)
    _draw_gradients(drawing, dL_du, J[k], nudged)
    words = _in_words(k, s, dL_du, J[k], nudged)
    alt = (
        f"Three pictures for logits {_listed(u)} and beta {beta:.3g}: bars of the probabilities "
        f"{_listed(s)}; your Jacobian as a heatmap, row {k + 1} framed; your dL/du for an upstream "
        f"gradient of 1 for class {k + 1}, {_listed(dL_du)}, beside that row and beside nudges of "
        f"the logits. {words}"
    )
    return View(drawing, alt, words)


def _asked(name: str, function: Function, shape: tuple[int, ...], **given: object) -> Array:
    (result,) = results(name, function, **given)
    return shaped({"softmax": "s", "softmax_jacobian": "J"}.get(name, "dL_du"), result, shape)


def _nudged(softmax: Function, u: Array, beta: float) -> Array:
    """How far nudges of the logits move the student's probabilities: ds_j/du_i at [j, i]."""
    nudges = NUDGE * np.eye(K)
    both = np.vstack([u + nudges, u - nudges])
    moved = _asked("softmax", softmax, (2 * K, K), u=both, beta=beta)
    return ((moved[:K] - moved[K:]) / (2 * NUDGE)).T


def _draw_jacobian(drawing: Drawing, J: Array, k: int) -> None:
    cells(
        drawing,
        380,
        86,
        J,
        "your Jacobian",
        limit=float(max(np.abs(J).max(), 0.05)),
        rows="probability j",
        columns="logit i",
        lit=[(k, i) for i in range(K)],
        side=52,
    )


def _draw_probabilities(drawing: Drawing, s: Array) -> None:
    plot = Plot(drawing, 70, 36, 240, 240, Scale(0.4, K + 0.6), Scale(0.0, 1.0))
    classes = np.arange(1, K + 1)
    plot.bars(classes, s, BLUE, wide=0.6)
    plot.finish("your probabilities", "class", "s")


def _draw_gradients(drawing: Drawing, dL_du: Array, row: Array, nudged: Array) -> None:
    everything = np.concatenate([dL_du, row, nudged, [0.0]])
    low, high = float(everything.min()), float(everything.max())
    margin = 0.12 * (high - low) + 0.01
    plot = Plot(drawing, 690, 36, 245, 240, Scale(0.4, K + 0.6), Scale(low - margin, high + margin))
    classes = np.arange(1, K + 1)
    plot.level(0.0, INK, dashes="")
    plot.bars(classes, dL_du, BLUE, wide=0.6)
    plot.dots(classes - 0.14, row, ORANGE, "triangle", r=6)
    plot.dots(classes + 0.14, nudged, GREEN, "square", r=6)
    plot.name("dL/du", BLUE)
    plot.name("row of J", ORANGE, kind="triangle")
    plot.name("nudged", GREEN, kind="square")
    plot.finish("your dL/du, three ways", "logit", "dL/du")


def _in_words(k: int, s: Array, dL_du: Array, row: Array, nudged: Array) -> str:
    scale = AGREE * float(max(np.abs(nudged).max(), 1e-6))
    agree = {
        "your `softmax_vjp`": np.allclose(dL_du, nudged, rtol=0, atol=scale),
        f"row {k + 1} of your `softmax_jacobian`": np.allclose(row, nudged, rtol=0, atol=scale),
    }
    wrong = [name for name, same in agree.items() if not same]
    verdict = (
        f"Not what nudging your softmax does: {' and '.join(wrong)}."
        if wrong
        else "Vjp, row of the Jacobian and nudges agree."
    )
    return (
        f"The probabilities add up to {s.sum():.3f}, your dL/du to {in_short(_tidy(dL_du.sum()))}. "
        f"{verdict}"
    )


def _tidy(value: float) -> float:
    """Zero, where only rounding is left."""
    return 0.0 if abs(value) < 1e-12 else float(value)


def _listed(values: Array) -> str:
    return ", ".join(in_short(_tidy(value)) for value in values)
