"""Mistakes in the notebook `batched`: U = X W^T + 1 b^T, and Quiz 4's Y = X W."""

from autograder.catalogue.mistake import Mistake, Page

INDEX_FORMS = (
    Page(
        exercise="dU_dX",
        right={"dU_dX": "delta(n, m) * W[j, l]"},
        equivalents={
            "condition": "return W[j, l] if n == m else 0.0",
            "boolean factor": "return (n == m) * W[j][l]",
        },
        mistakes=(
            Mistake(
                "delta missing",
                {"dU_dX": "W[j, l]"},
                "Does sample m have any part in the output of sample n?",
            ),
            Mistake(
                "delta of output and sample",
                {"dU_dX": "delta(j, m) * W[j, l]"},
                "A delta compares two indices of the same kind. Which two of n, j, m, l both "
                "count samples?",
            ),
            Mistake(
                "rows and columns swapped",
                {"dU_dX": "delta(n, m) * W.flat[l * W.shape[0] + j]"},
                "In this layout a row of W belongs to an output. Which of j, l is the row?",
            ),
        ),
    ),
    Page(
        exercise="dU_dW",
        right={"dU_dW": "delta(j, i) * X[n, l]"},
        equivalents={
            "condition": "return X[n, l] if i == j else 0",
            "transposed": "return X.T[l, n] * (i == j)",
        },
        mistakes=(
            Mistake(
                "delta missing",
                {"dU_dW": "X[n, l]"},
                "Row i of W makes column i of U. What does it do to the other columns?",
            ),
            Mistake(
                "summed over the batch",
                {"dU_dW": "delta(j, i) * X[:, l].sum()"},
                "The sum over samples belongs to the loss. Here one output of one sample is "
                "asked for.",
            ),
            Mistake(
                "input forgotten",
                {"dU_dW": "delta(j, i)"},
                "W_il is multiplied by something on its way into U_nj.",
            ),
            Mistake(
                "first sample for all",
                {"dU_dW": "delta(j, i) * X[0, l]"},
                "Each sample brings its own input. Where does n come in?",
            ),
        ),
    ),
    Page(
        exercise="dU_db",
        right={"dU_db": "delta(j, i)"},
        equivalents={"condition": "return 1 if i == j else 0", "float": "return float(i == j)"},
        mistakes=(
            Mistake(
                "delta missing",
                {"dU_db": "1.0"},
                "b_i is added to one column of U. What about the other columns?",
            ),
            Mistake(
                "one bias for each sample",
                {"dU_db": "delta(n, i)"},
                "Which of U's two axes is b laid along: samples or outputs?",
            ),
            Mistake(
                "first sample only",
                {"dU_db": "delta(j, i) * delta(n, 0)"},
                "The same b is added to every row of U.",
            ),
        ),
    ),
)

JACOBIANS = Page(
    exercise="batched_affine_jacobians",
    right={
        "J_X": "np.einsum('nm,jl->njml', np.eye(len(X)), W)",
        "J_W": "np.einsum('ji,nl->njil', np.eye(len(b)), X)",
        "J_b": "np.einsum('n,ji->nji', np.ones(len(X)), np.eye(len(b)))",
    },
    equivalents={
        "loops": (
            "(N, D), H = X.shape, len(b)\n"
            "J_X, J_W, J_b = np.zeros((N, H, N, D)), np.zeros((N, H, H, D)), np.zeros((N, H, H))\n"
            "for n in range(N):\n"
            "    for j in range(H):\n"
            "        J_X[n, j, n] = W[j]\n"
            "        J_W[n, j, j] = X[n]\n"
            "        J_b[n, j, j] = 1.0\n"
            "return J_X, J_W, J_b"
        ),
        "tensordot and transpose": (
            "N, H = len(X), len(b)\n"
            "J_X = np.multiply.outer(np.eye(N), W).transpose(0, 2, 1, 3)\n"
            "J_W = np.multiply.outer(X, np.eye(H)).transpose(0, 2, 3, 1)\n"
            "return [J_X, J_W, np.stack([np.eye(H)] * N)]"
        ),
    },
    mistakes=(
        Mistake(
            "samples mixed",
            {"J_X": "np.einsum('nm,jl->njml', np.ones((len(X), len(X))), W)"},
            "Sample m has no part in the output of sample n. Where does that leave zeros?",
        ),
        Mistake(
            "outputs mixed",
            {"J_W": "np.einsum('ji,nl->njil', np.ones((len(b), len(b))), X)"},
            "Row i of W makes output i and no other. Where does that leave zeros?",
        ),
        Mistake(
            "batch axis dropped",
            {"J_b": "np.eye(len(b))"},
            "U has an entry for each sample and output; J_b has an axis for each of the two, "
            "then one for b.",
        ),
        Mistake(
            "summed over the batch",
            {"J_W": "np.einsum('ji,nl->jil', np.eye(len(b)), X)"},
            "The sum over samples belongs to the loss, not to the Jacobian of U.",
        ),
        Mistake(
            "identity times W",
            {"J_W": "np.einsum('nj,il->njil', np.eye(len(X), len(b)), W)"},
            "U is linear in W, so its derivative with respect to W cannot contain W.",
        ),
    ),
)

