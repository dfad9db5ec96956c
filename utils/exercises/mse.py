"""Exercises of the notebook `mse`: half the sum of squared residuals, and its gradient."""

from utils.exercises.build import gradients, parts
from utils.exercises.examples import Table, example
from utils.exercises.exercise import Array, Exercise


def half_squares(Z: Array, Y: Array) -> Array:
    """The terms of E, one for each output of each sample; E is their sum.

    Z: (N, K) predictions. Y: (N, K) targets. Returns: (N, K).
    Source: USI question 2.
    """
    return 0.5 * (Z - Y) ** 2


BATCH = {"Z": "N K", "Y": "N K"}

EXPECTED = Table(
    example(
        13.5,
        Z=[[3.0, 1.0, 2.0], [0.0, 5.0, 4.0]],
        Y=[[1.0, 1.0, 3.0], [2.0, 2.0, 1.0]],
    ),
    example(
        8.65625,
        Z=[[0.5, -1.5], [2.0, 0.25], [-1.0, 1.0], [3.0, -2.0]],
        Y=[[0.0, 1.0], [1.0, 0.0], [-1.5, 0.0], [0.5, -0.5]],
    ),
    example(2580000.0, Z=[[1000.0, -2000.0, 0.0, 500.0]], Y=[[0.0, 0.0, 0.0, 100.0]]),
)

EXERCISES = (
    Exercise(
        name="mse",
        notebook="mse",
        arguments=BATCH,
        parts=parts("E"),
        numerical=EXPECTED,
        examples=EXPECTED.inputs,
        source="USI question 2",
        hints=(
            "The formula has three steps: subtract, square, add up. Over how many indices does it "
            "add?",
            "Z = (3, 1) and Y = (1, 4), one sample: the residuals are 2 and -3. What is E? Does "
            "your function give that number?",
        ),
    ),
    Exercise(
        name="mse_grad",
        notebook="mse",
        arguments=BATCH,
        parts=parts("dE_dZ: N K"),
        numerical=gradients(half_squares, "Z"),
        source="USI question 2",
        hints=(
            "Nudge one entry of Z. How many of the terms of E does that change?",
            "With one number only, E = (z - y)^2 / 2. Take y = 0 and differentiate; then ask what "
            "a target other than 0 changes.",
        ),
    ),
)
