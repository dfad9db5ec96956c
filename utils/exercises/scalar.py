"""Exercises of the notebook `scalar`: u = w x + b, three numbers in, one out."""

from utils.exercises.build import jacobians, parts
from utils.exercises.exercise import Array, Exercise


def affine(w: Array, x: Array, b: Array) -> Array:
    """u = w x + b.

    w, x, b: scalars. Returns: scalar.
    Source: USI question 1, scalar case.
    """
    return w * x + b


EXERCISES = (
    Exercise(
        name="affine_scalar_grads",
        notebook="scalar",
        arguments={"w": "", "x": "", "b": ""},
        parts=parts("du_dw", "du_dx", "du_db"),
        numerical=jacobians(affine, "w", "x", "b"),
        source="USI question 1, scalar case",
        hints=(
            "Hold two of the three letters fixed and read u as a straight line in the third. "
            "A derivative is the slope of that line.",
            "Take w = 3, x = 2, b = 1, so u = 7. With x = 2.01, what is u? Divide the change of "
            "u by the change of x, and ask which of the three numbers you see.",
        ),
    ),
)
