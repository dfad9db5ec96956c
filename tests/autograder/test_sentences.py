"""What a hidden test says to a student: one fixed sentence for each symptom, and no number."""

import re

import numpy as np
import pytest

from autograder.sentences import (
    OTHERWISE,
    SENTENCES,
    expected_in_letters,
    sentence_for,
    shape_in_letters,
)
from tests.support import every_exercise
from utils import exercises
from utils.answers import Answer
from utils.results import Misfit

SIZES = {"N": 5, "D": 3, "H": 4}


def raised(text):
    return Answer(failure=Misfit("raised an error", text))


@pytest.mark.parametrize("symptom", SENTENCES)
def test_every_sentence_is_whole_and_holds_no_number_but_names(symptom):
    sentence = sentence_for(symptom, "dL_dW", raised("your function raised ValueError: 3.25"))
    assert sentence[-1] in ".?"
    assert "{" not in sentence
    # float64 and "an axis of length 1" are words of the trade, no measurements.
    assert re.findall(r"\d+(?:\.\d+)?", sentence) in ([], ["64"], ["1"])


def test_an_unknown_symptom_gives_nothing_away():
    assert sentence_for("a new one", "dL_dW", Answer()) == OTHERWISE.format(part="dL_dW")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("your function raised ValueError: X[0, 0] is 1.25", "a ValueError"),
        ("your function raised IndexError: index 7", "an IndexError"),
        ("your function raised X_is_1_25: no", "an error"),
        ("your function raised ValueErrorX12: no", "an error"),
    ],
)
def test_of_an_error_only_a_known_kind_is_repeated(text, said):
    sentence = sentence_for("raised an error", "dL_dW", raised(text))
    assert f"raised {said} when" in sentence
    assert "1.25" not in sentence
    assert "X_is" not in sentence


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (np.ones((5, 4)), "(N, H)"),
        (np.ones(4), "(H,)"),
        (np.ones((1, 4)), "(1, H)"),
        (np.ones((7, 4)), "(..., H)"),
        (np.array(1.0), "a number"),
        ([np.ones(4)], "a list of arrays"),
        (True, "True or False"),
        (Misfit("NaN", ""), "-"),
        (None, "-"),
    ],
    ids=str,
)
def test_a_shape_is_told_by_the_names_of_its_axes(result, text):
    assert shape_in_letters(result, SIZES) == text


@every_exercise
def test_an_expected_shape_holds_no_length_that_was_drawn(name):
    exercise = exercises.get(name)
    for part in exercise.parts:
        text = expected_in_letters(exercise, part.name)
        assert re.findall(r"\d+", text) == [axis for axis in part.axes if axis.isdigit()]


@pytest.mark.parametrize(
    ("name", "part", "text"),
    [
        ("chain_backward", "dL_dx", "(...,)"),
        ("jacobian_product", "J", "(..., ...)"),
        ("softmax", "s", "(..., K)"),
        ("sigmoid", "z", "(...)"),
        ("batched_affine_vjp", "dL_db", "(H,)"),
    ],
)
def test_an_axis_of_whatever_length_is_three_dots(name, part, text):
    assert expected_in_letters(exercises.get(name), part) == text
