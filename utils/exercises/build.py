"""Central differences for the usual kinds of exercise, built from a forward function."""

from collections.abc import Callable

import numpy as np

from utils.exercises.exercise import Array, Part, Values
from utils.gradcheck import numerical_jacobian, numerical_vjp

Numerical = Callable[[Values], tuple[Array, ...]]
Forward = Callable[..., Array]


def parts(*specs: str) -> tuple[Part, ...]:
    """Parts from "name: axes" texts, such as "dL_dW: H D"; a scalar has no axes.

    A list of arrays is written "dL_dA*", a verdict on the part that follows it
    "W_holds?".
    """
    made: list[Part] = []
    for position, spec in enumerate(specs):
        name, _, axes = spec.partition(":")
        if name.endswith("?"):
            mended = specs[position + 1].partition(":")[0]
            made.append(Part(name[:-1], verdict_on=mended))
        elif name.endswith("*"):
            made.append(Part(name[:-1], listed=True))
        else:
            made.append(Part(name, tuple(axes.split())))
    return tuple(made)


def jacobians(forward: Forward, *wrt: str) -> Numerical:
    """Jacobians of forward, one for each named argument."""

    def numerical(values: Values) -> tuple[Array, ...]:
        return tuple(
            numerical_jacobian(varying(forward, values, name), values[name]) for name in wrt
        )

    return numerical


def vjps(forward: Forward, upstream: str, *wrt: str) -> Numerical:
    """Gradients of sum(upstream * forward), one for each named argument."""

    def numerical(values: Values) -> tuple[Array, ...]:
        rest = {name: value for name, value in values.items() if name != upstream}
        return tuple(
            numerical_vjp(varying(forward, rest, name), rest[name], values[upstream])
            for name in wrt
        )

    return numerical


def varying(forward: Forward, values: Values, name: str) -> Callable[[Array], Array]:
    """The forward function of one argument, the others held fixed."""
    return lambda array: np.asarray(forward(**{**values, name: array}))


def gradients(terms: Forward, *wrt: str) -> Numerical:
    """Gradients of a loss, one for each named argument.

    terms: the terms of the loss; the loss is the sum of all that it returns.
    """

    def numerical(values: Values) -> tuple[Array, ...]:
        ones = np.ones_like(terms(**values))
        return tuple(
            numerical_vjp(varying(terms, values, name), values[name], ones) for name in wrt
        )

    return numerical
