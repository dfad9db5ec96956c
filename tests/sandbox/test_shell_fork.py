"""What a shell is before the fork and right after it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.shell_server import shell_server, warm_environment

# Runs a program in a process of its own, in which a shell was made.
MAKE = "from autograder.sandbox.shell import make_shell, rehearse\n"


@pytest.fixture(scope="module")
def server():
    with shell_server() as running:
        yield running


@pytest.fixture
def value(server, tmp_path):
    """Runs cells and gives the text of the last one's value."""
    return lambda *cells: server.outputs(list(cells), tmp_path)[-1][-1]["data"]["text/plain"]


def printed(program: str, **environment: str) -> str:
    """What a program prints."""
    return subprocess.run(
        [sys.executable, "-c", MAKE + program],
        env={**warm_environment(), **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_shell_has_one_thread():
    program = "import os\nmake_shell()\nprint(len(os.listdir('/proc/self/task')))"
    assert printed(program) == "1\n"


def test_a_shell_holds_nothing_open_that_a_fork_would_share():
    program = (
        "import os\nbefore = os.listdir('/proc/self/fd')\nmake_shell()\n"
        "opened = set(os.listdir('/proc/self/fd')) - set(before)\n"
        "places = [f'/proc/self/fd/{number}' for number in opened]\n"
        "print([os.readlink(place) for place in places if os.path.exists(place)])"
    )
    held = eval(printed(program))  # noqa: S307 - our own list of names
    # Matplotlib closes its fonts in a forked child by itself.
    assert [name for name in held if not name.endswith(".ttf")] == []


def test_a_shell_writes_nothing_at_home(tmp_path):
    folders = {name: str(tmp_path) for name in ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR")}
    elsewhere = {"MPLCONFIGDIR": str(tmp_path.parent / "mpl"), "XDG_CACHE_HOME": "/nonexistent"}
    printed("make_shell().after_fork()", **folders, **elsewhere)
    assert list(tmp_path.rglob("*")) == []


def test_a_rehearsal_shows_what_it_should():
    program = (
        "import json\noutputs = rehearse()\n"
        "import sys\nsys.stdout = sys.__stdout__\n"
        "print([[o.get('ename', o['output_type']) for o in cell] for cell in outputs])"
    )
    kinds = eval(printed(program))  # noqa: S307 - our own lists of words
    result, stream = ["execute_result"], "stream"
    assert kinds == [
        result,
        [stream, stream],
        ["SyntaxError"],
        [],
        ["ValueError"],
        [stream, *result],
        [],
        [stream, "UsageError"],
        result,
        ["AssertionError"],
        [stream],
        [],
        ["display_data"],
        [],
        result,
        ["ZeroDivisionError"],
    ]


def test_a_rehearsal_leaves_no_trace(value):
    assert (
        value("In, Out, get_ipython().execution_count")
        == "(['', 'In, Out, get_ipython().execution_count'], {}, 2)"
    )
    assert value("import sys\n[name for name in vars(sys) if name.startswith('last_')]") == "[]"
    assert value("import matplotlib.pyplot as plt\nplt.get_fignums()") == "[]"
    assert value("import ipywidgets\nlen(ipywidgets.Widget.widgets)") in ("0", "{}")
    assert value("import linecache\n[n for n in linecache.cache if 'cell_' in n]") == (
        "['/tmp/notebook/cell_1.py']"
    )
    assert value("import sys\n'matplotlib_inline.backend_inline' in sys.modules") == "False"


def test_forks_know_nothing_of_each_other(value):
    assert value("import builtins, numpy\nbuiltins.x = numpy.x = 1\nx") == "1"
    assert value(
        "'x' in globals(), hasattr(__builtins__, 'x'), hasattr(__import__('numpy'), 'x')"
    ) == ("(False, False, False)")


@pytest.mark.parametrize("name", ["numpy", "utils", "json", "random", "secrets_of_nobody"])
def test_a_module_of_the_student_shadows_none_of_ours(server, tmp_path, name):
    (tmp_path / f"{name}.py").write_text("mine = True\n")
    source = f"import {name}\nhasattr({name}, 'mine')"
    (result,) = server.outputs([source], tmp_path)[0]
    assert result["data"]["text/plain"] == str(name == "secrets_of_nobody")


def test_the_notebook_runs_in_its_folder(server, tmp_path):
    cells = ["import os, sys\nos.getcwd(), sys.path[-1], sys.path.count(''), sys.argv"]
    expected = (str(tmp_path), str(tmp_path), 0, ["ipykernel_launcher.py"])
    data = server.outputs(cells, tmp_path)[0][0]["data"]["text/plain"]
    assert eval(data) == expected  # noqa: S307 - written by the line above


def test_counts_are_those_in_front_of_the_cells(server, tmp_path):
    recorded = server.run(["1", "", "1/0", "a b", "get_ipython().run_cell('2')"], tmp_path)
    assert recorded["counts"] == [1, 1, 2, 3, 4]


def test_temporary_files_go_where_the_child_is_told(tmp_path):
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    program = (
        f"import os, tempfile\nshell = make_shell()\nos.environ['TMPDIR'] = {str(tmp_path / 'after')!r}\n"
        "kept = os.dup(1)\nshell.after_fork()\n"
        "shell.run_cell('import tempfile\\nfolder = tempfile.mkdtemp()')\n"
        "os.write(kept, shell.namespace['folder'].encode())"
    )
    assert Path(printed(program, TMPDIR=str(tmp_path / "before"))).parent == tmp_path / "after"
