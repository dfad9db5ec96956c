"""Pictures of gradients: titled, labelled, told in words, and wrong where the gradient is."""

import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from tests.utils.drawing.reading import beyond_the_sheet, elements, places, words
from utils import plots
from utils.drawing import picture

PROJECT = Path(__file__).parents[2]

X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
UPSTREAM = np.array([[3.0, -2.0, 0.5, 1.0], [-1.0, 1.0, 2.0, 0.0], [0.0, 1.0, -1.0, 4.0]])
PRODUCTS = UPSTREAM.T @ X
J_W = np.einsum("ji,l->jil", np.eye(2), X[0])
UNFOLDED = np.einsum("ji,nl->njil", np.eye(2), X)


def parabola(value):
    return value**2


DRAWN = {
    "slope": (
        lambda spoil: plots.slope(parabola, 1.5, spoil(3.0), name="u", letter="w"),
        {"u as w varies", "u", "w", "line of slope 3"},
    ),
    "outer_products": (
        lambda spoil: plots.outer_products(UPSTREAM, X, spoil(PRODUCTS)),
        {"sample 1", "+ sample 3", "your dL/dW", "output i", "input l", "26"},
    ),
    "tensor_blocks": (
        lambda spoil: plots.tensor_blocks(spoil(J_W)),
        {"J_W, one block for each output", "du_2/dW", "row i of W", "column l of W"},
    ),
    "unfolded": (
        lambda spoil: plots.unfolded(spoil(UNFOLDED), "your J_W", outputs="n, j", inputs="i, l"),
        {"your J_W", "entry of U: n, j", "nudged entry: i, l", "3,2", "2,2"},
    ),
    "falling_rows": (
        lambda spoil: plots.falling_rows(UPSTREAM, spoil(UPSTREAM.sum(axis=0)), lit=2),
        {"The rows of dL/dU above your dL/db", "your dL/db", "sample n", "output j", "1.5"},
    ),
    "both_layouts": (
        lambda spoil: plots.both_layouts(PRODUCTS, spoil(PRODUCTS.T)),
        {"your dL/dW in both layouts", "rows are outputs", "columns are outputs", "input"},
    ),
    "matrix": (
        lambda spoil: plots.matrix(spoil(X), "your X", rows="sample n", columns="input l"),
        {"your X", "sample n", "input l", "6"},
    ),
    "contraction": (
        lambda spoil: plots.contraction(np.array([3.0, -1.0]), J_W, spoil(np.outer([3, -1], X[0]))),
        {"dL/dW, by way of the tensor and without it", "-1 times block 2", "row i of W"},
    ),
    "loss_curve": (
        lambda spoil: plots.loss_curve(spoil([8.0, 4.0, 2.5])),
        {"The loss, trained with your gradients", "training step", "loss"},
    ),
}


@pytest.fixture
def shown(monkeypatch):
    """The drawings and their alternative texts, in place of showing them."""
    pairs = []
    monkeypatch.setattr(plots, "show", lambda drawing, alt: pairs.append((drawing, alt)))
    return pairs


def draw(name, spoil=np.positive):
    DRAWN[name][0](spoil)


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_has_titles_labelled_axes_its_numbers_and_a_text(shown, name):
    draw(name)
    ((drawing, alt),) = shown
    assert DRAWN[name][1] <= set(words(drawing))
    assert len(alt.split()) > 8
    assert alt.endswith(".")


@pytest.mark.parametrize("name", [name for name in DRAWN if name != "slope"])
def test_nested_lists_are_drawn_as_arrays_are(shown, name):
    draw(name)
    draw(name, lambda array: np.asarray(array).tolist())
    (one, told), (other, told_again) = shown
    assert one.svg(told) == other.svg(told_again)


@pytest.mark.parametrize("name", [name for name in DRAWN if name not in ("slope", "loss_curve")])
@pytest.mark.parametrize("spoil", [np.negative, np.zeros_like, lambda g: 2 * g])
def test_a_wrong_gradient_looks_wrong(shown, name, spoil):
    draw(name)
    draw(name, spoil)
    (right, _), (wrong, _) = shown
    assert sorted(words(right)) != sorted(words(wrong))


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308, 5e-324])
def test_no_number_breaks_a_picture_or_warns(shown, name, value):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(name, lambda array: _with_first(array, value))
        draw(name, lambda array: np.full_like(array, value))
    for drawing, _ in shown:
        assert not [place for place in places(drawing) if "nan" in place or "inf" in place]


def _with_first(array, value):
    spoiled = np.array(array, dtype=np.float64)
    spoiled.flat[0] = value
    return spoiled if spoiled.ndim else float(spoiled)


