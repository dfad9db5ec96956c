"""Scales of an axis: where a value stands, and which values deserve a tick.

For `utils.drawing.plot`. A scale maps values onto the stretch from 0 to 1,
evenly or by their logarithms.
"""

from dataclasses import dataclass

import numpy as np

from utils.exercises.exercise import Array


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high`; on a logarithmic one both are positive."""

    low: float
    high: float
    log: bool = False

    def places(self, values: Array | float) -> Array:
        """Where the values stand: 0 at the low end, 1 at the high end, any shape.

        On a logarithmic scale a zero stands infinitely far below, and NaN stays NaN.
        """
        values = np.asarray(values, dtype=np.float64)
        if not self.log:
            return (values - self.low) / (self.high - self.low)
        with np.errstate(divide="ignore", invalid="ignore"):
            exponents = np.log10(values)
        low, high = np.log10(self.low), np.log10(self.high)
        return (exponents - low) / (high - low)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Values to mark, about `most` at the most, each with its label."""
        return self._decades(most) if self.log else self._round_numbers(most)

    def _round_numbers(self, most: int) -> list[tuple[float, str]]:
        rough = (self.high - self.low) / most
        unit = 10.0 ** np.floor(np.log10(rough))
        steps = [factor * unit for factor in (0.5, 1, 2, 5, 10)]
        chosen = next(i for i, step in enumerate(steps) if step >= rough)
        values = self._multiples(steps[chosen])
        if len(values) < 2:  # a single tick says nothing of the scale
            values = self._multiples(steps[chosen - 1])
        return [(float(v), f"{v + 0.0:.6g}") for v in values]

    def _multiples(self, step: float) -> Array:
        first = np.ceil(self.low / step - 1e-9)
        last = np.floor(self.high / step + 1e-9)
        return step * np.arange(first, last + 1)

    def _decades(self, most: int) -> list[tuple[float, str]]:
        low, high = np.log10(self.low), np.log10(self.high)
        every = max(1, int(np.ceil((high - low) / most)))
        first = int(np.ceil(low / every)) * every
        exponents = range(first, int(np.floor(high + 1e-9)) + 1, every)
        return [(10.0**e, f"{10.0**e:g}" if abs(e) <= 2 else _power(e)) for e in exponents]


def in_short(value: float, digits: int = 2) -> str:
    """A number as a person would write it: 0.24, 12, 350, 8e-19.

    digits: how many count, where the number is neither very small nor very large.
    """
    if value == 0 or not np.isfinite(value) or 0.001 <= abs(value) < 10**digits:
        return f"{value + 0.0:.{digits}g}"
    if 1 <= abs(value) < 10000:
        return f"{value:.0f}"
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def _power(exponent: int) -> str:
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def scale_around(*series: Array, margin: float = 0.05) -> Scale:
    """An even scale that holds every finite number of these arrays.

    margin: how far it goes beyond them at either end, as a share of their stretch.
    """
    flat = np.concatenate([np.ravel(values) for values in series])
    # Beyond these, the length of the stretch itself would be too large for a float.
    finite = np.clip(flat[np.isfinite(flat)], -1e300, 1e300)
    if not finite.size:
        finite = np.zeros(1)
    low, high = float(finite.min()), float(finite.max())
    size = max(abs(low), abs(high))
    if high - low <= max(1e-9 * size, 1e-300):  # as good as one number, which stands in the middle
        reach = size if size > 1e-300 else 1.0
        return Scale(low - reach, high + reach)
    beyond = margin * (high - low)
    return Scale(low - beyond, high + beyond)


def log_scale_around(*series: Array, least_decades: float = 2.0) -> Scale:
    """A logarithmic scale that holds every positive finite number of these arrays.

    least_decades: how far it reaches at the least, about the middle of the numbers.
    """
    exponents = np.concatenate([_exponents(np.asarray(values)) for values in series])
    if not exponents.size:
        exponents = np.array([-1.0, 1.0])
    low, high = exponents.min(), exponents.max()
    lacking = max(0.0, least_decades - (high - low)) / 2
    margin = 0.04 * (high - low) + 0.05
    low, high = low - lacking - margin, high + lacking + margin
    return Scale(10.0 ** max(low, -300.0), 10.0 ** min(high, 300.0), log=True)


def _exponents(values: Array) -> Array:
    flat = values.ravel()
    return np.log10(flat[np.isfinite(flat) & (flat > 0.0)])
