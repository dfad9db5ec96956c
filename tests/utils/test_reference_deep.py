"""The net and the chain: the reference against HIPS autograd, the shipped tables, forty layers.

The forward functions are written here anew for autograd, sample by sample and
layer by layer, and the drawings are the hidden ones, forty layers included.
"""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from autograder.fixtures import draw_fixtures
from autograder.hidden import judge_in_process
from tests.support import spoiled
from utils import exercises, reference
from utils.exercises import EXERCISES
from utils.exercises.deep_chain_drawings import DEEP
from utils.gradcheck import is_close
from utils.results import read_results

RTOL = 1e-9  # the judge's own; the drawings are such that the digits for it are there
NOTEBOOKS = ("two-layer-net", "vanishing-gradients")
FLOOR = np.finfo(np.float64).tiny


# --- forward functions, written anew -----------------------------------------------------


def losses_of_scores(S, y):
    shifted = S - anp.max(S, axis=1, keepdims=True)
    return [anp.log(anp.sum(anp.exp(row))) - row[t] for row, t in zip(shifted, y, strict=True)]


def net_loss(X, y, W1, b1, W2, b2):
    rows = []
    for x in X:
        h = anp.maximum(anp.dot(x, W1) + b1[0], 0.0)
        rows.append(anp.dot(h, W2) + b2[0])
    return sum(losses_of_scores(anp.array(rows), y))


def mean_net_loss(X, y, W1, b1, W2, b2):
    return net_loss(X, y, W1, b1, W2, b2) / len(y)


def sigma(p):
    return 0.5 * (1.0 + anp.tanh(0.5 * p))


def chain(y, A, b):
    for A_l, b_l in zip(A, b, strict=True):
        y = sigma(anp.dot(A_l, y) + b_l)
    return y


# --- their derivatives -------------------------------------------------------------------


def grads(loss, v, **wrt):
    """Gradients of loss(**v), part name -> argument name."""
    return {
        part: autograd.grad(lambda z, name=name: loss(**{**v, name: z}))(v[name])
        for part, name in wrt.items()
    }


def of_scores(v):
    P, y = v["P"], v["y"]
    # A probability of 0 is a score that lies far below all others.
    S = np.log(np.where(P > 0, P, 1.0)) - 2000.0 * (P == 0)
    return autograd.grad(lambda at: sum(losses_of_scores(at, y)))(S)


def of_output_layer(v):
    def loss(dL_dS, H, W2, b2):
        return anp.sum(dL_dS * (anp.dot(H, W2) + b2))

    return grads(loss, v, dL_dH="H", dL_dW2="W2", dL_db2="b2")


def of_relu(v):
    return grads(lambda dL_dH, Z: anp.sum(dL_dH * anp.maximum(Z, 0.0)), v, dL_dZ="Z")


def of_hidden_layer(v):
    def loss(dL_dZ, X, W1, b1):
        return anp.sum(dL_dZ * (anp.dot(X, W1) + b1))

    return grads(loss, v, dL_dW1="W1", dL_db1="b1")


def of_net(loss):
    return lambda v: grads(loss, v, dL_dW1="W1", dL_db1="b1", dL_dW2="W2", dL_db2="b2")


def of_layer(v):
    def loss(dL_dy, p, A_l, y_prev, b):
        return anp.sum(dL_dy * sigma(anp.dot(A_l, y_prev) + b))

    return grads(loss, v, dL_dy_prev="y_prev", dL_dA="A_l", dL_db="b")


def of_residual_layer(v):
    def loss(dL_dy, p, A_l, y_prev, b):
        return anp.sum(dL_dy * (y_prev + sigma(anp.dot(A_l, y_prev) + b)))

    return grads(loss, v, dL_dy_prev="y_prev", dL_dA="A_l", dL_db="b")


