"""Mistakes in the notebook `two-layer-net`: back through each layer by itself."""

from autograder.catalogue.mistake import Mistake, Page

OUTPUT_LAYER = Page(
    exercise="output_layer_vjp",
    right={
        "dL_dH": "dL_dS @ W2.T",
        "dL_dW2": "H.T @ dL_dS",
        "dL_db2": "dL_dS.sum(axis=0, keepdims=True)",
    },
    equivalents={
        "einsum": (
            "return (np.einsum('nk,hk->nh', dL_dS, W2), np.einsum('nh,nk->hk', H, dL_dS),\n"
            "        np.einsum('nk->k', dL_dS)[None, :])"
        ),
        "row of ones": "return (W2 @ dL_dS.T).T, (dL_dS.T @ H).T, np.ones((1, len(H))) @ dL_dS",
        "loops": (
            "dL_dH, dL_dW2 = np.zeros(H.shape), np.zeros(W2.shape)\n"
            "dL_db2 = np.zeros((1, W2.shape[1]))\n"
            "for h, g, row in zip(H, dL_dS, dL_dH):\n"
            "    row[:] = W2 @ g\n"
            "    dL_dW2 += np.outer(h, g)\n"
            "    dL_db2 += g\n"
            "return [dL_dH, dL_dW2, dL_db2]"
        ),
    },
    mistakes=(
        Mistake(
            "bias gradient not summed",
            {"dL_db2": "dL_dS.copy()"},
            "`dL_db2` has one row for each sample, but b2 is one row. What does the 1_N in (6) do "
            "with b2?",
        ),
        Mistake(
            "bias gradient lost an axis",
            {"dL_db2": "dL_dS.sum(axis=0)"},
            "The numbers may be right. Quiz 4 keeps b2 as a (1, K) row: what does keepdims do?",
        ),
        Mistake(
            "bias gradient averaged",
            {"dL_db2": "dL_dS.mean(axis=0, keepdims=True)"},
            "Too short by a factor N. Does (6) divide by N anywhere?",
        ),
        Mistake(
            "bias gradient summed over the classes",
            {"dL_db2": "dL_dS.sum(axis=1, keepdims=True)"},
            "That leaves one number for each sample. What does b2 have one number for?",
        ),
        Mistake(
            "bias gradient summed over everything",
            {"dL_db2": "np.full((1, W2.shape[1]), dL_dS.sum())"},
            "Each entry of b2 acts on one column of S, and on no other.",
        ),
        Mistake(
            "W2 where its transpose belongs",
            {"dL_dH": "dL_dS @ W2"},
            "Along which axis of W2 do the classes lie? dL_dS is contracted with that one.",
            raises=True,
        ),
        Mistake(
            "weight gradient transposed",
            {"dL_dW2": "dL_dS.T @ H"},
            "In this layout W2 is (H, K), and its gradient has the same shape.",
        ),
        Mistake(
            "weight gradient averaged",
            {"dL_dW2": "H.T @ dL_dS / len(H)"},
            "Too short by a factor N. If there is a 1/N, it has come in with dL_dS already.",
        ),
        Mistake(
            "mask applied too early",
            {"dL_dH": "(dL_dS @ W2.T) * (H > 0)"},
            "The ReLU is the next step, (13). Here is asked how the loss depends on H.",
        ),
        Mistake(
            "upstream gradient ignored",
            {
                "dL_dH": "np.ones_like(dL_dS) @ W2.T",
                "dL_dW2": "H.T @ np.ones_like(dL_dS)",
                "dL_db2": "np.ones_like(dL_dS).sum(axis=0, keepdims=True)",
            },
            "That is right for an upstream of ones. What does an entry of 10 there change?",
        ),
    ),
)

