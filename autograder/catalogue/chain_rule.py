"""Mistakes in the notebook `chain-rule`: a layer of neurons with a squared error on top."""

from autograder.catalogue.mistake import Mistake, Page

ACTIVATIONS = Page(
    exercise="dE_du",
    steps="s = 1 / (1 + np.exp(-u))",
    right={"dE_du": "(s - y) * s * (1 - s)"},
    equivalents={
        "named steps": (
            "z = 1 / (1 + np.exp(-u))\n"
            "residual, slope = z - y, z * (1 - z)\n"
            "return residual * slope"
        ),
        "list": "s = 1 / (1 + np.exp(-u))\nreturn [(a - t) * a * (1 - a) for a, t in zip(s, y)]",
        "quotient": "e = np.exp(-u)\nreturn (1 / (1 + e) - y) * e / (1 + e) ** 2",
        "diagonal Jacobian": "s = 1 / (1 + np.exp(-u))\nreturn np.diag(s * (1 - s)) @ (s - y)",
    },
    mistakes=(
        Mistake(
            "derivative missing",
            {"dE_du": "s - y"},
            "That is dE/d sigma. One more step leads from sigma to u.",
        ),
        Mistake(
            "residual missing",
            {"dE_du": "s * (1 - s)"},
            "That is the slope of sigma. How does E hear of it?",
        ),
        Mistake(
            "s(1-s) of the wrong variable",
            {"dE_du": "(s - y) * y * (1 - y)"},
            "The slope is that of sigma at u. Does the target change how steep sigma is?",
        ),
        Mistake(
            "u(1-u)",
            {"dE_du": "(s - y) * u * (1 - u)"},
            "The product is of the right form. Which of the two, u or sigma(u), belongs in it?",
        ),
        Mistake(
            "sigma'(sigma(u))",
            {"dE_du": "(s - y) / (1 + np.exp(-s)) * (1 - 1 / (1 + np.exp(-s)))"},
            "The slope is taken one step too far along. What goes into sigma in the forward pass?",
        ),
        Mistake(
            "sigma forgotten in the residual",
            {"dE_du": "(u - y) * s * (1 - s)"},
            "What does E compare with the target: u, or something made from it?",
        ),
        Mistake(
            "sign",
            {"dE_du": "(y - s) * s * (1 - s)"},
            "Raise u where sigma is above its target already. Does E rise or fall?",
        ),
        Mistake(
            "factor 2",
            {"dE_du": "2 * (s - y) * s * (1 - s)"},
            "The square brings a factor down. Which factor stands before the sum?",
        ),
        Mistake(
            "summed over the neurons",
            {"dE_du": "np.sum((s - y) * s * (1 - s))"},
            "Each u_l reaches E through its own term, and no other.",
        ),
    ),
)

ENTRY = Page(
    exercise="dE_dW_entry",
    steps="u = W @ x + b\ns = 1 / (1 + np.exp(-u))\nsignal = (s - y) * s * (1 - s)",
    right={"dE_dW_entry": "signal[i] * x[l]"},
    equivalents={
        "one neuron": (
            "s = 1 / (1 + np.exp(-(W[i] @ x + b[i])))\nreturn (s - y[i]) * s * (1 - s) * x[l]"
        ),
        "sum over every path": (
            "total = 0.0\n"
            "for j in range(len(b)):\n"
            "    s = 1 / (1 + np.exp(-(sum(W[j, k] * x[k] for k in range(len(x))) + b[j])))\n"
            "    total += (s - y[j]) * s * (1 - s) * delta(j, i) * x[l]\n"
            "return total"
        ),
        "whole gradient": (
            "s = 1 / (1 + np.exp(-W @ x - b))\nreturn np.outer((s - y) * s * (1 - s), x)[i, l]"
        ),
    },
    mistakes=(
        Mistake(
            "sum dropped inside sigma",
            {},
            "Which number does sigma see in the forward pass? The other weights are held fixed, "
            "not set to zero.",
            instead={"W @ x + b": "W[:, l] * x[l] + b"},
            through=("dE_dW_entry",),
        ),
        Mistake(
            "bias forgotten",
            {},
            "b does not depend on W, and is still part of where sigma is evaluated.",
            instead={"W @ x + b": "W @ x"},
            through=("dE_dW_entry",),
        ),
        Mistake(
            "input missing",
            {"dE_dW_entry": "signal[i]"},
            "That is dE/du_i. What multiplies W_il on its way into u_i?",
        ),
        Mistake(
            "derivative missing",
            {},
            "Three steps lead from W_il to E. Which of the three factors is not there?",
            instead={"(s - y) * s * (1 - s)": "s - y"},
            through=("dE_dW_entry",),
        ),
        Mistake(
            "s(1-s) of the wrong variable",
            {},
            "Does the target change how steep sigma is?",
            instead={"s * (1 - s)": "y * (1 - y)"},
            through=("dE_dW_entry",),
        ),
        Mistake(
            "summed over the outputs",
            {"dE_dW_entry": "signal.sum() * x[l]"},
            "Row i of W makes u_i and no other. What does the delta leave of the sum over j?",
        ),
        Mistake(
            "weight in place of the input",
            {"dE_dW_entry": "signal[i] * W[i, l]"},
            "W_il is multiplied by something on its way into u_i. By itself?",
        ),
        Mistake(
            "sign",
            {"dE_dW_entry": "-signal[i] * x[l]"},
            "Where sigma is above its target and x_l is positive, does raising W_il help or hurt?",
        ),
    ),
)