def of_chain(v):
    def loss(x, A, b):
        return anp.sum(v["dL_dyL"] * chain(x, A, b))

    dL_dx, dL_dA, dL_db = autograd.grad(loss, argnum=(0, 1, 2))(v["x"], v["A"], v["b"])
    return {"dL_dx": dL_dx, "dL_dA": list(dL_dA), "dL_db": list(dL_db)}


def jacobian_of_chain(v):
    i = int(v.get("i", 0))
    return autograd.jacobian(lambda y: chain(y, v["A"][i:], v["b"][i:]))(v["ys"][i])


def of_one_output(v):
    def loss(A_l):
        return anp.sum(v["dyL_dyi"] * sigma(anp.dot(A_l, v["y_prev"]) + v["b"]))

    return {"dyL_dA": autograd.grad(loss)(v["A_l"])}


DERIVATIVES = {
    "dL_dS": lambda v: {"dL_dS": of_scores(v)},
    "output_layer_vjp": of_output_layer,
    "relu_vjp": of_relu,
    "hidden_layer_vjp": of_hidden_layer,
    "two_layer_grads": of_net(net_loss),
    "mean_loss_grads": of_net(mean_net_loss),
    "quiz4_loss_claims": lambda v: {
        "dL_dS_sum": of_scores(v),
        "dL_dS_mean": of_scores(v) / len(v["y"]),
    },
    "layer_vjp": of_layer,
    "chain_backward": of_chain,
    "jacobian_product": lambda v: {"J": jacobian_of_chain(v)},
    "residual_layer_vjp": of_residual_layer,
    "snu_layer_claims": of_layer,
    "snu_jacobian_claim": lambda v: {"J": jacobian_of_chain(v)},
    "snu_weight_claim": of_one_output,
    "snu_small_weights_claim": lambda v: {"norm": np.sqrt(np.sum(jacobian_of_chain(v) ** 2))},
}


# --- what is no derivative, computed another way -----------------------------------------


def values_of_net(v):
    Z = np.stack([x @ v["W1"] + v["b1"][0] for x in v["X"]])
    H = np.where(Z > 0, Z, 0.0)
    S = np.einsum("nh,hk->nk", H, v["W2"]) + v["b2"]
    return {"Z": Z, "H": H, "S": S, "P": np.exp(S - np.logaddexp.reduce(S, axis=1)[:, None])}


def value_of_loss(v):
    right = [max(row[label], FLOOR) for row, label in zip(v["P"], v["y"], strict=True)]
    return {"L": sum(np.log(1.0 / p) for p in right)}


def values_of_chain(v):
    ys, ps = [v["x"]], []
    for A_l, b_l in zip(v["A"], v["b"], strict=True):
        ps.append(np.einsum("nm,m->n", A_l, ys[-1]) + b_l)
        ys.append(sigma(ps[-1]))
    return {"ys": ys, "ps": ps}


def factors(v):
    slopes = [autograd.grad(sigma)(float(p)) for p in v["p"]]
    return {
        "largest_slope": max(slopes),
        "largest_stretch": np.sqrt(np.linalg.eigvalsh(v["A_l"].T @ v["A_l"]).max()),
    }


def kept_length(v):
    """The s with E |A^T (d * g)|^2 = |g|^2 for a g of equal entries, term by term."""
    n = len(v["slopes"])
    passed = sum(d**2 for d in v["slopes"]) / n
    return {"scale": passed**-0.5}


VALUES = {
    "forward": values_of_net,
    "cross_entropy": value_of_loss,
    "chain_forward": values_of_chain,
    "gradient_norms": lambda v: {"norms": [np.sqrt(np.vdot(d, d)) for d in v["dA"]]},
    "layer_factors": factors,
    "critical_scale": kept_length,
    "xavier_init": lambda v: {"A": v["Z"] / np.sqrt(np.mean(v["Z"].shape))},
    "he_init": lambda v: {"A": np.sqrt(2) * v["Z"] / np.sqrt(v["Z"].shape[1])},
}
SEEDS = [f"seed {number}".encode() for number in range(5)]


