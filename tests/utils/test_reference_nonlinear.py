"""Losses and nonlinearities: the reference against HIPS autograd, the shipped tables, silence.

The forward functions are written here anew for autograd, and the shipped values
are worked out here anew in fifty digits.
"""

from decimal import Decimal, localcontext

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from autograder.fixtures import draw_fixtures
from autograder.hidden import judge_in_process
from tests.support import in_style
from utils import exercises, reference
from utils.answers import ask
from utils.exercises import EXERCISES, Fixture
from utils.feedback import examine
from utils.gradcheck import is_close
from utils.results import read_results

NOTEBOOKS = ("mse", "sigmoid", "softmax", "chain-rule")
FORWARD = ("mse", "sigmoid", "softmax")
RTOL = 1e-9  # the judge's own; the drawings are such that the digits for it are there


def stable_sigmoid(u):
    return 0.5 * (1.0 + anp.tanh(0.5 * u))


def stable_softmax(u, beta):
    v = beta * u
    v = v - anp.max(v, axis=-1, keepdims=True)
    return anp.exp(v) / anp.sum(anp.exp(v), axis=-1, keepdims=True)


def half_sum(Z, Y):
    return 0.5 * anp.sum((Z - Y) ** 2)


def mean(Z, Y):
    return anp.mean((Z - Y) ** 2)


def error(W, x, b, y):
    return half_sum(stable_sigmoid(anp.dot(W, x) + b), y)


def gradient(loss, at):
    return autograd.grad(loss)(at)


def of_residuals(v):
    return {"dE_dZ": gradient(lambda Z: half_sum(Z, v["Y"]), v["Z"])}


def of_both_losses(v):
    return {**of_residuals(v), "dmean_dZ": gradient(lambda Z: mean(Z, v["Y"]), v["Z"])}


def of_sigma(v):
    return {"dz_du": autograd.elementwise_grad(lambda u: 1.0 / (1.0 + anp.exp(-u)))(v["u"])}


def of_the_sine(v):
    return {"dL_dX": gradient(lambda X: anp.sum(v["dL_dY"] * anp.sin(X)), v["X"])}


def of_two_sines(v):
    def repeated(x):
        return anp.sum(v["dL_dY"] * (anp.sin(x) + anp.zeros(v["dL_dY"].shape)))

    return {**of_the_sine(v), "dL_dx": gradient(repeated, v["x"])}


def jacobian(v):
    return autograd.jacobian(lambda u: stable_softmax(u, v.get("beta", 1.0)))(v["u"])


def halves_of_jacobian(v):
    J = jacobian(v)
    return {"diagonal": np.diag(J), "off_diagonal": J * (1.0 - np.eye(len(J)))}


def of_probabilities(v):
    upstream = v["dL_ds"]
    return {"dL_du": gradient(lambda u: anp.sum(upstream * stable_softmax(u, v["beta"])), v["u"])}


def of_activations(v):
    return {"dE_du": gradient(lambda u: half_sum(stable_sigmoid(u), v["y"]), v["u"])}


def of_layer(v):
    W, x, b, y = v["W"], v["x"], v["b"], v["y"]
    return {
        "dE_dW": gradient(lambda W: error(W, x, b, y), W),
        "dE_dx": gradient(lambda x: error(W, x, b, y), x),
        "dE_db": gradient(lambda b: error(W, x, b, y), b),
    }


def of_layer_claims(v):
    gradients = of_layer(v)
    return {"dE_du": gradients["dE_db"], "dE_dW": gradients["dE_dW"]}


DERIVATIVES = {
    "mse_grad": of_residuals,
    "usi_mse_claims": of_both_losses,
    "sigmoid_grad": of_sigma,
    "elementwise_vjp": of_the_sine,
    "uva_elementwise_claims": of_two_sines,
    "ds_du": lambda v: {"ds_du": jacobian(v)},
    "softmax_jacobian": lambda v: {"J": jacobian(v)},
    "usi_softmax_claim": lambda v: {"J": jacobian(v)},
    "nyu_softmax_claims": halves_of_jacobian,
    "softmax_vjp": of_probabilities,
    "dE_du": of_activations,
    "dE_dW_entry": lambda v: {"dE_dW_entry": of_layer(v)["dE_dW"]},
    "neuron_layer_grads": of_layer,
    "usi_chain_claims": of_layer_claims,
}


def reference_results(exercise, fixture):
    returned = exercise.evaluate(reference.get(exercise.name), fixture).returned
    return read_results(exercise, returned, fixture.sizes)


def test_every_exercise_is_compared_with_autograd_or_has_a_table():
    ours = {name for name, e in EXERCISES.items() if e.notebook in NOTEBOOKS}
    assert ours == {*DERIVATIVES, *FORWARD}
    assert {name for name in ours if EXERCISES[name].examples} == set(FORWARD)


@pytest.mark.parametrize("name", DERIVATIVES)
def test_the_reference_agrees_with_automatic_differentiation_at_every_scale(name):
    exercise = exercises.get(name)
    for seed in range(10):
        for fixture in draw_fixtures(exercise, str(seed).encode()):
            right = reference_results(exercise, fixture)
            derivatives = DERIVATIVES[name](fixture.values)
            assert set(derivatives) == {p.name for p in exercise.parts if not p.is_verdict}
            for part, derivative in derivatives.items():
                assert is_close(right[part], np.asarray(derivative), rtol=RTOL), part


@pytest.mark.parametrize("name", DERIVATIVES)
def test_no_hidden_drawing_has_a_gradient_of_zeros(name):
    exercise = exercises.get(name)
    for seed in range(20):
        for fixture in draw_fixtures(exercise, str(seed).encode()):
            right = reference_results(exercise, fixture)
            assert all(np.any(right[p.name]) for p in exercise.parts if not p.is_verdict)


