"""Those who sit in front of JupyterLab in the tests."""

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from playwright.sync_api import Page

from tests.browser.notebook import Notebook, wait_for_notebook

OPEN = "path => { jupyterapp.commands.execute('docmanager:open', { path }) }"
# Saved first, or JupyterLab asks whether it should be.
CLOSE_ALL = """async () => {
    const open = [...jupyterapp.shell.widgets("main")].filter(widget => widget.sessionContext);
    for (const widget of open) {
        await widget.sessionContext.shutdown();
        await widget.context.save();
        widget.close();
    }
}"""


@dataclass(frozen=True)
class Desk:
    """A JupyterLab. folder: what it serves. address: of the server."""

    folder: Path
    address: str


@dataclass
class Student:
    """Somebody with notebooks on a desk."""

    page: Page
    desk: Desk

    def opens(self, notebook: NotebookNode, name: str) -> Notebook:
        """A copy of a notebook under this name, opened, with a kernel of its own."""
        nbformat.write(notebook, self.desk.folder / f"{name}.ipynb")
        self.page.evaluate(OPEN, f"{name}.ipynb")
        return wait_for_notebook(self.page, f"{name}.ipynb")

    def leaves(self) -> None:
        """Close what is open, dialogs first, and end the kernels; also after a test that failed."""
        for _ in range(self.page.locator(".jp-Dialog").count()):
            self.page.keyboard.press("Escape")
        self.page.evaluate(CLOSE_ALL)
