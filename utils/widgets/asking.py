"""Asking the student's functions what a widget is to draw, and saying what went wrong.

The sentences are the ones of the checks, so that a mistake has one name
everywhere. A gradient of the right shape and with wrong numbers is not a
trouble: it is drawn, and looks wrong.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from utils import exercises
from utils.answers import ask
from utils.exercises.exercise import Array, Fixture
from utils.results import Misfit

Function = Callable[..., object]


class Trouble(Exception):
    """There is nothing to draw; the message tells the student why."""


def results(name: str, function: Function, **values: Any) -> list[Any]:
    """What a student's function returns for an exercise's arguments.

    name: the exercise. values: its arguments by name, numbers, arrays or lists of arrays.
    Returns: one array for each part, or a list of arrays where a part has one for each layer.
    Raises: Trouble if the function raises, or returns what cannot be read.
    """
    exercise = exercises.get(name)
    given = {key: _as_value(value) for key, value in values.items()}
    # A student's NaN or overflow is in the picture; a warning beside it would say nothing more.
    with np.errstate(all="ignore"):
        answer = ask(exercise, function, Fixture({}, given))
    if answer.failure:
        raise Trouble(f"`{name}`: {answer.failure.message}")
    for result in answer.results.values():
        if isinstance(result, Misfit):
            raise Trouble(f"`{name}`: {result.message}")
    return list(answer.results.values())


def shaped(part: str, array: Array, shape: tuple[int, ...]) -> Array:
    """The array, if it has this shape. Raises: Trouble that names both shapes."""
    if np.shape(array) != shape:
        raise Trouble(f"`{part}` has shape {np.shape(array)}; expected {shape}.")
    return array


def shaped_list(part: str, arrays: list[Array], shapes: list[tuple[int, ...]]) -> list[Array]:
    """The arrays, one for each layer. Raises: Trouble that names the one that does not fit."""
    if len(arrays) != len(shapes):
        raise Trouble(f"`{part}` has {len(arrays)} entries; there are {len(shapes)} layers.")
    return [
        shaped(f"{part}[{position}]", array, shape)
        for position, (array, shape) in enumerate(zip(arrays, shapes, strict=True))
    ]


def _as_value(value: Any) -> Any:
    return value if isinstance(value, list) else np.asarray(value)