# --- the tables that are shipped where the forward function is the exercise ----------


def exact_mse(values):
    pairs = zip(values["Z"].ravel(), values["Y"].ravel(), strict=True)
    return sum((Decimal(float(z)) - Decimal(float(y))) ** 2 for z, y in pairs) / 2


def exact_sigmoid(values):
    flat = [1 / (1 + (-Decimal(float(u))).exp()) for u in values["u"].ravel()]
    return np.reshape([float(z) for z in flat], values["u"].shape)


def exact_softmax(values):
    u, beta = values["u"], Decimal(float(values["beta"]))
    rows = []
    for row in u.reshape(-1, u.shape[-1]):
        e = [(beta * Decimal(float(logit))).exp() for logit in row]
        rows.append([float(x / sum(e)) for x in e])
    return np.reshape(rows, u.shape)


@pytest.mark.parametrize(
    ("name", "exact"),
    [("mse", exact_mse), ("sigmoid", exact_sigmoid), ("softmax", exact_softmax)],
)
def test_shipped_values_are_those_of_the_formula_in_fifty_digits(name, exact):
    exercise = exercises.get(name)
    with localcontext() as context:
        context.prec, context.Emin, context.Emax = 50, -(10**6), 10**6
        for values in exercise.examples:
            (shipped,) = exercise.numerical(values)
            assert np.array_equal(shipped, np.asarray(exact(values), dtype=np.float64))


@pytest.mark.parametrize("name", FORWARD)
def test_inputs_that_are_in_no_table_are_an_error_and_not_a_guess(name):
    exercise = exercises.get(name)
    drawn = exercise.draw_fixture(np.random.default_rng(0))
    with pytest.raises(LookupError, match="no expected values"):
        exercise.numerical(drawn.values)


@pytest.mark.parametrize("name", FORWARD)
def test_what_stands_in_the_visible_table_does_not_pass_the_hidden_tests(name):
    exercise = exercises.get(name)

    def looked_up(*arguments):
        return exercise.numerical(
            dict(zip(exercise.given, map(np.asarray, arguments), strict=True))
        )[0]

    assert examine(name, looked_up).passed
    assert judge_in_process(name, looked_up).share == 0.0


# --- silence -------------------------------------------------------------------------


def plain_sigmoid(u):
    return 1.0 / (1.0 + np.exp(-u))


def both_branches(u):
    return np.where(u >= 0, 1 / (1 + np.exp(-u)), np.exp(u) / (1 + np.exp(u)))


def one_maximum(u, beta):
    e = np.exp(beta * (u - u.max()))
    return e / e.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize(
    ("name", "function", "warning"),
    [
        ("sigmoid", plain_sigmoid, "overflow"),
        ("sigmoid", both_branches, "overflow"),
        ("softmax", one_maximum, "invalid value"),
    ],
)
def test_a_warning_fails_both_tests_and_is_named(name, function, warning):
    report = examine(name, function)
    assert not report.passed
    assert report.headline.startswith(f"NumPy warns: {warning}")
    judgement = judge_in_process(name, function)
    assert judgement.share == 0.0
    (part,) = judgement.parts
    assert part.mistake


def test_the_same_warning_costs_nothing_where_silence_is_no_part_of_the_exercise():
    def loud(u):
        np.exp(np.array([1e4]))
        return reference.get("sigmoid_grad")(u)

    assert judge_in_process("sigmoid_grad", loud).share == 1.0


@pytest.mark.parametrize("name", ["sigmoid", "softmax"])
def test_an_underflow_is_no_warning(name):
    exercise = exercises.get(name)

    def underflowing(*arguments):
        assert np.exp(np.array([-1e4])) == 0.0
        return reference.get(name)(*arguments)

    fixture = exercise.visible_fixtures(np.random.default_rng(0), 1)[0]
    assert ask(exercise, underflowing, fixture).failure is None


def test_numpy_is_left_as_it_was_found():
    before = np.geterr()
    exercise = exercises.get("sigmoid")
    fixture = Fixture({}, {"u": np.array([-1e4])})
    assert ask(exercise, plain_sigmoid, fixture).failure is not None
    assert np.geterr() == before


@pytest.mark.parametrize("style", ["masks", "logaddexp", "tanh", "clipped", "both signs"])
def test_a_stable_sigmoid_is_accepted_in_any_form(style):
    assert judge_in_process("sigmoid", in_style("sigmoid", style)).share == 1.0


# --- drawings ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sigmoid", "sigmoid_grad", "elementwise_vjp", "softmax"])
def test_every_set_of_hidden_drawings_has_one_two_and_three_axes(name):
    exercise = exercises.get(name)
    first = exercise.given[0]
    fixtures = draw_fixtures(exercise, b"any")
    assert {fixture.values[first].ndim for fixture in fixtures} == {1, 2, 3}


@pytest.mark.parametrize("name", ["sigmoid", "softmax"])
def test_the_hidden_drawings_reach_ten_thousand_on_both_sides(name):
    exercise = exercises.get(name)
    for seed in range(20):
        u = draw_fixtures(exercise, str(seed).encode())[-1].values["u"]
        assert -1e4 <= u.min() < -9.9e3
        assert 9.9e3 < u.max() <= 1e4


def test_beta_is_never_near_one():
    for name in ("softmax", "ds_du", "softmax_jacobian", "softmax_vjp", "nyu_softmax_claims"):
        for seed in range(50):
            drawn = exercises.get(name).draw_fixture(np.random.default_rng(seed))
            assert abs(np.log(drawn.values["beta"])) > 0.3
