def affine_scalar_grads(w, x, b):
    return float("inf"), -float("inf"), float("inf")
