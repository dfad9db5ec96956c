"""Each symptom is named where it shows, and not named where it does not."""

import numpy as np
import pytest

from utils.diagnosis import diagnose
from utils.exercises import Part
from utils.results import Misfit

SIZES = {"N": 5, "H": 3, "D": 4}
WEIGHTS = Part("dL_dW", ("H", "D"))
BIAS = Part("dL_db", ("H",))
NUMBER = Part("du_dw")
SYMMETRIC = Part("J", ("H", "H"))
RNG = np.random.default_rng(3)
RIGHT = RNG.standard_normal((3, 4))
SQUARE = RNG.standard_normal((3, 3))
UPSTREAM = RNG.standard_normal((5, 3))
SUMMED = UPSTREAM.sum(axis=0)


def symptom_of(part, got, expected, sizes=SIZES):
    return diagnose(part, got, expected, sizes, rtol=1e-9)


def name_of(part, got, expected, sizes=SIZES):
    symptom = symptom_of(part, got, expected, sizes)
    return symptom.name if symptom else None


def test_a_right_result_has_no_symptom():
    assert symptom_of(WEIGHTS, RIGHT.copy(), RIGHT) is None
    assert symptom_of(WEIGHTS, RIGHT * (1 + 1e-12), RIGHT) is None
    assert symptom_of(NUMBER, np.array(2.0), np.array(2.0)) is None


@pytest.mark.parametrize(
    ("got", "name"),
    [
        (np.zeros((3, 4)), "zeros"),
        (-RIGHT, "sign"),
        (2 * RIGHT, "constant factor"),
        (5 * RIGHT, "constant factor"),
        (RIGHT / 5, "constant factor"),
        (-0.3 * RIGHT, "constant factor"),
        (np.full((3, 4), 1.5), "constant"),
        (RIGHT * (1 + 1e-6), "imprecise"),
        (RIGHT.astype(np.float32).astype(float), "imprecise"),
        (RIGHT + np.eye(3, 4), "wrong values"),
        (RIGHT**2, "wrong values"),
        (RIGHT.T, "transposed"),
        (RIGHT[:, :, None], "extra axis"),
        (RIGHT[None], "extra axis"),
        (RIGHT * np.ones((5, 1, 1)), "not summed"),
        (RIGHT * np.ones((2, 1, 1)), "not summed"),
        (RIGHT.sum(axis=0), "summed too far"),
        (RIGHT.sum(axis=1), "summed too far"),
        (RIGHT.sum(), "summed too far"),
        (RIGHT[:2], "wrong shape"),
        (RIGHT.ravel(), "wrong shape"),
        (RIGHT.ravel() @ RIGHT.ravel() * np.ones(7), "wrong shape"),
    ],
)
def test_the_symptom_is_named(got, name):
    assert name_of(WEIGHTS, got, RIGHT) == name


def test_a_transposed_square_matrix_is_named_by_its_values():
    assert name_of(SYMMETRIC, SQUARE.T, SQUARE) == "transposed"
    assert name_of(SYMMETRIC, SQUARE[::-1], SQUARE) == "wrong values"


def test_permuted_axes_of_a_tensor_are_transposed_too():
    tensor = RNG.standard_normal((3, 3, 4))
    jacobian = Part("J_W", ("H", "H", "D"))
    assert name_of(jacobian, tensor.transpose(2, 0, 1), tensor) == "transposed"
    assert name_of(jacobian, tensor.transpose(1, 0, 2), tensor) == "transposed"


def test_a_transposed_shape_with_other_values_is_not_said_to_be_right_once_swapped():
    values = symptom_of(WEIGHTS, RIGHT.T, RIGHT).message
    shape_only = symptom_of(WEIGHTS, RIGHT.T + 1, RIGHT).message
    assert "right once the axes are swapped" in values
    assert "right" not in shape_only


def test_a_vector_is_never_called_transposed():
    assert name_of(BIAS, SUMMED[::-1].copy(), SUMMED) == "wrong values"


