"""The reference against central differences of the forward function, for every exercise."""

import numpy as np
import pytest

from tests.support import every_exercise, gradients
from utils import exercises, reference
from utils.answers import ask, changed_arguments
from utils.exercises.exercise import NUMERICAL_RTOL
from utils.gradcheck import is_close
from utils.results import read_results

ROUNDS = 20


def reference_results(exercise, fixture):
    returned = exercise.evaluate(reference.get(exercise.name), fixture).returned
    return read_results(exercise, returned, fixture.sizes)


def fixtures(exercise, rounds):
    rng = np.random.default_rng([11, *exercise.name.encode()])
    return exercise.visible_fixtures(rng, rounds)


@every_exercise
def test_the_reference_agrees_with_central_differences_over_many_shapes(name):
    exercise = exercises.get(name)
    for fixture in fixtures(exercise, ROUNDS):
        right, numerical = reference_results(exercise, fixture), exercise.numerical_results(fixture)
        for part in exercise.parts:
            if part.is_verdict:
                assert right[part.name] is numerical[part.name]
            else:
                got = numerical[part.name]
                assert is_close(got, right[part.name], rtol=NUMERICAL_RTOL), (part, fixture.sizes)


@every_exercise
@pytest.mark.parametrize("spoil", [np.negative, np.zeros_like, lambda g: g * 1.0001])
def test_that_agreement_tells_a_spoiled_reference(name, spoil):
    exercise = exercises.get(name)
    fixture = fixtures(exercise, 1)[0]
    right, numerical = reference_results(exercise, fixture), exercise.numerical_results(fixture)
    for part in gradients(exercise):
        value = right[part]
        wrong = [spoil(a) for a in value] if isinstance(value, list) else spoil(value)
        assert not is_close(wrong, numerical[part], rtol=NUMERICAL_RTOL)


@every_exercise
def test_a_verdict_of_the_reference_is_the_same_whatever_is_drawn(name):
    exercise = exercises.get(name)
    verdicts = [part.name for part in exercise.parts if part.is_verdict]
    seen = {
        tuple(exercise.numerical_results(fixture)[verdict] for verdict in verdicts)
        for fixture in fixtures(exercise, ROUNDS)
    }
    assert len(seen) == 1


def arrays_in(value):
    """The arrays of a value that is one, or a tuple or a list of some."""
    if isinstance(value, np.ndarray):
        return [value]
    return [a for v in value for a in arrays_in(v)] if isinstance(value, tuple | list) else []


@every_exercise
def test_the_reference_changes_none_of_its_arguments_and_returns_none_of_them(name):
    exercise = exercises.get(name)
    fixture = fixtures(exercise, 1)[0]
    answer = ask(exercise, reference.get(name), fixture)
    assert changed_arguments(exercise, fixture, answer) == []
    call = exercise.evaluate(reference.get(name), fixture)
    for argument in arrays_in(call.arguments_after):
        assert not any(np.shares_memory(argument, r) for r in arrays_in(call.returned))


@every_exercise
def test_the_reference_says_its_shapes_and_its_source(name):
    text = reference.get(name).__doc__ or ""
    assert "Returns:" in text
    assert "Source:" in text


def test_a_reference_of_no_exercise_is_a_key_error():
    with pytest.raises(KeyError, match="softmix"):
        reference.get("softmix")
