"""Mistakes in the notebook `vanishing-gradients`: the product (2), its norms, its factors."""

from autograder.catalogue.mistake import Mistake, Page

# From the top down to y_{first}.
PRODUCT_STEPS = (
    "J = np.eye(len(ps[-1]))\n"
    "for l in range(len(A) - 1, {first} - 1, -1):\n"
    "    s = 1.0 / (1.0 + np.exp(-ps[l]))\n"
    "    J = J @ (np.diag(s * (1.0 - s)) @ A[l])"
)
DIAGONAL = "np.diag(s * (1.0 - s))"
P_IN_THE_FIRST_FACTOR = {
    DIAGONAL: "np.diag(ps[l] if l == len(A) - 1 else s * (1.0 - s))",
}
NO_SLOPE_IN_THE_FIRST_FACTOR = {
    DIAGONAL: "np.diag(s ** 0 if l == len(A) - 1 else s * (1.0 - s))",
}

PRODUCT = Page(
    exercise="jacobian_product",
    steps=PRODUCT_STEPS.format(first="i"),
    right={"J": "J"},
    equivalents={
        "going up": (
            "J = np.eye(A[i].shape[1])\n"
            "for p, A_l in zip(ps[i:], A[i:]):\n"
            "    e = np.exp(-np.abs(p))\n"
            "    J = (e / (1 + e) ** 2)[:, None] * (A_l @ J)\n"
            "return J"
        ),
        "one product": (
            "factors = []\n"
            "for p, A_l in list(zip(ps, A))[i:]:\n"
            "    s = 1 / (1 + np.exp(-p))\n"
            "    factors = [np.diag(s - s * s), A_l][::1] + factors\n"
            "return np.linalg.multi_dot(factors)"
        ),
    },
    mistakes=(
        Mistake(
            "diag(p) for diag(sigma'(p))",
            {},
            "The derivative of sigma stands on the diagonals, not p itself.",
            instead={DIAGONAL: "np.diag(ps[l])"},
            through=("J",),
        ),
        Mistake(
            "diag(p) in the first factor",
            {},
            "The last layer is a layer like every other one. What stands on its diagonal?",
            instead=P_IN_THE_FIRST_FACTOR,
            through=("J",),
        ),
        Mistake(
            "last slope left out",
            {},
            "How many sigmas lie between y_i and y_L, and how many diagonals has your product?",
            instead=NO_SLOPE_IN_THE_FIRST_FACTOR,
            through=("J",),
        ),
        Mistake(
            "no sigma'",
            {},
            "What does sigma do to a nudge of p on its way to y?",
            instead={"np.diag(s * (1.0 - s)) @ A[l]": "A[l]"},
            through=("J",),
        ),
        Mistake(
            "sigma for sigma'",
            {},
            "That is the value of sigma. What is its slope?",
            instead={DIAGONAL: "np.diag(s)"},
            through=("J",),
        ),
        Mistake(
            "sigma' at the activation",
            {},
            "The slope of sigma is taken where sigma was entered: at p, or at y?",
            instead={"np.exp(-ps[l]))\n": "np.exp(-1.0 / (1.0 + np.exp(-ps[l]))))\n"},
            through=("J",),
        ),
        Mistake(
            "A where its transpose belongs",
            {},
            "A Jacobian has its output index first. Is that A, or its transpose?",
            raises=True,
            instead={"@ A[l])": "@ A[l].T)"},
        ),
        Mistake(
            "product in the wrong order",
            {},
            "Which layer is the last on the way up? It stands leftmost in the product.",
            raises=True,
            instead={
                "J = np.eye(len(ps[-1]))\n": "J = np.eye(len(ps[i]))\n",
                "range(len(A) - 1, i - 1, -1)": "range(i, len(A))",
            },
        ),
        Mistake(
            "off by one layer",
            {},
            "y_i goes into layer i + 1, which is A[i] in a list that counts from 0.",
            instead={"i - 1, -1)": "i, -1)"},
            through=("J",),
        ),
        Mistake(
            "transposed",
            {"J": "J.T"},
            "The index of what comes out is the first one: (n_L, n_i).",
        ),
    ),
)