def test_a_bias_gradient_with_a_row_for_each_sample_is_not_summed():
    symptom = symptom_of(BIAS, UPSTREAM, SUMMED)
    assert symptom.name == "not summed"
    assert "length 5 (N)" in symptom.message


def test_a_bias_that_is_kept_as_a_row_is_not_summed_either():
    row = Part("dL_db2", ("1", "H"))
    assert name_of(row, UPSTREAM, SUMMED[None]) == "not summed"
    assert name_of(row, UPSTREAM[:, :2], SUMMED[None]) == "wrong shape"
    assert name_of(row, SUMMED, SUMMED[None]) == "extra axis"


def test_a_left_over_axis_that_is_nobodys_is_named_by_its_length_alone():
    assert "length 7 is" in symptom_of(BIAS, np.ones((7, 3)), SUMMED).message


def test_a_matrix_that_no_sum_makes_fit_is_not_called_not_summed():
    assert name_of(BIAS, np.ones((5, 4)), SUMMED) == "wrong shape"


def test_a_short_result_that_is_no_sum_is_not_called_summed():
    assert name_of(WEIGHTS, RIGHT.sum(axis=0) + 1, RIGHT) == "wrong shape"


@pytest.mark.parametrize("shape", [(1, 3), (3, 1), (1, 3, 1)])
def test_an_axis_of_length_one_is_named_and_never_passes(shape):
    symptom = symptom_of(BIAS, SUMMED.reshape(shape), SUMMED)
    assert symptom.name == "extra axis"
    assert f"has shape {shape}; expected (3,) = (H,)" in symptom.message


def test_an_array_of_one_entry_is_no_number():
    symptom = symptom_of(NUMBER, np.array([2.0]), np.array(2.0))
    assert symptom.name == "extra axis"
    assert "a single number" in symptom.message


@pytest.mark.parametrize("part", [WEIGHTS, BIAS, NUMBER, Part("dA[1]", ("?", "?"))])
def test_a_shape_message_says_what_came_and_what_was_expected(part):
    expected = np.ones((3, 4)[: len(part.axes)])
    message = symptom_of(part, np.ones((2, 2, 2)), expected).message
    assert part.name in message
    assert "(2, 2, 2)" in message
    assert (str(expected.shape) if part.axes else "a single number") in message
    assert "?," not in message


# --- factors -----------------------------------------------------------------


@pytest.mark.parametrize("axis", ["N", "H", "D"])
def test_a_factor_that_is_the_length_of_an_axis_is_named_after_it(axis):
    length = SIZES[axis]
    averaged = symptom_of(WEIGHTS, RIGHT / length, RIGHT).message
    summed = symptom_of(WEIGHTS, RIGHT * length, RIGHT).message
    assert f"1/{length} of" in averaged
    assert f"{axis} = {length}" in averaged
    assert "average" in averaged
    assert f"{length} times" in summed
    assert f"{axis} = {length}" in summed
    assert "summed" in summed


@pytest.mark.parametrize(("factor", "text"), [(2.0, "2 times"), (0.5, "0.5 times"), (-3.0, "-3 ")])
def test_any_other_factor_is_given_as_a_number_and_no_axis_is_blamed(factor, text):
    message = symptom_of(WEIGHTS, factor * RIGHT, RIGHT).message
    assert text in message
    assert not any(f"{axis} = " in message for axis in SIZES)


def test_a_factor_in_some_entries_only_is_no_constant_factor():
    got = RIGHT.copy()
    got[0] *= 2
    assert name_of(WEIGHTS, got, RIGHT) == "wrong values"


def test_a_single_number_is_never_called_a_multiple():
    assert name_of(NUMBER, np.array(6.0), np.array(2.0)) == "wrong value"


def test_a_single_number_of_the_wrong_sign_is():
    assert name_of(NUMBER, np.array(-2.0), np.array(2.0)) == "sign"


