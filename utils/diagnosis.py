"""Symptoms of a wrong gradient that can be seen without knowing the exercise.

Given what came and what was expected, `diagnose` says in one sentence what is
odd about it and where to look, never what to write. Used by the visible checks
and, where no named mistake fits, by the judge.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from utils.exercises.exercise import Array, Part, Value
from utils.gradcheck import is_close
from utils.results import Misfit, Result

# Loose, because a symptom is a hint: a gradient that is 1e-4 away from a
# multiple of the right one is still best described as that multiple.
SYMPTOM_RTOL = 1e-4


@dataclass(frozen=True)
class Symptom:
    """What is odd: a short name for the record, a sentence for the student."""

    name: str
    message: str


# Without a word on stderr, which nbgrader would score as a failure of the whole cell.
@np.errstate(all="ignore")
def diagnose(
    part: Part, got: Result, expected: Value | bool, sizes: Mapping[str, int], *, rtol: float
) -> Symptom | None:
    """The most telling symptom of one result, or None where it is right.

    part: which result it is.
    got: as read by `read_results`.
    expected: array of the right shape and values, or the right verdict.
    sizes: the length of each axis in this drawing, such as {"N": 5}.
    rtol: largest relative difference that counts as right, without a unit.
    """
    if isinstance(got, Misfit):
        return Symptom(got.symptom, got.message)
    if part.is_verdict:
        return None if got is expected else _wrong_verdict(part)
    if isinstance(expected, list):
        return _of_a_list(part, got, expected, sizes, rtol=rtol)
    got, expected = np.asarray(got), np.asarray(expected)
    if is_close(got, expected, rtol=rtol):
        return None
    if got.shape != expected.shape:
        return _shape(part, got, expected, sizes)
    return _value(part, got, expected, sizes)


def _of_a_list(
    part: Part, got: Result, expected: list[Array], sizes: Mapping[str, int], *, rtol: float
) -> Symptom | None:
    """The symptom of the first array that is wrong, with its place in the list."""
    if not isinstance(got, list) or len(got) != len(expected):
        count = len(got) if isinstance(got, list) else "no"
        return Symptom(
            "wrong length",
            f"{part.name} holds {count} arrays; expected {len(expected)}, one for each layer.",
        )
    for position, (one, other) in enumerate(zip(got, expected, strict=True)):
        entry = Part(f"{part.name}[{position}]", tuple("?" for _ in other.shape))
        symptom = diagnose(entry, one, other, sizes, rtol=rtol)
        if symptom:
            return symptom
    return None


def _wrong_verdict(part: Part) -> Symptom:
    return Symptom(
        "wrong verdict",
        f"{part.name} does not fit the evidence: work out one entry of {part.verdict_on} by hand "
        "and compare it with the published formula, shape first.",
    )


def _shape(part: Part, got: Array, expected: Array, sizes: Mapping[str, int]) -> Symptom:
    known = any(axis.isalpha() for axis in part.axes)  # "= (2, 2)" after (2, 2) says nothing
    axes = f"{part.axes[0]}," if len(part.axes) == 1 else ", ".join(part.axes)
    letters = f" = ({axes})" if known else ""
    wanted = f"{expected.shape}{letters}" if part.axes else "a single number"
    came = f"{part.name} has shape {got.shape}; expected {wanted}."
    for name, sentence in _shape_symptoms(part, got, expected, sizes):
        return Symptom(name, f"{came} {sentence}")
    return Symptom(
        "wrong shape", f"{came} A gradient has the shape of what it is taken with respect to."
    )


def _shape_symptoms(
    part: Part, got: Array, expected: Array, sizes: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    if got.size == expected.size and np.squeeze(got).shape == np.squeeze(expected).shape:
        yield "extra axis", "The numbers may be right, but an axis of length 1 was added or lost."
    if got.ndim == expected.ndim and got.ndim > 1 and sorted(got.shape) == sorted(expected.shape):
        if any(is_close(p, expected, rtol=SYMPTOM_RTOL) for p in _transposes(got)):
            yield (
                "transposed",
                "Its values are right once the axes are swapped. Which index comes first?",
            )
        yield "transposed", "The axes come in another order. Which index comes first?"
    for axis in range(got.ndim):
        lost = got.ndim > expected.ndim and got.sum(axis).shape == expected.shape
        # Where the parameter is kept as a row, the axis to be summed over stays, with length 1.
        if lost or got.sum(axis, keepdims=True).shape == expected.shape:
            length = got.shape[axis]
            yield (
                "not summed",
                f"An axis of length {length}{_called(length, sizes)} is left over. Along how many "
                f"paths does one entry reach the loss?",
            )
    if got.size < expected.size and _is_sum_of(got, expected):
        yield "summed too far", "It looks summed over an axis that should have been kept."


def _value(part: Part, got: Array, expected: Array, sizes: Mapping[str, int]) -> Symptom:
    name = part.name
    if not np.any(got):
        return Symptom("zeros", f"{name} is zero everywhere. Was it filled in after it was made?")
    if is_close(got, -expected, rtol=SYMPTOM_RTOL):
        return Symptom("sign", f"{name} has the right size and the wrong sign.")
    factor = _constant_factor(got, expected)
    if factor is not None:
        return Symptom("constant factor", _factor_sentence(name, factor, sizes))
    if any(is_close(p, expected, rtol=SYMPTOM_RTOL) for p in _transposes(got)):
        return Symptom(
            "transposed", f"{name} is right once its axes are swapped. Which index comes first?"
        )
    if got.size > 1 and np.ptp(got) == 0.0:
        return Symptom(
            "constant", f"{name} has the same value everywhere; it should depend on the inputs."
        )
    wrong = ~np.isclose(
        got, expected, rtol=SYMPTOM_RTOL, atol=SYMPTOM_RTOL * np.abs(expected).max()
    )
    where = tuple(int(i) for i in np.argwhere(wrong)[0]) if wrong.any() else ()
    if not wrong.any():
        return Symptom(
            "imprecise",
            f"{name} is close but not exact. Is it an approximation, or in single precision?",
        )
    if got.ndim == 0:
        return Symptom("wrong value", f"{name} has another value than expected.")
    share = f"{wrong.sum()} of {wrong.size} entries"
    return Symptom(
        "wrong values",
        f"{name} has the right shape, but {share} differ, the first at {where}. "
        "Work that one entry out by hand.",
    )


def _constant_factor(got: Array, expected: Array) -> float | None:
    """c where got is c times expected, c not 1; None where there is no such c."""
    # At a single number every wrong value is some multiple: that tells nothing.
    if expected.size < 2 or not np.any(expected):
        return None
    # The entry that is largest, so that no square leaves the float range.
    largest = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
    c = float(got[largest] / expected[largest])
    if c == 0.0 or np.isclose(c, 1.0, rtol=SYMPTOM_RTOL, atol=0.0):
        return None
    return c if is_close(got, c * expected, rtol=SYMPTOM_RTOL) else None


def _factor_sentence(name: str, factor: float, sizes: Mapping[str, int]) -> str:
    for axis, length in sizes.items():
        if np.isclose(factor, 1 / length, rtol=SYMPTOM_RTOL):
            return (
                f"{name} has the right shape and direction, but every entry is 1/{length} of "
                f"what it should be, and {axis} = {length}. Does this loss average over {axis}?"
            )
        if np.isclose(factor, length, rtol=SYMPTOM_RTOL):
            return (
                f"{name} has the right shape and direction, but every entry is {length} times "
                f"what it should be, and {axis} = {length}. What was summed over {axis} that "
                "should not be?"
            )
    return (
        f"{name} is {factor:.4g} times what it should be, in every entry. "
        "Where does that constant come from?"
    )


def _called(length: int, sizes: Mapping[str, int]) -> str:
    names = [axis for axis, size in sizes.items() if size == length]
    return f" ({names[0]})" if names else ""


def _transposes(array: Array) -> Iterator[Array]:
    for order in permutations(range(array.ndim)):
        if order != tuple(range(array.ndim)):
            yield array.transpose(order)


def _is_sum_of(got: Array, expected: Array) -> bool:
    sums = [expected.sum()] + [expected.sum(axis) for axis in range(expected.ndim)]
    return any(is_close(np.squeeze(got), np.squeeze(s), rtol=SYMPTOM_RTOL) for s in sums)