ALL = ("dE_dW", "dE_dx", "dE_db")

LAYER = Page(
    exercise="neuron_layer_grads",
    steps="u = W @ x + b\ns = 1 / (1 + np.exp(-u))\nsignal = (s - y) * s * (1 - s)",
    right={"dE_dW": "np.outer(signal, x)", "dE_dx": "W.T @ signal", "dE_db": "signal"},
    equivalents={
        "other products": (
            "s = 1 / (1 + np.exp(-(W @ x + b)))\n"
            "d = (s - y) * s * (1 - s)\n"
            "return d[:, None] * x, d @ W, d"
        ),
        "loops": (
            "H, D = W.shape\n"
            "dE_dW, dE_dx, dE_db = np.zeros((H, D)), np.zeros(D), np.zeros(H)\n"
            "for j in range(H):\n"
            "    s = 1 / (1 + np.exp(-(W[j] @ x + b[j])))\n"
            "    d = (s - y[j]) * s * (1 - s)\n"
            "    dE_db[j] += d\n"
            "    for l in range(D):\n"
            "        dE_dW[j, l] += d * x[l]\n"
            "        dE_dx[l] += d * W[j, l]\n"
            "return dE_dW, dE_dx, dE_db"
        ),
        "einsum": (
            "s = 1 / (1 + np.exp(-(np.einsum('jk,k->j', W, x) + b)))\n"
            "d = (s - y) * s * (1 - s)\n"
            "return [np.einsum('j,l->jl', d, x), np.einsum('j,jl->l', d, W), d]"
        ),
    },
    mistakes=(
        Mistake(
            "derivative missing",
            {},
            "Between E and u there are two steps. Which of the two factors is not there?",
            instead={"(s - y) * s * (1 - s)": "s - y"},
            through=ALL,
        ),
        Mistake(
            "s(1-s) of the wrong variable",
            {},
            "Does the target change how steep sigma is?",
            instead={"s * (1 - s)": "y * (1 - y)"},
            through=ALL,
        ),
        Mistake(
            "bias forgotten",
            {},
            "b is part of where sigma is evaluated.",
            instead={"W @ x + b": "W @ x"},
            through=ALL,
        ),
        Mistake(
            "sign",
            {},
            "The gradient points uphill. The minus sign belongs to the update step.",
            instead={"(s - y)": "(y - s)"},
            through=ALL,
        ),
        Mistake(
            "sum dropped inside sigma",
            {
                "dE_dW": "((t := 1 / (1 + np.exp(-(W * x + b[:, None])))) - y[:, None])"
                " * t * (1 - t) * x",
            },
            "Which number does sigma see in the forward pass? The other weights are held fixed, "
            "not set to zero.",
        ),
        Mistake(
            "outer product the wrong way round",
            {"dE_dW": "np.outer(x, signal)"},
            "Row j of dE_dW belongs to u_j. Which of the two vectors must run down the rows?",
        ),
        Mistake(
            "weights in place of the input",
            {"dE_dW": "signal[:, None] * W"},
            "W_jl is multiplied by something on its way into u_j. By itself?",
        ),
        Mistake(
            "W where its transpose belongs",
            {"dE_dx": "W @ signal"},
            "dE/du has an entry for each output. With which axis of W can it be contracted?",
            raises=True,
        ),
        Mistake(
            "bias gradient summed",
            {"dE_db": "signal.sum()"},
            "Each entry of b reaches E through its own output, and no other.",
        ),
    ),
)

PAGES = (ACTIVATIONS, ENTRY, LAYER)
