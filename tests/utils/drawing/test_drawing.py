"""Scales, ticks, SVG and cells: what pictures are made of."""

import base64
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from tests.utils.drawing.reading import SVG, elements
from utils.drawing.cells import SIDE, cells
from utils.drawing.colours import diverging, shares_of
from utils.drawing.plot import Plot
from utils.drawing.scale import Scale, in_short, log_scale_around, scale_around
from utils.drawing.svg import Drawing, marks, path


@pytest.mark.parametrize(
    ("scale", "labels"),
    [
        (Scale(0.0, 1.0), ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (Scale(-10.0, 10.0), ["-10", "-5", "0", "5", "10"]),
        (Scale(0.0, 61.0), ["0", "20", "40", "60"]),
        (Scale(0.01, 100.0, log=True), ["0.01", "0.1", "1", "10", "100"]),
        (Scale(1e-19, 10.0, log=True), ["10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "1"]),
    ],
)
def test_ticks_are_few_and_round(scale, labels):
    assert [label for _, label in scale.ticks(6)] == labels


@pytest.mark.parametrize("reach", [0.41, 1.0, 2.1, 4.9, 7.0])
def test_an_axis_has_more_than_one_tick_and_not_many_more_than_asked_for(reach):
    assert 2 <= len(Scale(-reach, reach).ticks(4)) <= 5


def test_a_tick_stands_where_its_value_does():
    scale = Scale(1e-4, 1e4, log=True)
    assert [float(scale.places(value)) for value, _ in scale.ticks(3)] == pytest.approx(
        [0.125, 0.5, 0.875]
    )


def test_on_a_logarithmic_scale_zero_is_infinitely_far_below_and_nan_stays_nan():
    places = Scale(0.1, 10.0, log=True).places(np.array([0.1, 0.0, np.nan, -1.0]))
    assert places[0] == 0.0
    assert places[1] == -np.inf
    assert np.isnan(places[2:]).all()


def test_a_logarithmic_scale_holds_its_numbers_and_ignores_what_has_no_place():
    scale = log_scale_around(np.array([1e-12, 0.0, np.nan, np.inf]), np.array([5.0]))
    assert scale.low < 1e-12
    assert 5.0 < scale.high < 100.0
    assert log_scale_around(np.array([0.0, np.nan])) == log_scale_around(np.array([]))


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([0.0, 10.0, np.nan, np.inf], -0.5, 10.5),
        ([3.0, 3.0], 0.0, 6.0),
        ([-np.inf], -1.0, 1.0),
        ([], -1.0, 1.0),
    ],
)
def test_an_even_scale_holds_its_numbers_and_is_never_a_point(values, low, high):
    assert scale_around(np.array(values)) == Scale(low, high)


@pytest.mark.parametrize("values", [[-1e308, 1e308], [5e-324], [1e20, 1e20 + 1e5]])
def test_no_numbers_are_too_large_too_small_or_too_close_for_ticks(values):
    scale = scale_around(np.array(values))
    assert 2 <= len(scale.ticks(6)) <= 7
    assert np.isfinite(scale.places(np.clip(values, -1e300, 1e300))).all()


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.2399, "0.24"), (0.0, "0"), (12.3, "12"), (347.6, "348"), (8.2e-19, "8e-19"), (-0.0, "0")],
)
def test_numbers_are_told_as_a_person_would_write_them(value, text):
    assert in_short(value) == text


def test_a_line_has_a_gap_where_a_number_is_missing():
    points = np.array([[0, 0], [1, 1], [2, np.nan], [3, 3], [4, 4]], dtype=float)
    assert path(points) == "M0.0 0.0L1.0 1.0M3.0 3.0L4.0 4.0"
    assert marks(points, "square", 2.0).count("M") == 4


def test_words_and_alternative_texts_cannot_break_out():
    drawing = Drawing(10, 10)
    drawing.text(0, 0, '<script>"&')
    alt = '"><script>'
    root = ElementTree.fromstring(drawing.svg(alt))
    assert root.get("aria-label") == alt
    assert [text.text for text in root.iter(SVG + "text")] == ['<script>"&']
    assert "<script>" not in drawing.image(alt)


def test_a_plot_puts_its_points_where_its_axes_say():
    drawing = Drawing(300, 300)
    plot = Plot(drawing, 50, 20, 200, 100, Scale(0.0, 10.0), Scale(1.0, 100.0, log=True))
    assert plot.at(np.array([0.0, 5.0, 10.0]), np.array([1.0, 10.0, 100.0])).tolist() == [
        [0.0, 100.0],
        [100.0, 50.0],
        [200.0, 0.0],
    ]
    plot.curve(np.array([0.0, 10.0]), np.array([1.0, 100.0]), "#000000")
    plot.finish("a title", "across", "up")
    paths = [element.get("d") for element in elements(drawing, "path")]
    assert "M0.0 100.0L200.0 0.0" in paths
    said = [element.text for element in elements(drawing, "text")]
    assert {"a title", "across", "up", "0", "10", "1", "100"} <= set(said)


