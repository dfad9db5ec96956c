"""Exercises of the notebook `sigmoid`: a stable form, its derivative, any elementwise map."""

import numpy as np

from utils.exercises.build import Numerical, parts, vjps
from utils.exercises.examples import Table, example
from utils.exercises.exercise import Array, Exercise, Sizes, Values
from utils.gradcheck import numerical_jacobian

# The notebook promises that nothing overflows up to here.
LARGEST = 1e4


def logistic(u: Array) -> Array:
    """sigma(u) by the formula of the sheet, which overflows for u below -709.

    u: any shape. Returns: same shape.
    Source: USI question 2.
    """
    return 1.0 / (1.0 + np.exp(-u))


def slopes(values: Values) -> tuple[Array, ...]:
    """d sigma(u) / du, entry by entry."""
    u = values["u"]
    entries = [numerical_jacobian(logistic, np.asarray(entry)) for entry in u.flat]
    return (np.array(entries).reshape(u.shape),)


def some_shape(rng: np.random.Generator, scale: float) -> tuple[int, ...]:
    """Distinct lengths for one, two or three axes.

    The number of axes goes with the scale, so that drawings of every scale have every number.
    """
    axes = 1 if scale < 1.0 else 3 if scale > 1.0 else 2
    return tuple(int(length) for length in rng.permutation(np.arange(3, 7))[:axes])


def _draw_moderate_and_extreme(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """Normal values; at a large scale half of them far out, both ends among them."""
    shape = some_shape(rng, scale)
    near = 3.0 * min(scale, 1.0) * rng.standard_normal(shape)
    if scale <= 1.0:
        return {"u": near}
    u = np.where(rng.random(shape) < 0.5, near, rng.uniform(-LARGEST, LARGEST, shape))
    u.flat[0], u.flat[-1] = LARGEST, -LARGEST
    return {"u": u}


def _draw_saturated(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """Normal values; at a large scale all of them where sigma is flat and close to 1.

    There sigma' is about 1e-5, and a difference of values near 1 has lost most of its digits.
    """
    shape = some_shape(rng, scale)
    if scale > 1.0:
        return {"u": rng.uniform(10.0, 14.0, shape)}
    return {"u": 3.0 * scale * rng.standard_normal(shape)}


def draw_for_a_sine(rng: np.random.Generator, shape: tuple[int, ...], scale: float) -> Array:
    """Normal values; at a large scale close to a crest, where the sine is nearly flat."""
    X = rng.standard_normal(shape)
    return 0.5 * np.pi + 1e-4 * X if scale > 1.0 else X


def _draw_any_map(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """h is the sine here; the student sees its derivative only as numbers."""
    shape = some_shape(rng, scale)
    X = draw_for_a_sine(rng, shape, scale)
    return {"dL_dY": scale * rng.standard_normal(shape), "X": X, "dh_dX": np.cos(X)}


_through_the_sine: Numerical = vjps(lambda X, dh_dX: np.sin(X), "dL_dY", "X")

EXPECTED = Table(
    example(
        [0.04742587317756678, 0.2689414213699951, 0.4378234991142019, 0.8807970779778824],
        u=[-3.0, -1.0, -0.25, 2.0],
    ),
    example(
        [
            [
                [0.7310585786300049, 0.11920292202211756],
                [0.5, 0.9525741268224333],
                [0.37754066879814546, 0.9820137900379085],
            ]
        ],
        u=[[[1.0, -2.0], [0.0, 3.0], [-0.5, 4.0]]],
    ),
    example(
        [
            [1.0, 0.0, 1.0, 0.0],
            [0.9999999999999064, 9.357622968839299e-14, 0.8175744761936437, 0.18242552380635635],
        ],
        u=[[10000.0, -10000.0, 750.0, -750.0], [30.0, -30.0, 1.5, -1.5]],
    ),
)

EXERCISES = (
    Exercise(
        name="sigmoid",
        notebook="sigmoid",
        arguments={"u": "..."},
        parts=parts("z: ..."),
        numerical=EXPECTED,
        draw=_draw_moderate_and_extreme,
        examples=EXPECTED.inputs,
        silent=True,
        source="USI question 2",
        hints=(
            "e^v is harmless when v is negative: it is between 0 and 1. For which u does the "
            "formula take e of a large positive number?",
            "Multiply numerator and denominator of the fraction by e^u. For which sign of u is "
            "the new form the harmless one? Work it out on paper for u = 800 and u = -800.",
            "np.where evaluates both of its branches everywhere and then picks, so the bad branch "
            "overflows all the same. Which one number, made from u, could you give to np.exp that "
            "is never positive?",
        ),
    ),
    Exercise(
        name="sigmoid_grad",
        notebook="sigmoid",
        arguments={"u": "..."},
        parts=parts("dz_du: ..."),
        numerical=slopes,
        draw=_draw_saturated,
        source="USI question 2",
        hints=(
            "Write sigma as (1 + e^-u)^-1 and take the outside first, then the inside. How many "
            "minus signs come out?",
            "At u = 0 the slope is 1/4. Which simple expression in s = 1/2 gives that, and goes "
            "to zero both where s is near 0 and where it is near 1?",
        ),
    ),
    Exercise(
        name="elementwise_vjp",
        notebook="sigmoid",
        arguments={"dL_dY": "...", "X": "...", "dh_dX": "..."},
        takes=("dL_dY", "dh_dX"),
        upstream="dL_dY",
        parts=parts("dL_dX: ..."),
        numerical=_through_the_sine,
        draw=_draw_any_map,
        source="UvA assignment 1, question 1 d, (13)-(15)",
        hints=(
            "Y_ij depends on X_ij and on no other entry of X. How many paths lead from one entry "
            "of X to the loss?",
            "Take two numbers: upstream (10, 20), slopes (0.5, 0.1). Nudge the first x: how far "
            "does the loss move? And for the second x?",
        ),
    ),
)
