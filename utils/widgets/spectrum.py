"""The singular values that theory expects of a deep chain's Jacobian.

For the widget `deep_chain`. Theory takes the slopes of a layer and its weights
for independent: the slopes are those of normal pre-activations of the expected
spread, and the weights are fresh random numbers. What is left is a product of
random matrices, of which a few are drawn. The student's functions have no part
in it.
"""

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import numpy as np

from utils.exercises.exercise import Array
from utils.widgets import chain
from utils.widgets.theory import slopes

DRAWN = 3
# Below this share of the largest one only rounding is left.
RESOLVED = 1e-17


def resolved(values: Array) -> Array:
    """Singular values, the largest first, with NaN for those that rounding has made."""
    return np.where(values > RESOLVED * values[0], values, np.nan)


def expected_singular_values(
    h: Callable[[Array], Array], c: float, spread: Array, *, residual: bool, orthogonal: bool
) -> Array:
    """Geometric means over a few chains, the largest first, (n,).

    h: the activation. c: weight scale, in units of 1 / sqrt(n). spread: (L,) of the
    pre-activations at each layer. orthogonal: whether the weights are, or normal.
    """
    drawn = [
        np.linalg.svd(
            _jacobian(h, c, spread, first, residual=residual, orthogonal=orthogonal),
            compute_uv=False,
        )
        for first in range(100, 100 * (DRAWN + 1), 100)
    ]
    with np.errstate(divide="ignore"):
        return np.exp(np.mean(np.log([resolved(values) for values in drawn]), axis=0))


def _jacobian(
    h: Callable[[Array], Array],
    c: float,
    spread: Array,
    first: int,
    *,
    residual: bool,
    orthogonal: bool,
) -> Array:
    """One product of random layers. first: the number of its first layer, other than a chain's."""
    shapes = list(pairwise(chain.widths(len(spread), residual=residual)))
    J = np.eye(shapes[0][0])
    for layer, ((columns, rows), width) in enumerate(zip(shapes, spread, strict=True)):
        ones = chain.orthogonal if orthogonal else _normal
        weights = c * ones(first + layer, rows, columns)
        through = slopes(h, width * _standard(first + layer, rows))[:, None] * (weights @ J)
        J = J + through if residual else through
    return J


def _normal(layer: int, rows: int, columns: int) -> Array:
    return chain.normals(layer, rows, columns) / np.sqrt(columns)


@cache
def _standard(layer: int, count: int) -> Array:
    """Standard normal pre-activations of one layer, (count,)."""
    return np.random.default_rng([17, layer]).standard_normal(count)
