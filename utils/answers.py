"""Asking a student's function: one call on one drawing of inputs, and what came of it.

Used by the visible checks in the student's kernel and by the judge. Whatever
the function raises becomes part of the answer, never an error of the caller.
"""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from utils.exercises.exercise import Argument, Exercise, Fixture, Value
from utils.results import Misfit, Result, read_results

_LONGEST = 150


@dataclass(frozen=True)
class Answer:
    """What a student's function gave for one drawing.

    results: part -> array, verdict or misfit; empty where the call failed.
    arguments_after: the arguments as they were when the function had returned.
    failure: why there are no results, or None.
    """

    results: Mapping[str, Result] = field(default_factory=dict)
    arguments_after: tuple[Argument, ...] = ()
    failure: Misfit | None = None


def ask(exercise: Exercise, function: Callable[..., object], fixture: Fixture) -> Answer:
    """Call a student's function and read what it returned.

    Returns: an answer for every kind of function, broken ones included.
    """
    try:
        call = exercise.evaluate(function, fixture)
    except NotImplementedError:
        return Answer(failure=Misfit("not attempted", "not attempted yet"))
    except FloatingPointError as error:
        return Answer(failure=_out_of_range(error))
    # Whatever a student's code raises is theirs to read; `exit()` must not end the caller.
    except (Exception, SystemExit) as error:  # noqa: BLE001
        return Answer(
            failure=Misfit("raised an error", f"your function raised {_in_one_line(error)}")
        )
    results = read_results(exercise, call.returned, fixture.sizes)
    return Answer(results, tuple(call.arguments_after))


def changed_arguments(exercise: Exercise, fixture: Fixture, answer: Answer) -> list[str]:
    """The names of the arguments that the function changed."""
    return [
        name
        for name, after in zip(exercise.given, answer.arguments_after, strict=True)
        if not _identical(fixture.values[name], after)
    ]


def _identical(before: Value, after: Argument) -> bool:
    if isinstance(before, list):
        if not isinstance(after, list) or len(after) != len(before):
            return False
        return all(map(np.array_equal, before, after))
    return np.array_equal(before, after)


def changed_sentence(exercise: Exercise, names: list[str]) -> str:
    """What to tell a student whose function changed these arguments."""
    return (
        f"{exercise.name} changed its argument {', '.join(names)}. "
        "Work on a copy: other code still needs it."
    )


def _out_of_range(error: FloatingPointError) -> Misfit:
    """What NumPy would have warned of; raised only where the exercise asks for silence."""
    return Misfit(
        "floating point warning",
        f"NumPy warns: {_text(error)}. The result may come out right all the same; in this task a "
        "warning on the way counts as a mistake. Which step is the first to leave the numbers that "
        f"float64 can hold?{_place(error)}",
    )


def _in_one_line(error: BaseException) -> str:
    """The error, with the last line of the notebook that led to it."""
    return f"{type(error).__name__}: {_text(error)}".rstrip(": ") + _place(error)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _in_notebook(frame.filename)]
    if not own:
        return ""
    return f" (line {own[-1].lineno} of the cell: `{_shortened(own[-1].line or '')}`)"


def _text(error: BaseException) -> str:
    try:
        return _shortened(str(error))
    except Exception:  # noqa: BLE001 - the error is a student's, and so is how it shows itself
        return "its text cannot be shown"


def _shortened(text: str) -> str:
    """On one line, and no longer than a person reads."""
    words = " ".join(text[: 4 * _LONGEST].split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}..."


def _in_notebook(filename: str) -> bool:
    """Whether code stands in a cell, as a kernel, IPython or the grader names one."""
    return "ipykernel" in filename or filename.startswith(("<ipython", "/tmp/notebook/"))
