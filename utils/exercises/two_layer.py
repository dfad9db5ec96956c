"""Exercises of the notebook `two-layer-net`: Quiz 4, problem 2, equation by equation.

Columns of weights are outputs here: X (N, D), W1 (D, H), b1 (1, H), W2 (H, K),
b2 (1, K), labels y (N,). The loss is the summed cross-entropy.
"""

import numpy as np

from utils.exercises.build import gradients, parts, vjps
from utils.exercises.exercise import Array, Exercise, Sizes, Values, draw_normal
from utils.exercises.two_layer_examples import CROSS_ENTROPY, FORWARD
from utils.gradcheck import numerical_gradient

# Further from the kink of ReLU than central differences ever step.
MARGIN = 1e-3
# Added to all logits of a large drawing: e to the power of it overflows, softmax ignores it,
# and a difference of losses loses the digits that a numerical derivative would need.
SHIFT = 1e4


def preactivations(X: Array, W1: Array, b1: Array) -> Array:
    """Z = X W1 + 1 b1, equation (4).

    X: (N, D). W1: (D, H). b1: (1, H). Returns: (N, H).
    """
    return X @ W1 + b1


def activations(Z: Array) -> Array:
    """H = ReLU(Z), equation (5).

    Z: (N, H). Returns: (N, H).
    """
    return np.maximum(Z, 0.0)


def scores(H: Array, W2: Array, b2: Array) -> Array:
    """S = H W2 + 1 b2, equation (6).

    H: (N, H). W2: (H, K). b2: (1, K). Returns: (N, K).
    """
    return H @ W2 + b2


def loss_of_scores(S: Array, y: Array) -> Array:
    """The terms of the summed cross-entropy, one for each sample: (7) and (8) in one step.

    S: (N, K). y: (N,) integers. Returns: (N,).
    """
    return np.logaddexp.reduce(S, axis=1) - S[np.arange(len(y)), y]


