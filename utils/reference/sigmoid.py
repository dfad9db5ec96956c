"""The sigmoid in a stable form, its derivative, and the vjp of any elementwise map."""

import numpy as np

Array = np.ndarray


def sigmoid(u: Array) -> Array:
    """1 / (1 + e^-u) for u >= 0, and e^u / (1 + e^u) below, so that nothing overflows.

    u: any shape. Returns: same shape.
    Source: USI question 2.
    """
    e = np.exp(-np.abs(u))
    return np.where(u >= 0, 1.0, e) / (1.0 + e)


def sigmoid_grad(u: Array) -> Array:
    """sigma'(u) = sigma(u) (1 - sigma(u)), without the difference of numbers near 1.

    u: any shape. Returns: same shape.
    Source: USI question 2.
    """
    e = np.exp(-np.abs(u))
    return e / (1.0 + e) ** 2


def elementwise_vjp(dL_dY: Array, dh_dX: Array) -> Array:
    """The Hadamard product of upstream gradient and slopes.

    dL_dY, dh_dX: any one shape. Returns: same shape.
    Source: UvA assignment 1, question 1 d, (15).
    """
    return dL_dY * dh_dX
