def affine_scalar_grads(w, x, b):
    return 0.0, 0.0, 0.0


get_ipython().displayhook(3.0)
3.0
