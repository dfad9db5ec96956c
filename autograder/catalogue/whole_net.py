"""Mistakes in the notebook `two-layer-net` that show in the gradients of the whole net."""

from autograder.catalogue.mistake import Mistake, Page

FORWARD = (
    "Z = X @ W1 + b1\n"
    "H = np.maximum(Z, 0.0)\n"
    "S = H @ W2 + b2\n"
    "E = np.exp(S - S.max(axis=1, keepdims=True))\n"
    "P = E / E.sum(axis=1, keepdims=True)\n"
)
BACKWARD = (
    "dS = P.copy()\n"
    "dS[np.arange(len(y)), y] -= 1.0\n"
    "dL_dW2 = H.T @ dS\n"
    "dL_db2 = dS.sum(axis=0, keepdims=True)\n"
    "dH = dS @ W2.T\n"
    "dZ = dH * (Z > 0)\n"
    "dL_dW1 = X.T @ dZ\n"
    "dL_db1 = dZ.sum(axis=0, keepdims=True)"
)
LABELS = "dS[np.arange(len(y)), y] -= 1.0\n"
HIDDEN = ("dL_dW1", "dL_db1")
ALL = (*HIDDEN, "dL_dW2", "dL_db2")
RIGHT = {part: part for part in ALL}

ON_THE_WAY = (
    Mistake(
        "sign",
        {},
        "The gradient points uphill. The minus sign belongs to the update step.",
        instead={LABELS: LABELS + "dS = -dS\n"},
        through=ALL,
    ),
    Mistake(
        "subtracted everywhere",
        {},
        "Only one entry of each row of P belongs to the label.",
        instead={LABELS: "dS -= 1.0\n"},
        through=ALL,
    ),
    Mistake(
        "every label subtracted in every row",
        {},
        "P[:, y] means every row, and the columns of all the labels.",
        instead={LABELS: "dS[:, y] -= 1.0\n"},
        through=ALL,
    ),
    Mistake(
        "softmax derivative applied twice",
        {},
        "P minus the one-hot label is the gradient with respect to S. The derivative of softmax "
        "is in there already.",
        instead={LABELS: LABELS + "dS = P * (dS - (dS * P).sum(axis=1, keepdims=True))\n"},
        through=ALL,
    ),
    Mistake(
        "mask missing",
        {},
        "The output layer is right, the hidden one is not. What does (13) do between the two?",
        instead={"dZ = dH * (Z > 0)": "dZ = dH"},
        through=HIDDEN,
    ),
    Mistake(
        "ReLU of the gradient",
        {},
        "Whether a gradient passes is decided by the sign of what went into ReLU.",
        instead={"dZ = dH * (Z > 0)": "dZ = np.maximum(dH, 0.0)"},
        through=HIDDEN,
    ),
    Mistake(
        "times H",
        {},
        "(13) multiplies by the slope of ReLU. Is that H?",
        instead={"dZ = dH * (Z > 0)": "dZ = dH * H"},
        through=HIDDEN,
    ),
    Mistake(
        "gradient of H for that of Z",
        {"dL_dW1": "X.T @ dH"},
        "W1 makes Z, not H. Which gradient stands in (14)?",
    ),
    Mistake(
        "Z for H",
        {"dL_dW2": "Z.T @ dS"},
        "What does W2 multiply in (6)? The same stands in its gradient.",
    ),
    Mistake(
        "W2 updated first",
        {},
        "All gradients belong to the same parameters. Was W2 changed before dL/dH was computed?",
        instead={"dH = dS @ W2.T": "W2 = W2 - 0.1 * dL_dW2\ndH = dS @ W2.T"},
        through=HIDDEN,
    ),
    Mistake(
        "bias gradients not summed",
        {"dL_db1": "dZ", "dL_db2": "dS"},
        "Each bias is one row, laid along every sample. Through how many rows does it act?",
    ),
)

