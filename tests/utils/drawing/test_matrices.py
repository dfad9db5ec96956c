"""Matrices side by side: apart from each other, with room for their words, lines and colours."""

import numpy as np
import pytest

from tests.utils.drawing.reading import elements
from utils.drawing.matrices import Matrix, largest, side_by_side, side_for


def matrix(array, title="a matrix", **more):
    return Matrix(np.asarray(array), title, "row", "column", **more)


def texts(drawing):
    return {e.text: e for e in elements(drawing, "text")}


def test_long_titles_do_not_run_into_each_other():
    titles = [f"{letter}, a title much wider than it" for letter in "abc"]
    drawing = side_by_side([matrix([[1.0]], title) for title in titles])
    middles = [float(texts(drawing)[title].get("x")) for title in titles]
    assert min(np.diff(middles)) > 7 * len(titles[0])
    assert middles[0] - 3.5 * len(titles[0]) > 0
    assert middles[-1] + 3.5 * len(titles[0]) < drawing.width


def test_a_headline_wider_than_its_matrices_widens_the_sheet():
    alone, with_headline = (side_by_side([matrix([[1.0]])], words) for words in ("", "word " * 9))
    assert with_headline.width > max(alone.width, 300)
    assert with_headline.height > alone.height


def test_each_matrix_has_its_own_colours_unless_a_limit_is_given():
    pair = [matrix([[1.0]]), matrix([[4.0]])]
    for limit, same in ((0.0, True), (4.0, False)):
        cells = elements(side_by_side(pair, limit=limit), "rect")[1:]
        assert (cells[0].get("style") == cells[1].get("style")) is same


def test_rows_and_columns_can_have_names():
    names = {"row_names": ["1,1", "1,2"], "column_names": ["2,1"]}
    drawing = side_by_side([matrix([[1.0], [2.0]], **names)])
    assert {"1,1", "1,2", "2,1"} <= texts(drawing).keys()
    assert float(texts(drawing)["1,1"].get("x")) - 3 * 7 > float(texts(drawing)["row"].get("x"))


@pytest.mark.parametrize(("blocks", "count"), [((0, 0), 0), ((2, 0), 1), ((2, 3), 2), ((1, 1), 8)])
def test_lines_stand_between_blocks_and_not_at_the_edge(blocks, count):
    drawing = side_by_side([matrix(np.zeros((4, 6)), blocks=blocks)])
    assert len(elements(drawing, "path")) == count


@pytest.mark.parametrize(
    ("arrays", "limit"),
    [
        ([[1.0, -3.0], [[2.0]]], 3.0),
        ([[np.inf, np.nan, 2]], 2.0),
        ([[np.nan]], 1.0),
        ([[0, 0]], 1.0),
        ([[True]], 1.0),
    ],
)
def test_the_largest_entry_is_finite_and_positive(arrays, limit):
    assert largest(*map(np.array, arrays)) == limit


def test_cells_grow_with_their_numbers_up_to_a_point():
    small, middle, large = (side_for(np.array([v])) for v in (1.0, -0.123, -1.23456e-100))
    assert 40 == small < middle < large <= 60
