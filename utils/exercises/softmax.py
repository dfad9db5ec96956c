"""Exercises of the notebook `softmax`: a stable form, the Jacobian, the vjp without it."""

import numpy as np

from utils.exercises.build import jacobians, parts, vjps
from utils.exercises.examples import Table, example
from utils.exercises.exercise import Array, Exercise, Sizes, Values
from utils.exercises.sigmoid import LARGEST, some_shape


def plain_softmax(u: Array, beta: Array) -> Array:
    """s_j = e^(beta u_j) / sum_k e^(beta u_k), as it stands: overflows for beta u above 709.

    u: (..., K) logits. beta: scalar, inverse temperature. Returns: (..., K).
    Source: USI question 2; NYU homework 1, 1.2.
    """
    return np.exp(beta * u) / np.exp(beta * u).sum(axis=-1, keepdims=True)


def draw_beta(rng: np.random.Generator) -> Array:
    """An inverse temperature well away from 1, on either side of it."""
    return np.asarray(rng.choice([rng.uniform(0.4, 0.7), rng.uniform(1.5, 2.5)]))


def draw_logits(
    rng: np.random.Generator, shape: tuple[int, ...], beta: Array, scale: float
) -> Array:
    """Normal logits; at a large scale one class of each row has all but 1e-5 of the probability.

    Then every derivative is 1e-5 or less beside a probability near 1, and a
    difference of such probabilities has lost most of its digits.
    """
    u = 1.5 * min(scale, 1.0) * rng.standard_normal(shape)
    if scale > 1.0:
        others = np.exp(beta * u[..., 1:]).sum(axis=-1)
        u[..., 0] = np.log(1e5 * others) / beta
        u = rng.permuted(u, axis=-1)
    return u


def _draw_far_apart(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """Normal logits; at a large scale a first row far up, a last far down, others spread out."""
    shape = some_shape(rng, scale)
    u = 2.0 * min(scale, 1.0) * rng.standard_normal(shape)
    if scale > 1.0:
        u = rng.uniform(-LARGEST, LARGEST, shape)
        near = rng.uniform(-4.0, 4.0, shape)
        u[0], u[-1] = LARGEST - 4.0 + near[0], 4.0 - LARGEST + near[-1]
    return {"u": u, "beta": draw_beta(rng)}


def draw_one_sample(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """Logits of one sample, and an inverse temperature."""
    beta = draw_beta(rng)
    return {"u": draw_logits(rng, (sizes["K"],), beta, scale), "beta": beta}


def _draw_with_probabilities(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    drawn = draw_one_sample(rng, sizes, scale)
    return {"u": drawn["u"], "s": plain_softmax(**drawn), "beta": drawn["beta"]}


def _draw_batch(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """At a large scale the upstream gradient has a large constant in it.

    Softmax swallows a constant, and a difference of losses that are that large
    has lost most of its digits.
    """
    beta, shape = draw_beta(rng), (sizes["N"], sizes["K"])
    constant = 1e3 if scale > 1.0 else 0.0
    upstream = scale * (rng.standard_normal(shape) + constant)
    logits = 1.5 * min(scale, 1.0) * rng.standard_normal(shape)
    return {"dL_ds": upstream, "u": logits, "beta": beta}


EXPECTED = Table(
    example(
        [0.09003057317038046, 0.24472847105479764, 0.6652409557748219],
        u=[1.0, 2.0, 3.0],
        beta=1.0,
    ),
    example(
        [
            [0.22029938325728377, 0.3632122790984034, 0.13361833026132658, 0.28287000738298623],
            [0.3719386208658429, 0.3719386208658429, 0.030530581181947528, 0.22559217708636672],
        ],
        u=[[0.0, 1.0, -1.0, 0.5], [2.0, 2.0, -3.0, 1.0]],
        beta=0.5,
    ),
    example(
        [
            [0.8668133321973349, 0.11731042782619837, 0.015876239976466765],
            [0.25949646034241913, 0.7053845126982412, 0.03511902695933972],
            [1.0, 0.0, 0.0],
        ],
        u=[[10000.0, 9999.0, 9998.0], [-10000.0, -9999.5, -10001.0], [10000.0, -10000.0, 0.0]],
        beta=2.0,
    ),
)

FORWARD = Exercise(
    name="softmax",
    notebook="softmax",
    arguments={"u": "... K", "beta": ""},
    parts=parts("s: ... K"),
    numerical=EXPECTED,
    draw=_draw_far_apart,
    examples=EXPECTED.inputs,
    silent=True,
    source="USI question 2; NYU homework 1, 1.2",
    hints=(
        "Along which axis do the probabilities of one sample lie, however many axes there are? "
        "The sum must keep that axis, so that the division lines up.",
        "softmax does not change when one number is added to all logits of a row. Which number "
        "would you add to (10000, 9999) before taking e to the power of it?",
        "Every row needs a number of its own: think of one row at 10000 and the next at -10000.",
    ),
)

JACOBIAN = (
    Exercise(
        name="ds_du",
        notebook="softmax",
        arguments={"u": "K", "s": "K", "beta": ""},
        takes=("s", "beta"),
        indices=("j", "i"),
        parts=parts("ds_du: K K"),
        numerical=jacobians(lambda u, s, beta: plain_softmax(u, beta), "u"),
        draw=_draw_with_probabilities,
        source="USI question 2; NYU homework 1, 1.2",
        hints=(
            "Write s_j as a product, e^(beta u_j) times the sum to the power of -1. u_i is in the "
            "sum always. When is it in the first factor?",
            "Two classes, s = (0.5, 0.5), beta = 1. Nudge u_1: s_1 rises by a quarter of the "
            "nudge, and since both add up to 1, s_2 must do what?",
        ),
    ),
    Exercise(
        name="softmax_jacobian",
        notebook="softmax",
        arguments={"u": "K", "beta": ""},
        parts=parts("J: K K"),
        numerical=jacobians(plain_softmax, "u"),
        draw=draw_one_sample,
        source="USI question 2; NYU homework 1, 1.2",
        hints=(
            "It is your index form at every pair (j, i): a loop is fine.",
            "As a matrix, delta_ji s_j has the probabilities on its diagonal, and s_j s_i is a "
            "product of a column and a row. Which two NumPy functions make these?",
        ),
    ),
    Exercise(
        name="softmax_vjp",
        notebook="softmax",
        arguments={"dL_ds": "N K", "u": "N K", "beta": ""},
        upstream="dL_ds",
        parts=parts("dL_du: N K"),
        numerical=vjps(plain_softmax, "dL_ds", "u"),
        draw=_draw_batch,
        source="USI question 2; NYU homework 1, 1.2, contracted with an upstream gradient",
        hints=(
            "One sample first: sum over j of dL/ds_j times your index form. The delta leaves one "
            "term of the first half. What does the second half share between all i?",
            "The second half holds one number for each sample: an average of the upstream "
            "gradient. With which weights?",
            "In a batch, that number is a column with one entry for each row. Along which axis is "
            "the sum, and how is it kept?",
        ),
    ),
)

EXERCISES = (FORWARD, *JACOBIAN)