SUM = Page(
    exercise="two_layer_grads",
    steps=FORWARD + BACKWARD,
    right=RIGHT,
    equivalents={
        "einsum": (
            "Z = np.einsum('nd,dh->nh', X, W1) + b1\n"
            "H = np.where(Z > 0, Z, 0.0)\n"
            "S = np.einsum('nh,hk->nk', H, W2) + b2\n"
            "P = np.exp(S - np.logaddexp.reduce(S, axis=1)[:, None])\n"
            "dS = P - np.eye(P.shape[1])[y]\n"
            "dZ = np.einsum('nk,hk,nh->nh', dS, W2, Z > 0)\n"
            "return [np.einsum('nd,nh->dh', X, dZ), dZ.sum(0)[None],\n"
            "        np.einsum('nh,nk->hk', H, dS), dS.sum(0)[None]]"
        ),
        "sample by sample": (
            "gW1, gb1, gW2, gb2 = (np.zeros_like(a) for a in (W1, b1, W2, b2))\n"
            "for x, label in zip(X, y):\n"
            "    z = x @ W1 + b1[0]\n"
            "    h = np.maximum(z, 0)\n"
            "    s = h @ W2 + b2[0]\n"
            "    ds = np.exp(s - s.max())\n"
            "    ds = ds / ds.sum()\n"
            "    ds[label] -= 1\n"
            "    dz = (W2 @ ds) * (z > 0)\n"
            "    gW1 += np.outer(x, dz)\n"
            "    gb1 += dz\n"
            "    gW2 += np.outer(h, ds)\n"
            "    gb2 += ds\n"
            "return gW1, gb1, gW2, gb2"
        ),
    },
    mistakes=(
        *ON_THE_WAY,
        Mistake(
            "averaged over the batch",
            {},
            "Right direction, too short by a factor N. Is this the gradient of the sum?",
            instead={LABELS: LABELS + "dS = dS / len(y)\n"},
            through=ALL,
        ),
        Mistake(
            "divided by the number of classes",
            {},
            "Too short by a factor K. Does the loss divide by the number of classes anywhere?",
            instead={LABELS: LABELS + "dS = dS / P.shape[1]\n"},
            through=ALL,
        ),
    ),
)

MEAN = Page(
    exercise="mean_loss_grads",
    steps=FORWARD + BACKWARD.replace(LABELS, LABELS + "dS = dS / len(y)\n"),
    right=RIGHT,
    equivalents={
        "divided at the end": (
            FORWARD
            + "onehot = np.arange(P.shape[1]) == y[:, None]\n"
            + "dS = P - onehot\n"
            + "dZ = np.where(Z > 0, dS @ W2.T, 0.0)\n"
            + "N = X.shape[0]\n"
            + "return [g / N for g in (X.T @ dZ, dZ.sum(0, keepdims=True), H.T @ dS,\n"
            + "                        dS.sum(0, keepdims=True))]"
        ),
        "means": (
            FORWARD
            + "dS = P - np.eye(P.shape[1])[y]\n"
            + "dZ = (dS @ W2.T) * (Z > 0)\n"
            + "return (X.T @ dZ / len(X), dZ.mean(axis=0, keepdims=True),\n"
            + "        H.T @ dS / len(X), dS.mean(axis=0, keepdims=True))"
        ),
    },
    mistakes=(
        *ON_THE_WAY,
        Mistake(
            "sum for mean",
            {},
            "Right direction, too long by a factor N. Where does the mean divide?",
            instead={"dS = dS / len(y)\n": ""},
            through=ALL,
        ),
        Mistake(
            "divided by N twice",
            {},
            "Too short by a factor N. Is there a second division by the number of samples?",
            instead={"dS = dS / len(y)\n": "dS = dS / len(y) / len(y)\n"},
            through=ALL,
        ),
        Mistake(
            "divided by the number of classes",
            {},
            "A mean over the samples divides by how many? Not by the number of classes.",
            instead={"dS = dS / len(y)\n": "dS = dS / P.shape[1]\n"},
            through=ALL,
        ),
        Mistake(
            "mean over all entries of P",
            {},
            "The loss has one term for each sample, not one for each entry of P.",
            instead={"dS = dS / len(y)\n": "dS = dS / dS.size\n"},
            through=ALL,
        ),
        Mistake(
            "biases divided twice",
            {
                "dL_db1": "dZ.mean(axis=0, keepdims=True)",
                "dL_db2": "dS.mean(axis=0, keepdims=True)",
            },
            "The weights are right. dL/dS holds the 1/N already: how often is it in the biases?",
        ),
    ),
)

PAGES = (SUM, MEAN)
