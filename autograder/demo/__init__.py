"""A simulated class: submissions of every kind, made from the release notebooks.

Used by `autograder demo`, by the tests and by the benchmarks, so that no copies
of filled-in notebooks lie about. The same seed makes the same class.
"""
