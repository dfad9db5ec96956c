"""Pictures of the net and of deep chains: titled, labelled, told in words, and true to the data."""

import numpy as np
import pytest

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
    "forward_pass": lambda: net_plots.forward_pass(Z, H, P, P),
    "loss_of_one_sample": lambda: net_plots.loss_of_one_sample(lambda P, y: -np.log(P[0, 0])),
    "pull_of_labels": lambda: net_plots.pull_of_labels(P, Y, dL_dS),
    "output_layer": lambda: net_plots.output_layer(H, dL_dS, H.T @ dL_dS, dL_dS.sum(0)[None]),
    "gate": lambda: net_plots.gate(Z[::-1], Z, Z[::-1] * (Z > 0)),
    "training": lambda: net_plots.training([1.1, 0.5, 0.1], [0.3, 0.7, 0.97]),
    "runs": lambda: net_plots.runs({"right": [1.1, 0.2], "wrong": [1.1, np.inf]}, "two runs"),
    "decision_boundary": lambda: net_plots.decision_boundary(nearest_arm, X, ARMS, "borders"),
    "points": lambda: net_plots.points(X, ARMS, "arms"),
    "norms_by_layer": lambda: depth_plots.norms_by_layer({"a": [1e-9, 1e-3, 1.0]}, "a chain"),
    "let_through": lambda: depth_plots.let_through(lambda p: 0.25 / np.cosh(p / 2) ** 2),
    "causes": lambda: depth_plots.causes(np.full(6, 0.25), np.full(6, 2.0)),
    "norms_by_scale": lambda: depth_plots.norms_by_scale(
        [1, 4, 20], {"width 50": np.array([[1e-9, 1e-8], [1.0, 2.0], [9.0, 1.0]])}, "scales"
    ),
}


@pytest.fixture
def shown(monkeypatch):
    figures = []
    for module in (net_plots, depth_plots):
        monkeypatch.setattr(module, "show", lambda figure, alt: figures.append((figure, alt)))
    return figures


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_titles_labelled_axes_and_a_text(shown, name):
    PICTURES[name]()
    ((figure, alt),) = shown
    assert len(alt.split()) > 8
    assert alt.endswith(".")
    for ax in figure.axes:
        assert ax.get_title()
        assert ax.get_xlabel()
        assert ax.get_ylabel()


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
