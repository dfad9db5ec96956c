"""Mistakes in "a published solution claims ...": mostly, believing the claim."""

from autograder.catalogue.mistake import Mistake, Page

PAGES = (
    Page(
        exercise="nyu_claims",
        right={
            "dL_dW_holds": "False",
            "dL_dW": "np.outer(dL_dy, x)",
            "dL_db_holds": "False",
            "dL_db": "dL_dy.copy()",
        },
        equivalents={
            "reshaped row": (
                "row = [dL_dy[0] * x[0], dL_dy[0] * x[1], dL_dy[1] * x[0], dL_dy[1] * x[1]]\n"
                "return [False, np.array(row).reshape(2, 2), False, 1 * dL_dy]"
            ),
            "einsum": (
                "return False, np.einsum('i,j->ij', dL_dy, x), np.bool_(False), dL_dy @ np.eye(2)"
            ),
        },
        mistakes=(
            Mistake(
                "published weight gradient believed",
                {
                    "dL_dW_holds": "True",
                    "dL_dW": "dL_dy[None, :] @ np.array([[x[0], x[1], 0, 0], [0, 0, x[0], x[1]]])",
                },
                "W is (2, 2). Can a gradient that W is to be updated with be a row of four?",
            ),
            Mistake(
                "published bias gradient believed",
                {"dL_db_holds": "True", "dL_db": "dL_dy * np.eye(2)"},
                "b has two entries. What would the other two numbers of a 2 x 2 matrix be for?",
            ),
            Mistake(
                "outer product the wrong way round",
                {"dL_dW": "np.outer(x, dL_dy)"},
                "W_12 takes x_2 into y_1. At which row and column of dL/dW does dL/dy_1 times "
                "x_2 stand?",
            ),
        ),
    ),
    Page(
        exercise="uva_claims",
        right={
            "dL_dW_holds": "True",
            "dL_dW": "dL_dU.T @ X",
            "dL_db_holds": "False",
            "dL_db": "dL_dU.sum(axis=0)",
        },
        equivalents={
            "einsum": (
                "return [True, np.einsum('nh,nd->hd', dL_dU, X), False, np.einsum('nh->h', dL_dU)]"
            ),
        },
        mistakes=(
            Mistake(
                "published bias gradient believed",
                {"dL_db_holds": "True", "dL_db": "dL_dU"},
                "The published dL/db has a row for each sample. How many rows does b have?",
            ),
            Mistake(
                "weight gradient transposed",
                {"dL_dW": "X.T @ dL_dU"},
                "W is (H, D), and its gradient with it. Which of the two factors brings the rows?",
            ),
            Mistake(
                "right claim doubted",
                {"dL_dW_holds": "False"},
                "Not everything that is published is wrong. Compare shape and one entry by hand.",
            ),
            Mistake(
                "averaged over the batch",
                {"dL_db": "dL_dU.mean(axis=0)"},
                "Right shape, too short by a factor N. Does this loss average over the samples?",
            ),
        ),
    ),
    Page(
        exercise="uva_index_claim",
        right={"dL_dX_kl_holds": "False", "dL_dX_kl": "dL_dU[k] @ W[:, l]"},
        equivalents={
            "loop": "return False, sum(dL_dU[k, j] * W[j, l] for j in range(len(W)))",
            "whole gradient": "return [False, (dL_dU @ W)[k, l]]",
        },
        mistakes=(
            Mistake(
                "summed over the samples",
                {"dL_dX_kl": "dL_dU.sum(axis=0) @ W[:, l]"},
                "Sample k hears only of its own row. Over which index do the paths from X_kl run?",
            ),
            Mistake(
                "published sum believed",
                {"dL_dX_kl_holds": "True", "dL_dX_kl": "len(dL_dU) * dL_dU[k, 0] * W[0, l]"},
                "There is no i in the terms of that sum, and j is bound by nothing.",
            ),
        ),
    ),
    Page(
        exercise="usi_claims",
        right={
            "J_X_holds": "False",
            "J_X": "np.einsum('nm,jl->njml', np.eye(len(X)), W)",
            "J_W_holds": "False",
            "J_W": "np.einsum('ji,nl->njil', np.eye(len(W)), X)",
        },
        equivalents={
            "loops": (
                "(N, D), H = X.shape, len(W)\n"
                "J_X, J_W = np.zeros((N, H, N, D)), np.zeros((N, H, H, D))\n"
                "for n in range(N):\n"
                "    for j in range(H):\n"
                "        J_X[n, j, n], J_W[n, j, j] = W[j], X[n]\n"
                "return False, J_X, False, J_W"
            ),
        },
        mistakes=(
            Mistake(
                "published weight Jacobian believed",
                {
                    "J_W_holds": "True",
                    "J_W": "np.einsum('nj,il->njil', np.eye(len(X), len(W)), W)",
                },
                "U is linear in W, so its derivative with respect to W cannot contain W.",
            ),
            Mistake(
                "published input Jacobian believed",
                {
                    "J_X_holds": "True",
                    "J_X": "np.einsum('nl,jm->njml', X, np.eye(len(W), len(X)))",
                },
                "U is linear in X, so its derivative with respect to X cannot contain X.",
            ),
        ),
    ),
    Page(
        exercise="quiz4_claim",
        right={"dL_dXij_holds": "False", "dL_dXij": "np.sum(dY_dXij * dL_dY)"},
        equivalents={
            "trace": "return False, np.trace(dY_dXij.T @ dL_dY)",
            "loops": (
                "total = 0.0\n"
                "for n in range(dL_dY.shape[0]):\n"
                "    for h in range(dL_dY.shape[1]):\n"
                "        total += dY_dXij[n, h] * dL_dY[n, h]\n"
                "return [False, total]"
            ),
        },
        mistakes=(
            Mistake(
                "product made to fit by a transpose",
                {"dL_dXij": "dY_dXij.T @ dL_dY"},
                "dL/dX_ij is one number. Over how many indices must the product be summed?",
            ),
            Mistake(
                "elementwise product not summed",
                {"dL_dXij": "dY_dXij * dL_dY"},
                "Each entry is one path from X_ij to L. What does the chain rule do with the "
                "paths?",
            ),
            Mistake(
                "claim believed, with the right number",
                {"dL_dXij_holds": "True"},
                "Is the product of an (N, H) and an (N, H) matrix defined?",
            ),
        ),
    ),
)
