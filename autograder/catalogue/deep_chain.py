"""Mistakes in the notebook `vanishing-gradients`: forward and backward through the chain."""

from autograder.catalogue.mistake import Mistake, Page

FORWARD = Page(
    exercise="chain_forward",
    steps=(
        "ys, ps = [x], []\n"
        "for A_l, b_l in zip(A, b):\n"
        "    p = A_l @ ys[-1] + b_l\n"
        "    ps.append(p)\n"
        "    ys.append(1.0 / (1.0 + np.exp(-p)))"
    ),
    right={"ys": "ys", "ps": "ps"},
    equivalents={
        "loop over the depth": (
            "ys, ps = [np.array(x)], []\n"
            "for l in range(len(A)):\n"
            "    ps.append(np.dot(A[l], ys[l]) + b[l])\n"
            "    ys.append(np.exp(-np.logaddexp(0.0, -ps[l])))\n"
            "return tuple(ys), tuple(ps)"
        ),
        "half a tanh": (
            "ys, ps = [x], []\n"
            "for l in range(len(A)):\n"
            "    ps += [(A[l] * ys[-1]).sum(axis=1) + b[l]]\n"
            "    ys += [0.5 + 0.5 * np.tanh(ps[-1] / 2)]\n"
            "return [ys, ps]"
        ),
    },
    mistakes=(
        Mistake(
            "x left out",
            {"ys": "ys[1:]"},
            "y_0 = x belongs to the list. How many activations are there in a chain of L layers?",
        ),
        Mistake(
            "pre-activation passed on",
            {},
            "Which of the two goes into the next layer: p_l or y_l?",
            instead={"A_l @ ys[-1] + b_l": "A_l @ (ps[-1] if ps else x) + b_l"},
            through=("ys", "ps"),
        ),
        Mistake(
            "bias forgotten",
            {},
            "p_l has two terms.",
            instead={"A_l @ ys[-1] + b_l": "A_l @ ys[-1]"},
            through=("ys", "ps"),
        ),
        Mistake(
            "x in every layer",
            {},
            "What goes into layer l: x, or what came out of layer l - 1?",
            raises=True,
            instead={"A_l @ ys[-1] + b_l": "A_l @ x + b_l"},
        ),
        Mistake(
            "e to the p for e to the minus p",
            {},
            "sigma of a large number is close to 1. What does yours give for p = 10?",
            instead={"np.exp(-p)": "np.exp(p)"},
            through=("ys", "ps"),
        ),
        Mistake(
            "tanh for sigma",
            {},
            "sigma(0) is one half.",
            instead={"1.0 / (1.0 + np.exp(-p))": "np.tanh(p)"},
            through=("ys", "ps"),
        ),
        Mistake(
            "pre-activations and activations exchanged",
            {"ys": "[x, *ps]", "ps": "[1.0 / (1.0 + np.exp(-p)) for p in ps]"},
            "Which of the two lies between 0 and 1?",
        ),
    ),
)

CHAIN = ("dL_dx", "dL_dA", "dL_db")
BACKWARD = Page(
    exercise="chain_backward",
    steps=(
        "dL_dA, dL_db = [None] * len(A), [None] * len(A)\n"
        "dL_dy = dL_dyL\n"
        "for l in range(len(A) - 1, -1, -1):\n"
        "    s = ys[l + 1]\n"
        "    dL_dp = dL_dy * s * (1.0 - s)\n"
        "    dL_dA[l] = np.outer(dL_dp, ys[l])\n"
        "    dL_db[l] = dL_dp\n"
        "    dL_dy = A[l].T @ dL_dp"
    ),
    right={"dL_dx": "dL_dy", "dL_dA": "dL_dA", "dL_db": "dL_db"},
    equivalents={
        "from the back, then turned": (
            "dL_dA, dL_db, g = [], [], dL_dyL\n"
            "for p, A_l, y in zip(reversed(ps), reversed(A), reversed(ys[:-1])):\n"
            "    e = np.exp(-np.abs(p))\n"
            "    d = g * e / (1 + e) ** 2\n"
            "    dL_dA.append(d[:, None] @ y[None, :])\n"
            "    dL_db.append(d)\n"
            "    g = d @ A_l\n"
            "return g, dL_dA[::-1], dL_db[::-1]"
        ),
        "recursion": (
            "def back(g, l):\n"
            "    if l < 0:\n"
            "        return g, [], []\n"
            "    d = g * (ys[l + 1] - ys[l + 1] ** 2)\n"
            "    dx, dA, db = back(A[l].T @ d, l - 1)\n"
            "    return dx, dA + [np.outer(d, ys[l])], db + [d]\n"
            "return back(dL_dyL, len(A) - 1)"
        ),
    },
    mistakes=(
        Mistake(
            "p for sigma'(p)",
            {},
            "The derivative of sigma stands on the diagonal, not p itself.",
            instead={"dL_dy * s * (1.0 - s)": "dL_dy * ps[l]"},
            through=CHAIN,
        ),
        Mistake(
            "no sigma'",
            {},
            "What does sigma do to a nudge of p on its way to y?",
            instead={"dL_dy * s * (1.0 - s)": "1.0 * dL_dy"},
            through=CHAIN,
        ),
        Mistake(
            "sigma for sigma'",
            {},
            "That is the value of sigma. What is its slope?",
            instead={"dL_dy * s * (1.0 - s)": "dL_dy * s"},
            through=CHAIN,
        ),
        Mistake(
            "sigma' at the activation",
            {},
            "The slope of sigma is taken where sigma was entered: at p, or at y?",
            instead={"s = ys[l + 1]": "s = 1.0 / (1.0 + np.exp(-ys[l + 1]))"},
            through=CHAIN,
        ),
        Mistake(
            "slope of the layer below",
            {},
            "The list ys begins with x, ps does not. Which entry of ys is sigma of ps[l], then?",
            raises=True,
            instead={"s = ys[l + 1]": "s = ys[l]"},
        ),
        Mistake(
            "A where its transpose belongs",
            {},
            "dL/dp has an entry for each output of the layer. Along which axis of A are they?",
            raises=True,
            instead={"A[l].T @ dL_dp": "A[l] @ dL_dp"},
        ),
        Mistake(
            "dA transposed",
            {},
            "Row j of A_l makes entry j of p_l. Which of the two vectors runs down the rows?",
            instead={"np.outer(dL_dp, ys[l])": "np.outer(ys[l], dL_dp)"},
            through=("dL_dA",),
        ),
        Mistake(
            "off by one layer in dA",
            {},
            "A is multiplied by what goes into its layer. Did you take that, or what comes out?",
            instead={"np.outer(dL_dp, ys[l])": "np.outer(dL_dp, ys[l + 1])"},
            through=("dL_dA",),
        ),
        Mistake(
            "lists back to front",
            {"dL_dA": "dL_dA[::-1]", "dL_db": "dL_db[::-1]"},
            "The gradients were computed from the last layer to the first. In which order are "
            "they wanted?",
        ),
        Mistake(
            "first layer left out",
            {},
            "What does range count down to? The last number is not reached.",
            instead={"range(len(A) - 1, -1, -1)": "range(len(A) - 1, 0, -1)"},
            through=CHAIN,
        ),
    ),
)

PAGES = (FORWARD, BACKWARD)
