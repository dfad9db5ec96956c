"""Mistakes about the claims of SNU homework 5: mostly, believing them."""

from autograder.catalogue.jacobians_of_chain import (
    DIAGONAL,
    NO_SLOPE_IN_THE_FIRST_FACTOR,
    P_IN_THE_FIRST_FACTOR,
    PRODUCT_STEPS,
)
from autograder.catalogue.mistake import Mistake, Page

GOING_UP = (
    "J = 1.0\n"
    "for p, A_l in zip(ps[{first}:], A[{first}:]):\n"
    "    e = np.exp(-np.abs(p))\n"
    "    J = (e / (1 + e) ** 2)[:, None] * (A_l if np.ndim(J) == 0 else A_l @ J)\n"
)

LINES = Page(
    exercise="snu_layer_claims",
    steps="s = 1.0 / (1.0 + np.exp(-p))\ndL_dp = dL_dy * s * (1.0 - s)",
    right={
        "dL_dy_prev_holds": "True",
        "dL_dy_prev": "A_l.T @ dL_dp",
        "dL_dA_holds": "False",
        "dL_dA": "np.outer(dL_dp, y_prev)",
        "dL_db_holds": "True",
        "dL_db": "dL_dp",
    },
    equivalents={
        "row times matrix": (
            "e = np.exp(-np.abs(p))\n"
            "db = dL_dy @ np.diag(e / (1 + e) ** 2)\n"
            "return [True, db @ A_l, False, np.einsum('n,m->nm', db, y_prev), np.bool_(True), db]"
        ),
    },
    mistakes=(
        Mistake(
            "published weight gradient believed",
            {"dL_dA_holds": "True", "dL_dA": "np.outer(y_prev, dL_dp)"},
            "A is (n, m). A column of m times a row of n has which shape?",
        ),
        Mistake(
            "lines refused for being rows",
            {"dL_dy_prev_holds": "False", "dL_db_holds": "False"},
            "A row times A and A transposed times a column hold the same numbers. As arrays with "
            "one axis they are the same.",
        ),
        Mistake(
            "no sigma'",
            {},
            "All three lines have the slope of S in them, through db.",
            instead={"dL_dy * s * (1.0 - s)": "1.0 * dL_dy"},
            through=("dL_dy_prev", "dL_dA", "dL_db"),
        ),
        Mistake(
            "gradient of the input without sigma'",
            {"dL_dy_prev": "A_l.T @ dL_dy"},
            "The last line of the sheet has db in it, not dy.",
        ),
    ),
)

FIRST_FACTOR = Page(
    exercise="snu_jacobian_claim",
    steps=PRODUCT_STEPS.format(first="i"),
    right={"J_holds": "False", "J": "J"},
    equivalents={"going up": GOING_UP.format(first="i") + "return [np.bool_(False), J]"},
    mistakes=(
        Mistake(
            "believed",
            {"J_holds": "True"},
            "Look at the first diagonal: is it made like the others?",
            instead=P_IN_THE_FIRST_FACTOR,
            through=("J",),
        ),
        Mistake(
            "mended the wrong way",
            {},
            "One diagonal is unlike the others. Were the others right before?",
            instead={DIAGONAL: "np.diag(ps[l])"},
            through=("J",),
        ),
        Mistake(
            "first factor dropped",
            {},
            "The last layer has a sigma too.",
            instead=NO_SLOPE_IN_THE_FIRST_FACTOR,
            through=("J",),
        ),
    ),
)

WEIGHTS = Page(
    exercise="snu_weight_claim",
    steps="s = 1.0 / (1.0 + np.exp(-p))\nslope = s * (1.0 - s)",
    right={"dyL_dA_holds": "True", "dyL_dA": "np.outer(slope * dyL_dyi[0], y_prev)"},
    equivalents={
        "three factors": (
            "e = np.exp(-np.abs(p))\n"
            "column = np.diag(e / (1 + e) ** 2) @ dyL_dyi.T\n"
            "return [True, column @ y_prev[None, :]]"
        ),
    },
    mistakes=(
        Mistake(
            "refused",
            {"dyL_dA_holds": "False"},
            "Write the shapes under the three factors. What does a gradient check say?",
        ),
        Mistake(
            "transposed",
            {"dyL_dA_holds": "False", "dyL_dA": "np.outer(y_prev, slope * dyL_dyi[0])"},
            "A_i is (n, m). Which shape does (3) as printed have, and which has yours?",
        ),
        Mistake(
            "no sigma'",
            {"dyL_dA": "np.outer(dyL_dyi[0], y_prev)"},
            "A_i makes p_i, and p_i goes through sigma before it reaches y_i.",
        ),
    ),
)

SMALL_WEIGHTS = Page(
    exercise="snu_small_weights_claim",
    steps=PRODUCT_STEPS.format(first="0"),
    right={"norm_holds": "False", "norm": "np.sqrt((J ** 2).sum())"},
    equivalents={"going up": GOING_UP.format(first="0") + "return [False, np.linalg.norm(J)]"},
    mistakes=(
        Mistake(
            "believed",
            {"norm_holds": "True"},
            "Was the norm measured with the diagonals in it?",
            instead={f"{DIAGONAL} @ A[l]": "A[l]"},
            through=("norm",),
        ),
        Mistake(
            "measured and believed all the same",
            {"norm_holds": "True"},
            "You have the norm with the diagonals. Is it the one without them?",
        ),
        Mistake(
            "spectral norm",
            {"norm": "np.linalg.norm(J, 2)"},
            "Asked for is the Frobenius norm, as for the gradients: np.linalg.norm without a 2.",
        ),
        Mistake(
            "first layer left out",
            {},
            "From y_L down to y_0 there are L layers.",
            instead={"0 - 1, -1)": "0, -1)"},
            through=("norm",),
        ),
    ),
)

PAGES = (LINES, FIRST_FACTOR, WEIGHTS, SMALL_WEIGHTS)
