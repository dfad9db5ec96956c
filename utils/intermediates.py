"""Every intermediate of Quiz 4's net in one table, which shows the first one that is wrong.

Called by a student on a small net, with whatever their own code computed on the
way. What comes down is compared with the forward pass, what goes back with
central differences of the loss with respect to that very intermediate. No
analytic gradient is consulted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from utils.diagnosis import diagnose
from utils.exercises.exercise import NUMERICAL_RTOL, Array, Part, Values
from utils.exercises.softmax import plain_softmax
from utils.exercises.two_layer import (
    activations,
    loss_of_net,
    loss_of_scores,
    preactivations,
    scores,
)
from utils.gradcheck import numerical_gradient
from utils.report import Report, Row, comparable_difference, difference_text, shape_text

# Nearer to zero than this, a step of the central differences may go across the corner of ReLU.
CORNER = 1e-4
HEADINGS = ("equation", "what", "your shape", "expected", "largest relative difference")


@dataclass(frozen=True)
class Line:
    """One line of the table: what stands there, and how to find out what it should be."""

    equation: int
    name: str
    axes: str
    value: Callable[[Values], Array]


def _slope_of_loss(name: str, loss: Callable[..., Array], *arguments: str) -> Callable[..., Array]:
    """The gradient of the summed loss with respect to one of the loss's arguments."""

    def differences(values: Values) -> Array:
        given = {argument: values[argument] for argument in arguments}
        return numerical_gradient(
            lambda array: float(loss(**{**given, name: array}).sum()), values[name]
        )

    return differences


def _loss_of_hidden(H: Array, W2: Array, b2: Array, y: Array) -> Array:
    return loss_of_scores(scores(H, W2, b2), y)


def _loss_of_preactivations(Z: Array, W2: Array, b2: Array, y: Array) -> Array:
    return _loss_of_hidden(activations(Z), W2, b2, y)


def _of_parameter(name: str) -> Callable[..., Array]:
    return _slope_of_loss(name, loss_of_net, "X", "y", "W1", "b1", "W2", "b2")


_ABOVE = ("W2", "b2", "y")
LINES = (
    Line(4, "Z", "N H", lambda values: values["Z"]),
    Line(5, "H", "N H", lambda values: values["H"]),
    Line(6, "S", "N K", lambda values: values["S"]),
    Line(7, "P", "N K", lambda values: plain_softmax(values["S"], np.asarray(1.0))),
    Line(8, "L", "", lambda values: np.sum(loss_of_scores(values["S"], values["y"]))),
    Line(9, "dL_dS", "N K", _slope_of_loss("S", loss_of_scores, "S", "y")),
    Line(10, "dL_dW2", "H K", _of_parameter("W2")),
    Line(11, "dL_db2", "1 K", _of_parameter("b2")),
    Line(12, "dL_dH", "N H", _slope_of_loss("H", _loss_of_hidden, "H", *_ABOVE)),
    Line(13, "dL_dZ", "N H", _slope_of_loss("Z", _loss_of_preactivations, "Z", *_ABOVE)),
    Line(14, "dL_dW1", "D H", _of_parameter("W1")),
    Line(15, "dL_db1", "1 H", _of_parameter("b1")),
)


def first_wrong(
    mine: Mapping[str, object], X: Array, y: Array, W1: Array, b1: Array, W2: Array, b2: Array
) -> Report:
    """The table of all intermediates, with the first wrong one named above it.

    mine: name -> what the student's code computed; a name that is left out is shown as such.
        Names: Z, H, S, P, L, dL_dS, dL_dW2, dL_db2, dL_dH, dL_dZ, dL_dW1, dL_db1.
    X: (N, D). y: (N,) integers. W1: (D, H). b1: (1, H). W2: (H, K). b2: (1, K).
    Returns: a report, which a notebook displays.
    Source: Quiz 4, problem 2, (4)-(15).
    """
    values: Values = {"X": X, "y": y, "W1": W1, "b1": b1, "W2": W2, "b2": b2}
    values["Z"] = preactivations(X, W1, b1)
    values["H"] = activations(values["Z"])
    values["S"] = scores(values["H"], W2, b2)
    lengths = (*X.shape, *W2.shape)
    looked_at = [
        _look(line, mine, values, dict(zip("NDHK", lengths, strict=True))) for line in LINES
    ]
    rows = tuple(row for row, _ in looked_at)
    faults = [(line, note) for line, (_, note) in zip(LINES, looked_at, strict=True) if note]
    if not faults:
        return Report("intermediates", "all twelve agree", rows, (), True, HEADINGS)
    (line, note), *others = faults
    headline = f"the first wrong one is `{line.name}`, equation ({line.equation})"
    notes = [note]
    if others:
        notes.append("What stands below it may be made from it: look there again afterwards.")
    if np.abs(values["Z"]).min() < CORNER:
        notes.append("An entry of Z is at ReLU's corner, where central differences cannot judge.")
    return Report("intermediates", headline, rows, tuple(notes), False, HEADINGS)


def _look(
    line: Line, mine: Mapping[str, object], values: Values, sizes: Mapping[str, int]
) -> tuple[Row, str]:
    """The row of one intermediate, and a sentence about it if it is wrong."""
    part = Part(line.name, tuple(line.axes.split()))
    expected = np.asarray(line.value(values))
    wanted = shape_text(part, expected)
    if mine.get(line.name) is None:
        cells = (f"({line.equation})", line.name, "-", wanted, "-")
        return Row(cells, False), f"`{line.name}` was not given."
    got = np.asarray(mine[line.name], dtype=np.float64)
    symptom = diagnose(part, got, expected, sizes, rtol=NUMERICAL_RTOL)
    difference = difference_text(comparable_difference(got, expected))
    cells = (f"({line.equation})", line.name, shape_text(part, got), wanted, difference)
    return Row(cells, symptom is None), symptom.message if symptom else ""