VJPS = (
    Page(
        exercise="batched_affine_vjp",
        right={
            "dL_dX": "dL_dU @ W",
            "dL_dW": "dL_dU.T @ X",
            "dL_db": "dL_dU.sum(axis=0)",
        },
        equivalents={
            "loops": (
                "(N, D), H = X.shape, len(b)\n"
                "dL_dX, dL_dW, dL_db = np.zeros((N, D)), np.zeros((H, D)), np.zeros(H)\n"
                "for n in range(N):\n"
                "    for j in range(H):\n"
                "        dL_dX[n] += dL_dU[n, j] * W[j]\n"
                "        dL_dW[j] += dL_dU[n, j] * X[n]\n"
                "        dL_db[j] += dL_dU[n, j]\n"
                "return dL_dX, dL_dW, dL_db"
            ),
            "einsum": (
                "dL_dX = np.einsum('nj,jl->nl', dL_dU, W)\n"
                "dL_dW = np.einsum('nj,nl->jl', dL_dU, X)\n"
                "return [dL_dX, dL_dW, np.einsum('nj->j', dL_dU)]"
            ),
            "transposes": "return (W.T @ dL_dU.T).T, (X.T @ dL_dU).T, np.ones(len(X)) @ dL_dU",
            "sum of outer products": (
                "dL_dW = sum(np.outer(g, x) for g, x in zip(dL_dU, X))\n"
                "return np.stack([W.T @ g for g in dL_dU]), dL_dW, sum(dL_dU)"
            ),
        },
        mistakes=(
            Mistake(
                "not summed over the batch",
                {"dL_db": "dL_dU"},
                "`dL_db` has one row for each sample, but there is only one b. Through how many "
                "rows of U does one entry of b reach the loss?",
            ),
            Mistake(
                "averaged over the batch",
                {"dL_db": "dL_dU.mean(axis=0)"},
                "Right direction, too short by a factor N. Does this loss average over the "
                "samples?",
            ),
            Mistake(
                "summed over everything",
                {"dL_db": "dL_dU.sum()"},
                "One number came for all of b. Through which columns of U does one entry of b act?",
            ),
            Mistake(
                "summed over the wrong axis",
                {"dL_db": "dL_dU.sum(axis=1)"},
                "That leaves one number for each sample. What does b have one number for?",
            ),
            Mistake(
                "weight gradient averaged",
                {"dL_dW": "dL_dU.T @ X / len(X)"},
                "Too short by a factor N. Where does the loss itself divide by N?",
            ),
            Mistake(
                "weight gradient transposed",
                {"dL_dW": "X.T @ dL_dU"},
                "That is the product for the layout in which columns of W are outputs. Compare "
                "its shape with W.",
            ),
            Mistake(
                "W transposed in the input gradient",
                {"dL_dX": "dL_dU @ W.T"},
                "Which axis of W counts outputs? It is the one that dL_dU must be contracted with.",
                raises=True,
            ),
            Mistake(
                "upstream gradient ignored",
                {
                    "dL_dX": "np.ones_like(dL_dU) @ W",
                    "dL_dW": "np.ones_like(dL_dU).T @ X",
                    "dL_db": "np.ones_like(dL_dU).sum(axis=0)",
                },
                "That is right for an upstream of ones. What does an entry of 10 there change?",
            ),
            Mistake(
                "one row for every sample",
                {"dL_dX": "np.tile((dL_dU @ W).sum(axis=0), (len(X), 1))"},
                "Each sample has its own row of the upstream gradient, and hears of no other.",
            ),
            Mistake(
                "weights in place of the inputs",
                {"dL_dW": "dL_dU.sum(axis=0)[:, None] * W"},
                "W_jl is multiplied by something on its way into U_nj. By itself?",
            ),
        ),
    ),
    Page(
        exercise="matmul_vjp",
        right={"dL_dX": "dL_dY @ W.T", "dL_dW": "X.T @ dL_dY"},
        equivalents={
            "loops": (
                "(N, D), H = X.shape, W.shape[1]\n"
                "dL_dX, dL_dW = np.zeros((N, D)), np.zeros((D, H))\n"
                "for n in range(N):\n"
                "    for d in range(D):\n"
                "        for h in range(H):\n"
                "            dL_dX[n, d] += dL_dY[n, h] * W[d, h]\n"
                "            dL_dW[d, h] += dL_dY[n, h] * X[n, d]\n"
                "return dL_dX, dL_dW"
            ),
            "einsum": (
                "return [np.einsum('nh,dh->nd', dL_dY, W), np.einsum('nd,nh->dh', X, dL_dY)]"
            ),
            "transposes": "return (W @ dL_dY.T).T, (dL_dY.T @ X).T",
        },
        mistakes=(
            Mistake(
                "the other layout's weight gradient",
                {"dL_dW": "dL_dY.T @ X"},
                "Here W is (D, H), and a gradient has the shape of what it is taken with respect "
                "to.",
            ),
            Mistake(
                "W where its transpose belongs",
                {"dL_dX": "dL_dY @ W"},
                "dL_dY has outputs along its columns. Along which axis of this W are the outputs?",
                raises=True,
            ),
            Mistake(
                "averaged over the batch",
                {"dL_dW": "X.T @ dL_dY / len(X)"},
                "Too short by a factor N. Where does the loss itself divide by N?",
            ),
            Mistake(
                "upstream gradient ignored",
                {"dL_dX": "np.ones_like(dL_dY) @ W.T", "dL_dW": "X.T @ np.ones_like(dL_dY)"},
                "That is right for an upstream of ones. What does an entry of 10 there change?",
            ),
        ),
    ),
)

PAGES = (*INDEX_FORMS, JACOBIANS, *VJPS)
