"""Reading what a student's function returned: type, count and dtype, nothing of values.

Used by the visible checks and by the judge, so that both accept exactly the
same forms: a tuple or a list of results, float64 arrays or nested lists of
numbers, Python or NumPy scalars. Only exact types are read, because an object
that merely behaves like an array can answer differently each time it is asked.
"""

from dataclasses import dataclass

import numpy as np

from utils.exercises.exercise import Array, Exercise, Part, shape_of

_SCALARS = (float, int, np.float64)
# Far above any exercise. One number, broadcast, can claim to be a matrix that fits no memory.
_MOST_ENTRIES = 1_000_000


@dataclass(frozen=True)
class Misfit:
    """A result that cannot be compared at all, and why, in words for the student."""

    symptom: str
    message: str


Result = Array | list[Array] | bool | Misfit


def read_results(exercise: Exercise, returned: object, sizes: dict[str, int]) -> dict[str, Result]:
    """One array, verdict or `Misfit` for each part of the exercise.

    returned: what `Exercise.evaluate` collected.
    sizes: the length of each axis, which give the array of an index form its shape.
    Returns: part name -> result; every part is there.
    """
    if exercise.indices:
        return {exercise.parts[0].name: _read_entries(exercise, returned, sizes)}
    values = _split(exercise, returned)
    if isinstance(values, Misfit):
        return {part.name: values for part in exercise.parts}
    return {
        part.name: _read_part(part, value)
        for part, value in zip(exercise.parts, values, strict=True)
    }


def same_result(one: Result, other: Result) -> bool:
    """Whether two results are the same to the last bit."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(np.array_equal, one, other))
    return type(one) is type(other) and bool(np.array_equal(one, other))  # type: ignore[arg-type]


def _split(exercise: Exercise, returned: object) -> list[object] | Misfit:
    names = ", ".join(part.name for part in exercise.parts)
    if returned is None:
        return Misfit(
            "nothing returned", f"{exercise.name} returned None; end it with: return {names}"
        )
    if len(exercise.parts) == 1:
        return [returned]
    count = len(exercise.parts)
    if type(returned) not in (tuple, list):
        kind = type(returned).__name__
        return Misfit(
            "wrong type",
            f"{exercise.name} returned one {kind}; it returns {count} results: {names}.",
        )
    values = list(returned)  # type: ignore[call-overload]
    if len(values) != count:
        return Misfit(
            "wrong number of results",
            f"{exercise.name} returned {len(values)} results; expected {count}: {names}.",
        )
    return values


def _read_part(part: Part, value: object) -> Result:
    if part.is_verdict:
        return _read_verdict(part, value)
    if part.listed:
        return _read_list(part, value)
    return _read_array(part, value)


def _read_list(part: Part, value: object) -> list[Array] | Misfit:
    if type(value) is np.ndarray and value.ndim == 1:
        numbers = _read_array(part, value)  # one for each layer, which an array may hold as well
        return numbers if isinstance(numbers, Misfit) else [np.asarray(n) for n in numbers]
    if type(value) not in (list, tuple):
        kind = type(value).__name__
        return Misfit(
            "wrong type",
            f"{part.name} is of type {kind}; expected a list of arrays, one for each layer.",
        )
    arrays: list[Array] = []
    for position, entry in enumerate(value):  # type: ignore[arg-type, var-annotated]
        array = _read_array(Part(f"{part.name}[{position}]"), entry)
        if isinstance(array, Misfit):
            return array
        arrays.append(array)
    return arrays


def _read_array(part: Part, value: object) -> Array | Misfit:
    if value is None:
        return Misfit("nothing returned", f"{part.name} is None; it was never computed.")
    if type(value) in _SCALARS:
        return _finite(part, np.asarray(_number(value)))
    if type(value) in (list, tuple):
        value = _from_lists(value)
    if type(value) is not np.ndarray:
        kind = type(value).__name__
        return Misfit("wrong type", f"{part.name} is of type {kind}; expected a float64 array.")
    if value.dtype != np.float64:
        return Misfit(
            "wrong dtype", f"{part.name} has dtype {value.dtype}; every array here is float64."
        )
    if value.size > _MOST_ENTRIES:
        return Misfit("too large", f"{part.name} has shape {value.shape}; expected far less.")
    return _finite(part, value)


def _read_verdict(part: Part, value: object) -> Result:
    if type(value) not in (bool, np.bool_):
        kind = type(value).__name__
        return Misfit(
            "wrong type",
            f"{part.name} is of type {kind}; write True if the claim holds, False if not.",
        )
    return bool(value)


def _read_entries(exercise: Exercise, entries: object, sizes: dict[str, int]) -> Array | Misfit:
    part = exercise.parts[0]
    if type(entries) is not list:
        raise TypeError("Exercise.evaluate collects the entries of an index form in a list")
    for entry in entries:
        if entry is None:
            return Misfit(
                "nothing returned", f"{exercise.name} returned None; end it with: return ..."
            )
        if type(entry) is np.ndarray and entry.shape == () and entry.dtype == np.float64:
            continue
        if type(entry) not in _SCALARS:
            what = (
                f"an array of shape {entry.shape}"
                if type(entry) is np.ndarray
                else f"a {type(entry).__name__}"
            )
            return Misfit(
                "wrong type", f"{exercise.name} returned {what}; one entry is one number."
            )
    shape = shape_of(part.axes, sizes)
    return _finite(part, np.array([_number(entry) for entry in entries]).reshape(shape))


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except OverflowError:  # a whole number beyond 1e308
        return float("inf")


def _from_lists(value: object) -> object:
    """A nested list of numbers as a float64 array; anything else stays as it is."""
    try:
        array = np.array(value)
    except Exception:  # noqa: BLE001 - ragged, or of entries that raise when they are read
        return value
    # Whole numbers written as a list are numbers all the same; an int *array* was a choice.
    return array.astype(np.float64) if array.dtype == np.int64 else array


def _finite(part: Part, value: Array) -> Array | Misfit:
    bad = np.isnan(value)
    if bad.any():
        return Misfit(
            "NaN",
            f"{part.name} has NaN in {bad.sum()} of {bad.size} entries. What was divided by zero, "
            "or never filled in?",
        )
    if not np.isfinite(value).all():
        return Misfit(
            "infinite",
            f"{part.name} has infinite entries. What overflowed, or was divided by zero?",
        )
    return np.array(value)  # a copy: the student may reuse the buffer at the next call
