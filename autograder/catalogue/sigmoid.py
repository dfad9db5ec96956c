"""Mistakes in the notebook `sigmoid`."""

from autograder.catalogue.mistake import Mistake, Page

SIGMOID = Page(
    exercise="sigmoid",
    # e to a power that is never positive.
    steps="e = np.exp(-np.abs(u))",
    right={"z": "np.where(u >= 0, 1.0, e) / (1.0 + e)"},
    equivalents={
        "masks": (
            "z, up = np.empty(u.shape), u >= 0\n"
            "z[up] = 1 / (1 + np.exp(-u[up]))\n"
            "z[~up] = np.exp(u[~up]) / (1 + np.exp(u[~up]))\n"
            "return z"
        ),
        "logaddexp": "return np.exp(-np.logaddexp(0.0, -u))",
        "tanh": "return 0.5 * (1 + np.tanh(0.5 * u))",
        "clipped": "return 1 / (1 + np.exp(-np.clip(u, -700, 700)))",
        "both signs": (
            "down = 1 / (1 + np.exp(-np.abs(u)))\nreturn np.where(u >= 0, down, 1 - down)"
        ),
    },
    mistakes=(
        Mistake(
            "overflow",
            {"z": "1 / (1 + np.exp(-u))"},
            "The values are right, and NumPy warns all the same: somewhere np.exp is given a large "
            "positive number. Mind that np.where evaluates both branches for every entry.",
        ),
        Mistake(
            "e^u for e^-u",
            {"z": "1 / (1 + np.exp(u))"},
            "Should the result rise or fall with u? Try u = 5 in your head.",
        ),
        Mistake(
            "sigma of minus u",
            {"z": "np.where(u >= 0, e, 1.0) / (1.0 + e)"},
            "Nothing overflows, well done; but should the result rise or fall with u?",
        ),
        Mistake(
            "minus in the denominator",
            {"z": "1 / (1 - np.exp(-u))"},
            "sigma(0) is one half. What does your formula give there?",
        ),
        Mistake(
            "not inverted",
            {"z": "1 + np.exp(-u)"},
            "The result lies between 0 and 1. Does yours?",
        ),
        Mistake(
            "tanh",
            {"z": "np.tanh(u)"},
            "Close kin, but this one runs from -1 to 1. Where does sigma start and end?",
        ),
        Mistake(
            "tanh of the whole argument",
            {"z": "0.5 * (1 + np.tanh(u))"},
            "It runs from 0 to 1, and too steeply. Compare its slope at 0 with that of sigma.",
        ),
        Mistake(
            "slope in place of value",
            {"z": "e / (1 + e) ** 2"},
            "That is how fast sigma changes, not what it is worth.",
        ),
    ),
)

SIGMOID_GRAD = Page(
    exercise="sigmoid_grad",
    steps="s = 1 / (1 + np.exp(-u))",
    right={"dz_du": "s * (1 - s)"},
    equivalents={
        "quotient rule": "e = np.exp(-u)\nreturn e / (1 + e) ** 2",
        "never overflows": "e = np.exp(-np.abs(u))\nreturn e / (1 + e) ** 2",
        "symmetric": "return 1 / (1 + np.exp(-u)) / (1 + np.exp(u))",
        "cosh": "return 0.25 / np.cosh(u / 2) ** 2",
        "tanh": "t = np.tanh(u / 2)\nreturn (1 - t) * (1 + t) / 4",
        "difference of squares": "s = 1 / (1 + np.exp(-u))\nreturn s - s ** 2",
    },
    mistakes=(
        Mistake(
            "u(1-u)",
            {"dz_du": "u * (1 - u)"},
            "The product is of the right form. Which of the two, u or z, belongs in it?",
        ),
        Mistake(
            "s(1-u)",
            {"dz_du": "s * (1 - u)"},
            "Both factors should be about the same quantity. Is it the argument or the value?",
        ),
        Mistake(
            "sigma'(sigma(u))",
            {"dz_du": "1 / (1 + np.exp(-s)) * (1 - 1 / (1 + np.exp(-s)))"},
            "sigma was applied once more than it should be. At which point is the slope asked for?",
        ),
        Mistake(
            "value in place of slope",
            {"dz_du": "s"},
            "That is sigma itself. By how much does it move when u is nudged far out on the right?",
        ),
        Mistake(
            "sign",
            {"dz_du": "-s * (1 - s)"},
            "sigma rises everywhere. How many minus signs does the chain rule bring here?",
        ),
        Mistake(
            "square missing",
            {"dz_du": "np.exp(-u) / (1 + np.exp(-u))"},
            "The derivative of v^-1 brings another power of v. Which one?",
        ),
        Mistake(
            "s squared",
            {"dz_du": "s ** 2"},
            "That is right at u = 0 only. What should happen for large u?",
        ),
        Mistake(
            "slope of tanh",
            {"dz_du": "1 - s ** 2"},
            "That rule belongs to tanh. What does it give at u = 0, and what is the slope there?",
        ),
        Mistake(
            "inner derivative only",
            {"dz_du": "np.exp(-u)"},
            "That is one of the factors. What does the outer function contribute?",
        ),
    ),
)

ELEMENTWISE = Page(
    exercise="elementwise_vjp",
    right={"dL_dX": "dL_dY * dh_dX"},
    equivalents={
        "multiply": "return np.multiply(dh_dX, dL_dY)",
        "einsum": "return np.einsum('...,...->...', dL_dY, dh_dX)",
        "loop": (
            "G = np.zeros(dL_dY.shape)\n"
            "for index in np.ndindex(G.shape):\n"
            "    G[index] = dL_dY[index] * dh_dX[index]\n"
            "return G"
        ),
        "diagonal matrix": "return (np.diag(dh_dX.ravel()) @ dL_dY.ravel()).reshape(dL_dY.shape)",
    },
    mistakes=(
        Mistake(
            "derivative missing",
            {"dL_dX": "dL_dY.copy()"},
            "The upstream gradient came through untouched. What does a flat h let through?",
        ),
        Mistake(
            "upstream gradient ignored",
            {"dL_dX": "dh_dX.copy()"},
            "That is right for an upstream of ones. What does an entry of 10 there change?",
        ),
        Mistake(
            "matrix product",
            {"dL_dX": "np.inner(dL_dY, dh_dX)"},
            "A matrix product mixes entries. Which entries of X does Y_ij depend on?",
        ),
        Mistake(
            "summed over the batch",
            {"dL_dX": "(dL_dY * dh_dX).sum(axis=0)"},
            "Every entry of X has a gradient of its own. What is shared between rows here?",
        ),
        Mistake(
            "summed over everything",
            {"dL_dX": "np.sum(dL_dY * dh_dX)"},
            "One number came for all of X. Along how many paths does one entry reach the loss?",
        ),
        Mistake(
            "divided by the slope",
            {"dL_dX": "dL_dY / dh_dX"},
            "Where h is flat a nudge of X hardly shows. Does your gradient get small there?",
        ),
        Mistake(
            "sign",
            {"dL_dX": "-dL_dY * dh_dX"},
            "The gradient points uphill. The minus sign belongs to the update step.",
        ),
    ),
)

PAGES = (SIGMOID, SIGMOID_GRAD, ELEMENTWISE)
