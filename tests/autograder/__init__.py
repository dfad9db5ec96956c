"""Tests of the instructor's side: `autograder`, and the notebooks in source/."""
