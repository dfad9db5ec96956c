"""The controls of a widget: what can be moved, chosen or switched, and how far.

A control is a plain description until JupyterLab asks for the widget; only then
is ipywidgets imported. Each is built as a labelled element that the keyboard
reaches: a slider comes with a number field, because a slider's handle has no
name for a screen reader and the field has.
"""

from dataclasses import dataclass
from typing import Any

# Name of a control -> a number, a word, or whether it is on; each widget knows its own.
Settings = dict[str, Any]

LABEL = {"description_width": "initial"}
LETTER = 7.5  # pixels that a letter of a label takes, on average


@dataclass(frozen=True)
class Slider:
    """A number between two ends; whole numbers if all four are whole.

    The browser's slider counts in percent of the whole way. So that its numbers stay
    short, the step should be a power of two and one percent of the way a short number:
    from 0.25 to 8 in steps of a tenth it would come to 0.9999999999999999.
    """

    name: str
    label: str
    low: float
    high: float
    value: float
    step: float = 1

    def build(self) -> tuple[Any, Any]:
        """The element to show, and the one whose `value` counts."""
        import ipywidgets as w

        numbers = (self.low, self.high, self.value, self.step)
        whole = all(isinstance(number, int) for number in numbers)
        limits = dict(zip(("min", "max", "value", "step"), numbers, strict=True))
        slider_class, field_class = (
            (w.IntSlider, w.BoundedIntText) if whole else (w.FloatSlider, w.BoundedFloatText)
        )
        slider = slider_class(**limits, readout=False, layout=w.Layout(width="150px"))
        width = f"{LETTER * len(self.label) + 75:.0f}px"
        field = field_class(
            **limits, description=self.label, style=LABEL, layout=w.Layout(width=width)
        )
        box = w.HBox([field, slider])
        box.links = [w.jslink((slider, "value"), (field, "value"))]  # they live as long as it
        return box, slider


@dataclass(frozen=True)
class Choice:
    """One of several words."""

    name: str
    label: str
    options: tuple[str, ...]
    value: str

    def build(self) -> tuple[Any, Any]:
        """The element to show, and the one whose `value` counts."""
        import ipywidgets as w

        longest = max(map(len, self.options))
        chosen = w.Dropdown(
            options=self.options,
            value=self.value,
            description=self.label,
            style=LABEL,
            layout=w.Layout(width=f"{LETTER * (len(self.label) + longest) + 60:.0f}px"),
        )
        return chosen, chosen


@dataclass(frozen=True)
class Switch:
    """Something that is on or off."""

    name: str
    label: str
    value: bool = False

    def build(self) -> tuple[Any, Any]:
        """The element to show, and the one whose `value` counts."""
        import ipywidgets as w

        box = w.Checkbox(
            value=self.value,
            description=self.label,
            indent=False,
            layout=w.Layout(width=f"{LETTER * len(self.label) + 40:.0f}px"),
        )
        return box, box


@dataclass(frozen=True)
class Clock:
    """A whole number that counts up by itself while it plays, and by one when it is stepped.

    every: milliseconds between two counts, if the pictures keep up. stride: how far each counts.
    """

    name: str
    label: str
    high: int
    value: int = 0
    every: int = 120
    stride: int = 1

    def build(self) -> tuple[Any, Any]:
        """The element to show, and the one whose `value` counts."""
        import ipywidgets as w

        clock = w.Play(
            min=0,
            max=self.high,
            value=self.value,
            step=self.stride,
            interval=self.every,
            layout=w.Layout(display="none"),  # its own buttons have no names
        )
        play = w.ToggleButton(description="Play", tooltip="play or pause")
        step = w.Button(description="Step", tooltip="one step")
        again = w.Button(description="Start again", tooltip="back to the beginning")
        links = [w.jslink((play, "value"), (clock, "playing"))]
        play.observe(lambda change: _say(play, change["new"]), "value")
        step.on_click(lambda _: clock.set_trait("value", min(clock.value + 1, self.high)))
        again.on_click(lambda _: clock.set_trait("value", 0))
        slider, _ = Slider(self.name, self.label, 0, self.high, self.value).build()
        links += [w.jslink((slider.children[1], "value"), (clock, "value"))]
        row = w.Layout(flex_flow="row wrap", grid_gap="4px 10px")
        box = w.HBox([play, step, again, slider, clock], layout=row)
        box.links = links
        return box, clock


def _say(button: Any, playing: bool) -> None:
    button.description = "Pause" if playing else "Play"


Control = Slider | Choice | Switch | Clock
