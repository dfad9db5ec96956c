"""Mistakes in the notebook `softmax`."""

from autograder.catalogue.mistake import Mistake, Page

FORWARD = Page(
    exercise="softmax",
    steps=(
        "v = beta * u\n"
        "e = np.exp(v - v.max(axis=-1, keepdims=True))\n"
        "s = e / e.sum(axis=-1, keepdims=True)"
    ),
    right={"s": "s"},
    equivalents={
        "shifted first": (
            "e = np.exp(beta * (u - np.max(u, axis=-1, keepdims=True)))\n"
            "return e / np.sum(e, axis=-1, keepdims=True)"
        ),
        "logarithm": (
            "v = beta * (u - u.max(axis=-1, keepdims=True))\n"
            "return np.exp(v - np.log(np.exp(v).sum(axis=-1, keepdims=True)))"
        ),
        "logaddexp": (
            "v = beta * u\nreturn np.exp(v - np.logaddexp.reduce(v, axis=-1, keepdims=True))"
        ),
        "row by row": (
            "rows = u.reshape(-1, u.shape[-1])\n"
            "shifted = [np.exp(beta * (row - max(row))) for row in rows]\n"
            "return np.array([e / e.sum() for e in shifted]).reshape(u.shape)"
        ),
        "new axis by hand": (
            "v = beta * u - (beta * u).max(-1)[..., None]\n"
            "return np.exp(v) / np.exp(v).sum(-1)[..., None]"
        ),
    },
    mistakes=(
        Mistake(
            "overflow",
            {},
            "The formula is right, and e to the power of 10000 is no float64. What may be added to "
            "all logits of a row without changing the probabilities?",
            instead={"v - v.max(axis=-1, keepdims=True)": "v"},
            through=("s",),
        ),
        Mistake(
            "one maximum for all rows",
            {},
            "Think of one row near 10000 and another near -10000. What is left of the second?",
            instead={"v.max(axis=-1, keepdims=True)": "v.max()"},
            through=("s",),
        ),
        Mistake(
            "beta missing",
            {},
            "That is right for beta = 1. Where does beta stand in the formula?",
            instead={"beta * u": "u"},
            through=("s",),
        ),
        Mistake(
            "1/beta",
            {},
            "beta is an inverse temperature. Should a larger beta sharpen or flatten?",
            instead={"beta * u": "u / beta"},
            through=("s",),
        ),
        Mistake(
            "beta outside",
            {"s": "beta * s"},
            "Do your rows still sum to 1?",
            instead={"beta * u": "u"},
        ),
        Mistake(
            "wrong axis",
            {},
            "Your columns sum to 1. The probabilities of one sample lie along which axis?",
            instead={
                "v.max(axis=-1, keepdims=True)": "v.max(axis=0)",
                "e.sum(axis=-1, keepdims=True)": "e.sum(axis=0)",
            },
            through=("s",),
        ),
        Mistake(
            "normalised over everything",
            {},
            "All of it together sums to 1. How many samples should each sum to 1?",
            instead={
                "v.max(axis=-1, keepdims=True)": "v.max()",
                "e.sum(axis=-1, keepdims=True)": "e.sum()",
            },
            through=("s",),
        ),
        Mistake(
            "not normalised",
            {"s": "e"},
            "All positive, and not yet probabilities. What do they add up to?",
        ),
        Mistake(
            "exponential forgotten",
            {"s": "v / v.sum(axis=-1, keepdims=True)"},
            "A probability cannot be negative, and a logit may be.",
        ),
        Mistake(
            "numerator forgotten",
            {"s": "np.ones(u.shape) / e.sum(axis=-1, keepdims=True)"},
            "Every class got the same value. What tells class j from the others?",
        ),
    ),
)