def test_what_is_no_number_stands_in_its_cell(shown):
    plots.matrix([[np.nan, np.inf], [-np.inf, -0.0]], "odd", rows="row", columns="column")
    assert {"nan", "inf", "-inf", "0"} <= set(words(shown[0][0]))
    assert "-0" not in words(shown[0][0])


def test_the_panels_of_a_sum_share_one_scale_of_colours(shown):
    plots.contraction(np.array([1.0]), np.ones((1, 2, 2)), np.full((2, 2), 4.0))
    fills = [e.get("style").split(";")[0] for e in elements(shown[0][0], "rect")[1:]]
    assert len(set(fills[:4])) == len(set(fills[4:])) == 1
    assert fills[0] != fills[-1]


@pytest.mark.parametrize("name", DRAWN)
def test_all_that_is_drawn_is_on_the_sheet(shown, name):
    draw(name)
    draw(name, lambda array: -1.2345e-7 * np.asarray(array))
    for drawing, _ in shown:
        assert drawing.width < 900
        assert not beyond_the_sheet(drawing)


def test_the_text_tells_whether_the_gradient_is_the_sum(shown):
    for dL_dW in (PRODUCTS, PRODUCTS / 3, np.full_like(PRODUCTS, np.nan)):
        plots.outer_products(UPSTREAM, X, dL_dW)
    assert ["is not" in alt for _, alt in shown] == [False, True, True]


def test_a_contraction_of_any_shape_up_to_two_axes_is_drawn(shown):
    for dL_dW in (1.0, [1.0, 2.0, 3.0], np.ones((4, 1))):
        plots.contraction(np.array([3.0, -1.0]), J_W, dL_dW)
    assert all("which is not their sum" in alt for _, alt in shown)


def test_a_bias_gradient_with_a_row_for_each_sample_is_drawn_with_all_of_them(shown):
    plots.falling_rows(UPSTREAM, UPSTREAM, lit=1)
    plots.falling_rows(UPSTREAM, UPSTREAM.sum(axis=0), lit=1)
    assert "In the lit column, 1, stand 3, -1, 0 above 3, -1, 0." in shown[0][1]
    assert "In the lit column, 1, stand 3, -1, 0 above 2." in shown[1][1]


def test_the_second_layout_is_told_from_one_that_is_not_the_first_swapped(shown):
    plots.both_layouts(PRODUCTS, PRODUCTS.T)
    plots.both_layouts(PRODUCTS, PRODUCTS)
    assert ["is not the first" in alt for _, alt in shown] == [False, True]


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: plots.outer_products(UPSTREAM, X, PRODUCTS.T), r"dL_dW has shape \(2, 4\)"),
        (lambda: plots.outer_products(UPSTREAM, X[:2], PRODUCTS), "zip"),
        (lambda: plots.contraction(np.ones(3), J_W, PRODUCTS), "zip"),
        (lambda: plots.contraction(np.ones(2), J_W, J_W), r"dL_dW has shape \(2, 2, 2\)"),
        (lambda: plots.falling_rows(UPSTREAM, np.ones(3), lit=1), r"dL_db has shape \(3,\)"),
        (lambda: plots.falling_rows(UPSTREAM, np.ones(4), lit=5), "no entry 5 of b"),
        (lambda: plots.unfolded(J_W, "your J", outputs="", inputs=""), r"your J has shape"),
        (lambda: plots.tensor_blocks(X), r"J_W has shape \(3, 2\); expected three axes"),
        (lambda: plots.matrix(X[0], "your X", rows="", columns=""), r"your X has shape \(2,\)"),
        (lambda: plots.both_layouts(X, X[0]), "columns_are_outputs has shape"),
    ],
)
def test_an_array_of_another_shape_is_refused_by_name(draw, said):
    with pytest.raises(ValueError, match=said):
        draw()


def test_a_picture_is_an_image_with_an_alternative_text_in_html_and_words_in_plain_text(
    monkeypatch,
):
    pictures = []
    monkeypatch.setattr(picture, "display", pictures.append)
    draw("matrix")
    (one,) = pictures
    html = one._repr_html_()
    assert 'src="data:image/svg+xml;base64,' in html
    assert 'alt="A heatmap, your X: sample n downwards' in html
    assert repr(one).startswith("[picture: A heatmap, your X:")


def test_the_pictures_need_no_matplotlib():
    code = (
        "import sys\n"
        "from utils import check, depth_plots, net_plots, nonlinear_plots, path_plots, plots\n"
        "from utils import widgets\n"
        "plots.matrix([[1.0]], 'one', rows='row', columns='column')\n"
        "sys.exit('matplotlib' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False)
    assert run.returncode == 0
