"""Verdicts on the claims of SNU homework 5, each beside the claim mended."""

import numpy as np

from utils.reference.deep_chain import jacobian_product, layer_vjp
from utils.reference.sigmoid import sigmoid_grad

Array = np.ndarray


def snu_layer_claims(
    dL_dy: Array, p: Array, A_l: Array, y_prev: Array
) -> tuple[bool, Array, bool, Array, bool, Array]:
    """db and dy hold, written as rows; y db has the shape of A transposed.

    dL_dy: (n,). p: (n,). A_l: (n, m). y_prev: (m,).
    Returns: dL_dy_prev_holds, dL_dy_prev (m,), dL_dA_holds, dL_dA (n, m), dL_db_holds,
        dL_db (n,).
    Source: SNU homework 5, 1.
    """
    dL_dy_prev, dL_dA, dL_db = layer_vjp(dL_dy, p, A_l, y_prev)
    return True, dL_dy_prev, False, dL_dA, True, dL_db


def snu_jacobian_claim(ps: list[Array], A: list[Array], i: int) -> tuple[bool, Array]:
    """The first factor of (2) must be diag(sigma'(p_L)) like all the others.

    ps: L arrays. A: L arrays (n_l, n_{l-1}). i: from 0 to L - 1.
    Returns: J_holds, J (n_L, n_i).
    Source: SNU homework 5, 2, (2).
    """
    return False, jacobian_product(ps, A, i)


def snu_weight_claim(dyL_dyi: Array, p: Array, y_prev: Array) -> tuple[bool, Array]:
    """(3) holds where y_L is one number.

    dyL_dyi: (1, n). p: (n,). y_prev: (m,). Returns: dyL_dA_holds, dyL_dA (n, m).
    Source: SNU homework 5, 2, (3).
    """
    return True, np.outer(sigmoid_grad(p) * dyL_dyi[0], y_prev)


def snu_small_weights_claim(ps: list[Array], A: list[Array]) -> tuple[bool, float]:
    """The slopes shrink the Jacobian even where every A stretches.

    ps: L arrays. A: L arrays (n_l, n_{l-1}). Returns: norm_holds, norm, of d y_L / d y_0.
    Source: SNU homework 5, 2, its last lines.
    """
    return False, float(np.linalg.norm(jacobian_product(ps, A, 0)))