def test_every_exercise_of_the_two_notebooks_is_compared():
    names = {name for name, e in EXERCISES.items() if e.notebook in NOTEBOOKS}
    assert names == set(DERIVATIVES) | set(VALUES)
    assert set(VALUES) == {name for name in names if EXERCISES[name].examples}


@pytest.mark.parametrize("name", [*DERIVATIVES, *VALUES])
def test_the_reference_agrees_in_every_hidden_drawing(name):
    exercise = exercises.get(name)
    for seed in SEEDS:
        for fixture in draw_fixtures(exercise, seed):
            right = read_results(
                exercise, exercise.evaluate(reference.get(name), fixture).returned, fixture.sizes
            )
            expected = {**DERIVATIVES, **VALUES}[name](fixture.values)
            assert set(expected) == {part.name for part in exercise.parts if not part.is_verdict}
            for part, value in expected.items():
                as_list = isinstance(right[part], list)
                other = [np.asarray(v) for v in value] if as_list else np.asarray(value)
                assert is_close(right[part], other, rtol=RTOL), (part, fixture.sizes)


# --- forty layers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["chain_forward", "chain_backward", "jacobian_product", "gradient_norms"]
)
def test_one_hidden_drawing_has_forty_layers(name):
    exercise = exercises.get(name)
    for seed in SEEDS:
        depths = [len(next(v for v in f.values.values() if isinstance(v, list)))
                  for f in draw_fixtures(exercise, seed)]  # fmt: skip
        assert max(depths) in (DEEP, DEEP + 1)
        assert min(depths) <= 6


def test_at_forty_layers_an_absolute_tolerance_would_take_zeros_for_the_gradient():
    for seed in SEEDS:
        fixture = draw_fixtures(exercises.get("chain_backward"), seed)[-1]
        dL_dx, dL_dA, _ = reference.get("chain_backward")(
            *exercises.get("chain_backward").inputs(fixture)
        )
        assert 0 < np.abs(dL_dx).max() < 1e-12
        assert np.allclose(dL_dA[0], 0.0)


@pytest.mark.parametrize("name", ["chain_backward", "jacobian_product", "gradient_norms"])
def test_small_numbers_put_to_zero_are_refused(name):
    def cut_off(g):
        return np.where(np.abs(g) < 1e-12, 0.0, g)

    assert judge_in_process(name, spoiled(name, cut_off)).share < 1.0


def test_a_chain_is_judged_in_milliseconds_worth_of_numbers():
    """Small widths: forty layers hold fewer numbers than one index tensor would."""
    for seed in SEEDS:
        fixture = draw_fixtures(exercises.get("chain_backward"), seed)[-1]
        assert sum(A_l.size for A_l in fixture.values["A"]) < 2000


# --- the loss ----------------------------------------------------------------------------


def test_the_floor_acts_on_the_right_class_and_on_no_other():
    cross_entropy = reference.get("cross_entropy")
    one_hot = np.array([[1.0, 0.0]])
    assert cross_entropy(one_hot, np.array([0])) == 0.0
    assert cross_entropy(one_hot, np.array([1])) == -np.log(FLOOR)


@pytest.mark.parametrize("name", ["two_layer_grads", "mean_loss_grads"])
def test_no_unit_of_a_drawn_net_sits_at_the_corner_of_relu(name):
    for seed in SEEDS:
        for fixture in draw_fixtures(exercises.get(name), seed):
            v = fixture.values
            assert np.abs(v["X"] @ v["W1"] + v["b1"]).min() > 1e-3


@pytest.mark.parametrize("name", ["dL_dS", "cross_entropy", "two_layer_grads"])
def test_labels_are_of_several_classes_and_never_of_all(name):
    for seed in SEEDS:
        for fixture in draw_fixtures(exercises.get(name), seed):
            occurring = set(fixture.values["y"].tolist())
            assert 1 < len(occurring) < fixture.sizes["K"]
