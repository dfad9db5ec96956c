"""Mistakes in the notebook `vectorized`: u = W x + b."""

from autograder.catalogue.mistake import Mistake, Page

INDEX_FORMS = (
    Page(
        exercise="du_dW",
        right={"du_dW": "delta(j, i) * x[l]"},
        equivalents={
            "condition": "return x[l] if i == j else 0",
            "boolean factor": "return (j == i) * x[l]",
        },
        mistakes=(
            Mistake(
                "delta missing",
                {"du_dW": "x[l]"},
                "Row i of W makes one output only. What is the derivative of all the others?",
            ),
            Mistake(
                "x at the output index",
                {"du_dW": "delta(j, i) * x[i % len(x)]"},
                "Which x is W_il multiplied by in the sum: the one at i or the one at l?",
            ),
            Mistake(
                "delta of output and input",
                {"du_dW": "delta(j, l) * x[l]"},
                "A delta compares two indices of the same kind. Which two of j, i, l both count "
                "outputs?",
            ),
            Mistake(
                "input forgotten",
                {"du_dW": "delta(j, i)"},
                "W_il enters u multiplied by something. How far does u move if that is large?",
            ),
        ),
    ),
    Page(
        exercise="du_dx",
        right={"du_dx": "W[j, l]"},
        equivalents={"row first": "return W[j][l]", "transposed twice": "return W.T[l, j]"},
        mistakes=(
            Mistake(
                "rows and columns swapped",
                {"du_dx": "W.flat[l * W.shape[0] + j]"},
                "In W the row counts outputs and the column counts inputs. Which of j, l is which?",
            ),
            Mistake(
                "summed over the outputs",
                {"du_dx": "W[:, l].sum()"},
                "Only one output is asked for. To which u does each row of W belong?",
            ),
            Mistake(
                "summed over the inputs",
                {"du_dx": "W[j].sum()"},
                "Only x_l is nudged; the other inputs stand still.",
            ),
        ),
    ),
    Page(
        exercise="du_db",
        right={"du_db": "delta(j, i)"},
        equivalents={"condition": "return 1 if i == j else 0", "float": "return float(i == j)"},
        mistakes=(
            Mistake(
                "delta missing",
                {"du_db": "1.0"},
                "Every output has a bias of its own. What does b_1 do to u_2?",
            ),
            Mistake(
                "bias called a constant",
                {"du_db": "0.0"},
                "b is what is being nudged here. Does u not move at all?",
            ),
            Mistake(
                "index for a value",
                {"du_db": "delta(j, i) * i"},
                "An index says which entry, not how large it is.",
            ),
        ),
    ),
)

