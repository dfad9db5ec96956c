"""Verdicts on published claims, each beside the claim mended."""

import numpy as np

from utils.reference import batched, vectorized

Array = np.ndarray


def nyu_claims(dL_dy: Array, x: Array) -> tuple[bool, Array, bool, Array]:
    """Neither claim of the sheet has the shape of its parameter.

    dL_dy: (2,). x: (2,).
    Returns: dL_dW_holds, dL_dW (2, 2), dL_db_holds, dL_db (2,).
    Source: NYU homework 1, 1.1.
    """
    dL_dW, _, dL_db = vectorized.affine_vjp(dL_dy, np.zeros((2, 2)), x, np.zeros(2))
    return False, dL_dW, False, dL_db


def uva_claims(dL_dU: Array, X: Array) -> tuple[bool, Array, bool, Array]:
    """(3) holds; (7) forgets to sum over the batch.

    dL_dU: (N, H). X: (N, D).
    Returns: dL_dW_holds, dL_dW (H, D), dL_db_holds, dL_db (H,).
    Source: UvA assignment 1, question 1, (3) and (7).
    """
    return True, dL_dU.T @ X, False, dL_dU.sum(axis=0)


def uva_index_claim(k: int, l: int, dL_dU: Array, W: Array) -> tuple[bool, float]:  # noqa: E741
    """dL/dX_kl sums over the outputs j, not over the samples i.

    k: sample. l: input. dL_dU: (N, H). W: (H, D).
    Returns: dL_dX_kl_holds, dL_dX_kl scalar.
    Source: UvA assignment 1, question 1, the line before (11).
    """
    return False, float(dL_dU[k] @ W[:, l])


def usi_claims(X: Array, W: Array) -> tuple[bool, Array, bool, Array]:
    """Both answers mix up the factor and the Kronecker delta.

    X: (N, D). W: (H, D).
    Returns: J_X_holds, J_X (N, H, N, D), J_W_holds, J_W (N, H, H, D).
    Source: USI exercises, question 1, a submitted answer.
    """
    J_X, J_W, _ = batched.batched_affine_jacobians(X, W, np.zeros(len(W)))
    return False, J_X, False, J_W


def quiz4_claim(dY_dXij: Array, dL_dY: Array) -> tuple[bool, float]:
    """dL/dX_ij is a double contraction of two (N, H) matrices, not their product.

    dY_dXij: (N, H). dL_dY: (N, H).
    Returns: dL_dXij_holds, dL_dXij scalar.
    Source: Quiz 4, problem 1, (1).
    """
    return False, float(np.einsum("nh,nh->", dY_dXij, dL_dY))
