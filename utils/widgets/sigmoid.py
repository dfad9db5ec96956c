"""The widget of the sigmoid: a point that moves along the curve, and the slope it finds there.

The tangent has the slope that the student's derivative gives, and is drawn
through the student's own curve: a wrong slope crosses it. The words compare the
slope with what a small nudge does.
"""

import numpy as np

from utils.drawing.colours import BLUE, ORANGE
from utils.drawing.plot import Plot
from utils.drawing.scale import Scale, in_short
from utils.drawing.svg import FAINT, INK, Drawing
from utils.exercises.exercise import Array
from utils.nonlinear_plots import SATURATED
from utils.widgets.asking import Function, results, shaped
from utils.widgets.controls import Settings, Slider
from utils.widgets.panel import Panel, View

REACH = 10.0
NUDGE = 0.01


def sigmoid(sigmoid: Function, sigmoid_grad: Function) -> Panel:
    """The student's sigma and its derivative, at a u that can be moved.

    sigmoid, sigmoid_grad: array -> array of the same shape, the exercises of these names.
    """
    control = Slider("u", "u", -REACH, REACH, 2.0, step=0.25)
    return Panel([control], lambda settings: _view(sigmoid, sigmoid_grad, settings))


def _view(sigmoid: Function, sigmoid_grad: Function, settings: Settings) -> View:
    u = float(settings["u"])
    us = np.linspace(-REACH, REACH, 201)
    # One call for the curve, the point and the nudge.
    at = np.concatenate([us, [u, u + NUDGE]])
    values = _asked("sigmoid", sigmoid, at)
    slopes = _asked("sigmoid_grad", sigmoid_grad, at)
    curve, (here, nudged), slope = values[:-2], values[-2:], float(slopes[-2])
    drawing = Drawing(860, 350)
    _draw_curve(drawing, us, curve, u, float(here), slope)
    _draw_slopes(drawing, us, slopes[:-2], u, slope)
    words = _in_words(u, float(here), slope, float(nudged - here) / NUDGE)
    alt = (
        f"Left, your sigma with its tangent at u = {u:g}; right, your slope at every u, "
        f"regions below {SATURATED:g} shaded. {words}"
    )
    return View(drawing, alt, words)


def _asked(name: str, function: Function, u: Array) -> Array:
    (result,) = results(name, function, u=u)
    return shaped({"sigmoid": "z", "sigmoid_grad": "dz_du"}[name], result, u.shape)


def _draw_curve(
    drawing: Drawing, us: Array, curve: Array, u: float, here: float, slope: float
) -> None:
    plot = Plot(drawing, 70, 36, 330, 240, Scale(-REACH, REACH), Scale(-0.2, 1.2))
    for height in (0.0, 1.0):
        plot.level(height)
    plot.curve(us, curve, BLUE, thick=4)
    plot.curve(us, here + slope * (us - u), ORANGE, dashes="7 4")
    plot.dots(u, here, INK, r=6)
    plot.name("your sigma", BLUE)
    plot.name("line of your slope", ORANGE, dashes="7 4")
    plot.finish("your sigma, and a line through one point", "u", "sigma(u)")


def _draw_slopes(drawing: Drawing, us: Array, slopes: Array, u: float, slope: float) -> None:
    top = max(0.3, 1.1 * float(np.nanmax(slopes)))
    bottom = min(-0.03, 1.1 * float(np.nanmin(slopes)))
    plot = Plot(drawing, 490, 36, 330, 240, Scale(-REACH, REACH), Scale(bottom, top))
    plot.shade_where(us, np.abs(slopes) < SATURATED, FAINT)
    plot.level(0.25)
    plot.curve(us, slopes, ORANGE, thick=3)
    plot.dots(u, slope, INK, r=6)
    plot.name("your slope", ORANGE)
    plot.name("1/4", FAINT, dashes="3 3")
    plot.finish(f"your slope (shaded: below {SATURATED:g})", "u", "slope")


def _in_words(u: float, here: float, slope: float, nudged: float) -> str:
    words = (
        f"At u = {u:g} your sigma is {in_short(here, 3)} and your slope {in_short(slope, 3)}. "
        f"A nudge of {NUDGE:g} moves your sigma {in_short(nudged, 3)} times as far."
    )
    if abs(slope) < SATURATED:
        words += " Saturated: hardly anything of a nudge gets through, forward or back."
    return words
