"""The published claim of the notebook `two-layer-net`: (9), silent about sum or mean."""

import numpy as np

from utils.exercises.build import parts
from utils.exercises.exercise import Array, Exercise, Values
from utils.exercises.two_layer import draw_probabilities, gradient_of_scores


def _of_sum_and_mean(values: Values) -> tuple[Array, ...]:
    (of_the_sum,) = gradient_of_scores(values)
    return of_the_sum, of_the_sum / len(values["y"])


def _as_printed(values: Values) -> Array:
    """(9), case by case."""
    P, y = values["P"], values["y"]
    return np.where(np.arange(P.shape[1]) == y[:, None], P - 1.0, P)


EXERCISES = (
    Exercise(
        name="quiz4_loss_claims",
        notebook="two-layer-net",
        arguments={"P": "N K", "y": "N"},
        parts=parts("sum_holds?", "dL_dS_sum: N K", "mean_holds?", "dL_dS_mean: N K"),
        numerical=_of_sum_and_mean,
        draw=draw_probabilities,
        claims={"dL_dS_sum": _as_printed, "dL_dS_mean": _as_printed},
        source="Quiz 4, problem 2, (9)",
        hints=(
            "The two losses differ by one constant factor. By which one do their gradients differ?",
            "One sample only, N = 1: can (9) tell the two apart? Then take two samples that are "
            "alike, and ask what the mean does to a nudge of one of them.",
        ),
    ),
)
