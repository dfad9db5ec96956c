"""Softmax with inverse temperature beta: a stable form, the Jacobian, the vjp without it."""

import numpy as np

from utils.index import delta

Array = np.ndarray


def softmax(u: Array, beta: float = 1.0) -> Array:
    """e^(beta u_j) / sum_k e^(beta u_k) along the last axis, shifted so that nothing overflows.

    u: (..., K) logits. beta: inverse temperature. Returns: (..., K), rows that sum to 1.
    Source: USI question 2; NYU homework 1, 1.2.
    """
    e = np.exp(beta * (u - u.max(axis=-1, keepdims=True)))
    return e / e.sum(axis=-1, keepdims=True)


def ds_du(j: int, i: int, s: Array, beta: float) -> float:
    """d s_j / d u_i = beta (delta_ji s_j - s_j s_i).

    j, i: classes. s: (K,) probabilities. beta: inverse temperature. Returns: scalar.
    Source: USI question 2; NYU homework 1, 1.2, mended.
    """
    return beta * s[j] * (delta(j, i) - s[i])


def softmax_jacobian(u: Array, beta: float = 1.0) -> Array:
    """beta (diag(s) - s s^T).

    u: (K,) logits. beta: inverse temperature. Returns: (K, K), output index first.
    Source: NYU homework 1, 1.2, mended.
    """
    s = softmax(u, beta)
    return beta * (np.diag(s) - np.outer(s, s))


def softmax_vjp(dL_ds: Array, u: Array, beta: float = 1.0) -> Array:
    """beta s * (g - sum(g * s)), row by row: the Jacobian contracted, never formed.

    dL_ds: (N, K). u: (N, K) logits. beta: inverse temperature. Returns: (N, K).
    Source: NYU homework 1, 1.2, contracted with an upstream gradient.
    """
    s = softmax(u, beta)
    return beta * s * (dL_ds - np.sum(dL_ds * s, axis=-1, keepdims=True))
