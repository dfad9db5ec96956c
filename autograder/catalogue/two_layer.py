"""Mistakes in the notebook `two-layer-net`: forward, the loss, and its gradient (9)."""

from autograder.catalogue.mistake import Mistake, Page

FORWARD = Page(
    exercise="forward",
    steps=(
        "Z = X @ W1 + b1\n"
        "H = np.maximum(Z, 0.0)\n"
        "S = H @ W2 + b2\n"
        "E = np.exp(S - S.max(axis=1, keepdims=True))\n"
        "P = E / E.sum(axis=1, keepdims=True)"
    ),
    right={"Z": "Z", "H": "H", "S": "S", "P": "P"},
    equivalents={
        "mask and logarithm": (
            "Z = b1 + np.dot(X, W1)\n"
            "H = Z * (Z > 0)\n"
            "S = b2 + np.dot(H, W2)\n"
            "return Z, H, S, np.exp(S - np.logaddexp.reduce(S, axis=1)[:, None])"
        ),
        "loops": (
            "Z = np.stack([x @ W1 + b1[0] for x in X])\n"
            "H = np.where(Z > 0, Z, 0.0)\n"
            "S = np.einsum('nh,hk->nk', H, W2) + b2\n"
            "P = np.zeros_like(S)\n"
            "for n in range(len(S)):\n"
            "    e = np.exp(S[n] - max(S[n]))\n"
            "    P[n] = e / sum(e)\n"
            "return [Z, H, S, P]"
        ),
    },
    mistakes=(
        Mistake(
            "no ReLU",
            {},
            "(5) does something to the negative entries of Z. What is left of them in H?",
            instead={"np.maximum(Z, 0.0)": "Z.copy()"},
            through=("H", "S", "P"),
        ),
        Mistake(
            "absolute value for ReLU",
            {},
            "ReLU of -3 is not 3. Draw both functions.",
            instead={"np.maximum(Z, 0.0)": "np.abs(Z)"},
            through=("H", "S", "P"),
        ),
        Mistake(
            "pre-activation passed on",
            {},
            "Which of Z and H does (6) take?",
            instead={"H @ W2 + b2": "Z @ W2 + b2"},
            through=("S", "P"),
        ),
        Mistake(
            "hidden bias forgotten",
            {},
            "(4) has three letters on its right-hand side.",
            instead={"X @ W1 + b1": "X @ W1"},
            through=("Z", "H", "S", "P"),
        ),
        Mistake(
            "output bias forgotten",
            {},
            "(6) has three letters on its right-hand side.",
            instead={"H @ W2 + b2": "H @ W2"},
            through=("S", "P"),
        ),
        Mistake(
            "exponentials not normalised",
            {"P": "E"},
            "What do the entries of a row of P add up to?",
        ),
        Mistake(
            "softmax over the samples",
            {},
            "The probabilities of one sample add up to 1. Along which axis do its classes lie?",
            instead={
                "S.max(axis=1, keepdims=True)": "S.max(axis=0, keepdims=True)",
                "E.sum(axis=1, keepdims=True)": "E.sum(axis=0, keepdims=True)",
            },
            through=("P",),
        ),
        Mistake(
            "normalised over the whole batch",
            {"P": "E / E.sum()"},
            "Each row of P adds up to 1 by itself.",
        ),
        Mistake(
            "exponentials overflow",
            {},
            "One of the drawings has scores near 10000. What is e to the power of that, and what "
            "may be subtracted from all scores of a row beforehand?",
            instead={"S - S.max(axis=1, keepdims=True)": "S"},
            through=("P",),
        ),
    ),
)

