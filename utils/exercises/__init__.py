"""The table of exercises: what a student may know about each of them.

One exercise is one name everywhere: the student's function, the key here, the
argument of `check`, the row in the report.
"""

from utils.exercises import (
    batched,
    chain_rule,
    claims,
    claims_deep_chain,
    claims_nonlinear,
    claims_two_layer,
    deep_chain,
    mse,
    scalar,
    sigmoid,
    softmax,
    two_layer,
    vectorized,
)
from utils.exercises.exercise import Call, Exercise, Fixture, Part

EXERCISES: dict[str, Exercise] = {
    exercise.name: exercise
    for module in (
        *(scalar, vectorized, batched, claims),
        *(mse, sigmoid, softmax, chain_rule, claims_nonlinear),
        *(two_layer, claims_two_layer, deep_chain, claims_deep_chain),
    )
    for exercise in module.EXERCISES
}


def get(name: str) -> Exercise:
    """The exercise of that name.

    Raises: KeyError that names the nearest exercises, if there is none.
    """
    if name in EXERCISES:
        return EXERCISES[name]
    from difflib import get_close_matches

    near = get_close_matches(str(name), EXERCISES) or sorted(EXERCISES)
    raise KeyError(f"there is no exercise {name!r}; is it one of: {', '.join(near)}?")


__all__ = ["EXERCISES", "Call", "Exercise", "Fixture", "Part", "get"]
