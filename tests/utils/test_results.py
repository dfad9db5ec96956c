"""What is read as a result, and what is refused with a sentence instead."""

import numpy as np
import pytest

from utils import exercises
from utils.exercises import Exercise, Part
from utils.exercises.build import parts
from utils.results import Misfit, read_results, same_result

SIZES = {"H": 3, "D": 4}
ONE = Exercise("one", "", {}, parts("g: H D"), lambda values: (), (), "")
TWO = Exercise("two", "", {}, parts("g: H D", "h"), lambda values: (), (), "")
CLAIM = Exercise("claim", "", {}, parts("g_holds?", "g"), lambda values: (), (), "")
INDEX = Exercise("entry", "", {}, parts("g: H D"), lambda values: (), (), "", indices=("j", "l"))
LAYERS = Exercise("layers", "", {}, (Part("dA", listed=True),), lambda values: (), (), "")
GOOD = np.arange(12.0).reshape(3, 4) + 0.5


class Liar:
    """Equal to everything, and an array when asked nicely."""

    shape, dtype, ndim, size = (3, 4), np.dtype(float), 2, 12

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    @property
    def __class__(self):
        return np.ndarray

    def __array__(self, dtype=None, copy=None):
        return GOOD.copy()

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __float__(self):
        return 1.0


