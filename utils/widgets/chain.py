"""A deep chain to look at: random weights, and one forward pass.

For the widget `deep_chain`. Without residual connections the widths alternate,
so that a matrix which should have been transposed does not fit. There are no
biases. Of every weight matrix the standard normal numbers are drawn once; the
controls only rescale them, so that what moves in the picture is what the
control did.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from utils.exercises.exercise import Array
from utils.exercises.sigmoid import logistic

WIDTH = 50  # of the layers, on average
NARROW, BROAD = 48, 52
DEEPEST = 60
# Here sigma is flat for every practical purpose, and nothing overflows on the way.
FLAT = -100.0


@dataclass(frozen=True)
class Activation:
    """What a unit makes of its pre-activation p.

    stand_in: p -> where sigma has its slope at p divided by `times`.
    """

    value: Callable[[Array], Array]
    stand_in: Callable[[Array], Array]
    times: float


ACTIVATIONS = {
    "sigmoid": Activation(logistic, lambda p: p, 1.0),
    # tanh(p) is 2 sigma(2p) - 1.
    "tanh": Activation(np.tanh, lambda p: 2.0 * p, 4.0),
    # A unit that is on stands where sigma is steepest, one that is off where it is flat.
    "ReLU": Activation(lambda p: np.maximum(p, 0.0), lambda p: np.where(p > 0.0, 0.0, FLAT), 4.0),
}


@dataclass(frozen=True)
class Chain:
    """One setting of the chain.

    A: L weight matrices (n_l, n_{l-1}).
    residual: whether y_l = y_{l-1} + h(p_l) in place of h(p_l).
    """

    A: list[Array]
    activation: Activation
    residual: bool

    def forward(self, y_0: Array) -> tuple[list[Array], list[Array]]:
        """ys, L + 1 arrays from y_0 on, and ps, L arrays.

        y_0: (n_0,) one input, or (n_0, M) with M of them as columns.
        """
        ys, ps = [y_0], []
        for A_l in self.A:
            ps.append(A_l @ ys[-1])
            y = self.activation.value(ps[-1])
            ys.append(ys[-1] + y if self.residual else y)
        return ys, ps


def widths(depth: int, *, residual: bool) -> list[int]:
    """n_0..n_L, all the same where a layer's input is added to its output."""
    if residual:
        return [WIDTH] * (depth + 1)
    return [(NARROW, BROAD)[layer % 2] for layer in range(depth + 1)]


@cache
def normals(layer: int, rows: int, columns: int) -> Array:
    """Standard normal numbers for one weight matrix; for one layer always the same ones."""
    numbers = np.random.default_rng([7, layer]).standard_normal((BROAD, BROAD))
    return _read_only(numbers[:rows, :columns].copy())


@cache
def orthogonal(layer: int, rows: int, columns: int) -> Array:
    """A random matrix whose singular values are all the same.

    They are such that the entries are on average as large as normal ones over sqrt(columns).
    """
    tall = rows >= columns
    Z = normals(layer, rows, columns)
    Q = np.linalg.qr(Z if tall else Z.T)[0]
    return _read_only(Q * np.sqrt(rows / columns) if tall else Q.T.copy())


@cache
def inputs(width: int, samples: int) -> Array:
    """Standard normal inputs as columns, (width, samples)."""
    return _read_only(np.random.default_rng(11).standard_normal((width, samples)))


@cache
def upstream(width: int) -> Array:
    """An upstream gradient of length 1, (width,)."""
    g = np.random.default_rng(13).standard_normal(width)
    return _read_only(g / np.linalg.norm(g))


def _read_only(array: Array) -> Array:
    array.flags.writeable = False
    return array
