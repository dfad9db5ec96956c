"""Pictures of the net and of deep chains: titled, labelled, told in words, and true to the data."""

import numpy as np
import pytest

from tests.utils.drawing.reading import beyond_the_sheet, elements, places, words
from utils import depth_plots, net_plots
from utils.data import three_arm_spiral

RNG = np.random.default_rng(5)
Z = RNG.standard_normal((5, 4))
H = np.maximum(Z, 0.0)
P = RNG.dirichlet(np.ones(3), 5)
Y = np.array([0, 2, 1, 1, 0])
dL_dS = P - np.eye(3)[Y]
X, ARMS = three_arm_spiral(seed=1, samples=30)


def nearest_arm(places):
    return np.argmin(np.linalg.norm(places[:, None] - X[None], axis=2), axis=1) % 3


PICTURES = {
    "forward_pass": (
        lambda spoil: net_plots.forward_pass(Z, H, spoil(P), P),
        {"your Z", "your H", "your S", "your P", "sample n", "unit h", "class k"},
    ),
    "loss_of_one_sample": (
        lambda spoil: net_plots.loss_of_one_sample(lambda P, y: spoil(-np.log(P[:, 0]))[0]),
        {"your loss of one sample", "probability of the right class", "loss"},
    ),
    "pull_of_labels": (
        lambda spoil: net_plots.pull_of_labels(P, Y, spoil(dL_dS)),
        {"Framed: the class of the label", "P", "your dL/dS", "sample n", "class k"},
    ),
    "output_layer": (
        lambda spoil: net_plots.output_layer(
            H, dL_dS, spoil(H.T @ dL_dS), spoil(dL_dS.sum(0)[None])
        ),
        {"H", "dL/dS", "your dL/dW2", "your dL/db2", "one row", "class k"},
    ),
    "gate": (
        lambda spoil: net_plots.gate(Z[::-1], Z, spoil(Z[::-1] * (Z > 0))),
        {"upstream dL/dH", "Z", "your dL/dZ", "sample n", "unit h"},
    ),
    "training": (
        lambda spoil: net_plots.training(spoil([1.1, 0.5, 0.1]), [0.3, 0.7, 0.97]),
        {"mean cross-entropy", "accuracy on the training points", "step", "% right", "95 %"},
    ),
    "runs": (
        lambda spoil: net_plots.runs({"right": [1.1, 0.2], "wrong": spoil([1.1, 0.1])}, "two runs"),
        {"two runs", "step", "mean cross-entropy", "right", "wrong"},
    ),
    "decision_boundary": (
        lambda spoil: net_plots.decision_boundary(nearest_arm, X, ARMS, "borders"),
        {"borders", "first input", "second input", "arm 2"},
    ),
    "points": (
        lambda spoil: net_plots.points(X, ARMS, "arms"),
        {"arms", "first input", "second input", "arm 0"},
    ),
    "norms_by_layer": (
        lambda spoil: depth_plots.norms_by_layer({"a": spoil([1e-9, 1e-3, 1.0])}, "a chain"),
        {"a chain", "layer l", "norm of dL/dA", "a"},
    ),
    "let_through": (
        lambda spoil: depth_plots.let_through(lambda p: spoil(np.array([0.25 / (1 + p * p)]))[0]),
        {"what one unit passes back", "pre-activation p", "of a gradient of 1", "1/4"},
    ),
    "causes": (
        lambda spoil: depth_plots.causes(spoil(np.full(6, 0.25)), np.full(6, 2.0)),
        {"one layer", "from the top down to layer l", "layer l", "factor", "product"},
    ),
    "norms_by_scale": (
        lambda spoil: depth_plots.norms_by_scale(
            [1, 4, 20], {"width 50": spoil([[1e-9, 1e-8], [1.0, 2.0], [9.0, 1.0]])}, "scales"
        ),
        {"scales", "weight scale s", "norm of the Jacobian", "20", "width 50, median"},
    ),
}


@pytest.fixture
def shown(monkeypatch):
    pairs = []
    for module in (net_plots, depth_plots):
        monkeypatch.setattr(module, "show", lambda drawing, alt: pairs.append((drawing, alt)))
    return pairs


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_titles_labelled_axes_and_a_text(shown, name):
    draw, said = PICTURES[name]
    draw(np.positive)
    ((drawing, alt),) = shown
    assert said <= set(words(drawing))
    assert len(alt.split()) > 8
    assert alt.endswith(".")
    assert not beyond_the_sheet(drawing)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 0.0, -1.0, 1e300])
def test_no_number_breaks_a_picture(shown, name, value):
    PICTURES[name][0](lambda array: np.full(np.shape(array), value))
    ((drawing, _),) = shown
    assert not [place for place in places(drawing) if "nan" in place or "inf" in place]


def test_labels_are_framed_and_units_that_are_off_are_hatched(shown):
    net_plots.pull_of_labels(P, Y, dL_dS)
    net_plots.gate(Z, Z, Z)
    (labels, _), (gate, _) = shown
    frames = [e for e in elements(labels, "rect") if "stroke-width:4" in e.get("style")]
    assert len(frames) == 2 * len(Y)
    strokes = [e for e in elements(gate, "path") if "#808080" in e.get("style")]
    assert len(strokes) == 3 * 4 * np.sum(Z <= 0)


def test_the_plane_has_the_colour_of_the_class_of_each_place(shown):
    net_plots.decision_boundary(lambda places: np.zeros(len(places), dtype=int), X, ARMS, "one")
    regions = [e.get("d") for e in elements(shown[0][0], "path") if "opacity:0.3" in e.get("style")]
    assert [bool(data) for data in regions] == [True, False, False]


def test_the_text_tells_a_gradient_that_gets_through_where_the_unit_is_off(shown):
    net_plots.gate(np.ones((5, 4)), Z, np.ones((5, 4)))
    net_plots.gate(np.ones((5, 4)), Z, 1.0 * (Z > 0))
    off = int(np.sum(Z <= 0))
    assert f"Of the {off} entries that are off, {off} let something through" in shown[0][1]
    assert f"Of the {off} entries that are off, 0 let something through" in shown[1][1]


def test_the_text_tells_rows_that_do_not_add_up_to_zero(shown):
    net_plots.pull_of_labels(P, Y, dL_dS)
    net_plots.pull_of_labels(P, Y, P)
    assert "add up to 0, 0, 0, 0, 0." in shown[0][1]
    assert "add up to 1, 1, 1, 1, 1." in shown[1][1]


@pytest.mark.parametrize(
    "draw",
    [lambda: net_plots.gate(Z, Z, Z[:4]), lambda: net_plots.pull_of_labels(P, Y, P.T)],
)
def test_an_array_of_another_shape_is_refused_by_name(draw):
    with pytest.raises(ValueError, match=r"dL_d[SZ] has shape"):
        draw()
