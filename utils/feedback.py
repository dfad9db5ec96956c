"""`check` and `hint`: what a student calls under each task.

A check calls the student's function on small drawn inputs and compares what
comes back with central differences of the forward function. It shows a table
and raises when something is wrong, so that nbgrader's Validate sees it. Passing
it says "visible checks passed" and no more: the hidden tests are stricter.
"""

import os
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from IPython.display import display

from utils import exercises
from utils.answers import Answer, ask, changed_arguments, changed_sentence
from utils.diagnosis import Symptom, diagnose
from utils.exercises.exercise import NUMERICAL_RTOL, Exercise, Fixture, Value
from utils.report import Report, Row, comparable_difference, difference_text, shape_text
from utils.results import Result, same_result
from utils.stubs import explain_stubs

DRAWINGS = 3
_hints_given: dict[str, int] = {}
_passed: dict[str, bool] = {}


class CheckFailed(AssertionError):
    """A visible check found something; the report above it says what.

    Jupyter shows one line of it in place of a traceback, because the way through
    the checking code would tell a student nothing.
    name: the exercise. headline: the report's.
    """

    def __init__(self, name: str, headline: str) -> None:
        super().__init__(f"{name}: {headline}")
        self._name = name

    def _render_traceback_(self) -> list[str]:
        # Of a cell that fails, Validate shows the error and nothing else.
        if os.environ.get("NBGRADER_EXECUTION") == "validate":
            return [f"CheckFailed: {self}"]
        return [f"CheckFailed: {self._name} has not passed yet; the lines above say why."]


def check(name: str, function: Callable[..., object]) -> None:
    """Compare a student's function with central differences, and show the result.

    name: the exercise, such as "affine_vjp".
    function: what the student wrote for it.
    Raises: CheckFailed (an AssertionError) when anything is wrong, with one
        sentence that says where to look; KeyError if there is no such exercise.
    """
    explain_stubs()
    report = examine(name, function)
    _passed.pop(name, None)  # so that the last one checked is the last one there
    _passed[name] = report.passed
    display(report)
    if not report.passed:
        raise CheckFailed(name, report.headline)


def passed_by_task() -> dict[str, bool]:
    """Whether each task's check passed when it was last run; the last one run comes last."""
    return dict(_passed)


def hint(name: str) -> None:
    """Print the next hint of an exercise: two or three steps, then from the start again.

    name: the exercise. Raises: KeyError if there is no such exercise.
    """
    ladder = exercises.get(name).hints
    step = _hints_given.get(name, 0) % len(ladder)
    _hints_given[name] = step + 1
    print(f"Hint {step + 1} of {len(ladder)}: {ladder[step]}")


def examine(name: str, function: Callable[..., object]) -> Report:
    """The report of a visible check, neither shown nor raised.

    name: the exercise. function: what the student wrote for it.
    Returns: the report on the first drawing that finds something, or on the last.
    """
    exercise = exercises.get(name)
    rng = np.random.default_rng([20, 26, *name.encode()])
    for fixture in exercise.visible_fixtures(rng, DRAWINGS):
        answer = ask(exercise, function, fixture)
        if answer.failure:
            return Report(exercise.name, answer.failure.message)
        expected = exercise.numerical_results(fixture)
        symptoms = _symptoms(exercise, fixture, answer, expected)
        notes = _notes(exercise, function, fixture, answer, expected, symptoms)
        if notes:
            break
    headline, *more = notes or ["visible checks passed"]
    rows = tuple(_rows(exercise, answer.results, expected, symptoms))
    return Report(exercise.name, headline, rows, tuple(more), passed=not notes)


def _symptoms(
    exercise: Exercise, fixture: Fixture, answer: Answer, expected: dict[str, Value | bool]
) -> dict[str, Symptom | None]:
    """What is wrong with each part, or None."""
    return {
        part.name: diagnose(
            part,
            answer.results[part.name],
            expected[part.name],
            fixture.sizes,
            rtol=NUMERICAL_RTOL,
        )
        for part in exercise.parts
    }


def _rows(
    exercise: Exercise,
    results: Mapping[str, Result],
    expected: dict[str, Value | bool],
    symptoms: dict[str, Symptom | None],
) -> Iterator[Row]:
    for part in exercise.parts:
        got, want = results[part.name], expected[part.name]
        passed = symptoms[part.name] is None
        if part.is_verdict:
            yield Row((part.name, shape_text(part, got), "True or False", "-"), passed)
            continue
        difference = comparable_difference(got, want)
        shapes = (shape_text(part, got), shape_text(part, want))
        yield Row((part.name, *shapes, difference_text(difference)), passed)


def _notes(
    exercise: Exercise,
    function: Callable[..., object],
    fixture: Fixture,
    answer: Answer,
    expected: dict[str, Value | bool],
    symptoms: dict[str, Symptom | None],
) -> list[str]:
    """What to tell the student, the most telling of each part; nothing if all is right."""
    found = {name: symptom for name, symptom in symptoms.items() if symptom}
    if not found:
        return _changed(exercise, fixture, answer)
    deaf = _deaf_to_upstream(exercise, function, fixture, answer, expected)
    messages = [
        symptom.message if symptom.name == "zeros" else deaf.get(name, symptom.message)
        for name, symptom in found.items()
    ]
    # A misfit of the whole return value is said of every part: say it once.
    return list(dict.fromkeys(messages))


def _changed(exercise: Exercise, fixture: Fixture, answer: Answer) -> list[str]:
    names = changed_arguments(exercise, fixture, answer)
    return [changed_sentence(exercise, names)] if names else []


def _deaf_to_upstream(
    exercise: Exercise,
    function: Callable[..., object],
    fixture: Fixture,
    answer: Answer,
    expected: dict[str, Value | bool],
) -> dict[str, str]:
    """The parts of the right shape that stay the same when the upstream gradient is another one."""
    if not exercise.upstream:
        return {}
    values = dict(fixture.values)
    # Doubled and not shifted: softmax swallows a shift, and rightly.
    values[exercise.upstream] = 2.0 * values[exercise.upstream]
    again = ask(exercise, function, Fixture(fixture.sizes, values))
    return {
        name: f"{name} does not change when {exercise.upstream} does. Where does it come in?"
        for name, result in again.results.items()
        if comparable_difference(result, expected[name]) is not None
        and same_result(result, answer.results[name])
    }
