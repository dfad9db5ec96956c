"""Analytic gradients of the notebook `vectorized`: u = W x + b, rows of W are outputs."""

import numpy as np

from utils.index import delta

Array = np.ndarray


def du_dW(j: int, i: int, l: int, x: Array) -> float:  # noqa: E741
    """d u_j / d W_il = delta_ji x_l.

    j, i: output indices. l: input index. x: (D,). Returns: scalar.
    Source: USI question 1, vectorized case.
    """
    return delta(j, i) * x[l]


def du_dx(j: int, l: int, W: Array) -> float:  # noqa: E741
    """d u_j / d x_l = W_jl.

    j: output index. l: input index. W: (H, D). Returns: scalar.
    Source: USI question 1, vectorized case.
    """
    return W[j, l]


def du_db(j: int, i: int) -> float:
    """d u_j / d b_i = delta_ji.

    j, i: output indices. Returns: scalar.
    Source: USI question 1, vectorized case.
    """
    return delta(j, i)


def affine_jacobians(W: Array, x: Array, b: Array) -> tuple[Array, Array, Array]:
    """The three Jacobians, output index first.

    W: (H, D). x: (D,). b: (H,).
    Returns: J_W (H, H, D), J_x (H, D), J_b (H, H).
    Source: USI question 1, vectorized case; NYU homework 1, 1.1.
    """
    eye = np.eye(len(b))
    return np.einsum("ji,l->jil", eye, x), W.copy(), eye


def affine_vjp(dL_du: Array, W: Array, x: Array, b: Array) -> tuple[Array, Array, Array]:
    """The upstream gradient contracted with each Jacobian.

    dL_du: (H,). W: (H, D). x: (D,). b: (H,).
    Returns: dL_dW (H, D), dL_dx (D,), dL_db (H,).
    Source: USI question 1, vectorized case; NYU homework 1, 1.1.
    """
    return np.outer(dL_du, x), W.T @ dL_du, dL_du.copy()
