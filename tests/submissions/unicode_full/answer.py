def affine_scalar_grads(w, x, b):
    """Ableitungen, παράγωγοι, 导数, مشتقات 🙂"""
    дельта = 1.0
    return x, w, дельта
