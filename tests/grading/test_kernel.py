"""Which notebooks the sandbox can run: those of Python, by the instructor's word."""

import json

import pytest

from autograder.errors import UserError
from autograder.grading.kernel import check_kernel


@pytest.mark.parametrize("spec", [{}, {"name": "python3"}, {"name": "python", "language": "R"}])
def test_python_is_run(spec):
    check_kernel(json.dumps(spec))


def test_a_kernel_that_is_not_here_is_named():
    with pytest.raises(UserError, match="'blah', which is not installed"):
        check_kernel(json.dumps({"name": "blah", "language": "python"}))


def test_a_kernel_of_another_language_is_refused(monkeypatch, tmp_path):
    folder = tmp_path / "kernels" / "ir"
    folder.mkdir(parents=True)
    spec = {"argv": ["R"], "display_name": "R", "language": "R"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    with pytest.raises(UserError, match="runs R; the sandbox runs Python only"):
        check_kernel(json.dumps({"name": "ir"}))
