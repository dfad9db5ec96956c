"""Verdicts on published claims about losses and nonlinearities, each beside the claim mended."""

import numpy as np

from utils.reference.chain_rule import neuron_layer_grads
from utils.reference.mse import mse_grad
from utils.reference.softmax import softmax_jacobian

Array = np.ndarray


def usi_mse_claims(Z: Array, Y: Array) -> tuple[bool, Array, bool, Array]:
    """The residuals are the gradient of half the sum, and not of the mean.

    Z: (N, K). Y: (N, K).
    Returns: dE_dZ_holds, dE_dZ (N, K), dmean_dZ_holds, dmean_dZ (N, K).
    Source: USI question 2, the sheet and a submitted answer.
    """
    return True, mse_grad(Z, Y), False, 2.0 * (Z - Y) / Z.size


def uva_elementwise_claims(
    dL_dY: Array, dh_dX: Array, dh_dx: Array
) -> tuple[bool, Array, bool, Array]:
    """(15) holds; (16) gives the shape of Y, and a gradient has that of x.

    dL_dY: (N, H). dh_dX: (N, H). dh_dx: (N, 1).
    Returns: dL_dX_holds, dL_dX (N, H), dL_dx_holds, dL_dx (N, 1).
    Source: UvA assignment 1, question 1 d, (15) and (16).
    """
    return True, dL_dY * dh_dX, False, np.sum(dL_dY * dh_dx, axis=1, keepdims=True)


def nyu_softmax_claims(u: Array, beta: float) -> tuple[bool, Array, bool, Array]:
    """The first line for i = j is misparenthesised; the line for i and j different holds.

    u: (K,). beta: scalar.
    Returns: diagonal_holds, diagonal (K,), off_diagonal_holds, off_diagonal (K, K).
    Source: NYU homework 1, 1.2.
    """
    J = softmax_jacobian(u, beta)
    diagonal = np.diag(J).copy()
    return False, diagonal, True, J - np.diag(diagonal)


def usi_softmax_claim(s: Array) -> tuple[bool, Array]:
    """s_j delta_ij - s_i s_j, in place of a delta with one index twice.

    s: (K,). Returns: J_holds, J (K, K).
    Source: USI question 2, a submitted answer.
    """
    return False, np.diag(s) - np.outer(s, s)


def usi_chain_claims(W: Array, x: Array, b: Array, y: Array) -> tuple[bool, Array, bool, Array]:
    """dE/du holds; dE/dW takes sigma at one term of the sum.

    W: (H, D). x: (D,). b: (H,). y: (H,).
    Returns: dE_du_holds, dE_du (H,), dE_dW_holds, dE_dW (H, D).
    Source: USI question 3, a submitted answer.
    """
    dE_dW, _, dE_db = neuron_layer_grads(W, x, b, y)
    return True, dE_db, False, dE_dW
