"""The instructor's side: judging, the catalogue of mistakes, the simulated class, the bundle.

Nothing in this package is ever given to a student.
"""