@pytest.mark.parametrize("scale", [1e-200, 1e-19, 1e200])
def test_symptoms_do_not_depend_on_the_scale(scale):
    assert name_of(WEIGHTS, scale * RIGHT * 5, scale * RIGHT) == "constant factor"
    assert name_of(WEIGHTS, -scale * RIGHT, scale * RIGHT) == "sign"
    assert name_of(WEIGHTS, scale * (RIGHT + 1), scale * RIGHT) == "wrong values"


# --- values ------------------------------------------------------------------


def test_a_wrong_entry_is_counted_and_its_place_given_but_never_its_value():
    got = RIGHT.copy()
    got[1, 2] += 1.0
    message = symptom_of(WEIGHTS, got, RIGHT).message
    assert "1 of 12 entries" in message
    assert "(1, 2)" in message
    assert not any(f"{abs(value):.3}" in message for value in RIGHT.ravel())


@pytest.mark.filterwarnings("error")
def test_where_zeros_are_right_anything_else_is_merely_wrong():
    assert name_of(WEIGHTS, RIGHT, np.zeros((3, 4))) == "wrong values"
    assert name_of(WEIGHTS, np.zeros((3, 4)), np.zeros((3, 4))) is None


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("shape", [(3, 4), (5, 3, 4), (4, 3), (3,), ()])
def test_numbers_near_the_end_of_the_float_range_are_diagnosed_without_a_warning(shape):
    with np.errstate(all="raise"):
        assert symptom_of(WEIGHTS, np.full(shape, 1.7e308), RIGHT) is not None
        assert symptom_of(WEIGHTS, RIGHT, np.full((3, 4), 1.7e308)) is not None


def test_a_misfit_is_its_own_symptom():
    symptom = symptom_of(WEIGHTS, Misfit("NaN", "dL_dW has NaN."), RIGHT)
    assert (symptom.name, symptom.message) == ("NaN", "dL_dW has NaN.")


# --- verdicts and lists --------------------------------------------------------

VERDICT = Part("dL_db_holds", verdict_on="dL_db")


@pytest.mark.parametrize("right", [True, False])
def test_a_verdict_is_right_or_wrong_and_the_message_does_not_say_which(right):
    assert symptom_of(VERDICT, right, right) is None
    symptom = symptom_of(VERDICT, not right, right)
    assert symptom.name == "wrong verdict"
    assert "dL_db" in symptom.message
    assert "True" not in symptom.message
    assert "False" not in symptom.message


LAYERS = Part("dA", listed=True)
RIGHT_LAYERS = [RIGHT, SQUARE, np.array([1.0, 2.0])]


def test_a_right_list_has_no_symptom():
    assert symptom_of(LAYERS, [array.copy() for array in RIGHT_LAYERS], RIGHT_LAYERS) is None


@pytest.mark.parametrize(
    ("position", "spoil", "name"),
    [
        (0, np.transpose, "transposed"),
        (1, np.negative, "sign"),
        (1, np.zeros_like, "zeros"),
        (2, lambda g: 7 * g, "constant factor"),
        (2, lambda g: g[None], "extra axis"),
    ],
)
def test_the_first_wrong_array_of_a_list_is_named_with_its_place(position, spoil, name):
    got = list(RIGHT_LAYERS)
    got[position] = spoil(got[position])
    symptom = symptom_of(LAYERS, got, RIGHT_LAYERS)
    assert symptom.name == name
    assert f"dA[{position}]" in symptom.message


@pytest.mark.parametrize("got", [RIGHT_LAYERS[:2], [*RIGHT_LAYERS, SQUARE], [], RIGHT])
def test_a_list_of_another_length_is_named(got):
    symptom = symptom_of(LAYERS, got, RIGHT_LAYERS)
    assert symptom.name == "wrong length"
    assert "expected 3" in symptom.message


def test_a_list_in_the_wrong_order_is_refused():
    assert symptom_of(LAYERS, RIGHT_LAYERS[::-1], RIGHT_LAYERS) is not None


def test_a_list_where_an_array_is_wanted_is_refused():
    # The reader makes one array of nested lists, so this is what a ragged list would be.
    assert symptom_of(WEIGHTS, np.ones((2, 3, 4)), RIGHT) is not None
