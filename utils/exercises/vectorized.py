"""Exercises of the notebook `vectorized`: u = W x + b for one sample."""

from utils.exercises.build import jacobians, parts, vjps
from utils.exercises.exercise import Array, Exercise


def affine(W: Array, x: Array, b: Array) -> Array:
    """u = W x + b: rows of weights are outputs.

    W: (H, D). x: (D,). b: (H,). Returns: (H,).
    Source: USI question 1, vectorized case; NYU homework 1, 1.1.
    """
    return W @ x + b


AFFINE = {"W": "H D", "x": "D", "b": "H"}


EXERCISES = (
    Exercise(
        name="du_dW",
        notebook="vectorized",
        arguments=AFFINE,
        takes=("x",),
        indices=("j", "i", "l"),
        parts=parts("du_dW: H H D"),
        numerical=jacobians(affine, "W"),
        source="USI question 1, vectorized case",
        hints=(
            "Write out u_j as a sum over k. Which of its terms contains the one weight W_il?",
            "Take H = 2, D = 3. Nudge W_12 alone: does u_2 move? By how much does u_1 move, "
            "compared with the nudge?",
        ),
    ),
    Exercise(
        name="du_dx",
        notebook="vectorized",
        arguments=AFFINE,
        takes=("W",),
        indices=("j", "l"),
        parts=parts("du_dx: H D"),
        numerical=jacobians(affine, "x"),
        source="USI question 1, vectorized case",
        hints=(
            "In the sum over k for u_j exactly one term contains x_l. What multiplies it there?",
            "Take u_1 = 5 x_1 + 7 x_2 and u_2 = 2 x_1 + 3 x_2. Nudge x_2: how far does each u "
            "move? Find those two numbers in W: which index is the row, which the column?",
        ),
    ),
    Exercise(
        name="du_db",
        notebook="vectorized",
        arguments=AFFINE,
        takes=(),
        indices=("j", "i"),
        parts=parts("du_db: H H"),
        numerical=jacobians(affine, "b"),
        source="USI question 1, vectorized case",
        hints=(
            "Each output has a bias of its own. What does b_i do to an output that is not its own?",
            "Take H = 2 and nudge b_1. How far does u_1 move, how far u_2?",
        ),
    ),
    Exercise(
        name="affine_jacobians",
        notebook="vectorized",
        arguments=AFFINE,
        parts=parts("J_W: H H D", "J_x: H D", "J_b: H H"),
        numerical=jacobians(affine, "W", "x", "b"),
        source="USI question 1, vectorized case; NYU homework 1, 1.1",
        hints=(
            "Output indices come first, then the indices of what it is taken with respect to. "
            "You have all the entries already: they are your three index forms.",
            "Make an array of zeros of the right shape, loop over its indices, and fill in one "
            "entry at a time. Loops are fine here; look for the shorter way afterwards.",
            "For J_W: the entry at (j, i, l) is 0 unless j equals i. So J_W[j, j] is a whole "
            "row: which?",
        ),
    ),
    Exercise(
        name="affine_vjp",
        notebook="vectorized",
        arguments={"dL_du": "H", **AFFINE},
        upstream="dL_du",
        parts=parts("dL_dW: H D", "dL_dx: D", "dL_db: H"),
        numerical=vjps(affine, "dL_du", "W", "x", "b"),
        source="USI question 1, vectorized case; NYU homework 1, 1.1",
        hints=(
            "Start with one entry: sum over j of dL/du_j times the index form you already have. "
            "What does the Kronecker delta leave of that sum?",
            "Write the two or three shapes under each other, (H,), (D,), (H, D). In which ways "
            "can they be multiplied to give the shape that you need?",
            "Take dL_du = (1, 10) and x = (2, 3, 4), and fill in dL/dW by hand, entry by entry.",
        ),
    ),
)
