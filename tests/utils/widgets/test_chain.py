"""The deep chain: borrowed activations differentiate rightly, and theory predicts what happens."""

import numpy as np
import pytest

from utils import reference
from utils.widgets import chain, theory
from utils.widgets.asking import Trouble
from utils.widgets.chain import ACTIVATIONS, Chain
from utils.widgets.chain_gradients import gradients, jacobian, weights
from utils.widgets.spectrum import expected_singular_values, resolved

NAMES = ("chain_backward", "jacobian_product", "residual_layer_vjp", "xavier_init", "he_init")
RIGHT = {name: reference.get(name) for name in NAMES}
GRADIENTS = ("dL/dA", "dL/db")
INITS = ("normal, 1/sqrt(n)", "orthogonal", "your Xavier", "your He")
every_kind = pytest.mark.parametrize("residual", [False, True], ids=["plain", "residual"])
every_activation = pytest.mark.parametrize("name", ACTIVATIONS)


def make(name, depth, scale, *, residual, init=INITS[0]):
    A = [scale * A_l for A_l in weights(RIGHT, init, depth, residual=residual)]
    return Chain(A, ACTIVATIONS[name], residual), chain.inputs(A[0].shape[1], 3)[:, 0].copy()


def loss(links, A, x, shift=None):
    """The linear loss whose gradient is the upstream one; shift is added to p at one layer."""
    y, p_shift = x, shift or {}
    for layer, A_l in enumerate(A):
        out = links.activation.value(A_l @ y + p_shift.get(layer, 0.0))
        y = y + out if links.residual else out
    return float(chain.upstream(len(y)) @ y)


@every_kind
@every_activation
def test_gradients_agree_with_nudges_of_weights_and_biases(name, residual):
    links, x = make(name, 4, 1.3, residual=residual)
    rng = np.random.default_rng(1)
    found = gradients(RIGHT, links, x)
    for layer, (dL_dA, dL_db) in enumerate(zip(found["dL/dA"], found["dL/db"], strict=True)):
        way, aside = 1e-6 * rng.standard_normal(dL_dA.shape), 1e-6 * rng.standard_normal(len(dL_db))
        up, down = ([*links.A] for _ in range(2))
        up[layer], down[layer] = up[layer] + way, down[layer] - way
        nudged = (loss(links, up, x) - loss(links, down, x)) / 2
        assert np.sum(dL_dA * way) == pytest.approx(nudged, rel=1e-5)
        nudged = loss(links, links.A, x, {layer: aside}) - loss(links, links.A, x, {layer: -aside})
        assert np.sum(dL_db * aside) == pytest.approx(nudged / 2, rel=1e-5)


@every_kind
@every_activation
def test_the_jacobian_agrees_with_nudges_of_the_input(name, residual):
    links, x = make(name, 4, 1.3, residual=residual)
    nudges = 1e-6 * np.eye(len(x))
    columns = [
        (links.forward(x + nudge)[0][-1] - links.forward(x - nudge)[0][-1]) / 2e-6
        for nudge in nudges
    ]
    np.testing.assert_allclose(jacobian(RIGHT, links, x), np.array(columns).T, atol=1e-8)


@pytest.mark.parametrize("init", INITS)
@every_kind
def test_weights_have_the_size_that_their_name_says(init, residual):
    wanted = np.sqrt(2.0) if init == "your He" else 1.0
    for A in weights(RIGHT, init, 4, residual=residual):
        size = A.std() * np.sqrt(A.shape[1])
        assert size == pytest.approx(wanted, rel=0.06)
        if init == "orthogonal":
            values = np.linalg.svd(A, compute_uv=False)
            assert values.max() == pytest.approx(values.min())


def test_a_matrix_that_should_have_been_transposed_does_not_fit():
    def transposed(dL_dyL, ys, ps, A):
        dL_dx, dL_dA, dL_db = reference.get("chain_backward")(dL_dyL, ys, ps, A)
        return dL_dx, [gradient.T for gradient in dL_dA], dL_db

    links, x = make("sigmoid", 3, 1.0, residual=False)
    with pytest.raises(Trouble, match=r"dL_dA\[0\].* has shape \(48, 52\); expected \(52, 48\)"):
        gradients({**RIGHT, "chain_backward": transposed}, links, x)


def test_a_list_that_is_too_short_is_counted():
    def short(dL_dyL, ys, ps, A):
        dL_dx, dL_dA, dL_db = reference.get("chain_backward")(dL_dyL, ys, ps, A)
        return dL_dx, dL_dA[1:], dL_db

    links, x = make("sigmoid", 3, 1.0, residual=False)
    with pytest.raises(Trouble, match="has 2 entries; there are 3 layers"):
        gradients({**RIGHT, "chain_backward": short}, links, x)