RELU = Page(
    exercise="relu_vjp",
    right={"dL_dZ": "dL_dH * (Z > 0)"},
    equivalents={
        "where": "return np.where(Z > 0, dL_dH, 0.0)",
        "copy and clear": "dL_dZ = dL_dH.copy()\ndL_dZ[Z <= 0] = 0\nreturn dL_dZ",
        "step function": "return dL_dH * np.heaviside(Z, 0.0)",
        "loops": (
            "return [[float(g) if z > 0 else 0.0 for g, z in zip(gs, zs)]\n"
            "        for gs, zs in zip(dL_dH, Z)]"
        ),
    },
    mistakes=(
        Mistake(
            "mask missing",
            {"dL_dZ": "dL_dH.copy()"},
            "Nudge an entry of Z that is -3. What does ReLU make of the nudge?",
        ),
        Mistake(
            "ReLU of the gradient",
            {"dL_dZ": "np.maximum(dL_dH, 0.0)"},
            "Whether a gradient passes is decided by a sign. By the sign of what: of the gradient "
            "or of the entry that went into ReLU?",
        ),
        Mistake(
            "negative gradients cut off as well",
            {"dL_dZ": "np.maximum(dL_dH, 0.0) * (Z > 0)"},
            "The mask is right. Why should a gradient that is negative not pass?",
        ),
        Mistake(
            "times H",
            {"dL_dZ": "dL_dH * np.maximum(Z, 0.0)"},
            "That multiplies by the value of ReLU. And its slope where Z is 3, and 5?",
        ),
        Mistake(
            "times Z",
            {"dL_dZ": "dL_dH * Z"},
            "That multiplies by the input of ReLU. And its slope where Z is 3, and 5?",
        ),
        Mistake(
            "mask the wrong way round",
            {"dL_dZ": "dL_dH * (Z < 0)"},
            "Which entries of Z does ReLU let through: those above zero or those below?",
        ),
        Mistake(
            "one mask for the whole batch",
            {"dL_dZ": "dL_dH * (Z.sum(axis=0) > 0)"},
            "A unit may be on for one sample and off for the next. What shape has the mask?",
        ),
        Mistake(
            "upstream gradient ignored",
            {"dL_dZ": "(Z > 0) * 1.0"},
            "That is the slope of ReLU. What arrives from above?",
        ),
    ),
)

HIDDEN_LAYER = Page(
    exercise="hidden_layer_vjp",
    right={"dL_dW1": "X.T @ dL_dZ", "dL_db1": "dL_dZ.sum(axis=0, keepdims=True)"},
    equivalents={
        "einsum": "return np.einsum('nd,nh->dh', X, dL_dZ), np.einsum('nh->h', dL_dZ)[None]",
        "sum of outer products": (
            "dL_dW1 = sum(np.outer(x, g) for x, g in zip(X, dL_dZ))\n"
            "return [dL_dW1, np.ones((1, len(X))) @ dL_dZ]"
        ),
        "transposes": "return (dL_dZ.T @ X).T, dL_dZ.sum(0).reshape(1, -1)",
    },
    mistakes=(
        Mistake(
            "bias gradient not summed",
            {"dL_db1": "dL_dZ.copy()"},
            "`dL_db1` has one row for each sample, but b1 is one row. Through how many rows of Z "
            "does one entry of b1 reach the loss?",
        ),
        Mistake(
            "bias gradient lost an axis",
            {"dL_db1": "dL_dZ.sum(axis=0)"},
            "The numbers may be right. Quiz 4 keeps b1 as a (1, H) row: what does keepdims do?",
        ),
        Mistake(
            "bias gradient averaged",
            {"dL_db1": "dL_dZ.mean(axis=0, keepdims=True)"},
            "Too short by a factor N. Does (4) divide by N anywhere?",
        ),
        Mistake(
            "bias gradient summed over the units",
            {"dL_db1": "dL_dZ.sum(axis=1, keepdims=True)"},
            "That leaves one number for each sample. What does b1 have one number for?",
        ),
        Mistake(
            "weight gradient transposed",
            {"dL_dW1": "dL_dZ.T @ X"},
            "In this layout W1 is (D, H), and its gradient has the same shape.",
        ),
        Mistake(
            "weight gradient averaged",
            {"dL_dW1": "X.T @ dL_dZ / len(X)"},
            "Too short by a factor N. If there is a 1/N, it has come in with dL_dZ already.",
        ),
        Mistake(
            "upstream gradient ignored",
            {
                "dL_dW1": "X.T @ np.ones_like(dL_dZ)",
                "dL_db1": "np.ones_like(dL_dZ).sum(axis=0, keepdims=True)",
            },
            "That is right for an upstream of ones. What does an entry of 10 there change?",
        ),
    ),
)

PAGES = (OUTPUT_LAYER, RELU, HIDDEN_LAYER)
