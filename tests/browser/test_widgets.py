"""Every widget of the release notebooks: each control moved with the keyboard, another picture.

The widgets draw what the student's own functions compute; here those of a
student who solved everything, and of one whose function breaks.
"""

from copy import deepcopy
from functools import partial
from pathlib import Path

import pytest
from nbformat import NotebookNode
from playwright.sync_api import Locator, expect

from tests.browser.material import NOTEBOOKS, SHELF, cell_of, read, solved
from tests.browser.notebook import Notebook
from tests.browser.people import Student

pytestmark = pytest.mark.needs_chromium


def widget_cells(notebook: NotebookNode) -> list[str]:
    """Ids of the cells that end with a widget."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [cell.id for cell in code if "\nwidgets." in f"\n{cell.source}"]


ANOTHER = """([area, before]) => {
    const picture = area.querySelector("svg[role=img]");
    return !!picture && picture.innerHTML !== before;
}"""
WIDGETS = [(name, cell) for name in NOTEBOOKS for cell in widget_cells(read(SHELF / name))]


def up_to(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    """What a widget needs of a notebook: the code before it, without checks and hidden tests."""
    shorter = deepcopy(notebook)
    ids = [cell.id for cell in notebook.cells]
    shorter.cells = [
        cell
        for cell in shorter.cells[: ids.index(cell_id) + 1]
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("grade")
    ]
    return shorter


class Panel:
    """A widget as a person with a keyboard has it."""

    def __init__(self, notebook: Notebook, cell: str) -> None:
        self._page = notebook.page
        self.area = notebook.shown(cell)
        self.area.locator(".jupyter-widgets").first.wait_for()

    @property
    def words(self) -> Locator:
        """What the widget says about its picture, or why there is none."""
        return self.area.locator(".widget-html").get_by_role("status")

    @property
    def picture(self) -> str:
        """The drawing, as it is now."""
        return self.area.locator("svg[role=img]").first.inner_html()

    def controls(self) -> list[Locator]:
        """The sliders, choices and switches that are to be seen."""
        found = self.area.locator(".noUi-handle, select, input[type=checkbox]")
        return [control for control in found.all() if control.is_visible()]

    def move(self, control: Locator) -> None:
        """One step with the keyboard, away from the end where the control stands."""
        control.focus()
        for key in _keys(control):
            self._page.keyboard.press(key)

    def wait_for_another(self, picture: str) -> None:
        """Wait until the drawing is another one."""
        self._page.wait_for_function(ANOTHER, arg=[self.area.element_handle(), picture])


def _keys(control: Locator) -> tuple[str, ...]:
    if control.get_attribute("type") == "checkbox":
        return ("Space",)
    if control.get_attribute("role") != "slider":
        # A list of choices has to be opened first: JupyterLab takes its arrows for its own.
        return ("Enter", "ArrowDown", "Enter")
    low, now = (control.get_attribute(f"aria-value{which}") or "nan" for which in ("min", "now"))
    return ("ArrowRight",) if float(low) == float(now) else ("ArrowLeft",)


def run_widget(student: Student, notebook: NotebookNode, cell: str) -> tuple[Notebook, Panel]:
    """The widget of a notebook, after everything before it has been run."""
    opened = student.opens(up_to(notebook, cell), "widget")
    opened.restart_and_run_all(until=cell)
    return opened, Panel(opened, cell)


@pytest.mark.parametrize(("name", "cell"), WIDGETS, ids=[name for name, _ in WIDGETS])
def test_each_control_moved_gives_another_picture(
    student: Student, release: Path, name: str, cell: str
) -> None:
    _, panel = run_widget(student, solved(read(release / name)), cell)
    controls = panel.controls()
    assert any(control.get_attribute("role") == "slider" for control in controls)
    for control in controls:
        before = panel.picture
        panel.move(control)
        panel.wait_for_another(before)


def test_the_net_trains_while_it_plays_and_by_steps(student: Student, release: Path) -> None:
    notebook = solved(read(release / "3-two-layer-net/two-layer-net.ipynb"))
    _, panel = run_widget(student, notebook, "widget-net")
    button = partial(panel.area.get_by_role, "button", exact=True)
    for name in ("Step", "Start again", "Play"):
        before = panel.picture
        button(name=name).click()
        panel.wait_for_another(before)
    button(name="Pause").click()
    button(name="Play").wait_for()


def test_a_function_that_breaks_shows_its_message_in_the_widget_and_a_mended_one_its_picture(
    student: Student, release: Path
) -> None:
    notebook = solved(read(release / "2-nonlinearities/sigmoid.ipynb"))
    opened, panel = run_widget(student, notebook, "widget-sigmoid")
    opened.write("sigmoid_grad", "def sigmoid_grad(u):\n    return u / 0 + missing")
    opened.run("sigmoid_grad")
    opened.run("widget-sigmoid")
    panel = Panel(opened, "widget-sigmoid")
    expect(panel.words).to_contain_text("name 'missing' is not defined")
    panel.move(panel.controls()[0])
    expect(panel.words).to_contain_text("name 'missing' is not defined")

    opened.write("sigmoid_grad", cell_of(notebook, "sigmoid_grad"))
    opened.run("sigmoid_grad")
    opened.run("widget-sigmoid")
    expect(Panel(opened, "widget-sigmoid").words).to_contain_text("your slope")
