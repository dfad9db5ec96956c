"""Asking a student's function: what it raises, changes or keeps is part of the answer."""

from copy import deepcopy

import numpy as np
import pytest

from tests.support import every_exercise
from utils import exercises, reference
from utils.answers import ask, changed_arguments
from utils.exercises import Fixture
from utils.results import Misfit, same_result

VJP = exercises.get("batched_affine_vjp")
FIXTURE = VJP.draw_fixture(np.random.default_rng(1))
right = reference.get(VJP.name)


class Unprintable(Exception):
    """An error that cannot even be shown."""

    def __str__(self):
        raise RuntimeError("not for you")


def failure_of(function):
    return ask(VJP, function, FIXTURE).failure


def raising(error):
    def function(dL_dU, X, W, b):
        raise error

    return function


@every_exercise
def test_a_right_function_gives_every_part_and_leaves_its_arguments(name):
    exercise = exercises.get(name)
    fixture = exercise.draw_fixture(np.random.default_rng(2))
    answer = ask(exercise, reference.get(name), fixture)
    assert answer.failure is None
    assert set(answer.results) == {part.name for part in exercise.parts}
    assert not any(isinstance(result, Misfit) for result in answer.results.values())
    assert changed_arguments(exercise, fixture, answer) == []


def test_an_untouched_stub_is_not_attempted():
    assert failure_of(raising(NotImplementedError())) == Misfit(
        "not attempted", "not attempted yet"
    )


