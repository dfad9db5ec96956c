"""Chains of sigmoid layers: how the inputs of their exercises are drawn.

For the exercises of the notebook `vanishing-gradients`. A drawing of large
scale is a chain of forty layers, whose first gradients are so small that
anything with an absolute tolerance would take zeros for them, and central
differences see nothing. Where there is one layer only, all of its units are
saturated, so that differences of values near 0 and 1 lose their digits.

No forward pass is run here, because that is an exercise itself: a chain is
drawn with the activations first, and biases that make them so.
"""

from itertools import pairwise

import numpy as np

from utils.exercises.exercise import Array, Sizes, Values

DEEP = 40


def draw_widths(rng: np.random.Generator, layers: int) -> list[int]:
    """n_0..n_L from 3 up: all distinct, or in a long chain distinct from the next three."""
    different = layers + 1 if layers <= 5 else 4
    lengths = rng.permutation(np.arange(3, 3 + different))
    return [int(length) for length in np.resize(lengths, layers + 1)]


def draw_depth(rng: np.random.Generator, scale: float) -> int:
    """Three to five layers, or forty at a large scale."""
    return DEEP if scale > 1.0 else int(rng.integers(3, 6))


def draw_weights(rng: np.random.Generator, widths: list[int]) -> list[Array]:
    """L arrays (n_l, n_{l-1}), entries of standard deviation 1.5 / sqrt(n_{l-1}).

    widths: n_0..n_L.
    """
    return [
        1.5 * rng.standard_normal((rows, columns)) / np.sqrt(columns)
        for columns, rows in pairwise(widths)
    ]


def draw_coherent(rng: np.random.Generator, A: list[Array]) -> Values:
    """Activations, pre-activations and biases that belong to these weights.

    Every y_l with l > 0 is drawn between 0.2 and 0.8; p_l is where sigma takes that
    value, and b_l what is missing in it.
    Returns: "ys" from x on, "ps", "b".
    """
    ys: list[Array] = [rng.standard_normal(A[0].shape[1:])]
    ys += [rng.uniform(0.2, 0.8, len(A_l)) for A_l in A]
    ps = [np.log(y / (1.0 - y)) for y in ys[1:]]
    b = [p - A_l @ y for p, A_l, y in zip(ps, A, ys[:-1], strict=True)]
    return {"ys": ys, "ps": ps, "b": b}


def draw_chain(rng: np.random.Generator, _sizes: Sizes, scale: float) -> Values:
    """A chain: x, A, b."""
    widths = draw_widths(rng, draw_depth(rng, scale))
    b = [0.5 * rng.standard_normal(rows) for rows in widths[1:]]
    return {"x": rng.standard_normal(widths[0]), "A": draw_weights(rng, widths), "b": b}


def draw_run(rng: np.random.Generator, _sizes: Sizes, scale: float) -> Values:
    """A chain with everything that its forward pass computed, and an upstream gradient."""
    A = draw_weights(rng, draw_widths(rng, draw_depth(rng, scale)))
    run = draw_coherent(rng, A)
    upstream = scale * rng.standard_normal(len(A[-1]))
    kept = {"ys": run["ys"], "ps": run["ps"], "x": run["ys"][0].copy()}
    return {"dL_dyL": upstream, **kept, "A": A, "b": run["b"]}


def draw_product(rng: np.random.Generator, _sizes: Sizes, scale: float) -> Values:
    """A chain and an i, at least three layers below the top."""
    A = draw_weights(rng, draw_widths(rng, draw_depth(rng, scale)))
    run = draw_coherent(rng, A)
    i = 0 if len(A) == DEEP else int(rng.integers(0, len(A) - 2))
    return {"ps": run["ps"], "A": A, "i": np.asarray(i), "ys": run["ys"], "b": run["b"]}


def draw_stretching(rng: np.random.Generator, _sizes: Sizes, scale: float) -> Values:
    """A chain whose every A doubles the length of whatever goes back through it."""
    layers = draw_depth(rng, scale)
    top = int(rng.integers(3, 5))
    widths = [top] * (DEEP + 1) if layers == DEEP else list(range(top + layers, top - 1, -1))
    A = [
        2.0 * np.linalg.qr(rng.standard_normal((columns, rows)))[0].T
        for columns, rows in pairwise(widths)
    ]
    run = draw_coherent(rng, A)
    return {"ps": run["ps"], "A": A, "ys": run["ys"], "b": run["b"]}


def draw_layer(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """One layer (n, m), with its coherent pre-activation p; saturated at a large scale.

    There the slope of sigma is a few times 1e-5, on either side.
    """
    n, m = sizes["n"], sizes["m"]
    (A_l,) = draw_weights(rng, [m, n])
    y_prev, b = rng.standard_normal(m), 0.5 * rng.standard_normal(n)
    if scale > 1.0:
        A_l, b = 0.2 * A_l, rng.choice([-1.0, 1.0], n) * rng.uniform(9.5, 11.0, n)
    upstream = scale * rng.standard_normal(n)
    return {"dL_dy": upstream, "p": A_l @ y_prev + b, "A_l": A_l, "y_prev": y_prev, "b": b}


def draw_residual_layer(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """One square layer; at a large scale what comes in is large, and the weights small."""
    n, large = sizes["n"], max(scale, 1.0)
    A_l = rng.standard_normal((n, n)) / np.sqrt(n) / large
    y_prev, b = large * rng.standard_normal(n), rng.standard_normal(n)
    upstream = scale * rng.standard_normal(n)
    return {"dL_dy": upstream, "p": A_l @ y_prev + b, "A_l": A_l, "y_prev": y_prev, "b": b}


def draw_under_one_output(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """One layer of a chain that ends in a single unit: its upstream gradient is a row, (1, n)."""
    drawn = draw_layer(rng, sizes, scale)
    return {"dyL_dyi": drawn.pop("dL_dy")[None, :], **drawn}


def draw_factors(rng: np.random.Generator, sizes: Sizes, scale: float) -> Values:
    """Pre-activations, none of them 0, and a matrix; at a large scale all units are saturated."""
    drawn = draw_layer(rng, sizes, scale)
    return {"p": drawn["p"], "A_l": scale * drawn["A_l"]}


def draw_weight_gradients(rng: np.random.Generator, _sizes: Sizes, scale: float) -> Values:
    """dL/dA of a chain, each layer's a few times smaller than the next one's."""
    widths = draw_widths(rng, draw_depth(rng, scale))
    shapes = [(rows, columns) for columns, rows in pairwise(widths)]
    sizes_of_layers = scale * 0.3 ** np.arange(len(shapes))[::-1]
    return {
        "dA": [
            size * rng.standard_normal(shape)
            for size, shape in zip(sizes_of_layers, shapes, strict=True)
        ]
    }


def draw_slopes(rng: np.random.Generator, _sizes: Sizes, scale: float) -> Values:
    """Slopes of one layer's units: of sigmoids, of leaky ReLUs, or of saturated sigmoids."""
    units = int(rng.integers(5, 12))
    if scale < 1.0:
        on = rng.permutation(np.arange(units) < units // 2)
        return {"slopes": np.where(on, 1.0, rng.uniform(0.0, 0.2))}
    return {"slopes": rng.uniform(0.05, 0.25, units) / scale}
