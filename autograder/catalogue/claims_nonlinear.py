"""Mistakes in published claims on losses and nonlinearities: mostly, believing the claim."""

from autograder.catalogue.mistake import Mistake, Page

USI_MSE = Page(
    exercise="usi_mse_claims",
    right={
        "dE_dZ_holds": "True",
        "dE_dZ": "Z - Y",
        "dmean_dZ_holds": "False",
        "dmean_dZ": "2 * (Z - Y) / Z.size",
    },
    equivalents={
        "shape": "N, K = Z.shape\nreturn [True, Z - Y, False, (Z - Y) / (N * K / 2)]",
        "numpy verdicts": "R = Z - Y\nreturn np.True_, R, np.False_, np.mean([2.0]) * R / R.size",
    },
    mistakes=(
        Mistake(
            "name believed",
            {"dmean_dZ_holds": "True", "dmean_dZ": "Z - Y"},
            "A mean gets no larger when every sample is there twice. Does its gradient know of N?",
        ),
        Mistake(
            "right claim doubted",
            {"dE_dZ_holds": "False"},
            "Take E as it is written, not as it is called.",
        ),
        Mistake(
            "half kept",
            {"dE_dZ": "0.5 * (Z - Y)"},
            "The half is still there. What comes down from the exponent?",
        ),
        Mistake(
            "half kept in the mean",
            {"dmean_dZ": "(Z - Y) / Z.size"},
            "In a mean of squares nothing stands before the square. What comes down?",
        ),
        Mistake(
            "mean over the samples only",
            {"dmean_dZ": "2 * (Z - Y) / len(Z)"},
            "How many numbers is the mean taken over, when each sample has K of them?",
        ),
    ),
)

UVA_ELEMENTWISE = Page(
    exercise="uva_elementwise_claims",
    right={
        "dL_dX_holds": "True",
        "dL_dX": "dL_dY * dh_dX",
        "dL_dx_holds": "False",
        "dL_dx": "(dL_dY * dh_dx).sum(axis=1, keepdims=True)",
    },
    equivalents={
        "matrix product": (
            "N, H = dL_dY.shape\nreturn True, dL_dY * dh_dX, False, dL_dY @ np.ones((H, 1)) * dh_dx"
        ),
        "new axis": (
            "return [True, dh_dX * dL_dY, False, (dL_dY.sum(axis=1) * dh_dx[:, 0])[:, None]]"
        ),
    },
    mistakes=(
        Mistake(
            "published shape believed",
            {"dL_dx_holds": "True", "dL_dx": "dL_dY * dh_dx"},
            "x has one column. Which shape must the gradient have that x is to be updated with?",
        ),
        Mistake(
            "right claim doubted",
            {"dL_dX_holds": "False"},
            "Not everything that is published is wrong. Compare shape and one entry by hand.",
        ),
        Mistake(
            "derivative missing",
            {"dL_dX": "dL_dY.copy()", "dL_dx": "dL_dY.sum(axis=1, keepdims=True)"},
            "The upstream gradient came through untouched. What does a flat h let through?",
        ),
        Mistake(
            "summed over the samples",
            {"dL_dx": "(dL_dY * dh_dx).sum(axis=0, keepdims=True)"},
            "x_n1 acts on row n of Y only. Along which axis do its paths lie?",
        ),
        Mistake(
            "column lost",
            {"dL_dx": "(dL_dY * dh_dx).sum(axis=1)"},
            "The numbers are right. Does the result have both axes of x?",
        ),
        Mistake(
            "averaged over the columns",
            {"dL_dx": "(dL_dY * dh_dx).mean(axis=1, keepdims=True)"},
            "Over paths, does the chain rule add or average?",
        ),
    ),
)