@pytest.mark.parametrize(
    "error",
    [
        ValueError("shapes (4,3) and (4,3) not aligned"),
        ZeroDivisionError("division by zero"),
        AssertionError("no"),
        RecursionError("too deep"),
        MemoryError(),
        SystemExit(0),
        StopIteration(),
        Unprintable(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_function_raises_is_its_answer(error):
    failure = failure_of(raising(error))
    assert failure.symptom == "raised an error"
    assert type(error).__name__ in failure.message


def test_the_text_of_an_error_is_quoted():
    failure = failure_of(raising(ValueError("shapes (4,3) and (4,3) not aligned")))
    assert failure.message == (
        "your function raised ValueError: shapes (4,3) and (4,3) not aligned"
    )


def test_a_long_text_of_many_lines_becomes_one_short_line():
    message = failure_of(raising(ValueError("one\ntwo\r\n✓ three" + "x" * 10**6))).message
    assert "ValueError: one two ✓ three" in message
    assert len(message.splitlines()) == 1
    assert len(message) < 400


@pytest.mark.parametrize("not_a_function", [None, 3, "lambda: 0", np.eye(3)])
def test_something_that_cannot_be_called_is_answered_with_a_type_error(not_a_function):
    assert "TypeError" in failure_of(not_a_function).message


@pytest.mark.parametrize("function", [lambda: 0, lambda x: x, lambda *, dL_dU: dL_dU])
def test_a_function_of_other_parameters_is_answered_with_a_type_error(function):
    assert "TypeError" in failure_of(function).message


def test_a_keyboard_interrupt_stops_the_check_and_is_no_answer():
    with pytest.raises(KeyboardInterrupt):
        ask(VJP, raising(KeyboardInterrupt()), FIXTURE)


# --- arguments ---------------------------------------------------------------


def doubles(dL_dU, X, W, b):
    results = right(dL_dU, X, W, b)
    X *= 2
    return results


def reshapes(dL_dU, X, W, b):
    results = right(dL_dU, X, W, b)
    X.resize(X.size)
    return results


def reinterprets(dL_dU, X, W, b):
    results = right(dL_dU, X, W, b)
    X.dtype = np.int64
    return results


def one_bit(dL_dU, X, W, b):
    results = right(dL_dU, X, W, b)
    X[0, 0] = np.nextafter(X[0, 0], np.inf)
    return results


def spoils_with_nan(dL_dU, X, W, b):
    results = right(dL_dU, X, W, b)
    X[-1, -1] = np.nan
    return results


@pytest.mark.parametrize("function", [doubles, reshapes, reinterprets, one_bit, spoils_with_nan])
def test_a_changed_argument_is_named(function):
    assert changed_arguments(VJP, FIXTURE, ask(VJP, function, FIXTURE)) == ["X"]


def test_every_changed_argument_is_named_in_order():
    def clears(*arguments):
        results = right(*arguments)
        for argument in arguments:
            argument[...] = 0.0
        return results

    answer = ask(VJP, clears, FIXTURE)
    assert changed_arguments(VJP, FIXTURE, answer) == ["dL_dU", "X", "W", "b"]


def test_an_argument_that_is_changed_and_put_back_is_unchanged():
    def borrows(dL_dU, X, W, b):
        X += 1
        X -= 1
        X[...] = np.array(FIXTURE.values["X"])
        return right(dL_dU, X, W, b)

    assert changed_arguments(VJP, FIXTURE, ask(VJP, borrows, FIXTURE)) == []


@every_exercise
def test_what_a_function_does_to_its_arguments_never_reaches_the_drawing(name):
    exercise = exercises.get(name)
    fixture = exercise.draw_fixture(np.random.default_rng(2))
    before = deepcopy(fixture.values)

    def clears(*arguments):
        for argument in arguments:
            for array in argument if isinstance(argument, list) else [argument]:
                if isinstance(array, np.ndarray):
                    array[...] = 0
        return reference.get(name)(*arguments)

    ask(exercise, clears, fixture)
    assert all(same_result(value, fixture.values[key]) for key, value in before.items())


def test_a_changed_list_of_arrays_is_seen():
    layers = [np.ones((2, 2)), np.ones(3)]
    fixture = Fixture(FIXTURE.sizes, {**FIXTURE.values, "W": layers})

    def appends(dL_dU, X, W, b):
        W.append(np.ones(1))

    def clears(dL_dU, X, W, b):
        W[1][...] = 0.0

    for function in (appends, clears):
        answer = ask(VJP, function, fixture)
        assert changed_arguments(VJP, fixture, answer) == ["W"]
    untouched = ask(VJP, lambda dL_dU, X, W, b: None, fixture)
    assert changed_arguments(VJP, fixture, untouched) == []


# --- buffers ----------------------------------------------------------------------


def test_a_function_that_returns_one_buffer_again_and_again_is_read_each_time():
    kept = {}

    def fills(*arguments):
        for position, value in enumerate(right(*arguments)):
            kept.setdefault((position, value.shape), np.empty(value.shape))[...] = value
        return [kept[position, value.shape] for position, value in enumerate(right(*arguments))]

    first = ask(VJP, fills, FIXTURE)
    other = Fixture(FIXTURE.sizes, {name: 2 * value for name, value in FIXTURE.values.items()})
    second = ask(VJP, fills, other)
    for part, value in zip(VJP.parts, right(*FIXTURE.values.values()), strict=True):
        assert np.array_equal(first.results[part.name], value)
        assert not same_result(first.results[part.name], second.results[part.name])


def test_a_result_that_is_filled_in_only_afterwards_stays_empty():
    late = []

    def promises(*arguments):
        late[:] = [np.zeros_like(value) for value in right(*arguments)]
        return tuple(late)

    answer = ask(VJP, promises, FIXTURE)
    for buffer, value in zip(late, right(*FIXTURE.values.values()), strict=True):
        buffer[...] = value
    assert not any(np.any(result) for result in answer.results.values())


def test_an_index_form_is_asked_at_every_index_in_order():
    exercise = exercises.get("du_dx")
    fixture = exercise.draw_fixture(np.random.default_rng(1))
    asked = []

    def records(j, l, W):  # noqa: E741
        asked.append((j, l))
        return float(len(asked))

    result = ask(exercise, records, fixture).results["du_dx"]
    shape = fixture.values["W"].shape
    assert asked == list(np.ndindex(shape))
    assert np.array_equal(result, np.arange(1.0, result.size + 1).reshape(shape))


def test_an_entry_kept_in_one_buffer_is_read_each_time():
    exercise = exercises.get("du_dx")
    fixture = exercise.draw_fixture(np.random.default_rng(1))
    buffer = np.zeros(())

    def fills(j, l, W):  # noqa: E741
        buffer[...] = W[j, l]
        return buffer

    assert np.array_equal(ask(exercise, fills, fixture).results["du_dx"], fixture.values["W"])