def measured(name, scale, depth, *, residual, chains=6):
    """Mean decimal logarithms over random chains: norms (2, L) of both gradients, spread (L,)."""
    norms, spreads = [], []
    width = chain.widths(depth, residual=residual)
    for seed in range(chains):
        rng = np.random.default_rng(seed)
        shapes = zip(width[1:], width[:-1], strict=True)
        A = [scale * rng.standard_normal((n, m)) / np.sqrt(m) for n, m in shapes]
        links, x = Chain(A, ACTIVATIONS[name], residual), chain.inputs(width[0], 1)[:, 0].copy()
        found = gradients(RIGHT, links, x)
        norms.append([[np.log10(np.linalg.norm(g)) for g in found[of]] for of in GRADIENTS])
        spreads.append([np.log10(p.std()) for p in links.forward(x)[1]])
    return np.mean(norms, axis=0), np.mean(spreads, axis=0)


@pytest.mark.parametrize(
    ("name", "scale", "residual", "decades"),
    [
        ("sigmoid", 1.0, False, 0.5),
        ("sigmoid", 4.0, False, 0.5),
        ("sigmoid", 8.0, False, 0.9),
        ("tanh", 1.0, False, 0.5),
        ("tanh", 4.0, False, 0.9),
        ("ReLU", 1.0, False, 0.7),
        ("ReLU", 1.41, False, 0.7),
        ("sigmoid", 1.0, True, 0.2),
        ("tanh", 1.0, True, 0.3),
        ("ReLU", 0.5, True, 0.5),
        ("ReLU", 1.41, True, 0.9),
    ],
)
def test_theory_predicts_the_norms_and_the_spread_of_forty_layers(name, scale, residual, decades):
    norms, spread = measured(name, scale, 40, residual=residual)
    x = chain.inputs(chain.WIDTH, 1)[:, 0]
    wanted = theory.expected(ACTIVATIONS[name].value, scale, 40, x, residual=residual)
    predicted = np.log10([wanted.norms[of] for of in GRADIENTS])
    np.testing.assert_allclose(predicted, norms, atol=decades, rtol=0)
    np.testing.assert_allclose(np.log10(wanted.spread), spread, atol=decades, rtol=0)


@pytest.mark.parametrize(
    ("name", "scale", "residual", "init"),
    [
        ("sigmoid", 1.0, False, INITS[0]),
        ("sigmoid", 4.0, False, INITS[0]),
        ("tanh", 1.0, False, "orthogonal"),
        ("tanh", 1.0, True, INITS[0]),
        ("ReLU", 1.41, False, INITS[0]),
    ],
)
def test_theory_predicts_the_largest_singular_values(name, scale, residual, init):
    links, x = make(name, 30, scale, residual=residual, init=init)
    values = np.linalg.svd(jacobian(RIGHT, links, x), compute_uv=False)
    h = ACTIVATIONS[name].value
    spread = theory.expected(h, scale, 30, x, residual=residual).spread
    wanted = expected_singular_values(
        h, scale, spread, residual=residual, orthogonal=init == "orthogonal"
    )
    off = np.log10(wanted / values)[:10]
    assert np.abs(off).max() < 1.0
    decades = np.log10(values[0] / values[9])
    assert np.log10(wanted[0] / wanted[9]) == pytest.approx(decades, rel=0.3, abs=0.1)


def test_theory_of_one_layer_has_the_singular_values_of_its_slopes_and_weights():
    # Small p, where every slope of sigma is 1/4; orthogonal weights stretch all the same.
    wanted = expected_singular_values(
        ACTIVATIONS["sigmoid"].value, 0.01, np.array([0.01]), residual=False, orthogonal=True
    )
    assert wanted == pytest.approx(0.0025 * np.sqrt(chain.BROAD / chain.NARROW), rel=1e-3)


def test_singular_values_that_rounding_has_made_are_left_out():
    values = resolved(np.array([1.0, 1e-10, 1e-18]))
    assert np.isnan(values).tolist() == [False, False, True]


def test_theory_knows_the_factor_of_a_wide_sigmoid_layer_by_heart():
    # Small weights keep p near 0, where the slope is 1/4 and the activation 1/2.
    x = chain.inputs(chain.WIDTH, 1)[:, 0]
    wanted = theory.expected(ACTIVATIONS["sigmoid"].value, 0.01, 5, x, residual=False)
    norms = wanted.norms["dL/db"]
    factors = norms[:-1] / norms[1:]
    assert factors == pytest.approx(0.0025, rel=0.05)
    assert wanted.spread[-1] == pytest.approx(0.01 * 0.5, rel=0.01)


@every_kind
def test_theory_has_a_finite_number_for_the_deepest_chain_at_every_end_of_the_controls(residual):
    x = chain.inputs(chain.WIDTH, 1)[:, 0]
    for activation in ACTIVATIONS.values():
        for c in (0.25, 24.0, 24.0 * np.sqrt(2.0)):
            with np.errstate(all="ignore"):
                wanted = theory.expected(activation.value, c, chain.DEEPEST, x, residual=residual)
            for numbers in (wanted.spread, *wanted.norms.values()):
                assert np.isfinite(numbers).all()
                assert (numbers > 0).all()
