import sys

import numpy as np


def affine_scalar_grads(w, x, b):
    np.array([1.0]) / np.array([0.0])
    print("working", file=sys.stderr)
    return x, w, 1.0
