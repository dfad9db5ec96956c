"""Analytic gradients of the notebook `batched`: U = X W^T + 1 b^T, and Quiz 4's Y = X W."""

import numpy as np

from utils.index import delta

Array = np.ndarray


def dU_dX(n: int, j: int, m: int, l: int, W: Array) -> float:  # noqa: E741
    """d U_nj / d X_ml = delta_nm W_jl.

    n, m: samples. j: output. l: input. W: (H, D). Returns: scalar.
    Source: USI question 1, batched case; UvA (10).
    """
    return delta(n, m) * W[j, l]


def dU_dW(n: int, j: int, i: int, l: int, X: Array) -> float:  # noqa: E741
    """d U_nj / d W_il = delta_ji X_nl.

    n: sample. j, i: outputs. l: input. X: (N, D). Returns: scalar.
    Source: USI question 1, batched case; UvA (2).
    """
    return delta(j, i) * X[n, l]


def dU_db(n: int, j: int, i: int) -> float:
    """d U_nj / d b_i = delta_ji, for every sample.

    n: sample. j, i: outputs. Returns: scalar.
    Source: USI question 1, batched case; UvA (6).
    """
    return delta(j, i)


def batched_affine_jacobians(X: Array, W: Array, b: Array) -> tuple[Array, Array, Array]:
    """The three Jacobian tensors, output indices (n, j) first.

    X: (N, D). W: (H, D). b: (H,).
    Returns: J_X (N, H, N, D), J_W (N, H, H, D), J_b (N, H, H).
    Source: USI question 1, batched case.
    """
    eye_n, eye_h = np.eye(len(X)), np.eye(len(b))
    J_X = np.einsum("nm,jl->njml", eye_n, W)
    J_W = np.einsum("ji,nl->njil", eye_h, X)
    J_b = np.einsum("n,ji->nji", np.ones(len(X)), eye_h)
    return J_X, J_W, J_b


def batched_affine_vjp(dL_dU: Array, X: Array, W: Array, b: Array) -> tuple[Array, Array, Array]:
    """The upstream gradient contracted with each Jacobian, no tensor built.

    dL_dU: (N, H). X: (N, D). W: (H, D). b: (H,).
    Returns: dL_dX (N, D), dL_dW (H, D), dL_db (H,).
    Source: USI question 1, batched case; UvA (3), (11), and (7) mended.
    """
    return dL_dU @ W, dL_dU.T @ X, dL_dU.sum(axis=0)


def matmul_vjp(dL_dY: Array, X: Array, W: Array) -> tuple[Array, Array]:
    """Gradients through Y = X W, columns of W being outputs.

    dL_dY: (N, H). X: (N, D). W: (D, H).
    Returns: dL_dX (N, D), dL_dW (D, H).
    Source: Quiz 4, problem 1, (2).
    """
    return dL_dY @ W.T, X.T @ dL_dY
