"""The loss of the notebook `mse` and its gradient."""

import numpy as np

Array = np.ndarray


def mse(Z: Array, Y: Array) -> float:
    """E = 1/2 sum_n sum_k (Z_nk - Y_nk)^2.

    Z: (N, K) predictions. Y: (N, K) targets. Returns: scalar.
    Source: USI question 2.
    """
    return float(0.5 * np.sum((Z - Y) ** 2))


def mse_grad(Z: Array, Y: Array) -> Array:
    """dE/dZ: the residuals.

    Z: (N, K). Y: (N, K). Returns: (N, K).
    Source: USI question 2.
    """
    return Z - Y
