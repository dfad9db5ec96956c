def affine_scalar_grads(w, x, b):
    return 0.0, 0.0, 0.0


try:
    from autograder.catalogue import PAGES
    from autograder.catalogue.mistake import compile_function
    from utils import exercises

    name = "affine_scalar_grads"
    affine_scalar_grads = compile_function(exercises.get(name), PAGES[name].body())
except ImportError:
    pass
