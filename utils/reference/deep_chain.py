"""Analytic gradients of the notebook `vanishing-gradients`: a chain of sigmoid layers.

p_l = A_l y_{l-1} + b_l, y_l = sigma(p_l), y_0 = x. Rows of A are outputs.
"""

import numpy as np

from utils.reference.sigmoid import sigmoid, sigmoid_grad

Array = np.ndarray


def chain_forward(x: Array, A: list[Array], b: list[Array]) -> tuple[list[Array], list[Array]]:
    """Every activation and every pre-activation.

    x: (n_0,). A: L arrays (n_l, n_{l-1}). b: L arrays (n_l,).
    Returns: ys, L + 1 arrays from x on; ps, L arrays.
    Source: SNU homework 5, 1.
    """
    ys, ps = [x.copy()], []
    for A_l, b_l in zip(A, b, strict=True):
        ps.append(A_l @ ys[-1] + b_l)
        ys.append(sigmoid(ps[-1]))
    return ys, ps


def layer_vjp(dL_dy: Array, p: Array, A_l: Array, y_prev: Array) -> tuple[Array, Array, Array]:
    """Gradients through y = sigma(A y_prev + b).

    dL_dy: (n,). p: (n,) pre-activation. A_l: (n, m). y_prev: (m,).
    Returns: dL_dy_prev (m,), dL_dA (n, m), dL_db (n,).
    Source: SNU homework 5, 1, with its dA transposed.
    """
    dL_dp = dL_dy * sigmoid_grad(p)
    return A_l.T @ dL_dp, np.outer(dL_dp, y_prev), dL_dp


def chain_backward(
    dL_dyL: Array, ys: list[Array], ps: list[Array], A: list[Array]
) -> tuple[Array, list[Array], list[Array]]:
    """Gradients of everything that the chain was given.

    dL_dyL: (n_L,). ys: L + 1 arrays. ps: L arrays. A: L arrays (n_l, n_{l-1}).
    Returns: dL_dx (n_0,); dL_dA, L arrays (n_l, n_{l-1}); dL_db, L arrays (n_l,).
    Source: SNU homework 5, 1, for all layers.
    """
    dL_dA, dL_db, dL_dy = [], [], dL_dyL
    for p, A_l, y_prev in zip(ps[::-1], A[::-1], ys[-2::-1], strict=True):
        dL_dy, dL_dA_l, dL_db_l = layer_vjp(dL_dy, p, A_l, y_prev)
        dL_dA.append(dL_dA_l)
        dL_db.append(dL_db_l)
    return dL_dy, dL_dA[::-1], dL_db[::-1]


def jacobian_product(ps: list[Array], A: list[Array], i: int) -> Array:
    """d y_L / d y_i = diag(sigma'(p_L)) A_L ... diag(sigma'(p_{i+1})) A_{i+1}.

    ps: L arrays. A: L arrays (n_l, n_{l-1}). i: from 0, which is x, to L - 1.
    Returns: (n_L, n_i).
    Source: SNU homework 5, 2, (2), mended.
    """
    product = np.eye(len(ps[-1]))
    for p, A_l in zip(ps[: i - len(ps) - 1 : -1], A[: i - len(A) - 1 : -1], strict=True):
        product = product @ (sigmoid_grad(p)[:, None] * A_l)
    return product


def gradient_norms(dA: list[Array]) -> Array:
    """Frobenius norm of each layer's gradient.

    dA: L matrices. Returns: (L,).
    Source: to measure what SNU homework 5, 2 says.
    """
    return np.array([np.linalg.norm(gradient) for gradient in dA])


def layer_factors(p: Array, A_l: Array) -> tuple[float, float]:
    """The two factors that bound how much one layer passes back.

    p: (n,) pre-activation. A_l: (n, m).
    Returns: largest_slope, the largest sigma'(p); largest_stretch, the largest
        singular value of A_l.
    Source: the factors of SNU homework 5, (2).
    """
    return float(sigmoid_grad(p).max()), float(np.linalg.norm(A_l, 2))


def critical_scale(slopes: Array) -> float:
    """The s for which weights of standard deviation s / sqrt(n) keep a gradient's length.

    On average, over random weights of a layer with n inputs and n outputs.
    slopes: (n,), those of the layer's units. Returns: 1 / sqrt(mean of their squares).
    Source: the remedy for SNU homework 5, 2.
    """
    return float(1.0 / np.sqrt(np.mean(slopes**2)))


def xavier_init(Z: Array) -> Array:
    """Weights of variance 2 / (fan-in + fan-out).

    Z: (n, m) standard normals, rows of outputs. Returns: (n, m).
    Source: the remedy for SNU homework 5, 2.
    """
    return Z * np.sqrt(2.0 / sum(Z.shape))


def he_init(Z: Array) -> Array:
    """Weights of variance 2 / fan-in.

    Z: (n, m) standard normals, rows of outputs. Returns: (n, m).
    Source: the remedy for SNU homework 5, 2.
    """
    return Z * np.sqrt(2.0 / Z.shape[1])


def residual_layer_vjp(
    dL_dy: Array, p: Array, A_l: Array, y_prev: Array
) -> tuple[Array, Array, Array]:
    """Gradients through y = y_prev + sigma(A y_prev + b): the layer's, and past the layer.

    dL_dy: (n,). p: (n,) pre-activation. A_l: (n, n). y_prev: (n,).
    Returns: dL_dy_prev (n,), dL_dA (n, n), dL_db (n,).
    Source: the remedy for SNU homework 5, 2.
    """
    dL_dy_prev, dL_dA, dL_db = layer_vjp(dL_dy, p, A_l, y_prev)
    return dL_dy + dL_dy_prev, dL_dA, dL_db
