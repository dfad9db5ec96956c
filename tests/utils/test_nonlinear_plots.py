"""Pictures of losses, nonlinearities and paths: labelled, described, and wrong where the code is."""

import numpy as np
import pytest

from tests.utils.drawing.reading import beyond_the_sheet, elements, places, words
from utils import nonlinear_plots, path_plots, reference

Z = np.array([[2.0, 0.0], [1.0, 4.0]])
Y = np.array([[1.0, 3.0], [1.0, 2.0]])
LOGITS = np.array([2.0, 1.0, 0.0])
UPSTREAM = np.array([1.0, 4.0, -2.0])
W = np.array([[1.0, -1.0], [0.5, 2.0], [-2.0, 1.0]])
SIGNAL = np.array([-1.0, 2.0, 3.0])

sigmoid, softmax = reference.get("sigmoid"), reference.get("softmax")
slope, jacobian = reference.get("sigmoid_grad"), reference.get("softmax_jacobian")


@pytest.fixture
def shown(monkeypatch):
    """Drawings and alternative texts, as they were handed over to be shown."""
    pairs = []
    for module in (nonlinear_plots, path_plots):
        monkeypatch.setattr(module, "show", lambda drawing, alt: pairs.append((drawing, alt)))
    return pairs


def pull(u):
    return reference.get("dE_du")(np.array([u]), np.array([0.0]))[0]


DRAWN = {
    "steps": (
        lambda spoil: nonlinear_plots.steps_to_targets(Z, Y, spoil(Z - Y)),
        {
            "One step of size 1 against your dE/dZ (arrows)",
            "entry n, k",
            "value",
            "2,1",
            "target Y",
        },
    ),
    "sigma": (
        lambda spoil: nonlinear_plots.sigmoid_and_slope(lambda u: spoil(sigmoid(u))),
        {"your sigma(u)", "u", "sigma(u)"},
    ),
    "sigma and slope": (
        lambda spoil: nonlinear_plots.sigmoid_and_slope(sigmoid, lambda u: spoil(slope(u))),
        {"your sigma(u)", "your slope of sigma at u", "d sigma / du", "slope below 0.01"},
    ),
    "hadamard": (
        lambda spoil: nonlinear_plots.hadamard(Z, Y, spoil(Z * Y)),
        {"upstream dL/dY", "slopes h'(X)", "your dL/dX", "sample n", "unit j", "8"},
    ),
    "probabilities": (
        lambda spoil: nonlinear_plots.probabilities(
            LOGITS, {f"beta = {beta}": spoil(softmax(LOGITS, beta)) for beta in (0.5, 1, 2)}
        ),
        {"your softmax of the same logits", "class 3", "logit 0", "beta = 2", "probability"},
    ),
    "jacobian": (
        lambda spoil: nonlinear_plots.jacobian_and_spectrum(spoil(jacobian(LOGITS, 2.0))),
        {"your J: ds_j/du_i", "probability j", "logit i"},
    ),
    "average": (
        lambda spoil: nonlinear_plots.above_the_average(
            UPSTREAM, softmax(LOGITS), spoil(jacobian(LOGITS) @ UPSTREAM)
        ),
        {"upstream gradient, seen from its average", "your dL/du", "dL/ds", "class 3", "s = 0.09"},
    ),
    "pull": (
        lambda spoil: path_plots.error_and_pull(
            lambda u: sigmoid(u) ** 2 / 2, lambda u: spoil(np.array([pull(u)]))[0], target=0.0
        ),
        {"E of one neuron with target 0", "your dE/du", "dE/du", "u"},
    ),
    "paths": (
        lambda spoil: path_plots.paths_from_input(W, SIGNAL, spoil(W.T @ SIGNAL), lit=2),
        {"x_2", "u_3", "E", "along a path multiply, over paths add", "number 1 is at the top"},
    ),
    "losses": (
        lambda spoil: path_plots.loss_curves(
            {"one": spoil([2.0, 1.0]), "two": [3.0, 0.5]}, "learning"
        ),
        {"learning", "training step", "loss", "one", "two"},
    ),
}


