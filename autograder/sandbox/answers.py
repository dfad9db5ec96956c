"""From a child's message to an `Answer`: types, dtypes, names and sizes checked once more.

Runs in the parent. The message was decoded by `wire`, so it is plain data of
exact types; but every name and number in it is a student's word. Whatever does
not fit makes the whole answer a failed one.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.sandbox.frame import ProtocolError
from utils.answers import Answer
from utils.exercises import Exercise, Fixture, Part
from utils.exercises.exercise import Argument
from utils.results import Misfit, Result

MOST_ENTRIES = 1_000_000
LONGEST_TEXT = 1000


def answers_from_message(
    exercise: Exercise, fixtures: Sequence[Fixture], message: Any
) -> list[Answer]:
    """An answer for each drawing; all failed if the reply has not one for each.

    message: the reply to "ask", as decoded from the wire.
    """
    given = message.get("answers") if type(message) is dict else None
    if type(given) is not list or len(given) != len(fixtures):
        given = [None for _ in fixtures]
    return [
        answer_from_message(exercise, fixture, one)
        for fixture, one in zip(fixtures, given, strict=True)
    ]


def answer_from_message(exercise: Exercise, fixture: Fixture, message: Any) -> Answer:
    """The answer for one drawing; a failed one if anything about it is odd.

    message: its place in the reply.
    """
    try:
        return _answer(exercise, fixture, message)
    except ProtocolError as error:
        return failed("malformed answer", f"the answer of the sandbox could not be read: {error}")


def failed(symptom: str, text: str) -> Answer:
    """An answer that earns nothing, with the reason."""
    return Answer(failure=Misfit(symptom, text))


def _answer(exercise: Exercise, fixture: Fixture, message: Any) -> Answer:
    if type(message) is not dict:
        raise ProtocolError("it is no mapping")
    failure = message.get("failure")
    if failure is not None:
        return Answer(failure=_misfit(failure))
    results, after = message.get("results"), message.get("arguments_after")
    if type(results) is not dict or set(results) != {part.name for part in exercise.parts}:
        raise ProtocolError("it has not the parts of the exercise")
    if type(after) is not list or len(after) != len(exercise.given):
        raise ProtocolError("it has not the arguments of the exercise")
    return Answer(
        {part.name: _result(part, results[part.name]) for part in exercise.parts},
        tuple(
            _argument(fixture.values[name], value)
            for name, value in zip(exercise.given, after, strict=True)
        ),
    )


def _result(part: Part, value: Any) -> Result:
    if type(value) is dict:
        return _misfit(value)
    if part.is_verdict:
        if type(value) is not bool:
            raise ProtocolError(f"{part.name} is no verdict")
        return value
    if not part.listed:
        return _finite(part, value)
    if type(value) is not list or len(value) > 1000:
        raise ProtocolError(f"{part.name} is no list of arrays")
    return [_finite(part, array) for array in value]


def _finite(part: Part, value: Any) -> np.ndarray:
    if type(value) is not np.ndarray or value.dtype != np.float64:
        raise ProtocolError(f"{part.name} is no array of numbers")
    if value.size > MOST_ENTRIES or not np.isfinite(value).all():
        raise ProtocolError(f"{part.name} is not finite, or too large")
    return value


def _argument(before: Any, value: Any) -> Argument:
    """An argument as it came back; NaN, which equals nothing, where it is of another kind."""
    if isinstance(before, list):
        whole = type(value) is list and all(type(array) is np.ndarray for array in value)
        return value if whole else float("nan")
    if before.ndim == 0:
        return value if type(value) in (int, float) else float("nan")
    return value if type(value) is np.ndarray else float("nan")


def _misfit(value: Any) -> Misfit:
    if type(value) is not dict or set(value) != {"symptom", "message"}:
        raise ProtocolError("a failure without its reason")
    symptom, text = value["symptom"], value["message"]
    if type(symptom) is not str or type(text) is not str:
        raise ProtocolError("a reason that is no text")
    return Misfit(_printable(symptom, 60), _printable(text, LONGEST_TEXT))


def _printable(text: str, most: int) -> str:
    return "".join(
        c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text[:most]
    )
