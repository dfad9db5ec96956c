"""What an exercise is: the public half, which a student may read.

An `Exercise` names a function that the student writes, says what goes in and
what comes out, draws inputs, and differentiates the forward function by
central differences. It never holds the answer.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

from utils.gradcheck import is_close

# What central differences with a step of 1e-5 can tell apart at a scale of 1.
NUMERICAL_RTOL = 1e-6

Array = np.ndarray
Value = Array | list[Array]
# name -> Value; which of the two it is, each exercise knows of its own arguments.
Values = dict[str, Any]
Argument = Value | float | int
Sizes = dict[str, int]
Draw = Callable[[np.random.Generator, Sizes, float], Values]

# What NumPy warns of by default, as errors. Underflow stays silent: e^-10000 is 0, and may be.
_ALOUD: dict[str, Any] = {"over": "raise", "divide": "raise", "invalid": "raise"}


@dataclass(frozen=True)
class Part:
    """One of the results of an exercise.

    name: what the student calls it, such as "dL_dW".
    axes: the letter of each of its dimensions, such as ("H", "D"); () is a scalar,
        a digit is a length that does not vary, "?" an axis of whatever length, and
        "..." any number of axes.
    listed: a list of arrays, one for each layer; it has no axes of its own.
    verdict_on: for a verdict on a published claim, the part that mends the
        claim; the verdict is then True or False, and counts only beside it.
    """

    name: str
    axes: tuple[str, ...] = ()
    listed: bool = False
    verdict_on: str = ""

    @property
    def is_verdict(self) -> bool:
        return bool(self.verdict_on)


@dataclass(frozen=True)
class Fixture:
    """One drawing of inputs.

    sizes: the length of each axis, such as {"N": 5, "D": 3}; all distinct.
    values: everything that was drawn, by name, in the order of the forward
        function's arguments; the student's function may be given only some.
    """

    sizes: Sizes
    values: Values


@dataclass(frozen=True)
class Exercise:
    """One function that a student writes.

    name: the function's name, and the key of the exercise everywhere.
    notebook: the notebook in which it stands.
    arguments: what is drawn, name -> axes ("N D"; "" a scalar).
    parts: what comes back, in order.
    numerical: central differences of the forward function: Fixture values ->
        one array for each part that is not a verdict.
    takes: the arguments that the student's function is given; default: all.
    indices: for an index form, the index letters, one for each axis of the
        only part; the function is called at every index.
    upstream: the argument that is the upstream gradient, if there is one.
    claims: for each part with a verdict, the published formula as it stands.
    draw: drawing of the inputs where standard normals will not do, and wherever
        an argument may have any number of axes ("...").
    examples: inputs of the visible check where the forward function itself is the
        exercise; `numerical` then looks up what was worked out for them beforehand.
    silent: an overflow, a division by zero or an invalid value on the way is a
        fault, even where the result comes out right.
    hints: a ladder of two or three steps, from where to look to a smaller case.
    source: sheet and equation.
    """

    name: str
    notebook: str
    arguments: Mapping[str, str]
    parts: tuple[Part, ...]
    numerical: Callable[[Values], tuple[Value, ...]]
    hints: tuple[str, ...]
    source: str
    takes: tuple[str, ...] | None = None
    indices: tuple[str, ...] = ()
    upstream: str = ""
    claims: Mapping[str, Callable[[Values], Array]] = field(default_factory=dict)
    draw: Draw | None = None
    examples: tuple[Values, ...] = ()
    silent: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters of the student's function, in order."""
        return self.indices + self.given

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the drawn values that the student's function is given."""
        return tuple(self.arguments) if self.takes is None else self.takes

    def inputs(self, fixture: Fixture) -> list[Argument]:
        """Fresh copies of what the student's function is given; scalars as Python numbers."""
        return [_fresh(fixture.values[name]) for name in self.given]

    def evaluate(self, function: Callable[..., object], fixture: Fixture) -> "Call":
        """Call a function for this exercise as the exercise is meant to be called.

        An index form is called at every index and its values are collected
        into a list; any other form is called once.
        Returns: a `Call`, with what came back and the arguments afterwards.
        Raises: whatever the function raises; FloatingPointError where NumPy would
            have warned and the exercise is a silent one.
        """
        inputs = self.inputs(fixture)
        with np.errstate(**_ALOUD) if self.silent else nullcontext():
            if not self.indices:
                return Call(function(*inputs), inputs)
            shape = tuple(fixture.sizes[axis] for axis in self.parts[0].axes)
            entries = [_kept(function(*index, *inputs)) for index in product(*map(range, shape))]
            return Call(entries, inputs)

    def visible_fixtures(self, rng: np.random.Generator, count: int) -> list[Fixture]:
        """What a visible check looks at: the examples, or as many drawings as asked for."""
        if self.examples:
            return [Fixture({}, values) for values in self.examples]
        return [self.draw_fixture(rng) for _ in range(count)]

    def draw_fixture(self, rng: np.random.Generator, *, scale: float = 1.0) -> Fixture:
        """Draw sizes, all distinct and above 2, and then values of the given scale."""
        axes = dict.fromkeys("".join(self._axes()).replace(" ", ""))
        letters = [axis for axis in axes if axis.isalpha()]
        # From 3, so that a factor of 2 is never mistaken for the length of an axis.
        lengths = rng.permutation(np.arange(3, 3 + max(len(letters), 4)))
        sizes = dict(zip(letters, map(int, lengths), strict=False))
        if self.draw is not None:
            return Fixture(sizes, self.draw(rng, sizes, scale))
        return Fixture(sizes, draw_normal(self.arguments, rng, sizes, scale))

    def numerical_results(self, fixture: Fixture) -> dict[str, Value | bool]:
        """What each part should be, by central differences; no formula is consulted.

        A claim holds if the published formula, evaluated as it stands, has the
        shape and the values that central differences give.
        """
        mended = [part.name for part in self.parts if not part.is_verdict]
        values = map(_as_array, self.numerical(fixture.values))
        right = dict(zip(mended, values, strict=True))
        results: dict[str, Value | bool] = {**right}
        for part in self.parts:
            if part.is_verdict:
                claimed = self.claims[part.verdict_on](fixture.values)
                results[part.name] = is_close(claimed, right[part.verdict_on], rtol=NUMERICAL_RTOL)
        return results

    def _axes(self) -> list[str]:
        return [*self.arguments.values(), *("".join(part.axes) for part in self.parts)]