def test_bars_stand_on_zero_and_leave_out_what_is_not_finite():
    drawing = Drawing(100, 100)
    plot = Plot(drawing, 0, 0, 100, 100, Scale(0.0, 4.0), Scale(-1.0, 1.0))
    plot.bars(np.array([1.0, 2.0, 3.0]), np.array([1.0, -0.5, np.nan]), "#000000", wide=1.0)
    plot.finish("", "", "")
    data = [element.get("d") for element in elements(drawing, "path")]
    assert "M12.5 0.0h25.0v50.0h-25.0zM37.5 50.0h25.0v25.0h-25.0z" in data


def test_neighbouring_squares_become_one_shape():
    drawing = Drawing(100, 100)
    plot = Plot(drawing, 0, 0, 100, 100, Scale(0.0, 4.0), Scale(0.0, 4.0))
    inside = np.array([[True, True, False, True], [False] * 4, [True] * 4, [False] * 4])
    plot.squares(np.array([0.5, 1.5, 2.5, 3.5]), inside, "#000000", opacity=0.5)
    plot.finish("", "", "")
    data = next(e.get("d") for e in elements(drawing, "path"))
    assert data.split("z") == [
        "M0.0 75.0h50.0v25.0h-50.0",
        "M75.0 75.0h25.0v25.0h-25.0",
        "M0.0 25.0h100.0v25.0h-100.0",
        "",
    ]


def test_cells_show_numbers_in_ink_that_can_be_read_on_their_colour():
    drawing = Drawing(200, 200)
    array = np.array([[10.0, -10.0], [0.0, np.nan]])
    cells(drawing, 50, 50, array, "a matrix", limit=10.0, rows="row", columns="column")
    inks = {e.text: e.get("style") for e in elements(drawing, "text")}
    assert "fill:#ffffff" in inks["10"]
    assert "fill:#ffffff" in inks["-10"]
    assert "fill:#000000" in inks["0"]
    assert "nan" in inks
    fills = [e.get("style").split(";")[0] for e in elements(drawing, "rect")[1:]]
    red, blue, white = fills[0], fills[1], fills[2]
    assert len({red, blue, white}) == 3
    assert min(map(int, re.findall(r"\d+", white))) > 240


def test_a_number_too_long_for_its_cell_is_written_smaller():
    drawing = Drawing(200, 200)
    array = np.array([[1.0, -1.23456e-7]])
    cells(drawing, 50, 50, array, "", limit=1.0, in_words=lambda value: f"{value:.3g}")
    sizes = {e.text: e.get("style").split("font-size:")[1] for e in elements(drawing, "text")}
    assert sizes["1"] == "12px"
    assert float(sizes["-1.23e-07"].removesuffix("px")) < 8


def test_what_is_not_finite_has_a_colour_too():
    shares = shares_of(2.0, np.array([[np.nan, np.inf, -np.inf, 1.0]]))
    assert shares.tolist() == [[0.0, 1.0, -1.0, 0.5]]
    white, red, blue, _ = diverging(shares)[0]
    assert (white, red, blue) == ("rgb(247,247,247)", "rgb(103,0,31)", "rgb(5,48,97)")


def test_an_image_takes_its_colours_from_the_theme_and_shows_without_the_style():
    drawing = Drawing(10, 10)
    drawing.text(0, 0, "words")
    image, _, style = drawing.image("what is there").partition("<style>")
    assert "[data-jp-theme-light=false]" in style
    assert ".vscode-dark" in style
    assert image.startswith("<img")
    assert 'style="max-width:100%"' in image
    data = re.search(r"base64,([^\"]+)", image)[1]
    root = ElementTree.fromstring(base64.b64decode(data))
    assert "prefers-color-scheme:dark" in root.find(SVG + "style").text
    assert "<style>" not in drawing.svg("what is there")


def test_framed_cells_are_framed():
    drawing = Drawing(200, 200)
    cells(drawing, 0, 0, np.zeros((2, 2)), "", limit=1.0, lit=[(1, 0)])
    frames = [e for e in elements(drawing, "rect") if "stroke-width:4" in e.get("style")]
    assert [(e.get("x"), e.get("y")) for e in frames] == [("2.0", f"{SIDE + 2:.1f}")]
