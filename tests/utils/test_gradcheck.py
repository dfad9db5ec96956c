"""Central differences against derivatives that are known, and what counts as close."""

import numpy as np
import pytest

from utils.gradcheck import (
    is_close,
    numerical_gradient,
    numerical_jacobian,
    numerical_vjp,
    relative_difference,
)

ELEMENTWISE = {
    "sin": (np.sin, np.cos),
    "exp": (np.exp, np.exp),
    "cube": (lambda x: x**3, lambda x: 3 * x**2),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
}


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3), (2, 1, 4)])
@pytest.mark.parametrize("function", ELEMENTWISE)
def test_the_gradient_of_a_sum_is_the_known_derivative(function, shape, rng):
    f, derivative = ELEMENTWISE[function]
    x = np.asarray(rng.uniform(0.5, 2.0, shape))
    gradient = numerical_gradient(lambda point: f(point).sum(), x)
    assert gradient.shape == shape
    assert is_close(gradient, derivative(x), rtol=1e-8)


@pytest.mark.parametrize("wrong", [np.sin, lambda x: -np.cos(x), lambda x: 1.001 * np.cos(x)])
def test_a_wrong_derivative_is_told_from_the_gradient(wrong, rng):
    x = rng.standard_normal(4)
    assert not is_close(wrong(x), numerical_gradient(lambda p: np.sin(p).sum(), x), rtol=1e-6)


def test_the_jacobian_of_a_matrix_product_has_output_axes_first(rng):
    A, X = rng.standard_normal((2, 3)), rng.standard_normal((3, 4))
    jacobian = numerical_jacobian(lambda point: A @ point, X)
    assert jacobian.shape == (2, 4, 3, 4)
    assert is_close(jacobian, np.einsum("ik,jl->ijkl", A, np.eye(4)), rtol=1e-9)


@pytest.mark.parametrize(
    ("output", "point"), [((), ()), ((), (3,)), ((2,), ()), ((2, 3), (4,)), ((2,), (3, 4))]
)
def test_a_jacobian_has_the_shape_of_the_output_then_of_the_input(output, point, rng):
    A = np.asarray(rng.standard_normal(output + point))
    jacobian = numerical_jacobian(
        lambda x: np.tensordot(A, x, len(point)), np.asarray(rng.standard_normal(point))
    )
    assert jacobian.shape == output + point
    assert is_close(jacobian, A, rtol=1e-9)


def test_a_vjp_is_the_jacobian_contracted_with_the_upstream_gradient(rng):
    X, upstream = rng.standard_normal((3, 2)), rng.standard_normal((3, 2))
    vjp = numerical_vjp(np.sin, X, upstream)
    assert is_close(vjp, upstream * np.cos(X), rtol=1e-8)
    assert not is_close(vjp, np.cos(X), rtol=1e-3)


def test_the_error_falls_with_the_square_of_the_step():
    x = np.array([0.3, -1.2, 2.0])
    steps = np.array([1e-1, 5e-2, 2.5e-2, 1.25e-2])
    errors = [
        np.abs(numerical_gradient(lambda p: np.exp(p).sum(), x, step=h) - np.exp(x)).max()
        for h in steps
    ]
    order = np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert order == pytest.approx(2.0, abs=0.01)


def test_the_error_is_the_third_derivatives_share_of_the_step():
    # Taylor: (f(x+h) - f(x-h)) / 2h = f' + h^2 f'''/6, and for x^3 that is all.
    gradient = numerical_gradient(lambda x: x**3, np.array(2.0), step=0.5)
    assert gradient == pytest.approx(3 * 2.0**2 + 0.5**2)


@pytest.mark.parametrize("derive", [numerical_gradient, numerical_jacobian])
@pytest.mark.parametrize(
    "x",
    [
        np.ones(3, dtype=np.float32),
        np.arange(3),
        np.ones(3, dtype=complex),
        np.ones(3, dtype=object),
        np.array([True]),
        [1.0, 2.0],
        2.0,
    ],
    ids=lambda x: str(getattr(x, "dtype", type(x).__name__)),
)
def test_anything_but_a_float64_array_is_a_type_error(derive, x):
    with pytest.raises(TypeError, match="float64"):
        derive(np.sum, x)


def test_a_vjp_wants_float64_too():
    with pytest.raises(TypeError, match="float32"):
        numerical_vjp(np.sin, np.ones(3, dtype=np.float32), np.ones(3))


def test_the_argument_is_left_unchanged_even_by_a_function_that_changes_its_own():
    x = np.array([1.0, 2.0, 3.0])

    def careless(point):
        point *= 2
        return point.sum()

    for derive in (numerical_gradient, numerical_jacobian):
        derive(careless, x)
    numerical_vjp(careless, x, np.array(1.0))
    assert x.tolist() == [1.0, 2.0, 3.0]