@dataclass(frozen=True)
class Call:
    """What came of one call: the value returned, and the arguments afterwards."""

    returned: object
    arguments_after: list[Argument]


def draw_normal(
    arguments: Mapping[str, str],
    rng: np.random.Generator,
    sizes: Sizes,
    scale: float = 1.0,
) -> Values:
    """Standard normal values times scale, one array for each argument.

    arguments: name -> axes, as in `Exercise.arguments`.
    sizes: the length of each axis.
    Returns: name -> float64 array of the shape that the axes give.
    """
    shapes = {name: shape_of(axes.split(), sizes) for name, axes in arguments.items()}
    # An array even where there are no axes: NumPy would make a scalar of the product.
    return {name: np.asarray(scale * rng.standard_normal(shape)) for name, shape in shapes.items()}


def shape_of(axes: Iterable[str], sizes: Mapping[str, int]) -> tuple[int, ...]:
    """The shape that axes such as ("N", "2") have in one drawing."""
    return tuple(int(axis) if axis.isdigit() else sizes[axis] for axis in axes)


def _fresh(value: Value) -> Argument:
    if isinstance(value, list):
        return [array.copy() for array in value]
    return value.item() if value.ndim == 0 else value.copy()


def _kept(entry: object) -> object:
    """A copy of an array, because the function may fill the same one at the next index."""
    return entry.copy() if type(entry) is np.ndarray else entry


def _as_array(value: Value) -> Value:
    # One entry of an array is a NumPy scalar, which nothing here compares.
    return value if isinstance(value, list) else np.asarray(value)
