"""Mistakes in the notebook `vanishing-gradients`: back through one layer, plain or residual."""

from autograder.catalogue.mistake import Mistake, Page

LAYER_STEPS = "s = 1.0 / (1.0 + np.exp(-p))\ndL_dp = dL_dy * s * (1.0 - s)"
SLOPES = (
    ("p for sigma'(p)", "p", "The derivative of sigma stands on the diagonal, not p itself."),
    ("sigma for sigma'", "s", "That is the value of sigma. What is its slope?"),
    ("no sigma'", "1.0", "What does sigma do to a nudge of p on its way to y?"),
    (
        "sigma' at the activation",
        "(1.0 / (1.0 + np.exp(-s))) * (1.0 - 1.0 / (1.0 + np.exp(-s)))",
        "The slope of sigma is taken where sigma was entered: at p, or at y?",
    ),
    ("p(1 - p)", "p * (1.0 - p)", "The formula with 1 minus something is written in y. And p?"),
)
LAYER = ("dL_dy_prev", "dL_dA", "dL_db")

LAYER_MISTAKES = (
    *(
        Mistake(
            name, {}, hint, instead={"dL_dy * s * (1.0 - s)": f"dL_dy * {slope}"}, through=LAYER
        )
        for name, slope, hint in SLOPES
    ),
    Mistake(
        "dA transposed",
        {"dL_dA": "np.outer(y_prev, dL_dp)"},
        "Row j of A makes p_j. Which of the two vectors must run down the rows of dL_dA?",
    ),
    Mistake(
        "weight gradient without sigma'",
        {"dL_dA": "np.outer(dL_dy, y_prev)"},
        "A makes p, and p goes through sigma before it reaches y.",
    ),
    Mistake(
        "bias gradient without sigma'",
        {"dL_db": "1.0 * dL_dy"},
        "b is added before sigma. Is dL/db the upstream gradient as it comes?",
    ),
    Mistake(
        "the layer's own output in dA",
        {"dL_dA": "np.outer(dL_dp, s)"},
        "A is multiplied by what goes into the layer, not by what comes out.",
    ),
)

ONE_LAYER = Page(
    exercise="layer_vjp",
    steps=LAYER_STEPS,
    right={"dL_dy_prev": "A_l.T @ dL_dp", "dL_dA": "np.outer(dL_dp, y_prev)", "dL_db": "dL_dp"},
    equivalents={
        "diagonal matrix": (
            "s = 1 / (1 + np.exp(-p))\n"
            "D = np.diag(s - s ** 2)\n"
            "dL_db = dL_dy @ D\n"
            "return dL_db @ A_l, dL_db[:, None] * y_prev, dL_db"
        ),
        "hyperbolic cosine": (
            "dL_dp = dL_dy / (4 * np.cosh(p / 2) ** 2)\n"
            "return (np.einsum('nm,n->m', A_l, dL_dp), np.einsum('n,m->nm', dL_dp, y_prev),\n"
            "        dL_dp)"
        ),
        "loops": (
            "n, m = A_l.shape\n"
            "dL_dy_prev, dL_dA, dL_db = np.zeros(m), np.zeros((n, m)), np.zeros(n)\n"
            "for j in range(n):\n"
            "    e = np.exp(-abs(p[j]))\n"
            "    dL_db[j] = dL_dy[j] * e / (1 + e) ** 2\n"
            "    for i in range(m):\n"
            "        dL_dA[j, i] = dL_db[j] * y_prev[i]\n"
            "        dL_dy_prev[i] += dL_db[j] * A_l[j, i]\n"
            "return [dL_dy_prev, dL_dA, dL_db]"
        ),
    },
    mistakes=(
        *LAYER_MISTAKES,
        Mistake(
            "A where its transpose belongs",
            {"dL_dy_prev": "A_l @ dL_dp"},
            "dL/dp has an entry for each output. Along which axis of A are the outputs?",
            raises=True,
        ),
        Mistake(
            "input gradient without sigma'",
            {"dL_dy_prev": "A_l.T @ dL_dy"},
            "On the way back sigma comes first, then A.",
        ),
        Mistake(
            "upstream gradient ignored",
            {},
            "That is right for an upstream of ones. What does an entry of 10 there change?",
            instead={"dL_dy * s * (1.0 - s)": "s * (1.0 - s)"},
            through=LAYER,
        ),
    ),
)

RESIDUAL = Page(
    exercise="residual_layer_vjp",
    steps=LAYER_STEPS,
    right={
        "dL_dy_prev": "dL_dy + A_l.T @ dL_dp",
        "dL_dA": "np.outer(dL_dp, y_prev)",
        "dL_db": "dL_dp",
    },
    equivalents={
        "Jacobian": (
            "e = np.exp(-np.abs(p))\n"
            "J = np.eye(len(p)) + (e / (1 + e) ** 2)[:, None] * A_l\n"
            "dL_dp = dL_dy * e / (1 + e) ** 2\n"
            "return dL_dy @ J, dL_dp[:, None] * y_prev[None, :], dL_dp"
        ),
        "einsum": (
            "s = 1 / (1 + np.exp(-p))\n"
            "dL_dp = (s - s * s) * dL_dy\n"
            "dL_dy_prev = np.einsum('nm,n->m', A_l, dL_dp) + dL_dy\n"
            "return [dL_dy_prev, np.einsum('n,m->nm', dL_dp, y_prev), dL_dp]"
        ),
    },
    mistakes=(
        *LAYER_MISTAKES,
        Mistake(
            "identity path missing",
            {"dL_dy_prev": "A_l.T @ dL_dp"},
            "y_prev reaches y along two paths now.",
        ),
        Mistake(
            "only the identity path",
            {"dL_dy_prev": "1.0 * dL_dy"},
            "y_prev still goes through the layer as well.",
        ),
        Mistake(
            "identity path through sigma",
            {"dL_dy_prev": "dL_dp + A_l.T @ dL_dp"},
            "What lies on the path from y_prev straight to y? Is there a sigma on it?",
        ),
        Mistake(
            "paths multiplied",
            {"dL_dy_prev": "dL_dy * (A_l.T @ dL_dp)"},
            "Along a path multiply. And over paths?",
        ),
        Mistake(
            "A where its transpose belongs",
            {"dL_dy_prev": "dL_dy + A_l @ dL_dp"},
            "A is square here, so nothing complains. Along which axis of A are the outputs?",
        ),
        Mistake(
            "identity path into the bias",
            {"dL_db": "dL_dy + dL_dp"},
            "b lies on one of the two paths only. On which?",
        ),
        Mistake(
            "identity path into the weights",
            {"dL_dA": "np.outer(dL_dy + dL_dp, y_prev)"},
            "A lies on one of the two paths only. On which?",
        ),
    ),
)

PAGES = (ONE_LAYER, RESIDUAL)