def loss_of_net(X: Array, y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """The terms of the summed cross-entropy of the whole net, (3) to (8).

    X: (N, D). y: (N,) integers. W1: (D, H). b1: (1, H). W2: (H, K). b2: (1, K). Returns: (N,).
    """
    return loss_of_scores(scores(activations(preactivations(X, W1, b1)), W2, b2), y)


def mean_loss_of_net(X: Array, y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """The same with the mean over the samples in place of the sum."""
    return loss_of_net(X, y, W1, b1, W2, b2) / len(y)


PARAMETERS = {"W1": "D H", "b1": "1 H", "W2": "H K", "b2": "1 K"}


def draw_labels(rng: np.random.Generator, samples: int, classes: int) -> Array:
    """Integer labels of several classes, but not of all: either would hide mistakes."""
    occurring = rng.permutation(classes)[:-1]
    return rng.permutation(occurring[np.arange(samples) % len(occurring)])


def _draw_inputs(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """A net none of whose units sits at the kink; the scale is that of the scores' biases."""
    while True:
        values = draw_normal({"X": "N D", **PARAMETERS}, rng, sizes)
        if np.abs(preactivations(values["X"], values["W1"], values["b1"])).min() > MARGIN:
            break
    if scale < 1.0:
        values["b2"] *= scale
    if scale > 1.0:
        values["b2"] += SHIFT
    return values


def _draw_net(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    values = _draw_inputs(rng, sizes, scale)
    y = draw_labels(rng, sizes["N"], sizes["K"])
    return {"X": values.pop("X"), "y": y, **values}


def draw_probabilities(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """Rows that add up to 1; at a large scale one row is certain, and wrong."""
    evenness = 0.2 if scale > 1.0 else 1.0 if scale == 1.0 else 20.0
    P = rng.dirichlet(np.full(sizes["K"], evenness), size=sizes["N"])
    y = draw_labels(rng, sizes["N"], sizes["K"])
    if scale > 1.0:
        P[0] = np.eye(sizes["K"])[y[0] - 1]
    return {"P": P, "y": y}


def _draw_with_underflow(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """At a small scale some label has probability 1e-200; at a large one one has 0, one has 1."""
    values = draw_probabilities(rng, sizes, 1.0)
    P, y, one_hot = values["P"], values["y"], np.eye(sizes["K"])
    if scale < 1.0:
        P[0, y[0] - 1] += P[0, y[0]]
        P[0, y[0]] = 1e-200
    if scale > 1.0:
        P[0], P[1] = one_hot[y[0] - 1], one_hot[y[1]]
    return values


def gradient_of_scores(values: Values) -> tuple[Array, ...]:
    """dL/dS where S is the logarithm of P, whose softmax is P."""
    y = values["y"]
    S = np.log(values["P"])
    return (numerical_gradient(lambda at: float(loss_of_scores(at, y).sum()), S),)


def _draw_output_layer(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """H comes from a ReLU, so none of it is negative."""
    values = draw_normal(_OUTPUT, rng, sizes, scale)
    return {**values, "H": activations(values["H"])}


def _draw_off_the_kink(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    values = draw_normal({"dL_dH": "N H", "Z": "N H"}, rng, sizes)
    Z = values["Z"] + MARGIN * np.sign(values["Z"])
    return {"dL_dH": scale * values["dL_dH"], "Z": scale * Z}


_OUTPUT = {"dL_dS": "N K", "H": "N H", "W2": "H K", "b2": "1 K"}
_HIDDEN = {"dL_dZ": "N H", "X": "N D", "W1": "D H", "b1": "1 H"}

FORWARDS = (
    Exercise(
        name="forward",
        notebook="two-layer-net",
        arguments={"X": "N D", **PARAMETERS},
        parts=parts("Z: N H", "H: N H", "S: N K", "P: N K"),
        numerical=FORWARD,
        draw=_draw_inputs,
        examples=FORWARD.inputs,
        source="Quiz 4, problem 2, (4)-(7)",
        hints=(
            "Four lines, one for each equation. In which layout is W1 here: which of its axes "
            "counts the inputs?",
            "b1 is (1, H). NumPy lays it along every row of a (N, H) array by itself, which is "
            "what the 1_N in (4) stands for.",
            "If P holds NaN, look at the scores: e to the power of 1000 is infinite. In the "
            "notebook about softmax you found a number that may be subtracted from every score "
            "of a row without changing P.",
        ),
    ),
    Exercise(
        name="cross_entropy",
        notebook="two-layer-net",
        arguments={"P": "N K", "y": "N"},
        parts=parts("L"),
        numerical=CROSS_ENTROPY,
        draw=_draw_with_underflow,
        examples=CROSS_ENTROPY.inputs,
        source="Quiz 4, problem 2, (8)",
        hints=(
            "One number from each row of P: the one in the column of that row's label. "
            "P[np.arange(N), y] picks them all at once; a loop does as well.",
            "Two samples, P = ((1/2, 1/2), (1/4, 3/4)), y = (0, 1). Write down the two "
            "logarithms, their signs, and the sum.",
            "For the floor: np.maximum of two numbers is the larger one. It has to act before "
            "the logarithm does.",
        ),
    ),
)

LAYERS = (
    Exercise(
        name="dL_dS",
        notebook="two-layer-net",
        arguments={"P": "N K", "y": "N"},
        parts=parts("dL_dS: N K"),
        numerical=gradient_of_scores,
        draw=draw_probabilities,
        source="Quiz 4, problem 2, (9)",
        hints=(
            "Take one sample and write L with the scores in it: the logarithm of a fraction is a "
            "difference. What are the derivatives of the two terms?",
            "Three classes, scores all 0, so P = (1/3, 1/3, 1/3), and the label is the first. "
            "Raise the first score a little: does the loss rise or fall? And the second?",
            "The entries of a row add up to zero, because adding one number to all scores of a "
            "sample changes nothing. Does yours?",
        ),
    ),
    Exercise(
        name="output_layer_vjp",
        notebook="two-layer-net",
        arguments=_OUTPUT,
        takes=("dL_dS", "H", "W2"),
        upstream="dL_dS",
        parts=parts("dL_dH: N H", "dL_dW2: H K", "dL_db2: 1 K"),
        numerical=vjps(scores, "dL_dS", "H", "W2", "b2"),
        draw=_draw_output_layer,
        source="Quiz 4, problem 2, (10)-(12)",
        hints=(
            "You have met this layer as Y = X W. Only the letters are new, and the bias.",
            "Write the three shapes that must come out beside the shapes that you have, (N, K), "
            "(N, H), (H, K). Which index has to disappear in each product?",
            "b2 is one row that is added to every sample. Through how many rows of S does an "
            "entry of b2 reach the loss? And keep its axis of length 1: NumPy has keepdims.",
        ),
    ),
    Exercise(
        name="relu_vjp",
        notebook="two-layer-net",
        arguments={"dL_dH": "N H", "Z": "N H"},
        upstream="dL_dH",
        parts=parts("dL_dZ: N H"),
        numerical=vjps(activations, "dL_dH", "Z"),
        draw=_draw_off_the_kink,
        source="Quiz 4, problem 2, (13)",
        hints=(
            "Each entry of H depends on one entry of Z. With which slope where Z is 3, and with "
            "which where Z is -3?",
            "Upstream (10, -20, 30), Z = (2, 1, -1). Nudge each entry of Z in turn: by how much "
            "does the loss move?",
        ),
    ),
    Exercise(
        name="hidden_layer_vjp",
        notebook="two-layer-net",
        arguments=_HIDDEN,
        takes=("dL_dZ", "X"),
        upstream="dL_dZ",
        parts=parts("dL_dW1: D H", "dL_db1: 1 H"),
        numerical=vjps(preactivations, "dL_dZ", "W1", "b1"),
        source="Quiz 4, problem 2, (14)-(15)",
        hints=(
            "Compare (4) with (6): which letter stands where? Two of your three lines of the "
            "output layer can be taken over.",
            "dL/dW1 has the shape of W1, (D, H). Over which index do X (N, D) and dL/dZ (N, H) "
            "have to be contracted?",
        ),
    ),
)

WHOLE_NET = tuple(
    Exercise(
        name=name,
        notebook="two-layer-net",
        arguments={"X": "N D", "y": "N", **PARAMETERS},
        parts=parts("dL_dW1: D H", "dL_db1: 1 H", "dL_dW2: H K", "dL_db2: 1 K"),
        numerical=gradients(loss, "W1", "b1", "W2", "b2"),
        draw=_draw_net,
        source=source,
        hints=hints,
    )
    for name, loss, source, hints in (
        (
            "two_layer_grads",
            loss_of_net,
            "Quiz 4, problem 2, (3)-(15)",
            (
                "Every line is a function that you have already. Forward first, then backward in "
                "the opposite order.",
                "If Python says that dL_dS was used before it was set: a variable inside the "
                "function hides the function of the same name. Give the variable another name.",
                "Put the intermediates into first_wrong: the first line with a cross is the one "
                "to look at, whatever the lines below it say.",
            ),
        ),
        (
            "mean_loss_grads",
            mean_loss_of_net,
            "Quiz 4, problem 2, (9), read as a mean",
            (
                "How does the mean of N numbers differ from their sum? Then how does its gradient?",
                "Two samples, one parameter. Sample 1 pulls with 3, sample 2 with 5. What is the "
                "gradient of the sum of the losses, and what of their mean?",
            ),
        ),
    )
)

EXERCISES = (*FORWARDS, *LAYERS, *WHOLE_NET)
