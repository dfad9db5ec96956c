"""Mistakes in the notebook `scalar`."""

from autograder.catalogue.mistake import Mistake, Page

PAGES = (
    Page(
        exercise="affine_scalar_grads",
        right={"du_dw": "x", "du_dx": "w", "du_db": "1.0"},
        equivalents={
            "list": "return [x, w, 1]",
            "numpy scalars": "return np.float64(x), np.float64(w), np.float64(1.0)",
            "limit of a line": "return (w + 1 - w) * x, w * (x - x + 1), float(b == b)",
        },
        mistakes=(
            Mistake(
                "own letter kept",
                {"du_dw": "w", "du_dx": "x"},
                "Draw u against w with x held fixed. Which number is the slope of that line?",
            ),
            Mistake(
                "value instead of slope",
                {"du_dw": "w * x", "du_dx": "w * x"},
                "That is how much the term is worth, not how fast it changes.",
            ),
            Mistake(
                "bias differentiated to itself",
                {"du_db": "b"},
                "Nudge b by 0.01. By how much does u move, whatever b was?",
            ),
            Mistake(
                "bias called a constant",
                {"du_db": "0.0"},
                "b is held fixed when the derivative is taken with respect to w or x. And here?",
            ),
            Mistake(
                "all of u",
                {"du_dw": "w * x + b", "du_dx": "w * x + b", "du_db": "w * x + b"},
                "That is u itself. The question is by how much u moves when one letter is nudged.",
            ),
        ),
    ),
)
