"""Every widget: it follows its controls, and shows a student's mistake, error and wrong shape."""

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from autograder.catalogue import PAGES
from tests.utils.widgets.students import FUNCTIONS, MOVES, NAMES, mistaken, panel, pictures
from utils import reference

every_widget = pytest.mark.parametrize("widget", NAMES)
every_function = pytest.mark.parametrize(("widget", "name"), FUNCTIONS)

# What no picture of a widget shows: a part that is not drawn, or a mistake that needs inputs
# other than the widget's. Whatever is not named here has to look wrong.
UNSEEN = {
    # A transposed matrix has the same norm.
    ("residual_layer_vjp", "dA transposed"),
    # For numbers so large or so small that the widgets never meet them.
    ("sigmoid", "overflow"),
    ("sigmoid", "tanh of the whole argument"),
    ("softmax", "overflow"),
    ("softmax", "one maximum for all rows"),
    ("forward", "exponentials overflow"),
    ("cross_entropy", "no floor"),
    ("cross_entropy", "another floor"),
    ("cross_entropy", "one-hot times the logarithm of 0"),
}
SEEN = [
    pytest.param(widget, name, mistake, id=f"{name}: {mistake.name}")
    for widget, name in FUNCTIONS
    for mistake in PAGES[name].mistakes
    if (name, mistake.name) not in UNSEEN
]


@pytest.fixture(scope="module")
def right() -> dict[str, list[str]]:
    """The pictures of the right answers, by widget."""
    return {widget: list(pictures(panel(widget), widget)) for widget in NAMES}


@every_widget
def test_every_move_of_a_control_changes_the_picture_and_its_alternative_text(widget):
    shown = panel(widget)
    start = shown.view()
    for moved in MOVES[widget]:
        view = shown.view(**moved)
        assert view.drawing.svg("") != start.drawing.svg(""), moved
        assert view.alt != start.alt, moved


def test_every_control_is_moved_somewhere():
    for widget, moves in MOVES.items():
        moved = {name for move in moves for name in move}
        untouched = set(panel(widget).settings) - moved
        assert untouched <= {"u1", "u2"}, widget


@pytest.mark.parametrize(("widget", "name", "mistake"), SEEN)
def test_a_mistake_gives_another_picture(right, widget, name, mistake):
    wrong = pictures(mistaken(widget, name, mistake), widget)
    assert any(picture != other for picture, other in zip(wrong, right[widget], strict=True))


@every_function
def test_a_function_that_raises_shows_its_message_at_every_setting(widget, name):
    def raises(*arguments):
        raise ValueError("a <tag> & a reason")

    shown = panel(widget, **{name: raises})
    views = [shown.view(**moved) for moved in ({}, *MOVES[widget])]
    troubled = [view for view in views if view.drawing is None]
    assert troubled, "no setting asks this function"
    for view in troubled:
        assert name in view.words
        assert "ValueError: a <tag> & a reason" in view.words
        assert "a &lt;tag&gt; &amp; a reason" in view.html()
        assert "<tag>" not in view.html() + view.still()


@every_function
def test_an_untouched_task_says_so(widget, name):
    def stub(*arguments):
        raise NotImplementedError

    shown = panel(widget, **{name: stub})
    words = [shown.view(**moved).words for moved in ({}, *MOVES[widget])]
    assert f"`{name}`: not attempted yet" in words


@every_function
@pytest.mark.parametrize("answer", [None, "text", np.full((3, 3), np.nan), [1.0], 7])
def test_nonsense_is_said_in_words_or_drawn_but_never_raised(widget, name, answer):
    shown = panel(widget, **{name: lambda *arguments: answer})
    views = [shown.view(**moved) for moved in ({}, *MOVES[widget])]
    assert any(view.words != panel(widget).view().words for view in views)


@every_widget
def test_a_picture_is_well_formed_and_carries_its_alternative_text(widget):
    for moved in ({}, *MOVES[widget]):
        view = panel(widget).view(**moved)
        root = ElementTree.fromstring(view.drawing.svg(view.alt))
        assert root.get("role") == "img"
        assert root.get("aria-label") == view.alt
        assert len(view.alt) > 60


