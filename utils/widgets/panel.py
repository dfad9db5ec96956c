"""A widget: controls, a picture that follows them, and the same as a still picture.

`Panel` is what every function of `utils.widgets` returns. In a notebook that
somebody is looking at it is alive; in the grader, in nbconvert and in a plain
terminal it is a picture with its alternative text, and no control is built.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from IPython import get_ipython

from utils.drawing.svg import Drawing
from utils.report import NOT_OK
from utils.widgets.asking import Trouble
from utils.widgets.controls import Control, Settings
from utils.widgets.latest import Latest


@dataclass(frozen=True)
class View:
    """What there is to see at one setting of the controls.

    drawing: None if there was nothing to draw; the words then say why.
    alt: what a reader who cannot see the drawing should know.
    words: the reading of it in a sentence or two, shown below the drawing.
    """

    drawing: Drawing | None
    alt: str
    words: str

    def html(self) -> str:
        """The drawing as part of the page, in the colours of its theme, and the words."""
        if self.drawing is None:
            return _in_words(self.words, _CROSS)
        return self.drawing.svg(self.alt) + _in_words(self.words)

    def still(self) -> str:
        """The same with the drawing as an image, which survives where pages are sanitised."""
        if self.drawing is None:
            return _in_words(self.words, _CROSS)
        return self.drawing.image(self.alt) + _in_words(self.words)


Draw = Callable[[Settings], View]


class Panel:
    """Controls and the picture that belongs to them.

    draw: settings -> View; it may raise Trouble, whose message is then shown in its place.
    """

    def __init__(self, controls: Sequence[Control], draw: Draw) -> None:
        self._controls = controls
        self._draw = draw

    @property
    def settings(self) -> Settings:
        """Where every control stands at first."""
        return {control.name: control.value for control in self._controls}

    def view(self, **moved: Any) -> View:
        """What there is to see when some controls were moved and the others were not."""
        try:
            return self._draw({**self.settings, **moved})
        except Trouble as trouble:
            return View(None, "", str(trouble))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        first = self.view()
        still = {"text/plain": _in_plain_text(first), "text/html": first.still()}
        if not somebody_is_there():
            return still
        return {**self._alive(first)._repr_mimebundle_(), **still}

    def __repr__(self) -> str:
        return _in_plain_text(self.view())

    def _alive(self, first: View) -> Any:
        """The ipywidgets element, whose picture follows its controls."""
        import ipywidgets as w

        built = {control.name: control.build() for control in self._controls}
        picture = w.HTML(first.html())

        def draw(settings: Settings) -> None:
            picture.value = self.view(**settings).html()

        latest = Latest(draw)

        def changed(_: object) -> None:
            latest.ask({name: element.value for name, (_, element) in built.items()})

        for _, element in built.values():
            element.observe(changed, "value")
        rows = w.Layout(flex_flow="row wrap", grid_gap="4px 18px")
        return w.VBox([w.HBox([shown for shown, _ in built.values()], layout=rows), picture])


def somebody_is_there() -> bool:
    """Whether a person could move a slider: this cell was run by a front end, not by a program.

    A program that runs notebooks, such as nbconvert or the grader, tells the
    kernel that nobody could answer a question either.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None or "NBGRADER_EXECUTION" in os.environ:
        return False
    return bool(kernel.get_parent().get("content", {}).get("allow_stdin", False))


_CROSS = f'<b role="img" aria-label="nothing drawn">{NOT_OK}</b> '


def _in_words(words: str, mark: str = "") -> str:
    """A paragraph of its own; text in backticks as code."""
    pieces = escape(words).split("`")
    said = "".join(
        f"<code>{piece}</code>" if position % 2 else piece for position, piece in enumerate(pieces)
    )
    return f'<p role="status" style="line-height:1.5;max-width:60em">{mark}{said}</p>'


def _in_plain_text(view: View) -> str:
    if view.drawing is None:
        return f"[no picture: {view.words}]"
    return f"[picture: {view.alt}]\n{view.words}"
