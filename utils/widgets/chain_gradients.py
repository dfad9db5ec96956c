"""The student's functions, asked about a deep chain: weights, gradients and the Jacobian.

For the widget `deep_chain`. The functions are written for sigma. Other
activations borrow them: where an activation has some slope, they are asked at a
pre-activation where sigma has a quarter of it, with weights four times as
large. A gradient meets only the product of the two, which is the right one.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from utils.exercises.exercise import Array
from utils.widgets import chain
from utils.widgets.asking import Function, results, shaped, shaped_list
from utils.widgets.chain import Chain

Functions = Mapping[str, Function]  # the student's, by the names of the exercises

NORMAL, ORTHOGONAL, XAVIER, HE = "normal, 1/sqrt(n)", "orthogonal", "your Xavier", "your He"
# Weight scale in units of 1/sqrt(n), for each way to initialise, if all layers are equally wide.
UNITS = {NORMAL: 1.0, ORTHOGONAL: 1.0, XAVIER: 1.0, HE: float(np.sqrt(2.0))}


def weights(mine: Functions, init: str, depth: int, *, residual: bool) -> list[Array]:
    """The weights of all layers at weight scale 1, L arrays (n_l, n_{l-1})."""
    shapes = pairwise(chain.widths(depth, residual=residual))
    return [_weights(mine, init, layer, *shape) for layer, shape in enumerate(shapes)]


def _weights(mine: Functions, init: str, layer: int, columns: int, rows: int) -> Array:
    if init == ORTHOGONAL:
        return chain.orthogonal(layer, rows, columns)
    Z = chain.normals(layer, rows, columns)
    if init == NORMAL:
        return Z / np.sqrt(columns)
    name = "xavier_init" if init == XAVIER else "he_init"
    (A,) = results(name, mine[name], Z=Z)
    return shaped("A", A, Z.shape)


def gradients(mine: Functions, links: Chain, x: Array) -> dict[str, list[Array]]:
    """The student's gradients of the weights and of the biases, from the first layer to the last.

    Returns: "dL/dA", L arrays (n_l, n_{l-1}), and "dL/db", L arrays (n_l,).
    """
    ys, ps = links.forward(x)
    times = links.activation.times
    qs, A = [links.activation.stand_in(p) for p in ps], [times * A_l for A_l in links.A]
    if links.residual:
        dL_dA, dL_db = _past_the_layers(mine["residual_layer_vjp"], ys, qs, A)
    else:
        given = {"dL_dyL": chain.upstream(len(ys[-1])), "ys": ys, "ps": qs, "A": A}
        _, dL_dA, dL_db = results("chain_backward", mine["chain_backward"], **given)
    shaped_list("dL_dA", dL_dA, [A_l.shape for A_l in A])
    shaped_list("dL_db", dL_db, [q.shape for q in qs])
    return {"dL/dA": [times * g for g in dL_dA], "dL/db": [times * g for g in dL_db]}


def _past_the_layers(
    residual_layer_vjp: Function, ys: list[Array], qs: list[Array], A: list[Array]
) -> tuple[list[Array], list[Array]]:
    dL_dy, found = chain.upstream(len(ys[-1])), []
    for q, A_l, y_prev in zip(qs[::-1], A[::-1], ys[-2::-1], strict=True):
        given = {"dL_dy": dL_dy, "p": q, "A_l": A_l, "y_prev": y_prev}
        dL_dy, dL_dA, dL_db = results("residual_layer_vjp", residual_layer_vjp, **given)
        shaped("dL_dy_prev", dL_dy, y_prev.shape)
        found.append((dL_dA, dL_db))
    dL_dA, dL_db = zip(*found[::-1], strict=True)
    return list(dL_dA), list(dL_db)


def jacobian(mine: Functions, links: Chain, x: Array) -> Array:
    """d y_L / d x by the student's product, (n_L, n_0)."""
    ps = links.forward(x)[1]
    qs = [links.activation.stand_in(p) for p in ps]
    A = [links.activation.times * A_l for A_l in links.A]
    if not links.residual:
        return _product(mine, qs, A)
    J = np.eye(len(x))
    for q, A_l in zip(qs, A, strict=True):
        J = J + _product(mine, [q], [A_l]) @ J
    return J


def _product(mine: Functions, qs: list[Array], A: list[Array]) -> Array:
    (J,) = results("jacobian_product", mine["jacobian_product"], ps=qs, A=A, i=0)
    return shaped("J", J, (len(A[-1]), A[0].shape[1]))
