"""The reference against HIPS autograd, which differentiates forward functions written here anew."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils import exercises, reference
from utils.exercises import EXERCISES, Fixture
from utils.exercises.exercise import draw_normal
from utils.gradcheck import is_close
from utils.results import read_results

RTOL = 1e-12
NOTEBOOKS = ("scalar", "vectorized", "batched")
sizes_strategy = st.fixed_dictionaries({axis: st.integers(1, 6) for axis in "NHD"})
any_shapes = given(sizes=sizes_strategy, seed=st.integers(0, 2**32 - 1))


def neuron(w, x, b):
    return w * x + b


def layer(W, x, b):
    return anp.array([anp.dot(row, x) for row in W]) + b


def batch(X, W, b):
    return anp.array([[anp.dot(row, x) for row in W] for x in X]) + b


def product(X, W):
    return anp.array([[anp.dot(x, column) for column in W.T] for x in X])


def jacobian(forward, values, wrt):
    return autograd.jacobian(lambda z: forward(**{**values, wrt: z}))(values[wrt])


def gradient(forward, values, wrt, upstream):
    def loss(z):
        return anp.sum(values[upstream] * forward(**{**rest, wrt: z}))

    rest = {name: value for name, value in values.items() if name != upstream}
    return autograd.grad(loss)(rest[wrt])


def jacobians(forward, **wrt):
    return lambda values: {part: jacobian(forward, values, name) for part, name in wrt.items()}


def gradients(forward, upstream, **wrt):
    return lambda values: {
        part: gradient(forward, values, name, upstream) for part, name in wrt.items()
    }


def one_entry(values):
    rest = {name: value for name, value in values.items() if name not in ("k", "l")}
    (whole,) = gradients(batch, "dL_dU", dL_dX="X")(rest).values()
    return {"dL_dX_kl": whole[values["k"], values["l"]]}


def one_direction(values):
    def loss(t):
        return anp.sum(values["dL_dY"] * (t * values["dY_dXij"]))

    return {"dL_dXij": autograd.grad(loss)(0.0)}


DERIVATIVES = {
    "affine_scalar_grads": jacobians(neuron, du_dw="w", du_dx="x", du_db="b"),
    "du_dW": jacobians(layer, du_dW="W"),
    "du_dx": jacobians(layer, du_dx="x"),
    "du_db": jacobians(layer, du_db="b"),
    "affine_jacobians": jacobians(layer, J_W="W", J_x="x", J_b="b"),
    "affine_vjp": gradients(layer, "dL_du", dL_dW="W", dL_dx="x", dL_db="b"),
    "dU_dX": jacobians(batch, dU_dX="X"),
    "dU_dW": jacobians(batch, dU_dW="W"),
    "dU_db": jacobians(batch, dU_db="b"),
    "batched_affine_jacobians": jacobians(batch, J_X="X", J_W="W", J_b="b"),
    "batched_affine_vjp": gradients(batch, "dL_dU", dL_dX="X", dL_dW="W", dL_db="b"),
    "matmul_vjp": gradients(product, "dL_dY", dL_dX="X", dL_dW="W"),
    "nyu_claims": gradients(layer, "dL_dy", dL_dW="W", dL_db="b"),
    "uva_claims": gradients(batch, "dL_dU", dL_dW="W", dL_db="b"),
    "uva_index_claim": one_entry,
    "usi_claims": jacobians(batch, J_X="X", J_W="W"),
    "quiz4_claim": one_direction,
}


def drawn(exercise, sizes, seed):
    """Shapes of any kind, an axis of length one and equal lengths included."""
    rng = np.random.default_rng(seed)
    if exercise.draw is not None:
        return Fixture(sizes, exercise.draw(rng, sizes, 1.0))
    return Fixture(sizes, draw_normal(exercise.arguments, rng, sizes))


def test_every_affine_exercise_is_compared():
    affine = {name for name, e in EXERCISES.items() if e.notebook in NOTEBOOKS}
    assert affine == set(DERIVATIVES)


@pytest.mark.parametrize("name", DERIVATIVES)
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@any_shapes
def test_the_reference_agrees_with_automatic_differentiation(name, sizes, seed):
    exercise = exercises.get(name)
    fixture = drawn(exercise, sizes, seed)
    returned = exercise.evaluate(reference.get(name), fixture).returned
    right = read_results(exercise, returned, fixture.sizes)
    derivatives = DERIVATIVES[name](fixture.values)
    assert set(derivatives) == {part.name for part in exercise.parts if not part.is_verdict}
    for part, derivative in derivatives.items():
        assert is_close(right[part], np.asarray(derivative), rtol=RTOL), part
