"""Gradient descent with the student's gradients, remembered step by step.

For the widget `two_layer`. A run begins with the weights of the notebook and is
carried on only as far as somebody wants to see it; going back costs nothing.
"""

from dataclasses import dataclass, field

import numpy as np

from utils.exercises.exercise import Array
from utils.widgets.asking import Function, results, shaped

CLASSES = 3
PARAMETERS = ("W1", "b1", "W2", "b2")


@dataclass(frozen=True)
class Student:
    """The student's functions, of the exercises of these names."""

    forward: Function
    cross_entropy: Function
    mean_loss_grads: Function

    def probabilities(self, X: Array, parameters: list[Array]) -> Array:
        """P (N, K) for points X (N, D). Raises: Trouble if the function does not give it."""
        given = dict(zip(PARAMETERS, parameters, strict=True))
        P = results("forward", self.forward, X=X, **given)[-1]
        return shaped("P", P, (len(X), CLASSES))


@dataclass
class Run:
    """One training run: parameters before the first step and after every step since.

    X: (N, 2). y: (N,) integers. step_size: how far a step goes, times the gradient.
    losses, accuracies: one for each of `parameters`; norms: (4,) for each step made.
    """

    student: Student
    X: Array
    y: Array
    step_size: float
    units: int
    parameters: list[list[Array]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    accuracies: list[float] = field(default_factory=list)
    norms: list[Array] = field(default_factory=list)

    def reach(self, steps: int) -> None:
        """Train until so many steps are made. Raises: Trouble, with all steps up to it kept."""
        if not self.parameters:
            self._take(start(self.units))
        while len(self.norms) < steps:
            self._step()

    def _step(self) -> None:
        now = self.parameters[-1]
        given = dict(zip(PARAMETERS, now, strict=True))
        found = results(
            "mean_loss_grads", self.student.mean_loss_grads, X=self.X, y=self.y, **given
        )
        gradients = [
            shaped(f"dL_d{name}", gradient, parameter.shape)
            for name, gradient, parameter in zip(PARAMETERS, found, now, strict=True)
        ]
        self._take([p - self.step_size * g for p, g in zip(now, gradients, strict=True)])
        self.norms.append(np.sqrt([np.sum(gradient**2) for gradient in gradients]))

    def _take(self, parameters: list[Array]) -> None:
        """Note parameters, with the loss and the accuracy that the student's net has with them."""
        P = self.student.probabilities(self.X, parameters)
        (L,) = results("cross_entropy", self.student.cross_entropy, P=P, y=self.y)
        self.losses.append(float(shaped("L", L, ())) / len(self.y))
        self.accuracies.append(float(np.mean(P.argmax(axis=1) == self.y)))
        self.parameters.append(parameters)


def start(units: int) -> list[Array]:
    """The weights with which the notebook begins, for any number of hidden units."""
    rng = np.random.default_rng(0)
    W1 = rng.standard_normal((2, units))
    W2 = rng.standard_normal((units, CLASSES)) / np.sqrt(units)
    return [W1, np.zeros((1, units)), W2, np.zeros((1, CLASSES))]
