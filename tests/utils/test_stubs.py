"""A cell that runs into an unwritten task shows one sentence; every other error is shown whole."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from utils.stubs import explain_stubs

STUB = "def affine_vjp(dL_du, W, x, b):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
PICTURE = "plots = affine_vjp(1, 2, 3, 4)"


@pytest.fixture
def shell(monkeypatch):
    """An IPython of the test's own, in which a check has been run."""
    shell = InteractiveShell()
    monkeypatch.setattr("utils.stubs.get_ipython", lambda: shell)
    explain_stubs()
    return shell


def said(shell, *cells):
    """What the last of these cells prints, and the error that it ends with."""
    for cell in cells:
        with capture_output() as captured:
            result = shell.run_cell(cell)
    assert captured.stderr == ""
    return captured.stdout, result.error_in_exec


def test_an_unwritten_task_is_explained_in_one_line(shell):
    text, error = said(shell, STUB, PICTURE)
    assert isinstance(error, NotImplementedError)
    assert len(text.splitlines()) == 1
    assert text.startswith("NotImplementedError: affine_vjp is not written yet.")


def test_so_is_one_that_another_function_of_the_notebook_calls(shell):
    text, _ = said(shell, STUB, f"def train():\n    {PICTURE}", "train()")
    assert "affine_vjp is not written yet" in text
    assert "train" not in text


@pytest.mark.parametrize(
    "cell",
    [
        "raise NotImplementedError()",
        "raise NotImplementedError('only for even sizes')",
        "def f():\n    raise NotImplementedError('only for even sizes')\nf()",
        "import numbers\nnumbers.Complex.__abs__(1)",
        "import collections.abc\nimport io\nio.IOBase().fileno()",
        "1 / 0",
        "NotImplemented()",
    ],
)
def test_any_other_error_is_shown_with_its_traceback(shell, cell):
    text, error = said(shell, cell)
    assert error is not None
    assert "Traceback" in text
    assert type(error).__name__ in text
    assert "is not written yet" not in text


def test_a_handler_that_somebody_else_installed_stays(shell):
    seen = []
    shell.set_custom_exc((ZeroDivisionError,), lambda *arguments, **options: seen.append(arguments))
    explain_stubs()
    said(shell, "1 / 0")
    assert len(seen) == 1


def test_outside_ipython_nothing_is_installed(monkeypatch):
    monkeypatch.setattr("utils.stubs.get_ipython", lambda: None)
    explain_stubs()