class Thorn:
    """An array when asked nicely, and then not."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("not for you")


class Subclass(np.ndarray):
    """An array by descent, whose comparisons are its own."""

    def __eq__(self, other):
        return np.ones(self.shape, dtype=bool)

    __hash__ = None


class Real(float):
    """A number by descent."""


def read(exercise, returned):
    return read_results(exercise, returned, SIZES)


@pytest.mark.parametrize(
    "form",
    [
        GOOD,
        GOOD.tolist(),
        tuple(map(tuple, GOOD.tolist())),
        list(GOOD),
        np.asfortranarray(GOOD),
        GOOD.T.copy().T,
        np.broadcast_to(GOOD, (1, 3, 4))[0],
    ],
    ids=["array", "lists", "tuples", "list of rows", "Fortran order", "strided", "read-only"],
)
def test_an_array_may_come_in_any_of_these_forms(form):
    result = read(ONE, form)["g"]
    assert type(result) is np.ndarray
    assert result.dtype == np.float64
    assert np.array_equal(result, GOOD)


@pytest.mark.parametrize("number", [2, 2.0, np.float64(2.0), np.array(2.0)])
def test_a_number_may_come_in_any_of_these_forms(number):
    result = read(TWO, (GOOD, number))["h"]
    assert result.shape == ()
    assert result == 2.0


def test_whole_numbers_in_a_list_are_numbers():
    assert np.array_equal(read(ONE, [[1, 0], [0, 1]])["g"], np.eye(2))


@pytest.mark.parametrize("container", [tuple, list])
def test_several_results_may_come_as_a_tuple_or_a_list(container):
    results = read(TWO, container((GOOD, 1.0)))
    assert list(results) == ["g", "h"]
    assert np.array_equal(results["g"], GOOD)
    assert results["h"] == 1.0


def test_a_result_is_a_copy_so_that_the_student_may_use_the_buffer_again():
    buffer = GOOD.copy()
    result = read(ONE, buffer)["g"]
    buffer[...] = 0.0
    assert np.array_equal(result, GOOD)


@pytest.mark.parametrize(
    ("value", "symptom"),
    [
        (None, "nothing returned"),
        (GOOD.astype(np.float32), "wrong dtype"),
        (GOOD.astype(int), "wrong dtype"),
        (GOOD.astype(object), "wrong dtype"),
        (GOOD.astype(complex), "wrong dtype"),
        (GOOD.astype(">f8"), "wrong dtype"),
        (GOOD.astype(str), "wrong dtype"),
        (GOOD > 1, "wrong dtype"),
        (GOOD.view(Subclass), "wrong type"),
        (GOOD.view(np.matrix), "wrong type"),
        (np.ma.masked_array(GOOD), "wrong type"),
        (Liar(), "wrong type"),
        (Real(1.0), "wrong type"),
        (True, "wrong type"),
        (np.True_, "wrong type"),
        (1j, "wrong type"),
        (np.float32(1.0), "wrong type"),
        ("1.0", "wrong type"),
        ({"g": GOOD}, "wrong type"),
        ((row for row in GOOD), "wrong type"),
        ([Thorn()], "wrong type"),
        ([[1.0, None]], "wrong dtype"),
        ([["1.0"]], "wrong dtype"),
        ([[True]], "wrong dtype"),
        ([[1.0, 2.0], [3.0]], "wrong type"),
        ([10**400], "wrong dtype"),
        (10**400, "infinite"),
        (np.where(GOOD > 3, np.nan, GOOD), "NaN"),
        (np.full((3, 4), np.nan).tolist(), "NaN"),
        (np.where(GOOD > 3, np.inf, GOOD), "infinite"),
        (-np.inf, "infinite"),
        (np.broadcast_to(1.0, (10**6, 10**6)), "too large"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_anything_else_is_a_misfit_that_names_the_part(value, symptom):
    misfit = read(TWO, (value, 1.0))["g"]
    assert isinstance(misfit, Misfit)
    assert misfit.symptom == symptom
    assert "g" in misfit.message.split()


def test_a_misfit_leaves_the_other_parts_alone():
    results = read(TWO, (GOOD.astype(np.float32), 1.0))
    assert isinstance(results["g"], Misfit)
    assert results["h"] == 1.0


def test_the_message_about_nan_counts_the_entries():
    misfit = read(ONE, np.where(GOOD > 9, np.nan, GOOD))["g"]
    assert "NaN in 3 of 12 entries" in misfit.message


@pytest.mark.parametrize(
    ("returned", "symptom"),
    [
        (None, "nothing returned"),
        (GOOD, "wrong type"),
        ({"g": GOOD, "h": 1.0}, "wrong type"),
        ((value for value in (GOOD, 1.0)), "wrong type"),
        ((), "wrong number of results"),
        ((GOOD,), "wrong number of results"),
        ((GOOD, 1.0, 1.0), "wrong number of results"),
        ([[GOOD, 1.0]], "wrong number of results"),
    ],
    ids=["None", "array", "dict", "generator", "empty", "too few", "too many", "nested"],
)
def test_a_wrong_number_of_results_is_said_of_every_part_and_names_them_all(returned, symptom):
    results = read(TWO, returned)
    assert {misfit.symptom for misfit in results.values()} == {symptom}
    assert all("g, h" in misfit.message for misfit in results.values())


def test_a_tuple_by_descent_is_not_unpacked():
    class Odd(tuple):
        """Its items may be others each time it is asked."""

    assert read(TWO, Odd((GOOD, 1.0)))["g"].symptom == "wrong type"


@pytest.mark.parametrize("value", [True, False, np.True_, np.False_])
def test_a_verdict_is_true_or_false(value):
    verdict = read(CLAIM, (value, 1.0))["g_holds"]
    assert type(verdict) is bool
    assert verdict == value


@pytest.mark.parametrize("value", [0, 1, 1.0, "True", None, np.array(True), [True], Liar()])
def test_a_verdict_is_nothing_but_true_or_false(value):
    misfit = read(CLAIM, (value, 1.0))["g_holds"]
    assert misfit.symptom == "wrong type"
    assert "True" in misfit.message
    assert "False" in misfit.message


def test_the_entries_of_an_index_form_are_laid_out_in_the_order_of_the_indices():
    assert np.array_equal(read(INDEX, list(GOOD.ravel()))["g"], GOOD)


@pytest.mark.parametrize("entry", [1, 1.0, np.float64(1.0), np.array(1.0)])
def test_an_entry_may_come_in_any_of_these_forms(entry):
    assert np.array_equal(read(INDEX, [entry] * 12)["g"], np.ones((3, 4)))


@pytest.mark.parametrize(
    ("entry", "symptom"),
    [
        (None, "nothing returned"),
        (True, "wrong type"),
        (np.ones(1), "wrong type"),
        (np.float32(1.0), "wrong type"),
        (np.array(1.0, dtype=np.float32), "wrong type"),
        (1j, "wrong type"),
        ("1", "wrong type"),
        ([1.0], "wrong type"),
        (Liar(), "wrong type"),
        (Real(1.0), "wrong type"),
        (np.nan, "NaN"),
        (np.inf, "infinite"),
        (10**400, "infinite"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_one_odd_entry_spoils_an_index_form(entry, symptom):
    assert read(INDEX, [1.0] * 11 + [entry])["g"].symptom == symptom


@pytest.mark.parametrize("container", [tuple, list])
def test_a_list_of_arrays_is_read_array_by_array(container):
    layers = read(LAYERS, container((GOOD, [1.0, 2.0])))["dA"]
    assert [array.shape for array in layers] == [(3, 4), (2,)]


@pytest.mark.parametrize("container", [tuple, list, np.array])
def test_one_number_for_each_layer_may_come_as_an_array(container):
    numbers = read(LAYERS, container((3.0, 1e-20)))["dA"]
    assert [(number.shape, float(number)) for number in numbers] == [((), 3.0), ((), 1e-20)]


@pytest.mark.parametrize(
    ("value", "symptom", "where"),
    [
        (GOOD, "wrong type", "dA"),
        (np.array([1.0, np.nan]), "NaN", "dA"),
        (None, "nothing returned", "dA"),
        ([GOOD, None], "nothing returned", "dA[1]"),
        ([GOOD.astype(np.float32), GOOD], "wrong dtype", "dA[0]"),
        ([GOOD, GOOD * np.nan], "NaN", "dA[1]"),
        ([GOOD, Liar()], "wrong type", "dA[1]"),
    ],
    ids=[
        "array",
        "NaN in an array of numbers",
        "None",
        "None in it",
        "float32 in it",
        "NaN in it",
        "odd object in it",
    ],
)
def test_a_list_with_something_odd_in_it_is_a_misfit_that_says_where(value, symptom, where):
    misfit = read(LAYERS, value)["dA"]
    assert misfit.symptom == symptom
    assert where in misfit.message


def test_results_are_the_same_only_to_the_last_bit():
    layers = [GOOD, GOOD + 1]
    assert same_result(GOOD, GOOD.copy())
    assert same_result(layers, [array.copy() for array in layers])
    assert not same_result(GOOD, GOOD + 1e-15 * GOOD)
    assert not same_result(layers, layers[:1])
    assert not same_result(layers, GOOD)
    assert not same_result(True, False)
    assert not same_result(np.array(1.0), True)


def test_every_part_of_a_real_exercise_is_read():
    exercise = exercises.get("batched_affine_vjp")
    results = read_results(exercise, (GOOD, GOOD, GOOD[0]), {"N": 3, "H": 4, "D": 5})
    assert list(results) == ["dL_dX", "dL_dW", "dL_db"]
