"""Derivatives by central differences, and what "equal" means for gradients.

The visible checks use this module to judge a gradient without knowing the
formula, and a student may use it to look into their own. Nothing here knows
any analytic gradient.
"""

from collections.abc import Callable

import numpy as np

Array = np.ndarray
Value = Array | list[Array]


def numerical_jacobian(
    f: Callable[[Array], Array | float], x: Array, *, step: float = 1e-5
) -> Array:
    """All partial derivatives of f at x, by central differences.

    f: callable, float64 array of shape S -> float or array of shape T; must
        not change its argument.
    x: float64 array of any shape S; left unchanged.
    step: half-width h, in the units of x; the error is O(h**2).
    Returns: float64 array of shape T + S; entry [t, s] is d f_t / d x_s.
    Raises: TypeError if x is not float64.
    Source: Taylor's theorem, third order.
    """
    x = _float64(x)
    outputs = np.asarray(f(x.copy()))
    jacobian = np.empty(outputs.shape + x.shape)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += step
        below[index] -= step
        # Divide by the width that was really taken, not by 2h: h is rounded into x.
        width = above[index] - below[index]
        # The first value is copied, because f may fill the same buffer at the second call.
        slope = (np.array(f(above)) - np.asarray(f(below))) / width
        jacobian[(..., *index)] = slope
    return jacobian


def numerical_gradient(f: Callable[[Array], float], x: Array, *, step: float = 1e-5) -> Array:
    """Gradient of a scalar function by central differences.

    f: callable, float64 array of shape S -> float; must not change its argument.
    x: float64 array of any shape S; left unchanged.
    step: half-width h, in the units of x; the error is O(h**2).
    Returns: float64 array of shape S.
    Raises: TypeError if x is not float64; ValueError if f(x) is not a scalar.
    Source: Taylor's theorem, third order.
    """
    x = _float64(x)
    value = np.asarray(f(x.copy()))
    if value.shape != ():
        raise ValueError(f"f returns an array of shape {value.shape}; a gradient needs a scalar")
    return numerical_jacobian(f, x, step=step)


def numerical_vjp(
    f: Callable[[Array], Array], x: Array, upstream: Array, *, step: float = 1e-5
) -> Array:
    """Vector-Jacobian product: the gradient of sum(upstream * f(x)) at x.

    f: callable, float64 array of shape S -> array of shape T; must not change
        its argument.
    x: float64 array of any shape S; left unchanged.
    upstream: float64 array of shape T, the gradient that arrives from above.
    step: half-width h, in the units of x; the error is O(h**2).
    Returns: float64 array of shape S.
    Raises: TypeError if x is not float64; ValueError if upstream has not the
        shape of f(x).
    Source: chain rule; Quiz 4 (1), read as a contraction over both indices.
    """
    x = _float64(x)
    shape = np.shape(f(x.copy()))
    if np.shape(upstream) != shape:
        raise ValueError(f"upstream has shape {np.shape(upstream)}; f(x) has shape {shape}")
    return numerical_gradient(lambda point: (upstream * f(point)).sum(), x, step=step)


def same_shape(got: Value, expected: Value) -> bool:
    """Whether two arrays have one shape, or two lists of arrays have the same shapes in order."""
    if isinstance(got, list) or isinstance(expected, list):
        pair = isinstance(got, list) and isinstance(expected, list)
        return pair and [np.shape(a) for a in got] == [np.shape(a) for a in expected]
    return np.shape(got) == np.shape(expected)


def relative_difference(got: Value, expected: Value) -> float:
    """Largest difference, relative to the largest entry of what was expected.

    got, expected: arrays of one shape, or lists of arrays of the same shapes.
    Returns: max |got - expected| / max |expected|, without a unit; inf where
        anything is NaN or infinite, and where zeros were expected but not got.
        There is no absolute floor: a gradient of size 1e-19 is compared with
        the same care as one of size 1. Of a list, the worst of its arrays, each
        on its own scale, so that a layer with tiny gradients counts in full.
    Raises: ValueError if the shapes differ (nothing is ever broadcast).
    """
    if not same_shape(got, expected):
        raise ValueError("cannot compare arrays of different shapes")
    if isinstance(expected, list):
        pairs = zip(got, expected, strict=True)
        return max((relative_difference(a, b) for a, b in pairs), default=0.0)
    got, expected = np.asarray(got), np.asarray(expected)
    if not (np.isfinite(got).all() and np.isfinite(expected).all()):
        return float("inf")
    scale = float(np.max(np.abs(expected), initial=0.0))
    if scale == 0.0:
        return 0.0 if not np.any(got) else float("inf")
    # Divided before subtracting, so that neither 1e300 nor 1e-300 leaves the float range.
    with np.errstate(all="ignore"):
        return float(np.max(np.abs(got / scale - expected / scale), initial=0.0))


def is_close(got: Value, expected: Value, *, rtol: float) -> bool:
    """Whether two arrays, or two lists of arrays, agree: shape first, then values.

    got, expected: arrays or lists of arrays; unequal shapes are never close.
    rtol: the largest relative difference allowed, without a unit.
    Returns: bool; False for anything with NaN or inf in it.
    """
    if not same_shape(got, expected):
        return False
    # Ask "close?", never "far?": nan <= rtol is False, so NaN fails.
    return relative_difference(got, expected) <= rtol


def _float64(x: Array) -> Array:
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        kind = x.dtype if isinstance(x, np.ndarray) else type(x).__name__
        raise TypeError(f"central differences need a float64 array, and this is {kind}")
    return x
