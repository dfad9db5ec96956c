"""Exercises of the notebook `batched`: U = X W^T + 1 b^T for N samples at once."""

from utils.exercises.build import jacobians, parts, vjps
from utils.exercises.exercise import Array, Exercise


def affine(X: Array, W: Array, b: Array) -> Array:
    """U = X W^T + 1 b^T: rows of X are samples, rows of W are outputs.

    X: (N, D). W: (H, D). b: (H,). Returns: (N, H).
    Source: USI question 1, batched case; UvA assignment 1, question 1.
    """
    return X @ W.T + b


def matmul(X: Array, W: Array) -> Array:
    """Y = X W in the layout of Quiz 4: columns of W are outputs.

    X: (N, D). W: (D, H). Returns: (N, H).
    Source: Quiz 4, problem 1.
    """
    return X @ W


AFFINE = {"X": "N D", "W": "H D", "b": "H"}

INDEX_FORMS = (
    Exercise(
        name="dU_dX",
        notebook="batched",
        arguments=AFFINE,
        takes=("W",),
        indices=("n", "j", "m", "l"),
        parts=parts("dU_dX: N H N D"),
        numerical=jacobians(affine, "X"),
        source="USI question 1, batched case; UvA (10)",
        hints=(
            "U_nj is made from row n of X and row j of W. Can X_ml touch it at all when m is not "
            "n?",
            "Forget the batch: for one sample you had du_j/dx_l. The batch adds one condition.",
        ),
    ),
    Exercise(
        name="dU_dW",
        notebook="batched",
        arguments=AFFINE,
        takes=("X",),
        indices=("n", "j", "i", "l"),
        parts=parts("dU_dW: N H H D"),
        numerical=jacobians(affine, "W"),
        source="USI question 1, batched case; UvA (2)",
        hints=(
            "Row i of W makes column i of U, and no other column. What does that say about j and "
            "i?",
            "Nudge W_12. In which entries of U does that show, and what multiplies the nudge in "
            "row n?",
        ),
    ),
    Exercise(
        name="dU_db",
        notebook="batched",
        arguments=AFFINE,
        takes=(),
        indices=("n", "j", "i"),
        parts=parts("dU_db: N H H"),
        numerical=jacobians(affine, "b"),
        source="USI question 1, batched case; UvA (6)",
        hints=(
            "The same b is added to every row. So on which of n, j, i can the answer depend?",
            "Two samples, two outputs. Nudge b_2: which of the four entries of U move, and how "
            "far?",
        ),
    ),
)

TENSORS_AND_VJPS = (
    Exercise(
        name="batched_affine_jacobians",
        notebook="batched",
        arguments=AFFINE,
        parts=parts("J_X: N H N D", "J_W: N H H D", "J_b: N H H"),
        numerical=jacobians(affine, "X", "W", "b"),
        source="USI question 1, batched case",
        hints=(
            "The entries are your index forms; only the laying out is new. Output indices first.",
            "With np.einsum a Kronecker delta is np.eye, so a product of a delta and an entry is "
            "one einsum whose output names every index.",
        ),
    ),
    Exercise(
        name="batched_affine_vjp",
        notebook="batched",
        arguments={"dL_dU": "N H", **AFFINE},
        upstream="dL_dU",
        parts=parts("dL_dX: N D", "dL_dW: H D", "dL_db: H"),
        numerical=vjps(affine, "dL_dU", "X", "W", "b"),
        source="USI question 1, batched case; UvA (3), (7), (11)",
        hints=(
            "Write down the three shapes that must come out before you write any product. "
            "Which index of dL_dU has to disappear in each of them?",
            "An index that is in the factors and not in the result is summed over. For dL/dW "
            "that is n, so n must be the inner index of a matrix product.",
            "Two samples, one output, upstream (1, 2), inputs 3 and 5: nudge the one weight. "
            "By how much does each sample's u move, and by how much L?",
        ),
    ),
    Exercise(
        name="matmul_vjp",
        notebook="batched",
        arguments={"dL_dY": "N H", "X": "N D", "W": "D H"},
        upstream="dL_dY",
        parts=parts("dL_dX: N D", "dL_dW: D H"),
        numerical=vjps(matmul, "dL_dY", "X", "W"),
        source="Quiz 4, problem 1, (1)-(2)",
        hints=(
            "This W is the transpose of the other one, so its gradient has the transposed shape "
            "too.",
            "Only one way of multiplying a (N, H) and a (D, H) array gives (N, D). Where must a "
            "transpose go?",
        ),
    ),
)


EXERCISES = INDEX_FORMS + TENSORS_AND_VJPS
