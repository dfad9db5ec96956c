"""Analytic gradients of the notebook `two-layer-net`: Quiz 4, problem 2.

Columns of weights are outputs, and the loss is summed, unless a name says mean.
"""

import numpy as np

from utils.reference.softmax import softmax

Array = np.ndarray
# What a probability of zero counts as, so that its logarithm stays finite.
FLOOR = np.finfo(np.float64).tiny


def forward(
    X: Array, W1: Array, b1: Array, W2: Array, b2: Array
) -> tuple[Array, Array, Array, Array]:
    """The four intermediates of the forward pass.

    X: (N, D). W1: (D, H). b1: (1, H). W2: (H, K). b2: (1, K).
    Returns: Z (N, H), H (N, H), S (N, K), P (N, K).
    Source: Quiz 4, problem 2, (4)-(7).
    """
    Z = X @ W1 + b1
    H = np.maximum(Z, 0.0)
    S = H @ W2 + b2
    return Z, H, S, softmax(S)


def cross_entropy(P: Array, y: Array) -> float:
    """Minus the sum of the logarithms of the labels' probabilities, each at least FLOOR.

    P: (N, K). y: (N,) integers. Returns: scalar, finite.
    Source: Quiz 4, problem 2, (8).
    """
    return float(-np.log(np.maximum(P[np.arange(len(y)), y], FLOOR)).sum())


def dL_dS(P: Array, y: Array) -> Array:
    """P minus the one-hot labels: softmax and cross-entropy in one.

    P: (N, K). y: (N,) integers. Returns: (N, K).
    Source: Quiz 4, problem 2, (9).
    """
    return P - np.eye(P.shape[1])[y]


def output_layer_vjp(dL_dS: Array, H: Array, W2: Array) -> tuple[Array, Array, Array]:
    """Gradients through S = H W2 + 1 b2.

    dL_dS: (N, K). H: (N, H). W2: (H, K).
    Returns: dL_dH (N, H), dL_dW2 (H, K), dL_db2 (1, K).
    Source: Quiz 4, problem 2, (12), (10), (11).
    """
    return dL_dS @ W2.T, H.T @ dL_dS, dL_dS.sum(axis=0, keepdims=True)


def relu_vjp(dL_dH: Array, Z: Array) -> Array:
    """The upstream gradient where the unit is on, zero elsewhere; zero at the kink as well.

    dL_dH: (N, H). Z: (N, H). Returns: (N, H).
    Source: Quiz 4, problem 2, (13).
    """
    return dL_dH * (Z > 0)


def hidden_layer_vjp(dL_dZ: Array, X: Array) -> tuple[Array, Array]:
    """Gradients of the parameters of Z = X W1 + 1 b1.

    dL_dZ: (N, H). X: (N, D). Returns: dL_dW1 (D, H), dL_db1 (1, H).
    Source: Quiz 4, problem 2, (14)-(15).
    """
    return X.T @ dL_dZ, dL_dZ.sum(axis=0, keepdims=True)


def two_layer_grads(
    X: Array, y: Array, W1: Array, b1: Array, W2: Array, b2: Array
) -> tuple[Array, Array, Array, Array]:
    """Gradients of the summed cross-entropy.

    X: (N, D). y: (N,) integers. W1: (D, H). b1: (1, H). W2: (H, K). b2: (1, K).
    Returns: dL_dW1 (D, H), dL_db1 (1, H), dL_dW2 (H, K), dL_db2 (1, K).
    Source: Quiz 4, problem 2, (3)-(15).
    """
    Z, H, _, P = forward(X, W1, b1, W2, b2)
    dL_dH, dL_dW2, dL_db2 = output_layer_vjp(dL_dS(P, y), H, W2)
    dL_dW1, dL_db1 = hidden_layer_vjp(relu_vjp(dL_dH, Z), X)
    return dL_dW1, dL_db1, dL_dW2, dL_db2


def mean_loss_grads(
    X: Array, y: Array, W1: Array, b1: Array, W2: Array, b2: Array
) -> tuple[Array, Array, Array, Array]:
    """Gradients of the mean cross-entropy: those of the sum over N.

    X: (N, D). y: (N,) integers. W1: (D, H). b1: (1, H). W2: (H, K). b2: (1, K).
    Returns: dL_dW1 (D, H), dL_db1 (1, H), dL_dW2 (H, K), dL_db2 (1, K).
    Source: Quiz 4, problem 2, (9) with the 1/N of a mean.
    """
    dL_dW1, dL_db1, dL_dW2, dL_db2 = two_layer_grads(X, y, W1, b1, W2, b2)
    return dL_dW1 / len(X), dL_db1 / len(X), dL_dW2 / len(X), dL_db2 / len(X)
