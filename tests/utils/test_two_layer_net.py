"""What the notebook `two-layer-net` is built from: the table of intermediates, the spiral."""

import numpy as np
import pytest

from utils import reference
from utils.data import three_arm_spiral
from utils.intermediates import LINES, first_wrong


@pytest.fixture
def net():
    rng = np.random.default_rng(3)
    X, W1 = rng.standard_normal((5, 2)), rng.standard_normal((2, 4))
    W2, b1, b2 = (rng.standard_normal(shape) for shape in ((4, 3), (1, 4), (1, 3)))
    return X, np.array([0, 2, 1, 1, 0]), W1, b1, W2, b2


def all_twelve(X, y, W1, b1, W2, b2):
    mine = dict(zip(("Z", "H", "S", "P"), reference.get("forward")(X, W1, b1, W2, b2), strict=True))
    mine["L"] = reference.get("cross_entropy")(mine["P"], y)
    mine["dL_dS"] = reference.get("dL_dS")(mine["P"], y)
    back = reference.get("output_layer_vjp")(mine["dL_dS"], mine["H"], W2)
    mine.update(zip(("dL_dH", "dL_dW2", "dL_db2"), back, strict=True))
    mine["dL_dZ"] = reference.get("relu_vjp")(mine["dL_dH"], mine["Z"])
    back = reference.get("hidden_layer_vjp")(mine["dL_dZ"], X)
    return {**mine, **dict(zip(("dL_dW1", "dL_db1"), back, strict=True))}


def test_right_intermediates_all_pass(net):
    report = first_wrong(all_twelve(*net), *net)
    assert report.passed
    assert [row.passed for row in report.rows] == [True] * 12


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_the_one_that_is_wrong_is_named_with_its_equation(net, line):
    mine = all_twelve(*net)
    report = first_wrong({**mine, line.name: 1.01 * np.asarray(mine[line.name])}, *net)
    assert not report.passed
    assert f"`{line.name}`, equation ({line.equation})" in report.headline
    assert sum(not row.passed for row in report.rows) == 1


def test_of_several_the_first_is_named(net):
    mine = all_twelve(*net)
    mine["dL_dZ"] = mine["dL_dH"]
    mine["dL_dW1"] = net[0].T @ mine["dL_dH"]
    report = first_wrong(mine, *net)
    assert "`dL_dZ`" in report.headline
    assert any("look there again" in note for note in report.notes)


def test_an_intermediate_that_is_left_out_is_said_to_be(net):
    mine = all_twelve(*net)
    del mine["P"]
    assert "`P`" in first_wrong(mine, *net).headline


def test_a_wrong_shape_is_told_in_letters(net):
    mine = all_twelve(*net)
    mine["dL_db1"] = mine["dL_dZ"]
    (note,) = first_wrong(mine, *net).notes
    assert "(1, H)" in note


def test_a_unit_at_the_corner_is_no_fault_of_the_student(net):
    X, y, W1, b1, W2, b2 = net
    b1[0, 0] -= (X @ W1 + b1)[0, 0]
    report = first_wrong(all_twelve(X, y, W1, b1, W2, b2), X, y, W1, b1, W2, b2)
    assert any("corner" in note for note in report.notes)


def test_the_spiral_has_three_arms_of_equal_size_in_random_order_inside_a_circle():
    X, y = three_arm_spiral(seed=1, samples=300)
    assert X.shape == (300, 2)
    assert np.bincount(y).tolist() == [100, 100, 100]
    assert (np.hypot(*X.T) <= 1.0).all()
    assert np.count_nonzero(np.diff(y)) > 100


def test_the_same_seed_draws_the_same_spiral_and_another_another():
    assert np.array_equal(three_arm_spiral(seed=1)[0], three_arm_spiral(seed=1)[0])
    assert not np.array_equal(three_arm_spiral(seed=1)[0], three_arm_spiral(seed=2)[0])


def train(gradients, X, y, steps=500):
    rng = np.random.default_rng(0)
    W1, W2 = rng.standard_normal((2, 50)), rng.standard_normal((50, 3)) / np.sqrt(50)
    parameters = [W1, np.zeros((1, 50)), W2, np.zeros((1, 3))]
    for _ in range(steps):
        parameters = [p - g for p, g in zip(parameters, gradients(X, y, *parameters), strict=True)]
    return parameters


def accuracy(parameters, X, y):
    return np.mean(reference.get("forward")(X, *parameters)[3].argmax(axis=1) == y)


def test_the_right_gradients_learn_the_spiral_and_a_missing_mask_does_not():
    X, y = three_arm_spiral(seed=1)
    right = train(reference.get("mean_loss_grads"), X, y)
    assert accuracy(right, X, y) >= 0.95
    assert accuracy(right, *three_arm_spiral(seed=2)) >= 0.95

    def without_a_mask(X, y, W1, b1, W2, b2):
        _, H, _, P = reference.get("forward")(X, W1, b1, W2, b2)
        dL_dS = reference.get("dL_dS")(P, y) / len(y)
        dL_dH, dL_dW2, dL_db2 = reference.get("output_layer_vjp")(dL_dS, H, W2)
        return *reference.get("hidden_layer_vjp")(dL_dH, X), dL_dW2, dL_db2

    assert accuracy(train(without_a_mask, X, y), X, y) < 0.8


def test_no_straight_lines_separate_the_arms():
    X, y = three_arm_spiral(seed=1)
    rows = np.hstack([X, np.ones((300, 1))])
    scores = rows @ np.linalg.lstsq(rows, np.eye(3)[y], rcond=None)[0]
    assert np.mean(scores.argmax(axis=1) == y) < 0.7