def test_a_function_that_fills_one_buffer_again_and_again_is_differentiated_all_the_same():
    buffer = np.zeros(3)

    def fill(x):
        np.multiply(x, x, out=buffer)
        return buffer

    x = np.array([1.0, 2.0, 3.0])
    assert is_close(numerical_jacobian(fill, x), np.diag(2 * x), rtol=1e-9)


def test_a_gradient_needs_a_scalar():
    with pytest.raises(ValueError, match=r"\(3,\)"):
        numerical_gradient(lambda x: 2 * x, np.ones(3))


def test_an_upstream_gradient_of_another_shape_is_not_broadcast():
    with pytest.raises(ValueError, match=r"\(1, 3\).*\(2, 3\)"):
        numerical_vjp(np.sin, np.ones((2, 3)), np.ones((1, 3)))


# --- close or not ------------------------------------------------------------


@pytest.mark.parametrize("scale", [1e-300, 1e-19, 1e-3, 1.0, 1e19, 1e300])
def test_closeness_does_not_depend_on_the_scale(scale, rng):
    expected = scale * rng.standard_normal((3, 4))
    assert is_close(expected * (1 + 1e-10), expected, rtol=1e-9)
    assert not is_close(expected * (1 + 1e-8), expected, rtol=1e-9)
    assert not is_close(np.zeros((3, 4)), expected, rtol=1e-2)
    assert not is_close(-expected, expected, rtol=1e-2)


def test_there_is_no_floor_under_which_zeros_pass():
    # np.allclose says that these are the same.
    tiny = np.full(5, 1e-19)
    assert np.allclose(np.zeros(5), tiny)
    assert not is_close(np.zeros(5), tiny, rtol=0.5)


def test_one_wrong_entry_among_many_is_seen(rng):
    expected = rng.standard_normal((20, 30))
    got = expected.copy()
    got[7, 11] += 1e-3
    assert not is_close(got, expected, rtol=1e-6)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["got", "expected", "both"])
def test_nan_and_infinity_are_never_close(bad, where):
    good, spoiled = np.array([1.0, 2.0]), np.array([1.0, bad])
    got = good if where == "expected" else spoiled
    expected = good if where == "got" else spoiled
    assert relative_difference(got, expected) == np.inf
    assert not is_close(got, expected, rtol=1e300)


@pytest.mark.parametrize(
    ("got", "expected"), [((64,), (1, 64)), ((64,), (64, 1)), ((), (1,)), ((3, 1), (3, 4))]
)
def test_nothing_is_broadcast(got, expected):
    got, expected = np.ones(got), np.ones(expected)
    assert np.allclose(got, expected)
    assert not is_close(got, expected, rtol=1.0)
    assert not is_close(expected, got, rtol=1.0)
    with pytest.raises(ValueError, match="shape"):
        relative_difference(got, expected)


def test_where_zeros_are_right_only_zeros_are_close():
    zeros = np.zeros((2, 2))
    assert is_close(zeros, zeros, rtol=1e-9)
    assert relative_difference(np.full((2, 2), 1e-300), zeros) == np.inf


def test_the_difference_is_relative_to_the_largest_entry_expected():
    assert relative_difference(np.array([4.0, 1.0]), np.array([4.0, 2.0])) == 0.25


def test_the_difference_of_numbers_at_the_ends_of_the_float_range_is_a_number():
    assert relative_difference(np.array([-1.7e308]), np.array([1.7e308])) == 2.0
    assert relative_difference(np.array([1e308]), np.array([1e-308])) == np.inf


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("entry", [1e308, 5e-324, 0.0, np.nan, np.inf])
def test_no_comparison_warns_or_raises_whatever_the_error_state(entry):
    with np.errstate(all="raise"):
        for other in (1.0, 5e-324, 1e-300, 1e300, 0.0):
            is_close(np.array([entry, 1.0]), np.array([other, other]), rtol=1e-9)


def test_each_array_of_a_list_is_compared_on_its_own_scale():
    expected = [np.full((2, 2), 1e3), np.full(3, 1e-19)]
    assert is_close([expected[0], expected[1] * (1 + 1e-12)], expected, rtol=1e-9)
    assert not is_close([expected[0], np.zeros(3)], expected, rtol=1e-9)


@pytest.mark.parametrize(
    "got",
    [
        [np.ones(2)],
        [np.ones(2), np.ones(3), np.ones(3)],
        [np.ones(3), np.ones(2)],
        [np.ones(2), np.ones((1, 3))],
        np.ones(2),
        [],
    ],
    ids=["too short", "too long", "other order", "another shape", "no list", "empty"],
)
def test_lists_of_other_lengths_or_shapes_are_not_close(got):
    expected = [np.ones(2), np.ones(3)]
    assert not is_close(got, expected, rtol=1.0)
    assert not is_close(expected, got, rtol=1.0)