INDEX_FORM = Page(
    exercise="ds_du",
    right={"ds_du": "beta * s[j] * (delta(j, i) - s[i])"},
    equivalents={
        "cases": "return beta * s[i] * (1 - s[i]) if i == j else -beta * s[j] * s[i]",
        "two terms": "return beta * (delta(i, j) * s[i] - s[i] * s[j])",
        "out of the matrix": "return (beta * (np.diag(s) - np.outer(s, s)))[j, i]",
    },
    mistakes=(
        Mistake(
            "diagonal only",
            {"ds_du": "beta * delta(j, i) * s[j] * (1 - s[j])"},
            "Raise one logit: do the other probabilities stand still? They all sum to 1.",
        ),
        Mistake(
            "delta missing",
            {"ds_du": "beta * s[j] * (1 - s[i])"},
            "The case i = j is right. Through which factor does u_i act when i is not j?",
        ),
        Mistake(
            "off-diagonal sign",
            {"ds_du": "beta * s[j] * (1 - s[i]) if i == j else beta * s[j] * s[i]"},
            "When one probability rises, which way do the others go?",
        ),
        Mistake(
            "beta missing",
            {"ds_du": "s[j] * (delta(j, i) - s[i])"},
            "That is right for beta = 1. What does the exponent contribute when you differentiate?",
        ),
        Mistake(
            "1/beta",
            {"ds_du": "s[j] * (delta(j, i) - s[i]) / beta"},
            "A steeper exponent makes a steeper softmax. Does yours get steeper with beta?",
        ),
        Mistake(
            "one index twice",
            {"ds_du": "beta * (s[i] - s[i] * s[i])"},
            "Does your answer depend on j? Should it?",
        ),
        Mistake(
            "delta without its probability",
            {"ds_du": "beta * (delta(j, i) - s[j] * s[i])"},
            "The first half comes from differentiating e^(beta u_j) over the sum. What is left of "
            "it?",
        ),
        Mistake(
            "product forgotten",
            {"ds_du": "beta * (delta(j, i) * s[j] - s[i])"},
            "The derivative of the sum to the power of -1 leaves the numerator standing. Where is "
            "it?",
        ),
        Mistake(
            "sign",
            {"ds_du": "-beta * s[j] * (delta(j, i) - s[i])"},
            "Raise u_1: does s_1 rise or fall?",
        ),
    ),
)

JACOBIAN = Page(
    exercise="softmax_jacobian",
    steps="e = np.exp(beta * (u - u.max()))\ns = e / e.sum()",
    right={"J": "beta * (np.diag(s) - np.outer(s, s))"},
    equivalents={
        "loops": (
            "K = len(u)\n"
            "e = np.exp(beta * (u - max(u)))\n"
            "s, J = e / sum(e), np.zeros((K, K))\n"
            "for j in range(K):\n"
            "    for i in range(K):\n"
            "        J[j, i] = beta * s[j] * (delta(j, i) - s[i])\n"
            "return J"
        ),
        "broadcasting": (
            "e = np.exp(beta * u)\n"
            "s = e / e.sum()\n"
            "return beta * s[:, None] * (np.eye(len(u)) - s[None, :])"
        ),
        "nested lists": (
            "e = np.exp(beta * u)\n"
            "s = e / e.sum()\n"
            "return [[beta * a * ((i == j) - b) for i, b in enumerate(s)] for j, a in enumerate(s)]"
        ),
    },
    mistakes=(
        Mistake(
            "diagonal only",
            {"J": "beta * np.diag(s * (1 - s))"},
            "Raise one logit: do the other probabilities stand still? They all sum to 1.",
        ),
        Mistake(
            "diagonal as a vector",
            {"J": "beta * s * (1 - s)"},
            "That is one number for each class. How many pairs (j, i) are there?",
        ),
        Mistake(
            "probabilities on the diagonal",
            {"J": "beta * np.diag(s)"},
            "Every row of the Jacobian sums to zero, because adding a constant to all logits "
            "changes nothing. Do yours?",
        ),
        Mistake(
            "off-diagonal sign",
            {"J": "beta * (np.diag(s) + np.outer(s, s))"},
            "When one probability rises, which way do the others go?",
        ),
        Mistake(
            "beta missing",
            {"J": "np.diag(s) - np.outer(s, s)"},
            "beta is in your probabilities. What does the exponent contribute when you "
            "differentiate?",
        ),
        Mistake(
            "beta missing in the probabilities",
            {},
            "The factor in front is there. At which probabilities is the Jacobian taken?",
            instead={"beta * (u - u.max())": "u - u.max()"},
            through=("J",),
        ),
        Mistake(
            "1/beta",
            {"J": "(np.diag(s) - np.outer(s, s)) / beta"},
            "A steeper exponent makes a steeper softmax. Does yours get steeper with beta?",
        ),
        Mistake(
            "s(1-u)",
            {"J": "beta * np.diag(s * (1 - u))"},
            "Logits and probabilities are mixed up in one product. Which of them does it need?",
        ),
    ),
)