CROSS_ENTROPY = Page(
    exercise="cross_entropy",
    steps="floor = np.finfo(np.float64).tiny",
    right={"L": "-np.log(np.maximum(P[np.arange(len(y)), y], floor)).sum()"},
    equivalents={
        "loop": (
            "L = 0.0\n"
            "for n in range(len(y)):\n"
            "    L -= np.log(max(P[n, y[n]], np.finfo(float).tiny))\n"
            "return L"
        ),
        "one-hot": (
            "onehot = np.eye(P.shape[1])[y]\n"
            "return -np.sum(onehot * np.log(np.clip(P, np.finfo(np.float64).tiny, 1.0)))"
        ),
        "float": (
            "p = np.take_along_axis(P, y[:, None], axis=1)\n"
            "return float(np.sum(np.log(1.0 / np.maximum(p, np.finfo(float).tiny))))"
        ),
    },
    mistakes=(
        Mistake(
            "averaged over the batch",
            {"L": "-np.log(np.maximum(P[np.arange(len(y)), y], floor)).mean()"},
            "Too small by a factor N. Is this loss a sum over the samples, or a mean?",
        ),
        Mistake(
            "sign",
            {"L": "np.log(np.maximum(P[np.arange(len(y)), y], floor)).sum()"},
            "A probability is at most 1, so its logarithm is not positive. And the loss?",
        ),
        Mistake(
            "every class counted",
            {"L": "-np.log(np.maximum(P, floor)).sum()"},
            "Of each row only one entry counts: which class is the right one?",
        ),
        Mistake(
            "every label in every row",
            {"L": "-np.log(np.maximum(P[:, y], floor)).sum()"},
            "P[:, y] takes the columns of all labels from every row. How many numbers is that, "
            "and how many samples are there?",
        ),
        Mistake(
            "no logarithm",
            {"L": "(1.0 - P[np.arange(len(y)), y]).sum()"},
            "That is how much probability is missing. What does (8) do with the probabilities?",
        ),
        Mistake(
            "logarithm to base 2",
            {"L": "-np.log2(np.maximum(P[np.arange(len(y)), y], floor)).sum()"},
            "That is the loss in bits. (9) is its derivative only with the natural logarithm.",
        ),
        Mistake(
            "no floor",
            {"L": "-np.log(P[np.arange(len(y)), y]).sum()"},
            "What is the logarithm of a probability that has underflowed to 0? The text above the "
            "task says what it counts as.",
        ),
        Mistake(
            "another floor",
            {"L": "-np.log(P[np.arange(len(y)), y] + 1e-12).sum()"},
            "Right as long as no probability is tiny. Which floor does the text above name?",
        ),
        Mistake(
            "one-hot times the logarithm of 0",
            {"L": "-(np.eye(P.shape[1])[y] * np.log(P)).sum()"},
            "0 times minus infinity is not 0. Where does the floor have to act: before the "
            "logarithm or after it?",
        ),
    ),
)

OF_SCORES = Page(
    exercise="dL_dS",
    steps="G = P.copy()\nG[np.arange(len(y)), y] -= 1.0",
    right={"dL_dS": "G"},
    equivalents={
        "one-hot": "return P - np.eye(P.shape[1])[y]",
        "comparison": "return P - (np.arange(P.shape[1]) == y[:, None])",
        "loops": (
            "N, K = P.shape\n"
            "G = np.zeros((N, K))\n"
            "for n in range(N):\n"
            "    for k in range(K):\n"
            "        G[n, k] = P[n, k] - delta(k, y[n])\n"
            "return G"
        ),
        "cases": "return np.where(np.arange(P.shape[1])[None, :] == y[:, None], P - 1, P)",
    },
    mistakes=(
        Mistake(
            "sign",
            {"dL_dS": "-G"},
            "Raise the score of the right class: the loss falls. Which sign has its gradient?",
        ),
        Mistake(
            "subtracted everywhere",
            {"dL_dS": "P - 1.0"},
            "Only one entry of each row belongs to the label.",
        ),
        Mistake(
            "every label subtracted in every row",
            {},
            "P[:, y] means every row, and the columns of all the labels. Which one entry of row n "
            "is meant?",
            instead={"G[np.arange(len(y)), y] -= 1.0": "G[:, y] -= 1.0"},
            through=("dL_dS",),
        ),
        Mistake(
            "label not subtracted",
            {"dL_dS": "P.copy()"},
            "As it stands the labels have no say. What is different in the column of the label?",
        ),
        Mistake(
            "averaged over the batch",
            {"dL_dS": "G / len(y)"},
            "Right direction, too short by a factor N. Is the loss in (8) a mean?",
        ),
        Mistake(
            "divided by the number of classes",
            {"dL_dS": "G / P.shape[1]"},
            "Too short by a factor K. Does the loss divide by the number of classes anywhere?",
        ),
        Mistake(
            "softmax derivative applied twice",
            {"dL_dS": "P * (G - (G * P).sum(axis=1, keepdims=True))"},
            "The derivative of softmax is in there already, once. With respect to what is P minus "
            "the one-hot label the gradient: to P or to S?",
        ),
        Mistake(
            "times P(1 - P)",
            {"dL_dS": "G * P * (1.0 - P)"},
            "The derivative of softmax is in there already, once, and it has entries beside its "
            "diagonal.",
        ),
        Mistake(
            "gradient with respect to P",
            {"dL_dS": "-np.eye(P.shape[1])[y] / np.maximum(P, np.finfo(np.float64).tiny)"},
            "That is how the loss depends on P. From P it is one more step to S.",
        ),
    ),
)

PAGES = (FORWARD, CROSS_ENTROPY, OF_SCORES)