@every_widget
def test_what_has_no_colour_of_its_own_follows_the_theme(widget):
    svg = panel(widget).view().drawing.svg("")
    assert re.findall(r"<text [^>]*style=\"fill:var\(--jp-content-font-color1, #212121\)", svg)
    assert "fill:var(--jp-layout-color0, #ffffff)" in svg
    unthemed = set(re.findall(r"<text [^>]*style=\"fill:(#\w+)", svg))
    assert unthemed <= {"#000000", "#ffffff"}  # numbers on coloured cells


@every_widget
def test_a_panel_looks_the_same_whenever_it_is_asked(widget):
    one, other = panel(widget), panel(widget)
    there_and_back = [one.view(**moved) for moved in (*MOVES[widget], {})][-1]
    assert there_and_back.html() == other.view().html()


def test_the_students_functions_are_given_arrays_of_their_own():
    def greedy(dL_dU, X, W, b):
        right = reference.get("batched_affine_vjp")(dL_dU, X, W, b)
        for array in (dL_dU, X, W, b):
            array[...] = 99.0
        return right

    shown = panel("affine", batched_affine_vjp=greedy)
    shown.view()
    assert shown.view().html() == panel("affine").view().html()


def test_gradients_of_a_wrong_shape_are_drawn_in_that_shape():
    def transposed(dL_dU, X, W, b):
        return dL_dU @ W, X.T @ dL_dU, dL_dU

    view = panel("affine", batched_affine_vjp=transposed).view()
    assert view.drawing is not None
    assert "Your dL/dW has shape (2, 3), and W has shape (3, 2)." in view.words


def test_the_affine_widget_counts_what_one_entry_touches():
    words = panel("affine").view(sample=3, output=2).words
    assert words.startswith(
        "Entry 3,2 of dL/dU touches 2 of 6 entries of your dL/dW, 1 of 3 entries of your dL/db, "
        "2 of 8 entries of your dL/dX."
    )


def test_the_sigmoid_widget_compares_the_slope_with_a_nudge():
    words = panel("sigmoid").view(u=2.0).words
    assert "your slope 0.105. A nudge of 0.01 moves your sigma 0.105 times as far" in words
    assert "Saturated" in panel("sigmoid").view(u=7.0).words


def test_the_softmax_widget_names_the_function_that_disagrees_with_the_nudges():
    assert "agree" in panel("softmax").view().words
    diagonal = panel("softmax", softmax_jacobian=lambda u, beta: np.diag(np.ones(4)))
    assert "row 2 of your `softmax_jacobian`" in diagonal.view().words
    assert "`softmax_vjp`" not in diagonal.view().words


def test_the_net_learns_with_right_gradients_and_not_with_their_negatives():
    def uphill(*arguments):
        return [-gradient for gradient in reference.get("mean_loss_grads")(*arguments)]

    words = panel("two_layer").view(steps=500).words
    assert float(re.search(r"([\d.]+)% of the points right", words)[1]) >= 95.0
    assert "It has risen" in panel("two_layer", mean_loss_grads=uphill).view(steps=50).words


def test_the_net_takes_one_step_at_a_time_and_remembers_them():
    calls = []

    def counted(*arguments):
        calls.append(1)
        return reference.get("mean_loss_grads")(*arguments)

    shown = panel("two_layer", mean_loss_grads=counted)
    shown.view(steps=10)
    assert len(calls) == 10
    shown.view(steps=11)
    shown.view(steps=3)
    assert len(calls) == 11


def test_the_deep_chain_reads_its_plot_in_words():
    words = panel("deep_chain").view(depth=30).words
    told = re.fullmatch(
        r"Your dL/db shrinks (0\.\d\d) times a layer on its way down: 0\.\d+ at layer 30, "
        r"\d+e-\d+ at layer 1\. Theory expects 0\.23 times a layer\.",
        words,
    )
    assert told
    assert 0.2 < float(told[1]) < 0.28


def test_without_the_remedies_the_deep_chain_leaves_their_controls_out():
    from utils.widgets import deep_chain

    alone = deep_chain(reference.get("chain_backward"), reference.get("jacobian_product"))
    assert set(alone.settings) == {"depth", "scale", "activation", "init", "of"}
    assert alone.view().drawing is not None
