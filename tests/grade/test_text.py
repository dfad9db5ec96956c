"""The grader's own writer gives the same text as nbformat's."""

import copy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.grade.text import notebook_text

SOURCES = sorted((Path(__file__).resolve().parents[2] / "source").rglob("*.ipynb"))


def executed(path: Path) -> NotebookNode:
    """The notebook with outputs of each kind, and what is not to be written."""
    notebook = nbformat.read(path, as_version=4)
    data = {
        "text/plain": "a\nb\x85c",
        "text/html": "<b>\n</b>",
        "image/svg+xml": "<svg>\n</svg>\n",
        "image/png": "iVBO\nRw0=\n",
        "application/json": {"b": [1, {}], "a": [[], 1e-300, "l\nm"]},
    }
    outputs = [
        new_output("stream", name="stderr", text="one\ntwo\r\nthree \N{GREEK SMALL LETTER MU}"),
        new_output("display_data", data=data, metadata={"image/png": {"width": 5}}),
        new_output("execute_result", data=data, execution_count=3),
        new_output("error", ename="E", evalue="x\ny", traceback=["a\nb", "\x1b[31mc"]),
    ]
    notebook.metadata.signature = "s"
    for cell in notebook.cells:
        cell.metadata.trusted = True
        if cell.cell_type == "code":
            cell.outputs = copy.deepcopy(outputs)
    return notebook


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_notebook_is_written_as_nbformat_writes_it(path: Path) -> None:
    notebook = executed(path)
    wanted = nbformat.writes(notebook) + "\n"
    assert notebook_text(notebook) == wanted


def test_what_is_no_notebook_is_not_written() -> None:
    notebook = executed(SOURCES[0])
    notebook.cells[0]["cell_type"] = "picture"
    with pytest.raises(nbformat.ValidationError):
        notebook_text(notebook)