NYU_SOFTMAX = Page(
    exercise="nyu_softmax_claims",
    # As a student writes it who need not fear large logits.
    steps="e = np.exp(beta * u)\ns = e / e.sum()\noff = 1 - np.eye(len(u))",
    right={
        "diagonal_holds": "False",
        "diagonal": "beta * s * (1 - s)",
        "off_diagonal_holds": "True",
        "off_diagonal": "-beta * np.outer(s, s) * off",
    },
    equivalents={
        "from the Jacobian": (
            "e = np.exp(beta * (u - u.max()))\n"
            "s = e / e.sum()\n"
            "J = beta * (np.diag(s) - np.outer(s, s))\n"
            "return [False, np.diag(J).copy(), True, J - np.diag(np.diag(J))]"
        ),
        "the published second line": (
            "e = np.exp(beta * u)\n"
            "diagonal = beta * e * (e.sum() - e) / e.sum() ** 2\n"
            "off = -beta * np.exp(beta * (u[:, None] + u)) / e.sum() ** 2\n"
            "np.fill_diagonal(off, 0.0)\n"
            "return False, diagonal, True, off"
        ),
    },
    mistakes=(
        Mistake(
            "published first line believed",
            {
                "diagonal_holds": "True",
                "diagonal": "e.sum() * (beta * e - e * beta * e) / e.sum() ** 2",
            },
            "Put u = (0, 0) and beta = 1 into that line. Can the result be right?",
        ),
        Mistake(
            "right claim doubted",
            {"off_diagonal_holds": "False"},
            "Not everything that is published is wrong. Compare one entry by hand.",
        ),
        Mistake(
            "diagonal left in",
            {"off_diagonal": "beta * (np.diag(s) - np.outer(s, s))"},
            "The second part is about i and j different. What belongs where they are equal?",
        ),
        Mistake(
            "beta missing",
            {"diagonal": "s * (1 - s)", "off_diagonal": "-np.outer(s, s) * off"},
            "What does the exponent contribute when you differentiate?",
        ),
        Mistake(
            "off-diagonal sign",
            {"off_diagonal": "beta * np.outer(s, s) * off"},
            "When one probability rises, which way do the others go?",
        ),
    ),
)

USI_SOFTMAX = Page(
    exercise="usi_softmax_claim",
    right={"J_holds": "False", "J": "np.diag(s) - np.outer(s, s)"},
    equivalents={
        "loops": (
            "K = len(s)\n"
            "J = np.zeros((K, K))\n"
            "for j in range(K):\n"
            "    for i in range(K):\n"
            "        J[j, i] = s[j] * delta(i, j) - s[i] * s[j]\n"
            "return False, J"
        ),
        "broadcasting": "return [False, s[:, None] * (np.eye(len(s)) - s)]",
    },
    mistakes=(
        Mistake(
            "published index believed",
            {"J_holds": "True", "J": "np.tile(s - s * s, (len(s), 1))"},
            "On the left stand j and i. Where is j on the right?",
        ),
        Mistake(
            "diagonal only",
            {"J": "np.diag(s - s * s)"},
            "That is the case i = j. What happens to the other probabilities?",
        ),
        Mistake(
            "off-diagonal sign",
            {"J": "np.diag(s) + np.outer(s, s)"},
            "When one probability rises, which way do the others go?",
        ),
    ),
)

USI_CHAIN = Page(
    exercise="usi_chain_claims",
    steps="s = 1 / (1 + np.exp(-(W @ x + b)))\nsignal = (s - y) * s * (1 - s)",
    right={
        "dE_du_holds": "True",
        "dE_du": "signal",
        "dE_dW_holds": "False",
        "dE_dW": "np.outer(signal, x)",
    },
    equivalents={
        "one signal": (
            "s = 1 / (1 + np.exp(-W @ x - b))\n"
            "d = (s - y) * s * (1 - s)\n"
            "return [True, d, False, d[:, None] * x]"
        ),
    },
    mistakes=(
        Mistake(
            "published weight gradient believed",
            {
                "dE_dW_holds": "True",
                "dE_dW": "((t := 1 / (1 + np.exp(-(W * x + b[:, None])))) - y[:, None])"
                " * t * (1 - t) * x",
            },
            "The other weights are held fixed while one is nudged. Are they gone?",
        ),
        Mistake(
            "right claim doubted",
            {"dE_du_holds": "False"},
            "Compare with the dE/du that you wrote yourself.",
        ),
        Mistake(
            "derivative missing",
            {},
            "Between E and u there are two steps. Which of the two factors is not there?",
            instead={"(s - y) * s * (1 - s)": "s - y"},
            through=("dE_du", "dE_dW"),
        ),
        Mistake(
            "outer product the wrong way round",
            {"dE_dW": "np.outer(x, signal)"},
            "Row i of dE_dW belongs to u_i. Which of the two vectors must run down the rows?",
        ),
    ),
)

PAGES = (USI_MSE, UVA_ELEMENTWISE, NYU_SOFTMAX, USI_SOFTMAX, USI_CHAIN)
