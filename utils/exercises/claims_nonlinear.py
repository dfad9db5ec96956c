"""Published claims on losses and nonlinearities: decide, then mend. Some of them hold.

Each stands here as it was published, so that central differences can say whether it does.
"""

import numpy as np

from utils.exercises import chain_rule, mse, softmax
from utils.exercises.build import gradients, jacobians, parts, vjps
from utils.exercises.exercise import Array, Exercise, Sizes, Values
from utils.exercises.sigmoid import draw_for_a_sine, logistic

# --- USI sheet, question 2: a "mean" squared error ---------------------------


def _mean_of_squares(Z: Array, Y: Array) -> Array:
    """The terms of what the name says: the mean of all squared residuals."""
    return (Z - Y) ** 2 / Z.size


USI_MSE = Exercise(
    name="usi_mse_claims",
    notebook="mse",
    arguments=mse.BATCH,
    parts=parts("dE_dZ_holds?", "dE_dZ: N K", "dmean_dZ_holds?", "dmean_dZ: N K"),
    numerical=lambda values: (
        *gradients(mse.half_squares, "Z")(values),
        *gradients(_mean_of_squares, "Z")(values),
    ),
    claims={
        "dE_dZ": lambda values: values["Z"] - values["Y"],
        "dmean_dZ": lambda values: values["Z"] - values["Y"],
    },
    source="USI question 2, the sheet and a submitted answer",
    hints=(
        "The two claims are about two losses. Write both out for a single number, one beside the "
        "other.",
        "By which number does the mean differ from the half sum? Two things changed: the half, and "
        "the count of all entries.",
    ),
)

# --- UvA assignment 1, question 1 d: the shape of an elementwise map's gradient


