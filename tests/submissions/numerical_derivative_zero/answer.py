import numpy as np


def affine_scalar_grads(w, x, b):
    def u(w, x, b):
        return w * x + b

    h = 1e-5
    return (
        (u(w + h, x, b) - u(w - h, x, b)) / (2 * h),
        (u(w, x + h, b) - u(w, x - h, b)) / (2 * h),
        (u(w, x, b + h) - u(w, x, b - h)) / (2 * h),
    )
