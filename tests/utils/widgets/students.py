"""Panels of students who answered right, and of students with one mistake, for the tests."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.support import with_mistake
from utils import reference, widgets
from utils.widgets.panel import Panel

NAMES = {
    "affine": ("batched_affine_vjp",),
    "sigmoid": ("sigmoid", "sigmoid_grad"),
    "softmax": ("softmax", "softmax_jacobian", "softmax_vjp"),
    "two_layer": ("forward", "cross_entropy", "mean_loss_grads"),
    "deep_chain": ("chain_backward", "jacobian_product"),
}
# What the deep chain takes by name.
MORE = {"deep_chain": ("residual_layer_vjp", "xavier_init", "he_init")}
FUNCTIONS = [(w, name) for w, names in NAMES.items() for name in (*names, *MORE.get(w, ()))]
# For each widget some settings, one control after the other moved away from where it starts.
MOVES: dict[str, tuple[dict[str, Any], ...]] = {
    "affine": ({"sample": 3}, {"output": 2}),
    "sigmoid": ({"u": -3.0},),
    "softmax": ({"u0": 0.5}, {"u3": 1.5}, {"beta": 2.0}, {"follow": "4"}),
    "two_layer": ({"steps": 20}, {"step_size": 2.0}, {"units": 20}),
    "deep_chain": (
        {"depth": 12},
        {"scale": 4.0},
        {"activation": "tanh"},
        {"activation": "ReLU"},
        {"init": "orthogonal"},
        {"init": "your Xavier"},
        {"init": "your He"},
        {"residual": True},
        {"of": "dL/dA"},
        {"of": "dL/dA", "residual": True},
    ),
}


def panel(widget: str, **other: Callable[..., Any]) -> Panel:
    """A widget of the right answers, some of which may be replaced by others."""
    make = getattr(widgets, widget)
    given = [other.get(name, reference.get(name)) for name in NAMES[widget]]
    return make(*given, **{n: other.get(n, reference.get(n)) for n in MORE.get(widget, ())})


def mistaken(widget: str, name: str, mistake: Any) -> Panel:
    """A widget of right answers but one, which has a mistake of the catalogue."""
    return panel(widget, **{name: with_mistake(name, mistake)})


def pictures(shown: Panel, widget: str) -> Iterator[str]:
    """What there is to see at the start and after each of the moves."""
    return (shown.view(**moved).html() for moved in ({}, *MOVES[widget]))