def _draw_two_maps(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """X is as wide as Y; x is one column, of which Y repeats the sine in every column."""
    n, h = sizes["N"], sizes["H"]
    X, x = draw_for_a_sine(rng, (n, h), scale), draw_for_a_sine(rng, (n, 1), scale)
    upstream = scale * rng.standard_normal((n, h))
    return {"dL_dY": upstream, "X": X, "x": x, "dh_dX": np.cos(X), "dh_dx": np.cos(x)}


def _through_both_maps(values: Values) -> tuple[Array, ...]:
    upstream = {"dL_dY": values["dL_dY"]}
    wide = vjps(lambda x: np.sin(x), "dL_dY", "x")({**upstream, "x": values["X"]})
    one = vjps(lambda x, Y: np.sin(x) + 0.0 * Y, "dL_dY", "x")
    return (*wide, *one({**upstream, "x": values["x"], "Y": values["X"]}))


UVA_ELEMENTWISE = Exercise(
    name="uva_elementwise_claims",
    notebook="sigmoid",
    arguments={"dL_dY": "N H", "X": "N H", "x": "N 1", "dh_dX": "N H", "dh_dx": "N 1"},
    takes=("dL_dY", "dh_dX", "dh_dx"),
    draw=_draw_two_maps,
    parts=parts("dL_dX_holds?", "dL_dX: N H", "dL_dx_holds?", "dL_dx: N 1"),
    numerical=_through_both_maps,
    claims={
        "dL_dX": lambda values: values["dL_dY"] * values["dh_dX"],
        # NumPy repeats the one column, and the product has the shape of Y.
        "dL_dx": lambda values: values["dL_dY"] * values["dh_dx"],
    },
    source="UvA assignment 1, question 1 d, (15) and (16)",
    hints=(
        "Shape first: a gradient has the shape of what it is taken with respect to. Which shape "
        "does (16) promise, and which does x have?",
        "Nudge x_11. How many entries of Y move? Along how many paths does the nudge reach the "
        "loss, and what does the chain rule do with paths?",
    ),
)

# --- NYU homework 1, 1.2, and a submitted answer to USI question 2 -------------


def _first_line(values: Values) -> Array:
    """NYU 1.2, i = j, first line: the bracket of the numerator closes too late."""
    e, beta = np.exp(values["beta"] * values["u"]), values["beta"]
    return e.sum() * (beta * e - e * beta * e) / e.sum() ** 2


def _off_diagonal(values: Values) -> Array:
    """NYU 1.2, i and j different, with zeros where they are not."""
    u, beta = values["u"], values["beta"]
    e = np.exp(beta * u)
    J = -beta * np.exp(beta * np.add.outer(u, u)) / e.sum() ** 2
    return J * (1.0 - np.eye(len(u)))


def _both_halves(values: Values) -> tuple[Array, ...]:
    (J,) = jacobians(softmax.plain_softmax, "u")(values)
    return np.diag(J).copy(), J * (1.0 - np.eye(len(J)))


NYU_SOFTMAX = Exercise(
    name="nyu_softmax_claims",
    notebook="softmax",
    arguments={"u": "K", "beta": ""},
    draw=softmax.draw_one_sample,
    parts=parts("diagonal_holds?", "diagonal: K", "off_diagonal_holds?", "off_diagonal: K K"),
    numerical=_both_halves,
    claims={"diagonal": _first_line, "off_diagonal": _off_diagonal},
    source="NYU homework 1, 1.2",
    hints=(
        "Two classes with u = (0, 0) and beta = 1: every e is 1. Put these numbers into the "
        "published lines. Can a probability of 1/2 stand still when its own logit is nudged?",
        "Quotient rule: f'g - f g', all over g squared. In the first line, what multiplies the "
        "sum, and what should?",
    ),
)


def _draw_probabilities(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    u = softmax.draw_logits(rng, (sizes["K"],), np.asarray(1.0), scale)
    return {"u": u, "s": softmax.plain_softmax(u, np.asarray(1.0))}


def _repeated_index(values: Values) -> Array:
    """ds_j/du_i = delta_ii s_i - s_i s_i, at every (j, i): there is no j on the right."""
    s = values["s"]
    return np.tile(s - s * s, (len(s), 1))


USI_SOFTMAX = Exercise(
    name="usi_softmax_claim",
    notebook="softmax",
    arguments={"u": "K", "s": "K"},
    takes=("s",),
    draw=_draw_probabilities,
    parts=parts("J_holds?", "J: K K"),
    numerical=jacobians(lambda u, s: softmax.plain_softmax(u, np.asarray(1.0)), "u"),
    claims={"J": _repeated_index},
    source="USI question 2, a submitted answer",
    hints=(
        "An index that is on the left has to be on the right as well. Is j there?",
        "Compare with your own index form at beta = 1, once at i = j and once elsewhere.",
    ),
)

# --- USI exercises, question 3: a sum dropped inside sigma ---------------------


def _published_dE_du(values: Values) -> Array:
    s = logistic(values["W"] @ values["x"] + values["b"])
    return (s - values["y"]) * s * (1.0 - s)


def _sum_dropped(values: Values) -> Array:
    """dE/dW_il with sigma taken at W_il x_l + b_i."""
    s = logistic(values["W"] * values["x"] + values["b"][:, None])
    return (s - values["y"][:, None]) * s * (1.0 - s) * values["x"]


USI_CHAIN = Exercise(
    name="usi_chain_claims",
    notebook="chain-rule",
    arguments=chain_rule.LAYER,
    draw=chain_rule.draw_layer,
    parts=parts("dE_du_holds?", "dE_du: H", "dE_dW_holds?", "dE_dW: H D"),
    # The bias is added to u, so a nudge of b is a nudge of u.
    numerical=gradients(chain_rule.error_of_layer, "b", "W"),
    claims={"dE_du": _published_dE_du, "dE_dW": _sum_dropped},
    source="USI question 3, a submitted answer",
    hints=(
        "Both answers are right in their last step. Look at what stands inside sigma.",
        "Take one neuron with two inputs, w = (1, 2), x = (3, 4), b = 0. At which number is "
        "sigma evaluated in the forward pass, and at which in the published gradient?",
    ),
)

EXERCISES = (USI_MSE, UVA_ELEMENTWISE, NYU_SOFTMAX, USI_SOFTMAX, USI_CHAIN)
