def grads(w, x, b):
    return x, w, 1.0
