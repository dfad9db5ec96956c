"""Tests of what a student gets: `utils`, and of the reference beside it."""