VJP = Page(
    exercise="softmax_vjp",
    steps=(
        "e = np.exp(beta * (u - u.max(axis=-1, keepdims=True)))\n"
        "s = e / e.sum(axis=-1, keepdims=True)\n"
        "average = (dL_ds * s).sum(axis=-1, keepdims=True)"
    ),
    right={"dL_du": "beta * s * (dL_ds - average)"},
    equivalents={
        "one Jacobian for each sample": (
            "rows = []\n"
            "for g, v in zip(dL_ds, u):\n"
            "    e = np.exp(beta * (v - v.max()))\n"
            "    s = e / e.sum()\n"
            "    rows.append(beta * (np.diag(s) - np.outer(s, s)) @ g)\n"
            "return np.array(rows)"
        ),
        "einsum": (
            "e = np.exp(beta * u)\n"
            "s = e / e.sum(axis=1, keepdims=True)\n"
            "return beta * (s * dL_ds - s * np.einsum('nk,nk->n', s, dL_ds)[:, None])"
        ),
        "loops": (
            "N, K = u.shape\n"
            "e = np.exp(beta * u)\n"
            "G = np.zeros((N, K))\n"
            "for n in range(N):\n"
            "    s = e[n] / e[n].sum()\n"
            "    for i in range(K):\n"
            "        for j in range(K):\n"
            "            G[n, i] += dL_ds[n, j] * beta * s[j] * (delta(j, i) - s[i])\n"
            "return G"
        ),
        "two products": (
            "e = np.exp(beta * u)\n"
            "s = e / e.sum(axis=1, keepdims=True)\n"
            "gs = dL_ds * s\n"
            "return beta * gs - beta * s * gs.sum(axis=1, keepdims=True)"
        ),
    },
    mistakes=(
        Mistake(
            "s * g alone",
            {"dL_du": "beta * s * dL_ds"},
            "That is the diagonal delta_ji s_j and nothing of s_j s_i. How do the other classes "
            "hear of u_i?",
        ),
        Mistake(
            "diagonal only",
            {"dL_du": "beta * s * (1 - s) * dL_ds"},
            "Softmax is no elementwise map. Which entries of s does one logit move?",
        ),
        Mistake(
            "upstream passed through",
            {"dL_du": "dL_ds.copy()"},
            "The gradient came through untouched. Which part of it can softmax not pass on?",
        ),
        Mistake(
            "sum over the wrong axis",
            {},
            "The probabilities are right; the average mixes samples. Along which axis do the "
            "classes lie?",
            instead={"(dL_ds * s).sum(axis=-1, keepdims=True)": "(dL_ds * s).sum(axis=0)"},
            through=("dL_du",),
        ),
        Mistake(
            "sum over everything",
            {},
            "Each sample needs an average of its own.",
            instead={"(dL_ds * s).sum(axis=-1, keepdims=True)": "(dL_ds * s).sum()"},
            through=("dL_du",),
        ),
        Mistake(
            "wrong axis throughout",
            {},
            "Do the probabilities of one sample sum to 1 in what you computed?",
            instead={
                "u.max(axis=-1, keepdims=True)": "u.max(axis=0)",
                "e.sum(axis=-1, keepdims=True)": "e.sum(axis=0)",
                "(dL_ds * s).sum(axis=-1, keepdims=True)": "(dL_ds * s).sum(axis=0)",
            },
            through=("dL_du",),
        ),
        Mistake(
            "average without weights",
            {},
            "Do all classes count alike in that average? Look again at what multiplies dL/ds_j "
            "in the sum over j.",
            instead={"(dL_ds * s).sum": "dL_ds.mean"},
            through=("dL_du",),
        ),
        Mistake(
            "off-diagonal sign",
            {"dL_du": "beta * s * (dL_ds + average)"},
            "An upstream gradient of ones must give zero. Does it?",
        ),
        Mistake(
            "beta missing",
            {"dL_du": "s * (dL_ds - average)"},
            "beta is in your probabilities. What does the exponent contribute when you "
            "differentiate?",
        ),
        Mistake(
            "1/beta",
            {"dL_du": "s * (dL_ds - average) / beta"},
            "A steeper exponent passes on more. Does yours grow with beta?",
        ),
        Mistake(
            "s(1-u)",
            {"dL_du": "beta * s * (1 - u) * dL_ds"},
            "Logits and probabilities are mixed up in one product. Which of them does it need?",
        ),
    ),
)

PAGES = (FORWARD, INDEX_FORM, JACOBIAN, VJP)
