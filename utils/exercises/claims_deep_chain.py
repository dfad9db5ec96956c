"""The published claims of the notebook `vanishing-gradients`: SNU homework 5, 1 and 2.

Each claim stands here as it was published, rows for columns and all.
"""

import numpy as np

from utils.exercises import deep_chain_drawings as drawings
from utils.exercises.build import parts, vjps
from utils.exercises.deep_chain import LAYER, NOTEBOOK, gradients_of_layer, jacobian_from, layer
from utils.exercises.exercise import Array, Exercise, Values
from utils.exercises.sigmoid import logistic

# --- part 1: one layer, three lines -----------------------------------------


def _slopes(p: Array) -> Array:
    """S'(p) in the sheet, by differences of S: how it is computed is an exercise elsewhere."""
    step = 1e-5
    return (logistic(p + step) - logistic(p - step)) / (2 * step)


def _bias_line(values: Values) -> Array:
    """db = dy diag(S'(p))."""
    return values["dL_dy"] @ np.diag(_slopes(values["p"]))


def _weight_line(values: Values) -> Array:
    """dA = y db, a column times a row."""
    return values["y_prev"][:, None] @ _bias_line(values)[None, :]


def _input_line(values: Values) -> Array:
    """dy = db A, a row times a matrix."""
    return _bias_line(values) @ values["A_l"]


LINES = Exercise(
    name="snu_layer_claims",
    notebook=NOTEBOOK,
    arguments=LAYER,
    takes=("dL_dy", "p", "A_l", "y_prev"),
    parts=parts(
        "dL_dy_prev_holds?",
        "dL_dy_prev: m",
        "dL_dA_holds?",
        "dL_dA: n m",
        "dL_db_holds?",
        "dL_db: n",
    ),
    numerical=gradients_of_layer,
    draw=drawings.draw_layer,
    claims={"dL_dy_prev": _input_line, "dL_dA": _weight_line, "dL_db": _bias_line},
    source="SNU homework 5, 1",
    hints=(
        "You have all three gradients already, and a check that has passed them. Compare shapes "
        "first, then one entry.",
        "A row times A is A transposed times a column: the two differ in how they lie on the "
        "page only. Is that so for a column times a row as well?",
    ),
)

# --- part 2: the product (2) ------------------------------------------------


def _first_factor_without_its_slope(values: Values) -> Array:
    """(2) as it stands: diag(p_L) A_L diag(S'(p_{L-1})) A_{L-1} ... A_{i+1}."""
    ps, A, i = values["ps"], values["A"], int(values["i"])
    product = np.diag(ps[-1]) @ A[-1]
    for p, A_l in zip(ps[i:-1][::-1], A[i:-1][::-1], strict=True):
        product = product @ np.diag(_slopes(p)) @ A_l
    return product


PRODUCT = Exercise(
    name="snu_jacobian_claim",
    notebook=NOTEBOOK,
    arguments={"ps": "*", "A": "*", "i": "", "ys": "*", "b": "*"},
    takes=("ps", "A", "i"),
    parts=parts("J_holds?", "J: ? ?"),
    numerical=jacobian_from,
    draw=drawings.draw_product,
    claims={"J": _first_factor_without_its_slope},
    source="SNU homework 5, 2, (2)",
    hints=(
        "Look at the diagonal matrices from left to right. Are they all made in the same way?",
        "The chain rule treats the last layer like every other one. What would (2) give for a "
        "chain of a single layer?",
    ),
)

# --- part 2: (3), for a chain that ends in one unit -------------------------


def _through_a_row(p: Array, A_l: Array, y_prev: Array, b: Array) -> Array:
    return layer(p, A_l, y_prev, b)[None, :]


WEIGHTS = Exercise(
    name="snu_weight_claim",
    notebook=NOTEBOOK,
    arguments={"dyL_dyi": "1 n", "p": "n", "A_l": "n m", "y_prev": "m", "b": "n"},
    takes=("dyL_dyi", "p", "y_prev"),
    upstream="dyL_dyi",
    parts=parts("dyL_dA_holds?", "dyL_dA: n m"),
    numerical=vjps(_through_a_row, "dyL_dyi", "A_l"),
    draw=drawings.draw_under_one_output,
    claims={
        "dyL_dA": lambda values: (
            np.diag(_slopes(values["p"])) @ values["dyL_dyi"].T @ values["y_prev"][None, :]
        )
    },
    source="SNU homework 5, 2, (3)",
    hints=(
        "Three factors. Write their shapes under them: do they multiply, and to what?",
        "With one output, the row dy_L/dy_i is an upstream gradient. Compare with your layer_vjp.",
    ),
)

# --- the end of part 2: "as A is small" -------------------------------------


def _norm_from_the_bottom(values: Values) -> tuple[Array, ...]:
    (J,) = jacobian_from(values)
    return (np.asarray(np.sqrt(np.sum(J**2))),)


def _norm_without_the_diagonals(values: Values) -> Array:
    """The diagonals being "moderate", what is left is the norm of A_L ... A_1."""
    product = np.eye(len(values["A"][-1]))
    for A_l in reversed(values["A"]):
        product = product @ A_l
    return np.sqrt(np.sum(product**2))


SMALL_WEIGHTS = Exercise(
    name="snu_small_weights_claim",
    notebook=NOTEBOOK,
    arguments={"ps": "*", "A": "*", "ys": "*", "b": "*"},
    takes=("ps", "A"),
    parts=parts("norm_holds?", "norm"),
    numerical=_norm_from_the_bottom,
    draw=drawings.draw_stretching,
    claims={"norm": _norm_without_the_diagonals},
    source="SNU homework 5, 2, its last lines",
    hints=(
        "Measure: what are the two norms for the same ps and A, one with the diagonals and one "
        "without?",
        "The Jacobian of y_L with respect to y_0 is jacobian_product(ps, A, 0). Its Frobenius "
        "norm is one number.",
    ),
)

EXERCISES = (LINES, PRODUCT, WEIGHTS, SMALL_WEIGHTS)
