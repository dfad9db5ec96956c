"""Exercises that begin "a published solution claims ...": decide, then mend.

Each claim stands here as it was published, so that central differences can say
whether it holds. Some of them do.
"""

import numpy as np

from utils.exercises import batched, vectorized
from utils.exercises.build import jacobians, parts, vjps
from utils.exercises.exercise import Array, Exercise, Sizes, Values, draw_normal
from utils.gradcheck import numerical_gradient

# --- NYU homework 1, 1.1: two inputs, two outputs ---------------------------


def _row_of_four(values: Values) -> Array:
    """dL/dW as the sheet leaves it: dL/dy times the (2, 4) matrix dy/dW."""
    x1, x2 = values["x"]
    dy_dW = np.array([[x1, x2, 0.0, 0.0], [0.0, 0.0, x1, x2]])
    return values["dL_dy"][None, :] @ dy_dW


def _bias_matrix(values: Values) -> Array:
    """dL/db as the sheet lays it out: a 2 x 2 matrix, dL/dy times I."""
    return values["dL_dy"] * np.eye(2)


NYU = Exercise(
    name="nyu_claims",
    notebook="vectorized",
    arguments={"dL_dy": "2", "W": "2 2", "x": "2", "b": "2"},
    takes=("dL_dy", "x"),
    parts=parts("dL_dW_holds?", "dL_dW: 2 2", "dL_db_holds?", "dL_db: 2"),
    numerical=vjps(vectorized.affine, "dL_dy", "W", "b"),
    claims={"dL_dW": _row_of_four, "dL_db": _bias_matrix},
    source="NYU homework 1, 1.1",
    hints=(
        "Shape first: W is (2, 2) and b is (2,). Which shapes do the published gradients have?",
        "The four numbers of the published dL/dW may well be right. To which entry of W does each "
        "of them belong? And how many entries of b are there to have a gradient?",
    ),
)

# --- UvA assignment 1, question 1: three lines of one sheet -----------------

UVA_SUMS = Exercise(
    name="uva_claims",
    notebook="batched",
    arguments={"dL_dU": "N H", "X": "N D", "W": "H D", "b": "H"},
    takes=("dL_dU", "X"),
    parts=parts("dL_dW_holds?", "dL_dW: H D", "dL_db_holds?", "dL_db: H"),
    numerical=vjps(batched.affine, "dL_dU", "W", "b"),
    claims={
        "dL_dW": lambda values: values["dL_dU"].T @ values["X"],
        "dL_db": lambda values: values["dL_dU"],
    },
    source="UvA assignment 1, question 1, (3) and (7)",
    hints=(
        "Check each claim by its shape before you check it by its values.",
        "Two samples, two outputs, upstream ((1, 10), (2, 20)). Nudge b_2. By how much does L "
        "move?",
    ),
)


def _draw_one_entry(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    k, l = rng.integers(sizes["N"]), rng.integers(sizes["D"])  # noqa: E741
    drawn = draw_normal({"dL_dU": "N H", "X": "N D", "W": "H D", "b": "H"}, rng, sizes, scale)
    return {"k": np.asarray(k), "l": np.asarray(l), **drawn}


def _gradient_of_one_entry(values: Values) -> tuple[Array, ...]:
    forward_values = {name: values[name] for name in ("dL_dU", "X", "W", "b")}
    (dL_dX,) = vjps(batched.affine, "dL_dU", "X")(forward_values)
    return (np.asarray(dL_dX[values["k"], values["l"]]),)


def _sum_over_samples(values: Values) -> Array:
    """The line before (11) as it stands: a sum over i of terms in which there is no i.

    Its j is bound by nothing; the first output is taken for it.
    """
    dL_dU, W = values["dL_dU"], values["W"]
    return len(dL_dU) * dL_dU[values["k"], 0] * W[0, values["l"]]


UVA_INDEX = Exercise(
    name="uva_index_claim",
    notebook="batched",
    arguments={"k": "", "l": "", "dL_dU": "N H", "X": "N D", "W": "H D", "b": "H"},
    takes=("k", "l", "dL_dU", "W"),
    draw=_draw_one_entry,
    parts=parts("dL_dX_kl_holds?", "dL_dX_kl"),
    numerical=_gradient_of_one_entry,
    claims={"dL_dX_kl": _sum_over_samples},
    source="UvA assignment 1, question 1, the line before (11)",
    hints=(
        "In a sum, every index is either summed over or stands on the left as well. Check each of "
        "i, j, k, l.",
        "Take one sample, k = 1, two outputs and one input. Along which paths does X_11 reach L?",
    ),
)

# --- USI exercises: the answers for the batched case ------------------------

USI = Exercise(
    name="usi_claims",
    notebook="batched",
    arguments=batched.AFFINE,
    takes=("X", "W"),
    parts=parts("J_X_holds?", "J_X: N H N D", "J_W_holds?", "J_W: N H H D"),
    numerical=jacobians(batched.affine, "X", "W"),
    claims={
        # du_nj/dx_ml = x_nl delta_ij, the i read as the sample m
        "J_X": lambda values: _usi_input_entry(values["X"], values["W"]),
        # dU/dW = I (x) W, an array with the axes (n, j) of I and (i, l) of W
        "J_W": lambda values: np.multiply.outer(
            np.eye(len(values["X"]), len(values["W"])), values["W"]
        ),
    },
    source="USI exercises, question 1, a submitted answer",
    hints=(
        "A derivative of U with respect to X cannot depend on X, because U is linear in X. "
        "Which letters may stand in each of the two?",
        "You have index forms for both already, and your own check has passed them.",
    ),
)


def _usi_input_entry(X: Array, W: Array) -> Array:
    n, h = len(X), len(W)
    return np.einsum("nl,jm->njml", X, np.eye(h, n))


# --- Quiz 4, (1): a product that is not defined -----------------------------


def _draw_matrix_pair(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    return draw_normal({"dY_dXij": "N H", "dL_dY": "N H"}, rng, sizes, scale)


def _slope_along(values: Values) -> tuple[Array, ...]:
    """Move Y by t along dY/dX_ij: the slope of L in t is dL/dX_ij."""
    along, upstream = values["dY_dXij"], values["dL_dY"]
    return (numerical_gradient(lambda t: float(np.sum(upstream * (t * along))), np.zeros(())),)


def _matrix_product(values: Values) -> Array:
    left, right = values["dY_dXij"], values["dL_dY"]
    defined = left.shape[1] == right.shape[0]
    return left @ right if defined else np.full(left.shape, np.nan)


QUIZ4 = Exercise(
    name="quiz4_claim",
    notebook="batched",
    arguments={"dY_dXij": "N H", "dL_dY": "N H"},
    parts=parts("dL_dXij_holds?", "dL_dXij"),
    numerical=_slope_along,
    claims={"dL_dXij": _matrix_product},
    source="Quiz 4, problem 1, (1)",
    hints=(
        "What are the shapes of the two factors in (1), and what shape must their product have?",
        "L reaches X_ij through every entry of Y. How many paths are that, and over which two "
        "indices do they run?",
    ),
)

EXERCISES = (NYU, UVA_SUMS, UVA_INDEX, USI, QUIZ4)
