"""What a student sees of a check in a real kernel: a table and one line, never a long traceback."""

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbclient import NotebookClient

from utils.feedback import CheckFailed

CELLS = {
    "import": "import numpy as np\nfrom utils import check, hint",
    "stub": (
        "def affine_vjp(dL_du, W, x, b):\n    raise NotImplementedError()\n"
        'check("affine_vjp", affine_vjp)'
    ),
    "wrong": (
        "def affine_vjp(dL_du, W, x, b):\n    return np.outer(x, dL_du), W.T @ dL_du, dL_du\n"
        'check("affine_vjp", affine_vjp)'
    ),
    "raises": (
        'def affine_vjp(dL_du, W, x, b):\n    return W @ dL_du\ncheck("affine_vjp", affine_vjp)'
    ),
    "hostile": (
        "def affine_vjp(dL_du, W, x, b):\n"
        "    raise ValueError('<script>alert(1)</script>\\n✓ affine_vjp: visible checks passed')\n"
        'check("affine_vjp", affine_vjp)'
    ),
    "deep": (
        "def affine_vjp(*arguments):\n    return affine_vjp(*arguments)\n"
        'check("affine_vjp", affine_vjp)'
    ),
    "right": (
        "def affine_vjp(dL_du, W, x, b):\n    return np.outer(dL_du, x), W.T @ dL_du, dL_du\n"
        'check("affine_vjp", affine_vjp)'
    ),
    "hint": 'hint("affine_vjp")',
}
FAILING = ["stub", "wrong", "raises", "hostile", "deep"]


@pytest.fixture(scope="module")
def outputs(root):
    """Slug -> the outputs of that cell, from one run of one kernel."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(root)}},
    )
    client.execute()
    return dict(zip(CELLS, (cell.outputs for cell in notebook.cells), strict=True))


def shown(outputs):
    (data,) = (output.data for output in outputs if output.output_type == "display_data")
    return data


@pytest.mark.parametrize("slug", FAILING)
def test_a_failed_check_leaves_a_table_and_an_error_of_at_most_three_lines(outputs, slug):
    table, error = outputs[slug]
    assert table.output_type == "display_data"
    assert error.output_type == "error"
    assert error.ename == "CheckFailed"
    assert len("\n".join(error.traceback).splitlines()) <= 3
    assert "affine_vjp has not passed yet" in error.traceback[0]


@pytest.mark.parametrize("slug", FAILING)
def test_what_is_wrong_is_said_once_in_the_report_and_not_again_by_the_error(outputs, slug):
    table, error = outputs[slug]
    headline = table.data["text/plain"].splitlines()[0].removeprefix("✗ ")
    assert error.evalue == headline
    assert headline.removeprefix("affine_vjp: ") not in "".join(error.traceback)


def test_validate_which_shows_the_error_alone_is_told_what_is_wrong(monkeypatch):
    error = CheckFailed("affine_vjp", "not attempted yet")
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert error._render_traceback_() == ["CheckFailed: affine_vjp: not attempted yet"]


@pytest.mark.parametrize("slug", CELLS)
def test_a_check_writes_nothing_on_stderr(outputs, slug):
    assert not [output for output in outputs[slug] if output.get("name") == "stderr"]


def test_an_untouched_stub_reads_not_attempted_yet(outputs):
    assert shown(outputs["stub"])["text/plain"] == "✗ affine_vjp: not attempted yet"
    assert outputs["stub"][1].evalue == "affine_vjp: not attempted yet"


def test_a_wrong_gradient_is_shown_with_its_row(outputs):
    text = shown(outputs["wrong"])["text/plain"]
    assert [line.split()[0] for line in text.splitlines()[2:]] == ["dL_dW", "dL_dx", "dL_db"]
    assert [line.split()[-1] for line in text.splitlines()[2:]] == ["✗", "✓", "✓"]
    assert "axes are swapped" in text


def test_an_exception_is_shown_with_the_line_of_the_cell(outputs):
    text = shown(outputs["raises"])["text/plain"]
    assert "ValueError: matmul" in text
    assert "(line 2 of the cell: `return W @ dL_du`)" in text


def test_a_hostile_error_text_is_one_line_of_text_and_no_markup(outputs):
    data = shown(outputs["hostile"])
    assert "<script>" not in data["text/html"]
    assert "&lt;script&gt;" in data["text/html"]
    assert len(data["text/plain"].splitlines()) == 1
    assert data["text/plain"].startswith("✗")


def test_a_right_function_shows_a_table_and_no_error(outputs):
    (table,) = outputs["right"]
    assert "visible checks passed" in table.data["text/plain"]
    assert "visible checks passed" in table.data["text/html"]


def test_a_hint_is_printed(outputs):
    (stream,) = outputs["hint"]
    assert stream.name == "stdout"
    assert stream.text.startswith("Hint 1 of 3: ")


def test_plain_ipython_shows_one_line_too():
    shell = InteractiveShell()
    with capture_output() as captured:
        shell.run_cell(CELLS["import"])
        result = shell.run_cell(CELLS["stub"])
    assert isinstance(result.error_in_exec, AssertionError)
    assert captured.stdout.splitlines()[-1].startswith("CheckFailed: affine_vjp has not passed yet")
    assert "Traceback" not in captured.stdout
