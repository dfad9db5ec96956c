"""The widget of the two-layer net: it learns the spiral, with the student's gradients.

Play, pause or step, and see what the net makes of every place, its loss and
accuracy, and how long the four gradients are. Every number comes from the
student's functions; a wrong gradient learns badly, or not at all.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from utils.data import ARMS, three_arm_spiral
from utils.drawing.colours import BLUE, GREEN, ORANGE
from utils.drawing.plot import Plot
from utils.drawing.scale import Scale, in_short, log_scale_around
from utils.drawing.svg import INK, Drawing
from utils.exercises.exercise import Array
from utils.net_plots import ARM_COLOURS
from utils.widgets.asking import Function
from utils.widgets.controls import Clock, Control, Settings, Slider
from utils.widgets.panel import Panel, View
from utils.widgets.training import PARAMETERS, Run, Student

STEPS = 500
ARM_KINDS = ("circle", "square", "triangle")
LINES = ((BLUE, ""), (ORANGE, "7 4"), (GREEN, "2 3"), (INK, "10 3 2 3"))
PLACES = 56
POINTS = 130


def two_layer(
    forward: Function,
    cross_entropy: Function,
    mean_loss_grads: Function,
    X: Array | None = None,
    y: Array | None = None,
) -> Panel:
    """Gradient descent on a three-arm spiral, with the student's functions.

    forward, cross_entropy, mean_loss_grads: of the exercises of these names.
    X: (N, 2) points. y: (N,) their arms, 0 to 2. Default: a spiral of 300 points.
    """
    student = Student(forward, cross_entropy, mean_loss_grads)
    points, arms = three_arm_spiral(seed=1) if X is None or y is None else (X, y)

    @lru_cache(maxsize=4)
    def run(step_size: float, units: int) -> Run:
        return Run(student, np.array(points), np.array(arms), step_size, units)

    controls: list[Control] = [
        Clock("steps", "steps made", STEPS, value=40, stride=5),
        Slider("step_size", "step size", 0.25, 10.25, 1.0, step=0.25),
        Slider("units", "hidden units", 2, 100, 50),
    ]
    return Panel(controls, lambda settings: _view(run, settings))


def _view(run: Callable[[float, int], Run], settings: Settings) -> View:
    steps = int(settings["steps"])
    seen = run(float(settings["step_size"]), int(settings["units"]))
    seen.reach(steps)
    drawing = Drawing(1000, 372)
    _draw_places(drawing, seen, steps)
    _draw_progress(drawing, seen, steps)
    _draw_norms(drawing, seen, steps)
    words = _in_words(seen, steps)
    alt = (
        "Left, the points of a spiral with three arms and the class that your net gives to every "
        "place; in the middle, loss and accuracy after each step; right, the norms of the four "
        f"gradients on a logarithmic scale. {words}"
    )
    return View(drawing, alt, words)


def _draw_places(drawing: Drawing, seen: Run, steps: int) -> None:
    reach = 1.15 * float(np.abs(seen.X).max())
    frame = Scale(-reach, reach)
    plot = Plot(drawing, 60, 36, 262, 262, frame, frame)
    middles = reach * (2 * (np.arange(PLACES) + 0.5) / PLACES - 1)
    across, up = np.meshgrid(middles, middles)
    places = np.stack([across.ravel(), up.ravel()], axis=1)
    classes = seen.student.probabilities(places, seen.parameters[steps]).argmax(axis=1)
    for arm, colour in enumerate(ARM_COLOURS):
        plot.squares(middles, (classes == arm).reshape(PLACES, PLACES), colour, opacity=0.3)
    for arm, (colour, kind) in enumerate(zip(ARM_COLOURS, ARM_KINDS, strict=True)):
        own = seen.X[seen.y == arm]
        plot.dots(own[:, 0], own[:, 1], colour, kind, r=2.8)
        plot.name(f"arm {arm + 1}", colour, kind=kind)
    plot.finish("your net's class for every place", "", "")


def _draw_progress(drawing: Drawing, seen: Run, steps: int) -> None:
    x, made = Scale(0.0, float(STEPS)), thin(np.arange(steps + 1))
    losses = np.array(seen.losses[: steps + 1])
    top = Scale(0.0, max(1.2, 1.05 * float(losses.max())))
    upper = Plot(drawing, 390, 36, 240, 105, x, top)
    upper.level(float(np.log(ARMS)))
    upper.curve(made, thin(losses), BLUE)
    upper.dots(steps, losses[-1], BLUE)
    upper.finish("mean loss (dotted: ln 3)", "", "", x_ticks=False)
    lower = Plot(drawing, 390, 193, 240, 105, x, Scale(0.0, 1.0))
    lower.level(0.95)
    lower.curve(made, thin(np.array(seen.accuracies[: steps + 1])), GREEN)
    lower.dots(steps, seen.accuracies[steps], GREEN)
    lower.finish("accuracy (dotted: 95 %)", "step", "")


def thin(values: Array) -> Array:
    """As many of them, evenly picked and the last one among them, as a plot has room for."""
    every = -(-len(values) // POINTS) if len(values) else 1
    return values[::-1][::every][::-1]


def _draw_norms(drawing: Drawing, seen: Run, steps: int) -> None:
    norms = np.array(seen.norms[:steps]).reshape(-1, len(PARAMETERS))
    made = thin(np.arange(1, steps + 1))
    y = log_scale_around(norms, least_decades=3.0)
    plot = Plot(drawing, 715, 36, 262, 262, Scale(0.0, float(STEPS)), y)
    for name, values, (colour, dashes) in zip(PARAMETERS, norms.T, LINES, strict=True):
        plot.curve(made, thin(values), colour, dashes=dashes)
        plot.name(name, colour, dashes=dashes)
    plot.finish("norms of your four gradients", "step", "")


def _in_words(seen: Run, steps: int) -> str:
    loss, accuracy = seen.losses[steps], seen.accuracies[steps]
    start = seen.losses[0]
    made = f"{steps} {'step' if steps == 1 else 'steps'}"
    words = (
        f"After {made}: mean loss {in_short(loss, 3)}, {accuracy:.1%} of the points right. "
        f"Before the first step the loss was {in_short(start, 3)}."
    )
    if steps and loss > start:
        words += " It has risen: is the step too long, or does it go the wrong way?"
    return words
