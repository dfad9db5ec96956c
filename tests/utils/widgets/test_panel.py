"""A panel: alive where somebody looks at it, a still picture everywhere else."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.utils.widgets.students import NAMES, panel
from utils import reference
from utils.drawing.svg import Drawing
from utils.widgets import panel as panel_module
from utils.widgets.asking import Trouble
from utils.widgets.controls import Choice, Clock, Slider, Switch
from utils.widgets.panel import Panel, View

ALIVE = "application/vnd.jupyter.widget-view+json"
every_widget = pytest.mark.parametrize("widget", NAMES)


@pytest.fixture
def front_end(monkeypatch):
    """A front end that could answer a question, as JupyterLab tells the kernel with each cell."""
    _be_run_by(monkeypatch, {"allow_stdin": True})


def _be_run_by(monkeypatch, content):
    kernel = SimpleNamespace(get_parent=lambda: {"content": content})
    monkeypatch.setattr(panel_module, "get_ipython", lambda: SimpleNamespace(kernel=kernel))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def _elements(element):
    yield element
    for child in getattr(element, "children", ()):
        yield from _elements(child)


def _all_of(shown, kind):
    return [e for e in _elements(shown) if type(e).__name__ == kind]


def echo(settings):
    """A view of nothing but the settings."""
    words = ", ".join(f"{name} is {value}" for name, value in settings.items())
    return View(Drawing(10, 10), words, words)


@every_widget
def test_the_still_picture_is_in_the_bundle_with_and_without_a_front_end(
    widget, front_end, monkeypatch
):
    shown = panel(widget)
    with_one = shown._repr_mimebundle_()
    _be_run_by(monkeypatch, {"allow_stdin": False})
    without = shown._repr_mimebundle_()
    assert set(without) == {"text/plain", "text/html"}
    assert set(with_one) == {*without, ALIVE}
    view = shown.view()
    for bundle in (with_one, without):
        assert bundle["text/html"].startswith('<img style="max-width:100%" alt="')
        assert 'src="data:image/svg+xml;base64,' in bundle["text/html"]
        assert bundle["text/plain"] == f"[picture: {view.alt}]\n{view.words}"


@pytest.mark.parametrize(
    "shell",
    [
        None,
        SimpleNamespace(),
        SimpleNamespace(kernel=SimpleNamespace(get_parent=dict)),
        SimpleNamespace(
            kernel=SimpleNamespace(get_parent=lambda: {"content": {"allow_stdin": False}})
        ),
    ],
    ids=["no IPython", "a terminal", "no message", "a program that runs notebooks"],
)
def test_where_nobody_is_there_no_control_is_built(shell, monkeypatch):
    monkeypatch.setattr(panel_module, "get_ipython", lambda: shell)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert ALIVE not in Panel([_Unbuildable()], echo)._repr_mimebundle_()


def test_in_the_grader_no_control_is_built(front_end, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert ALIVE not in Panel([_Unbuildable()], echo)._repr_mimebundle_()


class _Unbuildable(Slider):
    def __init__(self):
        super().__init__("n", "n", 0, 9, 5)

    def build(self):
        raise AssertionError("nobody can move this slider")


def test_importing_the_widgets_imports_no_ipywidgets():
    code = "import sys, utils.widgets; sys.exit('ipywidgets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_importing_utils_imports_no_widgets():
    code = "import sys, utils; sys.exit('utils.widgets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


CONTROLS = [
    Slider("whole", "a whole number", 0, 9, 5),
    Slider("real", "a real number", 0.0, 1.0, 0.5, step=0.1),
    Choice("word", "a word", ("this", "that"), "this"),
    Switch("flag", "a flag"),
    Clock("time", "a time", 100, value=10, stride=5),
]


def test_every_control_moves_the_picture_and_its_alternative_text(front_end):
    alive = Panel(CONTROLS, echo)._alive(echo({}))
    (picture,) = _all_of(alive, "HTML")
    (whole, _), (real,) = _all_of(alive, "IntSlider"), _all_of(alive, "FloatSlider")
    (word,), (flag,) = _all_of(alive, "Dropdown"), _all_of(alive, "Checkbox")
    (clock,) = _all_of(alive, "Play")
    for element, value, said in (
        (whole, 7, "whole is 7"),
        (real, 0.25, "real is 0.25"),
        (word, "that", "word is that"),
        (flag, True, "flag is True"),
        (clock, 30, "time is 30"),
    ):
        element.value = value
        assert f'aria-label="whole is {whole.value}, ' in picture.value
        assert said in picture.value


@every_widget
def test_every_number_that_a_slider_can_reach_is_short(widget, front_end):
    shown = panel(widget)
    for slider in _all_of(shown._alive(shown.view()), "FloatSlider"):
        way = slider.max - slider.min
        percents = [100 * (place * slider.step) / way for place in range(round(way / slider.step))]
        reached = [slider.min + percent * way / 100 for percent in percents]  # as browsers count
        assert all(len(repr(number)) <= 6 for number in reached)
        assert slider.value in reached


def test_step_and_start_again_move_the_clock_by_one_and_back(front_end):
    alive = Panel(CONTROLS, echo)._alive(echo({}))
    (picture,), (clock,) = _all_of(alive, "HTML"), _all_of(alive, "Play")
    buttons = {button.description: button for button in _all_of(alive, "Button")}
    buttons["Step"].click()
    assert "time is 11" in picture.value
    clock.value = 100
    buttons["Step"].click()
    assert clock.value == 100
    buttons["Start again"].click()
    assert "time is 0" in picture.value


@every_widget
def test_every_control_that_is_not_a_slider_of_a_field_has_a_name(widget, front_end):
    shown = panel(widget)
    alive = shown._alive(shown.view())
    for element in _elements(alive):
        kind = type(element).__name__
        if kind in ("IntSlider", "FloatSlider"):
            assert not element.readout  # the field beside it shows the number, and has the name
        elif kind not in ("VBox", "HBox", "HTML", "Play"):
            assert element.description.strip(), kind
    sliders = _all_of(alive, "IntSlider") + _all_of(alive, "FloatSlider")
    fields = _all_of(alive, "BoundedIntText") + _all_of(alive, "BoundedFloatText")
    assert len(sliders) == len(fields) > 0


def test_a_slider_that_moves_while_a_picture_is_drawn_is_followed_once(front_end):
    drawn = []

    def impatient(dL_dU, X, W, b):
        if slider and not drawn:
            drawn.append("first")
            for value in (1, 2, 3, 4, 3):  # the student is faster than the picture
                slider[0].value = value
        return reference.get("batched_affine_vjp")(dL_dU, X, W, b)

    slider = []
    shown = panel("affine", batched_affine_vjp=impatient)
    alive = shown._alive(shown.view())
    pictures = []
    (picture,) = _all_of(alive, "HTML")
    picture.observe(lambda change: pictures.append(change["new"]), "value")
    slider.append(_all_of(alive, "IntSlider")[0])
    slider[0].value = 1
    assert len(pictures) == 2
    assert "for sample 1 so far" in pictures[0]
    assert "for samples 1 to 3 so far" in pictures[1]


def test_a_slider_goes_on_after_a_function_that_raised(front_end):
    def picky(settings):
        if settings["n"] == 6:
            raise Trouble("`f`: six is too much")
        return echo(settings)

    shown = Panel([Slider("n", "n", 0, 9, 5)], picky)
    alive = shown._alive(shown.view())
    (slider,), (picture,) = _all_of(alive, "IntSlider"), _all_of(alive, "HTML")
    slider.value = 6
    assert "<code>f</code>: six is too much" in picture.value
    assert "<svg" not in picture.value
    slider.value = 7
    assert "n is 7" in picture.value
    assert "<svg" in picture.value


def test_trouble_is_said_in_every_form_of_the_bundle(front_end):
    def raises(settings):
        raise Trouble("`f`: no <picture> today")

    bundle = Panel([Slider("n", "n", 0, 9, 5)], raises)._repr_mimebundle_()
    assert bundle["text/plain"] == "[no picture: `f`: no <picture> today]"
    assert "<code>f</code>: no &lt;picture&gt; today" in bundle["text/html"]
    assert ALIVE in bundle


def test_an_error_of_our_own_is_not_taken_for_the_students():
    def broken(settings):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Panel([], broken).view()