def draw(name, spoil=np.positive):
    DRAWN[name][0](spoil)


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_has_titles_labelled_axes_and_a_text(name, shown):
    draw(name)
    ((drawing, alt),) = shown
    assert DRAWN[name][1] <= set(words(drawing))
    assert len(alt.split()) > 10
    assert not beyond_the_sheet(drawing)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
def test_no_number_breaks_a_picture(name, value, shown):
    draw(name, lambda array: np.full_like(array, value))
    ((drawing, _),) = shown
    assert not [place for place in places(drawing) if "nan" in place or "inf" in place]


def text_of(shown):
    ((_, alt),) = shown
    return alt


@pytest.mark.parametrize(
    ("gradient", "hits"), [(Z - Y, 4), (2 * (Z - Y), 1), (Y - Z, 1), ((Z - Y) / 4, 1)]
)
def test_the_arrows_end_on_their_targets_if_the_gradient_is_right(shown, gradient, hits):
    nonlinear_plots.steps_to_targets(Z, Y, gradient)
    assert f"{hits} of 4 arrows end on their target" in text_of(shown)


def test_a_steepest_slope_that_is_not_a_quarter_is_told(shown):
    nonlinear_plots.sigmoid_and_slope(sigmoid, lambda u: 2 * slope(u))
    assert "largest at u = 0.0 with 0.5" in text_of(shown)


@pytest.mark.parametrize(
    ("J", "rank"), [(jacobian(LOGITS), 2), (np.diag(softmax(LOGITS)), 3), (np.ones((3, 3)), 1)]
)
def test_the_rank_that_is_told_is_that_of_the_students_matrix(shown, J, rank):
    nonlinear_plots.jacobian_and_spectrum(J.tolist())
    assert f"its rank is {rank}" in text_of(shown)


def test_a_jacobian_without_singular_values_is_drawn_and_told(shown):
    nonlinear_plots.jacobian_and_spectrum([[np.nan, 1.0], [0.0, np.inf]])
    assert "without singular values" in text_of(shown)
    assert {"nan", "inf"} <= set(words(shown[0][0]))


def test_a_sigma_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"sigma\(u\) has shape \(\); expected"):
        nonlinear_plots.sigmoid_and_slope(np.mean)


def test_what_saturates_is_shaded(shown):
    nonlinear_plots.sigmoid_and_slope(sigmoid, slope)
    nonlinear_plots.sigmoid_and_slope(sigmoid, np.ones_like)
    shades = [
        sum("opacity:0.3" in e.get("style") for e in elements(drawing, "rect"))
        for drawing, _ in shown
    ]
    assert shades == [2, 0]


def test_a_gradient_that_does_not_sum_to_zero_is_told(shown):
    s = softmax(LOGITS)
    nonlinear_plots.above_the_average(UPSTREAM, s, s * UPSTREAM)
    assert f"sums to {np.sum(s * UPSTREAM):.2g}" in text_of(shown)


def test_the_paths_and_the_students_gradient_stand_side_by_side(shown):
    path_plots.paths_from_input(W, SIGNAL, np.array([7.0, 7.0]), lit=1)
    alt = text_of(shown)
    assert "their products are -1, 1, -6, and they add up to -6" in alt
    assert "Your dE/dx_1 is 7" in alt


@pytest.mark.parametrize("lit", [0, 3])
def test_an_input_that_is_not_there_cannot_be_lit(lit):
    with pytest.raises(ValueError, match="there are inputs 1 to 2"):
        path_plots.paths_from_input(W, SIGNAL, W.T @ SIGNAL, lit=lit)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: nonlinear_plots.steps_to_targets(Z, Y, (Z - Y).sum(axis=0)),
        lambda: nonlinear_plots.hadamard(Z, Y, Z[:1]),
        lambda: nonlinear_plots.above_the_average(UPSTREAM, softmax(LOGITS), np.zeros(2)),
        lambda: path_plots.paths_from_input(W, SIGNAL, SIGNAL, lit=1),
    ],
)
def test_a_gradient_of_another_shape_is_named_with_both_shapes(draw):
    with pytest.raises(ValueError, match=r"^d\w+ has shape \(.*\); expected \(.*\)$"):
        draw()
