"""What the shell records is what nbgrader's Execute records: nbclient with a real kernel.

Known differences, beside the names of places that the comparison leaves out:

- ipykernel shows what is on a stream every 0.2 seconds, so that under it the
  order of stdout and stderr depends on the clock; here, and in the kernel that
  these tests start, it does not.
- What comes through file descriptors 1 and 2 takes its place behind what Python
  wrote before it. Under ipykernel a thread reads it, some time.
- `exit()` ends nothing; under nbclient it ends the kernel and with it the run.
- NaN in a mime bundle is shown as text by both; jupyter_client warns besides.
- A mime bundle nested more than 32 deep is refused with a ValueError.
- nbgrader adds an error called NoneType to a cell whose formatter failed.
- `%lsmagic` has no `connect_info`, `qtconsole` and `subshell`; a `%%debug`
  session ends in a traceback of other frames; `sys.argv` holds one word.
- What libraries print or warn while they are imported is not shown when they
  were imported before the fork.
"""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.preprocessors import Execute

from tests.sandbox.shell_compare import neutral
from tests.sandbox.shell_server import ROOT, shell_server, warm_environment

CELLS = sorted((Path(__file__).parent / "cells").glob("*.txt"))
SOURCES = sorted((ROOT / "source").rglob("*.ipynb"))
# The kernel's clock, stopped: see the first of the differences above.
NO_TIMER = "__import__('ipykernel.iostream').iostream.OutStream.flush_interval = 1e6"
NO_REPLY = "no reply from nbclient's kernel"


@pytest.fixture(scope="module")
def server():
    with shell_server() as running:
        yield running


@pytest.fixture
def folders(tmp_path):
    """Two working folders with names of one length, so that lines break alike."""
    for name in ("k", "s"):
        (tmp_path / name).mkdir()
    return tmp_path / "k", tmp_path / "s"


def executed(sources: list[str], cwd: Path):
    """The code cells as nbgrader's Execute leaves them.

    It is what we compare with, and now and then it waits for a kernel that has
    said all it had to: then there is nothing to compare with, and it is asked anew.
    """
    for _ in range(3):
        cells = executed_once(sources, cwd)
        if not any(
            output.get("evalue") == NO_REPLY for cell in cells for output in cell["outputs"]
        ):
            return cells
    raise AssertionError("nbclient's kernel did not answer, three times")


def executed_once(sources: list[str], cwd: Path):
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    options = ["--HistoryManager.hist_file=:memory:", f"--IPKernelApp.exec_lines={NO_TIMER}"]
    execute = Execute(timeout=60, extra_arguments=options)
    execute.error_on_timeout = {**execute.error_on_timeout, "evalue": NO_REPLY}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # with it, a kernel leaves descriptors alone
        execute.preprocess(notebook, {"metadata": {"path": str(cwd)}})
    return json.loads(json.dumps(notebook.cells))


def differences(sources: list[str], server, folders) -> list[str]:
    """What differs, a line for each cell."""
    kernel, own = folders
    recorded = server.run(sources, own)
    expected = executed(sources, kernel)
    return [
        f"cell {position}: {source}\nexpected {outputs}\ngot {got}"
        for position, (source, cell, got, count) in enumerate(
            zip(sources, expected, recorded["outputs"], recorded["counts"], strict=True)
        )
        if (outputs := neutral(cell["outputs"], kernel)) != neutral(got, own)
        or cell["execution_count"] != count
    ]


@pytest.mark.parametrize("path", CELLS, ids=lambda path: path.stem)
def test_outputs_of_small_cells_are_equal(path, server, folders):
    sources = path.read_text(encoding="utf-8").rstrip("\n").split("\n# %%\n")
    assert differences(sources, server, folders) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_outputs_of_a_source_notebook_are_equal(path, server, folders, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", warm_environment()["PYTHONPATH"])
    notebook = nbformat.read(path, as_version=4)
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert differences(sources, server, folders) == []


def test_a_wrong_output_would_be_found(server, folders, monkeypatch):
    run = type(server).run

    def run_another(self, cells, cwd, limit=1 << 20):
        return run(self, [cells[0].replace("1", "2")], cwd, limit)

    monkeypatch.setattr(type(server), "run", run_another)
    assert len(differences(["1"], server, folders)) == 1


def test_earlier_cells_are_revised(server, folders):
    sources = ["h = display('first', display_id=True)", "print('between')", "h.update('second')"]
    kernel, own = folders
    recorded = server.run(sources, own)
    expected = executed(sources, kernel)
    assert recorded["revised"] == {"0": expected[0]["outputs"]}
