def affine_scalar_grads(w, x, b):
    return float("nan"), float("nan"), float("nan")
