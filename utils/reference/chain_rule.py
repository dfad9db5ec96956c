"""Analytic gradients of the notebook `chain-rule`: E = 1/2 sum_j (sigma((W x + b)_j) - y_j)^2."""

import numpy as np

from utils.reference.sigmoid import sigmoid, sigmoid_grad
from utils.reference.vectorized import affine_vjp

Array = np.ndarray


def dE_du(u: Array, y: Array) -> Array:
    """(sigma(u_l) - y_l) sigma'(u_l).

    u: (H,). y: (H,). Returns: (H,).
    Source: USI question 3, first line.
    """
    return (sigmoid(u) - y) * sigmoid_grad(u)


def dE_dW_entry(i: int, l: int, W: Array, x: Array, b: Array, y: Array) -> float:  # noqa: E741
    """dE/dW_il = dE/du_i x_l, with u_i the whole of (W x + b)_i.

    i: output. l: input. W: (H, D). x: (D,). b: (H,). y: (H,). Returns: scalar.
    Source: USI question 3, second line.
    """
    return float(dE_du(W @ x + b, y)[i] * x[l])


def neuron_layer_grads(W: Array, x: Array, b: Array, y: Array) -> tuple[Array, Array, Array]:
    """dE/du through the affine map.

    W: (H, D). x: (D,). b: (H,). y: (H,).
    Returns: dE_dW (H, D), dE_dx (D,), dE_db (H,).
    Source: USI question 3, vectorized.
    """
    return affine_vjp(dE_du(W @ x + b, y), W, x, b)
