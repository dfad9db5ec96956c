"""Exercises of the notebook `vanishing-gradients`: a chain of sigmoid layers, forward and back.

y_0 = x, p_l = A_l y_{l-1} + b_l, y_l = sigma(p_l) for l = 1..L. Lists A and b hold
A_1..A_L and b_1..b_L; widths differ from layer to layer. Rows of A are outputs.
"""

import numpy as np

from utils.exercises import deep_chain_drawings as drawings
from utils.exercises import deep_chain_examples as tables
from utils.exercises.build import Numerical, parts, vjps
from utils.exercises.exercise import Array, Exercise, Value, Values
from utils.exercises.sigmoid import logistic
from utils.gradcheck import numerical_jacobian, numerical_vjp

NOTEBOOK = "vanishing-gradients"
LAYER = {"dL_dy": "n", "p": "n", "A_l": "n m", "y_prev": "m", "b": "n"}
RESIDUAL_LAYER = {"dL_dy": "n", "p": "n", "A_l": "n n", "y_prev": "n", "b": "n"}


def layer(p: Array, A_l: Array, y_prev: Array, b: Array) -> Array:
    """y = sigma(A y_prev + b); the p that it was once computed with is not looked at.

    A_l: (n, m). y_prev: (m,). b: (n,). Returns: (n,).
    Source: SNU homework 5, 1.
    """
    return logistic(A_l @ y_prev + b)


def residual_layer(p: Array, A_l: Array, y_prev: Array, b: Array) -> Array:
    """y = y_prev + sigma(A y_prev + b).

    A_l: (n, n). y_prev: (n,). b: (n,). Returns: (n,).
    """
    return y_prev + layer(p, A_l, y_prev, b)


def output(y: Array, A: list[Array], b: list[Array]) -> Array:
    """y_L of the chain that begins at y: the first layer, and then the chain above it.

    y: (n_0,). A: L arrays (n_l, n_{l-1}). b: L arrays (n_l,). Returns: (n_L,).
    Source: SNU homework 5, 1.
    """
    return output(logistic(A[0] @ y + b[0]), A[1:], b[1:]) if A else y


gradients_of_layer: Numerical = vjps(layer, "dL_dy", "y_prev", "A_l", "b")


def _gradients_of_chain(values: Values) -> tuple[Value, ...]:
    """dL/dx, and dL/dA and dL/db of every layer, by differences through the whole chain."""
    x, A, b, upstream = (values[name] for name in ("x", "A", "b", "dL_dyL"))

    def gradient(of: list[Array], position: int) -> Array:
        def top(array: Array) -> Array:
            kept, of[position] = of[position], array
            y_L = output(x, A, b)
            of[position] = kept
            return y_L

        return numerical_vjp(top, of[position], upstream)

    dL_dx = numerical_vjp(lambda array: output(array, A, b), x, upstream)
    positions = range(len(A))
    return dL_dx, [gradient(A, at) for at in positions], [gradient(b, at) for at in positions]


def jacobian_from(values: Values) -> tuple[Array, ...]:
    """d y_L / d y_i, by differences through the layers above i; i = 0 where there is none."""
    i = int(values.get("i", np.asarray(0)))
    A, b = values["A"][i:], values["b"][i:]
    return (numerical_jacobian(lambda y: output(y, A, b), values["ys"][i]),)


FORWARD = (
    Exercise(
        name="chain_forward",
        notebook=NOTEBOOK,
        arguments={"x": "?", "A": "*", "b": "*"},
        parts=parts("ys*", "ps*"),
        numerical=tables.FORWARD,
        draw=drawings.draw_chain,
        examples=tables.FORWARD.inputs,
        source="SNU homework 5, 1, in the notation of its part 2",
        hints=(
            "ys begins with x, so it is one longer than ps. Which of the two is longer in yours?",
            "zip(A, b) walks through both lists at once. The y that goes into a layer is always "
            "the last one that you put into ys.",
        ),
    ),
)

