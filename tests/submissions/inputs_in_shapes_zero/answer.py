import numpy as np


def affine_scalar_grads(w, x, b):
    return np.zeros(int(abs(w) * 1000) % 9973), np.zeros(31337), np.zeros((2, 4, 6, 8))
