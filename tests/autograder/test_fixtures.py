"""Hidden drawings: reproducible, and such that no mistake hides in them."""

import numpy as np
import pytest

from autograder.fixtures import SCALES, draw_fixtures
from tests.support import every_exercise
from utils import exercises
from utils.exercises import EXERCISES

SEEDS = [f"{number}".encode() for number in range(8)]


def text_of(fixtures):
    return repr([(fixture.sizes, fixture.values) for fixture in fixtures])


def largest(fixture):
    values = [v if isinstance(v, list) else [v] for v in fixture.values.values()]
    return max(float(np.abs(array).max()) for arrays in values for array in arrays)


@every_exercise
def test_there_are_several_drawings(name):
    assert len(draw_fixtures(exercises.get(name), b"seed")) == len(SCALES) > 2


@every_exercise
def test_the_same_seed_draws_the_same_again(name):
    exercise = exercises.get(name)
    assert text_of(draw_fixtures(exercise, b"seed")) == text_of(draw_fixtures(exercise, b"seed"))


@every_exercise
def test_another_seed_draws_another(name):
    exercise = exercises.get(name)
    drawn = text_of(draw_fixtures(exercise, b"seed"))
    for other in (b"seeds", b"", b"\x00seed", bytes(1000)):
        assert text_of(draw_fixtures(exercise, other)) != drawn


def test_another_exercise_with_the_same_arguments_draws_another():
    one, other = (exercises.get(name) for name in ("dU_dX", "batched_affine_jacobians"))
    assert one.arguments == other.arguments
    assert text_of(draw_fixtures(one, b"seed")) != text_of(draw_fixtures(other, b"seed"))


@every_exercise
def test_lengths_are_distinct_and_above_two(name):
    for seed in SEEDS:
        for fixture in draw_fixtures(exercises.get(name), seed):
            lengths = list(fixture.sizes.values())
            assert len(set(lengths)) == len(lengths)
            assert all(length > 2 for length in lengths)


@every_exercise
def test_no_two_drawings_have_the_same_sizes(name):
    for seed in SEEDS:
        sizes = [tuple(f.sizes.items()) for f in draw_fixtures(exercises.get(name), seed)]
        assert len(set(sizes)) == len(sizes) or sizes[0] == ()


# A drawing of an exercise's own may mean something else by scale, such as the end of a range
# or a place where differences lose their digits. That they do lose is tested with the judge.
@pytest.mark.parametrize("name", [name for name, e in EXERCISES.items() if e.draw is None])
def test_the_last_drawing_is_large(name):
    for seed in SEEDS:
        first, *_, last = draw_fixtures(exercises.get(name), seed)
        assert largest(last) > 1e3 * largest(first)


@every_exercise
def test_no_drawing_repeats_another(name):
    drawn = [
        text_of([fixture]) for seed in SEEDS for fixture in draw_fixtures(exercises.get(name), seed)
    ]
    assert len(set(drawn)) == len(drawn)