TENSORS_AND_VJPS = (
    Page(
        exercise="affine_jacobians",
        right={
            "J_W": "np.einsum('ji,l->jil', np.eye(len(b)), x)",
            "J_x": "W.copy()",
            "J_b": "np.eye(len(b))",
        },
        equivalents={
            "loops": (
                "H, D = W.shape\n"
                "J_W, J_x, J_b = np.zeros((H, H, D)), np.zeros((H, D)), np.zeros((H, H))\n"
                "for j in range(H):\n"
                "    J_b[j, j] = 1\n"
                "    for l in range(D):\n"
                "        J_W[j, j, l] = x[l]\n"
                "        J_x[j, l] = W[j, l]\n"
                "return J_W, J_x, J_b"
            ),
            "outer": (
                "H = len(b)\n"
                "return [np.multiply.outer(np.identity(H), x), 1.0 * W, np.diag(np.ones(H))]"
            ),
            "nested lists": (
                "H, D = W.shape\n"
                "J_W = [[[float(i == j) * x[l] for l in range(D)] for i in range(H)] for j in "
                "range(H)]\n"
                "return J_W, W.tolist(), [[int(i == j) for i in range(H)] for j in range(H)]"
            ),
        },
        mistakes=(
            Mistake(
                "same row for every weight",
                {"J_W": "np.einsum('ji,l->jil', np.ones((len(b), len(b))), x)"},
                "W_il moves u_i alone, so most entries of J_W have nothing to say.",
            ),
            Mistake(
                "input axis first",
                {"J_W": "np.einsum('ji,l->lji', np.eye(len(b)), x)"},
                "The axes are (output, row of W, column of W), in that order.",
            ),
            Mistake(
                "transposed Jacobian",
                {"J_x": "W.T.copy()"},
                "The output index comes first: J_x[j, l] is about u_j. Which shape is that?",
            ),
            Mistake(
                "ones for the bias",
                {"J_b": "np.ones((len(b), len(b)))"},
                "Does b_1 move u_2?",
            ),
            Mistake(
                "diagonal only",
                {"J_b": "np.ones(len(b))"},
                "That is the diagonal of J_b; an entry for every pair (j, i) is wanted.",
            ),
            Mistake(
                "delta forgotten",
                {"J_W": "np.broadcast_to(x, W.shape).copy()"},
                "There are as many entries as there are triples (j, i, l). Which index went "
                "missing?",
            ),
        ),
    ),
    Page(
        exercise="affine_vjp",
        right={
            "dL_dW": "np.outer(dL_du, x)",
            "dL_dx": "W.T @ dL_du",
            "dL_db": "dL_du.copy()",
        },
        equivalents={
            "loops": (
                "H, D = W.shape\n"
                "dL_dW, dL_dx, dL_db = np.zeros((H, D)), np.zeros(D), np.zeros(H)\n"
                "for j in range(H):\n"
                "    dL_db[j] += dL_du[j]\n"
                "    for l in range(D):\n"
                "        dL_dW[j, l] += dL_du[j] * x[l]\n"
                "        dL_dx[l] += dL_du[j] * W[j, l]\n"
                "return dL_dW, dL_dx, dL_db"
            ),
            "einsum": (
                "return (np.einsum('j,l->jl', dL_du, x), np.einsum('j,jl->l', dL_du, W),\n"
                "        np.einsum('j->j', dL_du))"
            ),
            "contraction with the tensor": (
                "J_W = np.einsum('ji,l->jil', np.eye(len(b)), x)\n"
                "return [np.tensordot(dL_du, J_W, 1), dL_du @ W, dL_du @ np.eye(len(b))]"
            ),
            "broadcasting": "return dL_du[:, None] * x, (dL_du[:, None] * W).sum(0), dL_du",
        },
        mistakes=(
            Mistake(
                "outer product the wrong way round",
                {"dL_dW": "np.outer(x, dL_du)"},
                "Row j of dL_dW belongs to u_j. Which of the two vectors must run down the rows?",
            ),
            Mistake(
                "W where its transpose belongs",
                {"dL_dx": "W @ dL_du"},
                "The upstream gradient has an entry for each output. With which axis of W can it "
                "be contracted?",
                raises=True,
            ),
            Mistake(
                "upstream gradient ignored",
                {
                    "dL_dW": "np.outer(np.ones(len(b)), x)",
                    "dL_dx": "W.sum(axis=0)",
                    "dL_db": "np.ones(len(b))",
                },
                "That is right for an upstream of ones. What does an entry of 10 there change?",
            ),
            Mistake(
                "bias gradient summed over everything",
                {"dL_db": "dL_du.sum()"},
                "Each entry of b reaches the loss through its own output, and no other.",
            ),
            Mistake(
                "weights in place of the input",
                {"dL_dW": "dL_du[:, None] * W"},
                "W_jl is multiplied by something on its way into u_j. By itself?",
            ),
            Mistake(
                "sign",
                {"dL_dW": "-np.outer(dL_du, x)", "dL_dx": "-(W.T @ dL_du)", "dL_db": "-dL_du"},
                "The gradient points uphill. The minus sign belongs to the update step.",
            ),
        ),
    ),
)

PAGES = INDEX_FORMS + TENSORS_AND_VJPS
