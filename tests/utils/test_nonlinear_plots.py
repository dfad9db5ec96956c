"""Pictures of losses, nonlinearities and paths: labelled, described, and wrong where the code is."""

import numpy as np
import pytest

from utils import figures, nonlinear_plots, path_plots, reference

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
    """Figures and alternative texts, as they were handed over to be shown."""
    pairs = []
    for module in (nonlinear_plots, path_plots):
        monkeypatch.setattr(module, "show", lambda figure, alt: pairs.append((figure, alt)))
    return pairs


def pull(u):
    return reference.get("dE_du")(np.array([u]), np.array([0.0]))[0]


DRAWN = {
    "steps": lambda: nonlinear_plots.steps_to_targets(Z, Y, Z - Y),
    "sigma": lambda: nonlinear_plots.sigmoid_and_slope(sigmoid),
    "sigma and slope": lambda: nonlinear_plots.sigmoid_and_slope(sigmoid, slope),
    "hadamard": lambda: nonlinear_plots.hadamard(Z, Y, Z * Y),
    "probabilities": lambda: nonlinear_plots.probabilities(
        LOGITS, {f"beta = {beta}": softmax(LOGITS, beta) for beta in (0.5, 1, 2)}
    ),
    "jacobian": lambda: nonlinear_plots.jacobian_and_spectrum(jacobian(LOGITS, 2.0)),
    "average": lambda: nonlinear_plots.above_the_average(
        UPSTREAM, softmax(LOGITS), jacobian(LOGITS) @ UPSTREAM
    ),
    "pull": lambda: path_plots.error_and_pull(lambda u: sigmoid(u) ** 2 / 2, pull, target=0.0),
    "paths": lambda: path_plots.paths_from_input(W, SIGNAL, W.T @ SIGNAL, lit=2),
    "losses": lambda: path_plots.loss_curves({"one": [2.0, 1.0], "two": [3.0, 0.5]}, "learning"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_every_panel_has_a_title_and_named_axes_and_the_figure_an_alternative_text(name, shown):
    DRAWN[name]()
    ((figure, alt),) = shown
    for ax in figure.axes:
        assert ax.get_title()
        assert ax.get_ylabel()
    assert figure.axes[-1].get_xlabel()
    assert len(alt.split()) > 10


@pytest.mark.parametrize("name", DRAWN)
def test_every_figure_can_be_made_an_image(name, monkeypatch):
    pictures = []
    monkeypatch.setattr(figures, "display", pictures.append)
    DRAWN[name]()
    (picture,) = pictures
    assert 'src="data:image/png;base64,' in picture._repr_html_()


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
