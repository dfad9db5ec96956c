"""The analytic gradients, in plain NumPy. For instructors: never shipped to a student.

One function for each exercise, of the same name and signature as the student's.
"""

from collections.abc import Callable

from utils.reference import (
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

_MODULES = (
    *(scalar, vectorized, batched, claims),
    *(mse, sigmoid, softmax, chain_rule, claims_nonlinear),
    *(two_layer, claims_two_layer, deep_chain, claims_deep_chain),
)


def get(name: str) -> Callable[..., object]:
    """The reference function of an exercise.

    Raises: KeyError if there is none of that name.
    """
    for module in _MODULES:
        if hasattr(module, name):
            function: Callable[..., object] = getattr(module, name)
            return function
    raise KeyError(f"utils.reference has no function {name!r}")