NORMS = Page(
    exercise="gradient_norms",
    right={"norms": "np.array([np.sqrt((d ** 2).sum()) for d in dA])"},
    equivalents={
        "np.linalg.norm": "return [np.linalg.norm(d) for d in dA]",
        "trace": "return np.array([np.trace(d.T @ d) ** 0.5 for d in dA])",
        "loop": (
            "norms = np.zeros(len(dA))\n"
            "for l, d in enumerate(dA):\n"
            "    norms[l] = np.hypot.reduce(d, axis=None)\n"
            "return norms"
        ),
    },
    mistakes=(
        Mistake(
            "root forgotten",
            {"norms": "np.array([(d ** 2).sum() for d in dA])"},
            "That is the square of the length.",
        ),
        Mistake(
            "largest entry",
            {"norms": "np.array([np.abs(d).max() for d in dA])"},
            "The Frobenius norm counts every entry.",
        ),
        Mistake(
            "sum of absolute values",
            {"norms": "np.array([np.abs(d).sum() for d in dA])"},
            "As in Pythagoras: squares, sum, root.",
        ),
        Mistake(
            "root of the mean",
            {"norms": "np.array([np.sqrt((d ** 2).mean()) for d in dA])"},
            "A norm adds the squares up. Does it divide by how many there are?",
        ),
        Mistake(
            "spectral norm",
            {"norms": "np.array([np.linalg.norm(d, 2) for d in dA])"},
            "That is the largest singular value. The Frobenius norm is the length of the matrix "
            "read as one vector.",
        ),
        Mistake(
            "one norm for all",
            {"norms": "np.array(np.sqrt(sum((d ** 2).sum() for d in dA)))"},
            "One number for each layer is wanted.",
        ),
    ),
)

FACTORS = Page(
    exercise="layer_factors",
    steps="s = 1.0 / (1.0 + np.exp(-p))",
    right={
        "largest_slope": "(s * (1.0 - s)).max()",
        "largest_stretch": "np.linalg.norm(A_l, 2)",
    },
    equivalents={
        "singular values": (
            "e = np.exp(-np.abs(p))\n"
            "return [max(e / (1 + e) ** 2), np.linalg.svd(A_l, compute_uv=False)[0]]"
        ),
        "eigenvalues": (
            "nearest = np.abs(p).min()\n"
            "return (float(0.25 / np.cosh(nearest / 2) ** 2),\n"
            "        float(np.sqrt(np.linalg.eigvalsh(A_l @ A_l.T)[-1])))"
        ),
    },
    mistakes=(
        Mistake(
            "always a quarter",
            {"largest_slope": "0.25"},
            "A quarter is the bound. Does any entry of p reach it?",
        ),
        Mistake(
            "sigma for sigma'",
            {"largest_slope": "s.max()"},
            "That is the largest value of sigma. Its largest slope?",
        ),
        Mistake(
            "slope at the largest p",
            {"largest_slope": "(s * (1.0 - s))[np.argmax(p)]"},
            "Where is sigma steepest: at a large p?",
        ),
        Mistake(
            "mean slope",
            {"largest_slope": "(s * (1.0 - s)).mean()"},
            "For a bound the largest slope counts.",
        ),
        Mistake(
            "Frobenius norm",
            {"largest_stretch": "np.linalg.norm(A_l)"},
            "np.linalg.norm of a matrix is the Frobenius norm unless it is told otherwise. No "
            "vector is stretched by that much.",
        ),
        Mistake(
            "largest entry",
            {"largest_stretch": "np.abs(A_l).max()"},
            "A vector of several entries can be stretched by more than the largest of the weights.",
        ),
        Mistake(
            "smallest singular value",
            {"largest_stretch": "np.linalg.svd(A_l, compute_uv=False)[-1]"},
            "The singular values come in descending order. Which one is the largest stretch?",
        ),
        Mistake(
            "squared",
            {"largest_stretch": "np.linalg.norm(A_l @ A_l.T, 2)"},
            "The eigenvalues of A A^T are squares of singular values.",
        ),
    ),
)

PAGES = (PRODUCT, NORMS, FACTORS)