BACKWARD = (
    Exercise(
        name="layer_vjp",
        notebook=NOTEBOOK,
        arguments=LAYER,
        takes=("dL_dy", "p", "A_l", "y_prev"),
        upstream="dL_dy",
        parts=parts("dL_dy_prev: m", "dL_dA: n m", "dL_db: n"),
        numerical=gradients_of_layer,
        draw=drawings.draw_layer,
        source="SNU homework 5, 1",
        hints=(
            "Two steps, and you have derived both before: through sigma, entry by entry, and "
            "through an affine map with rows of A as outputs.",
            "Give dL/dp a name of its own. All three results are made from it, and one is it.",
            "Which shapes can a (n,) and a (m,) vector make? dL_dA is (n, m), and its row j "
            "belongs to p_j.",
        ),
    ),
    Exercise(
        name="chain_backward",
        notebook=NOTEBOOK,
        arguments={"dL_dyL": "?", "ys": "*", "ps": "*", "x": "?", "A": "*", "b": "*"},
        takes=("dL_dyL", "ys", "ps", "A"),
        upstream="dL_dyL",
        parts=parts("dL_dx: ?", "dL_dA*", "dL_db*"),
        numerical=_gradients_of_chain,
        draw=drawings.draw_run,
        source="SNU homework 5, 1, for all layers",
        hints=(
            "One call of layer_vjp for each layer, from the last to the first. What one call "
            "returns as dL_dy_prev is the next call's upstream gradient.",
            "Layer l in Python, counted from 0, has A[l] and ps[l]. Which of the ys went into it, "
            "if the first of them is x?",
            "The lists must come back in the order of the layers. Fill them from the back, or "
            "turn them round at the end.",
        ),
    ),
    Exercise(
        name="jacobian_product",
        notebook=NOTEBOOK,
        arguments={"ps": "*", "A": "*", "i": "", "ys": "*", "b": "*"},
        takes=("ps", "A", "i"),
        parts=parts("J: ? ?"),
        numerical=jacobian_from,
        draw=drawings.draw_product,
        source="SNU homework 5, 2, (2)",
        hints=(
            "One layer first: y = sigma(A y_prev + b). Nudge one entry of y_prev. By how much does "
            "each p move, and then each y?",
            "Between y_i and y_L lie the layers i + 1 to L. In Python's lists, which count from 0, "
            "their A is A[i] to A[L - 1].",
            "Start with the identity of size n_L and multiply from the right while going down, or "
            "with the identity of size n_i and multiply from the left while going up.",
        ),
    ),
)

MEASURING = (
    Exercise(
        name="gradient_norms",
        notebook=NOTEBOOK,
        arguments={"dA": "*"},
        parts=parts("norms*"),
        numerical=tables.NORMS,
        draw=drawings.draw_weight_gradients,
        examples=tables.NORMS.inputs,
        source="to measure what SNU homework 5, 2 says",
        hints=(
            "The Frobenius norm treats a matrix as one long vector: square every entry, add up, "
            "take the root.",
            "np.linalg.norm of a matrix is the Frobenius norm. One number for each layer.",
        ),
    ),
    Exercise(
        name="layer_factors",
        notebook=NOTEBOOK,
        arguments={"p": "n", "A_l": "n m"},
        parts=parts("largest_slope", "largest_stretch"),
        numerical=tables.FACTORS,
        draw=drawings.draw_factors,
        examples=tables.FACTORS.inputs,
        source="the factors of SNU homework 5, (2)",
        hints=(
            "sigma' at every entry of p, and then the largest of them. Can it be above 1/4?",
            "How much can a matrix stretch a vector at the most? That is its largest singular "
            "value. np.linalg.norm gives it if it is told so; np.linalg.svd gives them all.",
        ),
    ),
    Exercise(
        name="critical_scale",
        notebook=NOTEBOOK,
        arguments={"slopes": "?"},
        parts=parts("scale"),
        numerical=tables.SCALES,
        draw=drawings.draw_slopes,
        examples=tables.SCALES.inputs,
        source="the remedy for SNU homework 5, 2",
        hints=(
            "Squares add, so work with the square of the length. By which factor do the slopes "
            "multiply it on average, and by which do the weights?",
            "If all slopes are 1/4, the weights have to make good a factor of 1/4 at every layer. "
            "Which scale does that? Does your function give it?",
            "With two units of slopes 0 and 1 half of the squared length is lost. Which scale, "
            "squared, brings it back?",
        ),
    ),
)

REMEDIES = (
    Exercise(
        name="xavier_init",
        notebook=NOTEBOOK,
        arguments={"Z": "n m"},
        parts=parts("A: n m"),
        numerical=tables.XAVIER,
        examples=tables.XAVIER.inputs,
        source="the remedy for SNU homework 5, 2",
        hints=(
            "Z has standard deviation 1. Multiplying by c gives standard deviation c. The formula "
            "above the task is for the variance: what is c?",
            "Rows of A are outputs. Which of its two lengths is the fan-in? Does it matter here?",
        ),
    ),
    Exercise(
        name="he_init",
        notebook=NOTEBOOK,
        arguments={"Z": "n m"},
        parts=parts("A: n m"),
        numerical=tables.HE,
        examples=tables.HE.inputs,
        source="the remedy for SNU homework 5, 2",
        hints=(
            "What does critical_scale give for a layer of ReLUs of which half are on?",
            "p = A y: A is (n, m), and each p_j is a sum over how many products? That many is the "
            "fan-in.",
        ),
    ),
    Exercise(
        name="residual_layer_vjp",
        notebook=NOTEBOOK,
        arguments=RESIDUAL_LAYER,
        takes=("dL_dy", "p", "A_l", "y_prev"),
        upstream="dL_dy",
        parts=parts("dL_dy_prev: n", "dL_dA: n n", "dL_db: n"),
        numerical=vjps(residual_layer, "dL_dy", "y_prev", "A_l", "b"),
        draw=drawings.draw_residual_layer,
        source="the remedy for SNU homework 5, 2",
        hints=(
            "Along how many paths does y_prev reach y now? Over paths, add.",
            "A and b are on one of the two paths only. What changes for them?",
        ),
    ),
)

EXERCISES = (*FORWARD, *BACKWARD, *MEASURING, *REMEDIES)
