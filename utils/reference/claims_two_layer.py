"""The verdicts on Quiz 4, (9), beside the claim mended."""

import numpy as np

from utils.reference.two_layer import dL_dS

Array = np.ndarray


def quiz4_loss_claims(P: Array, y: Array) -> tuple[bool, Array, bool, Array]:
    """(9) is right for the summed loss, and N times too large for the mean.

    P: (N, K). y: (N,) integers.
    Returns: sum_holds, dL_dS_sum (N, K), mean_holds, dL_dS_mean (N, K).
    Source: Quiz 4, problem 2, (9).
    """
    of_the_sum = dL_dS(P, y)
    return True, of_the_sum, False, of_the_sum / len(y)
