"""Mistakes in the notebook `mse`: half the sum of squared residuals."""

from autograder.catalogue.mistake import Mistake, Page

PAGES = (
    Page(
        exercise="mse",
        right={"E": "0.5 * np.sum((Z - Y) ** 2)"},
        equivalents={
            "loops": (
                "total = 0.0\n"
                "for n in range(Z.shape[0]):\n"
                "    for k in range(Z.shape[1]):\n"
                "        total += (Z[n, k] - Y[n, k]) ** 2 / 2\n"
                "return total"
            ),
            "dot product": "R = Z - Y\nreturn np.vdot(R, R) / 2",
            "norm": "return np.linalg.norm(Z - Y) ** 2 / 2",
            "sample by sample": "return sum(0.5 * (z - y) @ (z - y) for z, y in zip(Z, Y))",
        },
        mistakes=(
            Mistake(
                "half missing",
                {"E": "np.sum((Z - Y) ** 2)"},
                "Work out E for a single residual of 2, with the formula and with your function.",
            ),
            Mistake(
                "averaged over the batch",
                {"E": "0.5 * np.sum((Z - Y) ** 2) / len(Z)"},
                "Does this E stay the same when every sample is there twice?",
            ),
            Mistake(
                "averaged over all entries",
                {"E": "0.5 * np.mean((Z - Y) ** 2)"},
                "Right for a single number and too small for more. What does the big sigma say?",
            ),
            Mistake(
                "mean of squares",
                {"E": "np.mean((Z - Y) ** 2)"},
                "That is what the name says. What does the formula say, before and behind the sum?",
            ),
            Mistake(
                "sum squared",
                {"E": "0.5 * np.sum(Z - Y) ** 2"},
                "Residuals of 3 and -3 must not cancel. Which comes first, the square or the sum?",
            ),
            Mistake(
                "one number for each sample",
                {"E": "0.5 * np.sum((Z - Y) ** 2, axis=1)"},
                "A loss is one number for all. Over which index has not been summed?",
            ),
            Mistake(
                "not squared",
                {"E": "0.5 * np.sum(Z - Y)"},
                "A prediction that is too low must cost something too.",
            ),
            Mistake(
                "absolute residuals",
                {"E": "0.5 * np.sum(np.abs(Z - Y))"},
                "A residual of 2 costs four times as much here as a residual of 1, not twice.",
            ),
        ),
    ),
    Page(
        exercise="mse_grad",
        right={"dE_dZ": "Z - Y"},
        equivalents={
            "subtract": "return np.subtract(Z, Y)",
            "loops": (
                "G = np.zeros(Z.shape)\n"
                "for n in range(Z.shape[0]):\n"
                "    for k in range(Z.shape[1]):\n"
                "        G[n, k] = Z[n, k] - Y[n, k]\n"
                "return G"
            ),
            "two times a half": "return 2 * 0.5 * (Z - Y)",
        },
        mistakes=(
            Mistake(
                "sign",
                {"dE_dZ": "Y - Z"},
                "Raise a prediction that is above its target already. Does E rise or fall?",
            ),
            Mistake(
                "factor 2",
                {"dE_dZ": "2 * (Z - Y)"},
                "The square brings a factor down. Which factor was there before?",
            ),
            Mistake(
                "half kept",
                {"dE_dZ": "0.5 * (Z - Y)"},
                "The half is still there. What comes down from the exponent?",
            ),
            Mistake(
                "divided by N",
                {"dE_dZ": "(Z - Y) / len(Z)"},
                "Too small by the number of samples. Does this E divide by it anywhere?",
            ),
            Mistake(
                "divided by N K",
                {"dE_dZ": "(Z - Y) / Z.size"},
                "Too small by the number of entries. Does this E divide by it anywhere?",
            ),
            Mistake(
                "gradient of the mean",
                {"dE_dZ": "2 * (Z - Y) / Z.size"},
                "That is the gradient of another loss, the one that the name promises.",
            ),
            Mistake(
                "summed over the batch",
                {"dE_dZ": "(Z - Y).sum(axis=0)"},
                "Every prediction gets a gradient of its own. What is shared between samples here?",
            ),
            Mistake(
                "loss in place of gradient",
                {"dE_dZ": "0.5 * (Z - Y) ** 2"},
                "That is how much each entry costs, not how fast the cost changes.",
            ),
            Mistake(
                "target forgotten",
                {"dE_dZ": "Z.copy()"},
                "Where prediction and target agree, nothing should pull. What do you return there?",
            ),
        ),
    ),
)
