"""Those who sit in front of JupyterLab in the tests."""

from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from playwright.sync_api import Page

from tests.browser.notebook import Notebook, wait_for_notebook

OPEN = "path => { jupyterapp.commands.execute('docmanager:open', { path }) }"


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
    notebooks: list[Notebook] = field(default_factory=list)

    def opens(self, notebook: NotebookNode, name: str) -> Notebook:
        """A copy of a notebook under this name, opened, with a kernel of its own."""
        nbformat.write(notebook, self.desk.folder / f"{name}.ipynb")
        self.page.evaluate(OPEN, f"{name}.ipynb")
        opened = wait_for_notebook(self.page, f"{name}.ipynb")
        self.notebooks.append(opened)
        return opened

    def leaves(self) -> None:
        """Close what is open, dialogs first, and end the kernels."""
        for _ in range(self.page.locator(".jp-Dialog").count()):
            self.page.keyboard.press("Escape")
        for notebook in self.notebooks:
            notebook.close()
