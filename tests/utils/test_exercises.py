"""The exercise table: complete, consistent, and drawn so that nothing hides a mistake."""

import inspect
import re

import numpy as np
import pytest

from tests.support import every_exercise, gradients
from utils import exercises, reference
from utils.exercises import EXERCISES
from utils.gradcheck import same_shape

SEEDS = range(30)


def drawings(exercise, *, scale=1.0):
    for seed in SEEDS:
        yield exercise.draw_fixture(np.random.default_rng(seed), scale=scale)


@every_exercise
def test_the_key_is_the_name_of_a_python_function(name):
    assert exercises.get(name).name == name
    assert name.isidentifier()


@every_exercise
def test_the_reference_takes_what_the_student_is_given(name):
    assert (
        tuple(inspect.signature(reference.get(name)).parameters) == exercises.get(name).parameters
    )


@every_exercise
def test_what_the_student_is_given_was_drawn(name):
    exercise = exercises.get(name)
    fixture = exercise.draw_fixture(np.random.default_rng(0))
    assert set(fixture.values) == set(exercise.arguments)
    assert set(exercise.given) <= set(exercise.arguments)
    assert exercise.upstream == "" or exercise.upstream in exercise.given


@every_exercise
def test_the_parts_have_names_of_their_own_and_an_index_form_has_one(name):
    exercise = exercises.get(name)
    names = [part.name for part in exercise.parts]
    assert len(set(names)) == len(names)
    assert names
    if exercise.indices:
        assert len(exercise.parts) == 1
        assert len(exercise.indices) == len(exercise.parts[0].axes)


@every_exercise
def test_every_claim_has_a_verdict_and_a_mend(name):
    exercise = exercises.get(name)
    judged = {part.verdict_on for part in exercise.parts if part.is_verdict}
    assert judged == set(exercise.claims)
    assert judged <= set(gradients(exercise))


@every_exercise
def test_the_differences_have_the_shapes_that_the_axes_promise(name):
    exercise = exercises.get(name)
    fixture = exercise.visible_fixtures(np.random.default_rng(0), 1)[0]
    results = exercise.numerical_results(fixture)
    for part in exercise.parts:
        kind = bool if part.is_verdict else list if part.listed else np.ndarray
        assert type(results[part.name]) is kind
        known = all(axis.isdigit() or axis in fixture.sizes for axis in part.axes)
        if not part.is_verdict and not part.listed and known:
            shape = tuple(int(a) if a.isdigit() else fixture.sizes[a] for a in part.axes)
            assert same_shape(results[part.name], np.empty(shape))


@every_exercise
def test_hints_are_two_or_three_sentences_that_ask_or_point(name):
    hints = exercises.get(name).hints
    assert 2 <= len(hints) <= 3
    assert len(set(hints)) == len(hints)
    assert all(re.search(r"[?.]$", hint) for hint in hints)


@every_exercise
def test_every_exercise_names_its_source(name):
    assert re.search(r"USI|NYU|UvA|Quiz 4|SNU", exercises.get(name).source)


# --- drawing ------------------------------------------------------------------------


@every_exercise
def test_lengths_are_distinct_and_above_two(name):
    for fixture in drawings(exercises.get(name)):
        lengths = list(fixture.sizes.values())
        assert len(set(lengths)) == len(lengths)
        assert all(length > 2 for length in lengths)


@every_exercise
def test_the_same_generator_draws_the_same_and_another_draws_another(name):
    exercise = exercises.get(name)
    first, again, other = (
        repr(exercise.draw_fixture(np.random.default_rng(seed)).values) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


@every_exercise
def test_the_sizes_vary_from_drawing_to_drawing(name):
    exercise = exercises.get(name)
    sizes = [tuple(fixture.sizes.items()) for fixture in drawings(exercise)]
    assert len(set(sizes)) > 1 or sizes[0] == ()


@every_exercise
def test_an_upstream_gradient_is_never_all_ones(name):
    exercise = exercises.get(name)
    if exercise.upstream:
        for fixture in drawings(exercise):
            upstream = fixture.values[exercise.upstream]
            assert np.unique(upstream).size == upstream.size


@every_exercise
def test_every_array_that_is_drawn_is_a_finite_float64_or_counts_something(name):
    for scale in (1e-3, 1.0, 1e5):
        for fixture in drawings(exercises.get(name), scale=scale):
            for value in fixture.values.values():
                for array in value if isinstance(value, list) else [value]:
                    assert type(array) is np.ndarray
                    assert array.dtype in (np.float64, np.int64)
                    assert np.isfinite(array).all()


def test_there_is_a_table_and_no_exercise_stands_in_it_twice():
    tables = [
        module.EXERCISES
        for module in vars(exercises).values()
        if inspect.ismodule(module) and hasattr(module, "EXERCISES")
    ]
    assert sum(map(len, tables)) == len(EXERCISES) > 0


@pytest.mark.parametrize("name", ["affine_jvp", "batched_affine", "dU_dx"])
def test_a_misspelt_name_is_a_key_error_that_names_a_neighbour(name):
    with pytest.raises(KeyError, match="is it one of: "):
        exercises.get(name)
