"""What theory expects of a deep random chain, layer by layer, before anything is measured.

For the widget `deep_chain`, which draws it beside what the student's functions
find. In a wide layer with random weights of standard deviation c / sqrt(n) the
pre-activations are normal numbers of variance c^2 times the mean of y^2, and
one layer multiplies the squared length of a gradient by

    chi = c^2 times the mean of h'(p)^2          (plus 1 with a residual connection).

Two refinements make this fit a chain of finite width. Rare chains rule the mean
over all chains, so the mean *logarithm* is taken, which is lower where few units
do the work. And the part of a gradient that is parallel to y is followed by
itself past residual connections, because weights and y are related by p: there
it grows faster than the rest. Slopes are central differences.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from utils.exercises.exercise import Array
from utils.widgets.chain import WIDTH

# Standard normal numbers evenly spread, and how much each of them weighs.
_Z = np.linspace(-7.0, 7.0, 281)
_WEIGHTS = np.exp(-(_Z**2) / 2)
_WEIGHTS /= _WEIGHTS.sum()


@dataclass(frozen=True)
class Expected:
    """What theory says of L layers, from the first to the last.

    spread: (L,) standard deviation of the pre-activations.
    norms: "dL/dA" and "dL/db" -> (L,) their norms, for an upstream gradient of length 1.
    """

    spread: Array
    norms: dict[str, Array]


@dataclass(frozen=True)
class _Layer:
    """What one layer's neurons have on average.

    mean, square: of the y that comes in, and of its square. spread: of p.
    p, y, slope: the values that a neuron may have, for the averages.
    shortfall: mean logarithm of the mean of (h'(p) g)^2 over n units, less that of its mean.
    """

    mean: float
    square: float
    spread: float
    p: Array
    y: Array
    slope: Array
    shortfall: float


def expected(
    h: Callable[[Array], Array], c: float, depth: int, y_0: Array, *, residual: bool
) -> Expected:
    """Carry the moments of the activations through the layers, and a gradient back.

    h: the activation, elementwise. c: weight scale, in units of 1 / sqrt(n). y_0: (n,).
    """
    layers = _forward(h, c, depth, y_0, residual=residual)
    # Squared: the factor of y in the gradient, and the length of what is left of it.
    parallel, rest, gradients = 0.0, 1.0, []
    for layer in reversed(layers):
        through = _through(layer, parallel, rest, residual=residual)
        gradients.append(np.sqrt(np.exp(layer.shortfall) * through))
        parallel, rest = _one_layer_back(layer, c, parallel, rest, residual=residual)
    biases = np.array(gradients[::-1])
    inputs = np.sqrt([WIDTH * layer.square for layer in layers])
    spread = np.array([layer.spread for layer in layers])
    norms = {"dL/dA": biases * inputs, "dL/db": biases}
    return Expected(spread, norms)


def _forward(
    h: Callable[[Array], Array], c: float, depth: int, y_0: Array, *, residual: bool
) -> list[_Layer]:
    mean, square = float(y_0.mean()), float((y_0**2).mean())
    layers = []
    for _ in range(depth):
        spread = c * np.sqrt(square)
        p = spread * _Z
        y, slope = h(p), slopes(h, p)
        # Both the slopes and the gradient's entries differ from unit to unit.
        shortfall = _shortfall(3 * _flatness(slope) - 1)
        layers.append(_Layer(mean, square, spread, p, y, slope, shortfall))
        if residual:
            # p does not know the sign of what goes past it: the weights are random.
            square += 2 * mean * _average(y) + _average(y**2)
            mean += _average(y)
        else:
            square = _average(y**2)
            square *= float(np.exp(_shortfall(_flatness(y) - 1)))
    return layers


def _through(layer: _Layer, parallel: float, rest: float, *, residual: bool) -> float:
    """Mean squared length of dL/dp, if the gradient above is made of these two parts."""
    s, y = layer.slope**2, layer.y
    above = _average(s * y**2)
    if residual:
        above += layer.square * _average(s) + 2 * layer.mean * _average(s * y)
    return _average(s) * rest + WIDTH * above * parallel


def _one_layer_back(
    layer: _Layer, c: float, parallel: float, rest: float, *, residual: bool
) -> tuple[float, float]:
    """The two parts below a layer. Weights are p y^T / |y|^2, and random numbers across y."""
    random = c**2 * _through(layer, parallel, rest, residual=residual)
    if not residual:
        return 0.0, random * float(np.exp(layer.shortfall))  # y is one direction among n
    mean, square, y, kick = layer.mean, layer.square, layer.y, layer.slope * layer.p
    factor = square + mean * (_average(y) + _average(kick)) + _average(y * kick)
    stirred = rest / WIDTH**2 * (_average(kick**2) / square) / square
    past = _average(y**2) - _average(y) ** 2 * (mean / square * mean)
    kept = rest + WIDTH * past * parallel
    below = kept + _typical_addition((1 - 1 / WIDTH) * random, kept, layer.shortfall)
    return parallel * (factor / square) ** 2 + stirred, below


def _typical_addition(random: float, kept: float, shortfall: float) -> float:
    """What a random number of this mean adds to `kept`, by the mean logarithm of the sum.

    The number is taken to be lognormal.
    """
    t = np.exp(shortfall + np.sqrt(-2 * shortfall) * _Z)
    return kept * float(np.expm1(_average(np.log1p(random / kept * t))))


def slopes(h: Callable[[Array], Array], p: Array) -> Array:
    """h'(p), entry by entry, by central differences."""
    # In units of p itself: ReLU has a kink at 0, however small its inputs have become.
    step = 1e-5 * np.abs(p).max() + 1e-300
    return (h(p + step) - h(p - step)) / (2 * step)


def _flatness(values: Array) -> float:
    """Mean fourth power over the square of the mean square: 1 if all are equally large."""
    squares = values**2
    return _average((squares / _average(squares)) ** 2)


def _shortfall(variance: float) -> float:
    """Mean logarithm of a mean over n units, less the logarithm of its mean: 0 or below.

    variance: of one unit's contribution, in units of its mean squared. The mean is
        taken for a sum of nu squares, for which it is digamma(nu/2) - log(nu/2).
    """
    half_nu = WIDTH / max(variance, 1e-9)
    return min(_digamma(half_nu) - float(np.log(half_nu)), 0.0)


def _digamma(x: float) -> float:
    """The derivative of log Gamma, by recurrence and then its asymptotic series."""
    below = 0.0
    while x < 6.0:
        below -= 1.0 / x
        x += 1.0
    square = 1.0 / x**2
    return (
        below + float(np.log(x)) - 0.5 / x - square * (1 / 12 - square * (1 / 120 - square / 252))
    )


def _average(values: Array) -> float:
    return float(np.sum(_WEIGHTS * values))
