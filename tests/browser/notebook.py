"""A notebook open in JupyterLab: what a student does with it, and what they then see.

Cells are named by their ids, which in a release are the tasks' names. Everything
waits for a condition, never for a time.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

# What JupyterLab has of the open notebook; the page's texts are asked for with locators.
IDS = "() => jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.id)"
PANEL = "() => jupyterapp.shell.currentWidget.id"
OUTPUTS = """id => jupyterapp.shell.currentWidget.content.widgets
    .find(cell => cell.model.id === id).model.outputs.toJSON()"""
# Idle, and not only there: a kernel that is restarted while it still starts may stay so for ever,
# because the server then mixes up its connections. No person is that quick.
OPENED = """path => {
    const widget = window.jupyterapp?.shell.currentWidget;
    if (widget?.context?.path !== path || !widget.context.isReady) return false;
    const kernel = widget.sessionContext.session?.kernel;
    return kernel?.connectionStatus === "connected" && kernel.status === "idle";
}"""
NUMBER = re.compile(r"^\[\d+\]:$")
LONG = 60_000  # ms: a whole notebook, on a machine that has other things to do
AT_REST = """panel => {
    const prompts = document.getElementById(panel).querySelectorAll(".jp-InputPrompt");
    return [...prompts].every(prompt => prompt.textContent !== "[*]:");
}"""
SAVE = "() => jupyterapp.shell.currentWidget.context.save()"
CLOSE = """async panel => {
    const widget = [...jupyterapp.shell.widgets("main")].find(widget => widget.id === panel);
    await widget.sessionContext.shutdown();
    await widget.context.save();
    widget.close();
}"""


@dataclass
class Notebook:
    """One open notebook.

    path: as the server knows it. panel_id: of what in the page is this notebook,
        because others may be open behind it. ids: of its cells, in order.
    """

    page: Page
    path: str
    panel_id: str
    ids: list[str]

    @property
    def panel(self) -> Locator:
        """The notebook and its toolbar."""
        return self.page.locator(f"[id='{self.panel_id}']")

    def cell(self, name: str) -> Locator:
        """The cell of that id."""
        return self.panel.locator(".jp-Notebook-cell").nth(self.ids.index(name))

    def shown(self, name: str) -> Locator:
        """Everything that the cell has put out, as the student sees it."""
        return self.cell(name).locator(".jp-Cell-outputArea")

    def outputs(self, name: str) -> list[dict[str, Any]]:
        """The outputs of a cell, as the notebook's file would have them."""
        return list(self.page.evaluate(OUTPUTS, name))

    def write(self, name: str, source: str) -> None:
        """Write a cell anew with the keyboard."""
        editor = self.cell(name).locator(".cm-content")
        editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(source)
        expect(editor).to_contain_text(source.splitlines()[-1].strip())

    def run(self, name: str) -> None:
        """Run one cell with the keyboard and wait for its number to be another one."""
        cell = self.cell(name)
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        cell.locator(".jp-InputArea-editor").click()
        self.page.keyboard.press("ControlOrMeta+Enter")
        expect(prompt).to_have_text(_a_number_but(before))

    def restart_and_run_all(self, *, until: str) -> None:
        """The menu's Restart Kernel and Run All Cells; done when no cell waits any more.

        until: the last cell that will run.
        """
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_role("menuitem", name="Restart Kernel and Run All Cells").click()
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        expect(self.cell(until).locator(".jp-InputPrompt")).to_have_text(NUMBER, timeout=LONG)
        self.page.wait_for_function(AT_REST, arg=self.panel_id)

    def save(self) -> None:
        self.page.evaluate(SAVE)

    def close(self) -> None:
        """End the notebook's kernel and close it."""
        self.page.evaluate(CLOSE, self.panel_id)


def open_notebook(page: Page, address: str, path: Path | str, *, alone: bool = False) -> Notebook:
    """Open a notebook in a page of its own and wait until its kernel is there.

    alone: without the side bars and tabs of JupyterLab.
    """
    page.goto(f"{address}/{'doc' if alone else 'lab'}/tree/{path}")
    return wait_for_notebook(page, path)


def wait_for_notebook(page: Page, path: Path | str) -> Notebook:
    """The notebook that is being opened, when its kernel is there."""
    page.wait_for_function(OPENED, arg=str(path))
    return Notebook(page, str(path), page.evaluate(PANEL), page.evaluate(IDS))


def _a_number_but(before: str) -> "re.Pattern[str]":
    return re.compile(rf"^(?!{re.escape(before)}$)\[\d+\]:$")
