async def affine_scalar_grads(w, x, b):
    return x, w, 1.0
