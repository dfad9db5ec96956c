"""Analytic gradients of the notebook `scalar`."""


def affine_scalar_grads(w: float, x: float, b: float) -> tuple[float, float, float]:
    """Derivatives of u = w x + b.

    w, x, b: scalars. Returns: (du_dw, du_dx, du_db), scalars.
    Source: USI question 1, scalar case.
    """
    return x, w, 1.0
