"""A widget in a notebook that a program runs: a still picture that every page can show."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from tests.utils.widgets.students import panel

CELLS = [
    "from utils import widgets\n"
    "def batched_affine_vjp(dL_dU, X, W, b):\n"
    "    return dL_dU @ W, dL_dU.T @ X, dL_dU.sum(axis=0)",
    "widgets.affine(batched_affine_vjp)",
    "widgets.affine(lambda *arguments: 1 / 0)",
]


@pytest.fixture(scope="module")
def notebook(root):
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    made = nbformat.v4.new_notebook(cells=cells)
    where = {"metadata": {"path": str(root)}}
    NotebookClient(made, timeout=120, kernel_name="python3", resources=where).execute()
    return made


def test_the_output_is_a_still_picture_and_its_text(notebook):
    (output,) = notebook.cells[1].outputs
    assert set(output.data) == {"text/plain", "text/html"}
    assert output.data["text/html"].startswith("<img ")
    assert output.data["text/plain"].startswith("[picture: Heatmaps of dL/dU and X")
    assert "widgets" not in notebook.metadata


def test_a_function_that_raises_leaves_its_message(notebook):
    (output,) = notebook.cells[2].outputs
    assert "ZeroDivisionError: division by zero (line 1 of the cell:" in output.data["text/html"]


def test_a_notebook_saved_in_jupyterlab_becomes_a_page_with_the_still_picture():
    still = panel("affine").view()
    data = {
        "application/vnd.jupyter.widget-view+json": {
            "version_major": 2,
            "version_minor": 0,
            "model_id": "of a kernel that is gone",
        },
        "text/html": still.still(),
        "text/plain": "a panel",
    }
    output = nbformat.v4.new_output("execute_result", data=data)
    cell = nbformat.v4.new_code_cell("widgets.affine(mine)", outputs=[output])
    page, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert 'alt="Heatmaps of dL/dU and X with sample 2 framed' in page
    assert "widget-view" not in page


def test_the_page_that_nbconvert_makes_of_it_shows_the_picture_with_its_text(notebook):
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert 'alt="Heatmaps of dL/dU and X with sample 2 framed' in page
    assert "data:image/svg+xml;base64," in page
    assert "application/vnd.jupyter.widget-view+json" not in page
