"""Exercises of the notebook `chain-rule`: a layer of neurons with a squared error on top."""

import numpy as np

from utils.exercises.build import gradients, parts
from utils.exercises.exercise import Array, Exercise, Sizes, Values, draw_normal
from utils.exercises.sigmoid import logistic


def error_of_activations(u: Array, y: Array) -> Array:
    """The terms of E = 1/2 sum_j (sigma(u_j) - y_j)^2.

    u: (H,) pre-activations. y: (H,) targets. Returns: (H,).
    Source: USI question 3.
    """
    return 0.5 * (logistic(u) - y) ** 2


def error_of_layer(W: Array, x: Array, b: Array, y: Array) -> Array:
    """The terms of E = 1/2 sum_j (sigma((W x + b)_j) - y_j)^2.

    W: (H, D). x: (D,). b: (H,). y: (H,). Returns: (H,).
    Source: USI question 3.
    """
    return error_of_activations(W @ x + b, y)


LAYER = {"W": "H D", "x": "D", "b": "H", "y": "H"}


def _draw_activations(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """The scale is that of the targets: sigma of anything large would be flat."""
    drawn = draw_normal({"u": "H", "y": "H"}, rng, sizes)
    return {"u": 1.5 * drawn["u"], "y": scale * drawn["y"]}


def draw_layer(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """A layer whose outputs are not saturated; the scale is that of the targets."""
    drawn = draw_normal(LAYER, rng, sizes)
    return {**drawn, "W": drawn["W"] / np.sqrt(sizes["D"]), "y": scale * drawn["y"]}


EXERCISES = (
    Exercise(
        name="dE_du",
        notebook="chain-rule",
        arguments={"u": "H", "y": "H"},
        parts=parts("dE_du: H"),
        numerical=gradients(error_of_activations, "u"),
        draw=_draw_activations,
        source="USI question 3, first line",
        hints=(
            "u_l reaches E through one sigma, and that one through one residual. Two steps, so "
            "two factors: you derived each of them in an earlier notebook.",
            "One neuron, u = 0, y = 0: sigma is 1/2 there and its slope 1/4. If u is nudged by "
            "0.01, how far does sigma move, and then how far E?",
        ),
    ),
    Exercise(
        name="dE_dW_entry",
        notebook="chain-rule",
        arguments=LAYER,
        indices=("i", "l"),
        parts=parts("dE_dW_entry: H D"),
        numerical=gradients(error_of_layer, "W"),
        draw=draw_layer,
        source="USI question 3, second line",
        hints=(
            "Sum over j of dE/du_j times du_j/dW_il. You know both factors. What does the "
            "Kronecker delta leave of the sum?",
            "u_i is the whole of row i of W times x, plus b_i. Which of its terms have you put "
            "into sigma?",
        ),
    ),
    Exercise(
        name="neuron_layer_grads",
        notebook="chain-rule",
        arguments=LAYER,
        parts=parts("dE_dW: H D", "dE_dx: D", "dE_db: H"),
        numerical=gradients(error_of_layer, "W", "x", "b"),
        draw=draw_layer,
        source="USI question 3, vectorized",
        hints=(
            "All three begin with the same vector, of shape (H,). Compute it once.",
            "From there on it is the affine map of assignment 1, with that vector as the upstream "
            "gradient. Which shapes must come out?",
            "x_l reaches E through every u_j. Over which index is dE/dx summed?",
        ),
    ),
)
